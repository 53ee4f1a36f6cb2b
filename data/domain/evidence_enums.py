"""Enumerations of sources, labels, links to Goals, initiatives, findings and audiences. Every member has a description."""

from __future__ import annotations

from data.domain.enums import Choice


class SourceKind(Choice):
    """What a source is."""

    PAGE = "PAGE", "Page of the website of an organisation."
    NEWS = "NEWS", "Article of a newspaper, a broadcaster or a news site, or of the news of an organisation."
    PRESS_RELEASE = "PRESS_RELEASE", "Press release, or a list of press releases."
    DOCUMENT = "DOCUMENT", "Report, guideline, register or newsletter."
    LISTING = "LISTING", "List that the search or the archive of a website shows."
    PRIVATE_PAGE = "PRIVATE_PAGE", "Page of a private person. Its address and publisher are not recorded."
    DATA_SET = "DATA_SET", "Published data."
    EDITORS = "EDITORS", "The editors of this catalogue."


class Dating(Choice):
    """How a source is dated."""

    DATED = "DATED", "It prints a date."
    IN_ADDRESS = "IN_ADDRESS", "Only its address holds a date."
    WITHOUT_YEAR = "WITHOUT_YEAR", "It prints a day, a month or a season, and no year."
    LABEL_BLANK = "LABEL_BLANK", "It prints a label for the date, and no date after it."
    UNDATED = "UNDATED", "What was read of it prints no date."


class LabelBasis(Choice):
    """Who chose a name or a label."""

    STATED = "STATED", "A source uses it."
    EDITORS = "EDITORS", "The editors of this catalogue chose it; no source states it."


class GoalBasis(Choice):
    """How a link to a Goal is known."""

    STATED = "STATED", "A source names the Goal."
    INFERRED = (
        "INFERRED",
        "A published rule of the editors leads from a theme to the Goal, and no source names the Goal.",
    )


class Strength(Choice):
    """How closely a theme belongs to the Goal to which a rule leads."""

    DIRECT = "DIRECT", "The official text of the Goal or the target is about the theme."
    RELATED = (
        "RELATED",
        "Work on the theme contributes to the Goal or the target, which is mainly about something else.",
    )


class AreaKind(Choice):
    """What an area is that is no administrative unit."""

    BIOSPHERE_RESERVE = "BIOSPHERE_RESERVE", "Biosphere reserve of UNESCO (biosfärområde)."


class Audience(Choice):
    """A group of people that takes part in something, or to whom it is addressed."""

    POLITICIANS = "POLITICIANS", "Elected politicians."
    OFFICIALS = "OFFICIALS", "Officials of local authorities (tjänstepersoner)."
    DECISION_MAKERS = "DECISION_MAKERS", "Those who decide, where a source does not say in what function."
    CITIZENS = "CITIZENS", "Citizens and inhabitants."
    COMPANIES = "COMPANIES", "Businesses of any size."
    CIVIL_SOCIETY = "CIVIL_SOCIETY", "Associations and other organisations of civil society."
    CHILDREN = "CHILDREN", "Children, where a source names them apart from young people."
    YOUNG_PEOPLE = "YOUNG_PEOPLE", "Youth, in the words of the sources."
    PUPILS = "PUPILS", "Pupils of schools."
    TEACHERS = "TEACHERS", "Teachers and other staff of schools."
    FAMILIES = "FAMILIES", "Families and parents."
    WOMEN = "WOMEN", "Women, where a source names them as a group."
    OLDER_PEOPLE = "OLDER_PEOPLE", "Elderly people, in the words of the sources."
    REFUGEES = "REFUGEES", "Refugees and newly arrived people."
    MARGINALISED_GROUPS = "MARGINALISED_GROUPS", "Groups that a source calls marginalised or vulnerable."
    PEOPLE_WITH_DISABILITIES = (
        "PEOPLE_WITH_DISABILITIES",
        "People for whom accessibility matters, in the words of the sources.",
    )


class Involvement(Choice):
    """What an audience has to do with a project, grant or initiative."""

    INVOLVED = "INVOLVED", "It takes part, or is to take part."
    ADDRESSED = "ADDRESSED", "The work is done for it or directed at it."


class ApplicationStage(Choice):
    """How far an application has come."""

    INTENDED = "INTENDED", "It is to be handed in."
    APPLIED = "APPLIED", "It was handed in."
    DECIDED = "DECIDED", "It was decided on."


class FindingKind(Choice):
    """How a body states a finding."""

    REPORTED = "REPORTED", "It reports what it found."
    URGED = "URGED", "It demands that something be done."
    RECOMMENDED = "RECOMMENDED", "It recommends or suggests something."


class ChannelPurpose(Choice):
    """What a role mailbox is for."""

    EXPRESSION_OF_INTEREST = "EXPRESSION_OF_INTEREST", "To express interest in taking part (intresseanmälan)."
    INFORMATION = "INFORMATION", "To ask for more information."
