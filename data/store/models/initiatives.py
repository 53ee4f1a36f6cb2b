"""Policies, and initiatives of organisations: who takes part, applications, findings, and channels."""

from sqlalchemy import CheckConstraint

from data.domain.enums import Decision, GoalsStated, MunicipalityKind
from data.domain.evidence_enums import ApplicationStage, ChannelPurpose, FindingKind
from data.store.models.fields import choice, cited, integer, key, labels, link, notes, partial, share, slug, span, text
from data.store.models.layout import Record

policies = Record(
    "policies",
    "Policies of which programmes are a part.",
    slug("Name in URLs."),
    *labels("name", "name"),
    text("abbreviation", "Usual abbreviation."),
    partial("adopted", "When it was adopted."),
    *notes(),
    cited(),
)

initiatives = Record(
    "initiatives",
    "Undertakings on the 2030 Agenda that organisations carry, not municipalities.",
    slug("Name in URLs."),
    *labels("name", "name"),
    choice("goals_stated", GoalsStated, "How the sources mention the goals."),
    *span("of the initiative"),
    *notes(),
    cited(),
)

initiative_programmes = Record(
    "initiative_programmes",
    "Programmes that are named as the next step after an initiative.",
    key("initiative", "The initiative.", refers="initiatives"),
    key("programme", "The programme.", refers="programmes"),
    *notes(),
    cited(),
)

participations = Record(
    "participations",
    "How many local authorities take part in an initiative at a date, in words or counted.",
    slug("Name of the participation."),
    link("initiative", "initiatives", "The initiative.", required=True),
    choice("kind", MunicipalityKind, "Kind of local authority; empty for all kinds together.", required=False),
    *share("", "Share of all of them"),
    integer("count", "Number of participants, when a source counts them."),
    integer("total", "Number of all of them, when a source states it."),
    partial("as_of", "The date for which it is stated; empty when the source is undated."),
    *notes(),
    cited(),
    any_of=("text", "count"),
    checks=(CheckConstraint("least <= most", name="share"), CheckConstraint('"count" <= total', name="count")),
)

initiative_applications = Record(
    "initiative_applications",
    "Applications for the funding of an initiative. The outcome has a date and a source of its own.",
    slug("Name of the application."),
    link("initiative", "initiatives", "The initiative.", required=True),
    link("organisation", "organisations", "The organisation applied to.", required=True),
    choice("stage", ApplicationStage, "The stage that the sources of the row state."),
    partial("applied", "When it was handed in."),
    choice("outcome", Decision, "The outcome, when a source states it.", required=False),
    partial("decided", "When the outcome is stated."),
    link("outcome_source", "sources", "The source of the outcome."),
    *notes(),
    cited(),
    together=(("outcome_source", "outcome"),),
)

findings = Record(
    "findings",
    "What a body states about the field; texts in our own words.",
    slug("Name of the finding."),
    choice("kind", FindingKind, "How it is stated."),
    link("organisation", "organisations", "The body that states it.", required=True),
    text("document", "The document in which it is stated, when the source only cites that document."),
    link("initiative", "initiatives", "The initiative that it is about."),
    link("programme", "programmes", "The programme that it is about."),
    choice("goals_stated", GoalsStated, "How it mentions the goals."),
    *labels("text", "text"),
    partial("as_of", "The date for which it is stated; empty when the source is undated."),
    *notes(),
    cited(),
)

channels = Record(
    "channels",
    "Role mailboxes of organisations to which one writes about a programme, grant or initiative.",
    slug("Name of the channel."),
    link("programme", "programmes", "The programme."),
    link("grant", "grants", "The grant."),
    link("initiative", "initiatives", "The initiative."),
    link("organisation", "organisations", "The organisation whose mailbox it is.", required=True),
    choice("purpose", ChannelPurpose, "What one writes for."),
    *notes(),
    cited(),
    one_of=("programme", "grant", "initiative"),
)
