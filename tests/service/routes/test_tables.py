"""/tables/*: the right rows under the right name, and a plain word on whatever cannot be."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from data.formats.tables import parquet
from data.snapshot.snapshot import Snapshot
from service.http import cached_files
from service.routes import tables

NAMES = ("partnerships", "ties", "municipalities", "goals")
PATHS = [f"/tables/{name}.csv" for name in NAMES]
PACKED = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
    "parquet": ("application/vnd.apache.parquet", b"PAR1"),
}
TYPES = "MUNICIPALITY, REGION, ASSOCIATION, OTHER, UNIDENTIFIED"
DAY = "expected a day of the calendar such as 2016-01-01"
REFUSED = [
    ("partnerships.csv?asOf=2020-02-30", f"asOf='2020-02-30' is not valid; {DAY}"),
    ("partnerships.csv?attestedSince=yesterday", f"attestedSince='yesterday' is not valid; {DAY}"),
    (
        "partnerships.csv?goals=4,x",
        "goals='4,x' is not valid; expected a whole number from -2147483648 to 2147483647, or several of them separated by commas",
    ),
    ("partnerships.csv?goals=18", "there is no Goal 18; Goals are numbered 1 to 17"),
    (
        "partnerships.csv?countries=se",
        "invalid country code 'se'; use the two-letter code in capitals, such as SE or UA",
    ),
    (
        "partnerships.csv?countries=SE,",
        "countries='SE,' is not valid; expected a text, or several of them separated by commas",
    ),
    ("partnerships.csv?states=GONE", "states='GONE' is not valid; expected one or more of PLANNED, ACTIVE, PAUSED"),
    ("partnerships.csv?layers=base", "'layers' is not a parameter of /tables/partnerships.csv; parameters are asOf"),
    ("partnerships.csv?layer=atlantis", "layer='atlantis' is not valid; expected one or more of base"),
    ("partnerships.csv?language=fi", "language='fi' is not valid; expected one of en, sv"),
    ("partnerships.csv?language=SV", "language='SV' is not valid; expected one of en, sv"),
    ("partnerships.csv?text=a&text=b", "'text' is given more than once; give each parameter once"),
    ("municipalities.csv?hasGrants=yes", "hasGrants='yes' is not valid; expected true or false"),
    (
        "municipalities.csv?kinds=CITY",
        f"kinds='CITY' is not valid; expected one or more of {TYPES}, separated by commas",
    ),
    (
        "ties.csv?around=atlantis",
        "around='atlantis' is not valid; expected the slug of a municipality such as mariestad",
    ),
    ("ties.csv?radius=2", "radius='2' is not valid; expected the parameter around beside it"),
    (
        "ties.csv?countries=SE",
        "'countries' is not a parameter of /tables/ties.csv; parameters are asOf, layer, language",
    ),
]


def rows(response: Any) -> list[dict[str, str]]:
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


def slugs(client: Any, path: str) -> list[str]:
    return [row["slug"] for row in rows(client.get(path))]


def asked(client: Any, field: str, filter: str, day: str | None = None) -> list[str]:
    """The slugs that GraphQL gives for the same filter."""
    on = f', asOf: "{day}"' if day else ""
    document = f"{{ {field}(filter: {filter}, first: 100{on}) {{ nodes {{ slug }} }} }}"
    answer = client.post("/graphql", json={"query": document}).json()
    return sorted(node["slug"] for node in answer["data"][field]["nodes"])


@pytest.mark.parametrize("path", PATHS)
def test_a_table_is_a_download_with_its_licence(client: Any, path: str) -> None:
    """CSV with a header, a name, a tag by which it is revalidated, and the licence of its layers."""
    response = client.get(path)
    again = client.get(path, headers={"if-none-match": response.headers["etag"]})

    assert response.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert response.headers["content-disposition"] == f'attachment; filename="samband-{path.removeprefix("/tables/")}"'
    assert response.headers["link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path).content == response.content


@pytest.mark.parametrize("extension", PACKED)
@pytest.mark.parametrize("name", NAMES)
def test_a_workbook_and_parquet_are_sent_as_they_are(client: Any, name: str, extension: str) -> None:
    """They are compressed already; twice the same bytes."""
    media_type, begins = PACKED[extension]
    path = f"/tables/{name}.{extension}?asOf=2016-01-01"
    response, again = client.get(path), client.get(path)

    assert (response.status_code, response.headers["content-type"]) == (200, media_type)
    assert response.headers["content-disposition"] == f'attachment; filename="samband-{name}-2016-01-01.{extension}"'
    assert "content-encoding" not in response.headers
    assert response.content.startswith(begins)
    assert again.content == response.content


def test_without_pyarrow_only_parquet_is_missing(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """501, with what the operator has to install."""
    monkeypatch.setattr(parquet, "find_spec", lambda name: None)
    response = client.get("/tables/goals.parquet")

    assert response.status_code == 501
    assert "pip install 'samband[parquet]'" in response.text
    assert client.get("/tables/goals.xlsx").status_code == 200


def test_a_worker_process_writes_tables(url: str, serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes as the service itself, in each form."""
    paths = [f"/tables/partnerships.{extension}?countries=UA&asOf=2016-01-01" for extension in ("csv", *PACKED)]
    with serve(url, poll_seconds=3600, lanes=False) as one:
        own = {path: one.get(path).content for path in paths}
    monkeypatch.setattr(cached_files, "LANE_SECONDS", 0.0)
    with serve(url, poll_seconds=3600) as other:
        assert {path: other.get(path).content for path in paths} == own


@pytest.mark.parametrize(
    ("query", "filter", "day"),
    [
        ("kinds=TWIN_TOWN,FRIENDSHIP", "{kinds: [TWIN_TOWN, FRIENDSHIP]}", None),
        ("countries=UA&asOf=2016-01-01", '{countries: ["UA"]}', "2016-01-01"),
        ("members=mariestad,herrljunga", '{members: ["mariestad", "herrljunga"]}', None),
        ("goals=4,12&goalBasis=STATED,INFERRED", "{goals: [4, 12], goalBasis: [STATED, INFERRED]}", None),
        ("attestedSince=2018-01-01", '{attestedSince: "2018-01-01"}', None),
        ("text=ukmerge&certainty=CERTAIN", '{text: "ukmerge", certainty: [CERTAIN]}', None),
        ("states=ACTIVE,UNKNOWN&coreAreas=", "{states: [ACTIVE, UNKNOWN]}", None),
    ],
)
def test_the_filter_of_partnerships_is_that_of_graphql(client: Any, query: str, filter: str, day: str | None) -> None:
    """The same slugs; an empty value is no condition."""
    found = slugs(client, f"/tables/partnerships.csv?{query}")

    assert found == asked(client, "partnerships", filter, day)
    assert found


@pytest.mark.parametrize(
    ("query", "filter"),
    [
        ("countries=UA,LT", '{countries: ["UA", "LT"]}'),
        ("kinds=REGION", "{kinds: [REGION]}"),
        ("hasPartnerships=true&countries=SE", '{hasPartnerships: true, countries: ["SE"]}'),
        ("hasGrants=true", "{hasGrants: true}"),
        ("text=Mariestad", '{text: "Mariestad"}'),
    ],
)
def test_the_filter_of_municipalities_is_that_of_graphql(client: Any, query: str, filter: str) -> None:
    """The same slugs."""
    found = slugs(client, f"/tables/municipalities.csv?{query}")

    assert found == asked(client, "municipalities", filter)
    assert found


def test_the_filter_of_goals_is_that_of_their_partnerships(client: Any) -> None:
    """Links of the partnerships with a member in Ukraine, and no other."""
    every = rows(client.get("/tables/goals.csv"))
    some = rows(client.get("/tables/goals.csv?countries=UA"))
    wanted = asked(client, "partnerships", '{countries: ["UA"]}')

    assert some == [row for row in every if row["partnership"] in wanted]


def test_ties_are_those_of_the_edge_list(client: Any) -> None:
    """Of one day, kind and neighbourhood: the same ends, weights and partnerships."""
    query = "asOf=2021-06-01&kinds=MUNICIPAL_PARTNERSHIP&around=mariestad&radius=2"
    table, edges = (rows(client.get(f"{path}?{query}")) for path in ("/tables/ties.csv", "/network.csv"))

    assert [(row["slug_a"], row["slug_b"], row["weight"], row["partnerships"]) for row in table] == [
        (row["a"], row["b"], row["weight"], row["partnerships"]) for row in edges
    ]
    assert table


def test_a_swedish_table_has_swedish_columns_and_titles(client: Any) -> None:
    """The names of columns and the title."""
    swedish, english = (
        rows(client.get(f"/tables/partnerships.csv?language={one}&text=ukmerge"))[0] for one in ("sv", "en")
    )

    assert (swedish["slug"], swedish["titel"]) == (
        english["slug"],
        "Mariestad (tidigare Herrljunga) – Ukmergė – Kamianets-Podilskyi",
    )
    assert {"parter", "länder", "start_första", "mål_angivna"} <= swedish.keys()


@pytest.mark.parametrize(("path", "message"), REFUSED)
def test_a_wrong_parameter_is_told(client: Any, path: str, message: str) -> None:
    """400 with the parameter, the value and what is expected."""
    response = client.get(f"/tables/{path}")

    assert response.status_code == 400
    assert response.json()["detail"].startswith(message)


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("partnerships.csv?goals=18", "goals"),
        ("goals.xlsx?not.countries=se", "not.countries"),
        ("municipalities.csv?partnerships.goals=18&goals=4", None),
        ("municipalities.csv?near.latitude=99&near.longitude=13&near.km=5", "near.latitude"),
        ("municipalities.csv?near.latitude=58&near.longitude=13&near.km=-1", "near.km"),
        ("municipalities.parquet?counties=99", "counties"),
        ("partnerships.csv?parties.from=3&parties.to=2", "parties.from"),
        (
            "partnerships.csv?start.earliest.from=2021-01-01&start.earliest.to=2020-01-01&layer=base",
            "start.earliest.from",
        ),
        ("partnerships.csv?near.latitude=58&near.km=5", "near.longitude"),
    ],
)
def test_a_value_that_cannot_be_is_refused_before_the_file_has_a_tag(client: Any, path: str, parameter: Any) -> None:
    """400 also to a client that holds any file; with the parameter, where only one is of that name."""
    response = client.get(f"/tables/{path}", headers={"if-none-match": "*"})

    assert response.status_code == 400
    assert response.json().get("parameter") == parameter


def test_a_table_has_the_price_of_its_rows(whole: Snapshot) -> None:
    """Few rows do not wait behind many: of partnerships and places the selected ones, of Goals their projects."""

    def price(name: str, **given: str) -> int:
        return tables.number_of_rows(whole, tables.parsed(whole, name, "xlsx", given))

    sizes = {name: table.size for name, table in whole.tables.items()}
    wholes = len(whole.slice(None).partnerships)
    assert price("partnerships") == wholes
    assert price("partnerships", members="atlantis") == price("goals", members="atlantis") == 0
    assert 0 < price("goals", countries="UA", asOf="2016-01-01") < price("goals") <= sizes["projects"]
    assert price("municipalities", counties="14") < price("municipalities") == sizes["municipalities"]
    assert price("ties", around="mariestad") == sizes["memberships"]
    assert price("partnerships", members="atlantis", layer="base") == sizes["partnerships"]


@pytest.mark.parametrize(
    "path", ["/tables/people.csv", "/tables/partnerships.doc", "/tables/partnerships", "/tables/.csv"]
)
def test_an_unknown_table_is_told(client: Any, path: str) -> None:
    """404; where there is a table of the name, with the formats that it has."""
    response = client.get(path)

    assert response.status_code == 404
    assert path != "/tables/partnerships.doc" or "expected one of csv, xlsx, parquet" in response.json()["detail"]
