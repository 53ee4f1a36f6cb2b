"""A usual server, Strawberry with DataLoaders over the ORM of SQLAlchemy on aiosqlite: `usual.py PORT FILE`.

Its schema is the part of ours that the five queries need.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

import strawberry
import tables
import uvicorn
from ego import MunicipalityKey, Network
from sqlalchemy import exists, select, tuple_
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache

Info = strawberry.Info[dict[str, Any], None]
MARK = "\t"  # parts the key in a cursor


@strawberry.enum
class PartnershipKind(StrEnum):
    MUNICIPAL_PARTNERSHIP = "MUNICIPAL_PARTNERSHIP"
    TWIN_TOWN = "TWIN_TOWN"


@strawberry.enum
class OrderField(StrEnum):
    TITLE = "TITLE"
    START = "START"


@strawberry.enum
class Direction(StrEnum):
    ASC = "ASC"
    DESC = "DESC"


@strawberry.input
class PartnershipFilter:
    kinds: list[PartnershipKind] | None = None
    countries: list[str] | None = None


@strawberry.input
class PartnershipOrder:
    field: OrderField = OrderField.TITLE
    direction: Direction = Direction.ASC


def loaders(info: Info) -> tables.Loaders:
    found: tables.Loaders = info.context["loaders"]
    return found


@strawberry.type
class PartialDate:
    edtf: str


@strawberry.type
class Country:
    code: str

    @strawberry.field
    def name(self) -> str:
        return self.name_en


@strawberry.type
class Goal:
    number: int
    color: str

    @strawberry.field
    def title(self) -> str:
        return self.title_en


@strawberry.type
class GoalLink:
    goal: Goal


@strawberry.type
class Municipality:
    slug: str
    name: str
    kind: str

    @strawberry.field
    async def country(self, info: Info) -> Country:
        return await loaders(info).country.load(self.country)

    @strawberry.field
    async def partnerships(self, info: Info, first: int = 20) -> PartnershipConnection:
        found = await loaders(info).partnerships.load(self.slug)
        return PartnershipConnection.of(found, first, OrderField.TITLE)

    @strawberry.field
    async def network(self, info: Info, radius: int = 1) -> Network:
        return await Network.around(loaders(info), self.slug, radius)


@strawberry.type
class Membership:
    @strawberry.field
    async def municipality(self, info: Info) -> Municipality:
        return await loaders(info).municipality.load(self.municipality)


@strawberry.type
class Partnership:
    slug: str
    kind: PartnershipKind

    @strawberry.field
    def title(self) -> str:
        return self.title_en

    @strawberry.field
    def start(self) -> PartialDate | None:
        return PartialDate(edtf=self.start) if self.start else None

    @strawberry.field
    def end(self) -> PartialDate | None:
        return PartialDate(edtf=self.end) if self.end else None

    @strawberry.field
    async def members(self, info: Info) -> list[Membership]:
        return await loaders(info).members.load(self.slug)

    @strawberry.field
    async def goals(self, info: Info) -> list[GoalLink]:
        return [GoalLink(goal=goal) for goal in await loaders(info).goals.load(self.slug)]


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class PartnershipEdge:
    node: Partnership
    cursor: str


@strawberry.type
class PartnershipConnection:
    nodes: list[Partnership]
    edges: list[PartnershipEdge]
    page_info: PageInfo

    @classmethod
    def of(cls, found: list[Any], first: int, field: OrderField) -> PartnershipConnection:
        shown = found[:first]
        edges = [PartnershipEdge(node=each, cursor=cursor(each, field)) for each in shown]
        info = PageInfo(has_next_page=len(found) > first, end_cursor=edges[-1].cursor if edges else None)
        return cls(nodes=shown, edges=edges, page_info=info)


def cursor(partnership: Any, field: OrderField) -> str:
    key = partnership.title_en if field is OrderField.TITLE else partnership.start_earliest.isoformat()
    return f"{key}{MARK}{partnership.slug}"


@strawberry.type
class Query:
    @strawberry.field
    async def municipality(self, info: Info, by: MunicipalityKey) -> Municipality | None:
        return await loaders(info).municipality.load(by.slug)

    @strawberry.field
    async def partnerships(
        self,
        info: Info,
        filter: PartnershipFilter | None = None,
        order_by: PartnershipOrder | None = None,
        first: int = 20,
        after: str | None = None,
    ) -> PartnershipConnection:
        order, load = order_by or PartnershipOrder(), loaders(info)
        chosen = page(load.version, filter or PartnershipFilter(), order, after).limit(first + 1)
        rows = await load.rows(chosen)
        return PartnershipConnection.of([row[0] for row in rows], first, order.field)


def page(version: int, filter: PartnershipFilter, order: PartnershipOrder, after: str | None) -> Any:
    """The partnerships after a cursor, in order: keyset pagination."""
    row, member, place = tables.Partnership, tables.Membership, tables.Municipality
    key = row.title_en if order.field is OrderField.TITLE else row.start_earliest
    chosen = select(row).where(row.version == version)
    if filter.kinds is not None:
        chosen = chosen.where(row.kind.in_([kind.value for kind in filter.kinds]))
    if filter.countries is not None:
        joined = (member.version == version, member.partnership == row.slug)
        there = (place.version == version, place.slug == member.municipality, place.country.in_(filter.countries))
        chosen = chosen.where(exists().where(*joined, *there))
    falling = order.direction is Direction.DESC
    if after is not None:
        last = tuple_(*after.split(MARK))
        chosen = chosen.where(tuple_(key, row.slug) < last if falling else tuple_(key, row.slug) > last)
    return chosen.order_by(key.desc(), row.slug.desc()) if falling else chosen.order_by(key, row.slug)


class Endpoint(GraphQL[dict[str, Any], None]):
    def __init__(self, path: Path) -> None:
        super().__init__(strawberry.Schema(Query, extensions=[ParserCache, ValidationCache]))
        self.engine = create_async_engine(f"sqlite+aiosqlite:///{path}")
        self.sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        self.version: int | None = None

    async def get_context(self, request: Any, response: Any = None) -> dict[str, Any]:
        if self.version is None:
            self.version = await tables.served_version(self.sessions)
        return {"loaders": tables.Loaders(self.sessions, self.version)}


def create_app(path: Path) -> Starlette:
    endpoint = Endpoint(path)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await endpoint.engine.dispose()

    return Starlette(lifespan=lifespan, routes=[Route("/graphql", endpoint)])


if __name__ == "__main__":
    app = create_app(Path(sys.argv[2]))
    uvicorn.run(app, port=int(sys.argv[1]), loop="uvloop", http="httptools", log_config=None, access_log=False)
