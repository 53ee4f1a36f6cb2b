"""Writers of files, a room for networks and one for open data; the texts that both write stand here."""
