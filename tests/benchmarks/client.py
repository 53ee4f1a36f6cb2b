"""A client that keeps a few connections busy and remembers how long each answer took; blocking sockets, no parsing."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import orjson

CONNECTIONS = 4  # requests on the way at any time
PATIENCE = 300  # seconds to wait for one answer
POST = "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAccept: application/json\r\nContent-Length: {length}\r\n\r\n"
READY = b"GET /ready HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n"
GET = "GET {path}?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n{condition}\r\n"


def request(body: bytes, path: str = "/graphql") -> bytes:
    """The bytes of a POST."""
    return POST.format(path=path, length=len(body)).encode() + body


def reading(body: bytes, path: str = "/graphql", etag: str | None = None) -> bytes:
    """The bytes of a GET that asks the same; with an ETag, whether that still holds."""
    asked = orjson.loads(body)
    query = urlencode({"query": asked["query"], "variables": orjson.dumps(asked["variables"])})
    condition = f"If-None-Match: {etag}\r\n" if etag else ""
    return GET.format(path=path, query=query, condition=condition).encode()


class Answer:
    """The bytes of one answer, as far as they have come."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.end: int | None = None

    def feed(self, data: bytes) -> bool:
        """Take more bytes; whether the answer is whole."""
        self.data += data
        if self.end is None:
            head = self.data.find(b"\r\n\r\n")
            if head < 0:
                return False
            self.end = head + 4 + self._length(bytes(self.data[:head]))
        return len(self.data) >= self.end

    def _length(self, head: bytes) -> int:
        if head[9:12] == b"304":
            return 0
        lower = head.lower()
        at = lower.index(b"content-length:") + 15
        return int(lower[at:].split(b"\r\n", 1)[0])

    @property
    def status(self) -> int:
        return int(self.data[9:12])

    @property
    def head(self) -> str:
        return bytes(self.data).partition(b"\r\n\r\n")[0].decode("latin-1")

    @property
    def content(self) -> bytes:
        return bytes(self.data).partition(b"\r\n\r\n")[2]


def connect(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def ask(port: int, data: bytes) -> Answer:
    """One answer, over a connection of its own."""
    with connect(port) as connection:
        connection.sendall(data)
        answer = Answer()
        while not answer.feed(received(connection)):
            pass
    return answer


def received(connection: socket.socket) -> bytes:
    data = connection.recv(1 << 18)
    if not data:
        raise ConnectionError("the server closed the connection")
    return data


def progress(port: int) -> dict[str, int]:
    """How many of the measures that our service computes in the background are there, and how many there will be."""
    found: dict[str, int] = orjson.loads(ask(port, READY).content).get("measures", {"done": 0, "total": 0})
    return found


class Load:
    """What a run of requests gave: seconds of each answer, bytes of all contents, answers of each status."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.bytes = 0
        self.statuses: dict[int, int] = {}
        self.wrong = b""

    def add(self, answer: Answer, seconds: float) -> None:
        self.seconds.append(seconds)
        status = answer.status
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.bytes += len(answer.content)
        if status not in (200, 304) or b'"errors"' in answer.data[-400:] or b'{"errors"' in answer.data[:800]:
            self.wrong = bytes(answer.data[:2000])


def run(port: int, requests: Iterator[bytes], seconds: float, least: int = 1) -> Load:
    """Send requests over all connections until the time is over (but `least` of them) or none are left.

    Raises RuntimeError when an answer is an error.
    """
    load, selector, until = Load(), selectors.DefaultSelector(), time.perf_counter() + seconds
    left, begun = True, 0
    waiting: dict[socket.socket, tuple[Answer, float]] = {}

    def send(connection: socket.socket) -> None:
        nonlocal left, begun
        data = next(requests, None) if begun < least or time.perf_counter() < until else None
        if data is None:
            left = False
            return
        begun += 1
        waiting[connection] = Answer(), time.perf_counter()
        connection.sendall(data)

    connections = [connect(port) for _ in range(CONNECTIONS)]
    for connection in connections:
        selector.register(connection, selectors.EVENT_READ)
        send(connection)
    while waiting:
        for key, _ in selector.select(PATIENCE):
            connection = key.fileobj
            assert isinstance(connection, socket.socket)
            answer, start = waiting[connection]
            if answer.feed(received(connection)):
                load.add(answer, time.perf_counter() - start)
                del waiting[connection]
                send(connection)
    for connection in connections:
        connection.close()
    if load.wrong:
        raise RuntimeError(f"not an answer: {load.wrong!r}")
    return load
