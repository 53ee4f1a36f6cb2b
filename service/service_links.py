"""Variables that Kubernetes and Docker add to the environment for services of their own, whose names begin like settings.

Beside a Service `samband` every container of Kubernetes has `SAMBAND_SERVICE_HOST`, `SAMBAND_PORT=tcp://10.0.0.1:8000`,
`SAMBAND_PORT_8000_TCP_ADDR` and more. Docker sets the same names for a link, and some others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

ADDRESS = r"(tcp|udp|sctp)://[^\s/]+:[0-9]+"
# The variable that both platforms set for each port: its name has the port and the protocol, and so has its value.
PORT = re.compile(r"(?P<service>SAMBAND(_\w+)?)_PORT_(?P<number>[0-9]+)_(?P<protocol>TCP|UDP|SCTP)")
NAMES = re.compile(r"_SERVICE_HOST|_SERVICE_PORT(_\w+)?|_PORT_[0-9]+_(TCP|UDP|SCTP)(_PROTO|_PORT|_ADDR)?")
CONTAINERS = r"(/[\w.-]+){2}"  # the value of `…_NAME` in Docker: the container and its alias, such as /web/samband


def service_links(environ: Mapping[str, str]) -> set[str]:
    """The names of the variables that a platform has set for services whose names begin with `samband`."""
    services = {found["service"] for name, value in environ.items() if (found := linked_port(name, value))}
    return {
        name for service in services for name in environ if name.startswith(service) and is_link(name, service, environ)
    }


def linked_port(name: str, value: str) -> re.Match[str] | None:
    """The match of the variable of a port, if its value is the address of that port."""
    found = PORT.fullmatch(name)
    if found is None or re.fullmatch(ADDRESS, value) is None:
        return None
    is_same = value.startswith(f"{found['protocol'].lower()}://") and value.endswith(f":{found['number']}")
    return found if is_same else None


def is_link(name: str, service: str, environ: Mapping[str, str]) -> bool:
    """Whether a variable is one of those that a platform sets for a service that it links."""
    rest = name.removeprefix(service)
    if rest == "_PORT":
        return re.fullmatch(ADDRESS, environ[name]) is not None  # a number is the setting SAMBAND_PORT
    if rest == "_NAME" or rest.startswith("_ENV_"):  # of Docker
        return re.fullmatch(CONTAINERS, environ.get(f"{service}_NAME", "")) is not None
    return NAMES.fullmatch(rest) is not None
