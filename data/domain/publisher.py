"""Who publishes the data, as the settings say."""

from __future__ import annotations

from typing import Any, NamedTuple


class Publisher(NamedTuple):
    """The publisher of the data. `address` is the base URL of the service, without a trailing slash."""

    address: str
    name: str
    kind: str
    mailbox: str

    @property
    def about(self) -> dict[str, Any]:
        """The properties of a Data Package that name the publisher."""
        mailbox = {"email": self.mailbox} if self.mailbox else {}
        return {"homepage": self.address, "contributors": [{"title": self.name, **mailbox, "roles": ["publisher"]}]}
