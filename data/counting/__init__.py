"""Counts over selections: facets, and series over days. All are computed from columns."""
