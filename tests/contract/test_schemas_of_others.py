"""What is skipped without the files that no package ships, as CONTRIBUTING lists it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.conftest import NOT_PACKAGED, ROOT

SECTION = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("\n## Schemas of others\n")[1].split("\n## ")[0]
FILES = ("tests/data/formats/test_dcat.py", "tests/data/formats/test_formats_schemas.py")
RECONCILIATION = "tests/service/routes/test_reconciliation.py"
WANTING = "SHACL or html or rng or agree"  # the names of what needs the folder


def test_what_is_skipped_is_counted_in_one_line_at_the_end(tmp_path: Path) -> None:
    """On a machine without the folder: as many as CONTRIBUTING says, in all and of each form."""
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", WANTING, *FILES, RECONCILIATION)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environ | {"SAMBAND_TEST_FIXTURES": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    *_, message, last = done.stdout.splitlines()
    listed = [int(number) for number in re.findall(r"\| (\d+): ", SECTION)]

    assert message.startswith(f"{sum(listed)} checks against {NOT_PACKAGED} were skipped, in test_dcat.py, ")
    assert f"Without that folder {sum(listed)} checks are skipped" in SECTION
    assert re.match(rf"{sum(listed)} skipped, \d+ deselected", last)
