"""The GraphQL types, one per file, over the entities of a slice."""

import schema.enums  # noqa: F401  registers the enums before the types use them
