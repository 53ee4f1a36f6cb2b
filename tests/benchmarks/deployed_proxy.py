"""nginx as `deploy/nginx.conf` configures it, on this machine."""

from __future__ import annotations

import os
import re
from pathlib import Path

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "nginx.conf"


def configured(port: int, replicas: list[int], home: Path) -> str:
    """The text of deploy/nginx.conf with ports of this machine, and its files in a directory."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    servers = "\n".join(f"server 127.0.0.1:{replica} max_fails=1 fail_timeout=2s;" for replica in replicas)
    for pattern, replacement in (
        (r"server serve:8000 .*;", servers),
        (r"resolver .*\n", "\n"),
        (r"listen 8080;", f"listen 127.0.0.1:{port};"),
        (r"/tmp/", f"{home}/"),
    ):
        text, count = re.subn(pattern, replacement, text)
        assert count
    return text


def command(program: str, configuration: str, home: Path) -> list[str]:
    """The command that runs nginx in the foreground; its configuration is written into the directory."""
    path = home / "nginx.conf"
    path.write_text(configuration, encoding="utf-8")
    whose = "user root; " if os.geteuid() == 0 else ""  # a directory of a test is for its own user
    return [program, "-e", "stderr", "-c", str(path), "-g", f"{whose}daemon off;"]
