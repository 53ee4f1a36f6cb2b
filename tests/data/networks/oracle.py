"""Networks made by hand with networkx, from the CSV files alone. They are the oracle for the networks of the service."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx

from tests.data.by_hand import NO, Files, Row

Names = Collection[str] | None
RequestInfo = dict[frozenset[str], tuple[int, tuple[str, ...], str]]


class Oracle:
    """Reads the files and makes graphs: an edge has a dictionary `by` of partnerships, and how surely each ties."""

    def __init__(self, directory: Path) -> None:
        self.files = Files(directory)
        self.rows = self.files.rows
        self.country = {row["slug"]: row["country"] for row in self.rows["municipalities"]}

    def graph(self, projection: str, kinds: Names, day: date | None, basis: Collection[str] = ("STATED",)) -> Any:
        graph: Any = nx.Graph()
        for row in self.rows["partnerships"]:
            sure = self.files.partnership(row["slug"]).there(day)
            if sure and (kinds is None or row["kind"] in kinds):
                if projection == "GOALS":
                    self.goals(graph, row, day, basis)
                else:
                    self.members(graph, row, sure, day, projection)
        return graph

    def members(self, graph: Any, row: Row, whole: int, day: date | None, projection: str) -> None:
        """Each two there whose seats and places differ and whose times may meet; or each with the partnership."""
        held = [(m, self.files.membership(row["slug"], m["seat"], m["turn"])) for m in self.files.members(row["slug"])]
        there = [(m, span, sure) for m, span in held if (sure := min(whole, span.there(day)))]
        name, of = self.country.__getitem__ if projection == "COUNTRIES" else str, self.files.whole(row["slug"])
        graph.add_nodes_from(name(m["municipality"]) for m, _, _ in there)
        if projection == "AFFILIATION":
            for m, _, sure in there:
                tie(graph, m["municipality"], f"partnership:{of}", of, sure)
            return
        for (m, span, sure), (n, other, also) in combinations(there, 2):
            if m["seat"] != n["seat"] and max(span.may, other.may) <= min(span.until, other.until):
                tie(graph, name(m["municipality"]), name(n["municipality"]), of, min(sure, also))

    def goals(self, graph: Any, row: Row, day: date | None, basis: Collection[str]) -> None:
        of = self.files.whole(row["slug"])
        for project in self.rows["projects"]:
            sure = min(self.files.partnership(of).there(day), self.files.project(project["slug"]).there(day))
            if project["partnership"] == row["slug"] and sure:
                links = self.files.goals(project["slug"])
                linked = sorted({goal for goal, how in links if how in basis})
                graph.add_nodes_from(linked)
                for a, b in combinations(linked, 2):
                    tie(graph, a, b, of, sure)


def tie(graph: Any, a: str, b: str, of: str, sure: int) -> None:
    if a != b:
        graph.add_edge(a, b)
        made_by = graph[a][b].setdefault("by", {})
        made_by[of] = max(sure, made_by.get(of, NO))
        graph[a][b]["weight"] = len(made_by)


def wanted(graph: Any) -> RequestInfo:
    """The ties of a graph: weight, partnerships, certainty."""
    return {
        frozenset((a, b)): (by["weight"], tuple(sorted(by["by"])), ["", "POSSIBLE", "CERTAIN"][max(by["by"].values())])
        for a, b, by in graph.edges(data=True)
    }
