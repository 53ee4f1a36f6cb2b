"""Nodes of a network with their ranks by a centrality."""

from typing import NamedTuple

import strawberry

from data.domain.errors import InputError
from data.networks.graphs import Result
from data.snapshot import entities
from schema.fields import resolved
from schema.types.actor import Actor
from schema.types.references import MunicipalityRef


def municipality_of(entity: object) -> entities.Municipality:
    """The entity, if it is a municipality. Raises InputError otherwise, which happens in other projections."""
    if not isinstance(entity, entities.Municipality):
        raise InputError(
            "the nodes of this projection are not municipalities; select `node`, `nodes` or `ends` instead"
        )
    return entity


def ranked_municipality(root: "strawberry.Parent[Rank]") -> entities.Municipality:
    return municipality_of(root.node)


class Rank(NamedTuple):
    """A node with its rank and score, and how the scores were computed."""

    rank: int
    node: entities.Entity
    score: float
    method: Result


@strawberry.type(description="How the scores of a ranking were computed.")
class Method:
    exact: bool = strawberry.field(
        description="Whether the scores are exact. In large networks betweenness and closeness are estimated from a random sample of nodes with a fixed seed."
    )
    samples: int = strawberry.field(
        description="Number of nodes drawn in the largest component; paths from these were counted. 0 when the scores are exact."
    )
    error: float = strawberry.field(
        description="Four standard errors of the least certain score, in the unit of the scores: a larger deviation is very unlikely. 0 when the scores are exact."
    )


@strawberry.type(description="A node with its rank by a centrality.")
class Ranked:
    municipality: MunicipalityRef = resolved(
        ranked_municipality,
        "The node as a municipality; an error when the nodes are not municipalities, where `node` works.",
    )
    node: Actor = strawberry.field(description="The node, in every projection.")
    score: float = strawberry.field(
        description="Value of the centrality, normalised as the enum `Centrality` describes."
    )
    method: Method = strawberry.field(description="How the scores of this ranking were computed.")
    rank: int = strawberry.field(
        description="Position by score: 1 for the highest; equal scores share a rank (1, 2, 2, 4)."
    )
