"""The response cache: bodies as bytes by tag, with strong ETags and compressed variants."""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from importlib.metadata import version
from typing import Any, NamedTuple

import zstandard
from isal import isal_zlib

from data.snapshot.cache import BoundedCache, RecentKeys
from service.http.negotiation import LONGEST, media_ranges

RELEASE = version("samband").encode()  # part of every tag, as another release may render the same data as other bytes
ENTRY_BYTES = 512  # approximate memory of a cache entry without its value
THREAD_BYTES = 100_000  # a larger body is compressed in a thread
SMALLEST_BYTES = 1_000  # a smaller body is not compressed
TAG = re.compile(r'"([^"]*)"')
GZIP = zlib.MAX_WBITS + 16  # the format of gzip, for zlib and ISA-L
CODINGS: dict[str, Callable[[], Any]] = {  # in order of preference, as all clients understand gzip
    "gzip": lambda: zlib.compressobj(6, wbits=GZIP),
    "zstd": lambda: zstandard.ZstdCompressor(6).compressobj(),
}
QUICK: dict[str, Callable[[bytes], bytes]] = {  # a tenth of the time, a third more bytes (gzip)
    "gzip": lambda body: isal_zlib.compress(body, 1, GZIP),
    "zstd": lambda body: zstandard.ZstdCompressor(1).compress(body),
}


class Body(NamedTuple):
    """A response body and its content coding; "" is none."""

    data: bytes
    coding: str


class ResponseCache:
    """A bounded cache of bodies by tag and content coding; `limit` is in bytes, 0 disables it."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.bodies = BoundedCache[tuple[str, str], bytes](limit, lambda body: len(body) + ENTRY_BYTES)
        self.recent = RecentKeys()

    def holds(self, tag: str) -> bool:
        """Whether the uncompressed body of a tag is cached."""
        return (tag, "") in self.bodies

    def find_inline(self, tag: str, coding: str) -> Body | None:
        """The cached body of a tag, compressed if that is smaller; None if it is not cached or slow to compress."""
        body = self.bodies.get((tag, coding))
        if body is not None:
            return Body(body, coding)
        plain = self.bodies.get((tag, "")) if coding else None
        if plain is None:
            return None
        return Body(plain, "") if len(plain) < SMALLEST_BYTES else self.store_inline(tag, plain, coding)

    def admit_inline(self, tag: str, plain: bytes, coding: str) -> Body | None:
        """The same as `store_inline` for a body that costs little: it is cached when its tag comes for the second time.

        So clients that ask for everything once do not evict what others ask for again and again.
        """
        if len(plain) > THREAD_BYTES or self.recent.comes_again(tag):
            return self.store_inline(tag, plain, coding)
        return compressed(plain, coding, quickly=True)

    def store_inline(self, tag: str, plain: bytes, coding: str) -> Body | None:
        """Caches a body and its compressed variant; None if that is slow to compress, which `find` does in a thread."""
        plain = bytes(memoryview(plain))  # a copy of exact size: orjson allocates at least 4 KiB
        self.bodies.put((tag, ""), plain)
        if coding and len(plain) > THREAD_BYTES:
            return None
        return self.store_compressed(tag, compressed(plain, coding, quickly=True))

    def store_compressed(self, tag: str, body: Body) -> Body:
        if body.coding:
            self.bodies.put((tag, body.coding), body.data)
        return body

    async def find(self, tag: str, coding: str) -> Body | None:
        """The cached body of a tag, compressed if that is smaller; None if it is not cached."""
        plain = self.bodies.get((tag, ""))
        return self.find_inline(tag, coding) or (None if plain is None else await self.store(tag, plain, coding))

    async def store(self, tag: str, plain: bytes, coding: str) -> Body:
        """Caches a body and its compressed variant. Returns the smaller one."""
        body = self.store_inline(tag, plain, coding)
        return body or self.store_compressed(tag, await asyncio.to_thread(compressed, plain, coding))


def tag_of(*parts: str) -> str:
    """The hash of several texts."""
    return hashed(repr(parts).encode())


def hashed(data: bytes) -> str:
    """A hash of the data, 32 hex digits; the same in every process of one release."""
    return blake2b(data, digest_size=16, key=RELEASE).hexdigest()


def etag(tag: str, coding: str = "") -> str:
    """A strong ETag. Each content coding has its own, as the bytes differ."""
    return f'"{tag}-{coding}"' if coding else f'"{tag}"'


def matching_etag(if_none_match: str, tag: str) -> str | None:
    """The ETag in If-None-Match that belongs to the tag, with any content coding; None if there is none."""
    if if_none_match.strip() in ("*", etag(tag)):
        return etag(tag)
    names = (name for name in TAG.findall(if_none_match) if name.partition("-")[0] == tag)
    return next((f'"{name}"' for name in names), None)


@lru_cache(256)
def preferred_coding(accept_encoding: str) -> str:
    """The content coding of CODINGS that Accept-Encoding weighs most; "" if it prefers none (RFC 9110, 12.5.3)."""
    weights = {name: weight for name, (weight, _) in media_ranges(accept_encoding[:LONGEST]).items()}
    given = {coding: weights.get(coding, weights.get("*", 0.0)) for coding in CODINGS}
    best = max(given, key=given.__getitem__)
    return best if given[best] > 0 and given[best] >= weights.get("identity", 0.0) else ""


def compressed(body: bytes, coding: str, *, quickly: bool = False) -> Body:
    """The body in a content coding; unchanged if it is short or would not become smaller. Equal bodies give equal bytes."""
    if not coding or len(body) < SMALLEST_BYTES:
        return Body(body, "")
    smaller = QUICK[coding](body) if quickly else b"".join(compressed_chunks([body], coding))
    return Body(smaller, coding) if len(smaller) < len(body) else Body(body, "")


def compressed_chunks(chunks: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """Compresses a stream of chunks; without a coding they are unchanged."""
    if not coding:
        yield from chunks
        return
    compressor = CODINGS[coding]()
    for chunk in chunks:
        if smaller := compressor.compress(chunk):
            yield smaller
    yield compressor.flush()
