"""What a client is told of an error: a code of a closed list, and nothing of our insides."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from graphql import GraphQLError, GraphQLSyntaxError

from data.domain.errors import InputError, Interrupted, LimitExceeded, SambandError, StoreError

log = logging.getLogger(__name__)
QUOTED, ECHOED = 40, 160  # characters: the longest name, and the longest message, that may hold what a client sent
AWAY = "What this answer needs cannot be reached just now; the same question may be answered later."
LONG_NAME = re.compile(rf"[^\s'\"]{{{QUOTED + 1},}}")


class Code(StrEnum):
    """All codes there are; `docs/http.md` says what each means."""

    BAD_REQUEST = "BAD_REQUEST"
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
    INTERNAL = "INTERNAL"


class HTTPError(SambandError):
    """A request that is not answered: the status and the errors that say why."""

    def __init__(
        self,
        status: int,
        code: Code,
        message: str,
        headers: Mapping[str, str] | None = None,
        extensions: Mapping[str, object] | None = None,
    ) -> None:
        self.status, self.code, self.headers = status, code, dict(headers or {})
        self.errors: list[dict[str, Any]] = [
            {"message": message, "extensions": {"code": code} | dict(extensions or {})}
        ]
        super().__init__(message)


def over_limit(error: LimitExceeded, status: int = 400) -> HTTPError:
    return HTTPError(status, Code.LIMIT_EXCEEDED, str(error), extensions=limit_extensions(error))


def limit_extensions(error: LimitExceeded) -> dict[str, object]:
    return {"limit": error.limit, "allowed": error.allowed, "asked": error.asked}


def internal_error(error: BaseException | None, request_id: str) -> HTTPError:
    """Log the whole story under the id of the request; only the id goes out."""
    log.error("internal error in request %s", request_id, exc_info=error)
    message = f"Something went wrong; it is logged as {request_id}."
    return HTTPError(500, Code.INTERNAL, message, extensions={"requestId": request_id})


def format_errors(errors: Iterable[GraphQLError], request_id: str, pathless: Code) -> list[dict[str, Any]]:
    """The errors as they go out; those without a path have the code of the step that found them.

    Their frames are let go: these hold all of an execution, and the errors in it, in a circle.
    """
    shown = []
    for error in errors:
        shown.append(_formatted(error, request_id, pathless))
        for one in chain(error):
            one.__traceback__ = None
    return shown


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, what it comes from, and so on."""
    while error is not None:
        yield error
        error = getattr(error, "original_error", None) or error.__cause__ or error.__context__


def _formatted(error: GraphQLError, request_id: str, pathless: Code) -> dict[str, Any]:
    original = error.original_error
    shown: dict[str, Any] = dict(error.formatted)
    if isinstance(original, InputError):
        limits = limit_extensions(original) if isinstance(original, LimitExceeded) else {}
        code = Code.LIMIT_EXCEEDED if limits else Code.BAD_USER_INPUT
        return shown | {"extensions": {"code": code} | limits}
    if isinstance(original, StoreError | Interrupted):
        log.warning("request %s: %s", request_id, original)
        return shown | {"message": AWAY, "extensions": {"code": Code.UNAVAILABLE, "requestId": request_id}}
    if original is not None and not isinstance(original, GraphQLError):
        (masked,) = internal_error(original, request_id).errors
        return shown | masked
    return shown | {"message": shorten(error.message), "extensions": {"code": code_of(error, pathless)}}


def code_of(error: GraphQLError, pathless: Code) -> Code:
    if isinstance(error, GraphQLSyntaxError):
        return Code.PARSE_FAILED
    return pathless if error.path is None else Code.BAD_USER_INPUT


def shorten(message: str) -> str:
    """The message with what a client sent cut to a few dozen characters."""
    short = LONG_NAME.sub(lambda name: f"{name[0][: QUOTED - 1]}…", message)
    return short if len(short) <= ECHOED else f"{short[: ECHOED // 2]}…{short[-ECHOED // 2 + 1 :]}"
