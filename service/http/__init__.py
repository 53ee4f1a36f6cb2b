"""HTTP for all routes: protocol, middleware, limits, caches, content negotiation and errors."""
