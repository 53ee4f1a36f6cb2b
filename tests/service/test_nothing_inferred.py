"""Nothing inferred shows in any answer, file or picture that did not ask for it.

Two catalogues are served that differ in their rules alone: those of the small world, and rules by which no theme leads
to a Goal. Whatever does not ask for what is inferred is the same from both, but for the rules themselves.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from data.domain.enums import Projection
from data.formats.networks.formats import FORMATS
from data.formats.open_data.nodes import RECORDS
from data.formats.tables.formats import TABLES
from data.store.models import RECORDS as KINDS
from tests.data.conftest import Desk

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.graphql"))
GOALS = """{
  goals { number partnerships(first: 100) { totalCount nodes { slug } } }
  partnerships(filter: {goals: [4, 12, 16]}, first: 100) { nodes { slug goals { goal { number } } projects { slug goals { goal { number } basis } } } }
  municipalities(filter: {goals: [4, 12, 16]}, first: 20) { nodes { slug goals { goal { number } partnerships stated }
    suggestedPartners(call: "icld-2020", first: 5) { municipality { slug } score sharedGoals { number } } } }
  network(projection: GOALS) { order size goalBasis ties(first: 100) { nodes { weight stated basis ends { slug } } } }
}"""
DAYS = ("", "2016-06-01", "2021-06-01")
ASKS = "goalBasis=STATED,INFERRED"
FILES = [
    *(f"/network.{name}?projection={p}&asOf={day}" for name in FORMATS for p in Projection for day in DAYS),
    *(f"/records/{record.name}.csv" for record in KINDS if record.name != "theme_goals"),
    *(f"/tables/{name}.csv?asOf={day}" for name in TABLES for day in DAYS),
    "/catalogue.jsonld",
    "/catalogue.nq",
    "/changes.atom",
    "/schema.graphql",
]


@pytest.fixture(scope="module")
def both(
    tmp_path_factory: pytest.TempPathFactory, world: Path, stored: Callable[..., str], serve: Callable[..., Any]
) -> Iterator[tuple[Any, Any]]:
    """A client of the catalogue with its rules, and of the same where no theme leads to a Goal."""
    desk = Desk(Path(shutil.copytree(world, tmp_path_factory.mktemp("plain") / "records")))
    rules = {row["theme"]: row for row in desk.read("theme_goals") if row["theme"]}
    desk.write("theme_goals", [row | {"goal": "", "target": "", "strength": ""} for row in rules.values()])
    with (
        serve(stored(world), poll_seconds=3600) as ruled,
        serve(stored(desk.directory), poll_seconds=3600) as plain,
    ):
        yield ruled, plain


def text_of(response: Any) -> str:
    """The body without the catalogue version, the time of loading and the id of the request."""
    text = re.sub(r"\b[0-9a-f]{16}\b", "VERSION", response.text.replace(response.headers["x-request-id"], "REQUEST"))
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.+]+Z?", "TIME", text)


def without_rules(document: dict[str, Any]) -> dict[str, Any]:
    """Linked data without the rules, which are records of their own."""
    return document | {"@graph": [node for node in document["@graph"] if "GoalRule" not in node["@type"]]}


def lines_without_rules(text: str) -> list[str]:
    """The statements of N-Quads whose subject is no rule."""
    return [line for line in text.splitlines() if "/id/rule/" not in line.split(" ", 1)[0]]


@pytest.mark.parametrize("path", FILES)
def test_a_file_that_does_not_ask_is_the_same_with_and_without_rules(both: tuple[Any, Any], path: str) -> None:
    """Networks of all projections and formats on three days, records, tables, linked data, feeds."""
    ruled, plain = (client.get(path) for client in both)

    assert ruled.status_code == plain.status_code
    if path == "/catalogue.jsonld":
        assert without_rules(ruled.json()) == without_rules(plain.json())
    elif path == "/catalogue.nq":
        assert lines_without_rules(ruled.text) == lines_without_rules(plain.text)
    else:
        assert text_of(ruled) == text_of(plain)


@pytest.mark.parametrize("kind", [kind for kind in RECORDS if kind != "rule"])
def test_an_entity_that_does_not_ask_is_the_same_with_and_without_rules(both: tuple[Any, Any], kind: str) -> None:
    """Each entity of linked data, as JSON-LD."""
    ruled, plain = both
    nodes = [node for node in ruled.get("/catalogue.jsonld").json()["@graph"] if f"/id/{kind}/" in node["@id"]]
    assert nodes
    for node in nodes[:40]:
        path = node["@id"][node["@id"].index("/id/") :]
        accept = {"accept": "application/ld+json"}
        assert ruled.get(path, headers=accept).json() == plain.get(path, headers=accept).json()


@pytest.mark.parametrize(
    "document", [*(file.read_text() for file in EXAMPLES), GOALS], ids=[*(f.stem for f in EXAMPLES), "goals"]
)
def test_an_answer_that_does_not_ask_is_the_same_with_and_without_rules(both: tuple[Any, Any], document: str) -> None:
    """The examples of the documentation, and every field that leads to Goals."""
    ruled, plain = (client.post("/graphql", json={"query": document}) for client in both)

    assert "errors" not in ruled.json()
    assert text_of(ruled) == text_of(plain)


@pytest.mark.parametrize(
    ("path", "mark"),
    [
        (f"/network.json?projection=GOALS&{ASKS}", "INFERRED"),
        (f"/network.csv?projection=GOALS&{ASKS}", "INFERRED"),
        (f"/network.graphml?projection=GOALS&{ASKS}", "INFERRED"),
        (f"/network.gexf?projection=GOALS&{ASKS}", "INFERRED"),
        (f"/network.cyjs?projection=GOALS&{ASKS}", "INFERRED"),
        (f"/tables/goals.csv?{ASKS}", "INFERRED"),
        (f"/catalogue.jsonld?{ASKS}", "/id/rule/waste-12-5"),
        (f"/catalogue.nq?{ASKS}", "/id/term/inferredGoal> "),
        (f"/id/partnership/kalix-masaka?{ASKS}", "inferredGoal"),
        (f"/id/goal/12?{ASKS}", "inferredFor"),
    ],
)
def test_a_file_that_asks_marks_what_is_inferred(both: tuple[Any, Any], path: str, mark: str) -> None:
    """It has more than the file that does not ask, and says which part."""
    ruled, plain = (client.get(path, headers={"accept": "application/ld+json, */*"}) for client in both)

    assert ruled.status_code == plain.status_code == 200
    assert ruled.text.count(mark) > plain.text.count(mark)  # a file of a network names the basis it was asked for too


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (
            "/network.json?projection=GOALS&goalBasis=GUESSED",
            "goalBasis='GUESSED' is not valid; expected one or more of STATED, INFERRED",
        ),
        ("/network.json?goalBasis=INFERRED", "expected projection=GOALS beside it, or no such parameter"),
        ("/tables/goals.csv?goalBasis=INFERRED&goalBasis=STATED", "'goalBasis' is given more than once"),
        ("/tables/goals.csv?asOf=2020-02-30", "expected a day of the calendar"),
        ("/tables/goals.csv?layer=atlantis", "expected one or more of base"),
        ("/tables/goals.csv?projection=GOALS", "'projection' is not a parameter of /tables/goals.csv"),
        ("/catalogue.jsonld?goalBasis=", ""),
        ("/id/goal/12?goalBasis=x", "goalBasis='x' is not valid"),
        ("/catalogue.jsonld?goalBasis=stated", "goalBasis='stated' is not valid"),
        ("/catalogue.nq?goalBasis=stated", "goalBasis='stated' is not valid"),
    ],
)
def test_a_wrong_basis_is_refused(both: tuple[Any, Any], path: str, message: str) -> None:
    """With what was wrong and what is expected; an empty parameter counts as absent."""
    response = both[0].get(path)

    assert response.status_code == (400 if message else 200)
    assert message in response.text
