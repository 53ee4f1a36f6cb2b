"""Catalogue versions and which of them is served."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Table, Text, select

from data.models.layout import METADATA

versions = Table(
    "versions",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("loaded_at", Text, nullable=False),
    comment="The catalogue versions in the store; digest is a hash of all records.",
)

serving = Table(
    "serving",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, ForeignKey("versions.id"), nullable=False),
    CheckConstraint("id = 1", name="one_row"),
    comment="One row: the version that is served.",
)

# The row of the version that is served; none in a store that holds no catalogue yet.
SERVED = select(versions).join(serving, serving.c.version == versions.c.id)
