"""The pages of the types of problems, at the addresses that problem details name."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from service.http.problems import TYPES, slug_of
from service.routes.operations import TEXT, Operation, OperationRoute
from service.routes.parameters import choice

PAGES = {slug_of(code): f"{kind.title}\n\n{kind.description}\n" for code, kind in TYPES.items()}

PAGE = Operation(
    "problemType",
    "What a type of problem means, and what a client can do",
    {"text/plain": TEXT},
    (choice("code", "The last part of the address of the type.", PAGES),),
    is_file=False,
)


def routes() -> list[OperationRoute]:
    return [OperationRoute("/problems/{code}", page, PAGE)]


async def page(request: Request) -> Response:
    return PlainTextResponse(PAGES[request.path_params["code"]])
