"""The versions of the catalogue: which there are, the files of each, and how to cite one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from starlette.requests import Request
from starlette.responses import Response

from data.catalogue.package import LICENCE
from data.domain.licences import LICENCES
from data.snapshot.snapshot import Snapshot
from data.store.history import History
from data.store.versions import KnownVersions
from service.http.cached_files import CachedFiles, File, guarded
from service.http.response_cache import tag_of
from service.http.version_files import PREFIX, VersionFiles, missing
from service.routes.operations import TEXT, Operation, OperationRoute
from service.routes.parameters import Schema, choice, matching
from service.settings import Settings

JSON = "application/json"
INSTANT: Schema = {"type": "string", "format": "date-time"}
SPAN: Schema = {
    "type": "object",
    "properties": {"from": INSTANT, "until": {"type": ["string", "null"], "format": "date-time"}},
    "required": ["from", "until"],
}
ENTRY: Schema = {
    "title": "Version",
    "type": "object",
    "properties": {
        "version": {"type": "string"},
        "served": {"type": "array", "items": SPAN, "description": "When it was served, the last time first."},
        "stored": {"type": "boolean", "description": "Whether its files can be had."},
        "current": {
            "type": "boolean",
            "description": "Whether it is that of the files without a version. One that was just loaded becomes so soon.",
        },
        "records": {
            "type": ["integer", "null"],
            "description": "The number of its records; null when the store does not hold it any longer.",
        },
        "url": {"type": "string", "format": "uri"},
        "files": {"type": "array", "items": {"type": "string"}, "description": "The files, relative to the address."},
    },
    "required": ["version", "served", "stored", "current", "records", "url"],
}
LISTING: Schema = {
    "title": "Versions",
    "type": "object",
    "properties": {"versions": {"type": "array", "items": ENTRY}},
    "required": ["versions"],
}
VERSION = matching(
    "version",
    "A version of the catalogue, as /versions lists them.",
    "[0-9a-f]{16}(-[0-9]{4})*",  # a migration that changes records adds its number
    "0123456789abcdef",
    "a version of /versions",
)
GONE = {
    404: "There is no such version; `versions` lists those that there are.",
    410: "The version is no longer stored.",
}
FORM = (
    "The data never change. Their form is that of the release of the service, of its publisher and of its public address: "
    "it may change with these, and the ETag then does, but caches may keep the former form for a year. "
    "/versions/{version}/records/{name}.csv depends on none of them, so its bytes never change."
)
VERSIONS = Operation("versions", "The versions that were served, the newest first", {JSON: LISTING})
ONE = Operation("version", "One version, and its files", {JSON: ENTRY}, (VERSION,), errors=GONE)
FORMATS = {"text": "text/plain; charset=utf-8", "bibtex": "application/x-bibtex; charset=utf-8"}
CITE = Operation(
    "cite",
    "How to cite a version of the catalogue",
    dict.fromkeys(FORMATS.values(), TEXT),
    (
        VERSION._replace(description="The version; the newest without it."),
        choice("format", "The form; text without it.", FORMATS),
    ),
    errors=GONE,
)
TITLE = "Samband: partnerships between municipalities as a network over time"


def routes(
    files: CachedFiles, version_files: VersionFiles, of_one_version: Sequence[OperationRoute], settings: Settings
) -> list[OperationRoute]:
    """The list of versions, the description and the files of each, and the citation."""
    names = [route.path.removeprefix("/") for route in of_one_version]

    async def versions(request: Request) -> Response:
        newest, known = version_files.newest(), await version_files.known()
        found = entries_of(known, newest, settings)
        return await files.answer(request, newest, document({"versions": list(found.values())}))

    async def version(request: Request) -> Response:
        newest, known = version_files.newest(), await version_files.known()
        wanted = request.path_params["version"]
        entry = entries_of(known, newest, settings).get(wanted)
        if entry is None or not entry["stored"]:
            raise missing(known, wanted)
        return await files.answer(request, newest, document(entry | {"files": names}))

    async def cite(request: Request) -> Response:
        newest = version_files.newest()
        wanted, history = request.query_params.get("version") or newest.version, newest.history
        if wanted != newest.version:
            known = await version_files.known()
            if wanted not in known.records:
                raise missing(known, wanted)
            history = known.history
        citation = citation_of(wanted, history, settings)
        return await files.answer(request, newest, citation_file(citation, request.query_params.get("format")))

    return [
        OperationRoute("/versions", guarded(versions), VERSIONS),
        OperationRoute(f"{PREFIX}/", guarded(version), ONE),
        OperationRoute("/cite", guarded(cite), CITE),
        *map(mounted, of_one_version),
    ]


def mounted(route: OperationRoute) -> OperationRoute:
    """The route of the same file of a version."""
    operation = route.operation
    parameters = (VERSION, *operation.parameters)
    own = operation._replace(
        name=f"version_{operation.name}",
        summary=f"{operation.summary}, of one version",
        description=FORM,
        parameters=parameters,
        errors={**operation.errors, **GONE},
    )
    return OperationRoute(PREFIX + route.path, route.endpoint, own)


def document(content: Mapping[str, Any]) -> File:
    body = orjson.dumps(content)
    return File(tag_of(body.decode()), JSON, lambda _: [body])


def entries_of(known: KnownVersions, newest: Snapshot, settings: Settings) -> dict[str, dict[str, Any]]:
    """What is known of each version that was served, the most recently served first."""
    return {
        version: {
            "version": version,
            "served": spans,
            "stored": version in known.records or version == newest.version,
            "current": version == newest.version,
            "records": known.records.get(version),
            "url": address_of(settings, version),
        }
        for version, spans in spans_of(known.history).items()
    }


def spans_of(history: History) -> dict[str, list[dict[str, str | None]]]:
    """When each version was served, the most recent first."""
    found: dict[str, list[dict[str, str | None]]] = {}
    until = None
    for version, since in reversed(history.each()):
        found.setdefault(version, []).append({"from": since, "until": until})
        until = since
    return found


def address_of(settings: Settings, version: str) -> str:
    return f"{settings.public_url}/versions/{version}/"


class Citation(NamedTuple):
    """What a citation of a version says. `since` is the instant from which it was first served."""

    author: str
    version: str
    since: str
    url: str

    @property
    def text(self) -> str:
        licence = LICENCES[LICENCE].title
        return (
            f"{self.author} ({self.since[:4]}). {TITLE}. Version {self.version}, published on {self.since[:10]}. "
            f"{licence}; further layers have licences of their own. {self.url}\n"
        )

    @property
    def bibtex(self) -> str:
        fields = {
            "author": f"{{{escaped(self.author)}}}",
            "publisher": f"{{{escaped(self.author)}}}",
            "title": f"{{{escaped(TITLE)}}}",
            "year": self.since[:4],
            "date": self.since[:10],
            "version": self.version,
            "url": self.url,
            "note": escaped(f"{LICENCES[LICENCE].title}; further layers have licences of their own"),
        }
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        return f"@dataset{{samband-{self.version},\n{lines}}}\n"


def citation_of(version: str, history: History, settings: Settings) -> Citation:
    """The citation of a version of the history."""
    since = next(since for served, since in history.each() if served == version)
    return Citation(" ".join(settings.publisher.split()), version, since, address_of(settings, version))


def citation_file(citation: Citation, form: str | None) -> File:
    form = form or "text"
    text: str = getattr(citation, form)
    return File(tag_of(form, text), FORMATS[form], lambda _: [text.encode()])


SPECIAL = {character: f"\\{character}" for character in "{}#$%&_"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def escaped(text: str) -> str:
    """The text for a field of BibTeX, in which no character has a meaning for TeX."""
    return "".join(SPECIAL.get(character, character) for character in text)
