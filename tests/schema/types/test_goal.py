"""Goals, their targets, and the projects that name them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., Any]


def test_there_are_17_goals_and_169_targets(ask: Ask) -> None:
    """All in the order of the Agenda, each with its colour and its address of the United Nations."""
    goals = ask(
        "{ goals { number title titleSv: title(language: SV) color iri targets { code iri goal { number } } } }"
    )["goals"]

    assert [goal["number"] for goal in goals] == list(range(1, 18))
    assert sum(len(goal["targets"]) for goal in goals) == 169
    assert all(re.fullmatch("#[0-9A-F]{6}", goal["color"]) for goal in goals)
    assert all(goal["iri"] == f"http://metadata.un.org/sdg/{goal['number']}" for goal in goals)
    assert all(goal["title"] and goal["titleSv"] for goal in goals)
    assert all(target["goal"]["number"] == goal["number"] for goal in goals for target in goal["targets"])


def test_targets_come_in_the_order_of_the_agenda(ask: Ask) -> None:
    """Numbers as numbers, then letters."""
    answer = ask(
        '{ goal(number: 16) { targets { code } } target(code: "16.b") { goal { number } label label2: label(language: SV) } }'
    )

    assert [target["code"] for target in answer["goal"]["targets"]] == [
        *(f"16.{number}" for number in range(1, 11)),
        "16.a",
        "16.b",
    ]
    assert answer["target"] == {
        "goal": {"number": 16},
        "label": "Non-discriminatory laws and policies",
        "label2": "Icke-diskriminerande lagar och politik",
    }


def test_a_focus_is_told_from_a_mention(ask: Ask) -> None:
    """The project of Mariestad has Goals 9 and 11 in focus; another names 4 and 11 by their targets."""
    document = """query($slug: String!) { partnership(by: {slug: $slug}) {
      goals { goal { number } target { code } emphasis sources { slug } }
    } }"""
    focus = ask(document, slug="mariestad-ukmerge-kamianets-podilskyi")["partnership"]["goals"]
    named = ask(document, slug="bollnas-lobatse")["partnership"]["goals"]

    assert [(g["goal"]["number"], g["target"], g["emphasis"]) for g in focus] == [
        (9, None, "FOCUS"),
        (11, None, "FOCUS"),
    ]
    assert [(g["goal"]["number"], g["target"], g["emphasis"]) for g in named] == [
        (4, {"code": "4.7"}, "GENERAL"),
        (11, {"code": "11.4"}, "GENERAL"),
    ]
    assert all(goal["sources"] for goal in focus + named)


def test_several_without_names_are_no_goals(ask: Ask) -> None:
    """A project that speaks of "several of the 17" is kept as that, and guessed to none of them."""
    answer = ask(
        """{ partnership(by: {slug: "kalix-masaka"}) { projects { slug goalsStated goals { goal { number } } } } }"""
    )
    stated = {
        p["slug"]: (p["goalsStated"], [g["goal"]["number"] for g in p["goals"]])
        for p in answer["partnership"]["projects"]
    }

    assert stated["kalix-masaka-waste-and-environment"] == ("SEVERAL_UNNAMED", [])
    assert stated["kalix-masaka-school-attendance"] == ("NONE", [])


def test_no_goal_counts_what_does_not_name_it(ask: Ask) -> None:
    """Kalix and Masaka are under no Goal; Kalix and Masaka District are, by a project that names three."""
    answer = ask('{ goals { number partnerships(filter: {members: ["kalix"]}) { nodes { slug } } } }')
    named = {goal["number"]: [p["slug"] for p in goal["partnerships"]["nodes"]] for goal in answer["goals"]}

    assert {number for number, slugs in named.items() if slugs} == {4, 5, 17}
    assert all("kalix-masaka" not in slugs for slugs in named.values())


def test_a_goal_leads_to_its_partnerships(ask: Ask) -> None:
    """Goal 11 is named by two partnerships, one of them in Lithuania and Ukraine."""
    answer = ask("""{ goal(number: 11) {
      partnerships { nodes { slug } }
      inUkraine: partnerships(filter: {countries: ["UA"]}) { totalCount }
    } none: goal(number: 1) { partnerships { totalCount } } }""")

    assert answer["goal"] == {
        "partnerships": {"nodes": [{"slug": "bollnas-lobatse"}, {"slug": "mariestad-ukmerge-kamianets-podilskyi"}]},
        "inUkraine": {"totalCount": 1},
    }
    assert answer["none"] == {"partnerships": {"totalCount": 0}}


@pytest.mark.parametrize(
    ("day", "slugs"), [("2019-12-31", []), ("2020-12-31", ["mariestad-ukmerge-kamianets-podilskyi"])]
)
def test_a_goal_is_named_while_the_project_may_run(ask: Ask, day: str, slugs: list[str]) -> None:
    """As of a day, a partnership has the Goals of the projects that are there then."""
    answer = ask("query($day: Date) { goal(number: 9, asOf: $day) { partnerships { nodes { slug } } } }", day=day)

    assert [node["slug"] for node in answer["goal"]["partnerships"]["nodes"]] == slugs


def test_the_goals_of_a_municipality_are_counted(ask: Ask) -> None:
    """How many of its partnerships name each Goal; a kind of relation without projects has none."""
    answer = ask("""{ municipality(by: {slug: "ukmerge"}) {
      goals { goal { number } partnerships } twin: goals(kinds: [TWIN_TOWN]) { partnerships }
    } }""")["municipality"]

    assert answer["goals"] == [{"goal": {"number": 9}, "partnerships": 1}, {"goal": {"number": 11}, "partnerships": 1}]
    assert answer["twin"] == []


def test_sources_do_not_agree_on_colours_either(ask: Ask) -> None:
    """The older colour of Goal 12 is kept as deprecated."""
    answer = ask("{ goal(number: 12) { color claims { value rank } } }")["goal"]

    assert answer["color"] == "#BF8B2E"
    assert {"value": "#C9992D", "rank": "DEPRECATED"} in answer["claims"]
