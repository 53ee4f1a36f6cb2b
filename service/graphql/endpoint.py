"""The endpoint of GraphQL over HTTP (first edition, September 2026). One snapshot answers each request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple, TypeVar

import orjson
import strawberry
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from data.domain.errors import InputError, LimitExceeded
from data.snapshot.snapshot import Snapshot
from data.snapshot.watcher import SnapshotWatcher
from schema.execution._strawberry import core_schema
from schema.execution.cost import list_sizes
from schema.execution.document import Document, DocumentCache, InvalidDocument
from schema.execution.limits import check_variables
from service.graphql.request import (
    ALLOWED,
    JSON,
    GraphQLRequest,
    RawRequest,
    bad_request,
    fields_of,
    parse_request,
    prefers_html,
    read_request,
    response_media_type,
)
from service.graphql.request_cache import ParsedRequest, RequestCache, response_tag
from service.graphql.response import (
    RawResponse,
    ResponsePreferences,
    content_of,
    error,
    not_modified,
    ok,
    preferences_of,
    request_error,
    send_response,
)
from service.graphql.runner import CheckedOperation, OperationRunner, run_in_time
from service.graphql.thread_pool import ThreadPool, is_disconnected
from service.graphql.trusted_documents import resolve_document
from service.http.errors import NO_CATALOGUE, Code, HTTPError, format_errors, over_limit
from service.http.middleware import ClientDisconnected, send_error
from service.http.request_info import RequestInfo, request_info_of
from service.http.response_cache import ResponseCache, matching_etag
from service.settings import Settings, limits_of

REQUESTS_SHARE = 8  # the request cache gets the bytes of the response cache divided by this

T = TypeVar("T")
Page = Callable[[Mapping[str, str]], Response]


class PreparedRequest(NamedTuple):
    """A parsed request and the snapshot that answers it."""

    raw: RawRequest
    preferences: ResponsePreferences
    parsed: ParsedRequest
    info: RequestInfo
    snapshot: Snapshot

    @property
    def request(self) -> GraphQLRequest:
        return self.parsed.request or parse_request(self.raw)


class Endpoint:
    """The GraphQL endpoint: queries by POST and GET, and a page for browsers. No subscriptions, no batches.

    `page` takes the value of If-None-Match and returns the page for browsers. Without it browsers get JSON too.
    """

    def __init__(
        self,
        schema: strawberry.Schema,
        watcher: SnapshotWatcher,
        settings: Settings | None = None,
        trusted: Mapping[str, str] | None = None,
        cache: ResponseCache | None = None,
        page: Page | None = None,
    ) -> None:
        self.schema = schema
        self.watcher = watcher
        self.settings = settings or Settings()
        self.limits = limits_of(self.settings)
        self.documents = DocumentCache(core_schema(schema), self.limits, fast=self.settings.has("fast_validation"))
        self.cache = cache or ResponseCache(self.settings.response_bytes)
        self.request_cache = RequestCache(self.cache.limit // REQUESTS_SHARE)
        self.cache_control = (b"cache-control", self.settings.cache_control.encode())
        self.trusted = trusted
        self.page = page
        self.runner, self.reader = OperationRunner(schema, self.settings), ThreadPool(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fields, info, media = fields_of(scope), request_info_of(scope), JSON
        accept = fields.get(b"accept", b"")
        if self.page is not None and prefers_html(scope, accept):
            await self.page(Headers(scope=scope))(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=ALLOWED)(scope, receive, send)
        else:
            try:
                media = response_media_type(accept)
                raw = await read_request(scope, receive, fields, media)
                prepared = self.prepare(raw, preferences_of(fields, media, reads=raw.reads), info)
                if is_disconnected(receive):
                    raise ClientDisconnected
                await send_response(send, self.answer_inline(prepared) or await self.answer_queued(prepared, receive))
            except HTTPError as http_error:
                http_error.headers.setdefault("vary", "accept")
                await send_error(send, http_error, info, media)

    def prepare(self, raw: RawRequest, preferences: ResponsePreferences, info: RequestInfo) -> PreparedRequest:
        """Takes a parsed request from the request cache, or parses it. Raises HTTPError."""
        snapshot = self.snapshot()
        parsed = self.request_cache.get((snapshot.state, raw)) or self.parse(raw, info, snapshot.state)
        info.text, info.operation = parsed.text, parsed.operation
        return PreparedRequest(raw, preferences, parsed, info, snapshot)

    def answer_inline(self, prepared: PreparedRequest) -> RawResponse | None:
        """Answers from the cache or by a cheap plan; None when the request must be queued or has an error."""
        raw, preferences, parsed, info, snapshot = prepared
        response = self.find_cached(parsed.tag, preferences)
        if response is not None:
            info.cached = True
            if parsed.request is not None:
                self.request_cache.remember(snapshot.state, raw, parsed)
            return response
        request = prepared.request
        data = None if self.cache.holds(parsed.tag) else self.try_plan(parsed.text, request, info, snapshot)
        if data is None:
            return None
        plain = orjson.dumps({"data": data} | self.extensions(request, info))
        body = self.cache.admit_inline(parsed.tag, plain, preferences.coding)
        return None if body is None else ok(parsed.tag, preferences.media, body, self.cache_control)

    async def answer_queued(self, prepared: PreparedRequest, receive: Receive) -> RawResponse:
        """Answers any request; expensive operations run in a thread. Raises HTTPError, or ClientDisconnected."""
        _, preferences, parsed, info, snapshot = prepared
        body = await self.cache.find(parsed.tag, preferences.coding)
        info.cached = body is not None
        if body is None:
            status, content = await self.result(prepared.request, preferences.media, info, snapshot, receive)
            if "errors" in content:
                info.code = content["errors"][0]["extensions"]["code"]
                return error(status, preferences.media, content)
            body = await self.cache.store(parsed.tag, orjson.dumps(content), preferences.coding)
        return ok(parsed.tag, preferences.media, body, self.cache_control)

    def find_cached(self, tag: str, preferences: ResponsePreferences) -> RawResponse | None:
        """304 if the client holds the current response, else the cached response; None if it is not cached."""
        current = matching_etag(preferences.condition, tag) if preferences.condition else None
        if current is not None:
            return not_modified(current, self.cache_control)
        body = self.cache.find_inline(tag, preferences.coding)
        return None if body is None else ok(tag, preferences.media, body, self.cache_control)

    def parse(self, raw: RawRequest, info: RequestInfo, state: str) -> ParsedRequest:
        """Parses the bytes of a request and checks its variables. Raises HTTPError."""
        request = parse_request(raw)
        info.text = resolve_document(request, self.trusted, only=self.settings.has("trusted_only"))
        info.operation = request.operation_name
        self.check_variables(request.variables)
        tag = response_tag(state, request, info.text, raw.media)
        return ParsedRequest(tag, info.text, info.operation, request)

    def try_plan(
        self, text: str, request: GraphQLRequest, info: RequestInfo, snapshot: Snapshot
    ) -> dict[str, Any] | None:
        """The data by the compiled plan of a cached document, if that is cheap; else None."""
        document = self.documents.find(text)
        if document is None:
            return None
        try:
            checked = self.check_operation(document, request, info)
        except (InvalidDocument, InputError):
            return None  # answer_queued reports it
        return self.runner.try_plan(checked, snapshot, info.client)

    async def result(
        self, request: GraphQLRequest, media: str, info: RequestInfo, snapshot: Snapshot, receive: Receive
    ) -> tuple[int, dict[str, Any]]:
        """Executes a request. Returns the status and the content of its response. Raises HTTPError."""
        assert info.text is not None
        try:
            document = self.documents.find(info.text) or await self.read_document(info.text, request, info, receive)
            executed = await self.runner.execute(
                self.check_operation(document, request, info), snapshot, receive, info.client
            )
            status, content = content_of(executed, media, info)
        except InvalidDocument as invalid:
            errors = format_errors(invalid.errors, info.request_id, Code.VALIDATION_FAILED)
            status, content = request_error(media), {"errors": errors}
        except InputError as problem:
            raise error_of(problem) from None
        return status, content | self.extensions(request, info)

    def extensions(self, request: GraphQLRequest, info: RequestInfo) -> dict[str, Any]:
        """The member `extensions` with the cost of the operation, if the request wants it."""
        if not request.wants_cost or info.cost is None:
            return {}
        return {"extensions": {"cost": {"requested": info.cost, "limit": self.limits.cost}}}

    def snapshot(self) -> Snapshot:
        """The newest snapshot. Raises HTTPError 503 before the first one is loaded."""
        if self.watcher.snapshot is None:
            raise HTTPError(503, Code.NOT_READY, NO_CATALOGUE, {"retry-after": "5"})
        return self.watcher.snapshot

    def check_variables(self, variables: dict[str, Any]) -> None:
        """Checks the variables against the limits. Raises HTTPError."""
        try:
            check_variables(variables, self.limits)
        except InputError as problem:
            raise error_of(problem) from None

    async def read_document(self, text: str, request: GraphQLRequest, info: RequestInfo, receive: Receive) -> Document:
        """Reads a new document in a thread, one at a time. Raises InvalidDocument, InputError or HTTPError."""
        read = partial(self.read_and_compile, text, request, info)
        seconds = self.settings.operation_seconds
        document = await run_in_time(self.reader, read, receive, seconds, seconds, info.client)
        return self.documents.remember(text, document)

    def read_and_compile(self, text: str, request: GraphQLRequest, info: RequestInfo) -> Document:
        """Reads a document and compiles the plan of its operation. Raises InvalidDocument or InputError."""
        document = self.documents.read(text)
        with suppress(InvalidDocument, InputError, HTTPError):  # `result` checks it again and reports it
            self.runner.compile(self.check_operation(document, request, info))
        return document

    def check_operation(self, document: Document, request: GraphQLRequest, info: RequestInfo) -> CheckedOperation:
        """Finds the operation and its cost. Raises InvalidDocument, InputError or HTTPError."""
        operation = document.operation(request.operation_name)
        info.operation = operation.name
        if request.reads and operation.mutates:
            raise HTTPError(
                405, Code.METHOD_NOT_ALLOWED, "GET executes queries only: send mutations by POST", {"allow": "POST"}
            )
        price = operation.price(request.variables, list_sizes(self.snapshot()))
        info.cost = price.cost
        self.limits.check("cost", info.cost)
        return CheckedOperation(operation, request.variables, price)

    def close(self) -> None:
        self.runner.close()
        self.reader.close()


def error_of(error: InputError) -> HTTPError:
    return over_limit(error) if isinstance(error, LimitExceeded) else bad_request(str(error))
