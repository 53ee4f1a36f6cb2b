"""Variables of Kubernetes and Docker whose names begin like settings: ignored, with one line in the log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import fields

import pytest
from click.testing import Result

from data.domain.errors import SettingError
from service.service_links import service_links
from service.settings import Settings, from_environ, variable


def kubernetes(service: str, address: str = "10.0.0.1", protocol: str = "tcp", **ports: int) -> dict[str, str]:
    """The variables that the kubelet adds for a Service with named ports, the first of which counts."""
    prefix, first = service.upper().replace("-", "_"), next(iter(ports.values()))
    host = f"[{address}]" if ":" in address else address
    found = {f"{prefix}_SERVICE_HOST": address, f"{prefix}_SERVICE_PORT": str(first)}
    found |= {f"{prefix}_SERVICE_PORT_{name.upper()}": str(port) for name, port in ports.items()}
    found[f"{prefix}_PORT"] = f"{protocol}://{host}:{first}"
    for port in ports.values():
        one = f"{prefix}_PORT_{port}_{protocol.upper()}"
        found |= {one: f"{protocol}://{host}:{port}", f"{one}_PROTO": protocol}
        found |= {f"{one}_PORT": str(port), f"{one}_ADDR": address}
    return found


def docker(alias: str) -> dict[str, str]:
    """The variables that Docker adds for a linked container."""
    prefix = alias.upper().replace("-", "_")
    found = {
        name: value for name, value in kubernetes(alias, "172.17.0.5", web=8000).items() if "_SERVICE_" not in name
    }
    own = {f"{prefix}_NAME": f"/web/{alias}", f"{prefix}_ENV_PATH": "/bin", f"{prefix}_ENV_SAMBAND_PORT": "8000"}
    return found | own


LINKS = {
    "a Service of our name": kubernetes("samband", http=8000),
    "with two ports": kubernetes("samband", http=8000, metrics=9000),
    "over IPv6": kubernetes("samband", "fd00::1", http=8000),
    "over UDP": kubernetes("samband", protocol="udp", syslog=514),
    "a Service with a longer name": kubernetes("samband-store", postgres=5432),
    "with the name of a setting": kubernetes("samband-public-url", http=80) | kubernetes("samband-port", http=80),
    "several": kubernetes("samband", http=8000) | kubernetes("samband-proxy", http=80),
    "a link of Docker": docker("samband"),
    "two of them": docker("samband-web") | docker("samband_1"),
}


@pytest.mark.parametrize("links", LINKS.values(), ids=LINKS)
def test_what_a_platform_adds_is_passed_over(links: dict[str, str]) -> None:
    """All of it is recognised, and no setting is changed by it."""
    assert service_links(links) == set(links)
    assert from_environ(links) == Settings()


def test_settings_beside_them_are_read() -> None:
    """Also a port of one's own, which replaces that of the platform, and which it does not hide."""
    links = kubernetes("samband", http=8000)

    assert from_environ({**links, "SAMBAND_PORT": "8001"}) == Settings(port=8001)
    assert from_environ({**links, "SAMBAND_HOST": "0.0.0.0", "SAMBAND_WORKERS": "2"}) == Settings(
        host="0.0.0.0", workers=2
    )
    assert from_environ({**links, "SAMBAND_PORT": ""}) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SAMBAND_PROT", "8001"),
        ("SAMBAND_PORTS", "tcp://10.0.0.1:8000"),
        ("SAMBAND_SERVICE_HOTS", "0.0.0.0"),
        ("SAMBAND_NAME", "samband"),
        ("SAMBAND_ENV_PATH", "/bin"),
        ("SAMBAND_STORE_SERVICE_HOST", "10.0.0.9"),
        ("SAMBAND_METRICS_PORT", "9000"),
    ],
)
@pytest.mark.parametrize("links", [{}, kubernetes("samband", http=8000)], ids=["alone", "beside a Service"])
def test_a_misspelling_is_refused_all_the_same(links: dict[str, str], name: str, value: str) -> None:
    """Whether there is a Service or not; a name that only looks like that of one is none."""
    with pytest.raises(SettingError, match=f"{name} is not a setting"):
        from_environ(links | {name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SAMBAND_SERVICE_HOST", "10.0.0.1"),
        ("SAMBAND_SERVICE_PORT", "8000"),
        ("SAMBAND_PORT_8000_TCP", "8000"),
        ("SAMBAND_PORT_8000_TCP", "tcp://10.0.0.1:9000"),
        ("SAMBAND_PORT_8000_TCP", "udp://10.0.0.1:8000"),
        ("SAMBAND_PORT_HTTP_TCP", "tcp://10.0.0.1:8000"),
    ],
)
def test_a_single_name_is_no_service(name: str, value: str) -> None:
    """Who sets it by hand meant something else: a platform always adds the address of the port."""
    with pytest.raises(SettingError, match=f"{name} is not a setting"):
        from_environ({name: value})


def test_an_address_in_the_place_of_a_port_is_refused_without_a_service() -> None:
    """It is then a mistake in the setting."""
    with pytest.raises(SettingError, match=r"SAMBAND_PORT='tcp://10\.0\.0\.1:8000' is not a whole number"):
        from_environ({"SAMBAND_PORT": "tcp://10.0.0.1:8000"})


def test_no_setting_but_the_port_can_be_taken_for_a_link() -> None:
    """Whatever a Service is called: a setting of such a name would be ignored, and needs another name."""
    names = {variable(field.name) for field in fields(Settings)}
    parts = [name.lower().split("_") for name in names if name.startswith("SAMBAND_")]
    services = {"-".join(one[:end]) for one in parts for end in range(1, len(one) + 1)}
    added = {key for service in services for key in kubernetes(service, http=8000) | docker(service)}

    assert added & names == {"SAMBAND_PORT"}


def test_the_log_has_one_line_about_them(samband: Callable[..., Result], caplog: pytest.LogCaptureFixture) -> None:
    """However many there are; none without them."""
    caplog.set_level(logging.INFO)
    assert samband("settings", **kubernetes("samband", http=8000, metrics=9000)).exit_code == 0
    said = [record.getMessage() for record in caplog.records]
    caplog.clear()
    assert samband("settings").exit_code == 0

    assert said == ["ignored 13 variables that the platform set for its services, such as SAMBAND_PORT"]
    assert caplog.records == []
