"""Countries, municipalities, their names and changes, and organisations."""

from sqlalchemy import CheckConstraint

from data.domain.enums import ChangeKind, Continent, MunicipalityKind, NameKind, PointOf
from data.domain.evidence_enums import AreaKind, LabelBasis
from data.store.models.fields import (
    choice,
    cited,
    dates,
    degrees,
    flag,
    integer,
    key,
    labels,
    link,
    notes,
    partial,
    slug,
    text,
    web,
)
from data.store.models.layout import Record

countries = Record(
    "countries",
    "Countries and territories of ISO 3166-1, and Kosovo under its user-assigned code.",
    key("code", "Two-letter code (ISO 3166-1 alpha-2, or XK).", pattern="[A-Z]{2}"),
    text("alpha3", "Three-letter code.", required=True, pattern="[A-Z]{3}"),
    text("numeric", "Three-digit code; empty where there is none.", pattern="[0-9]{3}"),
    text("name_en", "English name.", required=True),
    text("name_sv", "Swedish name.", required=True),
    flag("iso", "Whether the code is assigned by ISO 3166-1."),
    choice(
        "continent",
        Continent,
        "Continental region of UN M49 on which the sources agree; empty where they disagree or name none.",
        required=False,
    ),
    partial("authorities_since", "When local authorities of the present kind came to exist in it."),
    degrees("south", "Southern bound of the territory, degrees.", 90),
    degrees("west", "Western bound, degrees.", 180),
    degrees("north", "Northern bound, degrees.", 90),
    degrees("east", "Eastern bound, degrees.", 180),
    *notes(),
    cited(),
    checks=(
        CheckConstraint(
            "(south IS NULL) = (west IS NULL) AND (south IS NULL) = (north IS NULL) AND (south IS NULL) = (east IS NULL)",
            name="box",
        ),
    ),
)

municipalities = Record(
    "municipalities",
    "Local authorities: municipalities, regions, associations and their counterparts abroad.",
    slug("Name in URLs."),
    link("country", "countries", "Its country.", required=True),
    choice("kind", MunicipalityKind, "Kind of authority."),
    text("unit", "Type of unit as the sources name it: city, county, island."),
    text("unit_sv", "The same type of unit in Swedish, in our words."),
    text("name", "Preferred name.", required=True),
    choice("name_basis", LabelBasis, "Who chose the preferred name; empty means a source.", required=False),
    text("name_en", "English name."),
    choice("name_en_basis", LabelBasis, "Who chose the English name; empty means a source.", required=False),
    text("code", "Official national code: four digits of SCB, two of a Swedish county.", pattern="[0-9A-Za-z-]+"),
    text("county_code", "Code of the county whose regional tasks the authority performs.", pattern="[0-9]{2}"),
    link("region", "municipalities", "The region in which it lies."),
    text("wikidata", "Wikidata item.", pattern="Q[1-9][0-9]*"),
    text("geonames", "GeoNames id.", pattern="[1-9][0-9]*"),
    degrees("latitude", "Degrees north (WGS 84).", 90),
    degrees("longitude", "Degrees east (WGS 84).", 180),
    choice("point_of", PointOf, "What the ids and coordinates identify.", required=False),
    integer("population", "Number of inhabitants."),
    integer("population_year", "Year of the population, counted at its end."),
    link("population_source", "sources", "Source of the population."),
    web("website", "Website of the authority."),
    text("organisation_number", "Swedish organisation number.", pattern="[0-9]{6}-[0-9]{4}"),
    *notes(),
    cited(),
    together=(("population", "population_year", "population_source"),),
    checks=(CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="point"),),
)

names = Record(
    "names",
    "Other names and spellings of municipalities.",
    key("municipality", "The municipality.", refers="municipalities"),
    key("name", "The name as written."),
    text("language", "Language tag (BCP 47).", pattern=r"[a-z]{2,3}(-[A-Za-z0-9]+)*"),
    choice("kind", NameKind, "Kind of name."),
    *dates("of its use"),
    flag("shared", "Whether the same spelling also names another municipality."),
    *notes(),
    cited(),
)

territorial_changes = Record(
    "territorial_changes",
    "Units renamed, merged, split or absorbed; one row for each predecessor and successor.",
    slug("Name of the change."),
    choice("kind", ChangeKind, "What happened."),
    link("predecessor", "municipalities", "The unit before.", required=True),
    link("successor", "municipalities", "The unit after; the same unit when it was only renamed.", required=True),
    partial("date", "Date of the change."),
    text("name_before", "Name before."),
    text("name_after", "Name after."),
    *notes(),
    cited(),
    checks=(CheckConstraint("predecessor <> successor OR kind = 'RENAMED'", name="self"),),
)

organisations = Record(
    "organisations",
    "Funders, coordinators, operators, authors of findings, and parts of municipalities.",
    slug("Name in URLs."),
    text("name", "English name.", required=True),
    choice("name_basis", LabelBasis, "Who chose the English name; empty means a source.", required=False),
    text("name_sv", "Swedish name."),
    text("abbreviation", "Usual abbreviation."),
    link("country", "countries", "Its country."),
    link("part_of", "municipalities", "The local authority of which it is a part."),
    web("website", "Its website."),
    text("mailbox", "Mailbox of a role, never of a person.", pattern=r"[^@\s]+@[^@\s]+"),
    *notes(),
    cited(),
)

organisation_names = Record(
    "organisation_names",
    "Other names of organisations.",
    key("organisation", "The organisation.", refers="organisations"),
    key("name", "The name as written."),
    text("language", "Language tag (BCP 47).", pattern=r"[a-z]{2,3}(-[A-Za-z0-9]+)*"),
    choice("kind", NameKind, "Kind of name."),
    *dates("of its use"),
    *notes(),
    cited(),
)

areas = Record(
    "areas",
    "Areas that are no administrative units.",
    slug("Name in URLs."),
    choice("kind", AreaKind, "Kind of area."),
    *labels("name", "name"),
    link("country", "countries", "The country in which it lies."),
    text("wikidata", "Wikidata item.", pattern="Q[1-9][0-9]*"),
    *notes(),
    cited(),
)

area_mentions = Record(
    "area_mentions",
    "Areas to which a municipality or a project refers.",
    slug("Name of the mention."),
    link("area", "areas", "The area.", required=True),
    link("municipality", "municipalities", "The municipality that refers to it."),
    link("project", "projects", "The project that refers to it."),
    *notes(),
    cited(),
    one_of=("municipality", "project"),
)
