"""The tables, one module per subject. `RECORDS` lists every kind of record in loading order."""

from data.store.models.evidence import attachments, citations, claims, sources
from data.store.models.funding import (
    applications,
    call_applicants,
    call_core_areas,
    call_countries,
    calls,
    grant_recipients,
    grants,
)
from data.store.models.goals import goals, targets, theme_goals, themes
from data.store.models.initiatives import (
    channels,
    findings,
    initiative_applications,
    initiative_programmes,
    initiatives,
    participations,
    policies,
)
from data.store.models.layers import layers
from data.store.models.layout import METADATA, Field, Kind, Record
from data.store.models.partnerships import (
    denials,
    events,
    further_sources,
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
    area_mentions,
    areas,
    countries,
    municipalities,
    names,
    organisation_names,
    organisations,
    territorial_changes,
)
from data.store.models.projects import (
    aims,
    audiences,
    project_goals,
    project_targets,
    project_themes,
    projects,
    results,
)
from data.store.models.versions import SERVED, activations, images, serving, versions

RECORDS: tuple[Record, ...] = (
    layers,
    sources,
    attachments,
    countries,
    municipalities,
    names,
    territorial_changes,
    areas,
    organisations,
    organisation_names,
    goals,
    targets,
    themes,
    theme_goals,
    policies,
    programmes,
    initiatives,
    initiative_programmes,
    participations,
    initiative_applications,
    findings,
    partnerships,
    further_sources,
    denials,
    programme_periods,
    seats,
    memberships,
    handovers,
    projects,
    project_goals,
    project_targets,
    project_themes,
    results,
    area_mentions,
    statuses,
    events,
    calls,
    call_countries,
    call_applicants,
    call_core_areas,
    applications,
    grants,
    grant_recipients,
    roles,
    audiences,
    aims,
    channels,
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
    "images",
    "serving",
    "versions",
]
