"""Our resolvers under graphql-core, documents parsed and validated once: `interpreted.py PORT DATABASE_URL`."""

from __future__ import annotations

import sys
from functools import lru_cache

import orjson
import uvicorn
from graphql import DocumentNode, execute_sync, parse, validate
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from data.snapshot.snapshot import read_snapshot
from data.store.database import open_store
from schema.query import build_schema

KNOWN = 512


def create_app(url: str) -> Starlette:
    engine = open_store(url)
    snapshot, schema = read_snapshot(engine), build_schema()._schema
    engine.dispose()

    @lru_cache(KNOWN)
    def document(text: str) -> DocumentNode:
        parsed = parse(text)
        assert not validate(schema, parsed)
        return parsed

    async def graphql(request: Request) -> Response:
        given = orjson.loads(await request.body())
        result = execute_sync(
            schema,
            document(given["query"]),
            root_value=snapshot,
            variable_values=given["variables"],
            executor_class=StrawberryGraphQLCoreExecutionContext,
        )
        assert not result.errors, result.errors
        return Response(orjson.dumps({"data": result.data}), media_type="application/json")

    return Starlette(routes=[Route("/graphql", graphql, methods=["POST"])])


if __name__ == "__main__":
    uvicorn.run(
        create_app(sys.argv[2]),
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
    )
