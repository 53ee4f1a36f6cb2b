"""Differences between two catalogue versions."""

from typing import Annotated

import strawberry

from data.catalogue import changes as history
from data.domain.enums import Edit
from data.snapshot.snapshot import Snapshot
from data.store.models import RECORDS
from schema.edges import Order
from schema.relay import After, Before, First, Last, Page, page

FILES = {record.name: number for number, record in enumerate(RECORDS)}


@strawberry.type(description="A changed cell of a record.")
class CellChange:
    field: str = strawberry.field(description="Column of the CSV file.")
    before: str | None = strawberry.field(description="Text of the cell before the change; null for an empty cell.")
    after: str | None = strawberry.field(description="Text of the cell after the change; null for an empty cell.")


@strawberry.type(description="A record that a catalogue version added, altered or removed.")
class RecordChange:
    record: str = strawberry.field(
        description="Name of the CSV file that holds the record, without extension: `partnerships`."
    )
    key: str = strawberry.field(description="Key of the record within its file; several parts are separated by spaces.")
    edit: Edit = strawberry.field(description="Whether it was added, altered or removed.")
    fields: list[CellChange] = strawberry.field(
        description="The cells that differ; for an added or removed record, all cells that are not empty."
    )


def node_order(change: history.Change) -> tuple[int, str]:
    return FILES[change.record], change.key


IN_ORDER = Order("changes", node_order)


def changes(
    root: strawberry.Parent[Snapshot],
    since: Annotated[
        str,
        strawberry.argument(
            description="The earlier version, as `catalogue { version }` returned it. An error when it is no longer stored."
        ),
    ],
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page:
    return page(history.changes_since(root, since), IN_ORDER, first, after, last, before)
