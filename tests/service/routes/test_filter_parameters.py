"""Query parameters of any input type: lists, nested inputs, inputs within their own type, and plain words on errors."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

import pytest
import strawberry

from data.domain.errors import InputError
from schema.filters import MunicipalityFilter, PartnershipFilter
from service.routes.filter_parameters import filter_input
from service.routes.parameters import checked, summarised


@strawberry.enum
class Colour(StrEnum):
    RED = "RED"
    BLUE = "BLUE"


@strawberry.input
class Days:
    since: date | None = strawberry.field(default=None, name="from", description="First day.")
    until: date | None = strawberry.field(default=None, description="Last day.")


@strawberry.input
class Near:
    latitude: float = strawberry.field(description="Degrees north.")
    longitude: float = strawberry.field(description="Degrees east.")
    kilometres: float = strawberry.field(default=25.0, description="Radius.")


@strawberry.input
class Wish:
    colours: list[Colour] | None = strawberry.field(default=None, description="Colours.")
    best: Colour | None = strawberry.field(default=None, description="The best colour.")
    numbers: list[int] | None = strawberry.field(default=None, description="Numbers.")
    is_old: bool | None = strawberry.field(default=None, description="Whether it is old.")
    near: Near | None = strawberry.field(default=None, description="A place.")
    start: Days | None = strawberry.field(default=None, description="When it starts.")
    not_: Wish | None = strawberry.field(default=None, name="not", description="What it is not.")
    one_of: list[Wish] | None = strawberry.field(default=None, description="No parameter can say this.")
    layers: list[str] | None = strawberry.field(default=None, description="Left to the parameter `layer`.")


WISH = filter_input(Wish)
OWN = ["colours", "best", "numbers", "isOld", "near.latitude", "near.longitude", "near.kilometres", "start.from", "start.until"]  # fmt: skip


def test_each_field_is_a_parameter_with_its_description() -> None:
    """Those of nested inputs with a dot; an input within its own type once; no lists of inputs."""
    found = {parameter.name: parameter.description for parameter in WISH.parameters()}

    assert list(found) == [*OWN, *(f"not.{name}" for name in OWN)]
    assert (found["near.latitude"], found["not.start.from"]) == ("Degrees north.", "First day.")


def test_a_message_names_nested_parameters_once() -> None:
    """There may be a hundred of them."""
    assert summarised(OWN) == ["colours", "best", "numbers", "isOld", "near.*", "start.*"]


@strawberry.input
class Friends:
    places: Place | None = strawberry.field(default=None, description="Who they are.")
    count: int | None = strawberry.field(default=None, description="How many.")


@strawberry.input
class Place:
    name: str | None = strawberry.field(default=None, description="Name.")
    near: Near | None = strawberry.field(default=None, description="A place.")
    friends: Friends | None = strawberry.field(default=None, description="Friends.")


def test_inputs_that_hold_each_other_end() -> None:
    """Within a type that occurs a second time there are flat inputs only."""
    assert [parameter.name for parameter in filter_input(Place).parameters()] == [
        "name", "near.latitude", "near.longitude", "near.kilometres",
        "friends.places.name", "friends.places.near.latitude", "friends.places.near.longitude",
        "friends.places.near.kilometres", "friends.count",
    ]  # fmt: skip


@pytest.mark.parametrize("cls", [PartnershipFilter, MunicipalityFilter])
def test_each_filter_of_graphql_has_parameters(cls: Any) -> None:
    """Each with a description and what it expects."""
    assert all(parameter.description and parameter.expected for parameter in filter_input(cls).parameters())


def test_the_parameters_become_the_input() -> None:
    """Values of all types, at every depth; what is absent or empty keeps its default."""
    given = {
        "colours": "RED,BLUE", "best": "BLUE", "numbers": "-4,17", "isOld": "false",
        "near.latitude": "58.7", "near.longitude": "-13", "start.from": "2020-01-01", "start.until": "",
        "not.colours": "RED", "not.start.until": "2024-02-29",
    }  # fmt: skip
    assert WISH.build(given) == Wish(
        colours=[Colour.RED, Colour.BLUE],
        best=Colour.BLUE,
        numbers=[-4, 17],
        is_old=False,
        near=Near(latitude=58.7, longitude=-13.0),
        start=Days(since=date(2020, 1, 1)),
        not_=Wish(colours=[Colour.RED], start=Days(until=date(2024, 2, 29))),
    )
    assert WISH.build({}) is None
    assert WISH.build({"colours": "", "near.latitude": ""}) is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"colours": "GREEN"}, "colours='GREEN' is not valid; expected one or more of RED, BLUE, separated by commas"),
        ({"colours": "red"}, "colours='red' is not valid; expected one or more of RED, BLUE, separated by commas"),
        ({"best": "RED,BLUE"}, "best='RED,BLUE' is not valid; expected one of RED, BLUE"),
        (
            {"numbers": "1,"},
            "numbers='1,' is not valid; expected a whole number from -2147483648 to 2147483647, or several of them separated by commas",
        ),
        (
            {"numbers": "٣"},
            "numbers='٣' is not valid; expected a whole number from -2147483648 to 2147483647, or several of them separated by commas",
        ),
        (
            {"numbers": "9" * 99},
            f"numbers='{'9' * 39}…' is not valid; expected a whole number from -2147483648 to 2147483647, or several of them separated by commas",
        ),
        ({"isOld": "1"}, "isOld='1' is not valid; expected true or false"),
        ({"near.latitude": "nan"}, "near.latitude='nan' is not valid; expected a number such as 56.95"),
        ({"near.latitude": "1e999"}, "near.latitude='1e999' is not valid; expected a number such as 56.95"),
        ({"near.latitude": "56,9"}, "near.latitude='56,9' is not valid; expected a number such as 56.95"),
        ({"near.latitude": "58"}, "near.latitude needs near.longitude beside it"),
        ({"near.kilometres": "5"}, "near.kilometres needs near.latitude beside it"),
        ({"start.from": "2023-02-29"}, "start.from='2023-02-29' is not valid; expected a day of the calendar"),
        ({"not.start.from": "2023"}, "not.start.from='2023' is not valid; expected a day of the calendar"),
    ],
)
def test_a_wrong_value_is_told(given: dict[str, str], message: str) -> None:
    """With the parameter, the value and what is expected."""
    with pytest.raises(InputError) as error:
        WISH.build(checked(given.items(), [*WISH.parameters()], "/wishes"))
    assert str(error.value).startswith(message)
