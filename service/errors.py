"""What a client is told of an error: a code of a closed list, and nothing of our insides."""

from __future__ import annotations

import logging
from uuid import uuid4

from graphql import GraphQLError, GraphQLFormattedError, GraphQLSyntaxError

from data.errors import InputError

log = logging.getLogger(__name__)

BAD_USER_INPUT = "BAD_USER_INPUT"
PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
INTERNAL = "INTERNAL"


def formatted(error: GraphQLError) -> GraphQLFormattedError:
    """The error as it goes out; an unexpected one is logged under an id, and only the id goes out."""
    code = code_of(error)
    shown = error.formatted
    shown["extensions"] = {"code": code}
    if code == INTERNAL:
        name = uuid4().hex
        log.error("internal error %s", name, exc_info=error.original_error)
        shown["message"] = f"Something went wrong; it is logged as {name}."
        shown["extensions"]["id"] = name
    return shown


def code_of(error: GraphQLError) -> str:
    if isinstance(error, GraphQLSyntaxError):
        return PARSE_FAILED
    if error.path is None:
        return VALIDATION_FAILED
    own = error.original_error is None or isinstance(error.original_error, GraphQLError | InputError)
    return BAD_USER_INPUT if own else INTERNAL
