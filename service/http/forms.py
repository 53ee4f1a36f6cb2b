"""Form fields of an address or of a urlencoded body, within a bound."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request

from data.domain.errors import InputError

FORM = "application/x-www-form-urlencoded"
LONGEST = 256 * 1024  # bytes of a body
FIELDS = 100


class TooLarge(InputError):
    pass


async def form(request: Request) -> dict[str, str]:
    """The fields of the address, and of the body of a POST. Raises InputError."""
    fields = dict(request.query_params)
    if request.method != "POST":
        return fields
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise InputError(f"the body must be a form ({FORM})")
    try:
        return fields | dict(parse_qsl((await body(request)).decode(), max_num_fields=FIELDS, errors="strict"))
    except ValueError:
        raise InputError(f"the form cannot be read as UTF-8 with at most {FIELDS} fields") from None


async def body(request: Request) -> bytes:
    """The body, not more of it than is allowed. Raises TooLarge."""
    received = bytearray()
    async for piece in request.stream():
        received += piece
        if len(received) > LONGEST:
            raise TooLarge(f"the form is larger than {LONGEST} bytes; send fewer rows at a time")
    return bytes(received)
