"""The whole task without a mouse: find my region, see who passed it, subscribe, see the alert arrive."""

from __future__ import annotations

import pytest

MOST_TABS = 300
FOCUSED = """() => {
  const one = document.activeElement;
  return [one.localName, (one.getAttribute("aria-label") || one.innerText || "").trim()];
}"""


def go_to(page, what, *, tag="a"):
    """Press Tab until the focus is on what is called so."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        name, text = page.evaluate(FOCUSED)
        if name == tag and text.startswith(what):
            return
    pytest.fail(f"no way to {what!r} by Tab")


def press(page, what, *, tag="a"):
    go_to(page, what, tag=tag)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_from_the_first_page_to_the_alert(opened, tell_of_tula):
    watched = opened("/", language="ru")
    page = watched.page

    press(page, "Регионы")
    press(page, "Тульская область")
    assert page.locator("h1").inner_text() == "Тульская область"

    press(page, "Кто кого обогнал")
    passed = page.locator("#passed")
    assert passed.is_visible()
    assert "Тульская область" in page.locator("section[aria-labelledby=passed]").inner_text()

    press(page, "Тульская область")
    press(page, "Подписаться")
    press(page, "Подписаться", tag="button")
    assert page.locator(".done").is_visible()
    assert "Пока ничего" in page.locator("#told-rows").inner_text()

    page.wait_for_selector("[data-live][data-state=listening]", state="attached")
    tell_of_tula()
    arrived = page.locator("#told-rows tbody tr")
    arrived.first.wait_for(timeout=20_000)
    assert "Тульская область" in arrived.first.inner_text()
    assert "доставлено" in arrived.first.inner_text()
    assert page.locator("[data-live]").is_visible()
    assert watched.wrong == []
