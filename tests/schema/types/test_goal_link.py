"""Stated and inferred links to Goals, as a client asks for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from data.domain.enums import Choice
from data.snapshot.snapshot import Snapshot

Ask = Callable[..., Any]
LINKS = """{
  goal { number } target { code } basis emphasis strength
  because { theme { slug label(language: SV) } rule { slug strength reason(language: SV) sources { slug } } } sources { slug }
}"""


def test_several_unnamed_goals_appear_only_as_inferred(ask: Ask) -> None:
    """Kalix and Masaka: the sources name no Goal; the themes waste and environment lead to some."""
    answer = ask(f"""{{ partnership(by: {{slug: "kalix-masaka"}}) {{
      projects {{ slug goalsStated }} stated: goals {{ basis }} goals(basis: [STATED, INFERRED]) {LINKS}
    }} }}""")["partnership"]
    links = {(link["goal"]["number"], (link["target"] or {}).get("code")): link for link in answer["goals"]}

    assert "SEVERAL_UNNAMED" in {project["goalsStated"] for project in answer["projects"]}
    assert answer["stated"] == []
    assert {link["basis"] for link in answer["goals"]} == {"INFERRED"}
    assert {(11, "11.6"), (12, "12.5"), (14, "14.1")} <= set(links)
    assert links[12, "12.5"]["because"] == [
        {
            "theme": {"slug": "waste", "label": "Avfallshantering"},
            "rule": {
                "slug": "waste-12-5",
                "strength": "DIRECT",
                "reason": "Delmålet handlar om mindre avfall, återanvändning och återvinning.",
                "sources": [{"slug": slug} for slug in ("samband-goal-rules-1", "sdg-translations", "un-sdg-kos")],
            },
        }
    ]
    assert [why["theme"]["slug"] for why in links[11, "11.6"]["because"]] == ["environment", "waste"]
    assert [links[key]["strength"] for key in ((11, "11.6"), (14, "14.1"))] == ["DIRECT", "RELATED"]


def test_a_core_area_leads_to_a_goal_for_each_of_its_themes(ask: Ask) -> None:
    """Youth participation is of the core area PARTICIPATION, whose rule is a second reason for target 16.7."""
    answer = ask(
        f'{{ theme(by: {{slug: "youth-participation"}}) {{ rules {{ slug coreArea }} projects(first: 1) {{ nodes {{ goals(basis: INFERRED) {LINKS} }} }} }} }}'
    )
    theme = answer["theme"]
    (link,) = [link for link in theme["projects"]["nodes"][0]["goals"] if link["target"] == {"code": "16.7"}]

    assert [(rule["slug"], rule["coreArea"]) for rule in theme["rules"]] == [
        ("core-area-participation-16-7", "PARTICIPATION"),
        ("youth-participation-16-7", None),
    ]
    assert [why["rule"]["slug"] for why in link["because"]][:2] == [rule["slug"] for rule in theme["rules"]]
    assert link["strength"] == "DIRECT"


def test_every_list_of_goals_can_be_asked_for_what_is_inferred(ask: Ask) -> None:
    """Goals, filters of partnerships and of municipalities, counts, suggestions, the network; without asking, as before."""
    answer = ask("""{
      goal(number: 12) {
        stated: partnerships { totalCount } inferred: partnerships(basis: INFERRED) { nodes { slug } } rules { slug }
      }
      partnerships(filter: {goals: [12], goalBasis: [INFERRED]}) { nodes { slug } }
      none: partnerships(filter: {goals: [12], goalBasis: []}) { totalCount }
      municipalities(filter: {goals: [12], goalBasis: [STATED, INFERRED], countries: ["UG"]}) { nodes { slug } }
      municipality(by: {slug: "kalix"}) {
        goals { goal { number } partnerships stated } all: goals(basis: [STATED, INFERRED]) { goal { number } partnerships stated }
      }
      network(projection: GOALS) { goalBasis order }
      inferred: network(projection: GOALS, goalBasis: [STATED, INFERRED]) {
        goalBasis order members(first: 17) { nodes { node { slug } basis } } ties(first: 200) { nodes { ends { slug } weight stated basis } }
      }
      places: network { members(first: 1) { nodes { basis } } ties(first: 1) { nodes { basis stated } } }
    }""")
    everywhere = [node["slug"] for node in answer["goal"]["inferred"]["nodes"]]
    counts = {count["goal"]["number"]: count for count in answer["municipality"]["all"]}
    basis = {member["node"]["slug"]: member["basis"] for member in answer["inferred"]["members"]["nodes"]}

    assert answer["goal"]["stated"] == {"totalCount": 0}
    assert "kalix-masaka" in everywhere
    assert answer["partnerships"]["nodes"] == answer["goal"]["inferred"]["nodes"]
    assert answer["none"] == {"totalCount": 0}
    assert [rule["slug"] for rule in answer["goal"]["rules"]] == ["waste-12-5"]
    assert "masaka" in [node["slug"] for node in answer["municipalities"]["nodes"]]
    assert {count["goal"]["number"] for count in answer["municipality"]["goals"]} == {4, 5, 17}
    assert (counts[12]["partnerships"], counts[12]["stated"]) == (1, 0)
    assert (counts[4]["partnerships"], counts[4]["stated"]) == (2, 1)
    assert answer["network"] == {"goalBasis": ["STATED"], "order": 7}
    assert answer["inferred"]["goalBasis"] == ["STATED", "INFERRED"]
    assert (basis["9"], basis["12"]) == ("STATED", "INFERRED")
    assert all((tie["basis"] == "STATED") is (tie["stated"] > 0) for tie in answer["inferred"]["ties"]["nodes"])
    assert all(tie["stated"] <= tie["weight"] for tie in answer["inferred"]["ties"]["nodes"])
    assert answer["places"]["ties"]["nodes"] == [{"basis": None, "stated": None}]
    assert answer["places"]["members"]["nodes"] == [{"basis": None}]


def test_inferred_goals_may_count_in_suggestions(ask: Ask) -> None:
    """Only when asked for; the score counts them like others."""
    document = """query($basis: [GoalBasis!]) { municipality(by: {slug: "kalix"}) {
      suggestedPartners(call: "icld-2020", goalBasis: $basis, first: 100) { municipality { slug } score sharedGoals { number } }
    } }"""
    plain, stated, both = (
        ask(document, basis=basis)["municipality"]["suggestedPartners"]
        for basis in (None, ["STATED"], ["STATED", "INFERRED"])
    )
    fewer = {hit["municipality"]["slug"]: {goal["number"] for goal in hit["sharedGoals"]} for hit in plain}
    more = {hit["municipality"]["slug"]: {goal["number"] for goal in hit["sharedGoals"]} for hit in both}

    assert plain == stated
    assert all(goals <= more[slug] for slug, goals in fewer.items())
    assert sum(map(len, more.values())) > sum(map(len, fewer.values()))


def test_a_theme_may_lead_to_no_goal_and_says_why(ask: Ask) -> None:
    """The 2030 Agenda as a whole is no single Goal."""
    rules = ask('{ theme(by: {slug: "agenda-2030"}) { rules { goal { number } target { code } strength reason } } }')

    assert rules["theme"]["rules"] == [
        {
            "goal": None,
            "target": None,
            "strength": None,
            "reason": "The theme is the 2030 Agenda as a whole, and no single Goal.",
        }
    ]


def test_each_rule_can_be_listed_and_found_by_its_id(ask: Ask) -> None:
    """The rules are published: all of them, with theme or core area, Goal, strength and reason in both languages."""
    nodes = ask("""{ goalRules(first: 100) { totalCount nodes {
      id slug theme { slug } coreArea goal { number } strength reason sv: reason(language: SV)
    } } }""")["goalRules"]
    again = ask("query($id: ID!) { node(id: $id) { ... on GoalRule { slug } } }", id=nodes["nodes"][0]["id"])

    assert nodes["totalCount"] == len(nodes["nodes"]) > 30
    assert all((rule["theme"] is None) is bool(rule["coreArea"]) for rule in nodes["nodes"])
    assert all((rule["goal"] is None) is (rule["strength"] is None) for rule in nodes["nodes"])
    assert all(rule["reason"] and rule["sv"] and rule["reason"] != rule["sv"] for rule in nodes["nodes"])
    assert again["node"] == {"slug": nodes["nodes"][0]["slug"]}


def test_in_the_catalogue_most_partnerships_lead_to_a_goal(ask_of: Callable[..., Any], whole: Snapshot) -> None:
    """At least 80 when rules count; by what sources name alone, far fewer."""
    document = """query($goals: [Int!]!) {
      stated: partnerships(filter: {goals: $goals}) { totalCount }
      both: partnerships(filter: {goals: $goals, goalBasis: [STATED, INFERRED]}) { totalCount }
    }"""
    answer = ask_of(whole, document, goals=[*range(1, 18)])

    assert answer["both"]["totalCount"] >= 80
    assert 12 <= answer["stated"]["totalCount"] < answer["both"]["totalCount"]


def test_the_meaning_of_every_enumeration_exists_in_both_languages(ask: Ask, refuse: Callable[..., str]) -> None:
    """Each value of each, in good order; an unknown name is refused with those that exist."""
    found = ask(
        "{ enumerations { name meaning sv: meaning(language: SV) values { value meaning sv: meaning(language: SV) } } }"
    )
    types = ask("{ __schema { types { kind name enumValues { name description } } } }")["__schema"]["types"]
    enums = {t["name"]: t["enumValues"] for t in types if t["kind"] == "ENUM" and not t["name"].startswith("__")}

    assert [one["name"] for one in found["enumerations"]] == sorted(enums)
    assert len(enums) == len(Choice.__subclasses__())
    for one in found["enumerations"]:
        values = [{"name": value["value"], "description": value["meaning"]} for value in one["values"]]
        assert values == enums[one["name"]]
        assert all(text["sv"] and text["sv"] != text["meaning"] for text in (one, *one["values"]))
    assert "there is no enumeration 'Colour'; they are ApplicationKind, " in refuse(
        '{ enumerations(names: ["Colour"]) { name } }'
    )
