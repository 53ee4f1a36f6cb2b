"""Operations made up from the schema, and bodies made up from nothing, against a running service.

SAMBAND_TEST_FUZZ_SECONDS says how long, for each of the two; a few seconds unless given.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from service.graphql.request import GRAPHQL

SECONDS = float(os.environ.get("SAMBAND_TEST_FUZZ_SECONDS", "2"))
SDL = (Path(__file__).parents[3] / "schema" / "schema.graphql").read_text(encoding="utf-8")
STATUSES = {200, 294, 400}
WARM, GROWTH = 1_000, 32 * 2**20  # operations that fill the caches; bytes that may be taken after that
SCALARS = {
    "Date": st.dates().map(str).map(nodes.String),
    "Instant": st.datetimes().map(lambda moment: nodes.String(f"{moment.isoformat()}Z")),
}
LONG = settings(
    max_examples=10**6, deadline=None, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck)
)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)
BODIES = st.one_of(
    st.binary(max_size=200),
    JSON_VALUES.map(lambda value: json.dumps(value).encode()),
    st.fixed_dictionaries(
        {
            "query": st.sampled_from(["{ __typename }", "query A { __typename }", "{", "{ goals { number } }"])
            | JSON_VALUES
        },
        optional={"variables": JSON_VALUES, "operationName": JSON_VALUES, "extensions": JSON_VALUES},
    ).map(lambda value: json.dumps(value).encode()),
)


class Enough(Exception):
    """The time is over."""


@pytest.fixture
def memory(live: Any) -> Any:
    """The resident memory of the service."""
    process = psutil.Process(live.process.pid)
    return lambda: process.memory_info().rss


def checked(response: httpx.Response) -> None:
    """A response as it must be whatever was asked: known, well-formed, without anything of our insides."""
    answer = response.json()
    errors = answer.get("errors", [])

    assert response.status_code in STATUSES, response.text
    assert response.headers["content-type"].startswith(GRAPHQL)
    assert set(answer) <= {"data", "errors", "extensions"}
    assert ("data" in answer) or errors
    assert (response.status_code == 200) is (not errors)
    assert ("data" in answer) is (response.status_code != 400)
    assert all(error["extensions"]["code"] not in ("INTERNAL", "TIMEOUT") for error in errors), response.text


def kept_up(live: Any, memory: Any, strategy: Any) -> None:
    """Send what the strategy makes for as long as is wanted, and look at the memory that it takes."""
    end, seen = time.monotonic() + SECONDS, 0
    before = 0
    with httpx.Client(base_url=live.address, timeout=60, trust_env=False) as client:

        @LONG
        @given(strategy)
        def send(body: bytes) -> None:
            nonlocal seen, before
            headers = {"content-type": "application/json", "accept": GRAPHQL}
            checked(client.post("/graphql", content=body, headers=headers))
            seen += 1
            if seen == WARM:
                before = memory()
            if time.monotonic() > end:
                raise Enough

        with pytest.raises(Enough):
            send()
        print(f"{seen} requests in {SECONDS:.0f} s; memory {before / 2**20:.0f} to {memory() / 2**20:.0f} MiB")
        assert not before or memory() - before < GROWTH


def test_no_operation_of_the_schema_fails(live: Any, memory: Any) -> None:
    """Whatever fields, arguments and variables: no 5xx, no malformed answer, no growth of memory."""
    kept_up(live, memory, queries(SDL, custom_scalars=SCALARS).map(lambda text: json.dumps({"query": text}).encode()))


def test_no_body_at_all_fails(live: Any, memory: Any) -> None:
    """Whatever is sent as a request is answered or refused."""
    kept_up(live, memory, BODIES)
