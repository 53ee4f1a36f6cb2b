"""The explorer in a frame of another site."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import httpx
from playwright.sync_api import Browser, Page, expect

Visit = Callable[..., Page]


def test_a_view_is_embedded_in_a_page_of_another_origin(
    visit: Visit, browser: Browser, other_site: Callable[[str], str]
) -> None:
    """The button gives a frame to copy; in it are the map and the panel, without search and choices, and a way out."""
    page = visit("/?place=mariestad&asOf=2021-06-01")
    page.get_by_role("button", name="Embed").press("Enter")
    code = page.locator("#embedding pre").text_content() or ""
    assert re.search(r'src="http://[^"]*/embed\?place=mariestad&amp;asOf=2021-06-01&amp;lang=en"', code)
    outer = browser.new_page()
    outer.goto(other_site(code))
    frame = outer.frame_locator("iframe")

    expect(frame.locator("#panel h2")).to_have_text("Mariestad", timeout=60_000)
    expect(frame.locator("#canvas")).to_be_visible()
    expect(frame.locator(".top")).to_be_hidden()
    expect(frame.locator(".choices")).to_be_hidden()
    way_out = frame.get_by_role("link", name="Open in Samband")
    expect(way_out).to_have_attribute("target", "_blank")
    assert re.fullmatch(r"/\?place=mariestad&asOf=2021-06-01&lang=en", way_out.get_attribute("href") or "")
    frame.locator("#panel").get_by_role("link", name="Ukmergė", exact=True).first.press("Enter")
    expect(frame.locator("#panel h2")).to_have_text("Ukmergė")
    assert outer.evaluate("history.length") <= 2
    outer.close()


def test_no_other_page_may_be_framed(
    visit: Visit, site: str, browser: Browser, other_site: Callable[[str], str]
) -> None:
    """The explorer itself stays empty in a frame, as its policy says."""
    assert "frame-ancestors 'none'" in httpx.get(f"{site}/").headers["content-security-policy"]
    assert "frame-ancestors *" in httpx.get(f"{site}/embed").headers["content-security-policy"]
    outer = browser.new_page()
    outer.goto(other_site(f'<iframe src="{html.escape(site)}/?place=mariestad"></iframe>'))
    outer.wait_for_timeout(1000)

    assert outer.frame_locator("iframe").locator("#panel").count() == 0
    outer.close()
