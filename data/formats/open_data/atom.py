"""Changes between catalogue versions as an Atom feed (RFC 4287), one entry per version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from data.catalogue.changes import Change, Step
from data.formats.xml_text import DECLARATION, element, start, text

NAMESPACE = "http://www.w3.org/2005/Atom"
LISTED = 200  # changes listed per entry


def feed(steps: Iterable[Step], address: str, updated: str, author: str) -> Iterator[str]:
    """Yield the feed as XML text. `address` is its own URL, `updated` the instant of the newest version."""
    yield DECLARATION + start("feed", {"xmlns": NAMESPACE})
    yield _of(address, "Changes of the Samband catalogue", updated)
    yield element("link", {"rel": "self", "type": "application/atom+xml", "href": address})
    yield element("author", {}, element("name", {}, text(author)))
    for step in steps:
        yield _entry(step, address)
    yield "</feed>\n"


def _entry(step: Step, address: str) -> str:
    counts = Counter(change.edit for change in step.changes)
    said = ", ".join(f"{count} {edit.lower()}" for edit, count in sorted(counts.items())) or "nothing changed"
    content = element("content", {"type": "text"}, text("\n".join(_lines(step.changes))))
    title = f"Version {step.version}: {said}"
    return element("entry", {}, _of(f"{address}#{step.version}-{step.since}", title, step.since), content)


def _of(id: str, title: str, updated: str) -> str:
    parts = (("id", id), ("title", title), ("updated", updated))
    return "".join(element(name, {}, text(value)) for name, value in parts)


def _lines(changes: list[Change]) -> Iterator[str]:
    for change in changes[:LISTED]:
        names = f" ({', '.join(cell.field for cell in change.fields)})" if change.edit == "ALTERED" else ""
        yield f"{change.edit.lower()}: {change.record} {change.key}{names}"
    if len(changes) > LISTED:
        yield f"and {len(changes) - LISTED} more"
