"""The log of a process: warnings and events on standard error."""

from __future__ import annotations

import logging
import sys


def logging_to_stderr() -> None:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("alembic").setLevel(logging.WARNING)
