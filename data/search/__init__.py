"""Finding places by name: the name index, and reconciliation of names in other people's tables."""
