"""What can be asked: the GraphQL types, one per file, over the things of a snapshot.

Files of types do without `from __future__ import annotations`: Strawberry compiles each annotation that is a text, and
more than once, which doubles the time that these files take to import.
"""
