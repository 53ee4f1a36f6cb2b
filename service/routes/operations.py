"""Routes whose errors are problem details."""

from __future__ import annotations

from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from service.http.problems import error_response


class OperationRoute(Route):
    """A route that answers other methods with the methods that it has."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        methods = sorted(self.methods or ())
        if scope["method"] not in methods:
            message = f"the method must be {' or '.join(methods)}"
            await error_response(405, message, {"Allow": ", ".join(methods)})(scope, receive, send)
        else:
            await super().handle(scope, receive, send)
