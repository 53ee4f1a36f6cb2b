"""Filters and sort orders that several fields share. Conditions combine with AND, the values of a list with OR."""

import schema.enums  # noqa: F401  registers the enums before the types use them
from schema.filters.municipalities import MunicipalityFilter
from schema.filters.orders import (
    BY_NAME,
    BY_TITLE,
    MunicipalityOrder,
    PartnershipOrder,
    municipality_order,
    partnership_order,
)
from schema.filters.partnerships import CountryFilter, PartnershipFilter

__all__ = [
    "BY_NAME",
    "BY_TITLE",
    "CountryFilter",
    "MunicipalityFilter",
    "MunicipalityOrder",
    "PartnershipFilter",
    "PartnershipOrder",
    "municipality_order",
    "partnership_order",
]
