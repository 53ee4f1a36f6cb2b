"""A second reckoning of facets with pandas, from the CSV files of the records. It is the oracle for those of the service."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from data.snapshot.snapshot import Snapshot
from tests.data.by_hand import CERTAIN, NO, POSSIBLE, bounds, doubted
from tests.data.networks.oracle import Oracle

Counts = dict[str, tuple[int, int]]  # key: count, certain
LEVELS = {None: NO, "POSSIBLE": POSSIBLE, "CERTAIN": CERTAIN}


class Frames:
    """The rows of the files that are there on a day, with how surely, as frames. Periods and roles as the snapshot has them."""

    def __init__(self, directory: Path, networks: Oracle, snapshot: Snapshot, day: date | None) -> None:
        self.directory, self.networks, self.snapshot, self.day = directory, networks, snapshot, day
        self.files = networks.files
        self.tables: dict[str, pd.DataFrame] = {}
        self.keys: dict[str, pd.DataFrame] = {}

    def table(self, name: str) -> pd.DataFrame:
        """The rows of a file, which is read once; who changes them gets a copy."""
        if name not in self.tables:
            self.tables[name] = pd.read_csv(self.directory / f"{name}.csv", dtype=str, keep_default_na=False)
        return self.tables[name].copy()

    def there(self, rows: pd.DataFrame) -> pd.DataFrame:
        return rows[rows.level > NO]

    @cached_property
    def partnerships(self) -> pd.DataFrame:
        """All partnerships, with the whole and how surely each exists; those that are not there, too."""
        rows = self.table("partnerships")
        return rows.assign(
            item=rows.part_of.where(rows.part_of != "", rows.slug),
            level=[self.files.partnership(slug).there(self.day) for slug in rows.slug],
        )

    @cached_property
    def wholes(self) -> pd.Series:
        return self.partnerships.set_index("slug").item

    @cached_property
    def memberships(self) -> pd.DataFrame:
        rows = self.table("memberships")
        keys = zip(rows.partnership, rows.seat, rows.turn, strict=True)
        levels = [self.files.membership(*key).there(self.day) for key in keys]
        rows = rows.assign(level=levels, item=rows.partnership.map(self.wholes))
        return self.there(rows).merge(self.places, on="municipality")

    @cached_property
    def places(self) -> pd.DataFrame:
        rows = self.table("municipalities").rename(columns={"slug": "municipality"})
        county = rows.county_code.where(rows.county_code != "", rows.code.str[:2]).where(rows.country == "SE", "")
        countries = self.table("countries").set_index("code").continent
        columns = ["municipality", "country", "continent", "county", "region", "county_code", "kind"]
        return rows.assign(county=county, continent=rows.country.map(countries))[columns]

    @cached_property
    def projects(self) -> pd.DataFrame:
        rows = self.table("projects")
        levels = [self.files.project(slug).there(self.day) for slug in rows.slug]
        rows = rows.assign(level=levels, item=rows.partnership.map(self.wholes), project=rows.slug)
        return self.there(rows)[["project", "item", "level"]]

    def interval(self, name: str) -> pd.DataFrame:
        """The rows of a table with the level that its entities have."""
        levels = {
            entity.key: CERTAIN if self.day is None else LEVELS[entity.certainty_on(self.day)]
            for entity in self.snapshot.rows[name]
        }
        rows = self.table(name)
        keys = rows.slug if "slug" in rows else rows.partnership + " " + rows.programme
        return self.there(rows.assign(level=keys.map(levels)))

    @cached_property
    def themes(self) -> pd.DataFrame:
        themes = self.table("themes").rename(columns={"slug": "theme"})
        return self.projects.merge(self.table("project_themes"), on="project").merge(themes, on="theme")

    @property
    def goals(self) -> pd.DataFrame:
        return self.projects.merge(self.table("project_goals"), on="project")

    @property
    def statuses(self) -> pd.DataFrame:
        """The state of each partnership, as its entity has it, with the certainty of the status."""
        found = []
        for entity in self.snapshot.slice(self.day).partnerships:
            sure = entity.status is None or entity.status.certainty == "CERTAIN"
            found.append((entity.slug, str(entity.state), CERTAIN if sure else POSSIBLE))
        return pd.DataFrame(found, columns=["item", "key", "level"])

    @property
    def roles(self) -> pd.DataFrame:
        roles, periods = self.interval("roles"), self.interval("programme_periods")
        own = roles[roles.partnership != ""].assign(item=lambda rows: rows.partnership.map(self.wholes))
        of_projects = roles[roles.project != ""].merge(self.projects, on="project", suffixes=("", "_of"))
        of_projects = of_projects.assign(level=of_projects[["level", "level_of"]].min(axis=1))
        of_programmes = roles[roles.programme != ""].merge(periods, on="programme", suffixes=("", "_of"))
        of_programmes = of_programmes.assign(
            level=of_programmes[["level", "level_of"]].min(axis=1), item=of_programmes.partnership_of.map(self.wholes)
        )
        return pd.concat([own, of_projects, of_programmes])

    def years(self, column: str) -> pd.DataFrame:
        """The years of dates that the files state; of those that follow from others, as the snapshot has them."""
        name = {"start": "begin", "end": "finish"}[column]
        found = []
        for entity in self.snapshot.slice(self.day).partnerships:
            when = getattr(entity, name)
            first, last = bounds(when.edtf) if when else (date.min, date.max)
            sure = CERTAIN if when and not when.planned and not doubted(when.edtf) else POSSIBLE
            if first.year == last.year:
                found.append((entity.slug, str(first.year), sure))
        return pd.DataFrame(found, columns=["item", "key", "level"])

    @property
    def seats(self) -> pd.DataFrame:
        """The number of seats of each whole that somebody holds; certain when all are surely held."""
        own = self.memberships[self.memberships.partnership == self.memberships.item]
        held = own.groupby(["item", "seat"])["level"].max().groupby("item").agg(["size", "min"]).reset_index()
        every = self.partnerships[self.partnerships.part_of == ""][["slug"]].rename(columns={"slug": "item"})
        every = every.merge(held, on="item", how="left").fillna({"size": 0, "min": CERTAIN})
        return pd.DataFrame(
            {"item": every["item"], "key": every["size"].astype(int).astype(str), "level": every["min"]}
        )

    def of_partnerships(self, key: str) -> pd.DataFrame:
        """The keys of partnerships: item, key, level."""
        if key not in self.keys:
            self.keys[key] = self.partnership_keys(key)
        return self.keys[key]

    def partnership_keys(self, key: str) -> pd.DataFrame:
        partnerships = self.there(self.partnerships)
        own = partnerships[partnerships.part_of == ""]
        frames: dict[str, Callable[[], pd.DataFrame]] = {
            "GOAL": lambda: self.goals.assign(key=self.goals.goal),
            "COUNTRY": lambda: self.memberships.assign(key=self.memberships.country),
            "CONTINENT": lambda: self.memberships.assign(key=self.memberships.continent),
            "COUNTY": lambda: self.memberships.assign(key=self.memberships.county),
            "REGION": lambda: self.memberships.assign(key=self.memberships.region),
            "KIND": lambda: own.assign(key=own.kind, level=CERTAIN),
            "STATE": lambda: self.statuses,
            "PROGRAMME": lambda: self.interval("programme_periods").assign(
                item=lambda rows: rows.partnership, key=lambda rows: rows.programme
            ),
            "THEME": lambda: self.themes.assign(key=self.themes.theme),
            "CORE_AREA": lambda: self.themes.assign(key=self.themes.core_area),
            "LAYER": lambda: partnerships.assign(key="base"),
            "ORGANISATION": lambda: self.roles.assign(key=lambda rows: rows.organisation),
            "START_YEAR": lambda: self.years("start"),
            "END_YEAR": lambda: self.years("end"),
            "MEMBERS": lambda: self.seats,
            "CERTAINTY": lambda: own.assign(
                key=own.level.map({POSSIBLE: "POSSIBLE", CERTAIN: "CERTAIN"}), level=CERTAIN
            ),
        }
        found = frames[key]()
        return found[found.key != ""][["item", "key", "level"]]

    def of_municipalities(self, key: str) -> pd.DataFrame:
        """The keys of municipalities: item, key, level."""
        places = self.places.assign(item=self.places.municipality, level=CERTAIN)
        if key in ("COUNTRY", "CONTINENT", "COUNTY", "REGION"):
            found = places.assign(key=places[key.lower()])
        elif key == "KIND":
            regional = places[places.county_code != ""].assign(key="REGION")
            found = pd.concat([places.assign(key=places.kind), regional])
        elif key in ("DEGREE", "PARTNER_COUNTRY"):
            found = self.degrees if key == "DEGREE" else self.partner_countries
        else:
            found = self.of_their_partnerships(key.removeprefix("PARTNERSHIP_"))
        return found[found.key != ""][["item", "key", "level"]]

    def of_their_partnerships(self, key: str) -> pd.DataFrame:
        wholes = self.partnerships.set_index("slug").level
        held = self.memberships[["municipality", "item", "level"]]
        held = held.assign(level=[min(*pair) for pair in zip(held.level, held["item"].map(wholes), strict=True)])
        found = held.merge(self.of_partnerships(key), on="item", suffixes=("", "_key"))
        return pd.DataFrame(
            {"item": found.municipality, "key": found.key, "level": found[["level", "level_key"]].min(axis=1)}
        )

    @cached_property
    def ties(self) -> pd.DataFrame:
        """Each tie in both directions, with how surely the two are partners."""
        graph = self.networks.graph("MUNICIPALITIES", None, self.day)
        ties = [(a, b, max(tie["by"].values())) for a, b, tie in graph.edges(data=True)]
        both = [*ties, *((b, a, level) for a, b, level in ties)]
        return pd.DataFrame(both, columns=["item", "partner", "level"])

    @property
    def degrees(self) -> pd.DataFrame:
        degrees = self.ties.groupby("item")["level"].agg(["size", "min"])
        every = degrees.reindex(self.places.municipality).fillna({"size": 0, "min": CERTAIN})
        return pd.DataFrame(
            {"item": every.index, "key": every["size"].astype(int).astype(str), "level": every["min"].to_numpy()}
        )

    @property
    def partner_countries(self) -> pd.DataFrame:
        countries = self.places.set_index("municipality").country
        return self.ties.assign(key=self.ties.partner.map(countries))


def counted(keys: pd.DataFrame, items: Collection[str], certain: Collection[str]) -> tuple[Counts, int]:
    """The count and the certain count of each key among some items, and the number of items without a key."""
    chosen = keys[keys["item"].isin(items)].groupby(["key", "item"])["level"].max().reset_index()
    sure = (chosen.level == CERTAIN) & chosen["item"].isin(certain)
    grouped = chosen.assign(sure=sure).groupby("key").sure.agg(["size", "sum"])
    return {key: (int(n), int(s)) for key, n, s in grouped.itertuples()}, len(items) - chosen["item"].nunique()
