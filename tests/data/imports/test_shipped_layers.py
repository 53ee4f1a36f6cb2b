"""The layers of this project: what they add to the base, and that their tables give them again."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from data.catalogue.load import read_checked
from data.catalogue.reader import LAYERS_DIR, RECORDS_DIR
from data.catalogue.rows.catalogue import Catalogue
from data.catalogue.time_rules import link_rows
from data.domain.enums import Certainty, PartnershipKind, PartnershipState, Rank
from data.imports.importer import Request, import_table
from data.networks.measures import measures_of
from data.networks.network import NetworkSpec, partners
from data.snapshot.snapshot import Snapshot

WIKIDATA, WIKIPEDIA = "twin-towns-wikidata", "twin-towns-wikipedia"
MUNICIPALITIES = "twin-towns-municipalities"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_checked()


@pytest.fixture(scope="module")
def served(catalogue: Catalogue) -> Snapshot:
    """The base with its layers, as it is served."""
    return Snapshot(catalogue.digest(), "2026-11-28T00:00:00+00:00", link_rows(catalogue))


def partnerships(served: Snapshot, slug: str) -> list[Any]:
    return served.municipality(slug).partnerships()


def test_the_catalogue_knows_most_swedish_municipalities(served: Snapshot) -> None:
    """The municipal partnerships are as many as before, the twin towns more than eight hundred."""
    whole = list(served.all_time.partnerships)
    kinds = [partnership.kind for partnership in whole]
    swedish = {
        member.municipality.slug
        for partnership in whole
        for member in partnership.members
        if member.municipality.country.code == "SE" and len(member.municipality.code or "") == 4
    }

    assert len(whole) >= 880
    assert kinds.count(PartnershipKind.TWIN_TOWN) >= 800
    assert kinds.count(PartnershipKind.MUNICIPAL_PARTNERSHIP) == 91
    assert len(swedish) >= 225


def test_the_network_is_that_of_a_thousand_places(served: Snapshot) -> None:
    from data.domain.enums import Projection

    network = measures_of(served.all_time, NetworkSpec(None, Projection.MUNICIPALITIES)).network
    import networkx as nx

    graph = nx.Graph((tie.a.key, tie.b.key) for tie in network.ties)

    assert network.order >= 1000
    assert max(map(len, nx.connected_components(graph))) >= 100


def test_herrljunga_has_two_twin_towns_with_both_sources(served: Snapshot) -> None:
    twins = [one for one in partnerships(served, "herrljunga") if one.kind is PartnershipKind.TWIN_TOWN]

    assert [one.slug for one in twins] == ["twin-herrljunga-kamianets-podilskyi", "twin-herrljunga-ukmerge"]
    assert [[source.layer.slug for source in one.sources] for one in twins] == [["base", WIKIPEDIA]] * 2


def test_mariestad_has_none_and_two_claims(served: Snapshot) -> None:
    """They name the source, which the page of Mariestad contradicts."""
    (only,) = partnerships(served, "mariestad")
    denied = [claim for claim in only.own_claims if claim.field == "kind"]

    assert only.kind is PartnershipKind.MUNICIPAL_PARTNERSHIP
    assert [(claim.value, claim.rank, claim.source.layer.slug) for claim in denied] == [
        ("TWIN_TOWN", Rank.DEPRECATED, WIKIPEDIA)
    ] * 2
    assert all("Internationellt samarbete inleds" in claim.note for claim in denied)


def test_the_ties_of_karlskoga_are_not_doubled(served: Snapshot) -> None:
    """Norðurþing in the list is Húsavík in the base."""
    assert len(partnerships(served, "karlskoga")) == 10
    assert {one.layer.slug for one in partnerships(served, "karlskoga")} == {"base"}


def test_what_was_read_before_and_after_is_certain_in_between(served: Snapshot) -> None:
    """The partners of Göteborg on 2020-06-01: certain are those that a reading of 2016 or 2017 and that of 2026 name."""
    levels = {
        partner.municipality.name: (partner.certainty, partner.partnerships)
        for partner in partners(served.slice(date(2020, 6, 1)).of(served.municipality("goteborg")))
    }
    certain = {name for name, (certainty, _) in levels.items() if certainty is Certainty.CERTAIN}
    read_twice = {
        name
        for name, (_, shared) in levels.items()
        if {WIKIDATA, WIKIPEDIA} <= {source.layer.slug for one in shared for source in one.sources}
    }

    assert certain >= read_twice == {"Aarhus", "Bergen", "Chicago", "Kraków", "Rostock", "Turku"}
    assert certain - read_twice == {
        "Nelson Mandela Bay",
        "Saint Petersburg",
    }  # dated pages of the city and of the press


def test_nothing_is_said_that_the_lists_do_not_say(served: Snapshot) -> None:
    """No start, no end, no state; a remark on the kind in both languages."""
    added = [one for one in served.all_time.partnerships if one.layer.slug in (WIKIDATA, WIKIPEDIA)]

    assert {(one.start, one.end, one.state) for one in added} == {(None, None, PartnershipState.UNKNOWN)}
    assert all(one.note and one.note_sv for one in added)
    assert {one.layer.licence for one in added} == {"CC0-1.0", "CC-BY-SA-4.0"}


def test_a_page_of_the_municipality_outranks_the_lists(served: Snapshot) -> None:
    """It gives the kind, the year and what rests or has ended; the lists are further sources; undated pages attest nothing."""
    added = [one for one in served.all_time.partnerships if one.layer.slug == MUNICIPALITIES]
    rakvere: Any = served.entities["partnerships"]["twin-sigtuna-rakvere-ee"]
    paused: Any = served.entities["partnerships"]["twin-lindesberg-oppdal-no"]

    assert len(added) > 200
    assert {str(one.state) for one in added} == {"UNKNOWN", "PAUSED", "ENDED"}
    assert rakvere.begin.edtf == "1990"
    assert (str(paused.state), paused.status.as_of.edtf) == ("PAUSED", "[2023-04-17..]")
    assert all(source.publisher for one in added for source in one.sources)
    page = next(source for source in rakvere.sources if source.layer.slug == MUNICIPALITIES)
    assert (str(page.kind), page.published) == ("PAGE", None)
    assert {one.kind for one in added} == {PartnershipKind.TWIN_TOWN, PartnershipKind.FRIENDSHIP}


def test_doubtful_pairs_are_no_twin_towns(catalogue: Catalogue) -> None:
    """They wait until a page of the municipality calls them so."""
    slugs = {row.values["slug"] for row in catalogue.rows["partnerships"]}
    doubtful = (
        "karlskrona-chortkiv",
        "vaxjo-kalush",
        "borlange-chisinau",
        "goteborg-nelson-mandela-bay",
        "kalmar-entebbe",
    )

    assert not slugs & {f"twin-{pair}" for pair in doubtful}
    assert all(
        f"pair:twin-{pair};" in (LAYERS_DIR / WIKIPEDIA / "review.csv").read_text(encoding="utf-8") for pair in doubtful
    )


@pytest.mark.parametrize("table", [f"{WIKIDATA}/tables/wikidata-2016-09", f"{WIKIPEDIA}/tables/wikipedia-2026-02"])
def test_a_table_of_a_layer_gives_the_layer_again(tmp_path: Path, table: str) -> None:
    """Imported once more, it changes nothing."""
    layers = Path(copytree(LAYERS_DIR, tmp_path / "layers"))
    file = LAYERS_DIR / f"{table}.csv"
    report = import_table(Request(file, layers / file.parts[-3], RECORDS_DIR))

    assert report.changed == []
