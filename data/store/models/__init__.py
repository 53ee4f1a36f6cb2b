"""The tables, one module per subject. `RECORDS` lists every kind of record in loading order."""

from data.store.models.evidence import citations, claims, sources
from data.store.models.funding import applications, call_applicants, call_countries, calls, grant_recipients, grants
from data.store.models.goals import goals, targets, themes
from data.store.models.layout import METADATA, Field, Kind, Record
from data.store.models.partnerships import (
    events,
    handovers,
    memberships,
    partnerships,
    programme_periods,
    programmes,
    roles,
    seats,
    statuses,
)
from data.store.models.places import (
    countries,
    municipalities,
    names,
    organisation_names,
    organisations,
    territorial_changes,
)
from data.store.models.projects import project_goals, project_targets, project_themes, projects, results
from data.store.models.versions import SERVED, activations, serving, versions

RECORDS: tuple[Record, ...] = (
    sources,
    countries,
    municipalities,
    names,
    territorial_changes,
    organisations,
    organisation_names,
    goals,
    targets,
    themes,
    programmes,
    partnerships,
    programme_periods,
    seats,
    memberships,
    handovers,
    projects,
    project_goals,
    project_targets,
    project_themes,
    results,
    statuses,
    roles,
    events,
    calls,
    call_countries,
    call_applicants,
    applications,
    grants,
    grant_recipients,
    claims,
)
RECORD: dict[str, Record] = {record.name: record for record in RECORDS}

__all__ = [
    "METADATA",
    "RECORD",
    "RECORDS",
    "SERVED",
    "Field",
    "Kind",
    "Record",
    "activations",
    "citations",
    "serving",
    "versions",
]
