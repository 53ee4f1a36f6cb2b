"""Every facet of the real catalogue against pandas over the CSV files, for several filters and days."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from data.catalogue.reader import RECORDS_DIR
from data.counting.facets import facet_of
from data.domain.enums import Certainty, MunicipalityKind, PartnershipKind, PartnershipState
from data.domain.facet_keys import MunicipalityFacetKey, PartnershipFacetKey
from data.snapshot import queries
from data.snapshot.goal_links import STATED_ONLY
from data.snapshot.snapshot import Snapshot
from tests.data.counting.by_pandas import Frames, counted
from tests.data.networks.oracle import Oracle

EVERY = 10_000
DAYS = [None, date(2019, 5, 5)]
PARTNERSHIPS: dict[str, dict[str, Any]] = {
    "all": {},
    "countries": {"countries": ["UA", "ZA", "LT"]},
    "a kind and a state": {
        "kinds": [PartnershipKind.MUNICIPAL_PARTNERSHIP],
        "states": [PartnershipState.ACTIVE, PartnershipState.ENDED],
    },
    "Goals": {"goals": [5, 11, 16]},
    "a member": {"members": ["mariestad", "ukmerge", "vaxjo"]},
    "a programme, certainly": {"programme": "icld-municipal-partnership", "certainty": [Certainty.CERTAIN]},
}
MUNICIPALITIES: dict[str, dict[str, Any]] = {
    "all": {},
    "countries": {"countries": ["SE", "UA"]},
    "a kind": {"kinds": [MunicipalityKind.REGION]},
    "Goals": {"goals": [5, 11, 16]},
    "with twin towns": {"has_partnerships": True, "partnership_kinds": [PartnershipKind.TWIN_TOWN]},
    "a text": {"text": "ma"},
}


@pytest.fixture(scope="module")
def networks() -> Oracle:
    return Oracle(RECORDS_DIR)


@pytest.fixture(scope="module", params=DAYS, ids=str)
def frames(request: pytest.FixtureRequest, networks: Oracle, whole: Snapshot) -> Frames:
    return Frames(RECORDS_DIR, networks, whole, request.param)


@pytest.mark.parametrize("wanted", PARTNERSHIPS.values(), ids=PARTNERSHIPS)
@pytest.mark.parametrize("by", PartnershipFacetKey, ids=str)
def test_partnerships_are_counted_as_pandas_counts(
    whole: Snapshot, frames: Frames, by: PartnershipFacetKey, wanted: dict[str, Any]
) -> None:
    """Each key, its count, how many are certain, and how many partnerships have no key."""
    items = queries.partnerships(whole.slice(frames.day).partnerships, **wanted)
    certain = {one.slug for one in items if one.certainty is Certainty.CERTAIN}
    facet = facet_of(items, by, STATED_ONLY, EVERY)
    found = {value.key: (value.count, value.certain) for value in facet.values}

    assert (found, facet.missing) == counted(frames.of_partnerships(str(by)), {one.slug for one in items}, certain)


@pytest.mark.parametrize("wanted", MUNICIPALITIES.values(), ids=MUNICIPALITIES)
@pytest.mark.parametrize("by", MunicipalityFacetKey, ids=str)
def test_municipalities_are_counted_as_pandas_counts(
    whole: Snapshot, frames: Frames, by: MunicipalityFacetKey, wanted: dict[str, Any]
) -> None:
    """A municipality is certain; its keys are as certain as its seats and its partnerships."""
    items = queries.municipalities(whole.slice(frames.day).municipalities, **wanted)
    slugs = {one.slug for one in items}
    facet = facet_of(items, by, STATED_ONLY, EVERY)
    found = {value.key: (value.count, value.certain) for value in facet.values}

    assert (found, facet.missing) == counted(frames.of_municipalities(str(by)), slugs, slugs)
