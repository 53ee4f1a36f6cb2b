"""What the tests of the pages share: what those of the explorer have, and the small world as a service."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from service.app import create_app
from service.settings import Settings
from tests.explorer.conftest import (  # noqa: F401  fixtures
    _patience,
    axe,
    browser,
    chromium,
    layered_site,
    serve,
    site,
    visit,
)

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Starlette would rather have another client
    from starlette.testclient import TestClient

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture(scope="session")
def client_for() -> Callable[..., Any]:
    """A client of an application with a store and settings, started and stopped."""

    @contextmanager
    def client_for(url: str, **settings: Any) -> Iterator[TestClient]:
        app = create_app(Settings(database_url=url, poll_seconds=3600, **settings))
        with TestClient(app, raise_server_exceptions=False) as client:
            yield client

    return client_for


@pytest.fixture(scope="module")
def client(client_for: Callable[..., Any], world: Path, stored: Callable[..., str]) -> Iterator[TestClient]:
    """A client of a service with the small world, such as a browser is."""
    with client_for(stored(world)) as client:
        client.headers.update(BROWSER)
        yield client
