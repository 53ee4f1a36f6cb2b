"""Enumerations of counts: what partnerships and municipalities are counted by, and the steps of series."""

from __future__ import annotations

from data.domain.enums import Choice


class PartnershipFacetKey(Choice):
    """What partnerships are counted by. A partnership counts once for each of its keys."""

    GOAL = "GOAL", "Goals to which one of its projects is linked, by number."
    COUNTRY = "COUNTRY", "Countries of its members, by two-letter code."
    COUNTY = "COUNTY", "Swedish counties of its members, by the two-digit code with which their official codes begin."
    REGION = "REGION", "Regions in which its members lie, by slug. A region itself lies in none."
    CONTINENT = "CONTINENT", "Continents of its members, by UN M49; of countries on which the sources agree."
    KIND = "KIND", "Kind of relation."
    STATE = "STATE", "State on the day asked for; UNKNOWN when no source states one. As certain as the status is."
    PROGRAMME = "PROGRAMME", "Programmes to which it belongs, by slug."
    THEME = "THEME", "Themes of its projects, by slug."
    CORE_AREA = "CORE_AREA", "Core areas of the themes of its projects."
    LAYER = "LAYER", "Layers that hold it or name it by a further source, by slug."
    ORGANISATION = (
        "ORGANISATION",
        "Organisations with any role in it, in its projects or in its programmes, by slug.",
    )
    START_YEAR = (
        "START_YEAR",
        "Year of the start, where both of its bounds lie in one year. Certain unless the date is doubted or planned.",
    )
    END_YEAR = (
        "END_YEAR",
        "Year of the end, where both of its bounds lie in one year. Certain unless the date is doubted or planned.",
    )
    MEMBERS = (
        "MEMBERS",
        "Number of parties: seats that a member holds. Certain when all of them are certainly held.",
    )
    CERTAINTY = "CERTAINTY", "How certainly it exists on the day asked for."


class MunicipalityFacetKey(Choice):
    """What municipalities are counted by. A municipality counts once for each of its keys.

    The keys from GOAL on are those of the partnerships in which it holds a seat on the day asked for. They are certain
    when the seat, the partnership and the key of the partnership are.
    """

    COUNTRY = "COUNTRY", "Its country, by two-letter code."
    COUNTY = "COUNTY", "Its Swedish county, by the two-digit code with which its official code begins."
    REGION = "REGION", "The region in which it lies, by slug. A region itself lies in none."
    CONTINENT = "CONTINENT", "Its continent, by UN M49; missing where the sources disagree or name none."
    KIND = "KIND", "Kind of local authority. A municipality with regional tasks also counts as a REGION."
    DEGREE = "DEGREE", "Number of its partners. Certain when all of them are certain."
    PARTNER_COUNTRY = "PARTNER_COUNTRY", "Countries of its partners, by two-letter code."
    GOAL = "GOAL", "Goals to which a project of its partnerships is linked, by number."
    PROGRAMME = "PROGRAMME", "Programmes to which its partnerships belong, by slug."
    THEME = "THEME", "Themes of the projects of its partnerships, by slug."
    CORE_AREA = "CORE_AREA", "Core areas of the themes of the projects of its partnerships."
    LAYER = "LAYER", "Layers that hold its partnerships or name them by a further source, by slug."
    ORGANISATION = "ORGANISATION", "Organisations with a role in its partnerships, by slug."
    PARTNERSHIP_KIND = "PARTNERSHIP_KIND", "Kinds of its partnerships."
    PARTNERSHIP_STATE = "PARTNERSHIP_STATE", "States of its partnerships."


class Step(Choice):
    """Time from one day of a series to the next."""

    YEAR = "YEAR", "The same day of each year; of 29 February, 28 February in common years."
    MONTH = "MONTH", "The same day of each month, or the last day of a shorter one."
