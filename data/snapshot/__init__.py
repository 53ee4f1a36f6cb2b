"""One catalogue version in memory: column tables, slices of them and the entities seen in a slice."""
