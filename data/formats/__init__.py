"""Writers of file formats, for networks and for open data, with shared helpers for JSON and XML."""
