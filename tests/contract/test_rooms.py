"""The rooms of the code: no circles of imports, folders and functions of a size, names in the words of the field."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import networkx as nx
import pytest
from packaging.specifiers import SpecifierSet

from schema.execution import _graphql_core, _strawberry
from service.http import _uvicorn
from service.observability import _prometheus

ROOT = Path(__file__).parents[2]
FLOORS = ("data", "schema", "service")
MODULES = sorted(
    path for floor in FLOORS for path in (ROOT / floor).rglob("*.py") if path.parent.name != "versions"
)  # Alembic writes the versions
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}
MOST_MODULES = 15
MEDIAN_LINES = 8
# The GraphQL types refer to each other by nature. They do it through this one module, and nowhere else.
REFERENCES = "schema.types.references"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

# Names of version 0.1 that a comment had to explain, by the term of the field that took their place. A name that comes
# back needs the comment again: take the term. `slice`, `seat`, `handover`, `tie`, `claim` are the domain's own and stay.
OLD_WORDS = {
    "Thing things thing": "Entity",
    "later many maybe once": "CachedAttribute, has_many, optional_reference, derived",
    "Kept kept Lasting Happening lasting happening": "BoundedCache, IntervalEntity, EventEntity",
    "Pieces pieces Lines made Made making": "FragmentCache, fragments, TieTable, contributions, factory",
    "Meetings met stays Walk Frame": "co-memberships, memberships, Traversal, NetworkSpec",
    "Net reckon reckoning drawn _apart _spiral": "NumberedGraph, compute, layout",
    "choosing told saying having via Haystack": "selection, by_text, contains, in_column, join, TextColumnIndex",
    "Watch Past settle": "SnapshotWatcher, SnapshotArchive, freeze_heap",
    "Door door let_in tell telling Telling hear": "RequestMiddleware, dispatch, record, AccessLogBuffer",
    "Facts facts Patience patience look here late Origins": "RequestInfo, CorsPolicy",
    "Direct direct Parts Head Heads learn Seen Known": "FastPath, RequestParts, HeadInfo, remember, RequestCache",
    "Wish Sent Asked Question Accepted": "ResponsePreferences, RawRequest, GraphQLRequest, PreparedRequest",
    "at_once in_turn cheap heavy Refused": "answer_inline, answer_queued, is_expensive, HTTPError",
    "good failed unchanged whole": "ok, error, not_modified, complete",
    "Place Places place filled absence itself": "InputSlot, InputSlots, slot_for, fill, default_of, identity",
    "Mark shape Instances Serialized Lists": "Checkpoint, selection_hash, TypeChecks, EnumSerializer, ListChecks",
    "Counter Counts repeats": "ComplexityVisitor, Complexity, duplicate_fields",
    "hung_up until_gone ClientGone": "is_disconnected, wait_disconnect, ClientDisconnected",
    "begins written shown wrong": "starts_with, render, format, invalid",
}


def name_of(path: Path) -> str:
    """The dotted name of a module."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {name_of(path): path for path in MODULES}


def imports(path: Path) -> Iterator[str]:
    """What a module imports anywhere, also in functions and under TYPE_CHECKING: modules, and the package of each."""
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield node.module
                yield f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def import_graph() -> nx.DiGraph[str]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(NAMES)
    for name, path in NAMES.items():
        graph.add_edges_from((name, found) for found in imports(path) if found in NAMES and found != name)
    return graph


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Imports for types count, as a reader must follow them too; only the GraphQL types are excepted, by one module."""
    graph = import_graph()
    graph.remove_node(REFERENCES)
    chains = [
        " -> ".join(edge[0] for edge in nx.find_cycle(graph.subgraph(part)))
        for part in nx.strongly_connected_components(graph)
        if len(part) > 1
    ]

    assert chains == []


def test_the_circles_of_references_hold_graphql_types_only() -> None:
    """With the one exception counted, nothing but modules of schema.types is in a circle."""
    circles = [part for part in nx.strongly_connected_components(import_graph()) if len(part) > 1]

    assert [name for part in circles for name in part if not name.startswith("schema.types.")] == []
    assert len(circles) == 1
    assert REFERENCES in circles[0]


def test_no_folder_is_crowded() -> None:
    """At most 15 modules lie side by side, but for the GraphQL types, of which there is one in each module."""
    folders = {path.parent for path in MODULES} - {ROOT / "schema" / "types"}
    sizes = {str(folder.relative_to(ROOT)): len(list(folder.glob("*.py"))) for folder in folders}

    assert {folder: size for folder, size in sizes.items() if size > MOST_MODULES} == {}


def test_functions_are_small() -> None:
    """Half of them have at most 8 lines."""
    lengths = [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, FUNCTIONS)
    ]

    assert statistics.median(lengths) <= MEDIAN_LINES


@pytest.fixture(scope="module")
def names() -> list[tuple[str, str]]:
    """The names of modules, classes and functions, each with its place."""
    found = [(path.stem, str(path.relative_to(ROOT))) for path in MODULES]
    found += [
        (node.name, f"{path.relative_to(ROOT)}:{node.lineno}")
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, (*FUNCTIONS, ast.ClassDef))
    ]
    return found


@pytest.mark.parametrize(("old", "new"), OLD_WORDS.items(), ids=OLD_WORDS)
def test_an_old_word_names_nothing_any_more(names: list[tuple[str, str]], old: str, new: str) -> None:
    """No module, class or function has that name; the list above says what to take in its place."""
    words = set(old.split())

    assert [(name, place) for name, place in names if name in words] == [], f"take {new}"


@pytest.mark.parametrize(
    ("package", "module"),
    [
        ("graphql-core", _graphql_core),
        ("strawberry-graphql", _strawberry),
        ("uvicorn", _uvicorn),
        ("prometheus-client", _prometheus),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_names_that_are_not_public_were_checked_with_the_installed_version(package: str, module: object) -> None:
    """Another version needs another look at the module that imports them, and a wider range there."""
    checked: str = module.CHECKED  # type: ignore[attr-defined]

    assert version(package) in SpecifierSet(checked)


# strawberry.schema.config is documented, as is uvicorn itself.
INNER = re.compile(
    r"from (graphql\.(?:execution|pyutils|utilities)\.|strawberry\.(?:schema\.(?!config)|types\.\w)|uvicorn\.)"
)


def test_names_that_are_not_public_are_imported_in_one_module_per_library() -> None:
    """Inner modules of graphql-core, Strawberry and uvicorn are named nowhere else."""
    allowed = {Path(module.__file__ or "") for module in (_graphql_core, _strawberry, _uvicorn)}
    found = {
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in set(MODULES) - allowed
        for match in INNER.finditer(path.read_text(encoding="utf-8"))
    }

    assert found == set()
