"""Named attacks on the service: what somebody would send who wants to stop it, or to learn what he should not."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx

JSON = {"content-type": "application/json", "accept": "application/graphql-response+json"}
FINE = ""  # the code of an attack that is answered, as it costs no more than it may
Send = Callable[[httpx.Client], tuple[int, bytes]]


class Attack(NamedTuple):
    """How it is sent, and the codes of which one must answer it."""

    name: str
    codes: tuple[str, ...]
    send: Send


def posted(content: bytes | Iterator[bytes], headers: dict[str, str] | None = None) -> Send:
    def send(client: httpx.Client) -> tuple[int, bytes]:
        fresh = content() if callable(content) else content
        response = client.post("/graphql", content=fresh, headers=JSON | (headers or {}))
        return response.status_code, response.content

    return send


def asked(document: str, variables: Any = None, **more: Any) -> Send:
    return posted(json.dumps({"query": document, "variables": variables} | more).encode())


def got(path: str, headers: dict[str, str] | None = None) -> Send:
    def send(client: httpx.Client) -> tuple[int, bytes]:
        response = client.get(path, headers=headers or {})
        return response.status_code, response.content

    return send


def raw(*pieces: bytes) -> Send:
    """Bytes on a connection of its own, as no client would send them; what comes back until the end."""

    def send(client: httpx.Client) -> tuple[int, bytes]:
        to = urlsplit(str(client.base_url))
        with socket.create_connection((to.hostname, to.port), timeout=30) as connection:
            for piece in pieces:
                connection.sendall(piece)
            answer = b""
            while more := connection.recv(65536):
                answer += more
        head, _, body = answer.partition(b"\r\n\r\n")
        return int(head.split(b" ")[1]), body

    return send


def spread(levels: int, on: str, inside: str, begin: str) -> str:
    chain = " ".join(f"fragment F{n} on {on} {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels))
    return f"{begin} {chain} fragment F{levels} on {on} {{ {inside} }}"


def nested(field: str, levels: int, inside: str) -> str:
    return f"{field} {{ " * levels + inside + " }" * levels


POST = b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\nconnection: close\r\n"
PAGES = "partnerships(first: 100) { nodes { members { municipality { partnerships(first: 100) { nodes { members { municipality { partners(first: 100) { nodes { name } } } } } } } } } }"
MEASURES = "ranking(by: BETWEENNESS) { score } members(first: 500) { nodes { x y } } communities { size }"
FACETS = "facets(by: [GOAL COUNTRY COUNTY REGION CONTINENT KIND STATE PROGRAMME THEME CORE_AREA LAYER ORGANISATION], first: 100) { by values { key label count certain } }"
DAYS = 'series(from: "1990-01-01", to: "2023-04-01", step: MONTH) { day }'
CIRCLE = "{latitude: 58.7, longitude: 13.8, km: 100}"
LIMIT, PARSE, INVALID = "LIMIT_EXCEEDED", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"
BAD, INPUT, MEDIA = "BAD_REQUEST", "BAD_USER_INPUT", "UNSUPPORTED_MEDIA_TYPE"

ATTACKS = [
    Attack("500 aliases", (LIMIT,), asked("{ " + " ".join(f"a{n}: __typename" for n in range(500)) + " }")),
    Attack("50 aliases of dear pages", (LIMIT,), asked("{ catalogue { version } " + " ".join(f"a{n}: partnerships(first: 100) {{ nodes {{ title }} }}" for n in range(29)) + " " + PAGES + " }")),
    Attack("600 directives on a field", (LIMIT,), asked("{ __typename " + "@skip(if: false) " * 600 + "}")),
    Attack("600 unknown directives", (LIMIT,), asked("{ __typename " + "@a " * 600 + "}")),
    Attack("fragments that double 40 times", (LIMIT,), asked(spread(40, "Query", "__typename", "{ ...F0 }"))),
    Attack("doubling fragments on a connection", (LIMIT,), asked(spread(20, "PartnershipConnection", "nodes { id }", "{ partnerships { ...F0 } }"))),
    Attack("doubling fragments that lead nowhere", (LIMIT,), asked(spread(40, "Query", "...Nowhere", "{ ...F0 }"))),
    Attack("doubling fragments of aliases", (LIMIT,), asked(spread(8, "Query", "a: __typename b: __typename", "{ ...F0 }"))),
    Attack("a fragment within itself", (INVALID,), asked("{ ...A } fragment A on Query { ...A }")),
    Attack("a circle of 40 fragments", (INVALID,), asked("{ ...F0 } " + " ".join(f"fragment F{n} on Query {{ ...F{(n + 1) % 40} ...F{(n + 1) % 40} }}" for n in range(40)))),
    Attack("300 fragments that nobody uses", (LIMIT,), asked("{ __typename } " + " ".join(f"fragment F{n} on Query {{ a }}" for n in range(300)))),
    Attack("a field 1900 times", (LIMIT,), asked("{ " + "a " * 1900 + "}")),
    Attack("a nest of fields 150 times", (LIMIT,), asked("{ " + 'country(code: "SE") { municipalities { nodes { name } } } ' * 130 + "}")),
    Attack("fields repeated as often as may be", (FINE,), asked("{ catalogue { " + "version " * 101 + "} }")),
    Attack("300 fields deep", (LIMIT,), asked("{ " + nested("a", 300, "b") + " }")),
    Attack("20 fields deep", (LIMIT,), asked("{ goal(number: 1) { " + "targets { goal { " * 10 + "number" + " } }" * 10 + " } }")),
    Attack("900 inline fragments deep", (LIMIT,), asked("{ " + "... { " * 450 + "__typename" + " }" * 450 + " }")),
    Attack("a list 900 deep", (LIMIT,), asked("{ nodes(ids: " + "[" * 900 + "]" * 900 + ") { id } }")),
    Attack("a nest of introspection", (LIMIT, INVALID), asked("{ __schema { types { " + "fields { type { " * 8 + "name" + " } }" * 8 + " } } }")),
    Attack("40 introspections in one", (LIMIT,), asked("{ " + " ".join(f"a{n}: __schema {{ types {{ fields {{ name type {{ name }} }} }} }}" for n in range(29)) + " }")),
    Attack("types of types of types", (LIMIT, INVALID), asked("{ __schema { types { interfaces { possibleTypes { interfaces { possibleTypes { name } } } } } } }")),
    Attack("a batch of 1000", (BAD,), posted(json.dumps([{"query": "{ __typename }"}] * 1000).encode())),
    Attack("JSON 50000 deep", (BAD,), posted(b'{"query":' + b"[" * 50_000)),
    Attack("variables 200 deep", (LIMIT,), asked("query ($v: [ID!]!) { nodes(ids: $v) { id } }", json.loads('{"v":' + "[" * 200 + "]" * 200 + "}"))),
    Attack("variables as deep as JSON can be", (LIMIT,), posted(b'{"query":"{ __typename }","variables":{"v":' + b"[" * 251 + b"]" * 251 + b"}}")),
    Attack("20000 variables", (LIMIT,), asked("{ __typename }", {f"v{n}": 1 for n in range(5000)})),
    Attack("400 declared variables", (LIMIT,), asked("query (" + " ".join(f"$v{n}: Int" for n in range(400)) + ") { __typename }")),
    Attack("a body of 10 MB", (LIMIT,), posted(b'{"query":"' + b"a" * 10_000_000 + b'"}')),
    Attack("an endless body in chunks", (LIMIT,), posted(lambda: (b"a" * 10_000 for _ in range(100)))),  # type: ignore[arg-type]
    Attack("a header of 100 kB", (LIMIT,), raw(POST + b"x: " + b"a" * 100_000 + b"\r\n\r\n")),
    Attack("3000 headers", (LIMIT,), raw(POST + b"".join(b"x%d: aaaa\r\n" % n for n in range(3000)) + b"\r\n")),
    Attack("an address of 60 kB", (LIMIT,), raw(b"GET /graphql?query=" + b"a" * 60_000 + b" HTTP/1.1\r\nhost: a\r\n\r\n")),
    Attack("two lengths for one body", ("BAD_REQUEST",), raw(POST + b"content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n")),
    Attack("no HTTP at all", ("400",), raw(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 400)),
    Attack("pages of a hundred, three deep", (LIMIT,), asked("{ " + PAGES + " }")),
    Attack("pages of a hundred by variables", (LIMIT,), asked("query ($n: Int) { " + PAGES.replace("100", "$n") + " }", {"n": 100})),
    Attack("networks of a hundred places", (LIMIT,), asked("{ municipalities(first: 100) { nodes { network(radius: 4) { " + MEASURES + " } } } }")),
    Attack("measures of ten days at once", (LIMIT,), asked("{ " + " ".join(f'd{n}: network(asOf: "20{10 + n}-01-01") {{ {MEASURES} }}' for n in range(10)) + " }")),
    Attack("measures of a day", (FINE, "UNAVAILABLE"), asked('{ network(asOf: "2019-03-07") { ' + MEASURES + " } }")),
    Attack("5000 ids", (LIMIT,), asked("query ($v: [ID!]!) { nodes(ids: $v) { id } }", {"v": ["R29hbDoxMQ"] * 5000})),
    Attack("101 ids", (INPUT,), asked("query ($v: [ID!]!) { nodes(ids: $v) { id } }", {"v": ["R29hbDoxMQ"] * 101})),
    Attack("a page of a billion", (INPUT,), asked("{ organisations(first: 1000000000) { totalCount } }")),
    Attack("a forged cursor", (INPUT,), asked('{ partnerships(after: "YXJyYXljb25uZWN0aW9uOi01") { totalCount } }')),
    Attack("a text like an evil regex", (FINE,), asked('{ search(text: "' + "(a+)+$" * 150 + '") { score } }')),
    Attack("wild cards", (FINE,), asked('{ search(text: "' + "%_" * 400 + '") { score } partnerships(filter: {text: "%"}) { totalCount } }')),
    Attack("a text of 50 kB", (LIMIT,), asked("query ($t: String!) { search(text: $t) { score } }", {"t": "a" * 50_000})),
    Attack("thirty searches", (FINE,), asked("{ " + " ".join(f's{n}: search(text: "a{n} b c d e f") {{ score }}' for n in range(30)) + " }")),
    Attack("SQL in a text", (FINE,), asked('{ search(text: "\'; DROP TABLE municipalities; --") { score } municipality(by: {slug: "\' OR 1=1"}) { name } }')),
    Attack("90000 lines of comments", (LIMIT,), asked("{ __typename }" + "#\n" * 45_000)),
    Attack("300 operations", (LIMIT,), asked(" ".join(f"query Q{n} {{ __typename }}" for n in range(300)))),
    Attack("300 misspelt fields", (INVALID,), asked("{ " + " ".join(f"municip{n}ality" for n in range(29)) + " }")),
    Attack("a name of 90 kB", (LIMIT,), asked("{ " + "a" * 90_000 + " }")),
    Attack("a number of 5000 digits", (LIMIT,), asked("{ goal(number: " + "9" * 5000 + ") { number } }")),
    Attack("a number beyond all bounds", (BAD,), posted(b'{"query": "{ __typename }", "variables": {"a": 1e400}}')),
    Attack("a number beyond 2^63", (INPUT,), asked("query ($n: Int!) { goal(number: $n) { number } }", {"n": 2**64})),
    Attack("NUL in a text", (BAD,), asked("query ($t: String!) { search(text: $t) { score } }", {"t": "a\x00b"})),
    Attack("half a character", (BAD,), posted(b'{"query": "query ($t: String!) { search(text: $t) { score } }", "variables": {"t": "\\ud800"}}')),
    Attack("a form of another site", (MEDIA,), posted(b"query=%7B__typename%7D", {"content-type": "application/x-www-form-urlencoded"})),
    Attack("text of another site", (MEDIA,), posted(b'{"query": "{ __typename }"}', {"content-type": "text/plain"})),
    Attack("files of another site", (MEDIA,), posted(b"--x\r\n\r\n--x--", {"content-type": "multipart/form-data; boundary=x"})),
    Attack("a compressed bomb", (MEDIA,), posted(gzip.compress(b" " * 10_000_000), {"content-encoding": "gzip"})),
    Attack("a mutation by address", (INVALID, "METHOD_NOT_ALLOWED"), got("/graphql?query=mutation%20%7B%20__typename%20%7D", {"accept": JSON["accept"]})),
    Attack("a subscription", (INVALID,), asked("subscription { __typename }")),
    Attack("a hash that nobody knows", ("PERSISTED_QUERY_NOT_SUPPORTED",), asked("", extensions={"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}})),
    Attack("a WebSocket", (INVALID, BAD, "406"), raw(b"GET /graphql HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: upgrade, close\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n")),
    Attack("all facets of a hundred values, 20 times", (LIMIT,), asked("{ " + " ".join(f"a{n}: partnerships {{ {FACETS} }}" for n in range(20)) + " }")),
    Attack("all facets 400 times in one", (LIMIT,), asked("query ($by: [PartnershipFacetKey!]!) { partnerships { facets(by: $by, first: 100) { values { key label } } } }", {"by": ["GOAL"] * 400})),
    Attack("a facet of a billion values", (LIMIT, INPUT), asked("{ partnerships { facets(by: [KIND], first: 1000000000) { by } } }")),
    Attack("series of 400 days, ten times", (LIMIT,), asked("{ network { " + " ".join(f"a{n}: {DAYS}" for n in range(10)) + " } }")),
    Attack("a series of 400 days with a text", (LIMIT,), asked('{ partnerships(filter: {text: "a"}) { ' + DAYS + " } }")),
    Attack("a series of all days there are", (LIMIT, INPUT), asked('{ network { series(from: "0001-01-01", to: "9999-12-31", step: MONTH) { day } } }')),
    Attack("not not not, 20 deep", (FINE,), asked("{ partnerships(filter: " + "{not: " * 20 + "{}" + "}" * 20 + ") { totalCount } }")),
    Attack("not not not, 900 deep", (LIMIT,), asked("{ partnerships(filter: " + "{not: " * 900 + "{}" + "}" * 900 + ") { totalCount } }")),
    Attack("not not not, 100 deep in a variable", (LIMIT,), asked("query ($f: PartnershipFilter) { partnerships(filter: $f) { totalCount } }", {"f": json.loads('{"not": ' * 100 + "{}" + "}" * 100)})),
    Attack("partners of partners of partners", (FINE,), asked("{ municipalities(filter: " + "{partners: {places: " * 15 + f"{{near: {CIRCLE}}}" + "}}" * 15 + ") { totalCount } }")),
    Attack("10000 members in a variable", (LIMIT,), asked("query ($m: [String!]) { partnerships(filter: {members: $m}) { totalCount } }", {"m": ["a"] * 10_000})),
    Attack("10000 Goals in a list", (LIMIT,), asked("{ partnerships(filter: {goals: [" + "1 " * 10_000 + "]}) { totalCount } }")),
    Attack("1900 Goals in a list", (LIMIT,), asked("{ partnerships(filter: {goals: [" + "1 " * 1_900 + "]}) { totalCount } }")),
    Attack("texts of a hundred aliases", (LIMIT,), asked("{ " + " ".join(f'a{n}: partnerships(filter: {{text: "a{n}"}}) {{ totalCount }}' for n in range(40)) + " }")),
    Attack("a circle beyond the globe", (INPUT,), asked("{ municipalities(filter: {near: {latitude: 1e308, longitude: 0, km: 1}}) { totalCount } }")),
    Attack("a circle of 1e308 km", (INPUT,), asked("query ($c: Circle) { municipalities(filter: {near: $c}) { totalCount } }", {"c": {"latitude": 0, "longitude": 0, "km": 1e308}})),
    Attack("a circle around minus nothing", (FINE,), asked("{ municipalities(filter: {near: {latitude: -0.0, longitude: -0.0, km: -0.0}}) { totalCount } }")),
    Attack("a circle of a number without end", (INVALID, INPUT), asked("{ municipalities(filter: {near: {latitude: 1e999, longitude: 0, km: 1}}) { totalCount } }")),
]  # fmt: skip


def code_of(status: int, body: bytes) -> str:
    """The code of an answer: of its first error, none where all went well, the status where it has no code."""
    try:
        read = json.loads(body)
    except ValueError:
        return str(status)
    if "errors" not in read and status >= 400:  # problem details
        return str(status)
    errors = read.get("errors", [])
    return str(errors[0]["extensions"]["code"]) if errors else FINE
