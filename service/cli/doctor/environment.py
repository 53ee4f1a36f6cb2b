"""Checks of the settings and of the program's versions."""

from __future__ import annotations

import platform
import sqlite3
from collections.abc import Mapping
from dataclasses import fields
from difflib import get_close_matches
from importlib.metadata import PackageNotFoundError, version

from data.domain.errors import SettingError
from schema.execution._strawberry import core_schema
from schema.query import build_schema
from service.cli.doctor.findings import Finding, fault, ok, warning
from service.graphql.trusted_documents import NONE, read_trusted
from service.settings import Settings, from_environ, limits_of, variable

PUBLIC_URL = "SAMBAND_PUBLIC_URL"


def read_settings(environ: Mapping[str, str]) -> tuple[Settings, dict[str, str]]:
    """The settings without the variables that are invalid, and what is wrong with each of those."""
    left, problems = dict(environ), dict[str, str]()
    while True:
        try:
            return from_environ(left), problems
        except SettingError as error:
            named = [name for name in left if str(error).startswith((f"{name}=", f"{name} "))]
            if not named:
                return Settings(), problems | {"": str(error)}
            problems[named[0]] = str(error)
            del left[named[0]]


def check_settings(settings: Settings, problems: Mapping[str, str]) -> Finding:
    """Names every invalid or unknown variable. That of the public address is reported with the address."""
    wrong = {name: text for name, text in problems.items() if name != PUBLIC_URL}
    known = [variable(field.name) for field in fields(Settings)]
    if wrong:
        message = "; ".join(text.partition("; settings are")[0] for text in wrong.values())
        return fault("settings", message, cure(wrong, known))
    problem = documents_problem(settings)
    if problem is not None:
        return fault("settings", problem, "correct that file, name another one, or `none`")
    given = [variable(field.name) for field in fields(Settings) if getattr(settings, field.name) != field.default]
    return ok(
        "settings", f"{len(given)} of {len(known)} differ from the default{': ' if given else ''}{', '.join(given)}"
    )


def documents_problem(settings: Settings) -> str | None:
    """Why the service would not start with the file of trusted documents."""
    if settings.trusted_documents == NONE:
        return None
    try:
        read_trusted(settings.trusted_documents, core_schema(build_schema()), limits_of(settings))
    except SettingError as error:
        return str(error)
    return None


def cure(wrong: Mapping[str, str], known: list[str]) -> str:
    """What to do about invalid variables, with the known names that unknown ones resemble."""
    near = {name: get_close_matches(name, known, 1) for name in wrong if name not in known}
    renamed = [f"rename {name} to {match[0]}" for name, match in near.items() if match]
    return "; ".join([*renamed, "`samband settings` lists all settings with their values"])


def check_program() -> Finding:
    """The versions of the program, of Python and of SQLite."""
    python = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    try:
        return ok("program", f"Samband {version('samband')}, {python}")
    except PackageNotFoundError:
        text = f"Samband is not installed as a package: its version is unknown; {python}"
        return warning("program", text, "install it: `pip install .` in its folder")
