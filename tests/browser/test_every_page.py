"""Every page, in both languages, light and dark, on a phone and on a wide screen.

A page says nothing on the console, asks no other host, fits its screen, and axe-core (WCAG 2.2 A and
AA, best practices) finds nothing wrong with it. Pictures are kept in the folder SVODKA_PICTURES.
"""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = {
    "today": "/",
    "facts": "/facts",
    "facts-found": "/facts?q=region:RU-TUL+position:1..60&kind=ranking",
    "facts-wrong": "/facts?q=position:x",
    "fact": "/facts/{fact}",
    "ratings": "/ratings",
    "rating": "/ratings/ria-quality-of-life",
    "rating-provisional": "/ratings/{provisional}",
    "regions": "/regions",
    "region": "/regions/RU-TUL",
    "region-quiet": "/regions/RU-CHU",
    "article": "/articles/{corrected}",
    "article-hostile": "/articles/{hostile}",
    "service": "/service",
    "watches": "/watches",
    "watch": "/watches/Тула",
    "watch-new": "/watches/new?region=RU-TUL",
    "silences": "/silences",
    "deliveries": "/deliveries",
    "delivery": "/deliveries/{delivery}",
    "why": "/why?event={event}&recipient=Тула",
    "queue": "/queue",
    "review": "/review",
    "login": "/login",
    "missing": "/nothing-here",
}
PARTS = ("fact", "provisional", "corrected", "hostile", "event", "delivery")
EXPECTED = {"facts-wrong": 422, "missing": 404}
LOOKS = [
    (language, scheme, width)
    for language in ("ru", "en")
    for scheme in ("light", "dark")
    for width in (390, 1440)
]


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole(opened, site, pictures, name, language, scheme, width):
    address = PAGES[name].format(
        **{
            part: getattr(site, part)
            for part in ("fact", "provisional", "corrected", "hostile", "event", "delivery")
        }
    )
    watched = opened(address, language=language, scheme=scheme, width=width)
    page = watched.page
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    if pictures is not None:
        page.screenshot(path=pictures / f"{name}-{language}-{scheme}-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "wider than the screen"
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    assert found.violations_count == 0, found.generate_report()
    # The browser itself tells of a status that is no success.
    expected = EXPECTED.get(name)
    assert [line for line in watched.wrong if not (expected and f"status of {expected}" in line)] == []
