"""The programs under examples/, run as their READMEs say, against a service of the real catalogue."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import httpx
import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
FIGURES = EXAMPLES / "research" / "figures.py"
TOOL = EXAMPLES / "tool" / "partner_graph.py"
KARLSKOGA = {"place": "karlskoga", "day": None, "radius": 2}

Run = Callable[..., str]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """The tool as a module."""
    spec = importlib.util.spec_from_file_location("partner_graph", TOOL)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def failure(*command: object) -> str:
    """What a command that must fail says, in one line."""
    done = subprocess.run([*map(str, command)], check=False, capture_output=True, encoding="utf-8", timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    return line


def test_the_researcher_prints_what_the_readme_shows(run_by_make: str, run: Run, tmp_path: Path) -> None:
    """Every figure of the README is that of the catalogue; only its version may be another."""
    _, *printed = run(sys.executable, FIGURES, "--service", run_by_make, cwd=tmp_path).splitlines()
    shown = re.search(r"```text\n(.*?)```", FIGURES.with_name("README.md").read_text(encoding="utf-8"), re.DOTALL)

    assert shown
    assert [line.rstrip() for line in printed] == shown[1].splitlines()[1:]


def test_the_tool_prints_the_graph(real: str, run: Run, tmp_path: Path) -> None:
    """In 2021 Mariestad is one of three, all tied by one partnership."""
    graph = json.loads(run(sys.executable, TOOL, "mariestad", "--day", "2021-06-01", "--service", real, cwd=tmp_path))
    shared = {"weight": 1, "certainty": "CERTAIN", "partnerships": ["mariestad-ukmerge-kamianets-podilskyi"]}

    assert (graph["asOf"], graph["places"]) == ("2021-06-01", 3)
    assert graph["ties"] == [
        {"a": "kamianets-podilskyi", "b": "mariestad"} | shared,
        {"a": "kamianets-podilskyi", "b": "ukmerge"} | shared,
        {"a": "mariestad", "b": "ukmerge"} | shared,
    ]


def test_the_tool_reads_pages(real: str, tool: ModuleType) -> None:
    """Page by page the graph is the same as at once."""
    with httpx.Client(base_url=real, trust_env=False) as client:
        at_once = tool.partner_graph(client, **KARLSKOGA, first=100)

        assert tool.partner_graph(client, **KARLSKOGA, first=3) == at_once
        assert len(at_once["ties"]) > 3


def test_the_tool_does_not_mix_two_catalogues(real: str, tool: ModuleType) -> None:
    """When the version is another on the second page than on the first, all of it is read again."""
    seen = list[str]()

    class Changing(httpx.HTTPTransport):
        """Makes the very first answer one of an older catalogue."""

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            text = super().handle_request(request).read().decode()
            version = "of yesterday" if not seen else json.loads(text)["data"]["catalogue"]["version"]
            seen.append(version)
            return httpx.Response(200, text=re.sub(r'(?<="version":")[^"]+', version, text))

    with httpx.Client(base_url=real, transport=Changing()) as client:
        graph = tool.partner_graph(client, **KARLSKOGA, first=3)

    assert graph["catalogue"] == seen[-1] != "of yesterday"
    assert len(seen) % 2 == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["atlantis"], "no place has the slug 'atlantis'"),
        (["mariestad", "--day", "2021-02-30"], "'2021-02-30' is not a Date"),
        (["mariestad", "--radius", "99"], "`radius` must be from 0 to"),
        (["mariestad", "--service", "http://127.0.0.1:1"], "http://127.0.0.1:1 does not answer"),
        (["mariestad", "--service", "{real}/health"], "this is no answer to GraphQL (status 404)"),
    ],
    ids=["unknown", "day", "radius", "nobody", "elsewhere"],
)
def test_the_tool_says_what_went_wrong(real: str, arguments: list[str], says: str) -> None:
    """Exit code 1 and one line: what the service says, or that there is none."""
    line = failure(sys.executable, TOOL, "--service", real, *(part.format(real=real) for part in arguments))

    assert line.startswith("partner_graph: ")
    assert says in line


@pytest.mark.parametrize(("busy", "answered"), [(2, True), (3, False)])
def test_the_tool_asks_a_busy_service_again(tool: ModuleType, busy: int, answered: bool) -> None:
    """Twice, after as long as the service wants; then it gives up."""
    statuses = [503] * busy + [200]

    def answer(_request: httpx.Request) -> httpx.Response:
        status = statuses.pop(0)
        return httpx.Response(status, headers={"Retry-After": "0"}, json={"data": {}} if status == 200 else None)

    with httpx.Client(base_url="http://busy", transport=httpx.MockTransport(answer)) as client:
        if answered:
            assert tool.ask(client) == {}
        else:
            with pytest.raises(tool.ServiceError, match="status 503"):
                tool.ask(client)
    assert statuses == ([] if answered else [200])
