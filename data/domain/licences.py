"""Licences under which a layer of the catalogue may stand, by SPDX identifier."""

from __future__ import annotations

from typing import NamedTuple


class Licence(NamedTuple):
    """A licence: SPDX identifier, title and URL. `share_alike` says that adaptations keep the licence."""

    spdx: str
    title: str
    url: str
    share_alike: bool = False


LICENCES = {
    licence.spdx: licence
    for licence in (
        Licence("CC0-1.0", "Creative Commons Zero 1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/"),
        Licence("CC-BY-4.0", "Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        Licence(
            "CC-BY-SA-4.0",
            "Creative Commons Attribution Share Alike 4.0",
            "https://creativecommons.org/licenses/by-sa/4.0/",
            share_alike=True,
        ),
        Licence("ODC-By-1.0", "Open Data Commons Attribution 1.0", "https://opendatacommons.org/licenses/by/1-0/"),
        Licence(
            "ODbL-1.0",
            "Open Data Commons Open Database License 1.0",
            "https://opendatacommons.org/licenses/odbl/1-0/",
            share_alike=True,
        ),
    )
}
