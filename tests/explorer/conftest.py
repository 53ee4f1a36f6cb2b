"""What the tests of the explorer share: Chromium, a served catalogue, and pages on which nothing may go wrong."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from data.catalogue.reader import RECORDS_DIR
from service.app import create_app
from service.settings import Settings
from tests.conftest import program

HERE = Path(__file__).parent
PATIENCE = 60_000  # milliseconds; far more than anything takes on a busy machine
READY = "body:not([aria-busy])"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

Visit = Callable[..., Page]
Ask = Callable[..., Any]


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium."""
    return program("chromium-headless-shell", HERE / "install.sh")


@pytest.fixture(scope="session")
def axe(installed: Callable[[Path], Path]) -> str:
    """The source of axe-core."""
    return (installed(HERE) / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@contextmanager
def served(url: str) -> Iterator[str]:
    """The address of a service with a store, on a free port of this machine."""
    app = create_app(Settings(database_url=url, poll_seconds=3600))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        end = time.monotonic() + PATIENCE / 1000
        while not server.started:
            assert thread.is_alive() and time.monotonic() < end, "the service did not start"
            time.sleep(0.02)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def serve(stored: Callable[..., str]) -> Callable[[Path], AbstractContextManager[str]]:
    """Serves the records of a directory."""
    return lambda directory: served(stored(directory))


@pytest.fixture(scope="session")
def site(stored: Callable[..., str]) -> Iterator[str]:
    """The address of a service with the curated base."""
    with served(stored(RECORDS_DIR)) as address:
        yield address


@pytest.fixture(scope="session")
def layered_site(stored: Callable[..., str]) -> Iterator[str]:
    """The address of a service with the base and its layers."""
    with served(stored()) as address:
        yield address


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Ends with the module: while it runs, no other test of the process can run an event loop."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """Opens a page, ready; at the end nothing may have gone wrong and no other host may have been asked."""
    wrong: list[str] = []
    contexts = []

    def visit(path: str = "/", *, width: int = 1280, height: int = 800, host: str = site, **options: Any) -> Page:
        settings = {"locale": "en-GB", "reduced_motion": "reduce", "color_scheme": "light"} | options
        context = browser.new_context(viewport={"width": width, "height": height}, **settings)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        context.on("requestfailed", lambda request: None if left(request) else wrong.append(f"failed: {request.url}"))
        context.on(
            "response", lambda answer: wrong.append(f"{answer.status}: {answer.url}") if answer.status >= 400 else None
        )
        context.on("console", lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None)
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        context.on("request", lambda request: None if own(request.url, host) else wrong.append(f"asked: {request.url}"))
        page = context.new_page()
        page.goto(host + path)
        if urlsplit(path).path in {"/", "/embed"}:
            page.wait_for_selector(READY)
        return page

    yield visit
    for context in contexts:
        context.close()

    assert wrong == []


def left(request: Request) -> bool:
    """Whether nobody waits for the answer any more, as the page was left."""
    return request.failure == "net::ERR_ABORTED"


def own(url: str, host: str) -> bool:
    return url.startswith((f"{host}/", "data:", "blob:"))


@pytest.fixture
def other_site() -> Iterator[Callable[[str], str]]:
    """Serves a page with the given content from another origin; gives its address."""
    content = {"body": ""}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>A town</title>{content['body']}".encode())

        def log_message(self, *_: object) -> None:
            """The server of the test writes no log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def show(body: str) -> str:
        content["body"] = body
        return f"http://localhost:{server.server_port}/"

    yield show
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session", autouse=True)
def _patience() -> None:
    expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def ask(site: str) -> Ask:
    """Asks the service itself."""

    def ask(query: str, **variables: Any) -> Any:
        answer = httpx.post(f"{site}/graphql", json={"query": query, "variables": variables}, timeout=60).json()
        assert "errors" not in answer, answer
        return answer["data"]

    return ask
