"""Series of networks: their numbers of nodes, ties, components and partnerships on each of several days.

The possible nodes and ties of all time are numbered once. On a day, a mask says which of them are present.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from data.counting.incidence import Incidence, MembershipColumns, incidence_of, scattered
from data.counting.series import PartnershipCount, Series, count_of
from data.domain.arrays import Numbers, distinct
from data.networks.engines.connectivity import component_counts, labelled
from data.networks.network import Network, NetworkSpec
from data.networks.tie_table import memberships_present
from data.snapshot.columns import SliceView, SnapshotView
from data.snapshot.snapshot import Snapshot, uncached

DAYS_AT_A_TIME = 32  # bounds the memory: a byte for each day and possible tie


class NetworkPoint(NamedTuple):
    """The numbers of nodes, ties, connected components and partnerships of a network on a day."""

    day: date
    order: int
    size: int
    components: int
    partnerships: PartnershipCount


def network_series(snapshot: SnapshotView, spec: NetworkSpec, days: Sequence[date]) -> list[NetworkPoint]:
    """The network of a specification on each day. Cached; the slices of the days are not."""
    compute = ego_points if spec.around is not None else points
    series: Series[NetworkPoint] = snapshot.results.get_or_create(
        ("series", spec, tuple(days)), lambda: Series([*compute(uncached(snapshot), spec, days)])
    )
    return series.points


def points(snapshot: Snapshot, spec: NetworkSpec, days: Sequence[date]) -> Iterator[NetworkPoint]:
    """The points of a network of all municipalities, some days at a time."""
    memberships = MembershipColumns(snapshot, spec)
    incidence = incidence_of(snapshot, spec, memberships)
    for begin in range(0, len(days), DAYS_AT_A_TIME):
        presences = [
            presence(snapshot.slice(day), day, memberships, incidence) for day in days[begin : begin + DAYS_AT_A_TIME]
        ]
        ties = np.array([one.ties for one in presences])
        components = component_counts(incidence.order, incidence.a, incidence.b, ties) - incidence.order
        for one, tied in zip(presences, components.tolist(), strict=True):
            yield NetworkPoint(one.day, one.order, int(one.ties.sum()), one.order + tied, one.partnerships)


class Presence(NamedTuple):
    """What is present on a day: the number of nodes, a mask of the possible ties, and the partnerships."""

    day: date
    order: int
    ties: Numbers
    partnerships: PartnershipCount


def presence(slice: SliceView, day: date, memberships: MembershipColumns, incidence: Incidence) -> Presence:
    """What is present in the slice of a day."""
    held = memberships.present(slice)
    wholes = np.flatnonzero(scattered(memberships.wholes[held], memberships.partnerships.size))
    partnerships = count_of(slice, memberships.partnerships, wholes, day)
    return Presence(day, int(incidence.nodes(slice, held).sum()), incidence.ties(slice, held), partnerships)


def ego_points(snapshot: Snapshot, spec: NetworkSpec, days: Sequence[date]) -> Iterator[NetworkPoint]:
    """The points of an ego network, whose municipalities are others on each day."""
    return (ego_point(Network(snapshot.slice(day), spec), day) for day in days)


def ego_point(network: Network, day: date) -> NetworkPoint:
    slice, spec, table = network.slice, network.spec, network.slice.tables["partnerships"]
    presences = memberships_present(slice, spec.kinds, network.within, spec.layers)
    partnerships = count_of(slice, table, distinct(presences.partnerships) - table.first, day)
    components, _ = labelled(network.order, *network.tie_table.ends)
    return NetworkPoint(day, network.order, network.size, components, partnerships)
