"""Calls, eligible countries, applications and grants."""

from data.domain.enums import ApplicationKind, CallKind, CoreArea, Decision, MunicipalityKind, Precision, Split
from data.store.models.fields import choice, cited, flag, integer, key, link, notes, partial, slug, text
from data.store.models.layout import Record

calls = Record(
    "calls",
    "Calls for applications, and dated lists of eligible countries.",
    slug("Name in URLs."),
    link("programme", "programmes", "The programme."),
    choice("kind", CallKind, "A call, or a list of countries that a source shows at a date."),
    text("title_en", "English title.", required=True),
    text("title_sv", "Swedish title.", required=True),
    partial("opens", "First day for applications."),
    partial("closes", "Last day for applications."),
    partial("listed", "Date at which the source shows the list."),
    flag("complete", "False when the list of countries is known to be partial."),
    text("scope_en", "What applications may be about, in English."),
    text("scope_sv", "What applications may be about, in Swedish."),
    *notes(),
    cited(),
    together=(("scope_en", "scope_sv"),),
)

call_countries = Record(
    "call_countries",
    "Countries eligible in a call.",
    key("call", "The call.", refers="calls"),
    key("country", "The country.", refers="countries"),
    text("name_in_source", "The country's name as the source prints it."),
    cited(),
)

call_applicants = Record(
    "call_applicants",
    "Kinds of local authority that may apply in a call.",
    key("call", "The call.", refers="calls"),
    choice("kind", MunicipalityKind, "Kind of local authority.", key=True),
    cited(),
)

call_core_areas = Record(
    "call_core_areas",
    "Core areas of the programme to which applications to a call must contribute.",
    key("call", "The call.", refers="calls"),
    choice("core_area", CoreArea, "The core area.", key=True),
    cited(),
)

applications = Record(
    "applications",
    "Applications and what was decided.",
    slug("Name of the application."),
    text("reference", "Number given by the coordinator.", required=True),
    link("call", "calls", "The call."),
    link("municipality", "municipalities", "The applicant.", required=True),
    link("country", "countries", "Country of the intended partner.", required=True),
    choice("kind", ApplicationKind, "What was applied for."),
    choice("decision", Decision, "The decision."),
    text("name_in_source", "The applicant's name as printed."),
    cited(),
)

grants = Record(
    "grants",
    "Money granted, to one or to several recipients.",
    slug("Name of the grant."),
    text("title_en", "English title.", required=True),
    text("title_sv", "Swedish title."),
    link("programme", "programmes", "The programme."),
    integer("amount", "Total in the currency's unit."),
    choice("precision", Precision, "How exact the total is."),
    text("currency", "ISO 4217 code.", required=True, pattern="[A-Z]{3}"),
    text("purpose_en", "Purpose of the grant, in English."),
    text("purpose_sv", "Purpose of the grant, in Swedish."),
    partial("date", "Date of the grant."),
    partial("period", "Time of the work that the grant pays for."),
    flag("pilot", "Whether the source calls it a pilot."),
    text("successor_en", "What the funder hopes to offer after a pilot, in English."),
    text("successor_sv", "What the funder hopes to offer after a pilot, in Swedish."),
    choice("split", Split, "What is known of the recipients' shares."),
    flag("recipients_complete", "False when some recipients are not named."),
    *notes(),
    cited(),
    together=(("successor_en", "successor_sv"),),
)

grant_recipients = Record(
    "grant_recipients",
    "Who received a grant.",
    key("grant", "The grant.", refers="grants"),
    key("municipality", "The recipient.", refers="municipalities"),
    integer("amount", "The recipient's share, only where it is stated."),
    link("partnership", "partnerships", "The partnership that it was for."),
    link("project", "projects", "The project that it was for."),
    cited(),
)
