"""The benchmark's modules are scripts beside each other: its tests import them as they import one another."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent / "servers")]
