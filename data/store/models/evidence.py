"""Sources, their citations by records, and claims in which sources disagree."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, PrimaryKeyConstraint, Table, Text

from data.domain.enums import Rank
from data.domain.evidence_enums import Dating, SourceKind
from data.store.models.fields import choice, day, integer, link, notes, partial, slug, text, web
from data.store.models.layout import METADATA, Record

sources = Record(
    "sources",
    "Where facts were read: publisher, address and dates.",
    slug("Name of the source in this catalogue."),
    choice("kind", SourceKind, "What it is."),
    text("title", "Title: the original when it is short, else a summary by the editors.", required=True),
    text("publisher", "Organisation that published it."),
    web("url", "Address."),
    partial("published", "When it was published or last changed; an interval of the editors when it is undated."),
    choice("dating", Dating, "How it is dated."),
    text("blank_labels", "Labels that it prints with nothing after them, as printed, separated by `;`."),
    day("read_on", "Day on which the facts were read from it."),
    text("language", "Language tag (BCP 47).", pattern=r"[a-z]{2,3}(-[A-Za-z0-9]+)*"),
    *notes(),
)

attachments = Record(
    "attachments",
    "Documents that a source offers for download.",
    slug("Name of the attachment."),
    link("source", "sources", "The source that offers it.", required=True),
    text("title", "Title as printed.", required=True),
    text("media_type", "Media type (IANA).", required=True, pattern=r"[a-z]+/[a-z0-9.+-]+"),
    integer("kilobytes", "Size in kilobytes, as the source prints it."),
    *notes(),
)

claims = Record(
    "claims",
    "What the sources say of one field of one record where they do not agree.",
    slug("Name of the claim."),
    link("partnership", "partnerships", "The partnership that it is about."),
    link("project", "projects", "The project that it is about."),
    link("municipality", "municipalities", "The municipality that it is about."),
    link("organisation", "organisations", "The organisation that it is about."),
    link("goal", "goals", "The goal that it is about."),
    link("grant", "grants", "The grant that it is about."),
    link("call", "calls", "The call that it is about."),
    link("programme", "programmes", "The programme that it is about."),
    link("initiative", "initiatives", "The initiative that it is about."),
    link("policy", "policies", "The policy that it is about."),
    link("publication", "sources", "The source that it is about, when the value describes a source."),
    text("field", "Column of the record, or `members`, `funder`, `coordinator`.", required=True),
    text("value", "The value according to the source.", required=True),
    choice("rank", Rank, "PREFERRED is the value of the record itself."),
    link("source", "sources", "The source of the value.", required=True),
    *notes(),
    one_of=(
        "partnership",
        "project",
        "municipality",
        "organisation",
        "goal",
        "grant",
        "call",
        "programme",
        "initiative",
        "policy",
        "publication",
    ),
)

citations = Table(
    "citations",
    METADATA,
    Column("version", Integer, nullable=False),
    Column("record", Text, nullable=False),
    Column("row", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("source", Text, nullable=False),
    PrimaryKeyConstraint("version", "record", "row", "position"),
    ForeignKeyConstraint(["version"], ["versions.id"], name="fk_citations_version", ondelete="CASCADE"),
    ForeignKeyConstraint(
        ["version", "source"],
        ["sources.version", "sources.slug"],
        deferrable=True,
        initially="DEFERRED",
        name="fk_citations_source",
    ),
    Index(None, "version", "source"),
    comment="The `sources` of every row taken apart, so that each is held to exist; `row` is the key, its parts joined by a space.",
)
