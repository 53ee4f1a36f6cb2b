"""Pages for people that are made by the server: one for each municipality and partnership, and what leads to them."""
