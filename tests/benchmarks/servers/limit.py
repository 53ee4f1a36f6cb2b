"""The limit: Starlette with one Route that returns constant bytes: `limit.py PORT FILE`."""

import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def create_app(content: bytes) -> Starlette:
    async def constant(_request: Request) -> Response:
        return Response(content, media_type="application/json")

    return Starlette(routes=[Route("/graphql", constant, methods=["POST"])])


if __name__ == "__main__":
    app = create_app(Path(sys.argv[2]).read_bytes())
    uvicorn.run(app, port=int(sys.argv[1]), loop="uvloop", http="httptools", log_config=None, access_log=False)
