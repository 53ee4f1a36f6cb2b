"""The names of uvicorn that are not part of its documented interface, imported in this one place.

They were checked with the versions in CHECKED; a test fails when another version is installed.
"""

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.supervisors import Multiprocess

CHECKED = ">=0.54,<0.60"

__all__ = ["CHECKED", "STATUS_LINE", "HttpToolsProtocol", "Multiprocess"]
