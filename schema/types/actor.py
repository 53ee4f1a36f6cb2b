"""The interface of the nodes of a network."""

import strawberry

from data.domain.enums import Language
from data.snapshot.entities import Entity, Goal, Municipality, Partnership
from data.snapshot.entities.places import Country
from schema.fields import resolved
from schema.relay import Node


def slug(root: strawberry.Parent[Entity]) -> str:
    return root.key


def name(root: strawberry.Parent[Entity]) -> str:
    match root:
        case Country():
            return root.name(Language.EN)
        case Goal() | Partnership():
            return root.title(Language.EN)
        case _:
            assert isinstance(root, Municipality)
            return root.name


@strawberry.interface(description="A possible node of a network: municipality, country, Goal or partnership.")
class Actor(Node):
    slug: str = resolved(slug, "Identifier in URLs: slug, country code or number of the Goal.")
    name: str = resolved(
        name,
        "Display name: the name of a municipality, the English name of a country, the English title of a Goal or partnership.",
    )
