"""JSON-LD nodes of organisations, sources, programmes, policies, areas, initiatives, findings, targets, themes and rules."""

from __future__ import annotations

from data.domain.enums import RoleKind
from data.formats.open_data.nodes import (
    WIKIDATA,
    Doc,
    Nodes,
    aim_labels,
    interval,
    labels,
    moment,
    web_iri,
    without_unknown,
)
from data.snapshot.entities import (
    Area,
    Finding,
    GoalRule,
    Initiative,
    Organisation,
    Participation,
    Policy,
    Programme,
    Source,
    Target,
    Theme,
)

AGENDA = "http://metadata.un.org/sdg"


def organisation(nodes: Nodes, found: Organisation) -> Doc:
    return nodes.node(
        found,
        "Organization",
        label=labels(found.name, found.name_sv),
        alternateName=found.abbreviation,
        partOf=found.part_of and nodes.iri(found.part_of),
        url=web_iri(found.website),
        note=labels(found.note, found.note_sv),
    )


def source(nodes: Nodes, found: Source) -> Doc:
    return nodes.node(
        found,
        "CreativeWork",
        kind=found.kind.value,
        name=found.title,
        publisher=found.publisher,
        url=web_iri(found.url),
        when=moment(f"{nodes.iri(found)}#when", found.published),
        dating=found.dating.value,
        readOn=found.read_on.isoformat() if found.read_on else None,
        language=found.language,
        note=labels(found.note, found.note_sv),
    )


def programme(nodes: Nodes, found: Programme) -> Doc:
    return nodes.node(
        found,
        "Programme",
        label=labels(found.name_en, found.name_sv),
        during=interval(f"{nodes.iri(found)}#during", found),
        partOf=found.policy and nodes.iri(found.policy),
        funder=nodes.holders(found.roles, RoleKind.FUNDER),
        coordinator=nodes.holders(found.roles, RoleKind.COORDINATOR),
        aim=aim_labels(found.aims),
        note=labels(found.note, found.note_sv),
    )


def policy(nodes: Nodes, found: Policy) -> Doc:
    return nodes.node(
        found,
        "Policy",
        label=labels(found.name_en, found.name_sv),
        alternateName=found.abbreviation,
        when=moment(f"{nodes.iri(found)}#when", found.adopted),
        note=labels(found.note, found.note_sv),
    )


def area(nodes: Nodes, found: Area) -> Doc:
    return nodes.node(
        found,
        "Place",
        kind=found.kind.value,
        label=labels(found.name_en, found.name_sv),
        containedInPlace=found.country and nodes.iri(found.country),
        sameAs=found.wikidata and f"{WIKIDATA}{found.wikidata}",
        note=labels(found.note, found.note_sv),
    )


def initiative(nodes: Nodes, found: Initiative) -> Doc:
    iri = nodes.iri(found)
    return nodes.node(
        found,
        "Initiative",
        label=labels(found.name_en, found.name_sv),
        during=interval(f"{iri}#during", found),
        carrier=nodes.holders(found.roles, RoleKind.CARRIER),
        funder=nodes.holders(found.roles, RoleKind.FUNDER),
        aim=aim_labels(found.aims),
        audience=[link.audience.value for link in found.audiences],
        participation=[participation(nodes, one, iri) for one in found.participations],
        leadsTo=nodes.iris(link.programme for link in found.programmes),
        note=labels(found.note, found.note_sv),
    )


def participation(nodes: Nodes, found: Participation, home: str) -> Doc:
    iri = f"{home}#{found.slug}"
    return without_unknown(
        {"@id": iri},
        kind=found.kind.value if found.kind else None,
        shareText=found.share.text,
        shareLeast=found.share.least,
        shareMost=found.share.most,
        count=found.count,
        total=found.total,
        when=moment(f"{iri}-when", found.as_of),
        source=nodes.sources(found),
    )


def finding(nodes: Nodes, found: Finding) -> Doc:
    return nodes.node(
        found,
        "Finding",
        kind=found.kind.value,
        statedBy=nodes.iri(found.organisation),
        text=labels(found.text_en, found.text_sv),
        about=nodes.iris(subject for subject in (found.initiative, found.programme) if subject),
        when=moment(f"{nodes.iri(found)}#when", found.as_of),
        note=labels(found.note, found.note_sv),
    )


def target(found: Target) -> Doc:
    label = labels(found.label_en, found.label_sv)
    return {"@id": found.iri, "@type": "Concept", "code": found.code, "label": label, "inScheme": AGENDA}


def theme(nodes: Nodes, found: Theme) -> Doc:
    return nodes.node(found, "Concept", label=labels(found.label_en, found.label_sv))


def rule(nodes: Nodes, found: GoalRule) -> Doc:
    goal = [nodes.iri(found.goal)] if found.goal else []
    return nodes.node(
        found,
        "GoalRule",
        subject=nodes.iri(found.theme) if found.theme else None,
        coreArea=found.core_area and found.core_area.value,
        infers=[*goal, *([found.target.iri] if found.target else [])],
        strength=found.strength and found.strength.value,
        note=labels(found.reason_en, found.reason_sv),
    )
