"""OpenTelemetry spans, if its packages are installed and a tracer provider is configured."""

from __future__ import annotations

from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from service.http.request_info import document_hash, request_info_of

try:
    from opentelemetry import propagate, trace
except ImportError:
    trace = None  # type: ignore[assignment]


class TracingMiddleware:
    """Records a server span for each request, as a child of the span in its `traceparent` header field."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.tracer = trace.get_tracer("samband")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        carrier = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        context = propagate.extract(carrier)
        with self.tracer.start_as_current_span(scope["method"], context, trace.SpanKind.SERVER) as span:
            await self.app(scope, receive, send)
            for key, value in attributes(scope).items():
                span.set_attribute(key, value)


def attributes(scope: Scope) -> dict[str, Any]:
    """The span attributes of a request, named by the semantic conventions where these define a name."""
    info = request_info_of(scope)
    found = {
        "http.request.method": scope["method"],
        "url.path": scope["path"][:100],
        "http.response.status_code": info.status,
        "graphql.operation.name": info.operation,
        "graphql.document.sha256": info.text and document_hash(info.text),
        "samband.request.id": info.request_id,
        "samband.operation.cost": info.cost,
        "samband.answer.cached": info.cached,
        "error.type": info.code,
    }
    return {key: value for key, value in found.items() if value is not None}


def is_configured() -> bool:
    """Whether a tracer provider is configured, other than the default, which records nothing."""
    return trace is not None and type(trace.get_tracer_provider()).__name__ != "ProxyTracerProvider"
