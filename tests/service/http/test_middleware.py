"""What every request passes: limits of head and body, its id, origins, and the net below."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from service.http.errors import HTTPError
from service.http.middleware import RequestMiddleware
from service.http.request_info import RequestInfo
from service.settings import Settings

Messages = list[dict[str, Any]]


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that reads its body and answers with it."""
    await Response(await Request(scope, receive).body())(scope, receive, send)


def through(
    app: Any,
    *bodies: bytes,
    method: str = "POST",
    headers: Any = (),
    path: str = "/",
    query: bytes = b"",
    **settings: Any,
) -> tuple[Messages, list[RequestInfo]]:
    """What a door before an application sends to a request whose body comes in these pieces, and then no more."""
    sent: Messages = []
    told: list[RequestInfo] = []
    waiting = [{"type": "http.request", "body": body, "more_body": True} for body in bodies]
    door = RequestMiddleware(app, Settings(**settings), lambda _scope, facts, _seconds: told.append(facts))

    async def receive() -> dict[str, Any]:
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    given = [(name.encode(), value.encode()) for name, value in dict(headers).items()]
    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": query}
    asyncio.run(asyncio.wait_for(door(scope | {"headers": given, "root_path": ""}, receive, send), 20))
    return sent, told


def status(sent: Messages) -> int:
    return int(sent[0]["status"])


def text(sent: Messages) -> str:
    return b"".join(message["body"] for message in sent[1:]).decode()


def fields(sent: Messages) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


@pytest.mark.parametrize(
    ("request_", "status_", "limit"),
    [
        ({"query": b"a" * 100, "max_uri": 100}, 414, "uri"),
        ({"path": "/" + "a" * 100, "max_uri": 100}, 414, "uri"),
        ({"headers": {"cookie": "a" * 100}, "max_headers": 100}, 431, "headers"),
        ({"headers": {f"a{n}": "b" for n in range(50)}, "max_headers": 100}, 431, "headers"),
        ({"headers": {"content-length": "101"}, "max_body": 100}, 413, "body"),
        ({"headers": {"content-length": "9" * 5000}, "max_headers": 10**5, "max_body": 100}, 413, "body"),
    ],
)
def test_what_is_too_large_is_refused_unread(request_: dict[str, Any], status_: int, limit: str) -> None:
    """The error names the limit, its value and what was asked, and the connection is closed (trap 6)."""
    sent, _ = through(echo, **request_)

    assert status(sent) == status_
    assert f"`{limit}` allows 100 bytes" in text(sent)
    assert re.search(r'"asked":\d+', text(sent))
    assert '/problems/limit-exceeded"' in text(sent)
    assert fields(sent)["connection"] == "close"


def test_a_body_without_a_length_is_counted_as_it_comes() -> None:
    """In pieces too it may be no longer."""
    sent, _ = through(echo, b"a" * 60, b"a" * 60, headers={"transfer-encoding": "chunked"}, max_body=100)

    assert status(sent) == 413
    assert "requested: 120" in text(sent)


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    """408 when its time is over; nobody else is cancelled."""
    sent, told = through(echo, b"a", headers={"content-length": "2"}, body_seconds=0.1)

    assert (status(sent), told[0].code) == (408, "TIMEOUT")
    assert "`body_seconds` allows 0.1 seconds" in text(sent)


def test_a_response_that_has_begun_is_not_begun_again() -> None:
    """Whatever comes too late or too large afterwards, the error ends it."""

    async def hasty(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        sent.append("begun")
        while True:
            await receive()

    for limits in ({"body_seconds": 0.1}, {"max_body": 2}):
        sent = list[str]()
        with pytest.raises(HTTPError):
            through(hasty, b"abc", headers={"transfer-encoding": "chunked"}, **limits)
        assert sent == ["begun"]


def test_a_body_that_is_here_may_be_thought_about() -> None:
    """Only the coming is limited, not what an application does afterwards."""

    async def thoughtful(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await asyncio.sleep(0.7)
        await Response(b"done")(scope, receive, send)

    async def run() -> Messages:
        sent: Messages = []

        async def receive() -> Any:
            return {"type": "http.request", "body": b"ab", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        door = RequestMiddleware(thoughtful, Settings(body_seconds=0.1), lambda *_: None)
        scope = {"type": "http", "method": "POST", "path": "/", "raw_path": b"/", "query_string": b""}
        await door(scope | {"headers": [(b"content-length", b"2")]}, receive, send)
        return sent

    assert status(asyncio.run(run())) == 200


def test_a_cancelled_request_stays_cancelled() -> None:
    """Whom somebody else cancels is not answered."""

    async def run() -> None:
        door = RequestMiddleware(echo, Settings(), lambda *_: None)
        scope = {"type": "http", "method": "POST", "path": "/", "raw_path": b"/", "query_string": b""}
        never = asyncio.Event()

        async def receive() -> Any:
            await never.wait()

        async def send(_message: Any) -> None:
            raise AssertionError

        task = asyncio.create_task(door(scope | {"headers": [(b"content-length", b"2")]}, receive, send))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())


def test_too_many_requests_at_a_time_are_told_to_come_again() -> None:
    """503 with the limit and when to come again; the probes are answered all the same."""
    free = asyncio.Event()

    async def crowded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/wait":
            await free.wait()
        await Response(b"")(scope, receive, send)

    async def run() -> list[Messages]:
        door = RequestMiddleware(crowded, Settings(max_requests=2), lambda *_: None)
        answers: list[Messages] = []

        async def ask(path: str) -> None:
            sent: Messages = []
            answers.append(sent)

            async def send(message: Any) -> None:
                sent.append(message)

            scope = {"type": "http", "method": "GET", "path": path, "raw_path": b"", "query_string": b"", "headers": []}
            await door(scope, None, send)  # type: ignore[arg-type]

        waiting = [asyncio.create_task(ask("/wait")) for _ in range(2)]
        await asyncio.sleep(0)
        await ask("/graphql")
        await ask("/health")
        free.set()
        await asyncio.gather(*waiting)
        await ask("/graphql")
        return answers

    answers = asyncio.run(run())

    assert [status(sent) for sent in answers] == [200, 200, 503, 200, 200]
    assert "`requests` allows 2 requests at a time; requested: 3" in text(answers[2])
    assert fields(answers[2])["retry-after"] == "1"


@pytest.mark.parametrize("given", ["a", "Az09._~-", "x" * 64])
def test_the_id_of_a_proxy_is_kept(given: str) -> None:
    """So that one request has one name everywhere."""
    sent, told = through(PlainTextResponse("x"), method="GET", headers={"x-request-id": given})

    assert fields(sent)["x-request-id"] == told[0].request_id == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a\r\nset-cookie: b", "<script>", "å"])
def test_an_id_that_could_do_harm_is_replaced(given: str) -> None:
    """Nothing of it comes back, or gets into the log."""
    sent, told = through(PlainTextResponse("x"), method="GET", headers={"x-request-id": given})

    assert re.fullmatch(r"[0-9a-f]+-[0-9a-f]+", fields(sent)["x-request-id"])
    assert told[0].request_id == fields(sent)["x-request-id"]


def test_every_request_has_an_id_of_its_own() -> None:
    """However many there are."""
    ids = {through(PlainTextResponse("x"), method="GET")[1][0].request_id for _ in range(20)}

    assert len(ids) == 20


def test_our_own_error_is_an_answer(caplog: pytest.LogCaptureFixture) -> None:
    """500 with the id, so the connection lives on; the log has the story (trap 10)."""

    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("the password is hunter2")

    sent, told = through(failing, method="GET")

    assert (status(sent), told[0].code) == (500, "INTERNAL")
    assert "hunter2" not in text(sent)
    assert told[0].request_id in text(sent)
    assert told[0].request_id in caplog.text and "hunter2" in caplog.text


def test_an_answer_that_has_begun_is_broken_off() -> None:
    """Where half of it is out, only the end of the connection can say that the rest will not come."""

    async def half() -> Any:
        yield b"half"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        through(StreamingResponse(half()), method="GET")


def test_an_answer_is_not_changed_for_others() -> None:
    """Fields are added to a copy: an answer that is kept and sent again stays as it was."""
    kept = {"type": "http.response.start", "status": 200, "headers": [(b"etag", b"1")]}

    async def again(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send(kept)
        await send({"type": "http.response.body", "body": b""})

    through(again, method="GET")
    through(again, method="GET")

    assert kept["headers"] == [(b"etag", b"1")]


@pytest.mark.parametrize(
    ("allowed", "origin", "expected"),
    [
        ("*", "https://a.example", "*"),
        ("*", None, "*"),
        ("https://a.example", "https://a.example", "https://a.example"),
        ("https://a.example, https://b.example", "https://b.example", "https://b.example"),
        ("https://a.example", "https://c.example", None),
        ("https://a.example", None, None),
    ],
)
def test_pages_of_chosen_origins_may_read(allowed: str, origin: str | None, expected: str | None) -> None:
    """Also refusals, so that a page can tell what was wrong; what differs by origin says so (trap 14)."""
    headers = {"origin": origin} if origin else {}
    fine, _ = through(PlainTextResponse("x"), method="GET", headers=headers, allowed_origins=allowed)
    refused, _ = through(echo, headers=headers | {"content-length": "9" * 9}, allowed_origins=allowed)

    for sent in (fine, refused):
        assert fields(sent).get("access-control-allow-origin") == expected
        assert ("origin" in fields(sent).get("vary", "")) is (allowed != "*")
        assert "access-control-allow-credentials" not in fields(sent)


@pytest.mark.parametrize(
    ("allowed", "origin", "expected"),
    [("*", "https://a.example", 200), ("https://b.example", "https://a.example", 400)],
)
def test_a_preflight_is_answered(allowed: str, origin: str, expected: int) -> None:
    """JSON may be posted from the origins in the list, and asked about before."""
    asks = {"origin": origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    sent, _ = through(echo, method="OPTIONS", headers=asks, allowed_origins=allowed)

    assert status(sent) == expected
    assert ("content-type" in fields(sent).get("access-control-allow-headers", "")) is True
    assert ("access-control-allow-origin" in fields(sent)) is (expected == 200)


def test_the_application_has_the_door(client: Any) -> None:
    """Files and errors pass it as well as queries do."""
    for path in ("/network.json", "/nothing", "/health"):
        response = client.get(path, headers={"origin": "https://a.example"})

        assert response.headers["access-control-allow-origin"] == "*"
        assert response.headers["x-request-id"]
    assert client.get("/nothing?" + "a" * 10_000).status_code == 414
