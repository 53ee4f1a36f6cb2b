"""What a check found, as a line of text or of JSON, without passwords."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, unquote, urlsplit

WIDTH = 18  # of the column of names
URLS = ("DATABASE_URL", "SAMBAND_READ_URL", "SAMBAND_PUBLIC_URL")
HIDDEN = "***"
SHORTEST = 3  # letters of a part of a password that is hidden wherever it appears


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
        return [first, f"{'':{WIDTH + 9}} → {self.cure}"] if self.cure else [first]

    def record(self, secrets: Iterable[str]) -> dict[str, str]:
        """The members of a JSON object."""
        return {
            "subject": self.subject,
            "state": self.state,
            "message": hide(self.message, secrets),
            "cure": self.cure,
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
    """The passwords in the environment, the longest first, with the parts into which a wrong address splits them."""
    found = {environ.get("PGPASSWORD", "")}
    for url in (environ.get(name, "") for name in URLS):
        parameters = parse_qsl(url.partition("?")[2])
        given = re.search(r"//[^:/?]*:(.*)@", url)
        passwords = {value for name, value in parameters if "password" in name} | ({given[1]} if given else set())
        parts = {part for password in passwords for part in re.split(r"[@/:?#]", password) if len(part) >= SHORTEST}
        found |= passwords | parts | {unquote(password) for password in passwords}
    return sorted(found - {""}, key=len, reverse=True)


def hide(text: str, secrets: Iterable[str]) -> str:
    """The text without the secrets."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return text


def is_loopback(url: str) -> bool:
    """Whether an address names this machine."""
    host = urlsplit(url).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")
