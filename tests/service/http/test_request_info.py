"""Who the client of a request is: behind trusted proxies the last address that they name, elsewhere the peer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from data.domain.errors import SettingError
from service.http.middleware import RequestMiddleware
from service.http.request_info import ClientAddress, RequestInfo
from service.settings import Settings, from_environ

PROXY, CLIENT, OTHER = "10.0.0.9", "192.0.2.7", "198.51.100.4"
INSIDE = "10.0.0.0/8, fd00::/8"


def client(peer: str, *values: str, trusted: str = INSIDE, header: str = "X-Forwarded-For") -> str:
    """Who the client of a request is that comes from an address with these values of the field, one a line."""
    settings = from_environ({"SAMBAND_TRUSTED_PROXIES": trusted, "SAMBAND_CLIENT_HEADER": header})
    fields = [(b"host", b"a"), *((header.lower().encode(), value.encode("latin-1")) for value in values)]
    return ClientAddress(settings.proxies, settings.client_header)((peer, 4711), fields)


@pytest.mark.parametrize("peer", [CLIENT, "2001:db8::7", "11.0.0.1", "fe80::1%eth0"])
def test_who_is_not_trusted_speaks_for_nobody(peer: str) -> None:
    """Whatever a client writes into the field, its address is that of the connection; and so it is for all where no proxy is trusted."""
    assert client(peer, OTHER) == client(peer, f"{PROXY}, {OTHER}") == client(peer) == peer
    assert client(PROXY, OTHER, trusted="none") == PROXY


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([CLIENT], CLIENT),
        ([f"{OTHER}, {CLIENT}"], CLIENT),
        ([f"{OTHER},{CLIENT} ,10.1.2.3 , fd00::2"], CLIENT),
        ([OTHER, CLIENT], CLIENT),
        ([CLIENT, "10.1.2.3"], CLIENT),
        (["10.0.0.1, 10.0.0.2"], "10.0.0.1"),
        ([], PROXY),
        ([""], PROXY),
        ([f"{CLIENT}, ,"], CLIENT),
        (["2001:db8::7"], "2001:db8::7"),
        (["[2001:db8::7]:8080, [fd00::2]:443"], "2001:db8::7"),
        ([f"{CLIENT}:50123, 10.1.2.3:443"], CLIENT),
        ([f"{CLIENT}, unknown"], "unknown"),
        ([f"{CLIENT}, {'x' * 500}"], "x" * 64),
        ([f"{CLIENT}, \xe5"], "\xe5"),
        ([f"{'10.0.0.1, ' * 1_500}{CLIENT}, 10.1.2.3"], CLIENT),
        (["203.0.113.66" + ", 10.0.0.1" * 99], "10.0.0.1"),
        ([f"{CLIENT}, {'x' * 2_000}"], PROXY),
    ],
)
def test_the_last_address_that_is_not_trusted_counts(values: list[str], found: str) -> None:
    """What stands before it was written by the client; without any, it is the first, or the proxy. No address is halved."""
    assert client(PROXY, *values) == found
    assert client("fd00::9", *values) == (found if found != PROXY else "fd00::9")


def test_a_service_that_listens_on_ipv6_knows_its_proxies() -> None:
    """An IPv4 address comes as one of IPv6 there, and a network may be written so."""
    assert client(f"::ffff:{PROXY}", CLIENT) == CLIENT
    assert client(PROXY, CLIENT, trusted="::ffff:10.0.0.0/104") == CLIENT
    assert client(f"::ffff:{PROXY}", CLIENT, trusted=f"::ffff:{PROXY}") == CLIENT
    assert client("11.0.0.1", CLIENT, trusted="::ffff:10.0.0.0/104") == "11.0.0.1"


def test_another_field_can_be_named() -> None:
    """X-Forwarded-For then says nothing."""
    assert client(PROXY, CLIENT, header="X-Real-IP") == CLIENT
    trusting = ClientAddress(Settings(trusted_proxies=PROXY).proxies, "X-Real-IP")
    assert trusting((PROXY, 1), [(b"x-forwarded-for", CLIENT.encode())]) == PROXY


def test_a_client_inside_a_trusted_network_can_name_another() -> None:
    """As it is taken for a proxy. So only the network of the proxies is to be trusted; then it is the last one outside."""
    private = "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16"

    assert client(PROXY, "203.0.113.66, 172.18.0.1", trusted=private) == "203.0.113.66"
    assert client(PROXY, "203.0.113.66, 172.18.0.1", trusted="10.0.0.0/24") == "172.18.0.1"


def recorded_by_asgi(peer: Any, headers: Any) -> RequestInfo:
    """What is recorded of a request that comes through the middleware."""
    recorded: list[RequestInfo] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        pass

    settings = Settings(trusted_proxies=PROXY)
    middleware = RequestMiddleware(app, settings, lambda _scope, info, _seconds: recorded.append(info))
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers, "client": peer}
    asyncio.run(middleware(scope, None, send))  # type: ignore[arg-type]
    return recorded[0]


def test_all_requests_have_their_client() -> None:
    """With and without a proxy, and where the server knows no address."""
    headers = [(b"x-forwarded-for", OTHER.encode()), (b"x-forwarded-for", CLIENT.encode())]

    assert recorded_by_asgi((PROXY, 1), headers).client == CLIENT
    assert recorded_by_asgi((OTHER, 1), headers).client == OTHER
    assert recorded_by_asgi(None, headers).client == ""


@pytest.mark.parametrize("value", ["proxy", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.1;10.0.0.2", "*", ","])
def test_what_is_no_network_is_refused(value: str) -> None:
    """The message has the variable, the value and what is wanted."""
    with pytest.raises(
        SettingError, match=r"SAMBAND_TRUSTED_PROXIES=.* is not none, or addresses and networks such as"
    ):
        from_environ({"SAMBAND_TRUSTED_PROXIES": value})


def test_the_log_has_no_address(
    serve: Callable[..., Any], url: str, capfd: pytest.CaptureFixture[str], soon: Callable[..., None]
) -> None:
    """Neither that of the connection nor that of a field, as operating.md promises."""
    lines: list[dict[str, Any]] = []

    def is_written() -> bool:
        lines.extend(map(orjson.loads, capfd.readouterr().out.splitlines()))
        return bool(lines)

    with serve(url, trusted_proxies="0.0.0.0/0", poll_seconds=3600) as client:
        client.get("/health", headers={"x-forwarded-for": CLIENT})
        soon(is_written)

    assert [set(line) for line in lines] == [{"time", "id", "ms", "method", "path", "status"}]
