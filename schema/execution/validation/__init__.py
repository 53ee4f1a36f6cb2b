"""Validation of documents in one walk, for those that are valid beyond doubt."""
