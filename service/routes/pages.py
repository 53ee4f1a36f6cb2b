"""The web pages: the explorer at `/`, GraphiQL, and their static files, all served by this service."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from service.http.problems import error_response, settings_of
from service.http.response_cache import CODINGS, compressed, etag, matching_etag, preferred_coding
from service.routes.operations import ANY, NOT_MODIFIED, TEXT, Operation, OperationRoute
from service.routes.parameters import choice

FOLDER = Path(__file__).parents[1] / "explorer"
PAGE_FILE = FOLDER / "index.html"  # only at `/` and at `/embed`, as its links are relative
GRAPHIQL_PAGE = FOLDER / "graphiql.html"
# A wheel with built files of GraphiQL and React. Its Python code is for Django and is never imported.
GRAPHIQL_PACKAGE = "graphene-django-graphiql-static"
GRAPHIQL_FOLDER = Path("graphene_django_graphiql_static/static/graphene_django_graphiql_static")
GRAPHIQL = ("react.production.min.js", "react-dom.production.min.js", "graphiql.min.js", "graphiql.min.css")

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".ico": "image/vnd.microsoft.icon",
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
# GraphiQL assigns markup, has fonts and images with data: URLs, and adds a style sheet to its dialogs.
FOR_GRAPHIQL = {name: sources for name, sources in STRICT.items() if name != "require-trusted-types-for"} | {
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "data:",
}
HEADERS = {
    "Cache-Control": "no-cache",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
}
PAGE = Operation(
    "explorer", "The page for people", {"text/html": TEXT}, others=NOT_MODIFIED, is_file=False, is_open=True
)
NOT_INSTALLED = "GraphiQL is not installed. Send queries by POST, or run samband query; the explorer is at /."
EMBED = PAGE._replace(name="embed", summary="The same page for a frame of another site, with fewer controls")


def content_security_policy(policy: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {sources}" for name, sources in policy.items())


STRICT_HEADERS = {"Content-Security-Policy": content_security_policy(STRICT), "Referrer-Policy": "no-referrer"}


class File:
    """A static file, read once, and compressed once for each content coding. Changes on disk take effect after a restart."""

    def __init__(self, path: Path, policy: Mapping[str, str] = STRICT) -> None:
        plain = path.read_bytes()
        self.bodies = {coding: compressed(plain, coding) for coding in ("", *CODINGS)}
        self.tag = hashlib.blake2b(plain, digest_size=16).hexdigest()
        self.headers = HEADERS | {"Content-Security-Policy": content_security_policy(policy)}
        self.media_type = MEDIA_TYPES[path.suffix]

    def respond(self, request_headers: Mapping[str, str]) -> Response:
        """The file in the preferred content coding, or 304 if one of its ETags is in If-None-Match."""
        known = matching_etag(request_headers.get("if-none-match", ""), self.tag)
        if known:
            return Response(status_code=304, headers=self.headers | {"ETag": known})
        body = self.bodies[preferred_coding(request_headers.get("accept-encoding", ""))]
        coded = {"Content-Encoding": body.coding} if body.coding else {}
        headers = self.headers | {"ETag": etag(self.tag, body.coding), "Content-Type": self.media_type} | coded
        return Response(body.data, headers=headers)


def graphiql_files() -> dict[str, Path]:
    """The paths of the files of GraphiQL by name; empty if its package is not installed."""
    try:
        folder = distribution(GRAPHIQL_PACKAGE).locate_file(GRAPHIQL_FOLDER)
    except PackageNotFoundError:
        return {}
    return {name: Path(str(folder)) / name for name in GRAPHIQL}


def routes() -> list[OperationRoute]:
    """The routes of the explorer and of the static files, which are read now."""
    sources = [
        path for path in FOLDER.iterdir() if path.suffix in MEDIA_TYPES and path not in (PAGE_FILE, GRAPHIQL_PAGE)
    ]
    page, own = File(PAGE_FILE), {path.name: File(path) for path in sources}
    files = own | {name: File(path) for name, path in graphiql_files().items()}

    async def explorer(request: Request) -> Response:
        response = page.respond(request.headers)
        response.headers.update(described(request.scope))
        return response

    async def embed(request: Request) -> Response:
        response = page.respond(request.headers)
        ancestors = {"frame-ancestors": settings_of(request.scope).frame_ancestors}
        response.headers["Content-Security-Policy"] = content_security_policy(STRICT | ancestors)
        return response

    async def file(request: Request) -> Response:
        return files[request.path_params["name"]].respond(request.headers)

    one = choice("name", "The name of the file.", sorted(files))
    media_types = sorted({MEDIA_TYPES[Path(name).suffix] for name in files})
    page_file = Operation(
        "pageFile",
        "A file of the pages",
        dict.fromkeys(media_types, ANY),
        (one,),
        others=NOT_MODIFIED,
        is_file=False,
        is_open=True,
    )
    return [
        OperationRoute("/", explorer, PAGE),
        OperationRoute("/embed", embed, EMBED),
        OperationRoute("/explorer/{name}", file, page_file),
    ]


def described(scope: Scope) -> dict[str, str]:
    """The header field that leads to the description of the service (RFC 8631)."""
    return {"Link": f'<{settings_of(scope).public_url}/openapi.json>; rel="service-desc"'}


def graphiql_page(request_headers: Mapping[str, str]) -> Response:
    """The GraphiQL page, which loads nothing from other hosts; 406 if GraphiQL is not installed."""
    page = graphiql_file()
    response = page.respond(request_headers) if page else error_response(406, NOT_INSTALLED)
    response.headers["Vary"] = "Accept, Accept-Encoding"
    return response


@cache
def graphiql_file() -> File | None:
    return File(GRAPHIQL_PAGE, FOR_GRAPHIQL) if graphiql_files() else None
