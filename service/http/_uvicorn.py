"""Names outside the documented interface of uvicorn, imported only here.

CHECKED is the range of versions that they were checked with; a test fails for any other version.
"""

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.supervisors import Multiprocess

CHECKED = ">=0.54,<0.60"

__all__ = ["CHECKED", "STATUS_LINE", "HttpToolsProtocol", "Multiprocess"]
