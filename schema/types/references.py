"""Lazy references to GraphQL types of modules that are imported later, so that the modules form no import cycle."""

from typing import TYPE_CHECKING, Annotated

import strawberry

if TYPE_CHECKING:
    from schema.types.call import Application as ApplicationRef
    from schema.types.call import Call as CallRef
    from schema.types.goal_link import GoalRule as GoalRuleRef
    from schema.types.grant import Grant as GrantRef
    from schema.types.handover import Event as EventRef
    from schema.types.handover import Handover as HandoverRef
    from schema.types.initiative import Finding as FindingRef
    from schema.types.initiative import Initiative as InitiativeRef
    from schema.types.initiative import InitiativeProgramme as InitiativeProgrammeRef
    from schema.types.municipality import Municipality as MunicipalityRef
    from schema.types.network import Network as NetworkRef
    from schema.types.organisation import Organisation as OrganisationRef
    from schema.types.organisation import Programme as ProgrammeRef
    from schema.types.organisation import Role as RoleRef
    from schema.types.partnership import Partnership as PartnershipRef
    from schema.types.project import Project as ProjectRef
    from schema.types.seat import Membership as MembershipRef
    from schema.types.seat import Seat as SeatRef
else:
    ApplicationRef = Annotated["Application", strawberry.lazy("schema.types.call")]
    CallRef = Annotated["Call", strawberry.lazy("schema.types.call")]
    EventRef = Annotated["Event", strawberry.lazy("schema.types.handover")]
    GoalRuleRef = Annotated["GoalRule", strawberry.lazy("schema.types.goal_link")]
    GrantRef = Annotated["Grant", strawberry.lazy("schema.types.grant")]
    FindingRef = Annotated["Finding", strawberry.lazy("schema.types.initiative")]
    HandoverRef = Annotated["Handover", strawberry.lazy("schema.types.handover")]
    InitiativeRef = Annotated["Initiative", strawberry.lazy("schema.types.initiative")]
    InitiativeProgrammeRef = Annotated["InitiativeProgramme", strawberry.lazy("schema.types.initiative")]
    MembershipRef = Annotated["Membership", strawberry.lazy("schema.types.seat")]
    MunicipalityRef = Annotated["Municipality", strawberry.lazy("schema.types.municipality")]
    NetworkRef = Annotated["Network", strawberry.lazy("schema.types.network")]
    OrganisationRef = Annotated["Organisation", strawberry.lazy("schema.types.organisation")]
    ProgrammeRef = Annotated["Programme", strawberry.lazy("schema.types.organisation")]
    RoleRef = Annotated["Role", strawberry.lazy("schema.types.organisation")]
    PartnershipRef = Annotated["Partnership", strawberry.lazy("schema.types.partnership")]
    ProjectRef = Annotated["Project", strawberry.lazy("schema.types.project")]
    SeatRef = Annotated["Seat", strawberry.lazy("schema.types.seat")]

__all__ = [
    "ApplicationRef",
    "CallRef",
    "EventRef",
    "FindingRef",
    "GoalRuleRef",
    "GrantRef",
    "HandoverRef",
    "InitiativeProgrammeRef",
    "InitiativeRef",
    "MembershipRef",
    "MunicipalityRef",
    "NetworkRef",
    "OrganisationRef",
    "PartnershipRef",
    "ProgrammeRef",
    "ProjectRef",
    "RoleRef",
    "SeatRef",
]
