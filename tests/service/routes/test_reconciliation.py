"""The Reconciliation Service API 0.2, as OpenRefine uses it, against our schemas and, where they are, those of its authors."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from jsonschema import Draft7Validator
from lxml import html
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7
from sqlalchemy import create_engine
from starlette.applications import Starlette
from starlette.testclient import TestClient

from data.snapshot.entities.entity import set_slot
from data.snapshot.snapshot import Snapshot
from data.snapshot.watcher import SnapshotWatcher
from service.routes.reconciliation import endpoints as reconcile
from service.routes.reconciliation.forms import LONGEST
from service.routes.reconciliation.queries import IDS, LETTERS, QUERIES
from tests.published import FOLDER, in_folder
from tests.service.routes.reconciliation_answers import OURS, SCHEMAS, complaints

SPECIFICATION = ("recon", "0.2")
HOME = "https://data.example.org"
FORM = {"content-type": "application/x-www-form-urlencoded"}

Check = Callable[[str, Any], None]


@pytest.fixture
def client(whole: Snapshot) -> Iterator[TestClient]:
    """The routes alone, over the whole catalogue."""
    with TestClient(app(whole)) as client:
        yield client


def app(snapshot: Snapshot | None) -> Starlette:
    return Starlette(routes=reconcile.routes(SnapshotWatcher(create_engine("sqlite://"), snapshot), HOME))


def specified() -> Callable[[str, Any], list[str]]:
    """The check of an answer against a schema of the specification."""
    folder = in_folder(*SPECIFICATION, "schemas")
    schemas = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema, default_specification=DRAFT7)) for schema in schemas.values()
    )

    def check(name: str, answer: Any) -> list[str]:
        validator = Draft7Validator(schemas[name], registry=registry)
        return [error.message for error in validator.iter_errors(answer)]

    return check


@pytest.fixture(scope="module")
def valid() -> Check:
    """Holds an answer against our schema, and against that of the specification where it is."""
    checks = [complaints, *([specified()] if FOLDER.joinpath(*SPECIFICATION).exists() else [])]

    def valid(name: str, answer: Any) -> None:
        assert [complaint for check in checks for complaint in check(name, answer)] == []

    return valid


def ask(client: TestClient, **fields: Any) -> Any:
    """POST a form of JSON fields; the answer."""
    response = client.post("/reconcile", content=urlencode({k: json.dumps(v) for k, v in fields.items()}), headers=FORM)
    assert response.status_code == 200, response.text
    return response.json()


def test_the_three_steps_of_openrefine(client: TestClient, valid: Check) -> None:
    """Manifest; a column reconciled with a hint; a preview of a candidate; columns added from the matches."""
    manifest = client.get("/reconcile").json()
    valid("manifest", manifest)
    proposal = client.get("/reconcile/suggest/property?prefix=cou").json()
    valid("suggest-properties-response", proposal)
    hint = [{"pid": proposal["result"][0]["id"], "v": "Sweden"}]

    cells = ["Mariestad", "Herrljunga kommun", "Håbo"]
    queries = {f"q{n}": {"query": cell, "type": "municipality", "properties": hint} for n, cell in enumerate(cells)}
    valid("reconciliation-query-batch", queries)
    results = ask(client, queries=queries)
    valid("reconciliation-result-batch", results)
    matched = [results[key]["result"][0] for key in queries]
    assert [(one["id"], one["match"]) for one in matched] == [
        ("mariestad", True),
        ("herrljunga", True),
        ("haabo", True),
    ]
    assert matched[0]["description"] == "municipality in Sweden, code 1493"

    preview = client.get(manifest["preview"]["url"].removeprefix(HOME).replace("{{id}}", quote(matched[0]["id"])))
    assert html.fromstring(preview.content).findtext(".//h1") == "Mariestad"
    view = client.get(
        manifest["view"]["url"].removeprefix(HOME).replace("{{id}}", quote(matched[0]["id"])), follow_redirects=False
    )
    assert (view.status_code, view.headers["location"]) == (303, f"{HOME}/id/municipality/mariestad")

    propose = manifest["extend"]["propose_properties"]
    offered = client.get(
        f"{propose['service_url']}{propose['service_path']}?type=municipality".removeprefix(HOME)
    ).json()
    valid("data-extension-property-proposal", offered)
    wanted = {
        "ids": [one["id"] for one in matched],
        "properties": [{"id": name} for name in ("code", "country", "coordinates", "wikidata")],
    }
    valid("data-extension-query", wanted)
    columns = ask(client, extend=wanted)
    valid("data-extension-response", columns)
    assert {one["id"] for one in wanted["properties"]} <= {one["id"] for one in offered["properties"]}
    assert columns["rows"]["mariestad"] == {
        "code": [{"str": "1493"}],
        "country": [{"id": "SE", "name": "Sweden"}],
        "coordinates": [{"str": "58.7487278576,13.8055611645"}],
        "wikidata": [{"str": "Q427422"}],
    }


def test_our_schemas_agree_with_the_specification() -> None:
    """On its own examples, of which some are invalid: both accept the same ones."""
    examples, check = in_folder(*SPECIFICATION, "examples"), specified()
    found = {
        path.relative_to(examples).as_posix(): (bool(complaints(name, example)), bool(check(name, example)))
        for name in SCHEMAS
        for path in sorted(examples.glob(f"{name}/*/*.json"))
        for example in [json.loads(path.read_text(encoding="utf-8"))]
    }

    assert len(found) > 20
    assert {refused for refused, _ in found.values()} == {True, False}
    assert [path for path, (ours, theirs) in found.items() if ours != theirs] == []


MANIFEST = ("manifest", "/reconcile")
RESULTS = ("reconciliation-result-batch", '/reconcile?queries={"q": {"query": "Mariestad"}}')
COLUMNS = ("data-extension-response", '/reconcile?extend={"ids": ["mariestad"], "properties": [{"id": "code"}]}')


@pytest.mark.parametrize(
    ("answer", "path", "value"),
    [
        *((MANIFEST, [member], None) for member in ("versions", "name", "identifierSpace", "schemaSpace")),
        (MANIFEST, ["versions"], ["0.1"]),
        (MANIFEST, ["view", "url"], "https://data.example.org/view"),
        (MANIFEST, ["preview", "width"], "wide"),
        *((RESULTS, ["q", "result", 0, member], None) for member in ("id", "name", "score")),
        (RESULTS, ["q", "result"], None),
        (RESULTS, ["q", "result", 0, "score"], "100"),
        (RESULTS, ["q", "result", 0, "match"], "yes"),
        (RESULTS, ["q", "result", 0, "type", 0], {"name": "municipality"}),
        *((COLUMNS, [member], None) for member in ("meta", "rows")),
        (COLUMNS, ["meta", 0, "name"], None),
        (COLUMNS, ["rows", "mariestad", "code"], "1493"),
        (COLUMNS, ["rows", "mariestad", "code", 0], {"str": 1493}),
        (COLUMNS, ["rows", "mariestad", "code", 0], {"text": "1493"}),
    ],
)
def test_a_damaged_answer_is_refused(
    client: TestClient, answer: tuple[str, str], path: list[str | int], value: object
) -> None:
    """A member that is missing (None) or of another form is named with its place."""
    name, address = answer
    intact = client.get(address).json()
    damaged = deepcopy(intact)
    holder = damaged
    for step in path[:-1]:
        holder = holder[step]
    if value is None:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value

    assert complaints(name, intact) == []
    assert complaints(name, damaged) != []


def test_the_manifest_has_all_services(client: TestClient) -> None:
    """Views, previews, suggestions and columns, each with its whole address."""
    manifest = client.get("/reconcile").json()

    assert list(Draft7Validator(OURS).iter_errors(manifest)) == []
    assert list(Draft7Validator(OURS).iter_errors(manifest | {"suggest": {}})) != []


def test_a_batch_may_be_an_address(client: TestClient, valid: Check) -> None:
    """GET gives what POST gives."""
    queries = {"a": {"query": "Ukmerge"}, "b": {"query": "Kamianets-Podilskyi", "limit": 1}}
    response = client.get("/reconcile", params={"queries": json.dumps(queries)})

    valid("reconciliation-result-batch", response.json())
    assert response.json() == ask(client, queries=queries)
    assert [one["id"] for one in response.json()["b"]["result"]] == ["kamianets-podilskyi"]


def test_a_batch_of_spellings_resolves(client: TestClient, whole: Snapshot, valid: Check) -> None:
    """A hundred spellings at a time, misspellings and former names among them, each to its place."""
    rows = whole.rows["names"][::17][:QUERIES]
    results = ask(client, queries={str(n): {"query": row.name} for n, row in enumerate(rows)})  # type: ignore[attr-defined]

    valid("reconciliation-result-batch", results)
    assert [results[str(n)]["result"][0]["id"] for n in range(len(rows))] == [row.municipality.slug for row in rows]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["Habo", "Brod", "Slobozhanske"])
def test_a_doubtful_name_is_left_to_people(client: TestClient, name: str) -> None:
    """Several candidates, none of them a match."""
    found = ask(client, queries={"q": {"query": name}})["q"]["result"]

    assert len(found) > 1
    assert not any(one["match"] for one in found)


def test_a_cell_that_was_reconciled_before_is_a_hint(client: TestClient) -> None:
    """A value may be an entity, or several values."""
    for value in ({"id": "BA", "name": "Bosnia"}, ["Bosnia & Herzegovina", "Sweden"], "BA"):
        found = ask(client, queries={"q": {"query": "Brod", "properties": [{"pid": "country", "v": value}]}})
        assert found["q"]["result"][0]["score"] == 100


def test_nothing_said_is_nothing_asked(client: TestClient) -> None:
    """A type or a value that is null narrows nothing."""
    query = {"query": "Mariestad", "type": None, "limit": None, "properties": [{"pid": "country", "v": None}]}

    assert ask(client, queries={"q": query}) == ask(client, queries={"q": {"query": "Mariestad"}})


def test_a_unit_without_values_has_empty_cells(client: TestClient, valid: Check) -> None:
    """So has an unknown id; an unknown property has no column."""
    asked = {"ids": ["brod", "atlantis", "SE"], "properties": [{"id": "wikidata"}, {"id": "mayor"}, {"id": "code"}]}
    columns = ask(client, extend=asked)

    valid("data-extension-response", columns)
    assert [one["id"] for one in columns["meta"]] == ["wikidata", "code"]
    assert columns["rows"]["brod"] == columns["rows"]["atlantis"] == {"wikidata": [], "code": []}
    assert columns["rows"]["SE"] == {"wikidata": [], "code": [{"str": "SE"}]}


@pytest.mark.parametrize(
    ("path", "schema", "ids"),
    [
        ("suggest/entity?prefix=Marie", "suggest-entities-response", ["mariental", "mariestad"]),
        ("suggest/entity?prefix=Lithuania", "suggest-entities-response", ["LT"]),
        ("suggest/type?prefix=mun", "suggest-types-response", ["municipality"]),
        ("suggest/type?prefix=", "suggest-types-response", ["municipality", "region", "country"]),
        ("suggest/property?prefix=as", "suggest-properties-response", ["asOf"]),
        ("suggest/property?prefix=code", "suggest-properties-response", ["code"]),
    ],
)
def test_what_is_typed_is_completed(client: TestClient, valid: Check, path: str, schema: str, ids: list[str]) -> None:
    """Entities, types and properties by the beginning of a word."""
    answer = client.get(f"/reconcile/{path}").json()

    valid(schema, answer)
    assert [one["id"] for one in answer["result"]][: len(ids)] == ids


def test_a_preview_is_safe(snapshot: Snapshot) -> None:
    """Markup in names is text, and no script would run."""
    place = snapshot.entities["municipalities"]["habo"]
    name = place.name  # type: ignore[attr-defined]
    set_slot(place, "name", "<script>alert(1)</script>")
    try:
        with TestClient(app(snapshot)) as client:
            response = client.get("/reconcile/preview?id=habo")
    finally:
        set_slot(place, "name", name)

    assert "<script" not in response.text
    assert "&lt;script&gt;" in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]


TOO_MANY = {str(number): {"query": "Habo"} for number in range(QUERIES + 1)}
REFUSED = [
    ({"queries": "{"}, "`queries` is not JSON"),
    ({"queries": "[]"}, "`queries` must be a JSON object"),
    ({"queries": json.dumps(TOO_MANY)}, f"at most {QUERIES} are allowed"),
    ({"queries": '{"q": "Habo"}'}, "'q' is not an object"),
    ({"queries": '{"q": {}}'}, "neither a `query` nor the property `code`"),
    ({"queries": '{"q": {"query": " "}}'}, "neither a `query` nor the property `code`"),
    ({"queries": '{"q": {"query": 5}}'}, "must be text of at most"),
    ({"queries": json.dumps({"q": {"query": "x" * (LETTERS + 1)}})}, "must be text of at most"),
    ({"queries": '{"q": {"query": "a", "limit": "five"}}'}, "`limit` of 'q' must be a number"),
    ({"queries": '{"q": {"query": "a", "limit": -1}}'}, "`limit` of 'q' must be a number"),
    ({"queries": '{"q": {"query": "a", "properties": {}}}'}, "must be a list of at most"),
    ({"queries": '{"q": {"query": "a", "properties": [{"pid": 1, "v": 2}]}}'}, "not an object with `pid` and `v`"),
    ({"queries": json.dumps({"q": {"query": "a", "type": ["x"] * 21}})}, "more than 20 values"),
    ({"extend": "{}"}, "`ids` must be a list"),
    ({"extend": json.dumps({"ids": ["a"] * (IDS + 1), "properties": []})}, f"at most {IDS} ids"),
    ({"extend": '{"ids": [], "properties": ["code"]}'}, "not an object with an `id`"),
]


@pytest.mark.parametrize(("fields", "said"), REFUSED)
def test_what_cannot_be_answered_is_refused(client: TestClient, fields: dict[str, str], said: str) -> None:
    """A 400 says what was wrong; what was sent is repeated only in part."""
    response = client.post("/reconcile", content=urlencode(fields), headers=FORM)

    assert response.status_code == 400
    assert said in response.json()["detail"]
    assert len(response.text) < 300


@pytest.mark.parametrize("body", ["queries=%ff", "&".join(f"a{n}=1" for n in range(101))])
def test_a_form_that_cannot_be_read_is_refused(client: TestClient, body: str) -> None:
    """Bytes that are no UTF-8, and forms of very many fields."""
    assert client.post("/reconcile", content=body, headers=FORM).status_code == 400


def test_bodies_have_a_bound(client: TestClient) -> None:
    """A larger form is a 413, another type of body a 400."""
    assert client.post("/reconcile", content=b"queries=" + b"x" * LONGEST, headers=FORM).status_code == 413
    assert client.post("/reconcile", json={"queries": {}}).status_code == 400


@pytest.mark.parametrize("path", ["preview", "preview?id=atlantis", "view?id=%2e%2e"])
def test_a_preview_of_nothing_is_refused(client: TestClient, path: str) -> None:
    """The answer says what ids look like."""
    response = client.get(f"/reconcile/{path}", follow_redirects=False)

    assert response.status_code == 400
    assert "mariestad" in response.json()["detail"]


def test_without_a_catalogue_nothing_is_reconciled() -> None:
    """A 503 says when to ask again."""
    with TestClient(app(None)) as client:
        response = client.get("/reconcile")

    assert (response.status_code, response.headers["retry-after"]) == (503, "5")


@pytest.mark.parametrize("form", ["{}s kommun", "{} kommun", "{}s stad", "Municipality of {}", "City of {}"])
def test_official_forms_are_matches(client: TestClient, valid: Check, form: str) -> None:
    """As tables of authorities have them; the score is between that of a folded name and that of a prefix."""
    cells = {key: form.format(name) for key, name in (("malmo", "Malmö"), ("mariestad", "Mariestad"), ("lund", "Lund"))}
    results = ask(client, queries={key: {"query": cell} for key, cell in cells.items()})

    valid("reconciliation-result-batch", results)
    for key in cells:
        first, *others = results[key]["result"]
        assert (first["id"], first["match"]) == (key, True)
        assert first["score"] >= 85
        assert not any(one["match"] for one in others)


def test_a_hint_tells_namesakes_apart(client: TestClient) -> None:
    """`Habo stad` may be that of Håbo; the official code, and a type that contradicts, say more."""
    queries = {
        "doubtful": {"query": "Habo stad"},
        "coded": {"query": "Habo stad", "properties": [{"pid": "code", "v": "0643"}]},
        "region": {"query": "Habo stad", "type": "region"},
        "elsewhere": {"query": "Malmö stad", "properties": [{"pid": "country", "v": "NO"}]},
    }
    found = {key: one["result"] for key, one in ask(client, queries=queries).items()}

    assert [(one["id"], one["match"]) for one in found["doubtful"][:2]] == [("habo", False), ("haabo", False)]
    assert (found["coded"][0]["id"], found["coded"][0]["match"]) == ("habo", True)
    assert not any(one["match"] for key in ("region", "elsewhere") for one in found[key])


@pytest.mark.parametrize("text", ["kommun", "stad", "Region", "Municipality of", "\x00", "\x00 kommun", "s kommun"])
def test_a_word_for_an_authority_is_no_name(client: TestClient, text: str) -> None:
    """Candidates perhaps, a match never."""
    found = ask(client, queries={"q": {"query": text}})["q"]["result"]

    assert not any(one["match"] for one in found)


def test_what_is_typed_is_completed_to_a_place_in_its_official_form(client: TestClient) -> None:
    """The suggestion of an entity reads official forms as the search does."""
    answer = client.get("/reconcile/suggest/entity?prefix=Malmö stad").json()

    assert answer["result"][0]["id"] == "malmo"
