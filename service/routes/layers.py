"""The layer that a request asks for, and files that name the licences of their layers in the header Link."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request

from data.catalogue.layers import layer_named, names_of_layers
from data.catalogue.rows.row import BASE
from data.domain.licences import LICENCES, Licence
from data.snapshot.entities import Layer
from data.snapshot.snapshot import Snapshot
from service.http.cached_files import File
from service.routes.parameters import Parameters, invalid_parameter, matching

LAYER = "layer"
NAMES = r"[a-z0-9]+(-[a-z0-9]+)*(,[a-z0-9]+(-[a-z0-9]+)*)*"
ONE_LAYER = matching(
    LAYER,
    "The layer whose records the file holds. Without it: the base, and for /records.zip all layers.",
    NAMES,
    "base",
    "the name of a layer such as base",
)
LAYERS = matching(
    LAYER,
    "The layers from which the file is computed, separated by commas. Without it: all layers.",
    NAMES,
    "base",
    "the names of layers such as base, separated by commas",
)


class LicensedFile(File):
    """A file of data under some licences, which the header Link names."""

    licences: Sequence[Licence] = ()

    def headers(self, tag: str) -> dict[str, str]:
        links = ", ".join(f'<{licence.url}>; rel="license"' for licence in self.licences)
        return super().headers(tag) | ({"Link": links} if links else {})


def licensed(file: File, licences: Sequence[Licence]) -> File:
    """The file, with the licences of its data in its headers."""
    found = LicensedFile(*file)
    found.licences = licences
    return found


def requested_layer(snapshot: Snapshot, request: Request) -> Layer | None:
    """The layer that the parameter `layer` names, None without it. Raises InputError."""
    slug = request.query_params.get(LAYER)
    if not slug:
        return None
    names = names_of_layers(snapshot)
    if slug not in names:
        raise invalid_parameter(request.query_params, LAYER, f"one of {', '.join(names)}")
    return layer_named(snapshot, slug)


def requested_or_base(snapshot: Snapshot, request: Request) -> Layer:
    """The layer that the parameter `layer` names, the base without it. Raises InputError."""
    return requested_layer(snapshot, request) or layer_named(snapshot, BASE)


def requested_layers(given: Parameters, snapshot: Snapshot) -> frozenset[str] | None:
    """The layers that the parameter `layer` names, separated by commas; None without it. Raises InputError."""
    if not given.get(LAYER):
        return None
    layers, known = frozenset(given[LAYER].split(",")), names_of_layers(snapshot)
    if not layers <= set(known):
        raise invalid_parameter(given, LAYER, f"one or more of {', '.join(known)}, separated by commas")
    return layers


def licence_of(layer: Layer) -> Licence:
    return LICENCES[layer.licence]
