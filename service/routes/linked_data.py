"""Linked data over HTTP: single entities, the complete catalogue, its JSON-LD context and its DCAT description."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple
from urllib.parse import quote

import orjson
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from data.catalogue.layers import layer_named, strictest, with_references
from data.catalogue.rows.row import BASE
from data.domain.evidence_enums import GoalBasis
from data.domain.publisher import Publisher
from data.formats.open_data import linked
from data.formats.open_data.linked_layer import layer_catalogue, layer_quads
from data.formats.open_data.nodes import RECORDS, Doc
from data.formats.open_data.vocabulary import CONTEXT, context, term_document
from data.snapshot.goal_links import STATED_ONLY
from data.snapshot.snapshot import Snapshot
from service.http.cached_files import CachedFiles, File
from service.http.negotiation import preferred
from service.http.problems import error_response
from service.http.response_cache import tag_of
from service.routes.layers import ONE_LAYER, licensed, requested_or_base
from service.routes.operations import DOCUMENT, TEXT, Operation, OperationRoute
from service.routes.parameters import BASIS, choice, goal_basis, matching

JSON_LD, TURTLE, RDF_XML, HTML = "application/ld+json", "text/turtle", "application/rdf+xml", "text/html"
SYNTAXES = {RDF_XML: "pretty-xml", TURTLE: "turtle", JSON_LD: "json-ld"}
PAGES = ("municipality", "partnership")  # kinds of which each entity has a page
EXPLORED = ("goal", "country", "seat", "handover")  # kinds that the explorer shows, by their names as parameters
SYNTAX = {"jsonld": JSON_LD, "turtle": TURTLE}
RECORD_SECONDS = 5e-5  # of writing a record as linked data
VARY = "Accept, Accept-Encoding"


class Complete(NamedTuple):
    """A format of the linked data of one layer."""

    media_type: str
    write: Callable[[Snapshot, str, str, frozenset[GoalBasis]], Iterator[bytes]]


COMPLETE = {  # by file name extension
    "jsonld": Complete(JSON_LD, layer_catalogue),
    "nq": Complete("application/n-quads", layer_quads),
}


KIND = choice("kind", "The kind of the entity.", (*RECORDS, "term"))
SLUG = matching(
    "slug", "The last part of the identifier of the entity.", "[^/]+", "mariestad", "a slug such as mariestad"
)
DCAT = Operation(
    "dcat", "The catalogue as DCAT-AP-SE 3.0.1, for data portals", dict.fromkeys(SYNTAXES, TEXT) | {JSON_LD: DOCUMENT}
)
ENTITY = Operation(
    "entity",
    "One entity as linked data",
    {JSON_LD: DOCUMENT, TURTLE: TEXT},
    (KIND, SLUG, BASIS, choice("format", "The syntax; without it Accept decides.", SYNTAX)),
    others={
        303: "A client that prefers HTML is sent to the page of the entity, or to the explorer, where there is one."
    },
)
CONTEXT_DOCUMENT = Operation("context", "The JSON-LD context of the linked data", {JSON_LD: DOCUMENT})


def complete_operation(extension: str) -> Operation:
    media = COMPLETE[extension].media_type
    schema = DOCUMENT if media == JSON_LD else TEXT
    return Operation(f"catalogue_{extension}", "The linked data of a layer", {media: schema}, (ONE_LAYER, BASIS))


def routes(files: CachedFiles, publisher: Publisher) -> list[OperationRoute]:
    found: dict[str, tuple[Callable[..., File | Response], Operation]] = {
        "/datasets/dcat": (dcat, DCAT),
        "/id/{kind}/{slug}": (entity, ENTITY),
        f"/{CONTEXT}": (context_document, CONTEXT_DOCUMENT),
    }
    return [
        OperationRoute(path, files.serve(partial(find, publisher)), operation)
        for path, (find, operation) in found.items()
    ]


def catalogues(files: CachedFiles, publisher: Publisher) -> list[OperationRoute]:
    """The routes of the complete linked data."""
    return [
        OperationRoute(f"/catalogue.{name}", files.serve(partial(complete, name, publisher)), complete_operation(name))
        for name in COMPLETE
    ]


def dcat(publisher: Publisher, snapshot: Snapshot, request: Request) -> File:
    media = preferred(accept_of(request), *SYNTAXES)
    tag = tag_of(snapshot.version, snapshot.loaded_at, "dcat", media, *publisher)
    return File(tag, media, partial(description, publisher=publisher, syntax=SYNTAXES[media]), vary=VARY)


def description(snapshot: Snapshot, publisher: Publisher, syntax: str = SYNTAXES[RDF_XML]) -> Iterator[bytes]:
    from data.formats.open_data import dcat  # noqa: PLC0415 rdflib takes 20 MiB and is rarely needed

    yield dcat.write(snapshot, publisher, syntax)


def entity(publisher: Publisher, snapshot: Snapshot, request: Request) -> File | Response:
    address, kind, slug = publisher.address, request.path_params["kind"], request.path_params["slug"]
    found = linked.find(snapshot, kind, slug)
    basis = goal_basis(request.query_params)
    document = (
        linked.document(found, address, basis) if found else term_document(slug, address) if kind == "term" else None
    )
    if document is None:
        return error_response(404, f"no entity has this kind and slug; kinds are {', '.join((*RECORDS, 'term'))}")
    media = requested_syntax(request, kind)
    if media == HTML:
        return RedirectResponse(f"{address}/{page_of(kind, slug, basis)}", 303, {"Vary": "Accept"})

    def write(_snapshot: Snapshot) -> Iterator[bytes]:
        yield orjson.dumps(document) if media == JSON_LD else as_turtle(document, address)

    return File(tag_of(snapshot.version, document["@id"], media, *sorted(basis)), media, write, vary=VARY)


def requested_syntax(request: Request, kind: str) -> str:
    """The media type that the parameter `format` names, else the one that Accept prefers."""
    given = request.query_params.get("format")
    if given:
        return SYNTAX[given]
    return preferred(accept_of(request), JSON_LD, TURTLE, *((HTML,) if kind in (*PAGES, *EXPLORED) else ()))


def page_of(kind: str, slug: str, basis: frozenset[GoalBasis]) -> str:
    """The relative address of the page of an entity, or of its view in the explorer."""
    if kind in PAGES:
        return f"{kind}/{quote(slug)}"
    return f"?{kind}={quote(slug)}{'&inferred=1' if GoalBasis.INFERRED in basis else ''}"


def complete(extension: str, publisher: Publisher, snapshot: Snapshot, request: Request) -> File:
    """The file of the linked data of one layer in a format of COMPLETE."""
    layer, basis = requested_or_base(snapshot, request), goal_basis(request.query_params)
    tag = tag_of(snapshot.version, "complete", extension, layer.slug, publisher.address, *sorted(basis))
    name = f"samband{'' if layer.slug == BASE else f'-{layer.slug}'}-{snapshot.version}.{extension}"
    write = partial(everything, publisher=publisher, layer=layer.slug, basis=basis, extension=extension)
    file = File(tag, COMPLETE[extension].media_type, write, name, seconds=RECORD_SECONDS * snapshot.size)
    return licensed(file, strictest(with_references(snapshot, [layer.slug])))  # times follow from records of the base


def everything(
    snapshot: Snapshot,
    publisher: Publisher,
    layer: str = BASE,
    basis: frozenset[GoalBasis] = STATED_ONLY,
    *,
    extension: str,
) -> Iterator[bytes]:
    """The linked data of one layer in a format of COMPLETE, in blocks. Raises InputError for an unknown layer."""
    return COMPLETE[extension].write(snapshot, publisher.address, layer_named(snapshot, layer).slug, basis)


def context_document(publisher: Publisher, _snapshot: Snapshot, _request: Request) -> File:
    document = {"@context": context(publisher.address)}
    return File(tag_of(CONTEXT, publisher.address), JSON_LD, lambda _: [orjson.dumps(document)])


def accept_of(request: Request) -> str:
    return request.headers.get("accept", "")


def as_turtle(document: Doc, address: str) -> bytes:
    from data.formats.open_data.turtle import turtle  # noqa: PLC0415 as above

    return turtle(document, address)
