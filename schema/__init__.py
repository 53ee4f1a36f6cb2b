"""The GraphQL schema over the entities of a snapshot: root fields, types (one per file), and their execution.

Modules that define types do not use `from __future__ import annotations`. Strawberry compiles every annotation that is
a string, some of them repeatedly, which doubles the import time of these modules.
"""
