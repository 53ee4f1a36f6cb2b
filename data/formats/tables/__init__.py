"""Denormalised CSV tables: one row per fact, with titles beside the keys."""
