"""Form fields of a query string or a urlencoded body, with limits."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request

from data.domain.errors import InputError, LimitExceeded

FORM = "application/x-www-form-urlencoded"
LONGEST = 256 * 1024  # maximum bytes of a body
FIELDS = 100  # maximum fields of a body


class TooLarge(LimitExceeded):
    """A form has too many bytes."""


async def form(request: Request) -> dict[str, str]:
    """The fields of the query string, and of the body of a POST. Raises InputError."""
    fields = dict(request.query_params)
    if request.method != "POST":
        return fields
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise InputError(f"the `Content-Type` of the body must be {FORM}")
    try:
        return fields | dict(parse_qsl((await body(request)).decode(), max_num_fields=FIELDS, errors="strict"))
    except ValueError:
        raise InputError(f"the form must be UTF-8 and have at most {FIELDS} fields") from None


async def body(request: Request) -> bytes:
    """The complete body. Raises TooLarge when it exceeds LONGEST bytes."""
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > LONGEST:
            raise TooLarge("form", LONGEST, len(received), "bytes; send fewer rows per request")
    return bytes(received)
