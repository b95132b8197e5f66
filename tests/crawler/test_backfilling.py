"""News of days that are past."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from crawler.backfilling import Days, backfill, days_told
from model.errors import ConfigurationError
from model.sources import Source

JANUARY = Days(first_on=date(2026, 1, 30), last_on=date(2026, 2, 1))


def links(*paths):
    return (
        "<main>"
        + "".join(f'<a class="n" href="{path}">Новость дня о регионе</a>' for path in paths)
        + "</main>"
    )


def urlset(site, *entries):
    items = "".join(f"<url><loc>{site.origin}{path}</loc>{told}</url>" for path, told in entries)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</urlset>'


def source_of(site, **given):
    told = {"name": "agency", "url": site.origin + "/rss", "selectors": {"links": "a.n"}, **given}
    return Source(**told)


def found(source, fetcher, now, days=JANUARY):
    return [ref.url.split("/", 3)[3] for step in backfill(source, fetcher, days, now) for ref in step.refs]


def test_an_archive_is_asked_for_day_by_day_the_newest_first(site, fetcher, now):
    for day in ("2026/01/29", "2026/01/30", "2026/01/31", "2026/02/01", "2026/02/02"):
        site.page(f"/archive/{day}/", links(f"/news/{day}/a", f"/news/{day}/b"))
    source = source_of(site, archive=site.origin + "/archive/{year}/{month}/{day}/")
    paths = found(source, fetcher, now)
    assert paths == [f"news/{day}/{n}" for day in ("2026/02/01", "2026/01/31", "2026/01/30") for n in "ab"]
    assert len([path for path in site.paths if path.startswith("/archive")]) == 3


def test_pages_of_a_day_are_asked_for_until_one_has_nothing_new(site, fetcher, now):
    for number in (1, 2):
        site.page(f"/a?d=20260130&p={number}", links(f"/n{number}"))
    site.page("/a?d=20260130&p=3", links("/n2"))
    source = source_of(site, archive=site.origin + "/a?d={year}{month}{day}&p={page}")
    one_day = Days(first_on=date(2026, 1, 30), last_on=date(2026, 1, 30))
    assert found(source, fetcher, now, one_day) == ["n1", "n2"]
    assert site.paths.count("/a?d=20260130&p=4") == 0


def test_a_day_that_fails_is_told_and_leaves_the_others_alone(site, fetcher, now):
    site.page("/2026-01-30", links("/n1"))
    site.page("/2026-02-01", status=500)
    source = source_of(site, archive=site.origin + "/{year}-{month}-{day}")
    steps = list(backfill(source, fetcher, JANUARY, now))
    assert [len(step.refs) for step in steps] == [0, 0, 1]
    assert [step.problem is None for step in steps] == [False, False, True]


def test_of_a_page_for_a_month_what_tells_another_day_is_left_out(site, fetcher, now):
    site.page("/2026-01", links("/2026/01/05/old.html", "/2026/01/31/in.html", "/undated.html"))
    source = source_of(site, archive=site.origin + "/{year}-{month}")
    days = Days(first_on=date(2026, 1, 30), last_on=date(2026, 1, 31))
    (step,) = backfill(source, fetcher, days, now)
    assert [ref.url.removeprefix(site.origin) for ref in step.refs] == [
        "/2026/01/31/in.html",
        "/undated.html",
    ]
    assert step.outside == 1


def test_sitemaps_that_cannot_hold_the_range_are_not_asked_for(site, fetcher, now):
    site.page("/robots.txt", f"Sitemap: {site.origin}/index.xml\nUser-agent: *\nAllow: /")
    names = ("2025-12", "2026-01", "2026-02", "2026-03", "old")
    entries = "".join(
        f"<sitemap><loc>{site.origin}/map-{name}.xml</loc>"
        f"{'<lastmod>2024-01-01</lastmod>' if name == 'old' else ''}</sitemap>"
        for name in names
    )
    site.page("/index.xml", f"<sitemapindex>{entries}</sitemapindex>", content_type="application/xml")
    for name in names:
        site.page(f"/map-{name}.xml", urlset(site, (f"/in-{name}", "")), content_type="application/xml")
    assert sorted(found(source_of(site), fetcher, now)) == ["in-2026-01", "in-2026-02"]
    assert [path for path in site.paths if path.startswith("/map")] == [
        "/map-2026-01.xml",
        "/map-2026-02.xml",
    ]


def test_of_a_sitemap_without_a_date_only_what_tells_a_day_of_the_range_counts(site, fetcher, now):
    site.page(
        "/sitemap.xml",
        urlset(
            site,
            ("/edited", "<lastmod>2026-01-31T10:00:00+03:00</lastmod>"),
            ("/edited-before", "<lastmod>2026-01-20</lastmod>"),
            ("/edited-long-after", "<lastmod>2026-03-01</lastmod>"),
            ("/20260131/by-address", ""),
            ("/20260131/by-address-edited", "<lastmod>2026-03-01</lastmod>"),
            ("/20250131/other-year", "<lastmod>2026-01-31</lastmod>"),
            ("/nothing", ""),
        ),
        content_type="application/xml",
    )
    source = source_of(site, kind="sitemap", url=site.origin + "/sitemap.xml")
    assert sorted(found(source, fetcher, now)) == [
        "20260131/by-address",
        "20260131/by-address-edited",
        "edited",
    ]


def test_more_than_the_newest_of_a_sitemap_are_found(site, fetcher, now):
    entries = [(f"/20260131/{number}", "") for number in range(1_200)]
    site.page("/sitemap.xml", urlset(site, *entries), content_type="application/xml")
    source = source_of(site, kind="sitemap", url=site.origin + "/sitemap.xml")
    assert len(found(source, fetcher, now)) == 1_200


def test_an_index_that_names_itself_ends(site, fetcher, now):
    entry = f"<sitemap><loc>{site.origin}/index.xml</loc></sitemap>"
    site.page("/index.xml", f"<sitemapindex>{entry}</sitemapindex>", content_type="application/xml")
    source = source_of(site, kind="sitemap", url=site.origin + "/index.xml")
    assert found(source, fetcher, now) == []
    assert site.paths.count("/index.xml") == 1


def test_a_source_without_a_way_into_its_past_says_so(site, fetcher, now):
    with pytest.raises(ConfigurationError, match="archive"):
        list(backfill(source_of(site), fetcher, JANUARY, now))


@pytest.mark.parametrize(
    "archive", ["https://a.example/", "https://a.example/{year}/{week}", "x{year}/{day}"]
)
def test_an_archive_without_its_days_is_an_error(archive):
    with pytest.raises(ValueError, match="archive"):
        Source(name="a", url="https://a.example/rss", archive=archive)


def test_days_that_run_backwards_are_an_error():
    with pytest.raises(ConfigurationError, match="earlier"):
        replace(JANUARY, last_on=date(2025, 1, 1))


@pytest.mark.parametrize(
    ("path", "first", "last"),
    [
        ("/2026/02/", "2026-02-01", "2026-02-28"),
        ("/sitemap-2024-02.xml", "2024-02-01", "2024-02-29"),
        ("/sitemap_20260131.xml.gz", "2026-01-31", "2026-01-31"),
        ("/map2025.xml", "2025-01-01", "2025-12-31"),
        ("/map?yyyy=2026&mm=1&dd=5", "2026-01-05", "2026-01-05"),
        ("/news/2026020312345.html", None, None),
        ("/n/9912", None, None),
        ("/2026/02/31/", None, None),
    ],
)
def test_the_days_that_an_address_tells(path, first, last):
    told = days_told("https://2020.example" + path)
    assert (told and (str(told.first_on), str(told.last_on))) == (first and (first, last))
