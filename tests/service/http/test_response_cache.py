"""The response cache: bounded by bytes; ETags; content codings."""

from __future__ import annotations

import gzip

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from service.http.response_cache import (
    ENTRY_BYTES,
    QUICK,
    SMALLEST_BYTES,
    THREAD_BYTES,
    ResponseCache,
    compressed,
    compressed_chunks,
    etag,
    matching_etag,
    preferred_coding,
    tag_of,
)

TAG = tag_of("version", "/address")


def unzstd(body: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompressobj().decompress(body)


def test_what_was_stored_is_found() -> None:
    """A body is found by its tag, as it is or compressed."""
    cache = ResponseCache(100_000)
    cache.store_inline("a", b"x" * 5000, "")

    assert cache.holds("a") and not cache.holds("b")
    assert cache.find_inline("a", "") == (b"x" * 5000, "")
    found = cache.find_inline("a", "gzip")
    assert found and found.coding == "gzip" and gzip.decompress(found.data) == b"x" * 5000
    assert cache.find_inline("b", "gzip") is None


def test_a_cache_without_room_holds_nothing() -> None:
    """Zero bytes switch it off; the body comes back all the same."""
    cache = ResponseCache(0)

    assert cache.store_inline("a", b"text", "") == (b"text", "")
    assert not cache.holds("a")
    assert cache.bodies.currsize == 0


@pytest.mark.parametrize("coding", ["", "gzip", "zstd"])
def test_a_cheap_body_is_cached_when_it_is_asked_for_again(coding: str) -> None:
    """The first time it is only sent, in the same form; so what is asked for once evicts nothing."""
    cache = ResponseCache(100_000)

    first = cache.admit_inline("a", b"x" * 5000, coding)
    assert not cache.holds("a")
    assert cache.admit_inline("a", b"x" * 5000, coding) == first == cache.find_inline("a", coding)
    assert cache.holds("a")


def test_a_large_body_is_cached_at_once() -> None:
    """A thread compresses it, and takes it from the cache."""
    cache = ResponseCache(10 * THREAD_BYTES)

    assert cache.admit_inline("a", b"x" * (THREAD_BYTES + 1), "gzip") is None
    assert cache.holds("a")


@given(st.binary(max_size=20_000), st.sampled_from(["gzip", "zstd"]))
def test_every_compression_is_read_by_other_programs(body: bytes, coding: str) -> None:
    """Whichever library made it, whole or in chunks."""
    read = {"gzip": gzip.decompress, "zstd": unzstd}[coding]

    assert read(QUICK[coding](body)) == read(b"".join(compressed_chunks([body[:100], body[100:]], coding))) == body


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.binary(max_size=2000))), st.integers(0, 8000))
def test_it_never_holds_more_than_its_limit(stored: list[tuple[str, bytes]], limit: int) -> None:
    """Whatever comes, its weight is that of what it holds, within the limit, and the last that fits is there."""
    cache = ResponseCache(limit)
    last: dict[str, bytes] = {}
    for tag, body in stored:
        cache.store_inline(tag, body, "")
        last[tag] = body
        held = [body for tag, body in last.items() if cache.holds(tag)]

        assert cache.bodies.currsize == sum(len(body) + ENTRY_BYTES for body in held) <= limit
        assert cache.find_inline(tag, "") == (None if len(body) + ENTRY_BYTES > limit else (body, ""))


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_equal_parts_have_equal_tags_and_no_others(some: list[str], others: list[str]) -> None:
    """Where one part ends and the next begins counts too; lone surrogates do no harm."""
    assert (tag_of(*some) == tag_of(*others)) is (some == others)


@pytest.mark.parametrize("part", ["\ud800", "\x00", "'", "å" * 10_000])
def test_a_tag_is_fit_for_a_header(part: str) -> None:
    """It is 32 hex digits, whatever it stands for."""
    assert len(tag_of(part)) == 32
    assert set(tag_of(part)) <= set("0123456789abcdef")


def test_parts_are_not_joined() -> None:
    """`ab`, `c` is not `a`, `bc`."""
    assert tag_of("ab", "c") != tag_of("a", "bc")


@pytest.mark.parametrize("coding", ["", "gzip", "zstd"])
@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '{}, W/"other"'])
def test_a_client_that_holds_the_answer_is_told_so(coding: str, form: str) -> None:
    """Weakened by a proxy or one of several, in any coding: the very ETag it has comes back."""
    assert matching_etag(form.format(etag(TAG, coding)), TAG) == etag(TAG, coding)


@pytest.mark.parametrize("header", ["", '"other"', TAG, f'"{TAG}x"', f'"x{TAG}"', '"', "*, *"])
def test_a_client_that_holds_another_answer_is_not(header: str) -> None:
    """Nor is one whose header is no list of ETags."""
    assert matching_etag(header, TAG) is None


def test_a_star_stands_for_any_answer() -> None:
    """If-None-Match: * asks whether there is any at all."""
    assert matching_etag(" * ", TAG) == etag(TAG)


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", ""),
        ("identity", ""),
        ("br, deflate", ""),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip, deflate, br, zstd", "gzip"),
        ("zstd", "zstd"),
        ("gzip;q=0.8, zstd", "zstd"),
        ("gzip;q=0.5, identity", ""),
        ("gzip, identity", "gzip"),
        ("zstd;q=0, gzip", "gzip"),
        ("zstd; q=0.000 , gzip;q=0.5", "gzip"),
        ("gzip;q=0.001", "gzip"),
        ("gzip;q=0", ""),
        ("*", "gzip"),
        ("*;q=0, zstd", "zstd"),
        (",;q=,gzip;", "gzip"),
    ],
)
def test_a_coding_is_taken_from_what_is_accepted(header: str, coding: str) -> None:
    """What the client weighs most; gzip before Zstandard, and nothing that was refused."""
    assert preferred_coding(header) == coding


@pytest.mark.parametrize(("coding", "back"), [("gzip", gzip.decompress), ("zstd", unzstd), ("", lambda body: body)])
def test_what_is_coded_comes_back(coding: str, back: object) -> None:
    """Long bodies become shorter, the same bytes each time, and come back as they were."""
    body = b"samband " * 1000
    smaller, used = compressed(body, coding)

    assert used == coding
    assert (len(smaller) < len(body)) is bool(coding)
    assert compressed(body, coding)[0] == smaller
    assert back(smaller) == body  # type: ignore[operator]


@pytest.mark.parametrize("body", [b"", b"x" * (SMALLEST_BYTES - 1)])
def test_short_answers_go_as_they_are(body: bytes) -> None:
    """A few bytes are not worth the time."""
    assert compressed(body, "gzip") == (body, "")


def test_what_gains_nothing_goes_as_it_is() -> None:
    """Bytes without a pattern would only grow."""
    noise = b"".join(bytes.fromhex(tag_of(str(number))) for number in range(100))

    assert compressed(noise, "gzip") == (noise, "")


@given(st.lists(st.binary()), st.sampled_from(["", "gzip", "zstd"]))
def test_pieces_are_coded_as_a_whole(pieces: list[bytes], coding: str) -> None:
    """However the bytes are cut, they come back joined."""
    back = {"": bytes, "gzip": gzip.decompress, "zstd": unzstd}[coding]

    assert back(b"".join(compressed_chunks(pieces, coding))) == b"".join(pieces)
