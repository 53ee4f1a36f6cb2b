"""The answer to an address that nothing has: which addresses are near it, and a page for browsers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from rapidfuzz import fuzz, process
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from service.http.errors import Code, HTTPError
from service.http.problems import settings_of
from service.http.request_info import request_info_of
from service.routes import pages
from service.routes.operations import OperationRoute
from service.site.rendering import render
from service.site.words import VARY, requested_language

MOST = 8  # maximum number of near addresses
LONGEST = 100  # characters of a path; nothing is near a longer one
SIMILAR = 70  # percent that two addresses must have in common to be near each other
PART = re.compile(r"\{\w+\}")  # a part of a path that is a parameter
DEEPEST = 30  # slashes of a path up to which the links of its page are relative
NONE: Mapping[str, str] = {}


class NearestAddresses:
    """Finds the addresses of a service that are like a path: those of its routes, with the values of closed lists."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.templates = [route.path_format for route in routes]
        self.addresses = [address for route in routes for address in expanded(route)]

    def __call__(self, path: str) -> list[str]:
        """The nearest addresses, with `{name}` for a parameter: first those that go on where the path ends."""
        path = path.rstrip("/").lower()
        if not path or len(path) > LONGEST:
            return []
        longer = [template for template in self.templates if template.startswith((f"{path}.", f"{path}/"))]
        similar = process.extract(path, self.addresses, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=MOST)
        scores = {address: score for address, score, _ in similar}
        scores |= {one: score for one in self.templates if (score := similarity(path, one)) >= SIMILAR}
        ranked = sorted(scores, key=lambda address: (-scores[address], address))
        return list(dict.fromkeys([*longer, *ranked]))[:MOST]


def expanded(route: Route) -> Iterator[str]:
    """The addresses of a route whose parameters all have closed lists of values; none of another route."""
    parameters = route.in_path if isinstance(route, OperationRoute) else ()
    lists = [parameter.schema.get("enum", ()) for parameter in parameters]
    for values in product(*lists):
        yield route.path_format.format(**{one.name: value for one, value in zip(parameters, values, strict=True)})


def similarity(path: str, template: str) -> float:
    """How much a path and one with parameters have in common, in percent; parameters count for nothing."""
    given, wanted = path.split("/"), template.split("/")
    if len(given) != len(wanted):
        return 0
    fixed = [(one, other) for one, other in zip(given, wanted, strict=True) if not PART.fullmatch(other)]
    return fuzz.ratio(*("/".join(parts) for parts in zip(*fixed, strict=True)))


def unknown_path_error(nearest: list[str], scope: Scope) -> HTTPError:
    """The error of a path that no route has. It names the nearest addresses, and where all are listed."""
    address = settings_of(scope).public_url
    near = [address + one for one in nearest]
    hint = f"; near it are {', '.join(near)}" if near else ""
    message = f"nothing has this address{hint}; {address}/openapi.json lists all, and {address}/graphql takes queries"
    return HTTPError(404, Code.NOT_FOUND, message, pages.described(scope), {"nearest": near} if near else {})


def page_of(scope: Scope, error: HTTPError) -> Response:
    """The page of an error for a browser: of a path that no route has the nearest addresses, else what the error says."""
    request, near = Request(scope), error.extensions.get("nearest", [])
    assert isinstance(near, list)
    is_unknown = "endpoint" not in scope
    said = {"links": [one for one in near if "{" not in one]} if is_unknown else {"detail": str(error)}
    is_path = is_unknown or "parameter" in error.extensions  # no route has it, or not with this value
    heading, language = "pageNotFound" if is_path else "missing", requested_language(request)
    return not_found_page(request, language, error.headers, heading, **said)


def not_found_page(
    request: Request, language: str, headers: Mapping[str, str] = NONE, heading: str = "missing", **values: object
) -> Response:
    """The page with status 404. `heading` is the name of its text."""
    request_info_of(request.scope).code = Code.NOT_FOUND
    own = {"Cache-Control": "no-store", "Content-Language": language, "Vary": f"Accept, {VARY}"}
    html = render("not_found.html", language, root_of(request.scope), heading=heading, **values)
    return HTMLResponse(html, 404, {**headers, **pages.HEADERS, **pages.STRICT_HEADERS, **own})


def root_of(scope: Scope) -> str:
    """What leads from the path, as the browser wrote it, to the root; the public address where the path is too deep."""
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    depth = path.count(b"/") - 1
    return "../" * depth or "./" if depth < DEEPEST else f"{settings_of(scope).public_url}/"
