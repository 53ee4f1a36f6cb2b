"""The wheel away from home: another folder, user, disk, country and Python."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from data.catalogue.load import read_checked
from service.settings import from_environ
from tests.conftest import ROOT, WORLD, debian_packages
from tests.deploy.conftest import Environment, interpreter

PATHS = (  # each needs another file of the wheel
    *("/", "/explorer/main.js", "/embed", "/health", "/schema.graphql", "/openapi.json", "/favicon.ico"),
    *("/municipality/mariestad", "/municipality/mariestad/picture.png", "/datasets/dcat", "/changes.atom"),
)
QUERY = (
    '{ search(text: "Ukmergė", first: 1) { matched } municipality(by: {name: "Ukmerge"}) { name country { name } } }'
)
ANSWER = {
    "search": [{"matched": "Ukmergė"}],
    "municipality": {"name": "Ukmergė", "country": {"name": "Lithuania"}},
}
ABROAD = {  # with each Python another locale and time zone; these character sets lack most names of the catalogue
    "3.11": ("sv_SE", "ISO-8859-1", "Europe/Stockholm"),
    "3.12": ("tr_TR", "ISO-8859-9", "Europe/Istanbul"),
    "3.13": ("ja_JP", "EUC-JP", "Asia/Tokyo"),
}


@pytest.fixture
def store(place: Path, request: pytest.FixtureRequest) -> Path:
    """A store to be, in a folder where everyone may write."""
    folder = place / request.node.name.replace("/", "-")
    folder.mkdir()
    folder.chmod(0o777)
    return folder / "samband.sqlite"


def at(store: Path) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{store}"}


def files(folder: Path) -> dict[str, float]:
    """Those of the project in an environment, compiled modules included, and when each was written."""
    own = [path for floor in ("data", "schema", "service") for path in folder.glob(f"lib/*/site-packages/{floor}/**/*")]
    return {str(path): path.stat().st_mtime for path in own}


def test_the_wheel_holds_every_file_that_runs(sources: Path, wheel: Path) -> None:
    """Made of a zip without .git, it has all modules, records, layers, migrations, pages and the schema, and no tests."""
    floors = [path for floor in ("data", "schema", "service") for path in (ROOT / floor).rglob("*")]
    wanted = {str(path.relative_to(ROOT)) for path in floors if path.is_file() and path.suffix != ".pyc"}
    with zipfile.ZipFile(wheel) as archive:
        found = {name for name in archive.namelist() if ".dist-info/" not in name}
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

    assert not (sources / ".git").exists()
    assert wheel.name == f"samband-{version}-py3-none-any.whl"
    assert found == wanted
    assert {"schema/schema.graphql", "data/records/municipalities.csv", "data/records/datapackage.json"} <= found
    assert {name.split("/")[2] for name in found if name.startswith("data/layers/")} >= {
        path.name for path in (ROOT / "data" / "layers").iterdir() if (path / "datapackage.json").exists()
    }
    assert any(name.startswith("data/store/migrations/versions/0001") for name in found)


def test_another_user_loads_and_serves(stranger: Environment, store: Path) -> None:
    """From `/`, without HOME, with umask 077, from files that nobody may write: all is answered, only the store is written."""
    before = files(stranger.home)
    code, output, errors = stranger.samband("load", environ=at(store))

    assert (code, errors) == (0, "")
    with stranger.serving(store.parent / "log", SAMBAND_REQUEST_LOG="off", **at(store)) as client:
        statuses = {path: client.get(path, headers={"accept": "*/*"}).status_code for path in PATHS}
        answer = client.post("/graphql", json={"query": QUERY}).json()
        version = client.get("/ready").json()["version"]
    assert f"Now serving version {version} " in output
    assert statuses == dict.fromkeys(PATHS, 200)
    assert answer["data"]["municipality"] == ANSWER["municipality"]
    assert store.stat().st_mode & 0o777 == 0o600
    assert files(stranger.home) == before


def test_a_store_that_cannot_be_written_is_named(stranger: Environment, store: Path) -> None:
    """The folder, the reason and what to do: where the program stands, below a folder of others, and in one."""
    locked = store.parent / "locked"
    locked.mkdir(mode=0o755)
    code, _, errors = stranger.samband("migrate", cwd=locked, environ={})
    assert (code, f"{locked}/var of the store cannot be created: Permission denied; set DATABASE_URL=" in errors) == (
        1,
        True,
    )

    code, _, errors = stranger.samband("migrate", environ=at(locked / "samband.sqlite"))
    assert (code, "unable to open database file; its directory must exist" in errors) == (1, True)


def test_a_store_on_a_disk_for_reading_is_read(stranger: Environment, store: Path, stored: Callable[..., str]) -> None:
    """The error names the address with `immutable=1`, and with that address a query is answered."""
    shutil.copy(stored(WORLD).removeprefix("sqlite:///"), store)
    store.chmod(0o444)
    store.parent.chmod(0o555)
    code, _, errors = stranger.samband("versions", environ=at(store))
    assert (code, "use sqlite:///file:/DIRECTORY/samband.db?immutable=1&uri=true" in errors) == (1, True)

    environ = {"DATABASE_URL": f"sqlite:///file:{store}?immutable=1&uri=true"}
    code, output, errors = stranger.samband("query", QUERY, environ=environ)
    assert (code, errors) == (0, "")
    assert json.loads(output)["data"] == ANSWER
    assert not from_environ(environ).embedded  # so that `serve` neither creates nor migrates it


@pytest.fixture(scope="module")
def locales(place: Path) -> Path:
    """The locales of ABROAD, with the character sets of before Unicode, made by `localedef`, in a folder for LOCPATH.

    The definitions are those of the system, or of Debian's package `locales`.
    """
    program = shutil.which("localedef")
    if program is None:
        pytest.skip("not run in other locales: localedef, which makes them, is not installed")
    definitions = Path("/usr/share/i18n")
    if not (definitions / "locales").is_dir():
        definitions = (debian_packages(place, "locales") or place) / "usr/share/i18n"
    folder = place / "locales"
    folder.mkdir()
    for name, charset, _ in ABROAD.values():
        command = [program, "-i", name, "-f", charset, folder / f"{name}.{charset}"]
        subprocess.run(command, env={**os.environ, "I18NPATH": str(definitions)}, capture_output=True, check=False)
    return folder


@pytest.mark.parametrize("version", ABROAD)
def test_with_another_python_in_another_country(
    installed_with: Callable[[str], Environment], elsewhere: Environment, store: Path, locales: Path, version: str
) -> None:
    """The same version of the small world, and UTF-8 in and out, whatever the characters, the rules for letters and the clock are."""
    name, charset, zone = ABROAD[version]
    if not (locales / f"{name}.{charset}").is_dir():
        pytest.skip(f"not run in {name}.{charset}: localedef did not make it, as definitions of locales are missing")
    environ = at(store) | {"LC_ALL": f"{name}.{charset}", "LOCPATH": str(locales), "TZ": zone}
    python = elsewhere.python if elsewhere.version == version else interpreter(version)
    environment = installed_with(python or elsewhere.python)
    code, output, errors = environment.load_and_query(WORLD, QUERY, environ)
    codeset, loaded, answer = output.split("\n", 2)

    assert (code, errors) == (0, "")
    assert codeset == charset
    assert f" {read_checked(WORLD).digest()} " in loaded
    assert json.loads(answer)["data"] == ANSWER
    if python is None:
        pytest.skip(
            f"not run with Python {version}, which is neither on PATH nor pyenv's; {name} was, with {elsewhere.version}"
        )
