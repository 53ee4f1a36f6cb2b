"""The store of answers: bounded, last asked for last gone; ETags; codings."""

from __future__ import annotations

import gzip

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from service.http.response_cache import ENTRY, SHORTEST, Cache, coded, coded_pieces, coding_of, etag, held, tag_of

TAG = tag_of("version", "/address")


def unzstd(body: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompressobj().decompress(body)


def test_what_was_put_is_got() -> None:
    """A body is found under its key until it is replaced or dropped."""
    cache = Cache(10_000)
    cache.put("a", b"one")
    cache.put("a", b"two")

    assert (cache.get("a"), cache.get("b"), cache.size) == (b"two", None, 3 + ENTRY)
    cache.drop("a")
    assert (cache.get("a"), cache.size) == (None, 0)


def test_what_was_not_asked_for_the_longest_goes_first() -> None:
    """Room for three: the one asked for again stays, the other of the oldest goes."""
    cache = Cache(3 * (ENTRY + 1))
    for key in "abc":
        cache.put(key, b"x")
    cache.get("a")
    cache.put("d", b"x")

    assert list(cache.values) == ["c", "a", "d"]


def test_what_is_too_large_is_not_kept() -> None:
    """It drives out nothing but what stood under its own key."""
    cache = Cache(2 * ENTRY + 10)
    cache.put("a", b"x")
    cache.put("b", b"y")
    cache.put("b", bytes(ENTRY + 11))

    assert list(cache.values) == ["a"]


def test_a_cache_without_room_keeps_nothing() -> None:
    """Zero bytes switches it off."""
    cache = Cache(0)
    cache.put("a", b"")

    assert (cache.get("a"), cache.size) == (None, 0)


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.binary(max_size=2000))), st.integers(0, 8000))
def test_it_never_holds_more_than_its_limit(puts: list[tuple[str, bytes]], limit: int) -> None:
    """Whatever comes, its size is that of what it holds, within the limit, and the last that fits is there."""
    cache = Cache(limit)
    for key, body in puts:
        cache.put(key, body)

        assert cache.size == sum(len(body) + ENTRY for body in cache.values.values()) <= limit
        assert cache.get(key) == (body if len(body) + ENTRY <= limit else None)


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
    assert held(form.format(etag(TAG, coding)), TAG) == etag(TAG, coding)


@pytest.mark.parametrize("header", ["", '"other"', TAG, f'"{TAG}x"', f'"x{TAG}"', '"', "*, *"])
def test_a_client_that_holds_another_answer_is_not(header: str) -> None:
    """Nor is one whose header is no list of ETags."""
    assert held(header, TAG) is None


def test_a_star_stands_for_any_answer() -> None:
    """If-None-Match: * asks whether there is any at all."""
    assert held(" * ", TAG) == etag(TAG)


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", ""),
        ("identity", ""),
        ("br, deflate", ""),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("zstd;q=0, gzip", "gzip"),
        ("zstd; q=0.000 , gzip;q=0.5", "gzip"),
        ("gzip;q=0.001", "gzip"),
        ("gzip;q=0", ""),
        ("*", ""),
        (",;q=,gzip;", "gzip"),
    ],
)
def test_a_coding_is_taken_from_what_is_accepted(header: str, coding: str) -> None:
    """Zstandard before gzip, and nothing that was refused or not named."""
    assert coding_of(header) == coding


@pytest.mark.parametrize(("coding", "back"), [("gzip", gzip.decompress), ("zstd", unzstd), ("", lambda body: body)])
def test_what_is_coded_comes_back(coding: str, back: object) -> None:
    """Long bodies become shorter, the same bytes each time, and come back as they were."""
    body = b"samband " * 1000
    smaller, used = coded(body, coding)

    assert used == coding
    assert (len(smaller) < len(body)) is bool(coding)
    assert coded(body, coding)[0] == smaller
    assert back(smaller) == body  # type: ignore[operator]


@pytest.mark.parametrize("body", [b"", b"x" * (SHORTEST - 1)])
def test_short_answers_go_as_they_are(body: bytes) -> None:
    """A few bytes are not worth the time."""
    assert coded(body, "gzip") == (body, "")


def test_what_gains_nothing_goes_as_it_is() -> None:
    """Bytes without a pattern would only grow."""
    noise = b"".join(bytes.fromhex(tag_of(str(number))) for number in range(100))

    assert coded(noise, "gzip") == (noise, "")


@given(st.lists(st.binary()), st.sampled_from(["", "gzip", "zstd"]))
def test_pieces_are_coded_as_a_whole(pieces: list[bytes], coding: str) -> None:
    """However the bytes are cut, they come back joined."""
    back = {"": bytes, "gzip": gzip.decompress, "zstd": unzstd}[coding]

    assert back(b"".join(coded_pieces(pieces, coding))) == b"".join(pieces)
