"""Tables as Apache Parquet: days, numbers, flags and lists have types; columns and file have descriptions."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from io import BytesIO
from itertools import islice
from typing import Any

from data.domain.errors import MissingPackage
from data.formats.blocks import cut
from data.formats.tables import about
from data.formats.tables.column import CellKind, Table, TableContext

ROWS = 16_384  # of a row group; the cells of one are in memory at a time
EXTRA = "Parquet needs pyarrow; install it with: pip install 'samband[parquet]'"


def check_installed() -> None:
    """Raises MissingPackage without pyarrow."""
    if find_spec("pyarrow") is None:
        raise MissingPackage(EXTRA)


def write(table: Table, selected: Any, context: TableContext) -> Iterator[bytes]:
    """Return the file in blocks. Raises MissingPackage without pyarrow."""
    check_installed()
    import pyarrow as pa  # noqa: PLC0415 takes 0.2 seconds and 40 MiB, and is optional
    from pyarrow import parquet  # noqa: PLC0415

    schema, file, rows = schema_of(table, context), BytesIO(), table.cells(selected, context)
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        while group := list(islice(rows, ROWS)):
            columns = [
                pa.array(cells, field.type) for cells, field in zip(zip(*group, strict=True), schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))
    return cut(file.getvalue())


def schema_of(table: Table, context: TableContext) -> Any:
    """Return the schema of a table, with the explanation of each column, and the facts of the table as metadata."""
    import pyarrow as pa  # noqa: PLC0415

    types = {
        CellKind.TEXT: pa.string(),
        CellKind.TEXTS: pa.list_(pa.string()),
        CellKind.INTEGER: pa.int64(),
        CellKind.NUMBER: pa.float64(),
        CellKind.FLAG: pa.bool_(),
        CellKind.DAY: pa.date32(),
    }
    fields = [
        pa.field(
            column.name.text(context.language),
            types[column.kind],
            metadata={"description": column.about.text(context.language)},
        )
        for column in table.columns
    ]
    return pa.schema(fields, {"title": table.title.text(context.language)} | about.summary(table, context))
