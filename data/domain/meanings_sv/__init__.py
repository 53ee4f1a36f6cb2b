"""The Swedish meanings of the enumerations, by name of the enumeration: of itself under "", then of each value."""

from data.domain.meanings_sv import counts, evidence, general

SWEDISH = general.SWEDISH | evidence.SWEDISH | counts.SWEDISH

__all__ = ["SWEDISH"]
