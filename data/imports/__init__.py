"""Tables of partnerships from outside: read, matched with the catalogue, kept as layers."""
