"""create_app(settings): the one place where everything is wired."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from data.database import open_store
from data.reckoning import WORKER, use_backend
from data.watch import Watch
from schema.query import build_schema
from service import exports
from service.graphql import Endpoint
from service.settings import Settings


def create_app(settings: Settings) -> Starlette:
    """The application; it reads the store when it starts, and again whenever the served version changes."""
    use_backend(settings.networkx_backend)
    watch = Watch(open_store(settings.database_url))
    schema = build_schema()
    sdl = schema.as_str()

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        end = asyncio.Event()
        await asyncio.to_thread(watch.poll)
        watching = asyncio.create_task(poll(watch, settings.poll_seconds, end))
        yield
        end.set()
        await watching
        await asyncio.to_thread(WORKER.close)
        watch.engine.dispose()

    async def home(_request: Request) -> Response:
        return RedirectResponse("/graphql")

    async def print_schema(_request: Request) -> Response:
        return PlainTextResponse(sdl)

    async def health(_request: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def ready(_request: Request) -> Response:
        snapshot, problem = watch.snapshot, watch.problem
        state = {"version": snapshot.version if snapshot else None, "problem": problem}
        return JSONResponse(state, 200 if snapshot else 503)

    return Starlette(
        lifespan=lifespan,
        routes=[
            Route("/", home),
            Route("/graphql", Endpoint(schema, watch)),
            Route("/schema.graphql", print_schema),
            Route("/network.{format:path}", exports.network(watch)),
            Route("/health", health),
            Route("/ready", ready),
        ],
    )


async def poll(watch: Watch, seconds: float, end: asyncio.Event) -> None:
    """Look after the store every so many seconds until the end; what is under way is finished first."""
    while not end.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(end.wait(), seconds)
            return
        await asyncio.to_thread(watch.poll)
