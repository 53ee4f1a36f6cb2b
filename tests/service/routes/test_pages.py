"""The pages for people as files: policy, caching, media types, and nothing that the policy would stop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from service.routes import pages

OWN = sorted(path.name for path in pages.FOLDER.iterdir() if path.suffix in pages.MEDIA_TYPES)
SENT = [name for name in OWN if name not in ("index.html", "graphiql.html")] + list(pages.GRAPHIQL)
LARGEST = 300_000  # bytes of all own files of the explorer, compressed
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def policy(response: Any) -> dict[str, str]:
    return dict(rule.split(" ", 1) for rule in response.headers["content-security-policy"].split("; "))


def test_the_explorer_is_at_the_root(client: Any) -> None:
    """Whoever opens the service in a browser sees the explorer."""
    response = client.get("/", headers=BROWSER)

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert 'src="explorer/main.js"' in response.text


@pytest.mark.parametrize("path", ["/", *(f"/explorer/{name}" for name in SENT)])
def test_a_file_is_sent_once(client: Any, path: str) -> None:
    """It has a media type that is not guessed at, and a strong ETag by which it is asked for again in vain."""
    response = client.get(path)
    etag = response.headers["etag"]

    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-cache"
    assert not etag.startswith("W/")
    for known in (etag, f'"other", W/{etag}', "*"):
        again = client.get(path, headers={"if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == (etag if known != "*" else f'"{etag.strip(chr(34)).partition("-")[0]}"')
    assert client.get(path, headers={"if-none-match": '"other"'}).content == response.content
    assert client.head(path).headers["content-length"] == response.headers["content-length"]


def test_a_file_is_compressed(client: Any) -> None:
    """In a coding that the client accepts, with an ETag of its own; all files of the explorer together are light."""
    plain = client.get("/explorer/main.js", headers={"accept-encoding": "identity"})
    packed = client.get("/explorer/main.js", headers={"accept-encoding": "gzip"})

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert packed.headers["etag"] != plain.headers["etag"]
    assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"
    sizes = [
        int(client.head(f"/explorer/{name}", headers={"accept-encoding": "gzip"}).headers["content-length"])
        for name in SENT
        if name not in pages.GRAPHIQL
    ]
    assert sum(sizes) <= LARGEST


@pytest.mark.parametrize("path", ["/", "/explorer/main.js", "/explorer/style.css", "/explorer/icon.svg"])
def test_the_policy_lets_in_nothing_from_elsewhere(client: Any, path: str) -> None:
    """Scripts, styles and answers of this host alone; no inline script or style, no frame, no form, no markup from text."""
    rules = policy(client.get(path))

    assert rules["default-src"] == "'none'"
    assert {rules[name] for name in ("script-src", "style-src", "connect-src")} == {"'self'"}
    assert {rules[name] for name in ("base-uri", "form-action", "frame-ancestors")} == {"'none'"}
    assert rules["require-trusted-types-for"] == "'script'"


@pytest.mark.parametrize("name", ["../pages.py", "pages.py", "..%2fpages.py", "graphiql.html", "none.js", ""])
def test_there_is_nothing_else(client: Any, name: str) -> None:
    """Only what belongs to a page is sent, by its own name."""
    assert client.get(f"/explorer/{name}").status_code == 404


def references() -> Iterator[tuple[str, str]]:
    """Which file of the explorer names which other."""
    for name in OWN:
        text = (pages.FOLDER / name).read_text(encoding="utf-8")
        yield from ((name, found) for found in re.findall(r'(?:src|href)="explorer/([^"]+)"', text))
        yield from ((name, found) for found in re.findall(r'from "\./([^"]+)"', text))


@pytest.mark.parametrize(("name", "other"), sorted(set(references())))
def test_a_file_that_is_named_is_there(client: Any, name: str, other: str) -> None:
    """Every script, style and picture that a page or module names is sent."""
    assert client.get(f"/explorer/{other}").status_code == 200


@pytest.mark.parametrize("name", OWN)
def test_no_file_holds_what_the_policy_forbids(name: str) -> None:
    """No inline script, style or handler, no markup made of text, no address of another host that is fetched."""
    text = (pages.FOLDER / name).read_text(encoding="utf-8")

    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=\"", text)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text)
    assert not re.search(r"""(?:src|href|from|fetch\(|import\(|url\()\s*=?\s*["'(]*https?://""", text)


def test_graphiql_is_for_browsers(client: Any) -> None:
    """Who wants HTML gets GraphiQL with scripts of this host; the policy allows inline styles there, and no inline script."""
    response = client.get("/graphql", headers=BROWSER)
    rules = policy(response)

    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["vary"] == "Accept, Accept-Encoding"
    assert client.get("/graphql", headers=BROWSER | {"if-none-match": response.headers["etag"]}).status_code == 304
    assert not re.search(r"https?://", response.text)
    assert rules["script-src"] == "'self'"
    assert rules["default-src"] == "'none'"


def test_without_graphiql_a_sentence_says_so(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the package that carries it is missing, the browser is told what else there is."""
    monkeypatch.setattr(pages, "GRAPHIQL_PACKAGE", "a-package-that-is-nowhere")
    pages.graphiql_file.cache_clear()
    response = client.get("/graphql", headers=BROWSER)
    pages.graphiql_file.cache_clear()

    assert response.status_code == 406
    assert response.json()["detail"] == pages.NOT_INSTALLED
