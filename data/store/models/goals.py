"""The 17 Goals of the 2030 Agenda, their 169 targets, our own themes, and the rules that lead from themes to Goals."""

from data.domain.enums import CoreArea
from data.domain.evidence_enums import LabelBasis, Strength
from data.store.models.fields import choice, cited, key, labels, link, ordinal, slug, text
from data.store.models.layout import Record

goals = Record(
    "goals",
    "The 17 Goals of the 2030 Agenda.",
    ordinal("number", "1 to 17.", most=17),
    text("title_en", "English title.", required=True),
    text("title_sv", "Swedish title.", required=True),
    text("color", "Official color.", required=True, pattern="#[0-9A-F]{6}"),
    text("iri", "IRI of the goal at the United Nations.", required=True),
    cited(),
)

targets = Record(
    "targets",
    "The 169 targets; labels in our own words, the IRI leads to the official text.",
    key("code", "Code such as 11.2 or 16.b.", pattern=r"[0-9]{1,2}\.([0-9]{1,2}|[a-d])"),
    link("goal", "goals", "Number of its goal.", required=True),
    text("label_en", "Short English label.", required=True),
    text("label_sv", "Short Swedish label.", required=True),
    choice("basis", LabelBasis, "Who chose the labels."),
    text("iri", "IRI of the target at the United Nations.", required=True),
    cited(),
)

themes = Record(
    "themes",
    "Our own subject vocabulary, apart from the goals.",
    slug("Name of the theme."),
    text("label_en", "English label.", required=True),
    text("label_sv", "Swedish label.", required=True),
    choice(
        "core_area",
        CoreArea,
        "Core area of the programme that it falls under, by our own classification.",
        required=False,
    ),
    choice("basis", LabelBasis, "Who chose the labels and the core area."),
    cited(),
)

theme_goals = Record(
    "theme_goals",
    "Rules of the editors that lead from a theme, or from all themes of a core area, to a Goal. The links of projects that follow are computed, and never stored.",
    slug("Name of the rule."),
    link("theme", "themes", "The theme."),
    choice("core_area", CoreArea, "The core area, in place of a theme.", required=False),
    link("goal", "goals", "Number of the Goal; empty when the theme leads to no Goal."),
    link("target", "targets", "Code of the target of the Goal, where it is clear."),
    choice("strength", Strength, "How closely the theme belongs to the Goal.", required=False),
    *labels("reason", "reason, one sentence"),
    cited(),
    one_of=("theme", "core_area"),
    together=(("goal", "strength"),),
)
