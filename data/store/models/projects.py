"""Projects of partnerships: goals, targets, themes and results."""

from data.domain.enums import Emphasis, GoalsStated, Phase
from data.domain.evidence_enums import Audience, Involvement
from data.store.models.fields import choice, cited, integer, key, labels, link, notes, slug, span, text
from data.store.models.layout import Record

projects = Record(
    "projects",
    "Pieces of work that a partnership carries out.",
    slug("Name in URLs."),
    link("partnership", "partnerships", "The partnership.", required=True),
    text("title_en", "English title as printed."),
    text("title_sv", "Swedish title as printed."),
    link("lead", "municipalities", "The member that carries it out, when a source names one; empty when all do."),
    choice("phase", Phase, "Phase of the work.", required=False),
    *span("of the project"),
    choice("goals_stated", GoalsStated, "How the sources mention the goals."),
    text("reference", "Number given by the coordinator."),
    *notes(),
    cited(),
)

project_goals = Record(
    "project_goals",
    "Goals that a source names for a project.",
    key("project", "The project.", refers="projects"),
    key("goal", "Number of the goal.", refers="goals"),
    choice("emphasis", Emphasis, "Whether the source calls the goal a focus."),
    *notes(),
    cited(),
)

project_targets = Record(
    "project_targets",
    "Targets that a source names for a project.",
    key("project", "The project.", refers="projects"),
    key("target", "Code of the target.", refers="targets"),
    cited(),
)

project_themes = Record(
    "project_themes",
    "Themes of a project.",
    key("project", "The project.", refers="projects"),
    key("theme", "The theme.", refers="themes"),
    cited(),
)

results = Record(
    "results",
    "What a project led to.",
    slug("Name of the result."),
    link("project", "projects", "The project.", required=True),
    text("label_en", "English label.", required=True),
    text("label_sv", "Swedish label.", required=True),
    integer("count", "Number of results, when a source counts them."),
    cited(),
)

audiences = Record(
    "audiences",
    "Groups of people that take part in a project, grant or initiative, or to whom it is addressed.",
    slug("Name of the row."),
    link("project", "projects", "The project."),
    link("grant", "grants", "The grant."),
    link("initiative", "initiatives", "The initiative."),
    choice("audience", Audience, "The group."),
    choice("involvement", Involvement, "What the group has to do with it."),
    *notes(),
    cited(),
    one_of=("project", "grant", "initiative"),
)

aims = Record(
    "aims",
    "What a project, grant, initiative, programme or call is meant to bring about; labels in our own words.",
    slug("Name of the aim."),
    link("project", "projects", "The project."),
    link("grant", "grants", "The grant."),
    link("initiative", "initiatives", "The initiative."),
    link("programme", "programmes", "The programme."),
    link("call", "calls", "The call."),
    *labels("label", "label"),
    *notes(),
    cited(),
    one_of=("project", "grant", "initiative", "programme", "call"),
)
