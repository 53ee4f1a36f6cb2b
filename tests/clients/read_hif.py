"""Reads a hypergraph in HIF with xgi, and prints its edges and its labels as JSON; the path of the file is the argument."""

import json
import sys

import xgi

hypergraph = xgi.read_hif(sys.argv[1])
edges = {edge: sorted(hypergraph.edges.members(edge)) for edge in hypergraph.edges}
labels = {name: view[name]["label"] for view in (hypergraph.nodes, hypergraph.edges) for name in view}
print(json.dumps({"edges": edges, "nodes": sorted(hypergraph.nodes), "labels": labels}))
