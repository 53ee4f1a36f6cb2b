"""The pages of municipalities and partnerships with their pictures, in the language that the request asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import orjson
import strawberry
from starlette.requests import Request
from starlette.responses import Response

from data.formats.open_data.nodes import RECORDS
from data.snapshot.snapshot import Snapshot
from service.http.cached_files import BoundedFiles, File
from service.http.negotiation import preferred
from service.http.problems import MEDIA_TYPE, error_response
from service.http.response_cache import tag_of
from service.preparation import today
from service.routes.operations import ANY, TEXT, Operation, OperationRoute
from service.routes.pages import STRICT_HEADERS
from service.routes.parameters import matching
from service.routes.versions import citation_of
from service.settings import Settings
from service.site.documents import Documents
from service.site.evidence import licences_of
from service.site.not_found import not_found_page
from service.site.picture import png
from service.site.rendering import render, script
from service.site.structured_data import script_text, web_page
from service.site.subjects import SUBJECTS, Subject
from service.site.summaries import Summary
from service.site.words import LANG, VARY, requested_language, words_of

HTML, PNG = "text/html", "image/png"
NOT_THERE = "no {} has this slug; GraphQL finds those that there are"
ROOT_OF_PAGE = "../"
DENSE = 15_000  # bytes of data; a page with more is printed in small letters, on one sheet if it can be


class PageFile(File):
    """A page or its picture, with its language among its headers, and the policy of pages."""

    language = "en"

    def headers(self, tag: str) -> dict[str, str]:
        own = STRICT_HEADERS if self.media_type.startswith(HTML) else {}
        return super().headers(tag) | own | {"Content-Language": self.language}


class Found(NamedTuple):
    """The data of a page, and what follows from them."""

    data: Mapping[str, Any]
    it: Mapping[str, Any]
    sources: list[Mapping[str, Any]]
    summary: Summary


class Site(NamedTuple):
    """What all pages are made with: the documents and the settings of the service."""

    documents: Documents
    settings: Settings

    @property
    def public_url(self) -> str:
        return self.settings.public_url

    def found(self, subject: Subject, snapshot: Snapshot, variables: dict[str, str]) -> Found:
        data = self.documents.data(subject.name, snapshot, variables)
        it = data[subject.name]
        sources = subject.sources(it)
        summary = subject.summary(words_of(variables["language"].lower()), it, len(sources))
        return Found(data, it, sources, summary)

    def page(self, subject: Subject, snapshot: Snapshot, variables: dict[str, str]) -> Iterator[bytes]:
        """The page as HTML."""
        found, language, slug = (
            self.found(subject, snapshot, variables),
            variables["language"].lower(),
            variables["slug"],
        )
        head = {
            "title": found.it[subject.title],
            "description": found.summary.sentence,
            "address": f"{self.public_url}/{subject.name}/{quote(slug)}",
            "identifier": f"{self.public_url}/id/{subject.name}/{quote(slug)}",
        }
        licences = licences_of(found.it["layer"], *found.sources)
        node = web_page(
            head["address"],
            language,
            head["title"],
            head["description"],
            head["identifier"],
            [licence.url for licence in licences],
        )
        html = render(
            f"{subject.name}.html",
            language,
            ROOT_OF_PAGE,
            kind=subject.name,
            it=found.it,
            dense=len(orjson.dumps(found.it)) > DENSE,
            head=head,
            sources=found.sources,
            licences=licences,
            version=snapshot.version,
            citation=citation_of(snapshot.version, snapshot.history, self.settings).text.strip(),
            today=variables["today"],
            tables=subject.tables(found.it, language),
            explorer_query=urlencode({subject.parameter: slug, "view": "map"}),
            query=self.query(subject, variables),
            structured_data=script(script_text(node, subject.node(found.it, self.public_url))),
            **subject.values(found.data, variables["today"]),
        )
        yield html.encode()

    def query(self, subject: Subject, variables: dict[str, str]) -> str:
        """The fragment with which GraphiQL opens the document of a page."""
        text = self.documents.texts[subject.name]
        given = ", ".join(f'"{name}": "{value}"' for name, value in variables.items())
        return urlencode({"query": text, "variables": f"{{{given}}}"}, quote_via=quote)

    def picture(self, subject: Subject, snapshot: Snapshot, variables: dict[str, str]) -> Iterator[bytes]:
        """The picture as a PNG."""
        found = self.found(subject, snapshot, variables)
        return png(subject.picture(found.it, found.summary))


def operation_of(subject: Subject, name: str, summary: str, content: Mapping[str, Any]) -> Operation:
    slug = matching("slug", f"The slug of the {subject.name}.", "[^/]+", "mariestad", "a slug such as mariestad")
    return Operation(name, summary, content, (slug, LANG), is_open=True)


def routes(files: BoundedFiles, schema: strawberry.Schema, settings: Settings) -> list[OperationRoute]:
    """The routes of the pages and of their pictures."""
    site = Site(Documents(schema), settings)
    return [route for subject in SUBJECTS for route in routes_of(subject, site, files)]


def routes_of(subject: Subject, site: Site, files: BoundedFiles) -> Iterator[OperationRoute]:
    name = subject.name
    page = operation_of(subject, f"{name}Page", f"The page about a {name}, for people", {HTML: TEXT})
    picture = operation_of(subject, f"{name}Picture", f"The picture of the page about a {name}", {PNG: ANY})
    yield OperationRoute(f"/{name}/{{slug}}", files.serve(partial(page_file, subject, site)), page)
    yield OperationRoute(f"/{name}/{{slug}}/picture.png", files.serve(partial(picture_file, subject, site)), picture)


def page_file(subject: Subject, site: Site, snapshot: Snapshot, request: Request) -> File | Response:
    return file_of(subject, site, snapshot, request, f"{HTML}; charset=utf-8", site.page)


def picture_file(subject: Subject, site: Site, snapshot: Snapshot, request: Request) -> File | Response:
    return file_of(subject, site, snapshot, request, PNG, site.picture)


def file_of(
    subject: Subject,
    site: Site,
    snapshot: Snapshot,
    request: Request,
    media_type: str,
    write: Callable[[Subject, Snapshot, dict[str, str]], Iterator[bytes]],
) -> File | Response:
    """A file about a subject as of today, or the response that there is none."""
    slug, language = request.path_params["slug"], requested_language(request)
    if snapshot.all_time.get(RECORDS[subject.name], slug) is None:
        return not_found(request, subject, language)
    variables = {"slug": slug, "today": today().isoformat(), "language": language.upper()}
    served = (snapshot.version, str(snapshot.history.each()), site.public_url, site.settings.publisher)
    tag = tag_of(media_type, subject.name, *served, *variables.values())
    packed = media_type == PNG
    file = PageFile(tag, media_type, lambda snapshot: write(subject, snapshot, variables), packed=packed, vary=VARY)
    file.language = language
    return file


def not_found(request: Request, subject: Subject, language: str) -> Response:
    """The 404 response: a page for browsers, problem details for other clients."""
    if preferred(request.headers.get("accept", ""), MEDIA_TYPE, HTML) != HTML:
        return error_response(404, NOT_THERE.format(subject.name), {"Vary": "Accept"})
    return not_found_page(request, language)
