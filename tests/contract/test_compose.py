"""docker-compose.yml: valid by the Compose specification, and hardened."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from service.cli.doctor.machine import memory_needed
from service.http.request_info import ClientAddress
from service.settings import from_environ

ROOT = Path(__file__).parents[2]
SPECIFICATION = ROOT / "tests" / "compose"
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


@pytest.fixture(scope="module")
def specification(installed: Callable[[Path], Path]) -> Any:
    """The JSON schema of the Compose specification."""
    schema = installed(SPECIFICATION) / "dclint" / "schemas" / "compose.schema.json"
    return json.loads(schema.read_text(encoding="utf-8"))


def test_it_is_valid(specification: Any) -> None:
    """By the JSON schema of the specification."""
    jsonschema.Draft7Validator(specification).validate(COMPOSE)


def test_the_specification_would_object(specification: Any) -> None:
    """A service with a word that Compose does not know is refused."""
    wrong = COMPOSE | {"services": SERVICES | {"serve": SERVICES["serve"] | {"replicas": 2}}}

    assert not jsonschema.Draft7Validator(specification).is_valid(wrong)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_can_do_no_more_than_it_must(name: str) -> None:
    """No root, no capabilities, no way to gain any, nothing to write to but volumes and memory, bounded resources."""
    service = SERVICES[name]
    limits = service["deploy"]["resources"]["limits"]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert str(service["user"]).split(":")[0] not in ("root", "0")
    assert {"cpus", "memory"} <= set(limits)
    assert service["pids_limit"] <= 200


def test_only_the_proxy_is_reached_from_outside() -> None:
    """It listens on loopback; the store and the replicas live in a network without a way out."""
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"proxy"}
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["proxy"]["ports"])
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert {name for name, service in SERVICES.items() if "outside" in service["networks"]} == {"proxy"}


def test_who_serves_cannot_write_the_store() -> None:
    """Two replicas with the role that reads; one load with the role that writes; no password in the file."""
    serve, load = (SERVICES[name]["environment"]["DATABASE_URL"] for name in ("serve", "load"))

    assert SERVICES["serve"]["deploy"]["replicas"] == 2
    assert serve.startswith("postgresql://samband_read:${SAMBAND_READ_PASSWORD:?")
    assert load.startswith("postgresql://samband_load:${SAMBAND_LOAD_PASSWORD:?")


def client_of(named: str, **others: str) -> str:
    """The client of a request of the proxy that names these addresses, with these settings in the place of some."""
    environ = {name: str(value) for name, value in SERVICES["serve"]["environment"].items()}
    settings = from_environ(environ | others)
    find = ClientAddress(settings.proxies, settings.client_header)
    return find(("10.213.0.4", 1), [(b"x-forwarded-for", named.encode())])


def test_only_the_proxy_names_its_client() -> None:
    """It adds the address to the field. Whoever is in another private network, or on the host, speaks for nobody."""
    inside, outside = (COMPOSE["networks"][name]["ipam"]["config"][0] for name in ("inside", "outside"))
    trusted = SERVICES["serve"]["environment"]["SAMBAND_TRUSTED_PROXIES"]
    proxy = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")

    assert trusted == inside["subnet"]
    assert not ip_network(inside["subnet"]).overlaps(ip_network(outside["subnet"]))
    assert "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;" in proxy
    assert client_of("198.51.100.1, 203.0.113.5") == "203.0.113.5"
    assert client_of("203.0.113.66, 172.18.0.1") == "172.18.0.1"
    assert client_of(f"203.0.113.66, {outside['gateway']}") == outside["gateway"]


def test_a_proxy_on_the_host_can_be_trusted_too() -> None:
    """It comes from the gateway of the network `outside`, as the comment says."""
    gateway = COMPOSE["networks"]["outside"]["ipam"]["config"][0]["gateway"]
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    both = f"{SERVICES['serve']['environment']['SAMBAND_TRUSTED_PROXIES']},{gateway}"

    assert f"a proxy on this host, in front: also {gateway}" in text
    assert client_of(f"198.51.100.1, 203.0.113.5, {gateway}", SAMBAND_TRUSTED_PROXIES=both) == "203.0.113.5"


def test_a_replica_has_the_memory_that_the_doctor_reckons() -> None:
    """For the records that are written there, two earlier versions, a swap, and the files in /tmp, which are memory, too."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    ((limit, millions),) = re.findall(
        r"memory: (\d+)M } # enough for (\d+) million records, two earlier versions", text
    )
    settings = from_environ({name: str(value) for name, value in SERVICES["serve"]["environment"].items()})

    assert SERVICES["serve"]["deploy"]["resources"]["limits"]["memory"] == f"{limit}M"
    assert memory_needed(settings, int(millions) * 10**6)[1] + settings.spool_bytes <= int(limit) << 20


def test_the_public_address_is_that_of_the_proxy() -> None:
    """Else identifiers would name the port of a container, and the doctor would warn."""
    (port,) = SERVICES["proxy"]["ports"]

    assert SERVICES["serve"]["environment"]["SAMBAND_PUBLIC_URL"] == f"http://{port.rpartition(':')[0]}"


def test_a_service_waits_for_what_it_needs() -> None:
    """The load for a healthy store, the replicas for the load, the proxy for a healthy replica."""
    waits = {name: service.get("depends_on", {}) for name, service in SERVICES.items()}

    assert waits == {
        "store": {},
        "load": {"store": {"condition": "service_healthy"}},
        "serve": {"load": {"condition": "service_completed_successfully"}},
        "proxy": {"serve": {"condition": "service_healthy"}},
    }
    assert all("healthcheck" in SERVICES[name] for name in ("store", "serve", "proxy"))


def test_the_files_that_are_mounted_exist() -> None:
    """The roles and the configuration of the proxy are in the project."""
    mounted = [volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", ())]

    assert [path for path in mounted if path.startswith("./") and not (ROOT / path).is_file()] == []
    assert len([path for path in mounted if path.startswith("./")]) == 2
