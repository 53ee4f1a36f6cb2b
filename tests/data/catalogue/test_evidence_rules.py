"""Rules of evidence: shares, channels, approvals, and the addresses of private persons, each broken in the small world."""

from __future__ import annotations

from hashlib import sha256

import pytest

from data.catalogue import personal_data
from data.catalogue.reader import RECORDS_DIR, read_catalogue
from tests.data.conftest import Desk

INITIATIVE = "glokala-sverige"
PARTNERSHIP = "mariestad-ukmerge-kamianets-podilskyi"
SIDA = f"{PARTNERSHIP}-funder-sida"


def test_a_share_has_its_bounds_in_order(desk: Desk) -> None:
    """A lower bound above the upper one is named with both, in a participation and in a role."""
    rows = [
        desk.change("participations", f"{INITIATIVE}-document-003", least="0.6"),
        desk.change("roles", SIDA, share_least="1", share_most="0.5"),
    ]

    assert desk.complaints() == [
        ("participations.csv", rows[0], "least", "it is greater than most (0.5)"),
        ("roles.csv", rows[1], "share_least", "it is greater than share_most (0.5)"),
    ]


@pytest.mark.parametrize("cell", ["-0.1", "1.5", "half"])
def test_a_share_lies_between_nothing_and_all(desk: Desk, cell: str) -> None:
    """A bound is a number from 0 to 1."""
    row = desk.change("participations", f"{INITIATIVE}-document-003", most=cell)

    assert [complaint[:3] for complaint in desk.complaints()] == [("participations.csv", row, "most")]


def test_a_share_is_never_only_numbers_of_ours(desk: Desk) -> None:
    """Bounds without the words of the source would be a sharpening; a count makes its own share."""
    rows = [
        desk.change("participations", f"{INITIATIVE}-2020-municipalities", most="0.5"),
        desk.change("roles", SIDA, share_text=""),
    ]
    wrong = "a share has bounds and no words"

    assert desk.complaints() == [
        ("participations.csv", rows[0], "text", wrong),
        ("roles.csv", rows[1], "share_text", wrong),
    ]


def test_a_count_does_not_exceed_its_total(desk: Desk) -> None:
    """291 of 290 municipalities cannot take part."""
    row = desk.change("participations", f"{INITIATIVE}-2020-municipalities", count="291")

    assert desk.complaints() == [("participations.csv", row, "count", "it is greater than total (290)")]


def test_a_participation_says_something(desk: Desk) -> None:
    """Words or a count."""
    row = desk.change("participations", f"{INITIATIVE}-document-003", text="", most="")

    assert desk.complaints() == [("participations.csv", row, "text", "0 of text, count are given")]


def test_an_outcome_has_a_source_of_its_own(desk: Desk) -> None:
    """The sources of the row state the stage; who states the outcome is named apart."""
    row = desk.change("initiative_applications", f"{INITIATIVE}-sida-second-period", outcome_source="")

    assert desk.complaints() == [
        (
            "initiative_applications.csv",
            row,
            "outcome_source",
            "only some of outcome_source, outcome are given",
        )
    ]


def test_a_channel_leads_to_a_mailbox(desk: Desk) -> None:
    """An organisation without a role mailbox is no channel."""
    row = desk.change("channels", "icld-municipal-partnership-interest", organisation="sida")

    assert desk.complaints() == [("channels.csv", row, "organisation", "the organisation has no mailbox")]


def test_an_audience_is_of_one_thing(desk: Desk) -> None:
    """A project, a grant or an initiative."""
    row = desk.change("audiences", "sustainable-municipalities-citizens", grant="icld-2021-communication")

    assert desk.complaints() == [("audiences.csv", row, "project", "2 of project, grant, initiative are given")]


@pytest.mark.parametrize(
    ("place", "decision", "country", "complains"),
    [
        ("mariestad", "APPROVED", "NA", True),
        ("mariestad", "REJECTED", "NA", False),
        ("mariestad", "APPROVED", "UA", False),
        ("haabo", "APPROVED", "UA", True),
    ],
)
def test_an_approval_is_evidence_of_a_partnership(
    desk: Desk, place: str, decision: str, country: str, complains: bool
) -> None:
    """One rule for all: who was approved for a country has a partnership there, if only with an unidentified party."""
    row = desk.add(
        "applications",
        slug="made",
        reference="2016-9999",
        municipality=place,
        country=country,
        kind="PROJECT",
        decision=decision,
    )
    wrong = f"{place} has no partnership with a member in {country}"

    assert desk.complaints() == ([("applications.csv", row, "municipality", wrong)] if complains else [])


def test_the_page_of_a_private_person_has_no_address(desk: Desk) -> None:
    """Title and kind are enough."""
    row = desk.change("sources", "herrljunga-vanorter", kind="PRIVATE_PAGE")
    wrong = "the page of a private person is named"

    assert desk.complaints() == [("sources.csv", row, "publisher", wrong), ("sources.csv", row, "url", wrong)]


@pytest.mark.parametrize("address", ["https://nomen-nescio.example/a", "http://www.Nomen-Nescio.example"])
def test_a_domain_that_is_a_name_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """In an address and in a text, with or without www; only its hash is known to the check."""
    known = frozenset({sha256(b"nomen-nescio.example").hexdigest()})
    monkeypatch.setattr(personal_data, "PRIVATE_DOMAINS", known)
    wrong = "the domain is the name of a person"
    rows = [
        desk.change("sources", "herrljunga-vanorter", url=address),
        desk.change("sources", "geonames", note=f"See {address} for more."),
    ]

    assert sorted(desk.complaints()) == sorted(
        [("sources.csv", rows[0], "url", wrong), ("sources.csv", rows[1], "note", wrong)]
    )


def test_the_catalogue_names_no_such_domain() -> None:
    """Neither an address nor a text of any record, and every private page is without address and publisher."""
    catalogue, _ = read_catalogue(RECORDS_DIR)
    private = [row for row in catalogue.rows["sources"] if row.values["kind"] == "PRIVATE_PAGE"]

    assert not list(personal_data.check_personal_data(catalogue))
    assert not list(personal_data.check_private_pages(catalogue))
    assert len(private) == 6
    assert len(personal_data.PRIVATE_DOMAINS) == 3


@pytest.mark.parametrize(
    "amount",
    [
        "600 000 (2019)",
        "200 000 (2020–2021)",
        "600 000 2019-2020",
        "100 000–200 000 kronor",
        "10 000–20 000 invånare",
        "300 000 - 500 000 kronor",
        "1 000 000 000 kronor",
    ],
)
def test_an_amount_is_no_phone_number(desk: Desk, amount: str) -> None:
    """Swedish groups digits by spaces."""
    desk.change("sources", "geonames", note_sv=f"Beloppet är {amount}.")

    assert desk.complaints() == []


def test_the_check_of_domains_takes_no_longer_than_the_text() -> None:
    """A cell of thousands of short words with dots between is looked through once."""
    text = "aa." * 3_000 + "1"

    assert personal_data.DOMAIN.findall(text) == ["aa." * 2_999 + "aa"]
