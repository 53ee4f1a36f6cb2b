"""Programmes, partnerships, seats, memberships, handovers, statuses, roles and events."""

from sqlalchemy import CheckConstraint

from data.domain.enums import Cause, EventKind, PartnershipKind, PartnershipState, RoleKind
from data.domain.evidence_enums import LabelBasis
from data.store.models.fields import (
    choice,
    cited,
    flag,
    integer,
    key,
    link,
    notes,
    ordinal,
    partial,
    share,
    slug,
    span,
    text,
)
from data.store.models.layout import Field, Kind, Link, Record

SEAT = Link(("partnership", "seat"), "seats")

programmes = Record(
    "programmes",
    "Schemes that fund partnerships.",
    slug("Name in URLs."),
    text("name_en", "English name.", required=True),
    text("name_sv", "Swedish name."),
    choice("name_basis", LabelBasis, "Who chose the names; empty means a source.", required=False),
    link("policy", "policies", "The policy of which it is a part."),
    link("successor", "programmes", "The programme that took over from it."),
    *span("of the programme"),
    *notes(),
    cited(),
)

partnerships = Record(
    "partnerships",
    "Lasting relations between local authorities.",
    slug("Name in URLs."),
    choice("kind", PartnershipKind, "Kind of relation; a twin town is not a municipal partnership."),
    text("title_en", "English title.", required=True),
    text("title_sv", "Swedish title.", required=True),
    link("part_of", "partnerships", "The partnership that describes the same cooperation as a whole."),
    *span("of the partnership"),
    *notes(),
    cited(),
    checks=(CheckConstraint("part_of <> slug", name="self"),),
)

further_sources = Record(
    "further_sources",
    "Sources that also name a partnership which the base or another layer holds.",
    key("partnership", "The partnership.", refers="partnerships"),
    key("source", "The source that names it.", refers="sources"),
    *notes(),
)

denials = Record(
    "denials",
    "Pairs of local authorities of which a source says expressly that they are in no relation of a kind.",
    slug("Name of the denial."),
    choice("kind", PartnershipKind, "The kind of relation that is denied."),
    link("municipality", "municipalities", "One of the two.", required=True),
    link("partner", "municipalities", "The other.", required=True),
    *notes(),
    cited(),
    checks=(CheckConstraint("municipality <> partner", name="self"),),
)

programme_periods = Record(
    "programme_periods",
    "The times during which partnerships belong to programmes.",
    key("partnership", "The partnership.", refers="partnerships"),
    key("programme", "The programme.", refers="programmes"),
    *span("in the programme"),
    *notes(),
    cited(),
)

seats = Record(
    "seats",
    "Places in a partnership, which exist apart from who holds them.",
    key("partnership", "The partnership.", refers="partnerships"),
    ordinal("number", "1, 2, 3 … within the partnership."),
    *notes(),
    cited(),
)

memberships = Record(
    "memberships",
    "One authority holding one seat over one interval.",
    key("partnership", "The partnership.", refers="partnerships"),
    ordinal("seat", "Number of the seat."),
    ordinal("turn", "1 for the first holder of the seat, 2 for the next."),
    link("municipality", "municipalities", "The holder.", required=True),
    *span("in the seat"),
    *notes(),
    cited(),
    links=(SEAT,),
)

handovers = Record(
    "handovers",
    "A seat passing from one holder to the next; its stages are events.",
    slug("Name in URLs."),
    link("partnership", "partnerships", "The partnership.", required=True),
    integer("seat", "Number of the seat.", required=True),
    link("predecessor", "municipalities", "The holder of the seat before.", required=True),
    link("successor", "municipalities", "The holder of the seat after.", required=True),
    partial("date", "Date on which the seat passed, as precise as in the sources."),
    text("cause", "Cause of the handover, when a source states one."),
    *notes(),
    cited(),
    links=(SEAT,),
    checks=(CheckConstraint("predecessor <> successor", name="self"),),
)

statuses = Record(
    "statuses",
    "What a source says of the state of a partnership or of one project.",
    slug("Name of the status."),
    link("partnership", "partnerships", "The partnership.", required=True),
    link("project", "projects", "The project, when the status is that of a project."),
    choice("state", PartnershipState, "The state."),
    choice("cause", Cause, "Cause of the state, when a source states one.", required=False),
    partial("as_of", "The date for which the state is given; empty when the source is undated."),
    Field("contact_kept", "Whether the parties keep in contact, when a source states it.", Kind.FLAG),
    *notes(),
    cited(),
)

roles = Record(
    "roles",
    "What an organisation is to a programme, a partnership, a project, a grant or an initiative.",
    slug("Name of the role."),
    link("programme", "programmes", "The programme."),
    link("partnership", "partnerships", "The partnership."),
    link("project", "projects", "The project."),
    link("grant", "grants", "The grant."),
    link("initiative", "initiatives", "The initiative."),
    link("organisation", "organisations", "The organisation.", required=True),
    choice("kind", RoleKind, "Function of the organisation."),
    *share("share_", "Share of the cost that it pays"),
    *span("in the role"),
    *notes(),
    cited(),
    one_of=("programme", "partnership", "project", "grant", "initiative"),
    checks=(CheckConstraint("share_least <= share_most", name="share"),),
)

events = Record(
    "events",
    "Things that happened, or that a source expects, to a programme, initiative, partnership, project, municipality or handover.",
    slug("Name of the event."),
    link("programme", "programmes", "The programme."),
    link("initiative", "initiatives", "The initiative."),
    link("partnership", "partnerships", "The partnership."),
    link("project", "projects", "The project of the partnership, when the event is one of that project."),
    link("municipality", "municipalities", "The municipality."),
    link("handover", "handovers", "The handover of which the event is a stage."),
    choice("kind", EventKind, "What happened."),
    partial("date", "Date of the event."),
    flag("expected", "Whether the source only expects the event."),
    *notes(),
    cited(),
    any_of=("programme", "initiative", "partnership", "municipality", "handover"),
)
