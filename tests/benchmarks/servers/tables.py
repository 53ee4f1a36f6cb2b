"""The store's tables as SQLAlchemy entities, and batches of them by key, for the usual server."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase
from strawberry.dataloader import DataLoader

from data.store.models import METADATA, RECORD, SERVED


class Base(DeclarativeBase):
    metadata = METADATA


class Country(Base):
    __table__ = RECORD["countries"].table


class Municipality(Base):
    __table__ = RECORD["municipalities"].table


class Partnership(Base):
    __table__ = RECORD["partnerships"].table


class Membership(Base):
    __table__ = RECORD["memberships"].table


class Project(Base):
    __table__ = RECORD["projects"].table


class ProjectGoal(Base):
    __table__ = RECORD["project_goals"].table


class Goal(Base):
    __table__ = RECORD["goals"].table


Sessions = async_sessionmaker[AsyncSession]


class Loaders:
    """One DataLoader for each relation, made anew for each request; a batch is one SELECT in a session of its own."""

    def __init__(self, sessions: Sessions, version: int) -> None:
        self.sessions = sessions
        self.version = version
        self.country = self.one(Country, Country.code)
        self.municipality = self.one(Municipality, Municipality.slug)
        self.members = self.many(self.of_partnership, lambda row: row[0].partnership)
        self.goals = self.many(self.goals_of, lambda row: row[1])
        self.partnerships = self.many(self.of_municipality, lambda row: row[1])

    def one(self, entity: Any, key: Any) -> DataLoader[Any, Any]:
        """Entities by their key."""

        async def load(keys: list[Any]) -> Sequence[Any]:
            rows = await self.rows(select(entity).where(entity.version == self.version, key.in_(keys)))
            found = {getattr(row[0], key.key): row[0] for row in rows}
            return [found.get(key) for key in keys]

        return DataLoader(load_fn=load)

    def many(self, statement: Callable[[list[Any]], Select[Any]], owner: Callable[[Any], Any]) -> DataLoader[Any, Any]:
        """Lists of entities by their owner."""

        async def load(keys: list[Any]) -> Sequence[Any]:
            found: dict[Any, list[Any]] = defaultdict(list)
            for row in await self.rows(statement(keys)):
                found[owner(row)].append(row[0])
            return [found[key] for key in keys]

        return DataLoader(load_fn=load)

    async def rows(self, statement: Select[Any]) -> Iterable[Any]:
        async with self.sessions() as session:
            return (await session.execute(statement)).all()

    def of_partnership(self, keys: list[str]) -> Select[Any]:
        mine = select(Membership).where(Membership.version == self.version, Membership.partnership.in_(keys))
        return mine.order_by(Membership.partnership, Membership.seat, Membership.turn)

    def of_municipality(self, keys: list[str]) -> Select[Any]:
        held = select(Partnership, Membership.municipality).join(
            Membership,
            (Membership.version == Partnership.version) & (Membership.partnership == Partnership.slug),
        )
        mine = held.where(Membership.version == self.version, Membership.municipality.in_(keys))
        return mine.order_by(Partnership.title_en, Partnership.slug)

    def goals_of(self, keys: list[str]) -> Select[Any]:
        named = (
            select(Goal, Project.partnership)
            .join(ProjectGoal, (ProjectGoal.version == Goal.version) & (ProjectGoal.goal == Goal.number))
            .join(Project, (Project.version == ProjectGoal.version) & (Project.slug == ProjectGoal.project))
        )
        return named.where(Project.version == self.version, Project.partnership.in_(keys)).order_by(Goal.number)


async def served_version(sessions: Sessions) -> int:
    async with sessions() as session:
        return int((await session.execute(SERVED)).one().id)
