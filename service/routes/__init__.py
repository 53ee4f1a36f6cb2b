"""The routes beside GraphQL, one module per group of paths."""
