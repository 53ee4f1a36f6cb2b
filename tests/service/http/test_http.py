"""GraphQL over HTTP as its specification says, and none of the traps of the usual servers."""

from __future__ import annotations

import gzip
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.websockets import WebSocketDisconnect

from service.graphql.request import GRAPHQL, JSON

NAME = '{ municipality(by: {name: "Ukmerge"}) { name } }'
ANSWER = {"data": {"municipality": {"name": "Ukmergė"}}}
TWO = "query A { goals { number } } query B { catalogue { version } }"
AS_JSON = {"content-type": JSON}


def code(response: Any) -> str:
    """The code of the first error, in the shape that every refusal has."""
    errors = response.json()["errors"]
    assert all(set(error) <= {"message", "locations", "path", "extensions"} for error in errors)
    return str(errors[0]["extensions"]["code"])


@pytest.mark.parametrize(
    ("document", "variables", "expected"),
    [
        ("{ goals", None, "GRAPHQL_PARSE_FAILED"),
        ("{ mayors { name } }", None, "GRAPHQL_VALIDATION_FAILED"),
        ("query ($n: Int!) { goal(number: $n) { number } }", {}, "BAD_USER_INPUT"),
        ("query ($n: Int!) { goal(number: $n) { number } }", {"n": "one"}, "BAD_USER_INPUT"),
        ("query ($n: Int!) { goal(number: $n) { number } }", {"n": 2**31}, "BAD_USER_INPUT"),
        (TWO, None, "GRAPHQL_VALIDATION_FAILED"),
        ("fragment A on Goal { number }", None, "GRAPHQL_VALIDATION_FAILED"),
    ],
)
def test_what_is_not_executed_has_no_data(client: Any, document: str, variables: Any, expected: str) -> None:
    """400 under the newer media type; 200 for clients that know JSON only; no `data` in either (trap 8)."""
    asked = {"query": document, "variables": variables}
    newer = client.post("/graphql", json=asked, headers={"accept": GRAPHQL})
    older = client.post("/graphql", json=asked, headers={"accept": JSON})

    assert (newer.status_code, older.status_code) == (400, 200)
    assert newer.json() == older.json()
    assert "data" not in newer.json()
    assert code(newer) == expected


def test_an_error_tells_where(client: Any) -> None:
    """Line and column of a document, the path of a field."""
    (wrong,) = client.post("/graphql", json={"query": "{\n  mayors { name }\n}"}).json()["errors"]
    document = "{ goals { number } few: partnerships(first: 101) { totalCount } }"
    (late,) = client.post("/graphql", json={"query": document}).json()["errors"]

    assert wrong["locations"] == [{"line": 2, "column": 3}]
    assert late["path"] == ["few"]


def test_a_part_of_an_answer_is_a_partial_success(client: Any) -> None:
    """Data and errors are 294 under the newer media type, 200 under JSON; no data at all, but executed, likewise."""
    for document in (
        '{ m: municipality(by: {name: "Hàbo"}) { name } goals { number } }',
        "{ calls(first: -1) { totalCount } }",
    ):
        newer = client.post("/graphql", json={"query": document}, headers={"accept": GRAPHQL})
        older = client.post("/graphql", json={"query": document}, headers={"accept": JSON})

        assert (newer.status_code, older.status_code) == (294, 200)
        assert "data" in newer.json()
        assert code(newer) == "BAD_USER_INPUT"


@pytest.mark.parametrize(("name", "data"), [("A", "goals"), ("B", "catalogue")])
def test_the_operation_that_is_named_is_executed(client: Any, name: str, data: str) -> None:
    """One of several by its name; none by guessing (trap 9)."""
    named = client.post("/graphql", json={"query": TWO, "operationName": name})
    unknown = client.post("/graphql", json={"query": TWO, "operationName": "C"})

    assert list(named.json()["data"]) == [data]
    assert "data" not in unknown.json()


@pytest.mark.parametrize(
    "body",
    [
        *(b'"x"', b"1", b"null", b"true", b"", b"{", b"\xff\xfe", b"[" * 100_000, b"NaN", b'{"query": "{', b"\x00"),
        *(
            b'{"query": null}',
            b'{"query": {}}',
            b'{"query": ["{ __typename }"]}',
            b'{"query": " \\n"}',
            b'{"qeury": "x"}',
        ),
        *(b'{"query": "{ __typename }", "variables": %s}' % value for value in (b"1", b'"{}"', b"[]", b"false")),
        *(b'{"query": "{ __typename }", "operationName": %s}' % value for value in (b"1", b"{}", b"[]", b"false")),
        *(b'{"query": "{ __typename }", "extensions": %s}' % value for value in (b"1", b'"{}"', b"[]", b"false")),
        *(
            b'{"query": "{ __typename }", "variables": {"a": %s}}' % value
            for value in (b"1e999", b'"\\ud800"', b'"\\u0000"')
        ),
        b'{"query": "{ __typename }", "variables": {"a": ' + b"9" * 5000 + b"}}",
        gzip.compress(b'{"query": "{ __typename }"}', mtime=0),
    ],
)
def test_a_body_that_is_no_request_is_a_bad_request(client: Any, body: bytes) -> None:
    """400 and JSON under either media type, never 500 (trap 10)."""
    for media in (JSON, GRAPHQL):
        response = client.post("/graphql", content=body, headers=AS_JSON | {"accept": media})

        assert (response.status_code, code(response)) == (400, "BAD_REQUEST")
        assert response.headers["content-type"] == f"{media}; charset=utf-8"


@pytest.mark.parametrize("value", [2**63, 2**64, 10**30, 1e300, -(2**31) - 1])
def test_a_number_that_is_too_large_is_the_clients_mistake(client: Any, value: float) -> None:
    """As a variable and in the document (trap 16)."""
    document = "query ($n: Int!) { goal(number: $n) { number } }"
    variable = client.post("/graphql", json={"query": document, "variables": {"n": value}}, headers={"accept": GRAPHQL})
    literal = client.post(
        "/graphql", json={"query": f"{{ goal(number: {value:.0f}) {{ number }} }}"}, headers={"accept": GRAPHQL}
    )

    assert (variable.status_code, code(variable)) == (400, "BAD_USER_INPUT")
    assert (literal.status_code, code(literal)) == (400, "GRAPHQL_VALIDATION_FAILED")


def test_batches_are_not_answered(client: Any) -> None:
    """A list of requests is refused by name, however many they are."""
    response = client.post("/graphql", json=[{"query": NAME}] * 3)

    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")
    assert "batches" in response.text


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "QUERY"])
def test_another_method_is_not_allowed(client: Any, method: str) -> None:
    """405 with what is allowed, in JSON (trap 11)."""
    response = client.request(method, "/graphql")

    assert (response.status_code, code(response)) == (405, "METHOD_NOT_ALLOWED")
    assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_head_and_options_are_answered(client: Any) -> None:
    """HEAD is a GET of which only the head counts; OPTIONS says what there is."""
    head = client.head("/graphql", params={"query": NAME})
    options = client.options("/graphql")

    assert (head.status_code, options.status_code) == (200, 204)
    assert options.headers["allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize("empty", ["operationName", "variables", "extensions"])
def test_an_empty_parameter_of_an_address_is_none(client: Any, empty: str) -> None:
    """As the specification has it (trap 11)."""
    assert client.get("/graphql", params={"query": NAME, empty: ""}).json() == ANSWER


@pytest.mark.parametrize(
    "query_string",
    [
        "",
        "query=",
        urlencode({"query": NAME, "variables": "{"}),
        urlencode({"query": NAME, "variables": "[]"}),
        urlencode({"query": NAME, "extensions": "1"}),
        urlencode([("query", NAME), ("query", "{ __typename }")]),
        "query=%7B__typename%7D&operationName=%FF",
        "&".join(f"a{n}=1" for n in range(50)),
    ],
)
def test_an_address_that_is_no_request_is_a_bad_request(client: Any, query_string: str) -> None:
    """Nothing to ask, no JSON, twice the same, no UTF-8, too many: 400."""
    response = client.get(f"/graphql?{query_string}", headers={"accept": JSON})

    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize("document", ["mutation { load }", "subscription { load }"])
def test_a_get_never_changes_anything(client: Any, document: str) -> None:
    """Our schema has neither mutations nor subscriptions, so they are refused whatever they ask."""
    response = client.get("/graphql", params={"query": document}, headers={"accept": GRAPHQL})

    assert response.status_code in (400, 405)
    assert "data" not in response.json()


def test_the_path_is_one(client: Any) -> None:
    """POST is answered where it is sent, without a redirect (trap 13)."""
    response = client.post("/graphql", json={"query": NAME}, follow_redirects=False)

    assert response.status_code == 200


def test_no_web_socket_is_opened(client: Any) -> None:
    """Neither protocol of subscriptions goes past the limits (trap 13)."""
    for protocol in ("graphql-transport-ws", "graphql-ws"):
        with pytest.raises(WebSocketDisconnect), client.websocket_connect("/graphql", subprotocols=[protocol]):
            pass


@pytest.mark.parametrize("sender", ["x" * 1_000, "ab " * 300, "'" * 900, "q'\" " * 200])
@pytest.mark.parametrize(
    "document",
    [
        "{ TEXT }",
        "{ goals { TEXT } }",
        '{ search(text: 1, first: "TEXT") { score } }',
        '{ goals(asOf: "TEXT") { number } }',
        "{ partnerships(filter: {kinds: [TEXT]}) { totalCount } }",
        'query ($v: Int) { search(text: "a", first: $v) { score } }',
        "query ($v: PartnershipKind!) { partnerships(filter: {kinds: [$v]}) { totalCount } }",
    ],
)
def test_an_error_repeats_little_of_what_was_sent(client: Any, document: str, sender: str) -> None:
    """A few dozen characters, however much came (trap 7)."""
    text = sender.replace('"', '\\"') if '"TEXT"' in document else sender
    response = client.post("/graphql", json={"query": document.replace("TEXT", text), "variables": {"v": sender}})

    assert all(len(error["message"]) <= 160 for error in response.json()["errors"])
    assert not any(sender[start : start + 120] in response.text for start in range(0, len(sender) - 120, 20))


def test_a_suggestion_tells_nothing_that_the_schema_does_not(client: Any) -> None:
    """Suggestions stay on: the schema is open to everybody, and ten errors are the most (trap 19)."""
    (one,) = client.post("/graphql", json={"query": "{ municipalitys { totalCount } }"}).json()["errors"]
    many = client.post("/graphql", json={"query": "{ " + " ".join(f"mayor{n}" for n in range(30)) + " }"}).json()[
        "errors"
    ]

    assert "municipalities" in one["message"]
    assert len(many) == 11
    assert "aborted" in many[-1]["message"]


def test_the_cost_is_told_on_request(client: Any) -> None:
    """Who asks for it in the extensions of the request."""
    asked = {"query": "{ goals { number } }", "extensions": {"cost": True}}
    told = client.post("/graphql", json=asked).json()
    by_address = client.get("/graphql", params={"query": asked["query"], "extensions": '{"cost": true}'}).json()
    refused = client.post(
        "/graphql", json={"query": "query ($n: Int!) { goal(number: $n) { number } }"} | {"extensions": {"cost": True}}
    )

    assert told["extensions"] == by_address["extensions"] == {"cost": {"requested": 18, "limit": 20000}}
    assert refused.json()["extensions"]["cost"]["requested"] == 2
    assert "extensions" not in client.post("/graphql", json={"query": "{ goals { number } }"}).json()
