"""One catalogue version in memory: column tables, slices of them and the entities of a slice."""
