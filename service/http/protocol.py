"""The HTTP protocol of uvicorn with an end to heads that are too long or too slow, which never reach an application.

And with a short way to answers: what comes whole may be answered before it becomes a message of ASGI (service.graphql.fast_path).
"""

from __future__ import annotations

import asyncio

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from data.domain.errors import LimitExceeded
from service.graphql.fast_path import Direct
from service.http.errors import Code, Refused, numbers, over_limit
from service.settings import Settings

TAKEN = 30.0  # seconds in which a client must take something of what waits for it
PIPELINED = 200  # requests of one connection that wait for their turn
LINGER = 1.0  # seconds in which what a client still sends is thrown away
ON_THE_WIRE = 4  # times the bytes of a field, at most: `a:` and the end of its line are four for one
REASONS = {408: "Request Timeout", 414: "URI Too Long", 431: "Request Header Fields Too Large"}


class TooMany(Exception):
    """More requests wait on a connection than may."""


class Protocol(HttpToolsProtocol):
    """The settings and the short way come with the state that the application's lifespan gives.

    Only a head that comes in pieces is looked at here: a whole one is measured at the door.
    """

    late: asyncio.TimerHandle | None = None
    closing: asyncio.TimerHandle | None = None
    untaken: asyncio.TimerHandle | None = None
    rests_since = 0.0
    size = 0
    over = False
    begun = ended = 0  # requests of this connection, as the parser sees them

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        found = self.app_state.get("settings")
        self.settings = found if isinstance(found, Settings) else Settings()
        self.direct: Direct | None = self.app_state.get("direct")
        self.expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self.head_is_here()
        self.taken()
        if self.closing is not None:
            self.closing.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.over:
            return
        direct = self.direct if self.rests and not self.flow.write_paused else None
        if direct is not None:
            answer = direct.answer(data, self.server_state.default_headers)
            if answer is not None:
                self.transport.write(answer)
                self.head_is_here()
                self.on_response_complete()
                return
        begun = self.begun
        super().data_received(data)
        if direct is not None and self.begun == self.ended == begun + 1 and self.cycle.keep_alive:
            direct.learn(data, self.scope)  # type: ignore[arg-type]
        if not self.over and (self.scope is None or "method" not in self.scope):
            self.head_goes_on(len(data))

    @property
    def answered(self) -> bool:
        """Whether no request waits for its answer."""
        return (self.cycle is None or self.cycle.response_complete) and not self.transport.is_closing()

    @property
    def rests(self) -> bool:
        """Whether nothing is under way: nor has any request begun to come, or a body still to end."""
        return self.answered and self.begun == self.ended

    def on_message_begin(self) -> None:
        self.begun += 1
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Let no more requests wait than a client may send ahead; who sends more is cut off."""
        self.head_is_here()
        if len(self.pipeline) >= PIPELINED:
            self.over = True
            self.transport.close()
        if self.over:
            raise TooMany  # the parser stops
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self.ended += 1
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """As uvicorn has it, but with one timer for all answers in the time that a connection may rest."""
        if self.pipeline or self.transport.is_closing():
            super().on_response_complete()
            return
        self.server_state.total_requests += 1
        self.flow.resume_reading()
        self.rests_since = self.loop.time()
        if self.closing is None:
            self.closing = self.loop.call_later(self.timeout_keep_alive, self.look)

    def look(self) -> None:
        """Close the connection if it has rested for long enough; look again when it may have."""
        self.closing = None
        if self.answered and self.late is None:
            left = self.rests_since + self.timeout_keep_alive - self.loop.time()
            if left > 0:
                self.closing = self.loop.call_later(left, self.look)
            else:
                self.transport.close()

    def pause_writing(self) -> None:
        """Give up a client that does not read: what waits for it, and its place, are wanted by others."""
        super().pause_writing()
        self.untaken = self.loop.call_later(TAKEN, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self.taken()

    def taken(self) -> None:
        if self.untaken is not None:
            self.untaken.cancel()
            self.untaken = None

    def send_400_response(self, msg: str) -> None:
        """What cannot be read, such as an address of 64 KiB; but that has a limit of its own."""
        if not self.over and not self.refuses_uri():
            super().send_400_response(msg)

    def expect_head(self) -> None:
        self.size = 0
        self.late = self.loop.call_later(self.settings.header_seconds, self.too_late)

    def head_is_here(self) -> None:
        if self.late is not None:
            self.late.cancel()
            self.late = None

    def head_goes_on(self, more: int) -> None:
        """Wait for the rest of a head, but neither for ever nor for more than any good one takes on the wire."""
        if self.late is None:
            self.expect_head()
            return
        self.size += more
        allowed = self.settings.max_headers
        if not self.refuses_uri() and self.size > self.settings.max_uri + ON_THE_WIRE * allowed:
            self.refuse(over_limit(LimitExceeded("headers", allowed, self.size, "bytes of header fields"), 431))

    def refuses_uri(self) -> bool:
        asked, allowed = 0 if self.scope is None else len(self.url), self.settings.max_uri
        if asked <= allowed + 1:  # the sign before the query counts for nothing
            return False
        self.refuse(over_limit(LimitExceeded("uri", allowed, asked, "bytes of path and query"), 414))
        return True

    def too_late(self) -> None:
        seconds = self.settings.header_seconds
        late = LimitExceeded("header_seconds", seconds, "longer", "seconds for the head of a request")
        self.refuse(Refused(408, Code.TIMEOUT, str(late), extensions=numbers(late)))

    def refuse(self, refused: Refused) -> None:
        """Answer without the application, once, and close; who still sends reads that before the connection breaks."""
        if self.over or self.transport.is_closing():
            return
        self.over = True
        if self.cycle is not None and not self.cycle.response_complete:
            self.transport.close()  # in the middle of an earlier answer nothing can be said
            return
        body = orjson.dumps({"errors": refused.errors})
        head = (
            f"HTTP/1.1 {refused.status} {REASONS[refused.status]}\r\ncontent-type: application/json; charset=utf-8\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.write_eof()
        self.head_is_here()
        self.late = self.loop.call_later(LINGER, self.transport.close)
