"""What is said of a fact only where it differs from what is said of the whole; as the explorer's `evidence.js`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from data.domain.licences import LICENCES, Licence
from service.site.dates import Date, is_stated

BASE = "base"
BOUNDS = ("earliest", "latest", "planned")

Record = Mapping[str, Any]
Period = tuple[Date | None, Date | None]


def time_of(held: Record, whole: Record) -> Period:
    """The time of a membership; of the same bounds, those of its partnership are better known."""
    start, end = (whole[name] if is_same(held[name], whole[name]) else held[name] for name in ("start", "end"))
    return start, end


def own_time(held: Record, whole: Record) -> Period:
    """The time of a membership as far as it differs from that of its partnership."""
    start, end = (None if is_same(held[name], whole[name]) else held[name] for name in ("start", "end"))
    return start, end


def is_same(one: Date | None, other: Date | None) -> bool:
    if one is None or other is None:
        return one is other
    return all(one[name] == other[name] for name in BOUNDS)


def last_seen(record: Record) -> Record | None:
    """The last evidence; None when there is none, or it is the stated end."""
    found: Record | None = record["lastAttested"]
    return None if found is None or is_end(found, record["end"]) else found


def is_end(attested: Record, end: Date | None) -> bool:
    return bool(end and is_stated(end) and not end["planned"] and end["edtf"] == attested["date"]["edtf"])


def own_last_seen(record: Record, whole: Record) -> Record | None:
    """The last evidence of a member where it is not that of the whole."""
    found, of_whole = last_seen(record), whole.get("lastAttested")
    return None if found and of_whole and found["date"]["edtf"] == of_whole["date"]["edtf"] else found


def stated_or_none(date: Date | None) -> Date | None:
    """The date if a source states it."""
    return date if date and is_stated(date) else None


def reasons_of(record: Record) -> list[str]:
    """Why the bounds of a partnership are inferred."""
    start, end = record["start"], record["end"]
    dates = [start, end if end and end["latest"] else None]
    return [date["because"] for date in dates if date and date["because"]]


def unique_names(names: Iterable[Record]) -> list[Record]:
    """The names, of those that say the same one."""
    return list({(one["name"], one["kind"], *map(edtf_of, (one["start"], one["end"]))): one for one in names}.values())


def unique_roles(roles: Iterable[Record]) -> list[Record]:
    """The roles, of those that read alike one, as of projects without titles."""
    return list({(one["organisation"]["name"], one["kind"], title_of(one["project"])): one for one in roles}.values())


def title_of(project: Record | None) -> str | None:
    return project["title"] if project else None


def edtf_of(date: Date | None) -> str | None:
    return date["edtf"] if date else None


def sources_in(*records: Any) -> list[Record]:
    """The sources in nested lists, each once."""
    return list({source["slug"]: source for source in flattened(records)}.values())


def flattened(value: Any) -> Iterator[Record]:
    if isinstance(value, Mapping):
        yield value
        return
    for one in value:
        yield from flattened(one)


def is_imported(layer: Record) -> bool:
    """Whether a layer is none of the curated base, so that another licence may hold."""
    return bool(layer["name"] != BASE)


def licences_of(*records: Record) -> list[Licence]:
    """The licences of layers and sources, each once."""
    return [LICENCES[spdx] for spdx in dict.fromkeys(record["licence"] for record in records)]
