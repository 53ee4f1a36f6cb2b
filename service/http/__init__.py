"""HTTP for all routes: protocol, middleware, limits, caches, negotiation and errors."""
