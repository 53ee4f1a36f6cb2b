"""The layer that a request asks for, and files that name the licences of their layers in the header Link."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request

from data.catalogue.layers import layer_named, names_of_layers
from data.catalogue.reader import BASE
from data.domain.licences import LICENCES, Licence
from data.snapshot.entities import Layer
from data.snapshot.snapshot import Snapshot
from service.http.cached_files import File
from service.routes.parameters import Parameters, check_known, invalid_parameter, single_parameters

LAYER = "layer"


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


def requested_layer(snapshot: Snapshot, request: Request, *others: str) -> Layer | None:
    """The layer that the parameter `layer` names, None without it. Raises InputError.

    `others` are the other parameters that the file has.
    """
    given = single_parameters(request.query_params.multi_items())
    check_known(given, (LAYER, *others), request.url.path)
    slug = given.get(LAYER)
    if not slug:
        return None
    names = names_of_layers(snapshot)
    if slug not in names:
        raise invalid_parameter(given, LAYER, f"one of {', '.join(names)}")
    return layer_named(snapshot, slug)


def requested_or_base(snapshot: Snapshot, request: Request, *others: str) -> Layer:
    """The layer that the parameter `layer` names, the base without it. Raises InputError."""
    return requested_layer(snapshot, request, *others) or layer_named(snapshot, BASE)


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
