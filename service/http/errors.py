"""Error responses: each error has a code of a closed list and reveals no internals."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from graphql import GraphQLError, GraphQLSyntaxError

from data.domain.errors import InputError, Interrupted, LimitExceeded, NotReady, SambandError, StoreError

log = logging.getLogger(__name__)
QUOTED, ECHOED = 40, 160  # maximum characters of a name, and of a message, that repeat client input
TEMPORARY = "The data of this field is temporarily unavailable; retry the request."
NOT_READY = "This field is still being computed, or waits for its turn; ask again after {} seconds."
NO_CATALOGUE = "no catalogue is loaded yet; retry in a few seconds"
LONG_NAME = re.compile(rf"[^\s'\"]{{{QUOTED + 1},}}")


class Code(StrEnum):
    """All error codes; `docs/http.md` describes them."""

    BAD_REQUEST = "BAD_REQUEST"
    NOT_FOUND = "NOT_FOUND"
    GONE = "GONE"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
    TIMEOUT = "TIMEOUT"
    OVERLOADED = "OVERLOADED"
    NOT_READY = "NOT_READY"
    UNAVAILABLE = "UNAVAILABLE"
    DOCUMENT_NOT_TRUSTED = "DOCUMENT_NOT_TRUSTED"
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    PERSISTED_QUERY_NOT_SUPPORTED = "PERSISTED_QUERY_NOT_SUPPORTED"
    NOT_IMPLEMENTED = "NOT_IMPLEMENTED"
    INTERNAL = "INTERNAL"


class HTTPError(SambandError):
    """An error response: HTTP status, header fields, a code and what it says besides its message."""

    def __init__(
        self,
        status: int,
        code: Code,
        message: str,
        headers: Mapping[str, str] | None = None,
        extensions: Mapping[str, object] | None = None,
    ) -> None:
        self.status, self.code, self.headers = status, code, dict(headers or {})
        self.extensions = dict(extensions or {})
        super().__init__(message)

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The errors of a GraphQL response."""
        return [{"message": str(self), "extensions": {"code": self.code} | self.extensions}]


def over_limit(error: LimitExceeded, status: int = 400) -> HTTPError:
    return HTTPError(status, Code.LIMIT_EXCEEDED, str(error), extensions=limit_extensions(error))


def limit_extensions(error: LimitExceeded) -> dict[str, object]:
    return {"limit": error.limit, "allowed": error.allowed, "asked": error.asked}


def internal_error(error: BaseException | None, request_id: str) -> HTTPError:
    """Logs the exception with the id of the request. The response contains only the id."""
    log.error("internal error in request %s", request_id, exc_info=error)
    message = f"Internal error; report the request id {request_id}, under which it is logged."
    return HTTPError(500, Code.INTERNAL, message, extensions={"requestId": request_id})


def format_errors(errors: Iterable[GraphQLError], request_id: str, pathless: Code) -> list[dict[str, Any]]:
    """Formats errors for a response; those without a path get the code `pathless`.

    Clears their tracebacks, whose frames hold the execution and its errors in a reference cycle.
    """
    formatted = []
    for error in errors:
        formatted.append(format_error(error, request_id, pathless))
        for one in chain(error):
            one.__traceback__ = None
    return formatted


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, its cause, the cause of that, and so on."""
    while error is not None:
        yield error
        error = getattr(error, "original_error", None) or error.__cause__ or error.__context__


def format_error(error: GraphQLError, request_id: str, pathless: Code) -> dict[str, Any]:
    original = error.original_error
    formatted: dict[str, Any] = dict(error.formatted)
    if isinstance(original, InputError):
        limits = limit_extensions(original) if isinstance(original, LimitExceeded) else {}
        code = Code.LIMIT_EXCEEDED if limits else Code.BAD_USER_INPUT
        return formatted | {"extensions": {"code": code} | limits}
    if isinstance(original, NotReady):
        extensions = {"code": Code.UNAVAILABLE, "retryAfter": original.retry_after}
        return formatted | {"message": NOT_READY.format(original.retry_after), "extensions": extensions}
    if isinstance(original, StoreError | Interrupted):
        log.warning("temporary error in request %s: %s", request_id, original)
        return formatted | {"message": TEMPORARY, "extensions": {"code": Code.UNAVAILABLE, "requestId": request_id}}
    if original is not None and not isinstance(original, GraphQLError):
        (masked,) = internal_error(original, request_id).errors
        return formatted | masked
    return formatted | {"message": shorten(error.message), "extensions": {"code": code_of(error, pathless)}}


def code_of(error: GraphQLError, pathless: Code) -> Code:
    if isinstance(error, GraphQLSyntaxError):
        return Code.PARSE_FAILED
    return pathless if error.path is None else Code.BAD_USER_INPUT


def shorten(message: str) -> str:
    """The message, with long names cut to QUOTED characters and itself to ECHOED characters."""
    short = LONG_NAME.sub(lambda name: f"{name[0][: QUOTED - 1]}…", message)
    return short if len(short) <= ECHOED else f"{short[: ECHOED // 2]}…{short[-ECHOED // 2 + 1 :]}"
