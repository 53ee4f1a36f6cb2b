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
    distinct,
    of_bound,
    of_date,
    of_layer,
)
from data.snapshot.entities import Municipality, Partnership, Programme


class PartnershipRow(NamedTuple):
    """A row of the table: a partnership, and what several columns show of it.

    `parties` are the holders of its seats on the day of the slice, each once; of all time, all holders ever.
    """

    whole: Partnership
    parties: Sequence[Municipality]
    programme: Programme | None
    last_attested: PartialDate | None


def rows(found: Iterable[Partnership], _: TableContext) -> Iterator[PartnershipRow]:
    for one in found:
        parties = tuple(dict.fromkeys(member.municipality for member in one.members))
        attested = one.last_attested
        yield PartnershipRow(one, parties, one.programme, attested.date if attested else None)


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
    Column(
        Words("slug", "slug"),
        Words("Identifier of the partnership.", "Partnerskapets identifierare."),
        CellKind.TEXT,
        lambda row, _: row.whole.slug,
    ),
    Column(
        Words("title", "titel"),
        Words("Title, written by the editors.", "Titel, skriven av redaktionen."),
        CellKind.TEXT,
        lambda row, context: row.whole.title(context.language),
    ),
    Column(
        Words("kind", "slag"),
        Words("Kind of relation.", "Relationens slag."),
        CellKind.TEXT,
        lambda row, _: row.whole.kind.value,
        PartnershipKind,
    ),
    Column(
        Words("state", "läge"),
        Words("State according to the latest status that a source states.", "Läge enligt det senaste en källa anger."),
        CellKind.TEXT,
        lambda row, _: row.whole.state.value,
        PartnershipState,
    ),
    Column(
        Words("parties", "parter"),
        Words(
            "Names of the local authorities that hold its seats on the day asked for; without a day, of all that ever did.",
            "Namn på de kommuner och regioner som har platserna den efterfrågade dagen; utan dag alla som någonsin haft dem.",
        ),
        CellKind.TEXTS,
        lambda row, _: [party.name for party in row.parties],
    ),
    Column(
        Words("party_slugs", "parternas_slugar"),
        Words("Identifiers of the parties, in the same order.", "Parternas identifierare, i samma ordning."),
        CellKind.TEXTS,
        lambda row, _: [party.slug for party in row.parties],
    ),
    Column(
        Words("countries", "länder"),
        Words("Two-letter codes of the countries of the parties.", "Parternas länder, tvåställiga koder."),
        CellKind.TEXTS,
        lambda row, _: distinct(party.country.code for party in row.parties),
    ),
    Column(
        Words("party_count", "antal_parter"),
        Words("Number of parties.", "Antal parter."),
        CellKind.INTEGER,
        lambda row, _: len(row.parties),
    ),
    *of_bound(Words("start", "start"), Words("Start", "Start"), lambda row: row.whole.begin),
    *of_bound(
        Words("end", "slut"),
        Words("End", "Slut"),
        lambda row: row.whole.finish,
        Words("; `..` is an agreement without an end", "; `..` är ett avtal utan slut"),
    ),
    Column(
        Words("end_planned", "slut_planerat"),
        Words(
            "Whether the end lay in the future of its source, so that it is no fact.",
            "Om slutet låg i framtiden när källan skrevs, så att det inte är ett faktum.",
        ),
        CellKind.FLAG,
        lambda row, _: row.whole.finish.planned if row.whole.finish else None,
    ),
    Column(
        Words("certainty", "säkerhet"),
        Words("How certainly it exists on the day asked for.", "Hur säkert det finns den efterfrågade dagen."),
        CellKind.TEXT,
        lambda row, _: row.whole.certainty.value,
        Certainty,
    ),
    Column(
        Words("goals_stated", "mål_angivna"),
        Words(
            "Numbers of the Goals that sources name for its projects.",
            "Nummer på de mål som källor anger för projekten.",
        ),
        CellKind.TEXTS,
        lambda row, _: goals(row.whole, GoalBasis.STATED),
    ),
    Column(
        Words("goals_inferred", "mål_härledda"),
        Words(
            "Numbers of the Goals that rules infer from themes; filled only with goalBasis=STATED,INFERRED.",
            "Nummer på de mål som regler härleder ur teman; ifyllt bara med goalBasis=STATED,INFERRED.",
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
    Column(
        Words("programme_slug", "programmets_slug"),
        Words("Identifier of the programme.", "Programmets identifierare."),
        CellKind.TEXT,
        lambda row, _: row.programme.slug if row.programme else None,
    ),
    Column(
        Words("themes", "teman"),
        Words("Themes of its projects.", "Projektens teman."),
        CellKind.TEXTS,
        themes,
    ),
    *of_layer(lambda row: row.whole),
    Column(
        Words("source_count", "antal_källor"),
        Words("Number of sources of the record.", "Antal källor till posten."),
        CellKind.INTEGER,
        lambda row, _: len(row.whole.sources),
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
