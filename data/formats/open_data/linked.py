"""Entities as JSON-LD in the vocabularies of schema.org, the W3C Organization Ontology, SKOS and OWL-Time.

Every node has an IRI, so statements of several documents about one entity merge. Dates keep their EDTF text and their
bounds. A seat is an org:Post, its holders are org:Memberships over an interval.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatchmethod

from data.domain.enums import MunicipalityKind, PointOf, RoleKind
from data.domain.evidence_enums import GoalBasis
from data.formats.open_data import linked_evidence as evidence
from data.formats.open_data.nodes import (
    RECORDS,
    Doc,
    Nodes,
    aim_labels,
    interval,
    labels,
    moment,
    outside,
    tagged,
    web_iri,
    without_unknown,
)
from data.formats.open_data.vocabulary import CONTEXT
from data.snapshot.entities import (
    Area,
    Country,
    Entity,
    Event,
    Finding,
    Goal,
    GoalLink,
    GoalRule,
    Handover,
    Initiative,
    Membership,
    Municipality,
    Organisation,
    Partnership,
    Policy,
    Programme,
    Project,
    Seat,
    Source,
    Status,
    TerritorialChange,
    Theme,
)
from data.snapshot.goal_links import STATED_ONLY
from data.snapshot.queries import partnerships_of_goal
from data.snapshot.snapshot import Snapshot


def find(snapshot: Snapshot, kind: str, slug: str) -> Entity | None:
    """Return the entity of a kind and slug, None if there is none. A seat has the slug `<partnership>-<number>`."""
    return snapshot.all_time.get(RECORDS[kind], slug) if kind in RECORDS else None


def document(entity: Entity, address: str, basis: frozenset[GoalBasis] = STATED_ONLY) -> Doc:
    """Return an entity as a JSON-LD document. `address` is the base URL of the service.

    `basis` says which links to Goals it has; inferred ones have properties of their own.
    """
    return {"@context": f"{address}/{CONTEXT}", **Linked(address, basis).of(entity)}


class Linked(Nodes):
    """Writes entities as JSON-LD nodes below one base URL, with links to Goals of some bases."""

    def __init__(self, address: str, basis: frozenset[GoalBasis] = STATED_ONLY) -> None:
        super().__init__(address)
        self.basis = basis

    @singledispatchmethod
    def of(self, entity: Entity) -> Doc:
        raise TypeError(f"no JSON-LD form of {type(entity).__name__}; register one in Linked.of")

    @of.register
    def _(self, place: Municipality) -> Doc:
        types = ["LocalAuthority", "Organization"]
        if place.kind is not MunicipalityKind.UNIDENTIFIED:
            types = ["LocalAuthority", "FormalOrganization", "AdministrativeArea"]
        ids = outside(place, self.iri(place))
        if ids and place.point_of is not PointOf.UNIT:  # they identify a town, not the authority
            ids = {"location": {"@id": f"{self.iri(place)}#town", "@type": "Place", **ids}}
        names = [tagged(name.name, name.language) for name in place.names]
        return self.node(
            place,
            *types,
            kind=place.kind.value,
            name=place.name,
            alternateName=names + ([tagged(place.name_en, "en")] if place.name_en else []),
            code=[code for code in (place.code, place.county_code) if code],
            containedInPlace=self.iris(within for within in (place.region, place.country) if within),
            url=web_iri(place.website),
            hasMembership=[self.held(membership) for membership in place.memberships()],
            changedBy=self.iris(place.successors),
            resultedFrom=self.iris(place.predecessors),
            note=labels(place.note, place.note_sv),
            **ids,
        )

    @of.register
    def _(self, partnership: Partnership) -> Doc:
        iri, roles = self.iri(partnership), partnership.roles
        return self.node(
            partnership,
            "Partnership",
            "OrganizationalCollaboration",
            kind=partnership.kind.value,
            label=labels(partnership.title_en, partnership.title_sv),
            during=interval(f"{iri}#during", partnership),
            hasPost=[self.post(seat) for seat in partnership.seats],
            changedBy=self.iris(partnership.handovers),
            **self.goals(partnership),
            partOf=partnership.part_of and self.iri(partnership.part_of),
            hasPart=[self.project(one, iri) for one in partnership.projects if one.partnership is partnership],
            status=[self.status(status, iri) for status in partnership.statuses],
            funder=self.holders(roles, RoleKind.FUNDER),
            coordinator=self.holders(roles, RoleKind.COORDINATOR),
            note=labels(partnership.note, partnership.note_sv),
        )

    def goals(self, linked: Partnership | Project) -> Doc:
        """Return the properties of the links to Goals and targets: `about` for stated ones, others for inferred ones."""
        found: Doc = {}
        if GoalBasis.STATED in self.basis:
            found["about"] = self.goal_iris(linked.goals())
        if GoalBasis.INFERRED in self.basis:
            inferred = linked.goals((GoalBasis.INFERRED,))
            found["inferredGoal"] = self.goal_iris(inferred)
            found["inferredBy"] = self.iris(why.rule for link in inferred for why in link.because)
        return found

    def goal_iris(self, links: Iterable[GoalLink]) -> list[str]:
        iris = (iri for link in links for iri in (self.iri(link.goal), link.target and link.target.iri) if iri)
        return list(dict.fromkeys(iris))

    def project(self, project: Project, home: str) -> Doc:
        iri = f"{home}#{project.slug}"
        return without_unknown(
            {"@id": iri, "@type": "Project"},
            label=labels(project.title_en, project.title_sv),
            during=interval(f"{iri}-during", project),
            subject=self.iris(project.themes),
            **self.goals(project),
            audience=[link.audience.value for link in project.audiences],
            aim=aim_labels(project.aims),
            mentions=self.iris(mention.area for mention in project.area_mentions),
            source=self.sources(project),
        )

    def status(self, status: Status, home: str) -> Doc:
        iri = f"{home}#{status.slug}"
        return without_unknown(
            {"@id": iri},
            state=status.state.value,
            cause=status.cause.value if status.cause else None,
            when=moment(f"{iri}-when", status.as_of),
            source=self.sources(status),
        )

    @of.register
    def _(self, seat: Seat) -> Doc:
        return self.node(
            seat,
            "Post",
            position=seat.number,
            postIn=self.iri(seat.partnership),
            membership=[self.membership(membership) for membership in seat.memberships],
        )

    def post(self, seat: Seat) -> Doc | str:
        """Return the node of a seat inside that of its partnership."""
        return self.of(seat)

    def held(self, membership: Membership) -> Doc | str:
        """Return the node of a membership inside that of its municipality."""
        return self.membership(membership)

    def membership(self, membership: Membership) -> Doc:
        seat, iri = self.iri(membership.seat), self.membership_iri(membership)
        return without_unknown(
            {"@id": iri, "@type": "Membership"},
            member=self.iri(membership.municipality),
            organization=self.iri(membership.partnership),
            seat=seat,
            memberDuring=interval(f"{iri}-during", membership),
            source=self.sources(membership),
        )

    def membership_iri(self, membership: Membership) -> str:
        return f"{self.iri(membership.seat)}#turn-{membership.turn}"

    @of.register
    def _(self, handover: Handover) -> Doc:
        """The changed organisation is the partnership: neither municipality becomes the other."""
        iri, partnership = self.iri(handover), self.iri(handover.partnership)
        return self.node(
            handover,
            "Handover",
            "ChangeEvent",
            originalOrganization=partnership,
            resultingOrganization=partnership,
            seat=self.iri(handover.seat),
            predecessor=self.iri(handover.predecessor),
            successor=self.iri(handover.successor),
            when=moment(f"{iri}#when", handover.date),
            cause=handover.cause,
            subEvent=[self.stage(event, iri) for event in handover.stages],
            note=labels(handover.note, handover.note_sv),
        )

    def stage(self, event: Event, home: str) -> Doc:
        iri = f"{home}#{event.slug}"
        return without_unknown(
            {"@id": iri, "@type": "Event"},
            kind=event.kind.value,
            when=moment(f"{iri}-when", event.date),
            expected=event.expected,
            note=labels(event.note, event.note_sv),
            source=self.sources(event),
        )

    @of.register
    def _(self, change: TerritorialChange) -> Doc:
        return self.node(
            change,
            "TerritorialChange",
            "ChangeEvent",
            kind=change.kind.value,
            originalOrganization=self.iri(change.predecessor),
            resultingOrganization=self.iri(change.successor),
            when=moment(f"{self.iri(change)}#when", change.date),
            nameBefore=change.name_before,
            nameAfter=change.name_after,
            note=labels(change.note, change.note_sv),
        )

    @of.register
    def _(self, goal: Goal) -> Doc:
        subjects: Doc = {}
        if GoalBasis.STATED in self.basis:
            subjects["subjectOf"] = self.iris(partnerships_of_goal(goal))
        if GoalBasis.INFERRED in self.basis:
            subjects["inferredFor"] = self.iris(partnerships_of_goal(goal, (GoalBasis.INFERRED,)))
        return self.node(
            goal,
            "Concept",
            code=str(goal.number),
            label=labels(goal.title_en, goal.title_sv),
            sameAs=goal.iri,
            inScheme=evidence.AGENDA,
            narrower=[evidence.target(target) for target in goal.targets],
            **subjects,
        )

    @of.register
    def _(self, country: Country) -> Doc:
        return self.node(
            country,
            "Country",
            code=[country.code, country.alpha3],
            label=labels(country.name_en, country.name_sv),
            continent=country.continent and country.continent.value,
            containsPlace=self.iris(country.municipalities),
            note=labels(country.note, country.note_sv),
        )

    of.register(Theme, evidence.theme)
    of.register(GoalRule, evidence.rule)
    of.register(Organisation, evidence.organisation)
    of.register(Source, evidence.source)
    of.register(Programme, evidence.programme)
    of.register(Policy, evidence.policy)
    of.register(Area, evidence.area)
    of.register(Initiative, evidence.initiative)
    of.register(Finding, evidence.finding)
