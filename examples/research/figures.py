"""Reads the network files of a running service into networkx, igraph and pandas, and prints figures of them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode
from urllib.request import urlopen

import igraph
import networkx as nx
import pandas as pd

YEARS = range(1995, 2026, 10)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--service", default="http://127.0.0.1:8000", help="address of the service")
    parser.add_argument("--day", default="2020-01-01", help="as of which day, such as 2020-01-01")
    given = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        graph = read_networkx(download(given.service, folder / "network.json", asOf=given.day))
        same = read_igraph(download(given.service, folder / "network.graphml", asOf=given.day))
        years = [read_pandas(download(given.service, folder / "network.csv", asOf=f"{year}-01-01")) for year in YEARS]
    print(f"Catalogue {graph.graph['catalogue']}, as of {given.day}")
    print_network(graph, same)
    print_countries(graph)
    print_years(pd.concat(years, keys=YEARS, names=["year"]))


def download(service: str, path: Path, **parameters: str) -> Path:
    """Saves the file of that name, for which a service that has just started first draws the network.

    Raises HTTPError when the service refuses the parameters.
    """
    with urlopen(f"{service}/{path.name}?{urlencode(parameters)}", timeout=300) as response:
        path.write_bytes(response.read())
    return path


def read_networkx(path: Path) -> nx.Graph[str]:
    """Node-link JSON: nodes are slugs, with label, country and coordinates; ties have a weight and a certainty."""
    return nx.node_link_graph(json.loads(path.read_text(encoding="utf-8")), edges="edges")


def read_igraph(path: Path) -> igraph.Graph:
    """GraphML: the same nodes and ties, the slug of a node as its `id`."""
    return igraph.Graph.Read_GraphML(str(path))


def read_pandas(path: Path) -> pd.DataFrame:
    """CSV: a row per tie. Between countries, NA is Namibia, so it must not be taken for a missing value."""
    return pd.read_csv(path, keep_default_na=False)


def print_network(graph: nx.Graph[str], same: igraph.Graph) -> None:
    largest = max(nx.connected_components(graph), key=len)
    betweenness = nx.betweenness_centrality(graph)
    between = sorted(graph, key=lambda slug: (-betweenness[slug], slug))[:3]
    cut_places = same.articulation_points()
    print(f"  networkx: {graph.number_of_nodes()} places, {graph.number_of_edges()} ties")
    print(f"  networkx: {nx.number_connected_components(graph)} components, the largest of {len(largest)} places")
    print(f"  networkx: most between others are {', '.join(graph.nodes[slug]['label'] for slug in between)}")
    print(f"  igraph:   {same.vcount()} places, {same.ecount()} ties")
    print(f"  igraph:   {len(cut_places)} places without which a component falls apart")


def print_countries(graph: nx.Graph[str]) -> None:
    """How many places each country has in the network, and their ties on average."""
    places = pd.DataFrame([place for _, place in graph.nodes(data=True)])
    countries = places.groupby("country")["degree"].agg(places="size", ties="mean").round(2)
    print("\nPlaces by country, and their ties on average")
    print(countries.sort_values(["places", "country"], ascending=[False, True]).head(5).to_string())


def print_years(ties: pd.DataFrame) -> None:
    """How many ties a year had, apart by what their dates say: surely there, or perhaps."""
    print("\nTies on 1 January, by what the dates of the sources allow to say")
    print(ties.pivot_table(index="year", columns="certainty", aggfunc="size", fill_value=0).to_string())


if __name__ == "__main__":
    main()
