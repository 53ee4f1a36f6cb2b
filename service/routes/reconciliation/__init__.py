"""The Reconciliation Service API 0.2: matches names to places, for clients such as OpenRefine."""

from service.routes.reconciliation.endpoints import routes

__all__ = ["routes"]
