"""The table of partnerships: one row for each, with its parties on the day asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from data.domain.dates import PartialDate
from data.domain.enums import Certainty, PartnershipKind, PartnershipState
from data.domain.evidence_enums import GoalBasis
from data.formats.tables.column import (
    VERSION,
    CellKind,
    Column,
    Table,
    TableContext,
    Words,
    column,
    distinct,
    of_bound,
    of_date,
    of_layer,
)
from data.snapshot.entities import Municipality, Partnership, Programme
from data.snapshot.filters.partnerships import numbers_of_parties


class PartnershipRow(NamedTuple):
    """A row of the table: a partnership, and what several columns show of it.

    `parties` are the holders of its seats on the day of the slice, each once; of all time, all holders ever.
    `party_count` is the number of seats with a holder.
    """

    whole: Partnership
    parties: Sequence[Municipality]
    party_count: int
    programme: Programme | None
    last_attested: PartialDate | None


def rows(found: Iterable[Partnership], context: TableContext) -> Iterator[PartnershipRow]:
    counts, first = numbers_of_parties(context.slice), context.slice.tables["partnerships"].first
    for one in found:
        parties = tuple(dict.fromkeys(member.municipality for member in one.members))
        attested = one.last_attested
        count = int(counts[one.row - first])
        yield PartnershipRow(one, parties, count, one.programme, attested.date if attested else None)


def goals(partnership: Partnership, basis: GoalBasis) -> list[str]:
    """Return the numbers of the Goals to which its projects are linked, ascending."""
    return distinct(str(link.goal.number) for link in partnership.goals((basis,)))


def inferred_goals(row: PartnershipRow, context: TableContext) -> list[str]:
    return goals(row.whole, GoalBasis.INFERRED) if GoalBasis.INFERRED in context.basis else []


def themes(row: PartnershipRow, context: TableContext) -> list[str]:
    return distinct(theme.label(context.language) for project in row.whole.projects for theme in project.themes)


def source_addresses(row: PartnershipRow, _: TableContext) -> list[str]:
    return distinct(source.url for source in row.whole.sources)


COLUMNS = (
    column(
        Words("slug", "slug"),
        Words("Identifier of the partnership.", "Partnerskapets identifierare."),
        lambda row: row.whole.slug,
    ),
    Column(
        Words("title", "titel"),
        Words("Title, written by the editors.", "Titel, skriven av redaktionen."),
        CellKind.TEXT,
        lambda row, context: row.whole.title(context.language),
    ),
    column(
        Words("kind", "slag"),
        Words("Kind of relation.", "Relationens slag."),
        lambda row: row.whole.kind.value,
        choices=PartnershipKind,
    ),
    column(
        Words("state", "läge"),
        Words("State according to the latest status that a source states.", "Läge enligt det senaste en källa anger."),
        lambda row: row.whole.state.value,
        choices=PartnershipState,
    ),
    column(
        Words("parties", "parter"),
        Words(
            "Names of the local authorities that hold its seats on the day asked for; without a day, of all that ever did.",
            "Namn på de kommuner och regioner som har platserna den efterfrågade dagen; utan dag alla som någonsin haft dem.",
        ),
        lambda row: [party.name for party in row.parties],
        CellKind.TEXTS,
    ),
    column(
        Words("party_slugs", "parternas_slugar"),
        Words("Identifiers of the parties, in the same order.", "Parternas identifierare, i samma ordning."),
        lambda row: [party.slug for party in row.parties],
        CellKind.TEXTS,
    ),
    column(
        Words("countries", "länder"),
        Words("Two-letter codes of the countries of the parties.", "Parternas länder, tvåställiga koder."),
        lambda row: distinct(party.country.code for party in row.parties),
        CellKind.TEXTS,
    ),
    column(
        Words("party_count", "antal_parter"),
        Words(
            "Number of parties: of seats with a holder. A seat that passed on counts once, so without a day it may be less than the names.",
            "Antal parter: platser som någon har. En plats som gått över räknas en gång; utan dag kan talet vara mindre än namnen.",
        ),
        lambda row: row.party_count,
        CellKind.INTEGER,
    ),
    *of_bound(Words("start", "start"), Words("Start", "Start"), lambda row: row.whole.begin),
    *of_bound(
        Words("end", "slut"),
        Words("End", "Slut"),
        lambda row: row.whole.finish,
        Words("; `..` is an agreement without an end", "; `..` är ett avtal utan slut"),
    ),
    column(
        Words("end_planned", "slut_planerat"),
        Words(
            "Whether the end lay in the future of its source, so that it is no fact.",
            "Om slutet låg i framtiden när källan skrevs, så att det inte är ett faktum.",
        ),
        lambda row: row.whole.finish.planned if row.whole.finish else None,
        CellKind.FLAG,
    ),
    column(
        Words("certainty", "säkerhet"),
        Words("How certainly it exists on the day asked for.", "Hur säkert det finns den efterfrågade dagen."),
        lambda row: row.whole.certainty.value,
        choices=Certainty,
    ),
    column(
        Words("goals_stated", "mål_angivna"),
        Words(
            "Numbers of the Goals that sources name for its projects, whatever goalBasis says.",
            "Nummer på de mål som källor anger för projekten, oavsett goalBasis.",
        ),
        lambda row: goals(row.whole, GoalBasis.STATED),
        CellKind.TEXTS,
    ),
    Column(
        Words("goals_inferred", "mål_härledda"),
        Words(
            "Numbers of the Goals that rules infer from themes; empty unless goalBasis names INFERRED.",
            "Nummer på de mål som regler härleder ur teman; tomt om inte goalBasis nämner INFERRED.",
        ),
        CellKind.TEXTS,
        inferred_goals,
    ),
    Column(
        Words("programme", "program"),
        Words("Programme to which it belongs.", "Program som det hör till."),
        CellKind.TEXT,
        lambda row, context: row.programme.name(context.language) if row.programme else None,
    ),
    column(
        Words("programme_slug", "programmets_slug"),
        Words("Identifier of the programme.", "Programmets identifierare."),
        lambda row: row.programme.slug if row.programme else None,
    ),
    Column(
        Words("themes", "teman"),
        Words("Themes of its projects.", "Projektens teman."),
        CellKind.TEXTS,
        themes,
    ),
    *of_layer(lambda row: row.whole),
    column(
        Words("source_count", "antal_källor"),
        Words("Number of sources of the record.", "Antal källor till posten."),
        lambda row: len(row.whole.sources),
        CellKind.INTEGER,
    ),
    Column(
        Words("source_addresses", "källornas_adresser"),
        Words("Addresses of those sources that have one.", "Adresser till de källor som har en."),
        CellKind.TEXTS,
        source_addresses,
    ),
    *of_date(
        Words("last_attested", "senast_belagt"),
        Words("Last attestation by the day asked for", "Senaste belägg till och med den efterfrågade dagen"),
        lambda row: row.last_attested,
    ),
    Column(
        Words("address", "adress"),
        Words(
            "Address of the partnership: a page, or linked data.", "Partnerskapets adress: en sida, eller länkade data."
        ),
        CellKind.TEXT,
        lambda row, context: context.id("partnership", row.whole.slug),
    ),
    VERSION,
)


PARTNERSHIPS = Table(
    "partnerships",
    Words("Partnerships", "Partnerskap"),
    Words(
        "One row for each partnership, each cooperation once.", "En rad för varje partnerskap, varje samarbete en gång."
    ),
    COLUMNS,
    rows,
)
