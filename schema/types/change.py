"""What a catalogue version changed of another."""

from typing import Annotated

import strawberry

from data.catalogue import changes as history
from data.domain.enums import Edit
from data.snapshot.snapshot import Snapshot
from data.store.models import RECORDS
from schema.relay import After, Before, First, Last, Order, Page, page

FILES = {record.name: number for number, record in enumerate(RECORDS)}


@strawberry.type(description="A cell of a record, as it was and as it is.")
class CellChange:
    field: str = strawberry.field(description="Column of the file of records.")
    before: str | None = strawberry.field(description="As it was; null for an empty cell.")
    after: str | None = strawberry.field(description="As it is now; null for an empty cell.")


@strawberry.type(description="A record that a catalogue version added, altered or removed.")
class RecordChange:
    record: str = strawberry.field(description="File of records that holds it, such as `partnerships`.")
    key: str = strawberry.field(description="What names it in its file; parts are separated by spaces.")
    edit: Edit = strawberry.field(description="What happened to it.")
    fields: list[CellChange] = strawberry.field(
        description="The cells that differ; all that were filled, of a whole one."
    )


def node_order(change: history.Change) -> tuple[int, str]:
    return FILES[change.record], change.key


IN_ORDER = Order("changes", node_order)


def changes(
    root: strawberry.Parent[Snapshot],
    since: Annotated[
        str, strawberry.argument(description="A version that the store keeps, as `catalogue { version }` gave it.")
    ],
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page:
    return page(history.changes_since(root, since), IN_ORDER, first, after, last, before)
