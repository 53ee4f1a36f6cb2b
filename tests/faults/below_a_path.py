"""A service below a path of a site: behind nginx, configured as in docs/operating.md, where `https` may end."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.benchmarks.deployed_proxy import command
from tests.conftest import ROOT, serving
from tests.faults.conftest import free_port, wait

PREFIX = "/data/samband"
SITE = """
pid {home}/nginx.pid;
error_log stderr warn;
events {{}}
http {{
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    access_log off;
    server {{
        listen 127.0.0.1:{port}{tls};
        {locations}
    }}
}}
"""


TLS = " ssl;\n        ssl_certificate {home}/certificate.pem;\n        ssl_certificate_key {home}/key.pem"
CERTIFICATE = (
    *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"),
    *(
        "-subj",
        "/CN=127.0.0.1",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
        "-keyout",
        "key.pem",
        "-out",
        "certificate.pem",
    ),
)


@contextmanager
def below_a_path(program: str, store: str, home: Path, scheme: str = "http") -> Iterator[str]:
    """The public address of a service of a store, as long as nginx and the service run; their files are in `home`."""
    port, tls = free_port(), ""
    public = f"{scheme}://127.0.0.1:{port}{PREFIX}"
    if scheme == "https":
        certify(home)
        tls = TLS.format(home=home)
    with serving(store, home / "log", SAMBAND_PUBLIC_URL=public, SAMBAND_TRUSTED_PROXIES="127.0.0.1") as live:
        locations = documented().replace("http://127.0.0.1:8000", live.address)
        run = command(program, SITE.format(home=home, port=port, tls=tls, locations=locations), home)
        with (home / "nginx.log").open("w") as log, subprocess.Popen(run, stderr=log) as process:
            try:
                wait(lambda: process.poll() is not None or reached(public))
                yield public
            finally:
                process.terminate()


def certify(home: Path) -> None:
    """Makes a certificate of the host, which only its own tests trust."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not there")
    subprocess.run(CERTIFICATE, cwd=home, check=True, capture_output=True)


def documented() -> str:
    """The configuration of nginx in docs/operating.md."""
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```nginx\n(.*?)```", text, re.DOTALL)
    return str(block)


def reached(public: str) -> bool:
    try:
        return httpx.get(f"{public}/ready", trust_env=False, verify=False).status_code == 200
    except httpx.TransportError:
        return False
