"""Partnerships, their seats and who holds them, handovers, statuses, roles and events."""

from sqlalchemy import CheckConstraint

from data.domain.enums import Cause, EventKind, PartnershipKind, PartnershipState, RoleKind
from data.store.models.layout import (
    Link,
    Record,
    choice,
    cited,
    flag,
    integer,
    key,
    link,
    note,
    ordinal,
    partial,
    slug,
    span,
    text,
)

SEAT = Link(("partnership", "seat"), "seats")

programmes = Record(
    "programmes",
    "Schemes that fund partnerships.",
    slug("Name in addresses."),
    text("name_en", "English name.", required=True),
    text("name_sv", "Swedish name."),
    *span("of the programme"),
    note(),
    cited(),
)

partnerships = Record(
    "partnerships",
    "Lasting relations between local authorities.",
    slug("Name in addresses."),
    choice("kind", PartnershipKind, "Kinds never mix: a twin town is not a municipal partnership."),
    text("title_en", "English title.", required=True),
    text("title_sv", "Swedish title.", required=True),
    link("programme", "programmes", "The programme that it belongs to."),
    *span("of the partnership"),
    note(),
    cited(),
)

seats = Record(
    "seats",
    "Places in a partnership, which exist apart from who holds them.",
    key("partnership", "The partnership.", refers="partnerships"),
    ordinal("number", "1, 2, 3 … within the partnership."),
    note(),
    cited(),
)

memberships = Record(
    "memberships",
    "One authority holding one seat over one interval; what is left out is as the partnership has it.",
    key("partnership", "The partnership.", refers="partnerships"),
    ordinal("seat", "Number of the seat."),
    ordinal("turn", "1 for the first holder of the seat, 2 for the next."),
    link("municipality", "municipalities", "The holder.", required=True),
    *span("in the seat"),
    note(),
    cited(),
    links=(SEAT,),
)

handovers = Record(
    "handovers",
    "A seat passing from one holder to the next; its stages are events.",
    slug("Name in addresses."),
    link("partnership", "partnerships", "The partnership.", required=True),
    integer("seat", "Number of the seat.", required=True),
    link("predecessor", "municipalities", "Who held the seat before.", required=True),
    link("successor", "municipalities", "Who holds it after.", required=True),
    partial("date", "When the seat passed, as sharp as the sources leave it."),
    text("cause", "Why, when a source says so."),
    note(),
    cited(),
    links=(SEAT,),
    checks=(CheckConstraint("predecessor <> successor", name="self"),),
)

statuses = Record(
    "statuses",
    "What a source says of the state of a partnership or of one project.",
    slug("Name of the status."),
    link("partnership", "partnerships", "The partnership.", required=True),
    link("project", "projects", "The project, when the status is of that one."),
    choice("state", PartnershipState, "The state."),
    choice("cause", Cause, "Its cause, when a source gives one.", required=False),
    partial("as_of", "The date for which it is stated; empty on an undated page."),
    note(),
    cited(),
)

roles = Record(
    "roles",
    "What an organisation is to a programme, a partnership or a project.",
    slug("Name of the role."),
    link("programme", "programmes", "The programme."),
    link("partnership", "partnerships", "The partnership."),
    link("project", "projects", "The project."),
    link("organisation", "organisations", "The organisation.", required=True),
    choice("kind", RoleKind, "What it does."),
    *span("in the role"),
    note(),
    cited(),
    one_of=("programme", "partnership", "project"),
)

events = Record(
    "events",
    "Things that happened, or that a source expects, to a programme, partnership, municipality or handover.",
    slug("Name of the event."),
    link("programme", "programmes", "The programme."),
    link("partnership", "partnerships", "The partnership."),
    link("municipality", "municipalities", "The municipality."),
    link("handover", "handovers", "The handover of which it is a stage."),
    choice("kind", EventKind, "What happened."),
    partial("date", "When."),
    flag("expected", "Whether the source only expects it."),
    note(),
    cited(),
    any_of=("programme", "partnership", "municipality", "handover"),
)
