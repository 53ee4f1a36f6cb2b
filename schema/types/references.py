"""Lazy references to GraphQL types of modules that are imported later, so that the modules form no import cycle."""

from typing import TYPE_CHECKING, Annotated

import strawberry

if TYPE_CHECKING:
    from schema.types.call import Application as ApplicationRef
    from schema.types.call import Call as CallRef
    from schema.types.grant import Grant as GrantRef
    from schema.types.handover import Event as EventRef
    from schema.types.handover import Handover as HandoverRef
    from schema.types.municipality import Municipality as MunicipalityRef
    from schema.types.network import Network as NetworkRef
    from schema.types.partnership import Partnership as PartnershipRef
    from schema.types.project import Project as ProjectRef
    from schema.types.seat import Membership as MembershipRef
    from schema.types.seat import Seat as SeatRef
else:
    ApplicationRef = Annotated["Application", strawberry.lazy("schema.types.call")]
    CallRef = Annotated["Call", strawberry.lazy("schema.types.call")]
    EventRef = Annotated["Event", strawberry.lazy("schema.types.handover")]
    GrantRef = Annotated["Grant", strawberry.lazy("schema.types.grant")]
    HandoverRef = Annotated["Handover", strawberry.lazy("schema.types.handover")]
    MembershipRef = Annotated["Membership", strawberry.lazy("schema.types.seat")]
    MunicipalityRef = Annotated["Municipality", strawberry.lazy("schema.types.municipality")]
    NetworkRef = Annotated["Network", strawberry.lazy("schema.types.network")]
    PartnershipRef = Annotated["Partnership", strawberry.lazy("schema.types.partnership")]
    ProjectRef = Annotated["Project", strawberry.lazy("schema.types.project")]
    SeatRef = Annotated["Seat", strawberry.lazy("schema.types.seat")]

__all__ = [
    "ApplicationRef",
    "CallRef",
    "EventRef",
    "GrantRef",
    "HandoverRef",
    "MembershipRef",
    "MunicipalityRef",
    "NetworkRef",
    "PartnershipRef",
    "ProjectRef",
    "SeatRef",
]
