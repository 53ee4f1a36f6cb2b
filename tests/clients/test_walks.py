"""Clients that we did not write walk the pages of a running service: urql, gql, and one that ariadne-codegen wrote."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

Run = Callable[..., str]
Walk = Callable[..., Any]

PLACES = """query ($asOf: Date) { municipalities(
    filter: {hasPartnerships: true}, orderBy: {field: DEGREE, direction: DESC}, asOf: $asOf, first: 100
) { nodes { slug } } }"""
IDS = ["R29hbDoxMQ", "TXVuaWNpcGFsaXR5Om1hcmllc3RhZA", "bm90aGluZw"]


@pytest.fixture(scope="session")
def node_bench(bench: Path, node_modules: Path) -> Path:
    """The bench with the packages of node."""
    (bench / "node_modules").symlink_to(node_modules)
    return bench


@pytest.fixture(scope="session")
def urql(node_bench: Path, run: Run) -> Walk:
    """A program that is typed by GraphQL Code Generator and compiled by `tsc --strict`."""
    run("node", "codegen.mjs", cwd=node_bench)
    run("node_modules/.bin/tsc", cwd=node_bench)
    return lambda *arguments: json.loads(run("node", "built/walk.js", *arguments, cwd=node_bench))


def test_the_command_of_code_generator_reads_the_schema_of_the_running_service(node_bench: Path, service: str) -> None:
    """Its loader announces Zstandard, which Node before 22.15 cannot decode; the introspection comes in gzip."""
    command = ["node_modules/.bin/graphql-codegen", "--config", "codegen.json"]
    environ = {**os.environ, "SAMBAND": service}
    done = subprocess.run(
        command, cwd=node_bench, env=environ, check=False, capture_output=True, text=True, timeout=300
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "PartnersQuery" in (node_bench / "by-command.ts").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def gql(bench: Path, python: Path, run: Run) -> Walk:
    """A program that reads the schema by introspection."""
    return lambda *arguments: json.loads(run(python, "walk_gql.py", *arguments, cwd=bench))


@pytest.fixture(scope="session")
def ariadne(bench: Path, python: Path, run: Run) -> Walk:
    """A program over the classes that ariadne-codegen writes."""
    run(python.with_name("ariadne-codegen"), "--config", "ariadne.toml", "client", cwd=bench)
    return lambda *arguments: json.loads(run(python, "walk_ariadne.py", *arguments, cwd=bench))


@pytest.fixture(scope="session", params=["urql", "gql", "ariadne"])
def met(request: pytest.FixtureRequest, service: str) -> Any:
    """What each of the clients met."""
    return request.getfixturevalue(request.param)(service, *IDS)


def in_one_page(service: str, day: str | None) -> list[str]:
    asked = {"query": PLACES, "variables": {"asOf": day}}
    answer = httpx.post(f"{service}/graphql", json=asked, trust_env=False).json()
    return [place["slug"] for place in answer["data"]["municipalities"]["nodes"]]


def test_pages_of_four_are_the_whole_list(met: Any, service: str) -> None:
    """Walked page by page, of all time and as of a day, the places are those of one large page, in its order."""
    whole, then = in_one_page(service, None), in_one_page(service, "2016-01-01")

    assert met["places"] == whole
    assert met["in2016"] == then
    assert len(whole) > 4 * 4
    assert set(then) < set(whole)


def test_partners_are_met_over_two_pages(met: Any) -> None:
    """Edges carry their weight and their partnerships, each with its start as sharp as it is known."""
    assert met["partners"] == [
        ["herrljunga", 2, ["2013", "2008-05"]],
        ["kamianets-podilskyi", 1, ["2013"]],
        ["mariestad", 1, ["2013"]],
    ]


def test_an_unknown_place_is_nobody(met: Any) -> None:
    """A slug that is not known is null, not an error."""
    assert met["nobody"] == []


def test_things_keep_their_types(met: Any) -> None:
    """Of several ids each gives its own type, in the order asked for, and an unknown one null."""
    assert met["things"] == [[IDS[0], "Hållbara städer och samhällen"], [IDS[1], "Municipality"], None]


def test_a_refusal_reaches_the_caller(met: Any) -> None:
    """A forged cursor is an error of the client's own kind, with our message and the place in the query."""
    ((message, path),) = met["forged"]

    assert "cursor" in message
    assert path == ["municipalities"]


def test_gql_knows_the_schema(gql: Walk, service: str) -> None:
    """What it read by introspection suffices to find a wrong field before anything is sent."""
    assert gql(service)["unknown"].startswith("Cannot query field 'mayor' on type 'Municipality'.")
