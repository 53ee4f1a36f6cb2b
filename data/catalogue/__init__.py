"""Records as CSV files: reading, validating, loading, exporting, describing and comparing."""
