"""What can be asked: the GraphQL types, one per file, over the things of a snapshot."""
