"""What is known: records, tables, loading, the snapshot and its slices."""
