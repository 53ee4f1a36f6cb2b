"""The records as files: reading, checking, loading, exporting, describing and comparing them."""
