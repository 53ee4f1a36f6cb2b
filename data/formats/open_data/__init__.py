"""Linked data (JSON-LD, Turtle), DCAT-AP-SE and the Atom feed of changes."""
