"""The GraphQL documents of the pages, executed in process on the schema that clients use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import strawberry

from data.snapshot.snapshot import Snapshot
from schema.execution._strawberry import core_schema
from schema.execution.document import Operation, read_document
from schema.execution.execute import execute, execute_plan

FOLDER = Path(__file__).parent / "documents"


class Documents:
    """The documents of FOLDER, read and validated once."""

    def __init__(self, schema: strawberry.Schema) -> None:
        self.schema = schema
        self.texts = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.graphql")}
        self.operations = {name: self.operation(text) for name, text in self.texts.items()}

    def operation(self, text: str) -> Operation:
        return read_document(core_schema(self.schema), text).operation(None)

    def data(self, name: str, snapshot: Snapshot, variables: dict[str, Any]) -> dict[str, Any]:
        """The data of a document. Raises the first error of its execution."""
        data = execute_plan(snapshot, self.operations[name], variables, fragments=False)
        if data is not None:
            return data
        result = execute(self.schema, snapshot, self.operations[name], variables)
        if result.errors:
            raise result.errors[0].original_error or result.errors[0]
        assert result.data is not None
        return result.data
