"""Problem details (RFC 9457): the errors of all paths other than GraphQL, in one shape."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

import orjson
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from data.domain.errors import InputError, LimitExceeded, NotReady, SambandError
from service.http.errors import QUOTED, Code, HTTPError, over_limit
from service.http.negotiation import preferred
from service.http.request_info import request_info_of
from service.settings import Settings

GRAPHQL_PATH = "/graphql"  # its errors are GraphQL responses
MEDIA_TYPE, HTML = "application/problem+json", "text/html"
BLANK = "about:blank"  # the type of a problem about which its status says all
LATER = {"Retry-After": "5"}


class ProblemType(NamedTuple):
    """A type of problem of which clients can know more than its status: a title, and what to do about it."""

    title: str
    description: str


TYPES = {  # the other codes have no type of their own
    Code.BAD_USER_INPUT: ProblemType(
        "Invalid parameter",
        "A parameter of the path or the query string is unknown, is given more than once, or has an invalid value. "
        "`parameter` is its name, and `detail` says what is expected. Change the request.",
    ),
    Code.LIMIT_EXCEEDED: ProblemType(
        "Limit exceeded",
        "The request is larger than a limit of the service. `limit` is its name, `allowed` its value and `asked` what "
        "the request has. Send a smaller request.",
    ),
    Code.TIMEOUT: ProblemType(
        "Request too slow",
        "The request did not arrive in time. `limit` is the name of the limit and `allowed` its value in seconds. "
        "Send the request again over a better connection.",
    ),
    Code.OVERLOADED: ProblemType(
        "Too many requests",
        "The service answers as many requests as it can. Send the request again after the seconds in `Retry-After`.",
    ),
    Code.NOT_READY: ProblemType(
        "Not ready",
        "The answer is not there yet: no catalogue is loaded, or other files are written first. "
        "Send the request again after the seconds in `Retry-After`.",
    ),
    Code.UNAVAILABLE: ProblemType(
        "Temporarily unavailable",
        "The store of the data cannot be read. Send the request again after the seconds in `Retry-After`.",
    ),
}


class ParameterError(InputError):
    """A parameter is unknown, is given more than once, or has an invalid value."""

    def __init__(self, parameter: str, message: str) -> None:
        self.parameter = parameter
        super().__init__(message)


class ProblemResponse(Response):
    """An error as problem details. The body is made when it is sent, as it names the id of the request.

    Where nothing was found, a browser gets the page that the lifespan state of the application has for it.
    """

    media_type = MEDIA_TYPE

    def __init__(self, error: HTTPError) -> None:
        super().__init__(b"", error.status, {"Cache-Control": "no-store"} | error.headers)
        self.error = error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        info = request_info_of(scope)
        info.code = self.error.code
        page_of = scope.get("state", {}).get("not_found_page") if self.error.code == Code.NOT_FOUND else None
        if page_of is not None:
            self.headers["Vary"] = "Accept"
            if preferred(accept_of(scope), MEDIA_TYPE, HTML) == HTML:
                await page_of(scope, self.error)(scope, receive, send)
                return
        body = orjson.dumps(problem(self.error, settings_of(scope).public_url, info.request_id))
        self.headers["Content-Length"] = str(len(body))
        self.body = b"" if scope.get("method") == "HEAD" else body
        await super().__call__(scope, receive, send)


def problem(error: HTTPError, address: str, request_id: str | None = None) -> dict[str, Any]:
    """The members of the problem details of an error. `address` is the public address of the service.

    `instance` is a reference relative to the address of the request. Its fragment is the id in the log. A request that
    was refused before it was read has none.
    """
    known = TYPES.get(error.code)
    return {
        "type": f"{address}/problems/{slug_of(error.code)}" if known else BLANK,
        "title": known.title if known else HTTPStatus(error.status).phrase,
        "status": error.status,
        "detail": str(error),
        **({"instance": f"#{request_id}"} if request_id else {}),
        **error.extensions,
    }


def refusal(error: HTTPError, path: bytes, settings: Settings) -> tuple[str, bytes]:
    """The media type and the body of the response to a request that was refused before it was read."""
    if path.partition(b"?")[0] == GRAPHQL_PATH.encode():
        return "application/json; charset=utf-8", orjson.dumps({"errors": error.errors})
    return MEDIA_TYPE, orjson.dumps(problem(error, settings.public_url))


def slug_of(code: Code) -> str:
    """The last part of the address of a type of problem, such as limit-exceeded."""
    return code.lower().replace("_", "-")


def error_response(
    status: int, message: str, headers: Mapping[str, str] | None = None, code: Code | None = None
) -> Response:
    """The problem details of a status. Without a code of its own it has the type about:blank."""
    return ProblemResponse(HTTPError(status, code or CODES[status], message, headers))


CODES = {
    400: Code.BAD_REQUEST,
    404: Code.NOT_FOUND,
    405: Code.METHOD_NOT_ALLOWED,
    406: Code.NOT_ACCEPTABLE,
    413: Code.LIMIT_EXCEEDED,
    501: Code.NOT_IMPLEMENTED,
    503: Code.UNAVAILABLE,
}


def input_problem(error: InputError) -> Response:
    """The 400 response to a request that cannot be answered as it is."""
    if isinstance(error, LimitExceeded):
        return ProblemResponse(over_limit(error))
    if isinstance(error, ParameterError):
        own = {"parameter": error.parameter[:QUOTED]}
        return ProblemResponse(HTTPError(400, Code.BAD_USER_INPUT, str(error), extensions=own))
    return error_response(400, str(error))


def problem_of(error: SambandError) -> Response:
    """The problem details of an error of a request for a file."""
    if isinstance(error, HTTPError):
        return ProblemResponse(error)
    if isinstance(error, InputError):
        return input_problem(error)
    if isinstance(error, NotReady):
        return not_ready(error)
    return error_response(503, "the data is temporarily unavailable; retry in a few seconds", LATER)


def not_ready(error: NotReady) -> Response:
    """The 503 response that says when to ask again."""
    return error_response(503, str(error), {"Retry-After": str(error.retry_after)}, Code.NOT_READY)


def settings_of(scope: Scope) -> Settings:
    """The settings in the lifespan state of the application; the defaults without it."""
    found = scope.get("state", {}).get("settings")
    return found if isinstance(found, Settings) else Settings()


def accept_of(scope: Scope) -> str:
    return Headers(scope=scope).get("accept", "")
