"""What the panel says of time: what sources state, what was planned, what follows, and what was last attested."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

Visit = Callable[..., Page]
TEAM = "mariestad-ukmerge-kamianets-podilskyi"
WHOLE, PART = "vaxjo-almhult-jb-marks", "vaxjo-jb-marks"
TWINS = "twin-karlskoga-narva"
PERIOD = """async ([language, start, end]) => {
  const { speak } = await import("/explorer/words.js");
  const { period } = await import("/explorer/dates.js");
  speak(language);
  return period(start, end).map(({ text }) => text).join(", ");
}"""
REASONS = """async (list) => {
  const { speak } = await import("/explorer/words.js");
  const { reasons } = await import("/explorer/dates.js");
  speak("sv");
  return list.map(reasons);
}"""
BECAUSE = """query Because($after: String) {
  partnerships(first: 100, after: $after) {
    nodes { ...Timed parts { ...Timed } }
    pageInfo { hasNextPage endCursor }
  }
}
fragment Timed on Partnership {
  start { because } end { because }
  members { start { because } end { because } }
  projects { start { because } end { because } }
  programmes { start { because } end { because } }
}"""


def fact(page: Page, name: str) -> Locator:
    """What stands beside a name in the panel of a partnership."""
    line = page.locator("#panel .facts > div").filter(has=page.get_by_text(name, exact=True))
    return line.locator("dd")


def stated(edtf: str, **others: Any) -> dict[str, Any]:
    return {"edtf": edtf, "planned": False, "basis": "STATED"} | others


def derived(earliest: str | None, latest: str | None) -> dict[str, Any]:
    bounds = {"earliest": earliest, "latest": latest}
    return stated(f"[{earliest or ''}..{latest or ''}]", basis="DERIVED") | bounds


@pytest.mark.parametrize(
    ("start", "end", "english", "swedish"),
    [
        (stated("2013"), stated("2020"), "2013 – 2020", "2013 – 2020"),
        (stated("2013"), None, "from 2013", "från 2013"),
        (None, stated("2020"), "until 2020", "till 2020"),
        (stated("2020"), stated("2023", planned=True), "from 2020, planned end 2023", "från 2020, planerat slut 2023"),
        (stated("2013"), stated(".."), "from 2013, until further notice", "från 2013, tills vidare"),
        (stated("2013"), stated("[2018..2020]"), "from 2013, ended between 2018 and 2020", "från 2013, slutade mellan 2018 och 2020"),
        (derived("1863-01-01", "2024-02-28"), None, "began between 1863 and 28 February 2024", "började mellan 1863 och 28 februari 2024"),
        (derived("2013-12-01", None), derived(None, "2020-12-31"), "began December 2013 or later, ended by 2020", "började december 2013 eller senare, slutade senast 2020"),
        (derived("2010-01-01", "2010-12-31"), derived("2022-02-24", None), "from 2010", "från 2010"),
        (None, derived("2022-02-24", None), "dates unknown", "okända datum"),
    ],
)  # fmt: skip
def test_a_period_is_put_in_words(
    visit: Visit, start: dict[str, Any], end: dict[str, Any], english: str, swedish: str
) -> None:
    """A planned end and the last attested day are no ends, and inferred bounds are as round as they can be."""
    page = visit("/")

    assert page.evaluate(PERIOD, ["en", start, end]) == english
    assert page.evaluate(PERIOD, ["sv", start, end]) == swedish


def test_what_no_source_states_is_marked_and_explained(visit: Visit) -> None:
    """The start of a partnership lies between two days, for a reason; the last evidence leads to its source."""
    page = visit(f"/?partnership={TWINS}&asOf=2026-11-28")

    expect(fact(page, "Time")).to_contain_text("began between 1863 and 28 February 2024 (derived)")
    expect(fact(page, "Time")).to_contain_text("Already there on 28 February 2024. Not older than its parties.")
    expect(fact(page, "Status")).to_have_text("active, said 28 February 2024 possible")
    expect(fact(page, "Last attested")).to_contain_text("28 February 2024: ")
    expect(fact(page, "Last attested").get_by_role("link")).to_have_attribute("href", re.compile("^https://"))


def test_a_planned_end_ends_nothing(visit: Visit) -> None:
    """A project is marked with its planned end; years after it the partnership is possible, not over."""
    page = visit(f"/?partnership={TEAM}&asOf=2025-01-01")
    project = page.locator("#panel .project", has_text="Sustainable Municipalaties")

    expect(project).to_contain_text("from 2020, planned end 2023")
    expect(project).to_contain_text("Last attested 5 June 2023")
    expect(page.locator("#panel .then")).to_have_text(
        "on 1 January 2025: possible no source shows it, none rules it out"
    )


def test_the_state_follows_the_day(visit: Visit) -> None:
    """In 2019 the partnership is certain and its state unknown, in 2023 it is perhaps paused; before 2013 it was not there."""
    page = visit(f"/?partnership={TEAM}&asOf=2019-06-01")
    expect(page.locator("#panel .then")).to_have_text("on 1 June 2019: certain sources show it")
    expect(fact(page, "Status")).to_have_text("unknown")
    page.locator("#day").fill("2023-01-01")
    expect(fact(page, "Status")).to_have_text(
        "paused because of war, contact is kept, said 23 March 2022 possible", use_inner_text=True
    )
    page.locator("#day").fill("2001-01-01")

    expect(page.locator("#panel .then")).to_have_text("on 1 January 2001: not at that time")


def test_a_whole_and_its_parts_lead_to_each_other(visit: Visit) -> None:
    """The whole lists its parts, a part names its whole, and the projects of a part say so in the panel of the whole."""
    page = visit(f"/?partnership={WHOLE}")
    expect(page.locator("#panel .project").first).to_contain_text("In Växjö – JB Marks")
    fact(page, "Parts").get_by_role("link", name="Växjö – JB Marks").click()
    expect(page.locator("#panel h2")).to_have_text("Växjö – JB Marks")
    fact(page, "Part of").get_by_role("link").click()

    expect(page.locator("#panel h2")).to_have_text("Växjö – Älmhult – JB Marks")
    expect(page).to_have_url(re.compile(f"partnership={WHOLE}"))


def test_names_are_those_of_the_day(visit: Visit) -> None:
    """A renamed member has its former name, in its own panel and in the title of its partnership."""
    expect(visit(f"/?partnership={WHOLE}&asOf=2014-06-01").locator("#panel h2")).to_have_text(
        "Växjö – Älmhult – Tlokwe"
    )
    expect(visit("/?place=jb-marks&asOf=2014-06-01").locator("#panel h2")).to_have_text("Tlokwe")


def test_a_municipality_sees_since_when_and_by_what(visit: Visit) -> None:
    """Each seat that it holds has its time and the last evidence, and a part the whole to which it belongs."""
    page = visit("/?place=vaxjo")
    held = page.locator("#panel .held").filter(has=page.get_by_role("link", name="Växjö – JB Marks", exact=True))

    expect(held).to_contain_text("Part of Växjö – Älmhult – JB Marks")
    expect(held).to_contain_text("from 2006")
    expect(held.locator(".seen").first).to_contain_text(re.compile(r"Last attested .*\d{4}: .+"))


def test_every_reason_is_given_in_swedish(visit: Visit, ask: Callable[..., Any]) -> None:
    """No sentence of the service is left in English."""
    found: set[str] = set()
    info: dict[str, Any] = {"endCursor": None, "hasNextPage": True}
    while info["hasNextPage"]:
        listed = ask(BECAUSE, after=info["endCursor"])["partnerships"]
        found |= {text for node in listed["nodes"] for text in reasons(node)}
        info = listed["pageInfo"]
    texts = visit("/").evaluate(REASONS, sorted(found))

    assert found
    assert [text for text in texts if re.search(r"\b(It|its|Attested|Last)\b", text)] == []


def reasons(node: Any) -> list[str]:
    """All reasons in an answer, however deep."""
    if isinstance(node, list):
        return [text for one in node for text in reasons(one)]
    if not isinstance(node, dict):
        return []
    return [*filter(None, [node.get("because")]), *(text for one in node.values() for text in reasons(one))]


def test_the_panel_tells_the_layer_and_the_licence(visit: Visit, layered_site: str) -> None:
    """Where they are not those of the curated base: of the partnership, and of each source."""
    page = visit("/?partnership=twin-alvesta-lengede-de", host=layered_site)

    expect(fact(page, "Imported with")).to_have_text("Twin towns of Swedish municipalities in Wikidata (CC0-1.0)")
    expect(page.locator("#panel .sources li").filter(has_text="Wikipedia")).to_contain_text("CC-BY-SA-4.0")


def test_a_source_of_another_layer_is_told_apart(visit: Visit, layered_site: str) -> None:
    """The twin town of the base has a source of its own, and one under another licence."""
    page = visit("/?partnership=twin-herrljunga-ukmerge", host=layered_site)

    expect(fact(page, "Imported with")).to_have_count(0)
    expect(page.locator("#panel .sources li").filter(has_text="CC-BY-SA-4.0")).to_have_count(1)
