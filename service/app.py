"""create_app(settings): the one place where everything is wired."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from data.database import open_store
from data.measures import use_backend
from data.watch import Watch
from schema.query import build_schema
from service import changes, exports, records
from service.files import Files
from service.graphql import Endpoint
from service.polling import polling
from service.settings import Settings


def create_app(settings: Settings) -> Starlette:
    """The application; it reads the store when it starts, and again whenever the served version changes."""
    use_backend(settings.networkx_backend)
    watch = Watch(open_store(settings.readers_url, settings.statement_seconds))
    schema, files = build_schema(), Files(watch)
    sdl = schema.as_str()

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with polling(watch, settings.poll_seconds):
            yield

    async def home(_request: Request) -> Response:
        return RedirectResponse("/graphql")

    async def print_schema(_request: Request) -> Response:
        return PlainTextResponse(sdl)

    async def health(_request: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def ready(_request: Request) -> Response:
        """Ready is who has a snapshot, also while the store cannot be read."""
        state = {
            "version": watch.snapshot.version if watch.snapshot else None,
            "since": watch.since.isoformat() if watch.since else None,
            "problem": watch.problem,
            "problemSince": watch.problem_since.isoformat() if watch.problem_since else None,
        }
        return JSONResponse(state, 200 if watch.snapshot else 503)

    return Starlette(
        lifespan=lifespan,
        routes=[
            Route("/", home),
            Route("/graphql", Endpoint(schema, watch)),
            Route("/schema.graphql", print_schema),
            Route("/network.{format:path}", exports.network(files)),
            *records.routes(files, settings.published_by),
            *changes.routes(files, settings),
            Route("/health", health),
            Route("/ready", ready),
        ],
    )
