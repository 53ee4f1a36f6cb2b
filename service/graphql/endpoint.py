"""GraphQL over HTTP (first edition, September 2026): each request is answered from one snapshot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple, TypeVar

import orjson
import strawberry
from graphql import ExecutionResult
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from data.domain.errors import InputError, LimitExceeded
from data.snapshot.snapshot import Snapshot
from data.snapshot.watcher import Watch
from schema.execution.document import Document, Documents, InvalidDocument, Operation
from schema.execution.execute import execute, planned
from schema.execution.limits import check_variables
from service.graphql.request import (
    ALLOWED,
    JSON,
    Asked,
    Sent,
    asked_by,
    bad,
    fields_of,
    media_of,
    read_request,
    wants_page,
)
from service.graphql.request_cache import Known, Seen
from service.graphql.response import Answer, Wish, failed, good, request_error, shape, unchanged, wish_of, write
from service.graphql.thread_pool import Threads, hung_up
from service.graphql.trusted_documents import text_of
from service.http.errors import Code, Refused, formatted, numbers, over_limit
from service.http.middleware import ClientGone, respond
from service.http.request_info import Facts, facts_of
from service.http.response_cache import Cache, hashed, held
from service.routes.pages import graphiql_page
from service.settings import Settings, limits_of

LONG = 500  # characters of a document whose reading takes milliseconds
HEAVY = 300  # points of a field that is never asked for at once: it may wait for the store, or for another process
SLOWER = 20  # how many times graphql-core takes as long as a plan, about
SHARE = 8  # what is known of requests takes that part of what answers take, beside them

T = TypeVar("T")


class Question(NamedTuple):
    """A request that was read, and the snapshot that answers it."""

    sent: Sent
    wish: Wish
    known: Known
    facts: Facts
    snapshot: Snapshot

    @property
    def asked(self) -> Asked:
        return self.known.asked or asked_by(self.sent)


class Accepted(NamedTuple):
    """What is to be executed, as it has passed all limits."""

    operation: Operation
    variables: dict[str, Any]
    cost: int


class Endpoint:
    """POST and GET of queries; a page for browsers. No subscriptions, no batches."""

    def __init__(
        self,
        schema: strawberry.Schema,
        watch: Watch,
        settings: Settings | None = None,
        trusted: Mapping[str, str] | None = None,
        cache: Cache | None = None,
    ) -> None:
        self.schema = schema
        self.watch = watch
        self.settings = settings or Settings()
        self.limits = limits_of(self.settings)
        self.documents = Documents(schema._schema, self.limits)
        self.cache = cache or Cache(self.settings.cache_bytes)
        self.seen = Seen(self.cache.limit // SHARE)
        self.control = (b"cache-control", self.settings.cache_control.encode())
        self.trusted = trusted
        self.threads = Threads(self.settings.threads)
        self.reader = Threads(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fields, facts, media = fields_of(scope), facts_of(scope), JSON
        accept = fields.get(b"accept", b"")
        if wants_page(scope, accept):
            await graphiql_page(fields.get(b"if-none-match", b"").decode("latin-1"))(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=ALLOWED)(scope, receive, send)
        else:
            try:
                media = media_of(accept)
                sent = await read_request(scope, receive, fields, media)
                question = self.question(sent, wish_of(fields, media, reads=sent.reads), facts)
                if hung_up(receive):
                    raise ClientGone
                await write(send, self.at_once(question) or await self.in_turn(question, receive))
            except Refused as refused:
                refused.headers.setdefault("vary", "accept")
                await respond(send, refused, facts, media)

    def question(self, sent: Sent, wish: Wish, facts: Facts) -> Question:
        """What is asked, as far as it can be told without the schema. Raises Refused."""
        snapshot = self.snapshot()
        known = self.seen.get((snapshot.state, sent)) or self.read(sent, facts, snapshot.state)
        facts.text, facts.operation = known.text, known.operation
        return Question(sent, wish, known, facts, snapshot)

    def at_once(self, question: Question) -> Answer | None:
        """An answer that is kept or cheap; None when somebody has to be waited for, or something is wrong."""
        sent, wish, known, facts, snapshot = question
        answer = self.kept(known.tag, wish)
        if answer is not None:
            facts.cached = True
            self.seen.remember(snapshot.state, sent, known)
            return answer
        asked = question.asked
        data = None if self.cache.holds(known.tag) else self.cheap(known.text, asked, facts, snapshot)
        if data is None:
            return None
        plain = orjson.dumps({"data": data} | self.extensions(asked, facts))
        kept = self.cache.keep_at_once(known.tag, plain, wish.coding)
        return None if kept is None else good(known.tag, wish.media, kept, self.control)

    async def in_turn(self, question: Question, receive: Receive) -> Answer:
        """The answer when its time has come. Raises Refused."""
        _, wish, known, facts, snapshot = question
        kept = await self.cache.find(known.tag, wish.coding)
        facts.cached = kept is not None
        if kept is None:
            status, content = await self.result(question.asked, wish.media, facts, snapshot, receive)
            if "errors" in content:
                facts.code = content["errors"][0]["extensions"]["code"]
                return failed(status, wish.media, content)
            kept = await self.cache.keep(known.tag, orjson.dumps(content), wish.coding)
        return good(known.tag, wish.media, kept, self.control)

    def kept(self, tag: str, wish: Wish) -> Answer | None:
        """What is kept: nothing at all for a client that holds it, or the body; None when it has to be made."""
        current = held(wish.condition, tag) if wish.condition else None
        if current is not None:
            return unchanged(current, self.control)
        kept = self.cache.find_at_once(tag, wish.coding)
        return None if kept is None else good(tag, wish.media, kept, self.control)

    def read(self, sent: Sent, facts: Facts, state: str) -> Known:
        """Raises Refused."""
        asked = asked_by(sent)
        facts.text = text_of(asked, self.trusted, only=self.settings.trusted_only == "yes")
        facts.operation = asked.operation_name
        self.check(asked.variables)
        tag = tag_of(state, asked, facts.text, sent.media)
        return Known(tag, facts.text, facts.operation, asked)

    def cheap(self, text: str, asked: Asked, facts: Facts, snapshot: Snapshot) -> dict[str, Any] | None:
        """The data by the plan of a known document, if that is cheap."""
        document = self.documents.find(text)
        if document is None:
            return None
        try:
            accepted = self.accept(document, asked, facts)
        except (InvalidDocument, InputError):
            return None  # which is told in its turn
        return None if self.heavy(accepted) else planned(snapshot, accepted.operation, accepted.variables)

    async def result(
        self, asked: Asked, media: str, facts: Facts, snapshot: Snapshot, receive: Receive
    ) -> tuple[int, dict[str, Any]]:
        """The status and the response, executed. Raises Refused."""
        assert facts.text is not None
        try:
            document = self.documents.find(facts.text) or await self.document(facts.text, receive)
            executed = await self.execute(self.accept(document, asked, facts), snapshot, receive)
            status, content = shape(executed, media, facts)
        except InvalidDocument as error:
            errors = formatted(error.errors, facts.request_id, Code.VALIDATION_FAILED)
            status, content = request_error(media), {"errors": errors}
        except InputError as error:
            raise refusal_of(error) from None
        return status, content | self.extensions(asked, facts)

    def extensions(self, asked: Asked, facts: Facts) -> dict[str, Any]:
        """The cost, for who asks for it."""
        if not wants_cost(asked) or facts.cost is None:
            return {}
        return {"extensions": {"cost": {"requested": facts.cost, "limit": self.limits.cost}}}

    def snapshot(self) -> Snapshot:
        if self.watch.snapshot is None:
            raise Refused(503, Code.NOT_READY, "no catalogue is loaded yet", {"retry-after": "5"})
        return self.watch.snapshot

    def check(self, variables: dict[str, Any]) -> None:
        """Look at the variables before anything is made of them. Raises Refused."""
        try:
            check_variables(variables, self.limits)
        except InputError as error:
            raise refusal_of(error) from None

    async def document(self, text: str, receive: Receive) -> Document:
        """A new document, counted, parsed and validated; a long one by itself, so that nobody else waits for it."""
        read = partial(self.documents.read, text)
        new = read() if len(text) < LONG else await self.in_time(self.reader, read, receive)
        return self.documents.remember(text, new)

    def accept(self, document: Document, asked: Asked, facts: Facts) -> Accepted:
        """Find what is to be executed, and its price. Raises InvalidDocument, InputError or Refused."""
        operation = document.operation(asked.operation_name)
        facts.operation = operation.name
        if asked.reads and operation.mutates:
            raise Refused(
                405, Code.METHOD_NOT_ALLOWED, "a GET only reads: send what changes by POST", {"allow": "POST"}
            )
        facts.cost = operation.cost(asked.variables)
        self.limits.check("cost", facts.cost)
        return Accepted(operation, asked.variables, facts.cost)

    def heavy(self, accepted: Accepted) -> bool:
        """Whether nobody else should wait for it, even when it has a plan."""
        return accepted.cost > self.settings.inline_cost or accepted.operation.heaviest > HEAVY

    async def execute(self, accepted: Accepted, snapshot: Snapshot, receive: Receive) -> ExecutionResult:
        """On the event loop what is cheap, in a thread what is not.

        Without a plan everything takes many times as long, so that even less of it is cheap.
        """
        operation, variables, cost = accepted
        work = partial(execute, self.schema, snapshot, operation, variables)
        if self.heavy(accepted):
            return await self.in_time(self.threads, partial(answered, snapshot, operation, variables, work), receive)
        data = planned(snapshot, operation, variables)
        if data is not None:
            return ExecutionResult(data)
        return (
            work() if cost <= self.settings.inline_cost // SLOWER else await self.in_time(self.threads, work, receive)
        )

    async def in_time(self, threads: Threads, work: Callable[[], T], receive: Receive) -> T:
        """Raises Refused when the time of an operation is over, waiting included."""
        seconds = self.settings.operation_seconds
        try:
            return await threads.run(work, receive, seconds)
        except TimeoutError:
            late = LimitExceeded("operation_seconds", seconds, "longer", "seconds for an operation")
            raise Refused(503, Code.TIMEOUT, str(late), extensions=numbers(late)) from None

    def close(self) -> None:
        self.threads.close()
        self.reader.close()


def answered(
    snapshot: Snapshot, operation: Operation, variables: dict[str, Any], work: Callable[[], ExecutionResult]
) -> ExecutionResult:
    """By the plan, or as `work` does it."""
    data = planned(snapshot, operation, variables)
    return work() if data is None else ExecutionResult(data)


def refusal_of(error: InputError) -> Refused:
    return over_limit(error) if isinstance(error, LimitExceeded) else bad(str(error))


def wants_cost(asked: Asked) -> bool:
    return asked.extensions.get("cost") is True


def tag_of(state: str, asked: Asked, text: str, media: str) -> str:
    """The tag of all that an answer hangs on; the order of variables does not count."""
    told = [state, text, asked.variables, asked.operation_name, media, wants_cost(asked)]
    return hashed(orjson.dumps(told, option=orjson.OPT_SORT_KEYS))
