"""deploy/kubernetes/: valid by the schemas that Kubernetes publishes, hardened, and of one piece. No cluster has run them."""

from __future__ import annotations

import re
import subprocess
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from data.store.versions import Version
from service.cli.doctor.machine import check_memory, memory_needed
from service.cli.doctor.store import StoreReport
from service.cli.main import COMMANDS
from service.http.request_info import ClientAddress
from service.settings import Settings, from_environ, variable
from tests.conftest import ROOT
from tests.deploy.conftest import run

FOLDER = ROOT / "deploy" / "kubernetes"
FILES = sorted(FOLDER.glob("*.yaml"))
ALL: list[dict[str, Any]] = [one for file in FILES for one in yaml.safe_load_all(file.read_text(encoding="utf-8"))]
BY_KIND = {(one["kind"], one["metadata"]["name"]): one for one in ALL}
DEPLOYMENT = BY_KIND["Deployment", "samband"]["spec"]
JOB = BY_KIND["CronJob", "samband-load"]["spec"]["jobTemplate"]["spec"]
PODS = {"serve": DEPLOYMENT["template"], "load": JOB["template"]}
SERVE = PODS["serve"]["spec"]["containers"][0]
LOADED = 160  # bytes of a record during a load: docs/operating.md, Capacity
UNITS = {"Mi": 2**20, "Gi": 2**30}
OURS = sum(
    file.read_bytes().count(b"\n") for file in (ROOT / "data").glob("[rl]*s/**/*.csv")
)  # at least as many as records


def amount(text: str) -> int:
    """Bytes, of a quantity such as 512Mi."""
    return int(text[:-2]) * UNITS[text[-2:]]


def container(pod: str) -> dict[str, Any]:
    (only,) = PODS[pod]["spec"]["containers"]
    return dict(only)


@pytest.mark.parametrize("version", ["1.31", "1.37"])
def test_they_are_valid(checkers: Path, version: str) -> None:
    """By the published JSON schemas of an old and a new release, without a field that these do not know."""
    said = run(checkers / "kubernetes-validate", "--strict", "-k", version, *FILES)

    assert len(re.findall(r" passed for resource ", said)) == len(ALL) == 6


def test_the_schemas_would_object(checkers: Path, tmp_path: Path) -> None:
    """To a name that is none."""
    text = (FOLDER / "load.yaml").read_text(encoding="utf-8")
    assert "concurrencyPolicy:" in text
    (tmp_path / "load.yaml").write_text(text.replace("concurrencyPolicy:", "concurrentPolicy:"), encoding="utf-8")
    command = [checkers / "kubernetes-validate", "--strict", tmp_path / "load.yaml"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode != 0
    assert "'concurrentPolicy' was unexpected" in done.stdout


@pytest.mark.parametrize("pod", PODS)
def test_a_pod_is_restricted(pod: str) -> None:
    """By what the Pod Security Standard `restricted` demands of pods and containers."""
    spec, one = PODS[pod]["spec"]["securityContext"], container(pod)["securityContext"]

    assert spec["runAsNonRoot"] is True and spec["seccompProfile"]["type"] in ("RuntimeDefault", "Localhost")
    assert one["allowPrivilegeEscalation"] is False and one["capabilities"] == {"drop": ["ALL"]}


@pytest.mark.parametrize("pod", PODS)
def test_a_pod_fits_the_image_and_the_disk(pod: str) -> None:
    """It runs as the user of the image; what it may write to /tmp is less than the disk that it is allowed."""
    user = PODS[pod]["spec"]["securityContext"]
    (volume,) = PODS[pod]["spec"]["volumes"]

    assert f"\nUSER {user['runAsUser']}:{user['runAsGroup']}\n" in (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert container(pod)["volumeMounts"] == [{"name": volume["name"], "mountPath": "/tmp"}]
    assert amount(volume["emptyDir"]["sizeLimit"]) < amount(container(pod)["resources"]["limits"]["ephemeral-storage"])


@pytest.mark.parametrize("pod", PODS)
def test_a_container_has_bounds(pod: str) -> None:
    """Requests and limits of processor, memory and disk; the image is of this version, and none that moves."""
    one = container(pod)
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

    assert (
        set(one["resources"]["requests"]) == set(one["resources"]["limits"]) == {"cpu", "memory", "ephemeral-storage"}
    )
    assert amount(one["resources"]["requests"]["memory"]) <= amount(one["resources"]["limits"]["memory"])
    assert one["image"] == f"samband:{version}"


def test_the_memory_is_that_of_the_operators_page() -> None:
    """By the formula that `samband doctor` and the page share: the request is for our catalogue, the limit for what is written there, a swap included."""
    plain = {entry["name"]: entry["value"] for entry in container("serve")["env"] if "value" in entry}
    request, limit = (amount(SERVE["resources"][kind]["memory"]) for kind in ("requests", "limits"))
    text = (FOLDER / "serve.yaml").read_text(encoding="utf-8")
    (millions,) = re.findall(r"the limit is for (\d+) million records, two earlier versions and the next one", text)

    assert 10_000 < OURS < 10**6
    assert memory_needed(from_environ(plain), OURS)[1] <= request
    assert memory_needed(from_environ(plain), int(millions) * 10**6)[1] <= limit
    assert amount(container("load")["resources"]["limits"]["memory"]) >= 2_000_000 * LOADED


def test_the_doctor_of_a_pod_has_no_word_on_memory() -> None:
    """With our catalogue, the settings and the limit of the manifest."""
    plain = {entry["name"]: entry["value"] for entry in container("serve")["env"] if "value" in entry}
    report = StoreReport(versions=[Version("0" * 16, "", OURS, "", served=True)])

    assert check_memory(from_environ(plain), report, amount(SERVE["resources"]["limits"]["memory"])).state == "ok"


@pytest.mark.parametrize("pod", PODS)
def test_the_environment_is_one_that_the_service_accepts(pod: str) -> None:
    """Each name is a setting, each value valid; the address of the store comes from a secret, by role."""
    given = {entry["name"]: entry for entry in container(pod)["env"]}
    plain = {name: entry["value"] for name, entry in given.items() if "value" in entry}
    secret = given.pop("DATABASE_URL")["valueFrom"]["secretKeyRef"]

    assert set(given) <= {variable(one.name) for one in fields(Settings)}
    assert from_environ(plain)
    assert "DATABASE_URL" not in plain
    assert secret == {"name": "samband-store", "key": {"serve": "read-url", "load": "load-url"}[pod]}
    assert container(pod)["args"][0] == "samband" and container(pod)["args"][1] in COMMANDS


def test_probes_ask_what_the_service_answers(served: httpx.Client) -> None:
    """/health decides on a restart, /ready on requests; the port is that of the container, by its name."""
    probes = {name: SERVE[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")}
    (port,) = SERVE["ports"]

    assert {name: probe["path"] for name, probe in probes.items()} == {
        "startup": "/health",
        "liveness": "/health",
        "readiness": "/ready",
    }
    assert {probe["port"] for probe in probes.values()} == {port["name"]}
    assert port["containerPort"] == Settings().port
    assert [served.get(probe["path"]).status_code for probe in probes.values()] == [200, 200, 200]


def test_requests_in_progress_are_answered_before_the_end() -> None:
    """The time before a kill is longer than the wait for proxies and the grace of the service together."""
    seconds = int(SERVE["lifecycle"]["preStop"]["exec"]["command"][1])

    assert PODS["serve"]["spec"]["terminationGracePeriodSeconds"] > seconds + Settings().grace_seconds


def test_written_files_fit_their_folder() -> None:
    """The files that one process keeps, and as much again while one is written."""
    assert amount(PODS["serve"]["spec"]["volumes"][0]["emptyDir"]["sizeLimit"]) >= 2 * Settings().spool_bytes


def test_all_speak_of_the_same_pods() -> None:
    """The Service, the budget, the Deployment and its spread select what serves; every pod has a network policy."""
    labels = PODS["serve"]["metadata"]["labels"]
    (spread,) = PODS["serve"]["spec"]["topologySpreadConstraints"]
    selectors = [
        BY_KIND["Service", "samband"]["spec"]["selector"],
        *(one["matchLabels"] for one in (DEPLOYMENT["selector"], spread["labelSelector"])),
        BY_KIND["PodDisruptionBudget", "samband"]["spec"]["selector"]["matchLabels"],
        BY_KIND["NetworkPolicy", "samband-serve"]["spec"]["podSelector"]["matchLabels"],
    ]
    everyone = BY_KIND["NetworkPolicy", "samband"]["spec"]["podSelector"]["matchLabels"].items()

    assert [selector for selector in selectors if selector != labels] == []
    assert all(everyone <= pod["metadata"]["labels"].items() for pod in PODS.values())
    assert PODS["load"]["metadata"]["labels"] != labels


def test_only_the_proxies_reach_the_port_of_the_service() -> None:
    """The policy names pods of a namespace, and the port on which the service listens."""
    (rule,) = BY_KIND["NetworkPolicy", "samband-serve"]["spec"]["ingress"]
    (peer,) = rule["from"]

    assert [port["port"] for port in rule["ports"]] == [Settings().port]
    assert all(peer[selector]["matchLabels"] for selector in ("namespaceSelector", "podSelector"))


def test_a_client_in_the_cluster_cannot_name_another() -> None:
    """No private network is trusted as a whole: the value is a placeholder, of addresses for documentation."""
    environ = {entry["name"]: entry["value"] for entry in SERVE["env"] if "value" in entry}
    client = ClientAddress(from_environ(environ).proxies, Settings().client_header)

    assert client(("10.1.2.3", 1), [(b"x-forwarded-for", b"203.0.113.66")]) == "10.1.2.3"


OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
COMMANDS_OF_KUBECTL = OPERATING.split("\n## On Kubernetes\n")[1].split("\n## ")[0].split("```")[1::2]


@pytest.mark.parametrize("commands", COMMANDS_OF_KUBECTL, ids=["first", "upgrade"])
def test_a_load_is_over_before_pods_are_awaited(commands: str) -> None:
    """At the start and at an upgrade: a job whose name is new each time, the wait for its end, then the pods."""
    create, wait, rollout = map(
        commands.index, ("kubectl create job $job ", "kubectl wait --for=condition=complete", "kubectl rollout status")
    )

    assert "job=samband-load-$(date +%s)" in commands[:create]
    assert f"--from=cronjob/{BY_KIND['CronJob', 'samband-load']['metadata']['name']}\n" in commands[create:wait]
    assert create < wait < rollout


def test_an_upgrade_loads_before_it_serves() -> None:
    """With the new image, which migrates the store; each manifest is one that there is."""
    upgrade = COMMANDS_OF_KUBECTL[1]
    applied = re.findall(r"kubectl apply -f (\S+)", upgrade)

    assert [Path(path).name for path in applied] == ["load.yaml", "serve.yaml"]
    assert all((ROOT / path).is_file() for path in applied)
    assert upgrade.index("load.yaml") < upgrade.index("kubectl wait") < upgrade.index("serve.yaml")
