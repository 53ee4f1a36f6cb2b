"""Enumerations of the domain. Every member has a description."""

from __future__ import annotations

from enum import StrEnum


class Choice(StrEnum):
    """Base class of string enumerations; `about` is the description of a member."""

    about: str

    def __new__(cls, value: str, about: str) -> Choice:
        member = str.__new__(cls, value)
        member._value_ = value
        member.about = about
        return member


class Certainty(Choice):
    """How certainly a fact holds on the day asked for, given the precision of its dates."""

    CERTAIN = (
        "CERTAIN",
        "Its sources surely cover the day: it had started, and was attested then or later. Also every fact when no day is requested.",
    )
    POSSIBLE = "POSSIBLE", "No source excludes the day, and none surely covers it."


class Basis(Choice):
    """How a bound in time is known."""

    STATED = "STATED", "A source states the date."
    ATTESTED = "ATTESTED", "Dated sources show that the fact held by, or still on, a day; none states the date."
    DERIVED = "DERIVED", "It follows from other facts, such as the start of the programme; no source states it."


class Language(Choice):
    """Language of names and titles."""

    EN = "EN", "English."
    SV = "SV", "Swedish."


class PartnershipKind(Choice):
    """What a relation between local authorities is. A relation has one kind; one pair may have several relations."""

    MUNICIPAL_PARTNERSHIP = "MUNICIPAL_PARTNERSHIP", "Time-bound, results-oriented cooperation (kommunalt partnerskap)."
    TWIN_TOWN = "TWIN_TOWN", "Twin town (vänort): an agreement of friendship without an end."
    FRIENDSHIP = "FRIENDSHIP", "Letter of intent or memorandum outside the partnership programmes."
    CONTACT = "CONTACT", "Interest expressed or first contact only."
    PROJECT_PARTNERSHIP = "PROJECT_PARTNERSHIP", "A single joint project outside the partnership programmes."


class PartnershipState(Choice):
    """The state of a partnership or project, as the sources state it."""

    PLANNED = "PLANNED", "Decided or intended, not started."
    ACTIVE = "ACTIVE", "In progress."
    PAUSED = "PAUSED", "Interrupted."
    ENDED = "ENDED", "Over. What is only being ended is not."
    UNKNOWN = "UNKNOWN", "No source states it."


class Cause(Choice):
    """Cause of a state, only where a source states one."""

    WAR = "WAR", "War in the country of a member."
    PANDEMIC = "PANDEMIC", "The pandemic of 2020 to 2022."
    ELECTION = "ELECTION", "An election changed the counterpart."
    SECURITY = "SECURITY", "Security in the partner's country."
    REFORM = "REFORM", "Territorial or administrative reform."
    FUNDING = "FUNDING", "Funding began or ended."
    OTHER = "OTHER", "Another cause; see the note."


class Continent(Choice):
    """Continental region of a country, by the standard M49 of the United Nations Statistics Division."""

    AFRICA = "AFRICA", "Africa (M49 code 002)."
    AMERICAS = "AMERICAS", "North, Central and South America and the Caribbean (M49 code 019)."
    ASIA = "ASIA", "Asia (M49 code 142)."
    EUROPE = "EUROPE", "Europe (M49 code 150)."
    OCEANIA = "OCEANIA", "Oceania (M49 code 009)."


class MunicipalityKind(Choice):
    """What kind of local authority it is."""

    MUNICIPALITY = "MUNICIPALITY", "Municipality, city, town: the first tier."
    REGION = "REGION", "Region, county or province: the second tier (in Sweden formerly landsting)."
    ASSOCIATION = "ASSOCIATION", "Association of municipalities (kommunalförbund)."
    OTHER = "OTHER", "Another unit: island, administrative district, institution."
    UNIDENTIFIED = "UNIDENTIFIED", "A party that the sources do not name."


class PointOf(Choice):
    """What the external ids and coordinates identify."""

    UNIT = "UNIT", "The local authority itself."
    TOWN = "TOWN", "A town within it or with its name, not the local authority itself."


class NameKind(Choice):
    """How a name is used."""

    OFFICIAL = "OFFICIAL", "Official full name."
    ALTERNATE = "ALTERNATE", "Other name or spelling in use."
    FORMER = "FORMER", "Name used in the past."
    MISSPELLING = "MISSPELLING", "Spelling error in a source."
    ABBREVIATION = "ABBREVIATION", "Shortened form, such as an initialism."
    TOWN = "TOWN", "Name of the town at the coordinates, not of the unit itself."


class ChangeKind(Choice):
    """What happened to territorial units."""

    RENAMED = "RENAMED", "The unit got another name."
    MERGED = "MERGED", "Several units became one."
    SPLIT = "SPLIT", "One unit became several."
    ABSORBED = "ABSORBED", "The unit became part of another."


class EventKind(Choice):
    """What happened or is expected to happen."""

    OFFERED = "OFFERED", "A party was asked, or received an offer."
    VISIT = "VISIT", "A visit or meeting."
    LETTER_OF_INTENT = "LETTER_OF_INTENT", "A letter of intent was signed (avsiktsförklaring)."
    APPLICATION = "APPLICATION", "An application was handed in."
    DECISION = "DECISION", "A decision, or the answer to an application."
    GRANTED = "GRANTED", "Money or approval was granted."
    DECLINED = "DECLINED", "It was refused or declined."
    STARTED = "STARTED", "It began."
    ENDED = "ENDED", "It ended."
    OTHER = "OTHER", "Something else; see the note."


class GoalsStated(Choice):
    """How the sources of a project mention the Goals."""

    NAMED = "NAMED", "They name at least one Goal."
    SEVERAL_UNNAMED = "SEVERAL_UNNAMED", "They mention several of the 17 without naming them."
    AGENDA_2030 = "AGENDA_2030", "They mention the 2030 Agenda as a whole."
    NONE = "NONE", "They do not mention the Goals."


class Emphasis(Choice):
    """How strongly a source links a project to a Goal."""

    FOCUS = "FOCUS", "The source calls the Goal a focus."
    GENERAL = "GENERAL", "The Goal is not called a focus; also every inferred link, of which `basis` tells."


class CoreArea(Choice):
    """Core area of the Swedish partnership programme."""

    EQUITY = "EQUITY", "Fair and inclusive treatment."
    PARTICIPATION = "PARTICIPATION", "Participation of citizens."
    TRANSPARENCY = "TRANSPARENCY", "Openness and insight."
    ACCOUNTABILITY = "ACCOUNTABILITY", "Means to hold those in power to account."


class Phase(Choice):
    """Phase of a project in the programme."""

    PRE_STUDY = "PRE_STUDY", "Preparatory study or visit."
    INCEPTION = "INCEPTION", "Inception year."
    PROJECT = "PROJECT", "The project itself."
    EXTENSION = "EXTENSION", "Additional time or money for a project."
    OTHER = "OTHER", "Another phase; see the note."


class RoleKind(Choice):
    """What an organisation does for a programme, partnership, project, grant or initiative."""

    FUNDER = "FUNDER", "Pays (finansiär)."
    COORDINATOR = "COORDINATOR", "Administers (samordnare)."
    COMMISSIONER = "COMMISSIONER", "Gave the commission to do the work (uppdragsgivare)."
    CARRIER = "CARRIER", "Carries the initiative, alone or with others."
    PARTNER = "PARTNER", "Takes part in the work of the initiative."
    CO_APPLICANT = "CO_APPLICANT", "Applies for the funding together with those who carry the initiative (medpart)."
    OPERATOR = "OPERATOR", "Carries out the work for a party."
    MATCHMAKER = "MATCHMAKER", "Brought the parties together."
    CONTACT = "CONTACT", "Public contact."


class CallKind(Choice):
    """A call for applications, or only a list of eligible countries."""

    CALL = "CALL", "A call with a time for applications."
    LIST = "LIST", "A list of eligible countries that a source shows at a date."


class ApplicationKind(Choice):
    """What an application asks for."""

    INCEPTION = "INCEPTION", "An inception year."
    PROJECT = "PROJECT", "A project, usually of three years."
    STEERING_GROUP = "STEERING_GROUP", "Meetings of the steering group of the partnership."
    EXPANSION = "EXPANSION", "Development or expansion of existing cooperation."


class Decision(Choice):
    """What was decided on an application."""

    APPROVED = "APPROVED", "Money was granted."
    REJECTED = "REJECTED", "No money was granted."


class Split(Choice):
    """What is known of the recipients' shares of a grant."""

    EQUAL = "EQUAL", "Each recipient gets the same."
    STATED = "STATED", "The share of each recipient is stated, or there is only one."
    UNKNOWN = "UNKNOWN", "No share is known."


class Precision(Choice):
    """How exact an amount is."""

    EXACT = "EXACT", "As stated."
    ABOUT = "ABOUT", "The source says `about` or `nearly`."
    AT_LEAST = "AT_LEAST", "The source says `more than`."


class Rank(Choice):
    """How the catalogue ranks a claim."""

    PREFERRED = "PREFERRED", "The record itself holds this value."
    NORMAL = "NORMAL", "Another value that a source gives."
    DEPRECATED = "DEPRECATED", "A value that is evidently wrong."


class FreshnessLevel(Choice):
    """Age of a source on the day on which the newest source of the catalogue was read."""

    GREEN = "GREEN", "Published or changed at most two years before that day."
    YELLOW = "YELLOW", "More than two years old, or possibly so."
    RED = "RED", "Undated, so its age is unknown."


class SearchKind(Choice):
    """What a search finds. Hits of the same score come in this order."""

    MUNICIPALITY = "MUNICIPALITY", "Local authorities, under any of their names."
    COUNTRY = "COUNTRY", "Countries, by name or code."
    GOAL = "GOAL", "The 17 Goals, by title or number."
    PARTNERSHIP = "PARTNERSHIP", "Partnerships, by title."
    ORGANISATION = "ORGANISATION", "Organisations, by any name or abbreviation."
    INITIATIVE = "INITIATIVE", "Initiatives on the 2030 Agenda, by name."
    PROGRAMME = "PROGRAMME", "Programmes that fund partnerships, by name."
    POLICY = "POLICY", "Policies, by name or abbreviation."
    AREA = "AREA", "Areas that are no administrative units, by name."
    THEME = "THEME", "Themes, by label."
    PROJECT = "PROJECT", "Projects, by title, also as another source prints it."
    SOURCE = "SOURCE", "Sources, by title."


class Projection(Choice):
    """What the nodes of a network are."""

    MUNICIPALITIES = "MUNICIPALITIES", "Municipalities, tied when they share a partnership."
    COUNTRIES = "COUNTRIES", "Countries, tied when their municipalities share a partnership."
    GOALS = "GOALS", "Goals, tied when a project is linked to both."
    AFFILIATION = "AFFILIATION", "Municipalities and partnerships, tied by membership: the two-mode network itself."


class Centrality(Choice):
    """How central a node is, computed on the complete requested network by the definitions of networkx."""

    DEGREE = "DEGREE", "Share of the other nodes to which it is tied: degree / (order - 1)."
    BETWEENNESS = (
        "BETWEENNESS",
        "Share of the shortest paths between other nodes that pass through it, divided by (n-1)(n-2)/2.",
    )
    CLOSENESS = (
        "CLOSENESS",
        "Reciprocal of the mean distance to reachable nodes, times the share of nodes that are reachable.",
    )
    PAGERANK = "PAGERANK", "PageRank with damping 0.85, ties weighted; all scores add up to 1."


class Edit(Choice):
    """What a catalogue version did to a record."""

    ADDED = "ADDED", "The record is new."
    ALTERED = "ALTERED", "Some cells of the record changed."
    REMOVED = "REMOVED", "The record no longer exists."
