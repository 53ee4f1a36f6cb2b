"""Grants and what is known of their shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from data.snapshot.snapshot import Snapshot

Ask = Callable[..., Any]

GRANT = """{ grant(slug: "icld-2021-communication") {
  title titleSv: title(language: SV) amount currency precision purpose split recipientsComplete date { edtf wording }
  recipients { slug kind } shares { amount municipality { slug } partnership { slug } sources { slug } }
} }"""


def test_nobodys_sixth_is_known(ask: Ask) -> None:
    """SEK 1 800 000 to five municipalities and one region: the split is unknown, so no share has an amount."""
    grant = ask(GRANT)["grant"]

    assert (grant["amount"], grant["currency"], grant["precision"]) == (1_800_000, "SEK", "EXACT")
    assert (grant["split"], grant["recipientsComplete"]) == ("UNKNOWN", True)
    assert [share["amount"] for share in grant["shares"]] == [None] * 6
    assert sorted(recipient["kind"] for recipient in grant["recipients"]) == ["MUNICIPALITY"] * 5 + ["REGION"]


def test_a_share_may_be_for_a_partnership(ask: Ask) -> None:
    """Only where a source ties the two."""
    shares = ask(GRANT)["grant"]["shares"]

    assert {share["municipality"]["slug"] for share in shares if share["partnership"]} == {"kalix"}
    assert all(share["sources"] for share in shares)


def test_a_recipient_and_its_partnership_lead_to_the_grant(ask: Ask) -> None:
    """The grant is found from all sides."""
    answer = ask("""{
      municipality(by: {slug: "region-ostergotland"}) { grants { slug } }
      partnership(by: {slug: "kalix-masaka"}) { grants { slug } }
      programmes { grants { slug } }
      grants { totalCount nodes { slug } }
    }""")
    there = [{"slug": "icld-2021-communication"}]

    assert answer["municipality"]["grants"] == there
    assert answer["partnership"]["grants"] == there
    assert answer["programmes"] == [{"grants": there}]
    assert answer["grants"] == {"totalCount": 1, "nodes": there}


def test_a_grant_lives_in_its_slice(ask_of: Ask, whole: Snapshot) -> None:
    """Before it can have been made, nobody received it. Money for the work of 2021 may have been granted earlier."""
    document = 'query($day: Date) { municipality(by: {slug: "kalix"}, asOf: $day) { grants { slug } } }'
    grants = {
        day: {grant["slug"] for grant in ask_of(whole, document, day=day)["municipality"]["grants"]}
        for day in ("2019-06-02", "2019-06-03", "2020-12-31", "2021-12-31")
    }

    assert "icld-2019-06" not in grants["2019-06-02"]
    assert "icld-2019-06" in grants["2019-06-03"]
    assert all("icld-2021-communication" in found for found in grants.values())


def test_grants_come_oldest_first(ask_of: Ask, whole: Snapshot) -> None:
    """In the real catalogue too, by the last possible day of the grant or of its work; undated ones come last."""
    document = "{ grants(first: 100) { nodes { slug date { latest } period { latest } } } }"
    nodes = ask_of(whole, document)["grants"]["nodes"]
    days = [(node["date"] or node["period"] or {}).get("latest") for node in nodes]
    dated = [day for day in days if day]

    assert len(nodes) == len(whole.rows["grants"])
    assert days == sorted(dated) + [None] * (len(days) - len(dated))
