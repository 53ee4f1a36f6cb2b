"""GraphQL over HTTP (first edition, September 2026): each request is answered from one snapshot."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

import orjson
import strawberry
from graphql import ExecutionResult
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send
from strawberry.http.ides import get_graphql_ide_html

from data.errors import InputError, LimitExceeded
from data.snapshot import Snapshot
from data.watch import Watch
from schema.answer import Deadline, OutOfTime, execute
from schema.document import InvalidDocument, Operation, read_document
from schema.limits import check_variables
from service.door import ClientGone, respond
from service.errors import Code, Refused, formatted, numbers, over_limit
from service.facts import Facts, facts_of
from service.request import ALLOWED, GRAPHQL, JSON, Asked, bad, heads, media_of, read_request, wants_page
from service.settings import Settings, limits_of
from service.trusted import text_of
from service.work import Threads, hung_up

VARY = (b"vary", b"accept")
CONTENT_TYPES = {media: (b"content-type", f"{media}; charset=utf-8".encode()) for media in (JSON, GRAPHQL)}
PARTIAL = 294  # Partial Success: data and errors


class Plan(NamedTuple):
    """What is to be executed, when it has passed all limits."""

    operation: Operation
    variables: dict[str, Any]
    cost: int


def page() -> Response:
    """What a browser gets to ask on."""
    return HTMLResponse(get_graphql_ide_html(graphql_ide="graphiql"), headers={"vary": "accept"})


class Endpoint:
    """POST and GET of queries; a page for browsers. No subscriptions, no batches."""

    def __init__(
        self,
        schema: strawberry.Schema,
        watch: Watch,
        settings: Settings | None = None,
        trusted: Mapping[str, str] | None = None,
    ) -> None:
        self.schema = schema
        self.watch = watch
        self.settings = settings or Settings()
        self.limits = limits_of(self.settings)
        self.trusted = trusted
        self.threads = Threads(self.settings.threads)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given, facts, media = heads(scope), facts_of(scope), JSON
        if wants_page(scope, given.accept):
            await page()(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=ALLOWED)(scope, receive, send)
        else:
            try:
                media = media_of(given.accept)
                asked = await read_request(scope, receive, given)
                await self.answer(asked, media, facts, receive, send)
            except Refused as refused:
                refused.headers.setdefault("vary", "accept")
                await respond(send, refused, facts, media)

    async def answer(self, asked: Asked, media: str, facts: Facts, receive: Receive, send: Send) -> None:
        """From what is asked to the bytes of the answer. Raises Refused where a step cannot go on."""
        snapshot = self.snapshot()
        facts.text = text_of(asked, self.trusted, only=self.settings.trusted_only == "yes")
        # Here goes an answer that is kept of (snapshot.version, facts.text, asked.variables, asked.operation_name).
        try:
            plan = self.plan(asked, facts)
            result = await self.execute(plan, snapshot, receive)
            status, content = shape(result, media, facts)
        except InvalidDocument as error:
            errors = formatted(error.errors, facts.request_id, Code.VALIDATION_FAILED)
            status, content = request_error(media), {"errors": errors}
        except InputError as error:
            raise refusal_of(error) from None
        if asked.extensions.get("cost") is True and facts.cost is not None:
            content["extensions"] = {"cost": {"requested": facts.cost, "limit": self.limits.cost}}
        note(facts, content)
        await write(send, status, media, orjson.dumps(content))

    def snapshot(self) -> Snapshot:
        if self.watch.snapshot is None:
            raise Refused(503, Code.NOT_READY, "no catalogue is loaded yet", {"retry-after": "5"})
        return self.watch.snapshot

    def plan(self, asked: Asked, facts: Facts) -> Plan:
        """Count, parse, validate, price. Raises InvalidDocument, InputError or Refused."""
        assert facts.text is not None
        check_variables(asked.variables, self.limits)
        document = read_document(self.schema._schema, facts.text, self.limits)
        operation = document.operation(asked.operation_name)
        facts.operation = operation.name
        if asked.reads and operation.mutates:
            raise Refused(
                405, Code.METHOD_NOT_ALLOWED, "a GET only reads: send what changes by POST", {"allow": "POST"}
            )
        facts.cost = operation.cost(asked.variables)
        self.limits.check("cost", facts.cost)
        return Plan(operation, asked.variables, facts.cost)

    async def execute(self, plan: Plan, snapshot: Snapshot, receive: Receive) -> ExecutionResult:
        """On the event loop what is cheap, in a thread what is not, and neither for a client that is gone."""
        seconds = self.settings.operation_seconds
        deadline = Deadline(time.monotonic() + seconds)
        work = partial(execute, self.schema, snapshot, plan.operation, plan.variables, deadline)
        try:
            if plan.cost > self.settings.inline_cost:
                return await self.threads.run(work, receive, seconds)
            if hung_up(receive):
                raise ClientGone
            return work()
        except (OutOfTime, TimeoutError):
            late = LimitExceeded("operation_seconds", seconds, "longer", "seconds for an operation")
            raise Refused(503, Code.TIMEOUT, str(late), extensions=numbers(late)) from None


def refusal_of(error: InputError) -> Refused:
    return over_limit(error) if isinstance(error, LimitExceeded) else bad(str(error))


def request_error(media: str) -> int:
    """The status of a document that was not executed; who knows JSON only is told so within (section 6.4)."""
    return 400 if media == GRAPHQL else 200


def shape(result: ExecutionResult, media: str, facts: Facts) -> tuple[int, dict[str, Any]]:
    """The status and the response. What was refused before it was executed has no `data`, not even null."""
    errors = formatted(result.errors or (), facts.request_id, Code.BAD_USER_INPUT)
    if not errors:
        return 200, {"data": result.data}
    if result.data is None and not any("path" in error for error in errors):
        return request_error(media), {"errors": errors}
    return PARTIAL if media == GRAPHQL else 200, {"errors": errors, "data": result.data}


def note(facts: Facts, content: Mapping[str, Any]) -> None:
    if "errors" in content:
        facts.code = content["errors"][0]["extensions"]["code"]


async def write(send: Send, status: int, media: str, body: bytes) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [CONTENT_TYPES[media], length, VARY]})
    await send({"type": "http.response.body", "body": body})
