"""The served catalogue as files."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import Connection

from data.catalogue import write_rows
from data.load import read_back
from data.models import RECORD
from data.package import describe


def csv_files(connection: Connection) -> dict[str, str]:
    """The records and their Data Package by file name; loading them again gives the same version."""
    catalogue = read_back(connection)
    files = {f"{name}.csv": write_rows(RECORD[name], rows) for name, rows in catalogue.rows.items()}
    return files | {"datapackage.json": package_text()}


def package_text() -> str:
    return json.dumps(describe(), ensure_ascii=False, indent=2) + "\n"


def package(files: Mapping[str, str]) -> bytes:
    """The files as one ZIP file; equal files give equal bytes."""
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(ZipInfo(name), text, ZIP_DEFLATED)
    return out.getvalue()
