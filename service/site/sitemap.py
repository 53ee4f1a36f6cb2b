"""What robots read: robots.txt, and sitemaps with the pages of a catalogue version in all languages."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from data.snapshot.snapshot import Snapshot
from service.http.cached_files import CachedFiles, File
from service.http.problems import error_response
from service.http.response_cache import tag_of
from service.routes.operations import NOT_MODIFIED, TEXT, Operation, OperationRoute
from service.routes.pages import MEDIA_TYPES
from service.routes.pages import File as StaticFile
from service.routes.parameters import integer
from service.settings import Settings
from service.site.words import FILES

XML = "application/xml"
SPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
MOST = 50_000  # addresses in a sitemap, by its protocol
MOST_PARTS = 50_000  # sitemaps in an index
TABLES = {"municipality": "municipalities", "partnership": "partnerships"}
ADDRESS_SECONDS = 4e-6  # of writing an address
DEAR = ("graphql", "id/", "network.", "reconcile", "records", "tables/", "catalogue.", "versions")

ROBOTS = Operation("robots", "What robots may fetch", {"text/plain": TEXT}, is_file=False, is_open=True)
FAVICON = Operation(
    "favicon", "The icon of the pages", {MEDIA_TYPES[".ico"]: {}}, others=NOT_MODIFIED, is_file=False, is_open=True
)
SITEMAP = Operation("sitemap", "The addresses of all pages, or an index of such lists", {XML: TEXT}, is_open=True)
PART = Operation(
    "sitemapPart",
    "A part of the addresses of all pages",
    {XML: TEXT},
    (integer("part", "The number of the part, as the index has it.", 1, MOST_PARTS),),
    is_open=True,
)


def routes(files: CachedFiles, settings: Settings) -> list[OperationRoute]:
    """The routes of robots.txt, of the sitemaps and of the icon."""
    public_url, icon = settings.public_url, StaticFile(Path(__file__).parent / "favicon.ico")

    async def robots(_request: Request) -> Response:
        return PlainTextResponse(robots_text(public_url))

    async def favicon(request: Request) -> Response:
        return icon.respond(request.headers)

    return [
        OperationRoute("/robots.txt", robots, ROBOTS),
        OperationRoute("/sitemap.xml", files.serve(partial(sitemap, public_url)), SITEMAP),
        OperationRoute("/sitemap-{part}.xml", files.serve(partial(sitemap_part, public_url)), PART),
        OperationRoute("/favicon.ico", favicon, FAVICON),
    ]


def robots_text(public_url: str) -> str:
    """Robots may fetch pages, and no data, which they would ask for in endless variants."""
    root = f"{urlsplit(public_url).path}/"
    refused = "".join(f"Disallow: {root}{path}\n" for path in DEAR)
    return f"User-agent: *\n{refused}\nSitemap: {public_url}/sitemap.xml\n"


def sitemap(public_url: str, snapshot: Snapshot, _request: Request) -> File:
    count = parts(snapshot)
    if count == 1:
        return part_file(public_url, snapshot, 1)
    return File(tag_of(snapshot.version, "sitemaps", public_url), XML, partial(index, public_url, count))


def sitemap_part(public_url: str, snapshot: Snapshot, request: Request) -> File | Response:
    part, count = int(request.path_params["part"]), parts(snapshot)
    if part > count:
        return error_response(404, f"there is no part {part}; the last one is {count}")
    return part_file(public_url, snapshot, part)


def part_file(public_url: str, snapshot: Snapshot, part: int) -> File:
    tag = tag_of(snapshot.version, "sitemap", f"{part} of {parts(snapshot)}", public_url)
    seconds = ADDRESS_SECONDS * min(addresses(snapshot), MOST)
    return File(tag, XML, partial(urls, public_url, part), seconds=seconds)


def addresses(snapshot: Snapshot) -> int:
    """The number of addresses: one for each page and language."""
    return len(FILES) * sum(snapshot.tables[table].size for table in TABLES.values())


def parts(snapshot: Snapshot) -> int:
    return max(1, -(-addresses(snapshot) // MOST))


def index(public_url: str, count: int, _snapshot: Snapshot) -> Iterator[bytes]:
    """The index of the parts."""
    yield f"{DECLARATION}<sitemapindex {SPACES}>\n".encode()
    for part in range(1, count + 1):
        yield f"<sitemap><loc>{public_url}/sitemap-{part}.xml</loc></sitemap>\n".encode()
    yield b"</sitemapindex>\n"


def urls(public_url: str, part: int, snapshot: Snapshot) -> Iterator[bytes]:
    """The addresses of a part, each with the same page in other languages."""
    yield f"{DECLARATION}<urlset {SPACES} {XHTML}>\n".encode()
    size = MOST // len(FILES)
    for address in islice(page_addresses(public_url, snapshot), (part - 1) * size, part * size):
        links = "".join(alternate(language, f"{address}?lang={language}") for language in FILES)
        links += alternate("x-default", address)
        yield "".join(f"<url><loc>{address}?lang={language}</loc>{links}</url>\n" for language in FILES).encode()
    yield b"</urlset>\n"


def alternate(language: str, address: str) -> str:
    return f'<xhtml:link rel="alternate" hreflang="{language}" href="{address}"/>'


def page_addresses(public_url: str, snapshot: Snapshot) -> Iterator[str]:
    """The addresses of all pages without a language."""
    for name, table in TABLES.items():
        slugs = snapshot.tables[table].columns["slug"]
        for row in range(snapshot.tables[table].size):
            yield f"{public_url}/{name}/{quote(slugs.at(row))}"
