"""Tables for people: one row per fact, with titles beside the keys."""
