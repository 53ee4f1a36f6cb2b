"""The keys that facets count by: how each is found, and what its codes stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from data.counting import municipality_keys, partnership_keys, vocabulary
from data.counting.links import Keyed, Links
from data.counting.partnership_keys import Basis
from data.counting.vocabulary import NUMBERS, Vocabulary, choices_of
from data.domain.enums import Certainty, Continent, CoreArea, MunicipalityKind, PartnershipKind, PartnershipState
from data.domain.facet_keys import MunicipalityFacetKey, PartnershipFacetKey


class FacetKey(NamedTuple):
    """What items are counted by: the function that finds their keys, and what the codes of these stand for."""

    find: Callable[[Links, Basis], Keyed]
    vocabulary: Vocabulary


OF_PARTNERSHIPS = {
    PartnershipFacetKey.GOAL: FacetKey(partnership_keys.by_goal, vocabulary.GOALS),
    PartnershipFacetKey.COUNTRY: FacetKey(partnership_keys.by_country, vocabulary.COUNTRIES),
    PartnershipFacetKey.COUNTY: FacetKey(partnership_keys.by_county, vocabulary.COUNTIES),
    PartnershipFacetKey.REGION: FacetKey(partnership_keys.by_region, vocabulary.REGIONS),
    PartnershipFacetKey.CONTINENT: FacetKey(partnership_keys.by_continent, choices_of(Continent)),
    PartnershipFacetKey.KIND: FacetKey(partnership_keys.by_kind, choices_of(PartnershipKind)),
    PartnershipFacetKey.STATE: FacetKey(partnership_keys.by_state, choices_of(PartnershipState)),
    PartnershipFacetKey.PROGRAMME: FacetKey(partnership_keys.by_programme, vocabulary.PROGRAMMES),
    PartnershipFacetKey.THEME: FacetKey(partnership_keys.by_theme, vocabulary.THEMES),
    PartnershipFacetKey.CORE_AREA: FacetKey(partnership_keys.by_core_area, choices_of(CoreArea)),
    PartnershipFacetKey.LAYER: FacetKey(partnership_keys.by_layer, vocabulary.LAYERS),
    PartnershipFacetKey.ORGANISATION: FacetKey(partnership_keys.by_organisation, vocabulary.ORGANISATIONS),
    PartnershipFacetKey.START_YEAR: FacetKey(partnership_keys.by_start_year, NUMBERS),
    PartnershipFacetKey.END_YEAR: FacetKey(partnership_keys.by_end_year, NUMBERS),
    PartnershipFacetKey.MEMBERS: FacetKey(partnership_keys.by_members, NUMBERS),
    PartnershipFacetKey.CERTAINTY: FacetKey(partnership_keys.by_certainty, choices_of(Certainty)),
}
OF_MUNICIPALITIES = {
    MunicipalityFacetKey.COUNTRY: FacetKey(municipality_keys.by_country, vocabulary.COUNTRIES),
    MunicipalityFacetKey.COUNTY: FacetKey(municipality_keys.by_county, vocabulary.COUNTIES),
    MunicipalityFacetKey.REGION: FacetKey(municipality_keys.by_region, vocabulary.REGIONS),
    MunicipalityFacetKey.CONTINENT: FacetKey(municipality_keys.by_continent, choices_of(Continent)),
    MunicipalityFacetKey.KIND: FacetKey(municipality_keys.by_kind, choices_of(MunicipalityKind)),
    MunicipalityFacetKey.DEGREE: FacetKey(municipality_keys.by_degree, NUMBERS),
    MunicipalityFacetKey.PARTNER_COUNTRY: FacetKey(municipality_keys.by_partner_country, vocabulary.COUNTRIES),
    MunicipalityFacetKey.GOAL: FacetKey(municipality_keys.by_goal, vocabulary.GOALS),
    MunicipalityFacetKey.PROGRAMME: FacetKey(municipality_keys.by_programme, vocabulary.PROGRAMMES),
    MunicipalityFacetKey.THEME: FacetKey(municipality_keys.by_theme, vocabulary.THEMES),
    MunicipalityFacetKey.CORE_AREA: FacetKey(municipality_keys.by_core_area, choices_of(CoreArea)),
    MunicipalityFacetKey.LAYER: FacetKey(municipality_keys.by_layer, vocabulary.LAYERS),
    MunicipalityFacetKey.ORGANISATION: FacetKey(municipality_keys.by_organisation, vocabulary.ORGANISATIONS),
    MunicipalityFacetKey.PARTNERSHIP_KIND: FacetKey(municipality_keys.by_partnership_kind, choices_of(PartnershipKind)),
    MunicipalityFacetKey.PARTNERSHIP_STATE: FacetKey(
        municipality_keys.by_partnership_state, choices_of(PartnershipState)
    ),
}
KEYS: dict[str, Mapping[Any, FacetKey]] = {"partnerships": OF_PARTNERSHIPS, "municipalities": OF_MUNICIPALITIES}
