"""Checks the public address: its form, and that the service there serves the same version."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Mapping
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from data.store.versions import Version
from service.cli.doctor.environment import PUBLIC_URL
from service.cli.doctor.findings import Finding, fault, is_loopback, ok, warning
from service.settings import Settings

SECONDS = 5.0  # for the whole answer
MOST = 65_536  # bytes of the answer
NAME = "public address"


def check_address(
    environ: Mapping[str, str], settings: Settings, problems: Mapping[str, str], served: Version | None
) -> Finding:
    """A fault when the address has no form of an address, or when another service or version answers there."""
    if PUBLIC_URL in problems:
        return fault(
            NAME, problems[PUBLIC_URL], "write it as people reach the service, such as https://data.example.org"
        )
    if not environ.get(PUBLIC_URL):
        return check_default(settings)
    try:
        _ = urlsplit(settings.public_url).port
    except ValueError as error:
        return fault(NAME, f"{settings.public_url}: {error}", f"correct {PUBLIC_URL}")
    return check_answer(settings.public_url, served)


def check_default(settings: Settings) -> Finding:
    """Without an address: enough as long as only this machine reaches the service."""
    if is_loopback(settings.host):
        return ok(NAME, f"none is set; identifiers start with {settings.public_url}, for this machine alone")
    text = f"none is set, though SAMBAND_HOST={settings.host} lets others in: identifiers name {settings.public_url}"
    return warning(NAME, text, f"set {PUBLIC_URL} to the address by which others reach the service")


def check_answer(url: str, served: Version | None) -> Finding:
    """Asks the service at an address which version it serves."""
    try:
        state = ready_state(f"{url}/ready")
    except ssl.SSLError as error:
        return fault(
            NAME, f"{url}: {error.reason or error}", "renew the certificate, or correct the name in the address"
        )
    except (OSError, HTTPException) as error:
        text = f"nothing answers at {url}/ready: {error}"
        return warning(NAME, text, f"start the service and the proxy before it, or correct {PUBLIC_URL}")
    except ValueError as error:
        text = f"{url}/ready is not that of this service: {error}"
        return fault(NAME, text, f"correct {PUBLIC_URL}, or let the proxy pass this path to the service")
    return compared(url, state, served)


def ready_state(url: str) -> dict[str, Any]:
    """The JSON object at an address, also of an answer 503.

    Raises ValueError for any other answer, OSError when none comes in time, SSLError for a bad certificate.
    """
    try:
        with urlopen(url, timeout=SECONDS) as response:  # noqa: S310 the settings allow http and https alone
            body = read_within(response, SECONDS)
    except HTTPError as error:
        if error.code != 503:
            raise ValueError(f"it answers {error.code}") from None
        body = error.read(MOST)
    except URLError as error:
        raise error.reason if isinstance(error.reason, OSError) else OSError(str(error.reason)) from None
    state = json.loads(body)
    if not isinstance(state, dict) or "version" not in state:
        raise ValueError("it names no version")
    return state


def read_within(response: HTTPResponse, seconds: float) -> bytes:
    """The body of an answer. Raises TimeoutError when it takes longer."""
    end, body = time.monotonic() + seconds, b""
    while len(body) < MOST and (block := response.read1(MOST)):
        body += block
        if time.monotonic() > end:
            raise TimeoutError(f"the answer takes longer than {seconds:g} seconds")
    return body


def compared(url: str, state: Mapping[str, Any], served: Version | None) -> Finding:
    """Whether the service serves what the store does, and has no problem."""
    if state["version"] is None:
        return fault(NAME, f"{url} is not ready: it serves no catalogue", "`samband load`; its log and /ready say why")
    if served is not None and state["version"] != served.digest:
        text = f"{url} serves version {state['version']}, the store {served.digest}"
        return fault(
            NAME, text, "let the service read the same DATABASE_URL; `problem` in /ready says why it does not poll"
        )
    if state.get("problem"):
        return warning(NAME, f"{url} cannot read the store: {state['problem']}", "see the store of that service")
    return ok(NAME, f"{url} serves version {state['version']}")
