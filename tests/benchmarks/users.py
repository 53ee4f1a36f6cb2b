"""What real clients and proxies add to a request: header fields that differ in each, and the codings that they accept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

FIREFOX = "Mozilla/5.0 ({}; rv:{}.0) Gecko/20100101 Firefox/{}.0"
CHROME = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36"
SYSTEMS = (
    "X11; Linux x86_64",
    "Windows NT 10.0; Win64; x64",
    "Macintosh; Intel Mac OS X 10_15_7",
    "Android 15; Mobile",
)
PROGRAMS = (
    *(
        "curl/7.88.1",
        "curl/8.5.0",
        "python-requests/2.32.3",
        "python-httpx/0.28.1",
        "node",
        "undici",
        "Go-http-client/1.1",
    ),
    *("okhttp/4.12.0", "axios/1.7.9", "gql/3.5.0", "Apollo-Client/3.11", "libwww-perl/6.72", "Wget/1.21.4"),
    *("Java-http-client/21.0.5", "aiohttp/3.11.10", "R (4.4.2) httr2/1.0.7"),
)
AGENTS = (
    *(FIREFOX.format(system, version, version) for system in SYSTEMS for version in (128, 140, 145)),
    *(CHROME.format(system, version) for system in SYSTEMS for version in (131, 138, 142)),
    *PROGRAMS,
)
BROWSER = "gzip, deflate, br, zstd"
FIELDS = (
    "User-Agent: {agent}\r\nX-Request-ID: {number:032x}\r\nX-Forwarded-For: 192.0.2.{host}\r\n"
    "traceparent: 00-{number:032x}-{number:016x}-01\r\n"
)
NUMBERS = count(1)


def dressed(requests: Iterable[bytes], coding: str = "") -> Iterator[bytes]:
    """Yields the requests with the fields of other clients in each; `coding` is a value of Accept-Encoding."""
    accepts = f"Accept-Encoding: {coding}\r\n" if coding else ""
    for request, number in zip(requests, NUMBERS, strict=False):
        fields = FIELDS.format(agent=AGENTS[number % len(AGENTS)], number=number, host=number % 254 + 1)
        yield request.replace(b"\r\n", f"\r\n{fields}{accepts}".encode(), 1)
