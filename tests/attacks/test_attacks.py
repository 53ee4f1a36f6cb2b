"""Every named attack is refused, or answered within its cost; the service goes on as if nothing had been."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

spec = importlib.util.spec_from_file_location("attacks", Path(__file__).with_name("attacks.py"))
assert spec and spec.loader
attacks = importlib.util.module_from_spec(spec)
spec.loader.exec_module(attacks)

LIGHT = '{ municipality(by: {slug: "mariestad"}) { name } }'


@pytest.fixture(scope="module")
def client(live: Any) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live.address, timeout=60, trust_env=False) as client:
        yield client


@pytest.mark.parametrize("attack", attacks.ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_comes_to_nothing(client: httpx.Client, attack: Any) -> None:
    """The answer has the code that was to be expected, is short unless it is a good one, and the next one is served."""
    status, body = attack.send(client)
    code = attacks.code_of(status, body)

    assert code in attack.codes, body[:500]
    assert status < 500 or code == "TIMEOUT"
    assert code == attacks.FINE or len(body) < 4_000
    assert client.post("/graphql", json={"query": LIGHT}).json() == {"data": {"municipality": {"name": "Mariestad"}}}


def test_there_are_enough_of_them() -> None:
    """At least thirty, each by a name of its own."""
    names = [attack.name for attack in attacks.ATTACKS]

    assert len(set(names)) == len(names) >= 30
