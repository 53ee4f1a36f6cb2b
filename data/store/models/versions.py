"""Tables of the catalogue versions, the served version and the activations."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, LargeBinary, Table, Text, func, select

from data.store.models.layout import METADATA

versions = Table(
    "versions",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("loaded_at", Text, nullable=False),
    Column("records", Integer, nullable=False, server_default="0"),
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

activations = Table(
    "activations",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("digest", Text, nullable=False),
    Column("since", Text, nullable=False),
    comment="From when on each version was served, in order, also of versions that are no longer kept.",
)

images = Table(
    "images",
    METADATA,
    Column("version", Integer, ForeignKey("versions.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("program", Text, nullable=False),
    Column("block", LargeBinary, nullable=False),
    comment="Images of snapshots, in blocks: the linked tables of a version, for the program that wrote them.",
)

# The served version and its last activation; no row when the store holds no catalogue.
SERVED = select(versions, select(func.max(activations.c.id)).scalar_subquery().label("activation")).join(
    serving, serving.c.version == versions.c.id
)
