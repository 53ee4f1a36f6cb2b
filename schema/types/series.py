"""Series: counts of partnerships and numbers of networks on several days."""

from datetime import date
from typing import Annotated

import strawberry

from data.counting import network_series as of_networks
from data.counting import series as of_partnerships
from data.counting.days import days_of
from data.domain.facet_keys import Step
from data.networks.measures import Measures
from schema.relay import Page

From = Annotated[date, strawberry.argument(name="from", description="First day.")]
To = Annotated[
    date,
    strawberry.argument(
        name="to", description="Last possible day, not before the first one; a series has at most 400 days."
    ),
]
Steps = Annotated[Step, strawberry.argument(description="Time from one day to the next.")]


@strawberry.type(description="The number of partnerships on a day.")
class PartnershipCount:
    day: date = strawberry.field(description="Day on which the numbers hold.")
    certain: int = strawberry.field(description="Number of partnerships that certainly exist on the day.")
    possible: int = strawberry.field(description="Number of those that only possibly exist on the day.")


@strawberry.type(description="A network on a day, in numbers.")
class NetworkPoint:
    day: date = strawberry.field(description="Day on which the numbers hold.")
    order: int = strawberry.field(description="Number of nodes.")
    size: int = strawberry.field(description="Number of ties.")
    components: int = strawberry.field(description="Number of connected components.")
    partnerships: PartnershipCount = strawberry.field(
        description="The partnerships of the kinds and layers of the network in which one of its municipalities holds a seat."
    )


def partnership_series(
    root: strawberry.Parent[Page], start: From, end: To, step: Steps = Step.YEAR
) -> list[of_partnerships.PartnershipCount]:
    assert root.select is not None
    return of_partnerships.partnership_series(root.items, root.select, days_of(start, end, step))


def network_series(
    root: strawberry.Parent[Measures], start: From, end: To, step: Steps = Step.YEAR
) -> list[of_networks.NetworkPoint]:
    network = root.network
    return of_networks.network_series(network.slice.snapshot, network.spec, days_of(start, end, step))
