"""Observability: the access log, metrics and traces."""
