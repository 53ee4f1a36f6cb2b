"""The routes other than GraphQL, one module per group of paths."""
