"""The pages for people: the explorer at `/`, GraphiQL, and the files that they are made of, all served from here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from service.http.response_cache import etag, matching_etag

FOLDER = Path(__file__).parents[1] / "explorer"
GRAPHIQL_PAGE = FOLDER / "graphiql.html"
# A wheel that carries GraphiQL with React, ready to serve. Its own code is for Django and is never imported.
GRAPHIQL_PACKAGE = "graphene-django-graphiql-static"
GRAPHIQL_FOLDER = Path("graphene_django_graphiql_static/static/graphene_django_graphiql_static")
GRAPHIQL = ("react.production.min.js", "react-dom.production.min.js", "graphiql.min.js", "graphiql.min.css")

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' blob:",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
}
# GraphiQL writes markup of its own making, brings its fonts and pictures as data: and adds a style sheet to its dialogs.
FOR_GRAPHIQL = {name: words for name, words in STRICT.items() if name != "require-trusted-types-for"} | {
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "data:",
}
HEADERS = {
    "Cache-Control": "no-cache",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
NOT_INSTALLED = "GraphiQL is not installed here. Ask by POST, or with samband query; the explorer is at /.\n"


class File:
    """A file as it is sent: read once, so what is on disk may change only with the program."""

    def __init__(self, path: Path, policy: Mapping[str, str] = STRICT) -> None:
        self.body = path.read_bytes()
        self.tag = hashlib.blake2b(self.body, digest_size=16).hexdigest()
        self.headers = HEADERS | {
            "Content-Security-Policy": "; ".join(f"{name} {words}" for name, words in policy.items()),
            "Content-Type": MEDIA_TYPES[path.suffix],
            "ETag": etag(self.tag),
        }

    def respond(self, if_none_match: str) -> Response:
        """The file, or 304 to whoever has it by the header If-None-Match."""
        if matching_etag(if_none_match, self.tag):
            kept = {name: words for name, words in self.headers.items() if name != "Content-Type"}
            return Response(status_code=304, headers=kept)
        return Response(self.body, headers=self.headers)


def graphiql_files() -> dict[str, Path]:
    """The files of GraphiQL by name; none where the package that carries them is not installed."""
    try:
        place = distribution(GRAPHIQL_PACKAGE).locate_file(GRAPHIQL_FOLDER)
    except PackageNotFoundError:
        return {}
    return {name: Path(str(place)) / name for name in GRAPHIQL}


def routes() -> list[Route]:
    """The explorer and every file that a page is made of, read now."""
    own = {path.name: File(path) for path in FOLDER.iterdir() if path.suffix in MEDIA_TYPES and path != GRAPHIQL_PAGE}
    files = own | {name: File(path) for name, path in graphiql_files().items()}

    async def explorer(request: Request) -> Response:
        return files["index.html"].respond(tags(request))

    async def file(request: Request) -> Response:
        found = files.get(request.path_params["name"])
        return found.respond(tags(request)) if found else PlainTextResponse("there is no such file\n", 404)

    return [Route("/", explorer), Route("/explorer/{name}", file)]


def tags(request: Request) -> str:
    return request.headers.get("if-none-match", "")


def graphiql_page(if_none_match: str = "") -> Response:
    """GraphiQL, with nothing from another host; a sentence and 406 where it is not installed."""
    page = graphiql_file()
    response = page.respond(if_none_match) if page else PlainTextResponse(NOT_INSTALLED, 406)
    response.headers["Vary"] = "Accept"
    return response


@cache
def graphiql_file() -> File | None:
    return File(GRAPHIQL_PAGE, FOR_GRAPHIQL) if graphiql_files() else None
