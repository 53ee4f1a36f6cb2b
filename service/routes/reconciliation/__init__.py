"""The reconciliation service: spellings to places, for OpenRefine (Reconciliation Service API 0.2)."""

from service.routes.reconciliation.endpoints import routes

__all__ = ["routes"]
