"""What operators see: the access log, metrics and traces."""
