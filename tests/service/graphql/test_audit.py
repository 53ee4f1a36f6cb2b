"""The server audit of the graphql-http package, which checks what the specification of GraphQL over HTTP says."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

AUDITS = Path(__file__).parents[2] / "audits"


def test_every_audit_passes(live: Any, installed: Callable[[Path], Path]) -> None:
    """All MUST, SHOULD and MAY, against the real service."""
    installed(AUDITS)
    command = ("node", "audit.mjs", f"{live.address}/graphql")
    done = subprocess.run(command, cwd=AUDITS, check=True, timeout=120, capture_output=True, encoding="utf-8")
    results = json.loads(done.stdout)

    assert [result for result in results if result["status"] != "ok"] == []
    assert Counter(result["name"].split()[0] for result in results) == {"MUST": 13, "SHOULD": 23, "MAY": 25}
