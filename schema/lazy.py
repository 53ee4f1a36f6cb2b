"""Types that the smaller sides refer to before they are made: Country < Municipality < Partnership."""

from typing import TYPE_CHECKING, Annotated

import strawberry

if TYPE_CHECKING:
    from schema.call import Application as ApplicationRef
    from schema.call import Call as CallRef
    from schema.grant import Grant as GrantRef
    from schema.handover import Event as EventRef
    from schema.handover import Handover as HandoverRef
    from schema.municipality import Municipality as MunicipalityRef
    from schema.network import Network as NetworkRef
    from schema.partnership import Partnership as PartnershipRef
    from schema.project import Project as ProjectRef
    from schema.seat import Membership as MembershipRef
    from schema.seat import Seat as SeatRef
else:
    ApplicationRef = Annotated["Application", strawberry.lazy("schema.call")]
    CallRef = Annotated["Call", strawberry.lazy("schema.call")]
    EventRef = Annotated["Event", strawberry.lazy("schema.handover")]
    GrantRef = Annotated["Grant", strawberry.lazy("schema.grant")]
    HandoverRef = Annotated["Handover", strawberry.lazy("schema.handover")]
    MembershipRef = Annotated["Membership", strawberry.lazy("schema.seat")]
    MunicipalityRef = Annotated["Municipality", strawberry.lazy("schema.municipality")]
    NetworkRef = Annotated["Network", strawberry.lazy("schema.network")]
    PartnershipRef = Annotated["Partnership", strawberry.lazy("schema.partnership")]
    ProjectRef = Annotated["Project", strawberry.lazy("schema.project")]
    SeatRef = Annotated["Seat", strawberry.lazy("schema.seat")]

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
