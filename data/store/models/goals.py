"""The 17 Goals of the 2030 Agenda, their 169 targets, and our own themes."""

from data.domain.enums import CoreArea
from data.domain.evidence_enums import LabelBasis
from data.store.models.fields import choice, cited, key, link, ordinal, slug, text
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
