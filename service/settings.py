"""Settings, read once from the environment into one frozen object."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from data.catalogue.package import Publisher
from data.domain.errors import SettingError
from schema.execution.limits import Limits

T = TypeVar("T")
EMBEDDED = "sqlite:///var/samband.db"


def setting(default: T, description: str) -> T:
    """A field of Settings, with the text that docs/settings.md shows."""
    value: T = field(default=default, metadata={"description": description})
    return value


@dataclass(frozen=True, slots=True)
class Settings:
    """Each setting is the environment variable `SAMBAND_` and its name in capitals; `database_url` is DATABASE_URL."""

    database_url: str = setting(EMBEDDED, "the store: `sqlite:///FILE` or `postgresql://USER@HOST/NAME`")
    host: str = setting("127.0.0.1", "address to listen on")
    port: int = setting(8000, "TCP port, 0 to 65535; 0 lets the system choose")
    poll_seconds: float = setting(
        1.0, "interval in which the service looks for a new catalogue version, 0.05 to 3600 seconds"
    )

    workers: int = setting(1, "processes that serve, 1 to 64; each holds a snapshot of its own")
    read_url: str = setting(
        "", "address of the store for readers, such as that of a replica; `DATABASE_URL` when empty"
    )
    statement_seconds: float = setting(
        60.0, "time limit of PostgreSQL for one statement of a reader, in seconds; 0 sets none"
    )
    versions_kept: int = setting(10, "catalogue versions kept in the store, 1 to 1000, for `rollback` and `knownAt`")
    grace_seconds: int = setting(30, "time that requests in flight may take when the service stops, 0 to 3600 seconds")

    networkx_backend: str = setting(
        "networkx", "computes whole-graph measures: `networkx`, or an installed backend of it"
    )

    public_url: str = setting(
        "http://127.0.0.1:8000", "public address of the service; the identifiers in open data begin with it"
    )
    publisher: str = setting("Samband", "name of the organisation that publishes the data")
    publisher_type: str = setting(
        "NonProfitOrganisation", "its [publisher type of ADMS](http://purl.org/adms/publishertype/1.0)"
    )
    contact: str = setting(
        "", "mailbox of a role, never of a person, for questions on the data; none is published when empty"
    )

    plans: str = setting("yes", "`yes`: operations run as compiled plans; `no`: graphql-core executes all of them")
    fragments: str = setting(
        "yes", "`yes`: JSON fragments of earlier answers are reused; `no`: every answer is rendered anew"
    )
    fast_path: str = setting(
        "yes",
        "`yes`: a request with a known head is answered before it becomes an ASGI message; `no`: all go over ASGI",
    )
    answer_cache: str = setting("yes", "`yes`: the bytes of answers are cached; `no`: none are")
    measuring_process: str = setting(
        "yes", "`yes`: large networks are measured in a separate process; `no`: in a thread of the service"
    )

    cache_bytes: int = setting(67_108_864, "size of the answer cache of one process, in bytes; 0 caches none")
    cache_control: str = setting("public, no-cache", "value of `Cache-Control` in answers without errors")

    allowed_origins: str = setting("*", "origins whose pages may read answers, separated by commas; `*` for all")
    trusted_documents: str = setting("none", "path of a JSON file of documents by their SHA-256, or `none`")
    trusted_only: str = setting("no", "`yes`: only trusted documents are answered; `no`: all documents are")
    request_log: str = setting("json", "`json`: one line on standard output for each request; `off`: none")

    max_uri: int = setting(8_192, "longest path and query of an address, in bytes")
    max_headers: int = setting(16_384, "largest size of all header fields, in bytes")
    max_body: int = setting(100_000, "largest request body, in bytes")
    header_seconds: float = setting(10.0, "time limit for the head of a request to arrive, in seconds")
    body_seconds: float = setting(10.0, "time limit for the body of a request to arrive, in seconds")
    operation_seconds: float = setting(10.0, "time limit of one operation, waiting included, in seconds")
    max_requests: int = setting(200, "concurrent requests of one process")
    threads: int = setting(4, "concurrent expensive operations of one process")
    inline_cost: int = setting(
        6_000, "cost in points up to which an operation runs on the event loop, without a thread"
    )

    max_tokens: int = setting(2_000, "tokens of a document, comments included")
    max_nesting: int = setting(50, "nested brackets, in a document or in variables")
    max_text: int = setting(1_000, "characters of one name, number or text")
    max_values: int = setting(1_000, "values in the variables")
    max_operations: int = setting(10, "operations of a document")
    max_fragments: int = setting(50, "fragments of a document")
    max_variables: int = setting(50, "variables of an operation")
    max_depth: int = setting(12, "nested fields; this limit and the next ones count with fragments expanded")
    max_root_fields: int = setting(30, "fields at the root")
    max_aliases: int = setting(50, "aliases")
    max_directives: int = setting(50, "directives")
    max_selections: int = setting(1_000, "fields and spreads")
    max_repeats: int = setting(100, "fields that are selected again at the same place")
    max_cost: int = setting(20_000, "cost of an operation in points; [http.md](http.md) defines them")

    def has(self, switch: str) -> bool:
        """Whether a setting that is yes or no is yes."""
        return bool(getattr(self, switch) == "yes")

    @property
    def response_bytes(self) -> int:
        """The limit of the response cache in bytes; 0 when the setting `answer_cache` is no."""
        return self.cache_bytes if self.has("answer_cache") else 0

    @property
    def readers_url(self) -> str:
        return self.read_url or self.database_url

    @property
    def embedded(self) -> bool:
        """Whether the store is a file of our own, which `serve` may create and fill."""
        return self.database_url.startswith("sqlite:")

    @property
    def published_by(self) -> Publisher:
        return Publisher(self.public_url, self.publisher, self.publisher_type, self.contact)


PAGE_HEAD = """\
# Settings

Every setting is an environment variable. A value that is not valid stops the service at its start, with a message
that names the variable. `samband settings` prints this page.

| setting | default | meaning |
|---|---|---|"""
RANGES: dict[str, tuple[float, float]] = {
    "port": (0, 65535),
    "poll_seconds": (0.05, 3600),
    "workers": (1, 64),
    "statement_seconds": (0, 86_400),
    "versions_kept": (1, 1000),
    "grace_seconds": (0, 3600),
    "max_uri": (0, 65_000),  # longer ones cannot be read
    "header_seconds": (0.1, 3600),
    "body_seconds": (0.1, 3600),
    "operation_seconds": (0.1, 3600),
    "threads": (1, 1000),
}
LARGEST = 10**9  # of any other number, which is never below 0
PUBLISHER_TYPES = (
    "Academia-ScientificOrganisation",
    "Company",
    "IndustryConsortium",
    "LocalAuthority",
    "NationalAuthority",
    "NonGovernmentalOrganisation",
    "NonProfitOrganisation",
    "PrivateIndividual(s)",
    "RegionalAuthority",
    "StandardisationBody",
    "SupraNationalAuthority",
)
FORMS: dict[str, tuple[str, str]] = {
    "public_url": (
        r"https?://[\w.:\[\]-]+(/[\w.~-]+)*",
        "an absolute address such as https://data.example.org, without a slash at its end",
    ),
    "publisher_type": (
        "|".join(map(re.escape, PUBLISHER_TYPES)),
        f"one of {', '.join(PUBLISHER_TYPES)}",
    ),
    "cache_control": (r"[ -~]+", "the value of a Cache-Control header field"),
    **dict.fromkeys(
        ("trusted_only", "plans", "fragments", "fast_path", "answer_cache", "measuring_process"),
        ("no|yes", "no or yes"),
    ),
    "request_log": ("json|off", "json or off"),
    "allowed_origins": (
        r"\*|(https?://[^\s/,*]+)(\s*,\s*https?://[^\s/,*]+)*",
        "* or origins such as https://example.org, separated by commas",
    ),
    "contact": (r"[^\s@<>\"]+@[^\s@<>\"]+", "a mailbox such as opendata@example.org"),
}


def limits_of(settings: Settings) -> Limits:
    """What one document may ask for."""
    return Limits(**{field.name: getattr(settings, f"max_{field.name}") for field in fields(Limits)})


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return "DATABASE_URL" if name == "database_url" else f"SAMBAND_{name.upper()}"


def markdown() -> str:
    """The page docs/settings.md: a table of all settings."""
    rows = (
        f"| `{variable(item.name)}` | `{item.default}` | {item.metadata['description']} |" for item in fields(Settings)
    )
    return "\n".join([PAGE_HEAD, *rows, ""])


def from_environ(environ: Mapping[str, str]) -> Settings:
    """The settings. Raises SettingError with the key, the value and what was wanted."""
    known = {field.name: field for field in fields(Settings)}
    unknown = {key for key in environ if key.startswith("SAMBAND_")} - {variable(name) for name in known}
    unknown -= {key for key in unknown if key.startswith("SAMBAND_TEST_")}
    if unknown:
        raise SettingError(f"{min(unknown)} is no setting; settings are {', '.join(map(variable, known))}")
    given = {name: environ[variable(name)] for name in known if environ.get(variable(name))}
    return Settings(**{name: read(name, type(known[name].default), text) for name, text in given.items()})


def read(name: str, wanted: type[Any], text: str) -> Any:
    try:
        value = wanted(text)
    except ValueError:
        raise SettingError(
            f"{variable(name)}={text!r} is not {'a whole number' if wanted is int else 'a number'}"
        ) from None
    form, meant = FORMS.get(name, (None, ""))
    if form is not None and not re.fullmatch(form, text):
        raise SettingError(f"{variable(name)}={text!r} is not {meant}")
    low, high = RANGES.get(name, (0, LARGEST))
    if wanted is not str and not low <= value <= high:
        raise SettingError(f"{variable(name)}={text!r} is not between {low} and {high}")
    return value
