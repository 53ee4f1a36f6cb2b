"""The pages of the types of problems, at the addresses that problem details name."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from service.http.problems import TYPES, error_response, slug_of
from service.routes.operations import OperationRoute

PAGES = {slug_of(code): f"{kind.title}\n\n{kind.description}\n" for code, kind in TYPES.items()}


def routes() -> list[OperationRoute]:
    return [OperationRoute("/problems/{code}", page)]


async def page(request: Request) -> Response:
    text = PAGES.get(request.path_params["code"])
    if text is None:
        return error_response(404, f"there is no such type of problem; types are {', '.join(PAGES)}")
    return PlainTextResponse(text)
