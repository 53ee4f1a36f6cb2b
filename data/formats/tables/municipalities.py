"""The table of local authorities, with the numbers of their partnerships and partners."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from data.domain.arrays import Numbers, distinct, pair_keys
from data.domain.enums import MunicipalityKind, PointOf, Projection
from data.domain.evidence_enums import GoalBasis
from data.formats.tables.column import VERSION, CellKind, Column, Table, TableContext, Words, column, of_layer
from data.networks.tie_table import Presences, goal_links, memberships_present, tie_table_of
from data.snapshot.co_memberships import LARGEST_ROW
from data.snapshot.columns import SliceView
from data.snapshot.entities import Municipality
from data.snapshot.filters.places import county_codes
from data.snapshot.goal_links import STATED_ONLY

INFERRED_ONLY = frozenset({GoalBasis.INFERRED})
Related = Mapping[int, Sequence[int]]  # rows by row


class MunicipalityRow(NamedTuple):
    """A row of the table: a local authority, its county, and the rows of what is counted and listed.

    These are its partnerships, its partners, their countries, and the Goals of its partnerships that sources name and
    that rules infer. The latter are empty unless they were asked for.
    """

    place: Municipality
    county: str | None
    partnerships: Sequence[int]
    partners: Sequence[int]
    countries: Sequence[int]
    stated: Sequence[int]
    inferred: Sequence[int]


def rows(found: Iterable[Municipality], context: TableContext) -> Iterator[MunicipalityRow]:
    """Yield local authorities. Their partnerships are those that the chosen layers hold or name."""
    slice = context.slice
    presences = memberships_present(slice, None, None, context.chosen)
    partnerships = related(presences.municipalities, presences.partnerships)
    ties = tie_table_of(slice, None, Projection.MUNICIPALITIES, None, context.chosen)
    one, other = np.concatenate(ties.rows), np.concatenate(ties.rows[::-1])
    places = slice.tables["municipalities"]
    countries = np.asarray(places.references["country"][1], np.int64)[other - places.first]
    named = linked_goals(slice, presences, STATED_ONLY)
    inferred = linked_goals(slice, presences, INFERRED_ONLY.intersection(context.basis))
    unnamed = {one: sorted({*goals}.difference(named.get(one, ()))) for one, goals in inferred.items()}
    stated, inferred = (of_any(partnerships, goals) for goals in (named, unnamed))
    columns = (partnerships, related(one, other), related(one, countries), stated, inferred)
    counties = county_codes(slice)
    for place in found:
        county = counties.at(place.row - places.first)
        yield MunicipalityRow(place, county, *(column.get(place.row, ()) for column in columns))


def linked_goals(slice: SliceView, presences: Presences, basis: frozenset[GoalBasis]) -> Related:
    """The Goals to which the projects of each partnership are linked."""
    links = goal_links(slice, presences, basis)
    return related(np.repeat(links.by, links.counts), links.goals)


def of_any(partnerships: Related, others: Related) -> Related:
    """The other rows of any of its partnerships, of each local authority."""
    return {row: union(others.get(one, ()) for one in held) for row, held in partnerships.items()}


def related(rows: Numbers, others: Numbers) -> Related:
    """The distinct other rows that occur beside each row, ascending."""
    found = defaultdict[int, list[int]](list)
    pairs = distinct(pair_keys(rows, others, LARGEST_ROW))
    for row, other in zip((pairs // LARGEST_ROW).tolist(), (pairs % LARGEST_ROW).tolist(), strict=True):
        found[row].append(other)
    return found


def union(several: Iterable[Sequence[int]]) -> list[int]:
    return sorted({row for rows in several for row in rows})


def keys(context: TableContext, records: str, rows: Sequence[int]) -> list[str]:
    """The keys of rows of a table, as texts."""
    table = context.slice.tables[records]
    return [str(table.keys[row - table.first]) for row in rows]


COLUMNS = (
    column(
        Words("slug", "slug"),
        Words("Identifier of the local authority.", "Kommunens eller regionens identifierare."),
        lambda row: row.place.slug,
    ),
    column(
        Words("name", "namn"),
        Words("Preferred name; on a day, the name of that day.", "Namn; för en dag namnet den dagen."),
        lambda row: row.place.name,
    ),
    column(
        Words("kind", "slag"),
        Words("Kind of local authority.", "Slag av kommun eller region."),
        lambda row: row.place.kind.value,
        choices=MunicipalityKind,
    ),
    column(
        Words("country", "land"),
        Words("Two-letter code of the country.", "Land, tvåställig kod."),
        lambda row: row.place.country.code,
    ),
    Column(
        Words("country_name", "landets_namn"),
        Words("Name of the country.", "Landets namn."),
        CellKind.TEXT,
        lambda row, context: row.place.country.name(context.language),
    ),
    column(
        Words("county", "län"),
        Words("Two-digit code of the Swedish county.", "Länets kod i Sverige, två siffror."),
        lambda row: row.county,
    ),
    column(
        Words("region", "region"),
        Words("Identifier of the region that it belongs to.", "Identifierare för regionen som den hör till."),
        lambda row: row.place.region.slug if row.place.region else None,
    ),
    column(
        Words("code", "kod"),
        Words("Official national code.", "Officiell nationell kod."),
        lambda row: row.place.code,
    ),
    column(
        Words("wikidata", "wikidata"),
        Words("Id of the Wikidata item.", "Id för posten i Wikidata."),
        lambda row: row.place.wikidata,
    ),
    column(
        Words("latitude", "latitud"),
        Words("Degrees north of the equator (WGS 84).", "Latitud i grader (WGS 84)."),
        lambda row: row.place.latitude,
        CellKind.NUMBER,
    ),
    column(
        Words("longitude", "longitud"),
        Words("Degrees east of Greenwich (WGS 84).", "Longitud i grader (WGS 84)."),
        lambda row: row.place.longitude,
        CellKind.NUMBER,
    ),
    column(
        Words("point_of", "punkten_avser"),
        Words("What the coordinates and the Wikidata id locate.", "Vad koordinaterna och Wikidata-id:t avser."),
        lambda row: row.place.point_of.value if row.place.point_of else None,
        choices=PointOf,
    ),
    column(
        Words("population", "folkmängd"),
        Words("Number of inhabitants at the end of the year.", "Antal invånare vid årets slut."),
        lambda row: row.place.population,
        CellKind.INTEGER,
    ),
    column(
        Words("population_year", "folkmängdens_år"),
        Words("Year of that number.", "År för den uppgiften."),
        lambda row: row.place.population_year,
        CellKind.INTEGER,
    ),
    column(
        Words("partnership_count", "antal_partnerskap"),
        Words("Number of its partnerships on the day asked for.", "Antal partnerskap den efterfrågade dagen."),
        lambda row: len(row.partnerships),
        CellKind.INTEGER,
    ),
    column(
        Words("partner_count", "antal_partner"),
        Words(
            "Number of local authorities that hold another seat in them at the same time.",
            "Antal kommuner och regioner som samtidigt har en annan plats i dem.",
        ),
        lambda row: len(row.partners),
        CellKind.INTEGER,
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
            "Numbers of the Goals that sources name for its partnerships, whatever goalBasis says.",
            "Nummer på de mål som källor anger för dess partnerskap, oavsett goalBasis.",
        ),
        CellKind.TEXTS,
        lambda row, context: keys(context, "goals", row.stated),
    ),
    Column(
        Words("goals_inferred", "mål_härledda"),
        Words(
            "Numbers of the Goals that rules infer from the themes of its partnerships; empty unless goalBasis names INFERRED.",
            "Nummer på de mål som regler härleder ur partnerskapens teman; tomt om inte goalBasis nämner INFERRED.",
        ),
        CellKind.TEXTS,
        lambda row, context: keys(context, "goals", row.inferred),
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
