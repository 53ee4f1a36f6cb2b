"""How the world reaches us: HTTP and the command line."""
