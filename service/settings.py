"""Settings, read once from the environment into one immutable object."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, TypeVar

from data.domain.errors import SettingError
from data.domain.publisher import Publisher
from schema.execution.limits import Limits
from service.service_links import service_links

T = TypeVar("T")
EMBEDDED = "sqlite:///var/samband.db"


def setting(default: T, description: str) -> T:
    """A field of Settings with its description for docs/settings.md."""
    value: T = field(default=default, metadata={"description": description})
    return value


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of the service.

    The environment variable of a setting is `SAMBAND_` and its name in upper case; that of `database_url` is
    DATABASE_URL.
    """

    database_url: str = setting(EMBEDDED, "the store: `sqlite:///FILE` or `postgresql://USER@HOST/NAME`")
    host: str = setting("127.0.0.1", "address to listen on")
    port: int = setting(8000, "TCP port, 0 to 65535; 0 lets the system choose")
    poll_seconds: float = setting(1.0, "interval between checks for a new catalogue version, 0.05 to 3600 seconds")

    workers: int = setting(1, "number of server processes, 1 to 64; each holds its own snapshot")
    read_url: str = setting("", "URL of the store for reads, such as that of a replica; `DATABASE_URL` when empty")
    statement_seconds: float = setting(
        60.0, "PostgreSQL statement timeout for reads, 0 to 86400 seconds; 0 disables it"
    )
    versions_kept: int = setting(
        10, "number of catalogue versions retained in the store, 1 to 1000, for `rollback` and `knownAt`"
    )
    grace_seconds: int = setting(30, "shutdown timeout of requests in flight, 0 to 3600 seconds")

    public_url: str = setting(
        "http://127.0.0.1:8000", "public base URL of the service; identifiers in open data start with it"
    )
    publisher: str = setting("Samband", "name of the organisation that publishes the data")
    publisher_type: str = setting(
        "NonProfitOrganisation", "[ADMS publisher type](http://purl.org/adms/publishertype/1.0) of that organisation"
    )
    contact: str = setting(
        "", "e-mail address for questions about the data, of a role and never of a person; none is published when empty"
    )

    snapshot_images: str = setting(
        "yes",
        "`yes`: a load stores the linked tables of a version, which services read instead of its rows; `no`: neither",
    )
    plans: str = setting("yes", "`yes`: operations run as compiled plans; `no`: graphql-core executes all operations")
    fragments: str = setting(
        "yes", "`yes`: JSON fragments of earlier responses are reused; `no`: every response is rendered completely"
    )
    fast_validation: str = setting(
        "yes",
        "`yes`: a document that is valid beyond doubt is validated in one walk; `no`: graphql-core validates all documents",
    )
    fast_path: str = setting(
        "yes",
        "`yes`: a usual request that can be answered at once is answered without ASGI; `no`: all requests pass through ASGI",
    )
    answer_cache: str = setting("yes", "`yes`: response bodies are cached; `no`: no response body is cached")
    lanes: str = setting(
        "yes",
        "`yes`: separate processes compute measures of large networks and write large files; `no`: threads of the server process do",
    )
    measure_seconds: float = setting(
        2.0, "time in seconds above which betweenness and closeness are estimated from a sample, 0.1 to 600"
    )
    trusted_proxies: str = setting(
        "none",
        "addresses and networks of the proxies in front, such as `10.0.0.0/24`, separated by commas; what they say of the address of the client is believed. `none`: the peer address. Used to share the threads and the lanes fairly; no address is logged",
    )
    client_header: str = setting(
        "X-Forwarded-For",
        "header field to whose end a trusted proxy adds an address; the client is the last address in the field outside SAMBAND_TRUSTED_PROXIES",
    )

    cache_bytes: int = setting(67_108_864, "maximum size of the response cache of one process, in bytes; 0 disables it")
    fragment_bytes: int = setting(
        33_554_432, "maximum size of the JSON fragments of one process, in bytes; the oldest are evicted first"
    )
    spool_bytes: int = setting(
        268_435_456, "maximum size of the large files that one process keeps in its temporary directory, in bytes"
    )
    cache_control: str = setting("public, no-cache", "value of `Cache-Control` in responses without errors")

    allowed_origins: str = setting(
        "*", "web origins that may read responses (CORS), separated by commas; `*` allows all"
    )
    frame_ancestors: str = setting(
        "*",
        "sites that may show `/embed` in a frame, as in the CSP directive `frame-ancestors`; no other page may be framed",
    )
    trusted_documents: str = setting("none", "path of a JSON file that maps SHA-256 hashes to documents, or `none`")
    trusted_only: str = setting("no", "`yes`: only trusted documents are executed; `no`: all documents are")
    request_log: str = setting("json", "`json`: one JSON line on standard output per request; `off`: no access log")

    max_uri: int = setting(8_192, "maximum length of path and query string, in bytes")
    max_headers: int = setting(16_384, "maximum size of all header fields, in bytes")
    max_body: int = setting(100_000, "maximum size of a request body, in bytes")
    header_seconds: float = setting(10.0, "timeout for receiving the head of a request, in seconds")
    body_seconds: float = setting(10.0, "timeout for receiving the body of a request, in seconds")
    operation_seconds: float = setting(10.0, "timeout of one operation, including its time in the queue, in seconds")
    max_requests: int = setting(200, "maximum number of concurrent requests of one process")
    threads: int = setting(4, "maximum number of concurrent expensive operations of one process")
    inline_cost: int = setting(
        6_000, "maximum cost, in points, of an operation that runs on the event loop; others run in a thread"
    )

    max_tokens: int = setting(2_000, "maximum number of tokens in a document, comments included")
    max_nesting: int = setting(50, "maximum nesting of brackets in a document or in variables")
    max_text: int = setting(1_000, "maximum number of characters of one name, number or string")
    max_values: int = setting(1_000, "maximum number of values in the variables")
    max_operations: int = setting(10, "maximum number of operations in a document")
    max_fragments: int = setting(50, "maximum number of fragments in a document")
    max_variables: int = setting(50, "maximum number of variables of an operation")
    max_depth: int = setting(12, "maximum nesting of fields; this limit and those below count with fragments expanded")
    max_root_fields: int = setting(30, "maximum number of fields at the root")
    max_aliases: int = setting(50, "maximum number of aliases")
    max_directives: int = setting(50, "maximum number of directives")
    max_selections: int = setting(1_000, "maximum number of fields and fragment spreads")
    max_repeats: int = setting(100, "maximum number of duplicate fields, selected again at the same path")
    max_cost: int = setting(20_000, "maximum cost of an operation, in points; [http.md](http.md) defines them")

    def has(self, switch: str) -> bool:
        """Whether the setting `switch`, `yes` or `no`, is `yes`."""
        return bool(getattr(self, switch) == "yes")

    @property
    def response_bytes(self) -> int:
        """Maximum size of the response cache in bytes; 0 when `answer_cache` is `no`."""
        return self.cache_bytes if self.has("answer_cache") else 0

    @property
    def readers_url(self) -> str:
        return self.read_url or self.database_url

    @property
    def embedded(self) -> bool:
        """Whether the store is a SQLite file, which `serve` may create and load. A URI file name says itself how it is opened."""
        return self.database_url.startswith("sqlite:") and not self.database_url.startswith("sqlite:///file:")

    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        return networks_of(self.trusted_proxies)

    @property
    def published_by(self) -> Publisher:
        return Publisher(self.public_url, self.publisher, self.publisher_type, self.contact)


PAGE_HEAD = """\
# Settings

Every setting is an environment variable. If a value is invalid, the service does not start and the error message
names the variable. `samband settings` prints this page.

| setting | default | meaning |
|---|---|---|"""
RANGES: dict[str, tuple[float, float]] = {
    "port": (0, 65535),
    "poll_seconds": (0.05, 3600),
    "workers": (1, 64),
    "statement_seconds": (0, 86_400),
    "versions_kept": (1, 1000),
    "grace_seconds": (0, 3600),
    "max_uri": (0, 65_000),  # the HTTP parser accepts none that is longer
    "header_seconds": (0.1, 3600),
    "body_seconds": (0.1, 3600),
    "operation_seconds": (0.1, 3600),
    "threads": (1, 1000),
    "measure_seconds": (0.1, 600),
}
LARGEST = 10**9  # maximum of every other number; its minimum is 0
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
SWITCHES = tuple(item.name for item in fields(Settings) if item.default in ("yes", "no"))
FORMS: dict[str, tuple[str, str]] = {
    "public_url": (
        r"https?://[\w.:\[\]-]+(/[\w.~-]+)*",
        "an absolute URL such as https://data.example.org, without a trailing slash",
    ),
    "publisher_type": (
        "|".join(map(re.escape, PUBLISHER_TYPES)),
        f"one of {', '.join(PUBLISHER_TYPES)}",
    ),
    "cache_control": (r"[ -~]+", "the value of a Cache-Control header field"),
    **dict.fromkeys(SWITCHES, ("no|yes", "no or yes")),
    "request_log": ("json|off", "json or off"),
    "client_header": (
        "(?!(?i:none)$)[A-Za-z0-9-]{1,64}",
        "the name of a header field; to read none, remove it: SAMBAND_TRUSTED_PROXIES=none ignores the field",
    ),
    "allowed_origins": (
        r"\*|(https?://[^\s/,*]+)(\s*,\s*https?://[^\s/,*]+)*",
        "* or origins such as https://example.org, separated by commas",
    ),
    "frame_ancestors": (
        r"\*|'none'|'self'|('self' )?https?://[^\s/,;*]+( https?://[^\s/,;*]+)*",
        "*, 'none', 'self' or origins such as https://example.org, separated by spaces",
    ),
    "contact": (r"[^\s@<>\"]+@[^\s@<>\"]+", "an e-mail address such as opendata@example.org"),
}


def limits_of(settings: Settings) -> Limits:
    """The limits of one document."""
    return Limits(**{field.name: getattr(settings, f"max_{field.name}") for field in fields(Limits)})


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return "DATABASE_URL" if name == "database_url" else f"SAMBAND_{name.upper()}"


def markdown() -> str:
    """The text of docs/settings.md: a table of all settings."""
    rows = (
        f"| `{variable(item.name)}` | `{item.default}` | {item.metadata['description']} |" for item in fields(Settings)
    )
    return "\n".join([PAGE_HEAD, *rows, ""])


def from_environ(environ: Mapping[str, str]) -> Settings:
    """Reads the settings. Raises SettingError with the variable, its value and the expected form."""
    defined = {field.name: field for field in fields(Settings)}
    unknown = {key for key in environ if key.startswith("SAMBAND_")} - {variable(name) for name in defined}
    links = service_links(environ)
    unknown -= {key for key in unknown if key.startswith("SAMBAND_TEST_")} | links
    if unknown:
        raise SettingError(f"{min(unknown)} is not a setting; settings are {', '.join(map(variable, defined))}")
    given = {name: environ[variable(name)] for name in defined if environ.get(variable(name))}
    given = {name: text for name, text in given.items() if variable(name) not in links}
    return Settings(**{name: read(name, type(defined[name].default), text) for name, text in given.items()})


def read(name: str, wanted: type[Any], text: str) -> Any:
    """Parses the value of a setting of the type `wanted`. Raises SettingError."""
    try:
        value = wanted(text)
    except ValueError:
        raise SettingError(
            f"{variable(name)}={text!r} is not {'a whole number' if wanted is int else 'a number'}"
        ) from None
    if name == "trusted_proxies":
        check_networks(name, text)
    form, description = FORMS.get(name, (None, ""))
    if form is not None and not re.fullmatch(form, text):
        raise SettingError(f"{variable(name)}={text!r} is not {description}")
    low, high = RANGES.get(name, (0, LARGEST))
    if wanted is not str and not low <= value <= high:
        raise SettingError(f"{variable(name)}={text!r} is not between {low} and {high}")
    return value


def networks_of(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """The networks of a setting, an address being a network of its own. Raises ValueError."""
    return () if text == "none" else tuple(network_of(part.strip()) for part in text.split(","))


def network_of(text: str) -> IPv4Network | IPv6Network:
    """The network of a text. One of mapped addresses, such as ::ffff:10.0.0.0/104, is one of IPv4. Raises ValueError."""
    network = ip_network(text)
    mapped = getattr(network.network_address, "ipv4_mapped", None)
    return network if mapped is None else IPv4Network((mapped, network.prefixlen - 96))


def check_networks(name: str, text: str) -> None:
    """Raises SettingError for what is neither `none` nor a list of networks."""
    try:
        networks_of(text)
    except ValueError as error:
        expected = "none, or addresses and networks such as 10.0.0.0/8, separated by commas"
        raise SettingError(f"{variable(name)}={text!r} is not {expected}: {error}") from None
