"""Links of projects to Goals, and the rules by which some of them are inferred."""

from typing import Any

import strawberry

from data.domain.enums import CoreArea, Emphasis
from data.domain.evidence_enums import GoalBasis, Strength
from schema.arguments import GoalBases
from schema.fields import in_language, note_field, resolved
from schema.relay import Node
from schema.types.goal import Goal, Target
from schema.types.source import Source
from schema.types.theme import Theme


@strawberry.type(
    description="A rule of the editors that leads from a theme, or from all themes of a core area, to a Goal. Its sources are the version of the rules and the official text of the Goals."
)
class GoalRule(Node):
    slug: str = strawberry.field(description="Identifier in URLs, unique among rules.")
    theme: Theme | None = strawberry.field(description="The theme; null when the rule is about a core area.")
    core_area: CoreArea | None = strawberry.field(
        description="The core area whose themes all lead to the Goal; null when the rule is about one theme."
    )
    goal: Goal | None = strawberry.field(description="The Goal; null when the theme leads to no Goal.")
    target: Target | None = strawberry.field(description="The target of the Goal, where it is clear; else null.")
    strength: Strength | None = strawberry.field(
        description="How closely the theme belongs to the Goal; null when it leads to none."
    )
    reason: str = in_language("reason", "Why the theme leads to the Goal, or to none; one sentence of the editors.")
    sources: list[Source] = strawberry.field(description="Sources of the rule.")


@strawberry.type(description="One reason for which a Goal is inferred.")
class GoalInference:
    theme: Theme = strawberry.field(description="The theme of the project.")
    rule: GoalRule = strawberry.field(description="The rule that leads from the theme to the Goal.")


@strawberry.type(description="A Goal, or one of its targets, to which a project is linked.")
class GoalLink:
    goal: Goal = strawberry.field(description="The Goal; of a target, the Goal of the target.")
    target: Target | None = strawberry.field(description="The target; null when only the Goal is known.")
    basis: GoalBasis = strawberry.field(description="How the link is known: a source states it, or a rule infers it.")
    emphasis: Emphasis = strawberry.field(
        description="Whether the source calls the Goal a focus of the project; GENERAL for an inferred link."
    )
    strength: Strength | None = strawberry.field(
        description="How closely the theme belongs to the Goal, by the strongest rule in `because`; null for a stated link."
    )
    because: list[GoalInference] = strawberry.field(
        description="The themes and rules that lead to the Goal; an empty list for a stated link."
    )
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(
        description="Sources of the link; of an inferred one, those of the theme of the project and of the rule."
    )


def _goals(root: strawberry.Parent[Any], basis: GoalBases = None) -> list[Any]:
    return list(root.goals(basis))


def goals_field(description: str) -> Any:
    """The field `goals` of a project or a partnership."""
    return resolved(_goals, description)
