"""The GraphQL types, one per file, over the entities of a slice."""
