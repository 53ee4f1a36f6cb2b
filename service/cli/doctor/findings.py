"""What a check found, as a line of text or of JSON, without passwords."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import parse_qsl, unquote

WIDTH = 18  # of the column of names
URLS = ("DATABASE_URL", "SAMBAND_READ_URL", "SAMBAND_PUBLIC_URL")
HIDDEN = "***"


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check: its subject, what was found and, unless all is well, what to do."""

    subject: str
    state: State
    message: str
    cure: str = ""

    def lines(self, secrets: Iterable[str]) -> list[str]:
        """One line, and another one with what to do when something is wrong."""
        first = f"{self.state:8} {self.subject:{WIDTH}} {hide(self.message, secrets)}"
        return [first, f"{'':{WIDTH + 9}} → {hide(self.cure, secrets)}"] if self.cure else [first]

    def record(self, secrets: Iterable[str]) -> dict[str, str]:
        """The members of a JSON object."""
        return {
            "subject": self.subject,
            "state": self.state,
            "message": hide(self.message, secrets),
            "cure": hide(self.cure, secrets),
        }


def ok(subject: str, message: str) -> Finding:
    return Finding(subject, State.OK, message)


def warning(subject: str, message: str, cure: str) -> Finding:
    return Finding(subject, State.WARNING, message, cure)


def fault(subject: str, message: str, cure: str) -> Finding:
    return Finding(subject, State.FAULT, message, cure)


def not_checked(subject: str, reason: str, cure: str) -> Finding:
    return warning(subject, f"not checked: {reason}", cure)


def summary(findings: Iterable[Finding]) -> str:
    """The last line of the report."""
    states = [finding.state for finding in findings]
    counts = [(states.count(state), state) for state in (State.FAULT, State.WARNING)]
    told = [f"{number} {state}{'s' * (number > 1)}" for number, state in counts if number]
    return f"{', '.join(told)}." if told else "All is as it should be."


def secrets_of(environ: Mapping[str, str]) -> list[str]:
    """The passwords in the addresses of the environment, as they are written and decoded, the longest first."""
    found = set[str]()
    for url in (environ.get(name, "") for name in URLS):
        parameters = parse_qsl(url.partition("?")[2])
        given = re.search(r"//[^:/?]*:(.*)@", url)
        passwords = {value for name, value in parameters if name.endswith("password")}
        passwords |= {given[1]} if given else set()
        found |= passwords | {unquote(password) for password in passwords}
    return sorted(found - {""}, key=len, reverse=True)


def hide(text: str, secrets: Iterable[str]) -> str:
    """The text without the secrets where they are the whole password of an address: `:…@` or `password=…`."""
    for secret in map(re.escape, secrets):
        text = re.sub(rf"(?<=:){secret}(?=@)|(?<=password=){secret}(?![^&\s'\",;])", HIDDEN, text)
    return text


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a service that listens on an address or name."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
