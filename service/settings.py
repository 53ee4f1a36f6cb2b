"""Settings, read once from the environment into one frozen object."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from data.catalogue.package import Publisher
from data.domain.errors import SettingError
from schema.execution.limits import Limits

EMBEDDED = "sqlite:///var/samband.db"


@dataclass(frozen=True, slots=True)
class Settings:
    """Each setting is the environment variable `SAMBAND_` and its name in capitals; `database_url` is DATABASE_URL."""

    database_url: str = EMBEDDED  # the store: sqlite:///FILE or postgresql://…
    host: str = "127.0.0.1"  # address to listen on
    port: int = 8000  # TCP port, 0 to 65535; 0 lets the system choose
    poll_seconds: float = 1.0  # how often the served version is asked for, 0.05 to 3600 seconds

    workers: int = 1  # processes that serve, 1 to 64; each holds a snapshot of its own
    read_url: str = ""  # address of the store for those who only read, such as a replica's; DATABASE_URL when empty
    statement_seconds: float = 60.0  # how long PostgreSQL works on one statement of a reader; 0 sets no limit
    versions_kept: int = 10  # catalogue versions kept in the store, 1 to 1000, for `rollback` and `knownAt`
    grace_seconds: int = 30  # how long requests under way may take when the service ends, 0 to 3600 seconds

    networkx_backend: str = "networkx"  # what computes whole-graph measures: networkx, or an installed backend of it

    public_url: str = "http://127.0.0.1:8000"  # where the world finds us; addresses in open data begin with it
    publisher: str = "Samband"  # name of the organisation that answers for the data
    publisher_type: str = "NonProfitOrganisation"  # what it is, as http://purl.org/adms/publishertype/ has it
    contact: str = ""  # mailbox of a role, never of a person, for questions on the data; none is named unless given

    cache_bytes: int = 67_108_864  # answers kept in one process, in bytes; 0 keeps none
    cache_control: str = "public, no-cache"  # what Cache-Control says of answers without errors

    allowed_origins: str = "*"  # whose pages may read answers: * for all, or origins separated by commas
    trusted_documents: str = "none"  # a JSON file of documents by their SHA-256, or none
    trusted_only: str = "no"  # whether only those documents are answered: no or yes
    request_log: str = "json"  # a line on standard output for each request: json or off

    max_uri: int = 8_192  # bytes of path and query
    max_headers: int = 16_384  # bytes of all header fields
    max_body: int = 100_000  # bytes of a request's body
    header_seconds: float = 10.0  # time for the head of a request to arrive
    body_seconds: float = 10.0  # time for its body
    operation_seconds: float = 10.0  # time for one operation, waiting included
    max_requests: int = 200  # requests at a time in one process
    threads: int = 4  # dear operations at a time in one process
    inline_cost: int = 6_000  # points up to which an operation is executed at once, without a thread

    max_tokens: int = 2_000  # tokens of a document, comments included
    max_nesting: int = 50  # brackets within each other, in a document or in variables
    max_text: int = 1_000  # characters of one name, number or text
    max_values: int = 1_000  # values in the variables
    max_operations: int = 10  # operations of a document
    max_fragments: int = 50  # fragments of a document
    max_variables: int = 50  # variables of an operation
    max_depth: int = 12  # fields within each other
    max_root_fields: int = 30  # fields at the root
    max_aliases: int = 50  # aliases; this and what follows with fragments expanded
    max_directives: int = 50  # directives
    max_selections: int = 1_000  # fields and spreads
    max_repeats: int = 100  # fields asked for again at the same place
    max_cost: int = 20_000  # points, see docs/http.md

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
    "trusted_only": ("no|yes", "no or yes"),
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
