"""Pages and cursors."""

from __future__ import annotations

import string
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.domain.errors import InputError
from data.snapshot.snapshot import Snapshot
from schema.edges import Item, encode
from schema.filters.inputs import GeoPoint
from schema.filters.orders import Direction, MunicipalityOrder, MunicipalityOrderField, municipality_order
from schema.relay import page

Ask = Callable[..., Any]

PARTS = "totalCount nodes { %s } edges { cursor node { %s } } pageInfo { hasPreviousPage hasNextPage startCursor endCursor }"
CONNECTIONS = {
    **{
        f"municipalities {field} {way}": f"municipalities(orderBy: {{field: {field}, direction: {way}}}, PAGE)"
        for field in ("NAME", "COUNTRY", "DEGREE", "POPULATION")
        for way in ("ASC", "DESC")
    },
    **{
        f"partnerships {field} {way}": f"partnerships(orderBy: {{field: {field}, direction: {way}}}, PAGE)"
        for field in ("TITLE", "START")
        for way in ("ASC", "DESC")
    },
    "partnerships on a day": 'partnerships(asOf: "2019-01-01", PAGE)',
    "municipalities of a country": 'municipalities(filter: {countries: ["SE"]}, PAGE)',
    "countries": "countries(PAGE)",
    "organisations": "organisations(PAGE)",
    "handovers": "handovers(PAGE)",
    "grants": "grants(PAGE)",
    "calls": "calls(PAGE)",
}
KEYED = {"countries": "code"}


def document(connection: str) -> str:
    key = KEYED.get(connection, "slug")
    field = CONNECTIONS[connection].replace("PAGE", "first: $first, after: $after, last: $last, before: $before")
    return (
        "query($first: Int, $after: String, $last: Int, $before: String) { found: "
        f"{field} {{ {PARTS % (key, key)} }} }}"
    )


def read(ask: Ask, connection: str, **arguments: Any) -> tuple[list[str], Any]:
    """The keys of one page and the page."""
    found = ask(document(connection), **arguments)["found"]
    keys = [next(iter(edge["node"].values())) for edge in found["edges"]]
    cursors = [edge["cursor"] for edge in found["edges"]]

    assert [next(iter(node.values())) for node in found["nodes"]] == keys
    assert (found["pageInfo"]["startCursor"], found["pageInfo"]["endCursor"]) == (
        (cursors[0], cursors[-1]) if cursors else (None, None)
    )
    return keys, found


@settings(max_examples=40)
@given(connection=st.sampled_from(sorted(CONNECTIONS)), size=st.integers(1, 40), forward=st.booleans())
def test_paging_loses_nothing_and_repeats_nothing(ask: Ask, connection: str, size: int, forward: bool) -> None:
    """Whatever the order, the size and the direction, the pages together are the whole."""
    whole, total = read(ask, connection, first=100)
    asked, cursor, going = ("first", "after", "endCursor") if forward else ("last", "before", "startCursor")
    pages: list[list[str]] = []
    place, more = None, True
    while more:
        keys, found = read(ask, connection, **{asked: size, cursor: place})
        pages.append(keys)
        info = found["pageInfo"]
        more, behind = info["hasNextPage"], info["hasPreviousPage"]
        if not forward:
            more, behind = behind, more
        place = info[going]

        assert len(keys) <= size
        assert behind is (len(pages) > 1)
        assert found["totalCount"] == total["totalCount"] == len(whole)

    assert [key for keys in (pages if forward else reversed(pages)) for key in keys] == whole
    assert len(set(whole)) == len(whole)


@settings(max_examples=40)
@given(ends=st.tuples(st.integers(0, 23), st.integers(0, 23)), size=st.integers(0, 30), forward=st.booleans())
def test_a_page_may_lie_between_two_cursors(ask: Ask, ends: tuple[int, int], size: int, forward: bool) -> None:
    """`after` and `before` together cut a piece out, from which `first` or `last` take their part."""
    whole, found = read(ask, "municipalities NAME ASC", first=100)
    after, before = (found["edges"][end]["cursor"] for end in ends)
    piece = whole[ends[0] + 1 : ends[1]]
    keys, _ = read(ask, "municipalities NAME ASC", after=after, before=before, **{"first" if forward else "last": size})

    assert keys == (piece[:size] if forward else piece[max(0, len(piece) - size) :])


@pytest.mark.parametrize("way", ["ASC", "DESC"])
@pytest.mark.parametrize("field", list(MunicipalityOrderField))
@settings(max_examples=25)
@given(data=st.data())
def test_a_cursor_outlives_its_item(
    snapshot: Snapshot, field: MunicipalityOrderField, way: str, data: st.DataObject
) -> None:
    """When items are gone, also the one of the cursor, the page still begins where it would stand."""
    origin = GeoPoint(latitude=58.0, longitude=13.1) if field is MunicipalityOrderField.DISTANCE else None
    order = municipality_order(MunicipalityOrder(field=field, direction=Direction(way), origin=origin))
    everything = page(snapshot.all_time.municipalities, order, first=100)
    kept = data.draw(st.sets(st.sampled_from([edge.node.slug for edge in everything.edges])))
    place = data.draw(st.integers(0, len(everything.edges) - 1))
    left = [edge.node for edge in everything.edges if edge.node.slug in kept]
    found = page(left, order, first=100, after=everything.edges[place].cursor)

    assert [edge.node.slug for edge in found.edges] == [
        edge.node.slug for edge in everything.edges[place + 1 :] if edge.node.slug in kept
    ]


@pytest.mark.parametrize("size", [0, 1, 100])
@pytest.mark.parametrize("name", ["first", "last"])
def test_a_page_holds_nought_to_a_hundred(ask: Ask, name: str, size: int) -> None:
    """The bounds themselves are allowed."""
    keys, found = read(ask, "countries", **{name: size})

    assert len(keys) == min(size, found["totalCount"])


def test_a_page_holds_twenty_unless_it_is_told(ask: Ask) -> None:
    """Who asks for no size gets the first twenty."""
    keys, found = read(ask, "countries")

    assert len(keys) == 20
    assert found["pageInfo"]["hasNextPage"]


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ({"first": -1}, "`first` must be from 0 to 100, not -1"),
        ({"first": 101}, "`first` must be from 0 to 100, not 101"),
        ({"last": -1}, "`last` must be from 0 to 100, not -1"),
        ({"last": 101}, "`last` must be from 0 to 100, not 101"),
        ({"first": 1, "last": 1}, "give `first` or `last`, not both"),
    ],
)
def test_a_size_out_of_bounds_is_refused(refuse: Ask, sizes: dict[str, int], message: str) -> None:
    """The message names the argument and its bounds."""
    assert refuse(document("partnerships TITLE ASC"), **sizes) == message


@pytest.mark.parametrize("other", ["municipalities NAME DESC", "municipalities DEGREE ASC", "partnerships TITLE ASC"])
def test_a_cursor_of_another_connection_is_refused(ask: Ask, refuse: Ask, other: str) -> None:
    """A cursor means nothing in another order, in another direction, or among other things."""
    _, found = read(ask, other, first=1)

    assert "cursor" in refuse(document("municipalities NAME ASC"), after=found["pageInfo"]["endCursor"])


def forged(value: object) -> str:
    return encode(orjson.dumps(value))


@pytest.mark.parametrize("side", ["after", "before"])
@pytest.mark.parametrize(
    "cursor",
    [
        *("", " ", "x", "====", "å", "WyJuYW1l", "not a cursor", encode(b"\xff\xfe"), encode(b"[" * 5000)),
        *map(forged, (None, 1, True, "name", {}, {"name": 1}, [], [None], [["name"]])),
        *map(
            forged, (["name", 1, 2], ["name", None, None], ["name", {"a": 1}, "b"], ["name", ["a"], "b"], ["name", 1.5])
        ),
        *map(forged, (["name"], ["name", "a"], ["name", "a", "b", "c"])),
    ],
)
def test_a_broken_or_forged_cursor_is_refused(refuse: Ask, side: str, cursor: str) -> None:
    """Whatever a client makes up, the answer is an error of the client (trap 17)."""
    assert "cursor" in refuse(document("municipalities NAME ASC"), **{side: cursor})


def test_a_padded_cursor_is_refused(ask: Ask, refuse: Ask) -> None:
    """A cursor has one spelling; with the signs that Base64 likes to add it is another text."""
    _, found = read(ask, "municipalities NAME ASC", first=20)
    padded = [
        f"{cursor}{'=' * (-len(cursor) % 4)}" for cursor in (e["cursor"] for e in found["edges"]) if len(cursor) % 4
    ]

    assert padded
    assert all("cursor" in refuse(document("municipalities NAME ASC"), after=cursor) for cursor in padded)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=2)
    ),
    max_leaves=8,
)


@given(
    cursor=st.text(string.printable)
    | json_values.map(forged)
    | st.lists(json_values, max_size=4).map(lambda rest: forged(["degree", *rest]))
)
def test_no_cursor_at_all_is_our_error(snapshot: Snapshot, cursor: str) -> None:
    """A made-up cursor gives a page or a named error, never an exception of Python."""
    order = municipality_order(MunicipalityOrder(field=MunicipalityOrderField.DEGREE))
    try:
        found = page(snapshot.all_time.municipalities, order, first=5, after=cursor)
    except InputError:
        return

    assert found.total_count == len(snapshot.all_time.municipalities)


@given(
    st.sampled_from([(field, way) for field in MunicipalityOrderField if field.name != "DISTANCE" for way in Direction])
)
def test_edges_are_made_on_access(whole: Snapshot, asked: tuple[MunicipalityOrderField, Direction]) -> None:
    """Each has the number by which its fragment is found without it."""
    order = municipality_order(MunicipalityOrder(field=asked[0], direction=asked[1]))
    found = page(whole.slice(None).municipalities, order, 5)
    edges = found.edges

    assert [*edges] == [Item(node, order) for node in found.nodes] == [edges[place] for place in range(len(edges))]
    assert [*edges[1:3]] == [*edges][1:3]
    assert edges.fragment_rows == [edge.row for edge in edges]
