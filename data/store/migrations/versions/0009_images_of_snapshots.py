"""Images of snapshots."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "images",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("block", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["versions.id"], name=op.f("fk_images_version")),
        sa.PrimaryKeyConstraint("version", "number", name=op.f("pk_images")),
        comment="Images of snapshots, in blocks: the linked tables of a version, for the program that wrote them.",
    )


def downgrade() -> None:
    op.drop_table("images")
