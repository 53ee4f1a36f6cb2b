"""The description of the service: valid, complete, and true of every answer that made-up requests get."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, Phase, given, settings

from data.domain.enums import PartnershipKind
from service.http.problems import GRAPHQL_PATH

EXAMPLES = 5  # for each operation
# Parameters whose values the catalogue knows or does not, and those that are allowed beside some other value only.
DECIDED_LATER = {"layer", "around", "id", "version", "radius", "goalBasis"}
MADE_UP = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def document(client: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def test_the_description_is_openapi(document: dict[str, Any]) -> None:
    """A validator of the specification accepts it."""
    from openapi_spec_validator import OpenAPIV31SpecValidator

    OpenAPIV31SpecValidator(document).validate()


def test_every_path_is_described(client: Any, document: dict[str, Any]) -> None:
    """But for that of GraphQL, which has a schema of its own."""
    paths = {route.path_format for route in client.app.app.routes} - {GRAPHQL_PATH}

    assert set(document["paths"]) == paths


def test_values_are_those_of_the_enumerations(document: dict[str, Any]) -> None:
    """With what each of them means."""
    (kinds,) = (one for one in document["paths"]["/network.csv"]["get"]["parameters"] if one["name"] == "kinds")

    assert kinds["schema"]["items"]["enum"] == list(PartnershipKind)
    assert all(f"`{kind}`: {kind.about}" in kinds["schema"]["items"]["description"] for kind in PartnershipKind)


def test_the_description_can_be_found(client: Any) -> None:
    """From the page, and from where nothing is (RFC 8631)."""
    for path in ("/", "/nothing"):
        assert client.get(path).headers["link"] == '<http://127.0.0.1:8000/openapi.json>; rel="service-desc"'


def test_the_settings_are_in_the_description(serve: Callable[..., Any], url: str) -> None:
    """Where the service is, and whom to ask."""
    own = {"public_url": "https://data.example.org", "publisher": "Exempel", "contact": "data@example.org"}
    with serve(url, **own) as client:
        response = client.get("/openapi.json")
        again = client.get("/openapi.json", headers={"if-none-match": response.headers["etag"]})
    document = response.json()

    assert document["servers"] == [{"url": "https://data.example.org"}]
    assert document["info"]["contact"] == {"name": "Exempel", "url": own["public_url"], "email": own["contact"]}
    assert again.status_code == 304


def parameters_of(operation: Any) -> list[Any]:
    return [*operation.query, *operation.path_parameters]


def is_open(operation: Any) -> bool:
    """Whether clients may send parameters of their own, as those of reconciliation do, and sites that lead to pages."""
    return str(operation.path).startswith(("/reconcile", "/municipality", "/partnership", "/sitemap"))


def is_filtered(case: Any) -> bool:
    """Whether the parameters are those of a filter, whose codes, numbers and circles are checked when it is applied."""
    return "/tables/" in str(case.path)


@pytest.fixture(scope="module")
def own(serving_with: Callable[..., AbstractContextManager[Any]], url: str) -> Iterator[Any]:
    """A running service of the small world."""
    with serving_with(url) as live:
        yield live


@pytest.mark.parametrize("kind", ["positive", "negative"])
def test_answers_are_as_described(own: Any, kind: str) -> None:
    """Statuses, media types and bodies; what the description does not allow is refused, what it allows is answered."""
    # Imported here, as it takes long and one process of those that run tests needs it.
    from schemathesis import Case, GenerationMode
    from schemathesis.openapi import from_url
    from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

    mode, live = GenerationMode(kind), own
    not_asked = [positive_data_acceptance]
    if mode is GenerationMode.POSITIVE:
        not_asked.append(negative_data_rejection)  # made more precisely below
    with requests.Session() as session:
        session.trust_env = False
        version = session.get(f"{live.address}/ready").json()["version"]
        described = from_url(f"{live.address}/openapi.json")
        described.config.checks.negative_data_rejection.expected_statuses += ["413", "414"]
        for found in described.get_all_operations():
            operation = found.ok()
            if mode is GenerationMode.NEGATIVE and (is_open(operation) or not parameters_of(operation)):
                continue

            @MADE_UP
            @given(operation.as_strategy(generation_mode=mode))
            def answered(case: Case) -> None:
                if isinstance(case.body, dict):  # OpenAPI encodes objects in forms as JSON
                    case.body = {name: json.dumps(value) for name, value in case.body.items()}
                if mode is GenerationMode.POSITIVE and "version" in case.path_parameters:
                    case.path_parameters["version"] = version
                response = case.call(session=session, base_url=live.address, allow_redirects=False)
                case.validate_response(response, excluded_checks=not_asked)
                if mode is GenerationMode.POSITIVE and response.status_code == 400 and not is_filtered(case):
                    assert response.json()["parameter"] in DECIDED_LATER

            answered()
