"""What the nodes of a network have in common."""

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


@strawberry.interface(description="What can be a node of a network: municipality, country, Goal or partnership.")
class Actor(Node):
    slug: str = resolved(slug, "What names it in addresses: slug, country code, number of the Goal.")
    name: str = resolved(name, "Name; the English one or the title, where it has several.")
