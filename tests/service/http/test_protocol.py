"""Heads and bodies on the wire of a running service: too long, too slow, or broken off."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import pytest

from service.http.protocol import MAX_PIPELINED

POST = b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
BODY = b'{"query": "{ __typename }"}'


@pytest.fixture(scope="module")
def live(serving_with: Callable[..., Any]) -> Iterator[Any]:
    """A service that has little patience."""
    with serving_with(SAMBAND_HEADER_SECONDS="0.5", SAMBAND_BODY_SECONDS="0.5", SAMBAND_MAX_HEADERS="4000") as live:
        yield live


@contextmanager
def connected(live: Any) -> Iterator[socket.socket]:
    to = urlsplit(live.address)
    with socket.create_connection((to.hostname, to.port), timeout=30) as connection:
        yield connection


def rest(connection: socket.socket) -> bytes:
    """All that comes until the service closes the connection."""
    answer = b""
    while more := connection.recv(65536):
        answer += more
    return answer


def told(answer: bytes) -> tuple[int, dict[str, Any]]:
    """Status, and what the error of an answer says: problem details, but for GraphQL."""
    head, _, body = answer.partition(b"\r\n\r\n")
    problem = json.loads(body)
    assert (b"application/problem+json" in head) is ("errors" not in problem)
    return int(head.split()[1]), problem["errors"][0]["extensions"] if "errors" in problem else problem


def whole(connection: socket.socket) -> bytes:
    """An answer on a connection that stays open."""
    answer = b""
    while b"}}" not in answer:
        answer += connection.recv(65536)
    return answer


def test_heads_and_bodies_have_an_end(live: Any) -> None:
    """408 for what comes too slowly, 431 and 414 for what is too long, each by its limit; good requests go on (trap 6)."""
    with connected(live) as silent, connected(live) as slow, connected(live) as half, connected(live) as fine:
        slow.sendall(POST[:40])
        half.sendall(POST + b"content-length: 100\r\n\r\n" + BODY)
        fine.sendall(POST + b"content-length: %d\r\n\r\n" % len(BODY) + BODY)
        first = whole(fine)
        answers = {name: told(rest(wire)) for name, wire in {"silent": silent, "slow": slow, "half": half}.items()}
        fine.sendall(POST + b"content-length: %d\r\n\r\n" % len(BODY) + BODY)

        assert b'{"data":{"__typename":"Query"}}' in first
        assert {name: (status, error["limit"]) for name, (status, error) in answers.items()} == {
            "silent": (408, "header_seconds"),
            "slow": (408, "header_seconds"),
            "half": (408, "body_seconds"),
        }
        assert b'{"data":{"__typename":"Query"}}' in whole(fine)
    for head, status, limit in (
        (b"x: " + b"a" * 5000, 431, "headers"),
        (b"\r\n".join(b"x%d: aaaa" % number for number in range(1000)), 431, "headers"),
        (b"x: " + b"a" * 300_000, 431, "headers"),
    ):
        with connected(live) as wire:
            wire.sendall(POST + head + b"\r\nconnection: close\r\n\r\n")
            found, error = told(rest(wire))

        assert (found, error["limit"], error["allowed"]) == (status, limit, 4000)
    with connected(live) as wire:
        wire.sendall(b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nhost: a\r\n\r\n")
        found, error = told(rest(wire))

        assert (found, error["limit"], error["allowed"]) == (414, "uri", 8192)


@pytest.mark.parametrize(
    ("start", "more", "status", "limit"),
    [
        (b"GET /", b"a" * 10_000, 414, "uri"),
        (b"GET / HTTP/1.1\r\nx: ", b"a" * 10_000, 431, "headers"),
        (b"GET / HTTP/1.1\r\n", b"a:\r\n" * 2_500, 431, "headers"),
    ],
)
def test_a_head_without_an_end_is_not_kept(live: Any, start: bytes, more: bytes, status: int, limit: str) -> None:
    """It is refused while it comes, long before its time is over; who goes on sending reads that all the same."""
    with connected(live) as wire:
        for piece in (start, *[more] * 10):
            wire.sendall(piece)
            time.sleep(0.01)
        found, error = told(rest(wire))

    assert (found, error["limit"]) == (status, limit)


def test_an_address_that_cannot_be_read_is_too_long(live: Any) -> None:
    """Beyond 64 KiB the parser gives up; the client is told which limit it was."""
    with connected(live) as wire:
        wire.sendall(b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nhost: a\r\n\r\n")
        found, error = told(rest(wire))

    assert found == 414
    assert 8192 < error["asked"] <= 70_001  # what had arrived by then


def test_a_kept_connection_may_rest_but_not_dawdle(live: Any) -> None:
    """Between requests it waits; a head that was begun must end."""
    with connected(live) as wire:
        wire.sendall(POST + b"content-length: %d\r\n\r\n" % len(BODY) + BODY)
        whole(wire)
        time.sleep(0.8)
        wire.sendall(POST + b"content-length: %d\r\n\r\n" % len(BODY) + BODY)
        whole(wire)
        wire.sendall(POST)

        assert told(rest(wire))[0] == 408


def test_a_connection_rests_no_longer_than_it_may(live: Any) -> None:
    """The service closes it, however many requests came before, the last one after a pause."""
    with connected(live) as wire:
        for pause in (0, 0, 0.5):
            time.sleep(pause)
            wire.sendall(POST + b"content-length: %d\r\n\r\n" % len(BODY) + BODY)
            whole(wire)

        assert wire.recv(1) == b""


@pytest.mark.parametrize(
    "head",
    [
        b"GET /graphql?query=%7B__typename%7D HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\n",
        b"POST /nothing HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nabc",
    ],
)
def test_a_body_that_nobody_waits_for_keeps_no_connection(live: Any, head: bytes) -> None:
    """Who was answered before its body ended may rest no longer than others."""
    with connected(live) as wire:
        wire.sendall(head)

        assert rest(wire).startswith(b"HTTP/1.1 ")


@pytest.mark.parametrize("length", [b"200000 ", b"\t200000\t", b"000000000000000000200000"])
def test_a_length_is_a_length_however_it_is_written(live: Any, length: bytes) -> None:
    """Blanks around it and noughts before it do not lead past the limit."""
    with connected(live) as wire:
        wire.sendall(POST + b"content-length:" + length + b"\r\n\r\n")
        status, error = told(rest(wire))

    assert (status, error["limit"], error["asked"]) == (413, "body", 200_000)


def test_whole_requests_are_no_part_of_a_head(live: Any) -> None:
    """However many bytes came before a head that is still to end, and however long they took."""
    one = POST + b"content-length: %d\r\n\r\n" % len(BODY) + BODY
    with connected(live) as wire:
        wire.sendall(one * 190 + one[:20])
        answers = b""
        while answers.count(b"}}") < 190:
            answers += wire.recv(65536)
        for _ in range(8):
            time.sleep(0.1)
            wire.sendall(one[20:] + one[:20])
            whole(wire)
        wire.sendall(one[20:])

        assert b'{"data":{"__typename":"Query"}}' in whole(wire)


def test_who_sends_far_ahead_is_cut_off(live: Any) -> None:
    """Thousands of requests in one go are not kept until their turn comes; others are answered meanwhile."""
    with connected(live) as greedy, connected(live) as fine:
        greedy.settimeout(10)
        with suppress(OSError):
            greedy.sendall(b"GET /health HTTP/1.1\r\nhost: a\r\n\r\n" * 20_000)
        fine.sendall(POST + b"content-length: %d\r\n\r\n" % len(BODY) + BODY)

        assert b'{"data":{"__typename":"Query"}}' in whole(fine)
        answers = b""
        with suppress(ConnectionError):
            answers = rest(greedy)
        assert answers.count(b"HTTP/1.1 200") <= 2 * MAX_PIPELINED


def test_two_requests_may_come_at_once(live: Any) -> None:
    """Both are answered, in their order."""
    one = POST + b"content-length: %d\r\n\r\n" % len(BODY) + BODY
    last = POST + b"connection: close\r\ncontent-length: %d\r\n\r\n" % len(BODY) + BODY
    with connected(live) as wire:
        wire.sendall(one + last)

        assert rest(wire).count(b'{"data":{"__typename":"Query"}}') == 2


def told_by_host(live: Any, hosts: tuple[bytes, ...], line: bytes, more: bytes = b"") -> bytes:
    """The answer to a request with these fields Host, on a connection of its own."""
    with connected(live) as wire:
        fields = b"".join(b"Host: %b\r\n" % host for host in hosts)
        wire.sendall(line + b"\r\n" + fields + b"connection: close\r\n" + more)
        return rest(wire)


SHORT = b"GET /graphql?query=%7B__typename%7D HTTP/1.1"  # the fast path answers it


@pytest.mark.parametrize(
    "hosts",
    [
        (),
        (b"a", b"a"),
        (b"a", b"b"),
        (b"", b"a"),
        (b"a b",),
        (b"a/b",),
        (b"user@a",),
        (b"http://a",),
        (b"a:b",),
        (b"a:80:80",),
        (b"fd00::1",),
        (b"[fd00::1",),
        (b"a%2",),
        (b"m\xc3\xa4lm\xc3\xb6.se",),
        (b'a"',),
    ],
)
def test_a_request_must_have_one_valid_host(live: Any, hosts: tuple[bytes, ...]) -> None:
    """400 for none, for several, and for what is no host (RFC 9112, 3.2): in ASGI, on the fast path, and with a body."""
    body = b"content-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(BODY) + BODY
    for line, more in (
        (b"GET /health HTTP/1.1", b"\r\n"),
        (SHORT, b"\r\n"),
        (b"POST /graphql HTTP/1.1", body),
        (b"GET http://a/health HTTP/1.1", b"\r\n"),
    ):
        answer = told_by_host(live, hosts, line, more)
        status, error = told(answer)

        assert (status, error.get("code", "BAD_REQUEST")) == (400, "BAD_REQUEST")
        assert b"one header field Host" in answer
        assert b"connection: close" in answer


@pytest.mark.parametrize(
    "host", [b"", b"a", b"A.example.:8000", b"127.0.0.1:8000", b"[fd00::1]:8000", b"m%C3%A4lmo.se", b"x_y-z:", b" a\t"]
)
@pytest.mark.parametrize("line", [b"GET /health HTTP/1.1", SHORT])
def test_every_host_may_be_named(live: Any, line: bytes, host: bytes) -> None:
    """Whatever the client calls the service; a field without a value is allowed too."""
    assert told_by_host(live, (host,), line, b"\r\n").startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(("hosts", "status"), [((), 200), ((b"a",), 200), ((b"a", b"a"), 400), ((b"a b",), 400)])
@pytest.mark.parametrize("line", [b"GET /health HTTP/1.0", SHORT.replace(b"1.1", b"1.0")])
def test_an_old_client_need_not_name_a_host(live: Any, line: bytes, hosts: tuple[bytes, ...], status: int) -> None:
    """HTTP/1.0 has no such field, as in the checks of load balancers; one that is there must be right all the same."""
    assert told_by_host(live, hosts, line, b"\r\n").startswith(b"HTTP/1.1 %d" % status)


@pytest.mark.parametrize("version", [b"0.9", b"2.0"])
def test_only_http_1_0_may_lack_a_host(live: Any, version: bytes) -> None:
    """Another version in the request line, which the parser takes, is no way around the field."""
    answer = told_by_host(live, (), b"GET /health HTTP/" + version, b"\r\n")

    assert answer.startswith(b"HTTP/1.1 400")
    assert b"one header field Host" in answer


def test_nothing_is_read_after_a_request_without_a_host(live: Any) -> None:
    """A request before it is answered, one after it is not."""
    good = SHORT + b"\r\nhost: a\r\n\r\n"
    with connected(live) as wire:
        wire.sendall(good)
        first = whole(wire)
        wire.sendall(SHORT + b"\r\n\r\n" + good)
        after = rest(wire)

    assert first.startswith(b"HTTP/1.1 200")
    assert after.count(b"HTTP/1.1 ") == after.count(b"HTTP/1.1 400") == 1


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (b"GET /%", 404),
        (b"GET /%ff", 404),
        (b"GET //elsewhere.example/", 404),
        (b"GET /../etc/passwd", 404),
        (b"GET *", 404),
        (b"OPTIONS *", 404),
        (b"GET http://elsewhere.example/nowhere", 404),
        (b"PROPFIND /health", 405),
        (b"GET nowhere", 400),
        (b"GET http://", 400),
        (b"GET /m\xc3\xb6", 400),
        (b"GET /a b", 400),
        (b"get /health", 400),
        (b"FETCH /health", 400),
        (b"CONNECT a:80", 400),
    ],
)
def test_a_malformed_request_line_has_its_problem(live: Any, line: bytes, status: int) -> None:
    """In the one shape, whoever found it: the parser, the router or a route."""
    answer = told_by_host(live, (b"a",), line + b" HTTP/1.1", b"\r\n")
    found, problem = told(answer)

    assert (found, problem["status"]) == (status, status)
    assert problem["detail"]
