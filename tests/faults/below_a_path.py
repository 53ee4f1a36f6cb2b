"""A service below a path of a site: behind nginx, configured as in docs/operating.md."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

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
        listen 127.0.0.1:{port};
        {locations}
    }}
}}
"""


@contextmanager
def below_a_path(program: str, store: str, home: Path) -> Iterator[str]:
    """The public address of a service of a store, as long as nginx and the service run; their files are in `home`."""
    port = free_port()
    public = f"http://127.0.0.1:{port}{PREFIX}"
    with serving(store, home / "log", SAMBAND_PUBLIC_URL=public) as live:
        locations = documented().replace("http://127.0.0.1:8000", live.address)
        run = command(program, SITE.format(home=home, port=port, locations=locations), home)
        with (home / "nginx.log").open("w") as log, subprocess.Popen(run, stderr=log) as process:
            try:
                wait(lambda: process.poll() is not None or reached(public))
                yield public
            finally:
                process.terminate()


def documented() -> str:
    """The configuration of nginx in docs/operating.md."""
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```nginx\n(.*?)```", text, re.DOTALL)
    return str(block)


def reached(public: str) -> bool:
    try:
        return httpx.get(f"{public}/ready", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False
