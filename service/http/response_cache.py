"""Answers kept as bytes, as many as fit; their ETags; and how they are compressed on the wire."""

from __future__ import annotations

import asyncio
import re
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from importlib.metadata import version
from typing import Any, Generic, NamedTuple, TypeVar

import zstandard

K = TypeVar("K")
V = TypeVar("V")
RELEASE = version("samband").encode()  # another release may write the same facts otherwise
ENTRY = 512  # bytes that a key and its place take beside the body, about
LONG = 100_000  # bytes; more is compressed in a thread
SHORTEST = 1_000  # bytes; less is not worth compressing
TAG = re.compile(r'"([^"]*)"')
NOT_AT_ALL = re.compile(r"\s*q\s*=\s*0(\.0*)?\s*")
CODINGS: dict[str, Callable[[], Any]] = {  # the better one first; equal bytes are coded to equal bytes
    "zstd": lambda: zstandard.ZstdCompressor(3).compressobj(),
    "gzip": lambda: zlib.compressobj(6, wbits=zlib.MAX_WBITS + 16),
}


class Bounded(Generic[K, V]):
    """Values by key, at most `limit` bytes of them; what was not asked for the longest goes first.

    It belongs to the event loop: no other thread may use it.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.values: OrderedDict[K, V] = OrderedDict()

    def size_of(self, key: K, value: V) -> int:
        raise NotImplementedError

    def get(self, key: K) -> V | None:
        value = self.values.get(key)
        if value is not None:
            self.values.move_to_end(key)
        return value

    def put(self, key: K, value: V) -> None:
        """Keep the value, unless it alone is too large."""
        self.drop(key)
        size = self.size_of(key, value)
        if size > self.limit:
            return
        self.values[key] = value
        self.size += size
        while self.size > self.limit:
            self.drop(next(iter(self.values)))

    def drop(self, key: K) -> None:
        value = self.values.pop(key, None)
        if value is not None:
            self.size -= self.size_of(key, value)


class Body(NamedTuple):
    """A body as it is sent, and its coding, which is "" for none."""

    data: bytes
    coding: str


class Cache(Bounded[str, bytes]):
    """Bodies by their ETags."""

    def size_of(self, key: str, value: bytes) -> int:
        return len(value) + ENTRY

    def holds(self, tag: str) -> bool:
        """Whether there is a body, though compressing it may take long."""
        return etag(tag) in self.values

    def find_at_once(self, tag: str, coding: str) -> Body | None:
        """The body kept for a tag, in the coding if that gains anything; None when none is, or compressing takes long."""
        body = self.get(etag(tag, coding))
        if body is not None:
            return Body(body, coding)
        plain = self.get(etag(tag)) if coding else None
        if plain is None:
            return None
        return Body(plain, "") if len(plain) < SHORTEST else self.keep_at_once(tag, plain, coding)

    def keep_at_once(self, tag: str, plain: bytes, coding: str) -> Body | None:
        """Keep a body as it is and in the coding; None when compressing takes long, which `find` does then."""
        plain = bytes(
            memoryview(plain)
        )  # a copy that takes as much as it holds: what orjson gives takes 4 KiB and more
        self.put(etag(tag), plain)
        return None if coding and len(plain) > LONG else self.keep_coded(tag, coded(plain, coding))

    def keep_coded(self, tag: str, body: Body) -> Body:
        if body.coding:
            self.put(etag(tag, body.coding), body.data)
        return body

    async def find(self, tag: str, coding: str) -> Body | None:
        """The body kept for a tag, in the coding if that gains anything; None when none is kept."""
        plain = self.get(etag(tag))
        return self.find_at_once(tag, coding) or (None if plain is None else await self.keep(tag, plain, coding))

    async def keep(self, tag: str, plain: bytes, coding: str) -> Body:
        """Keep a body as it is and in the coding."""
        kept = self.keep_at_once(tag, plain, coding)
        return kept or self.keep_coded(tag, await asyncio.to_thread(coded, plain, coding))


def tag_of(*parts: str) -> str:
    """The tag of texts."""
    return hashed(repr(parts).encode())


def hashed(data: bytes) -> str:
    """32 hex digits that stand for the data: the same in every process of one release, and fit to be a key."""
    return blake2b(data, digest_size=16, key=RELEASE).hexdigest()


def etag(tag: str, coding: str = "") -> str:
    """A strong ETag. Each coding has its own, as the bytes differ."""
    return f'"{tag}-{coding}"' if coding else f'"{tag}"'


def held(if_none_match: str, tag: str) -> str | None:
    """The ETag in an If-None-Match that stands for the tag, whatever its coding; None when none does."""
    if if_none_match.strip() in ("*", etag(tag)):
        return etag(tag)
    names = (name for name in TAG.findall(if_none_match) if name.partition("-")[0] == tag)
    return next((f'"{name}"' for name in names), None)


@lru_cache(256)
def coding_of(accept_encoding: str) -> str:
    """The best coding that an Accept-Encoding allows by name; none, which is "", otherwise."""
    allowed = {
        name.strip().lower()
        for name, _, weight in (part.partition(";") for part in accept_encoding.split(","))
        if not NOT_AT_ALL.fullmatch(weight)
    }
    return next((coding for coding in CODINGS if coding in allowed), "")


def coded(body: bytes, coding: str) -> Body:
    """The body in a coding; as it is when it is short or gains nothing."""
    if not coding or len(body) < SHORTEST:
        return Body(body, "")
    smaller = b"".join(coded_pieces([body], coding))
    return Body(smaller, coding) if len(smaller) < len(body) else Body(body, "")


def coded_pieces(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """The same for what is sent in pieces, of any length."""
    if not coding:
        yield from pieces
        return
    compressor = CODINGS[coding]()
    for piece in pieces:
        if smaller := compressor.compress(piece):
            yield smaller
    yield compressor.flush()
