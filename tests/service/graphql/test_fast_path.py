"""The fast path gives the bytes of the ASGI path, and takes only what is usual."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, NamedTuple

import orjson
import pytest
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uvicorn.lifespan.on import LifespanOn
from uvicorn.server import ServerState

from service.app import create_app
from service.graphql import runner as graphql
from service.graphql.fast_path import FastPath
from service.graphql.request import GRAPHQL
from service.http import protocol
from service.http import response_cache as cache
from service.http.protocol import Answer, Protocol
from service.http.request_info import GONE, ClientAddress, RequestInfo
from service.settings import Settings

OWN = re.compile(rb"x-request-id: [^\r]*\r\n")
PLACE = "query A($slug: String!) { municipality(by: {slug: $slug}) { slug name partnerships { edges { cursor node { title } } } } }"


def post(query: str, *fields: str, **variables: Any) -> bytes:
    """The bytes of a POST."""
    body = orjson.dumps({"query": query, "variables": variables})
    head = ["POST /graphql HTTP/1.1", "Host: a", "Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, *fields, "", ""]).encode() + body


def get(address: str, *fields: str) -> bytes:
    return "\r\n".join([f"GET {address} HTTP/1.1", "Host: a", *fields, "", ""]).encode()


HERRLJUNGA, MARIESTAD = (post(PLACE, slug=slug) for slug in ("herrljunga", "mariestad"))
ADDRESS = "/graphql?query=%7Bcatalogue%7Bversion%7D%7D"
VERSION = get(ADDRESS)
NEW_ADDRESS = get("/graphql?query=query%20New%7Bcatalogue%7Bversion%7D%7D")
NEW = post(PLACE.replace("query A", "query New"), slug="herrljunga")
SHORT = {  # what goes the short way the second time
    "a body": HERRLJUNGA,
    "an address": VERSION,
    "in GraphQL's media type": post(PLACE, f"Accept: {GRAPHQL}", slug="mariestad"),
    "compressed": post("{ goals { number title targets { code label } } }", "Accept-Encoding: gzip"),
    "in Zstandard": post("{ goals { number title targets { code label } } }", "Accept-Encoding: gzip;q=0.5, zstd"),
    "with an id": get("/graphql?query=%7Bgoals%7Bnumber%7D%7D", "X-Request-ID: mine"),
    "from a page": post(PLACE, "Origin: https://mariestad.se", slug="herrljunga"),
    "with its cost": get("/graphql?query=%7Bgoals%7Bnumber%7D%7D&extensions=%7B%22cost%22:true%7D"),
    "nothing there": post(PLACE, slug="atlantis"),
}
LONG = {  # what never does
    "another path": get("/health"),
    "another method": get("/graphql?query=%7Bgoals%7Bnumber%7D%7D").replace(b"GET", b"HEAD", 1),
    "a page": get("/graphql", "Accept: text/html"),
    "a page by an address": get("/graphql?a=b", "Accept: text/html"),
    "an address of a browser": get("/graphql?query=%7Bgoals%7Bnumber%7D%7D", "Accept: text/html,*/*;q=0.8"),
    "what is wrong": post("{ nothing }"),
    "what is no JSON": post("{ goals { number } }").replace(b'{"query"', b'["query"'),
    "a wrong variable": post(PLACE, slug=1),
    "a form": post("{ goals { number } }").replace(b"application/json", b"text/plain"),
    "a media type that there is not": post("{ goals { number } }", "Accept: image/png"),
    "the last one": post("{ goals { number } }", "Connection: close"),
    "an old client": post("{ goals { number } }").replace(b"HTTP/1.1", b"HTTP/1.0"),
    "who waits to be asked": post("{ goals { number } }", "Expect: 100-continue"),
    "a field that comes twice": post("{ goals { number } }", "Accept: */*", "Accept: */*"),
    "an address that ends early": get("/graphql?query=%7Bgoals%7Bnumber%7D%7D#a"),
    "an address that is too long": get("/graphql?query=%7Bgoals%7Bnumber%7D%7D&extensions=" + 9_000 * "%20"),
    "a body in chunks": re.sub(
        rb"Content-Length: (\d+)(\r\n\r\n)(.*)",
        lambda found: b"Transfer-Encoding: chunked%b%x\r\n%b\r\n0\r\n\r\n" % (found[2], int(found[1]), found[3]),
        post("{ goals { number } }"),
    ),
}


class Watched:
    """A fast path that notes of each request whether it answered."""

    def __init__(self, fast_path: FastPath) -> None:
        self.fast_path = fast_path
        self.answered: list[bool] = []

    def __call__(self, *head: Any) -> Answer | None:
        answer = self.fast_path(*head)

        def answered(*body: Any) -> bytes | None:
            found = answer and answer(*body)
            self.answered.append(found is not None)
            return found

        return answer and answered


class Wire(NamedTuple):
    """A server: its fast path, which it may not use, and the loop that it runs in while it is asked."""

    watched: Watched
    address: tuple[str, int]
    runner: asyncio.Runner

    def ask(self, pieces: Sequence[bytes], answers: int, *, bodies: bool = True) -> list[bytes]:
        """So many answers, with bodies or without, to these pieces, sent one after another over a new connection."""
        return self.runner.run(asyncio.wait_for(self._ask(pieces, answers, bodies), 20))

    async def _ask(self, pieces: Sequence[bytes], answers: int, bodies: bool) -> list[bytes]:
        reader, writer = await asyncio.open_connection(*self.address)
        for piece in pieces:
            writer.write(piece)
            await asyncio.sleep(0.002)
        try:
            return [await answer(reader, bodies) for _ in range(answers)]
        finally:
            writer.close()

    def is_fast(self, data: bytes, *, bodies: bool = True) -> bool:
        """Whether the fast path answers a request."""
        self.watched.answered.clear()
        self.ask([data], 1, bodies=bodies)
        return any(self.watched.answered)


@asynccontextmanager
async def served(runner: asyncio.Runner, url: str, *, short: bool = True, **chosen: Any) -> AsyncIterator[Wire]:
    """The application on uvicorn's protocol as we have it, with or without the short way."""
    app = create_app(Settings(database_url=url, poll_seconds=3600, request_log="off", max_requests=5, **chosen))
    config = uvicorn.Config(app, lifespan="on", log_config=None, server_header=False, proxy_headers=False)
    config.load()
    lifespan, state = LifespanOn(config), ServerState()
    state.default_headers = [(b"date", b"Sun, 22 Nov 2026 12:00:00 GMT")]
    await lifespan.startup()
    watched = Watched(lifespan.state["fast_path"])
    lifespan.state["fast_path"] = watched if short else None
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Protocol(config, state, lifespan.state), "127.0.0.1", 0)
    try:
        yield Wire(watched, server.sockets[0].getsockname(), runner)
    finally:
        server.close()
        await lifespan.shutdown()


@pytest.fixture(scope="module")
def wires(url: str) -> Iterator[list[Wire]]:
    """A server with the short way, one with it that keeps no answers, and one without it."""
    with asyncio.Runner() as runner:
        contexts = [
            served(runner, url),
            served(runner, url, cache_bytes=0),
            served(runner, url, short=False),
        ]
        yield [runner.run(context.__aenter__()) for context in contexts]
        for context in contexts:
            runner.run(context.__aexit__(None, None, None))


@pytest.fixture
def wire(wires: list[Wire]) -> Wire:
    """The server with the short way."""
    return wires[0]


async def answer(reader: asyncio.StreamReader, bodies: bool) -> bytes:
    """The bytes of the next answer but for the id that each request has of its own."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head)
    body = b"" if length is None or b" 304 " in head or not bodies else await reader.readexactly(int(length[1]))
    return OWN.sub(b"", head) + body


def test_a_client_behind_a_trusted_proxy_is_known_here_too(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the middleware: the field counts from a trusted proxy only."""
    fast_path, headers = wire.watched.fast_path, [(b"host", b"a"), (b"x-forwarded-for", b"192.0.2.1, 192.0.2.7")]
    proxies = Settings(trusted_proxies="10.0.0.9").proxies
    monkeypatch.setattr(fast_path.middleware, "client_of", ClientAddress(proxies, "X-Forwarded-For"))
    answers = [fast_path(b"GET", ADDRESS.encode(), headers, (peer, 1)) for peer in ("10.0.0.9", "10.0.0.8")]

    assert [answer.args[3].client for answer in answers] == ["192.0.2.7", "10.0.0.8"]  # type: ignore[union-attr]


@pytest.mark.parametrize("name", SHORT)
def test_the_same_bytes_come_the_short_way(wires: list[Wire], name: str) -> None:
    """Once its head and its document are known; whether the answer is kept or not."""
    found, unkept, expected = [wire.ask([SHORT[name]] * 3, 3) for wire in wires]

    assert found == unkept == expected
    assert found[0].startswith(b"HTTP/1.1 200 OK\r\n")
    assert b'"errors"' not in found[0]
    assert [wire.is_fast(SHORT[name]) for wire in wires] == [True, True, False]


def test_who_holds_the_answer_is_told_so_the_short_way(wires: list[Wire]) -> None:
    """304 to If-None-Match, also to a weak one among others."""
    (first,) = wires[0].ask([VERSION], 1)
    tag = re.search(rb'etag: ("[^"]*")', first)[1].decode()  # type: ignore[index]
    asked = [get(ADDRESS, f"If-None-Match: {one}") for one in (tag, f'"a", W/{tag}')]
    found, _, expected = [wire.ask([*asked, *asked, VERSION], 5) for wire in wires]

    assert found == expected
    assert [one.split()[1] for one in found] == [b"304"] * 4 + [b"200"]
    assert wires[0].is_fast(asked[1])


@pytest.mark.parametrize("name", LONG)
def test_anything_else_goes_the_long_way(wire: Wire, name: str) -> None:
    """However often it comes."""
    assert [wire.is_fast(LONG[name], bodies=name != "another method") for _ in range(3)] == [False] * 3


UNLIKE = [
    ("User-Agent: curl/8.5.0", "X-Request-ID: a"),
    ("User-Agent: python-httpx/0.28", "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
    ("X-Forwarded-For: 192.0.2.7", "X-Forwarded-Proto: https", "Cookie: a=b"),
]


@pytest.mark.parametrize("fields", UNLIKE, ids=lambda fields: fields[0])
def test_other_fields_may_differ_in_each_request(wires: list[Wire], fields: tuple[str, ...]) -> None:
    """A proxy and a client add what they like; once the document is known, its first request is answered at once."""
    data = post(PLACE, *fields, slug="mariestad")
    wires[0].ask([HERRLJUNGA], 1)
    found, _, expected = [wire.ask([data], 1) for wire in wires]

    assert found == expected
    assert wires[0].is_fast(data)


def test_head_and_body_may_come_apart(wires: list[Wire]) -> None:
    """As clients in Python send them."""
    head, body = HERRLJUNGA[: HERRLJUNGA.index(b"{")], HERRLJUNGA[HERRLJUNGA.index(b"{") :]
    found, _, expected = [wire.ask([head, body[:9], body[9:]] * 2, 2) for wire in wires]

    assert found == expected
    assert wires[0].watched.answered[-1]


def test_a_body_that_keeps_waiting_is_waited_for_by_asgi(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is answered all the same, and has the time limit of bodies."""
    monkeypatch.setattr(protocol, "HELD_SECONDS", 0.001)
    (at_once,), wire.watched.answered[:] = wire.ask([HERRLJUNGA], 1), []

    assert wire.ask([HERRLJUNGA[:-9], b"", b"", HERRLJUNGA[-9:]], 1) == [at_once]
    assert wire.watched.answered == []


def test_who_leaves_before_the_body_is_there_is_told_of(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the status of clients that are gone."""
    ended: list[int] = []
    middleware = wire.watched.fast_path.middleware
    monkeypatch.setattr(middleware, "record", lambda _scope, info, _seconds: ended.append(info.status))

    async def leave() -> None:
        _, writer = await asyncio.open_connection(*wire.address)
        writer.write(HERRLJUNGA[:-9])
        await asyncio.sleep(0.05)
        writer.close()
        await asyncio.sleep(0.1)

    wire.runner.run(leave())

    assert ended == [GONE]


def test_a_service_that_is_full_says_so(wire: Wire) -> None:
    """The short way takes nobody whom the middleware would not."""
    wire.ask([HERRLJUNGA] * 2, 2)
    middleware = wire.watched.fast_path.middleware
    middleware.in_flight += 5
    try:
        assert wire.ask([HERRLJUNGA], 1)[0].startswith(b"HTTP/1.1 503")
    finally:
        middleware.in_flight -= 5
    assert wire.is_fast(HERRLJUNGA)


def test_what_goes_the_short_way_is_told_of(wires: list[Wire], monkeypatch: pytest.MonkeyPatch) -> None:
    """As what goes the long way: operation, document, cost, whether it was kept."""
    found = []
    for wire in (wires[0], wires[2]):
        ended: list[tuple[Any, ...]] = []
        monkeypatch.setattr(
            wire.watched.fast_path.middleware, "record", lambda *ended_one, ended=ended: ended.append(ended_one)
        )
        wire.ask([NEW, NEW.replace(b"herrljunga", b"mariestad_"), NEW, NEW_ADDRESS, NEW_ADDRESS], 5)
        found.append(
            [
                (scope["method"], scope["path"], scope["endpoint"], info.status, *recorded(info))
                for scope, info, _ in ended
            ]
        )

    assert [one[:2] + one[3:] for one in found[0]] == [one[:2] + one[3:] for one in found[1]]
    assert [one[-2] for one in found[0]] == [False, False, True, False, True]


def recorded(info: RequestInfo) -> tuple[Any, ...]:
    return info.operation, info.text, info.cost, info.cached, info.code


STREAM = st.lists(
    st.sampled_from([HERRLJUNGA, MARIESTAD, VERSION, LONG["what is wrong"], LONG["another path"]]),
    min_size=1,
    max_size=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(requests=STREAM, data=st.data())
def test_however_the_bytes_are_cut_the_answers_are_the_same(
    wires: list[Wire], requests: list[bytes], data: st.DataObject
) -> None:
    """In pieces of requests, or several at once: each is answered in its turn, as without the short way."""
    stream = b"".join(requests)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    pieces = [stream[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(stream)], strict=True) if end > begin]

    found, _, expected = [wire.ask(pieces, len(requests)) for wire in wires]

    assert found == expected


def test_long_answers_are_made_once_and_compressed_in_their_turn(
    wires: list[Wire], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes long to compress is executed no second time for that, and goes the short way when it is kept."""
    executed: list[str] = []
    execute_plan = graphql.execute_plan
    monkeypatch.setattr(cache, "THREAD_BYTES", 500)
    monkeypatch.setattr(cache, "SMALLEST_BYTES", 100)
    monkeypatch.setattr(graphql, "execute_plan", lambda *asked, **kw: executed.append("") or execute_plan(*asked, **kw))
    text = "query ($in: Language) { goals { number title(language: $in) } }"
    english, swedish = (post(text, "Accept-Encoding: gzip", **{"in": language}) for language in ("EN", "SV"))
    found = [answer for one in (english, swedish, swedish) for answer in wires[0].ask([one], 1)]

    assert len(executed) == 2
    assert all(b"content-encoding: gzip" in one for one in found)
    assert found[1] == found[2] != found[0]
    assert wires[0].is_fast(swedish)


def test_who_does_not_read_is_given_up(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a while, so that what waits for it does not fill the memory for ever; a slow reader is not."""
    monkeypatch.setattr(protocol, "READ_SECONDS", 0.4)
    labels = " ".join(f"a{number}: label" for number in range(20))
    long = post("{ goals { targets { " + labels + " } } }")

    async def taken(seconds: float) -> int:
        """The bytes that come to who takes none for some seconds, and then all of them."""
        reader, writer = await asyncio.open_connection(*wire.address, limit=1000)
        writer.write(long * 150)
        await asyncio.sleep(seconds)
        found = 0
        with suppress(ConnectionError, asyncio.TimeoutError):
            while more := await asyncio.wait_for(reader.read(2**20), 1):
                found += len(more)
        writer.close()
        return found

    async def both() -> list[int]:
        return await asyncio.gather(taken(2), taken(0.1))

    silent, slow = wire.runner.run(both())

    assert 0 < silent < slow
