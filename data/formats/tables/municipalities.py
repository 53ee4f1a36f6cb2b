"""The table of local authorities, with the numbers of their partnerships and partners."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from data.domain.arrays import Numbers, pair_keys
from data.domain.enums import MunicipalityKind, PointOf, Projection
from data.formats.tables.column import VERSION, CellKind, Column, Table, TableContext, Words, of_layer
from data.networks.tie_table import goal_links, memberships_present, tie_table_of
from data.snapshot.co_memberships import LARGEST_ROW
from data.snapshot.entities import Municipality
from data.snapshot.goal_links import STATED_ONLY

Related = Mapping[int, Sequence[int]]  # rows by row


class MunicipalityRow(NamedTuple):
    """A row of the table: a local authority, and the rows of its partnerships, its partners, their countries and Goals."""

    place: Municipality
    partnerships: Sequence[int]
    partners: Sequence[int]
    countries: Sequence[int]
    goals: Sequence[int]


def rows(found: Iterable[Municipality], context: TableContext) -> Iterator[MunicipalityRow]:
    """Yield local authorities. Their partnerships are those that the chosen layers hold or name."""
    slice = context.slice
    presences = memberships_present(slice, None, None, context.chosen)
    partnerships = related(presences.municipalities, presences.partnerships)
    ties = tie_table_of(slice, None, Projection.MUNICIPALITIES, None, context.chosen)
    one, other = np.concatenate([ties.a, ties.b]), np.concatenate([ties.b, ties.a])
    places = slice.tables["municipalities"]
    countries = np.asarray(places.references["country"][1], np.int64)[other - places.first]
    links = goal_links(slice, presences, STATED_ONLY)
    goals_of = related(np.repeat(links.by, links.counts), links.goals)
    goals = {row: union(goals_of.get(one, ()) for one in held) for row, held in partnerships.items()}
    columns = (partnerships, related(one, other), related(one, countries), goals)
    for place in found:
        yield MunicipalityRow(place, *(column.get(place.row, ()) for column in columns))


def related(rows: Numbers, others: Numbers) -> Related:
    """The distinct other rows that occur beside each row, ascending."""
    found = defaultdict[int, list[int]](list)
    pairs = np.unique(pair_keys(rows, others, LARGEST_ROW))
    for row, other in zip((pairs // LARGEST_ROW).tolist(), (pairs % LARGEST_ROW).tolist(), strict=True):
        found[row].append(other)
    return found


def union(several: Iterable[Sequence[int]]) -> list[int]:
    return sorted({row for rows in several for row in rows})


def keys(context: TableContext, records: str, rows: Sequence[int]) -> list[str]:
    """The keys of rows of a table, as texts."""
    table = context.slice.tables[records]
    return [str(table.keys[row - table.first]) for row in rows]


def of_place(
    name: Words,
    about: Words,
    read: Callable[[Municipality], Any],
    kind: CellKind = CellKind.TEXT,
    choices: Any = None,
) -> Column:
    """Return a column of the local authority itself."""
    return Column(name, about, kind, lambda row, _: read(row.place), choices)


def county(place: Municipality) -> str | None:
    """The code of the Swedish county whose regional tasks it performs, or that of its region."""
    return place.county_code or (place.region.county_code if place.region else None)


COLUMNS = (
    of_place(
        Words("slug", "slug"),
        Words("Identifier of the local authority.", "Kommunens eller regionens identifierare."),
        lambda place: place.slug,
    ),
    of_place(
        Words("name", "namn"),
        Words("Preferred name; on a day, the name of that day.", "Namn; för en dag namnet den dagen."),
        lambda place: place.name,
    ),
    of_place(
        Words("kind", "slag"),
        Words("Kind of local authority.", "Slag av kommun eller region."),
        lambda place: place.kind.value,
        choices=MunicipalityKind,
    ),
    of_place(
        Words("country", "land"),
        Words("Two-letter code of the country.", "Land, tvåställig kod."),
        lambda place: place.country.code,
    ),
    Column(
        Words("country_name", "landets_namn"),
        Words("Name of the country.", "Landets namn."),
        CellKind.TEXT,
        lambda row, context: row.place.country.name(context.language),
    ),
    of_place(
        Words("county", "län"),
        Words("Two-digit code of the Swedish county.", "Länets kod i Sverige, två siffror."),
        county,
    ),
    of_place(
        Words("region", "region"),
        Words("Identifier of the region that it belongs to.", "Identifierare för regionen som den hör till."),
        lambda place: place.region.slug if place.region else None,
    ),
    of_place(
        Words("code", "kod"),
        Words("Official national code.", "Officiell nationell kod."),
        lambda place: place.code,
    ),
    of_place(
        Words("wikidata", "wikidata"),
        Words("Id of the Wikidata item.", "Id för posten i Wikidata."),
        lambda place: place.wikidata,
    ),
    of_place(
        Words("latitude", "latitud"),
        Words("Degrees north of the equator (WGS 84).", "Latitud i grader (WGS 84)."),
        lambda place: place.latitude,
        CellKind.NUMBER,
    ),
    of_place(
        Words("longitude", "longitud"),
        Words("Degrees east of Greenwich (WGS 84).", "Longitud i grader (WGS 84)."),
        lambda place: place.longitude,
        CellKind.NUMBER,
    ),
    of_place(
        Words("point_of", "punkten_avser"),
        Words("What the coordinates and the Wikidata id locate.", "Vad koordinaterna och Wikidata-id:t avser."),
        lambda place: place.point_of.value if place.point_of else None,
        choices=PointOf,
    ),
    of_place(
        Words("population", "folkmängd"),
        Words("Number of inhabitants at the end of the year.", "Antal invånare vid årets slut."),
        lambda place: place.population,
        CellKind.INTEGER,
    ),
    of_place(
        Words("population_year", "folkmängdens_år"),
        Words("Year of that number.", "År för den uppgiften."),
        lambda place: place.population_year,
        CellKind.INTEGER,
    ),
    Column(
        Words("partnership_count", "antal_partnerskap"),
        Words("Number of its partnerships on the day asked for.", "Antal partnerskap den efterfrågade dagen."),
        CellKind.INTEGER,
        lambda row, _: len(row.partnerships),
    ),
    Column(
        Words("partner_count", "antal_partner"),
        Words(
            "Number of local authorities that hold another seat in them at the same time.",
            "Antal kommuner och regioner som samtidigt har en annan plats i dem.",
        ),
        CellKind.INTEGER,
        lambda row, _: len(row.partners),
    ),
    Column(
        Words("partner_countries", "partnernas_länder"),
        Words("Two-letter codes of the countries of these partners.", "Partnernas länder, tvåställiga koder."),
        CellKind.TEXTS,
        lambda row, context: keys(context, "countries", row.countries),
    ),
    Column(
        Words("goals_stated", "mål_angivna"),
        Words(
            "Numbers of the Goals that sources name for its partnerships.",
            "Nummer på de mål som källor anger för dess partnerskap.",
        ),
        CellKind.TEXTS,
        lambda row, context: keys(context, "goals", row.goals),
    ),
    *of_layer(lambda row: row.place),
    Column(
        Words("address", "adress"),
        Words("Address of the local authority: a page, or linked data.", "Adress: en sida, eller länkade data."),
        CellKind.TEXT,
        lambda row, context: context.id("municipality", row.place.slug),
    ),
    VERSION,
)

MUNICIPALITIES = Table(
    "municipalities",
    Words("Local authorities", "Kommuner och regioner"),
    Words("One row for each local authority.", "En rad för varje kommun eller region."),
    COLUMNS,
    rows,
)
