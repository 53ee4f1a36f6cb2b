"""Writers of network files; `formats.py` lists them."""
