"""The demo's sites: what they serve, how they answer, and that the expectations fit the articles."""

import io
import itertools
import json
from collections.abc import Iterator

import feedparser
import httpx
import pytest

from cli.demo.articles import load_stories
from cli.demo.checking import expected, expected_facts
from cli.demo.site import DemoSite


@pytest.fixture
def site() -> Iterator[DemoSite]:
    with DemoSite() as site:
        yield site


def entries(url: str) -> list[feedparser.FeedParserDict]:
    parsed = feedparser.parse(io.BytesIO(httpx.get(url).content))
    assert not parsed.bozo
    return parsed.entries


def json_ld(url: str) -> dict[str, str]:
    page = httpx.get(url).text
    return json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])


def test_feeds_list_every_article_with_guid_and_time(site: DemoSite) -> None:
    listed = [entry for url in site.feed_urls.values() for entry in entries(url)]
    assert {entry.link for entry in listed} == set(site.urls.values())
    assert all(entry.id and entry.published and entry.updated for entry in listed)


def test_the_two_sites_have_different_origins(site: DemoSite) -> None:
    agency, observer = (httpx.URL(url) for url in site.feed_urls.values())
    assert (agency.host, agency.port) != (observer.host, observer.port)


@pytest.mark.parametrize("story", load_stories(), ids=lambda story: story.slug)
def test_every_page_shows_its_title_and_whole_text_in_its_charset(site: DemoSite, story) -> None:
    response = httpx.get(site.urls[story.slug])
    assert response.status_code == 200
    page = response.content.decode(story.encoding)
    assert story.title in page
    assert all(f"<p>{paragraph}</p>" in page for paragraph in story.paragraphs)


def test_pages_differ_in_how_they_describe_themselves(site: DemoSite) -> None:
    assert json_ld(site.urls["tula-fourth"])["datePublished"] == "2026-02-06T10:30:00+03:00"
    assert json_ld(site.urls["tula-reprint"])["datePublished"] == "20260206T1630+0300"
    silent = [slug for slug, url in site.urls.items() if b"ld+json" not in httpx.get(url).content]
    assert sorted(silent) == ["perm-chemistry", "school-of-exporters"]
    assert b'charset="windows-1251"' in httpx.get(site.urls["kaluga-trade"]).content


@pytest.mark.parametrize("validator", [("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")])
@pytest.mark.parametrize("what", ["feed", "page"])
def test_a_conditional_request_is_answered_by_not_modified(site: DemoSite, validator, what) -> None:
    given, sent = validator
    url = site.feed_urls["agency"] if what == "feed" else site.urls["edition-2025"]
    first = httpx.get(url)
    again = httpx.get(url, headers={sent: first.headers[given]})
    assert (again.status_code, again.content) == (304, b"")
    assert site.requests[-1].conditional
    assert site.requests[-1].status == 304


def test_the_edit_changes_one_place_and_the_validators_of_page_and_feed(site: DemoSite) -> None:
    page, feed = site.urls["black-earth-2025"], site.feed_urls["agency"]
    before = {url: httpx.get(url) for url in (page, feed)}
    site.edit()
    for url, old in before.items():
        validators = {"If-None-Match": old.headers["ETag"], "If-Modified-Since": old.headers["Last-Modified"]}
        assert httpx.get(url, headers=validators).status_code == 200
    assert httpx.get(page).text.count("11-е место") == 1
    assert before[page].text.count("12-е место") == 1
    assert "12-е место" not in httpx.get(page).text
    (changed,) = (entry for entry in entries(feed) if entry.updated != _published_iso(entry))
    assert changed.link == page


def _published_iso(entry: feedparser.FeedParserDict) -> str:
    (story,) = (story for story in load_stories() if entry.link.endswith(story.path))
    return story.published_at.isoformat()


def test_the_edit_happens_once(site: DemoSite) -> None:
    site.edit()
    with pytest.raises(ValueError, match="edit"):
        site.edit()


def test_the_reprint_is_the_same_text_under_another_dateline() -> None:
    stories = {story.slug: story for story in load_stories()}
    original, reprint = stories["tula-fourth"], stories["tula-reprint"]
    assert original.site != reprint.site
    assert original.text.split(". ", 1)[1] == reprint.text.split(". ", 1)[1]
    assert original.text != reprint.text


def test_robots_are_told_and_unknown_pages_are_not_found(site: DemoSite) -> None:
    origin = site.feed_urls["agency"].removesuffix("/rss.xml")
    assert "Disallow: /search" in httpx.get(f"{origin}/robots.txt").text
    assert httpx.get(f"{origin}/20260206/none.html").status_code == 404


def test_nothing_answers_after_leaving() -> None:
    with DemoSite() as site:
        url = site.feed_urls["agency"]
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_every_article_has_its_expected_facts() -> None:
    assert set(expected_facts(edited=False)) == {story.slug for story in load_stories()}


@pytest.mark.parametrize("edited", [False, True])
def test_the_expected_editions_are_what_the_articles_tell(edited: bool) -> None:
    editions = expected()["rating"]["editions_after_edit" if edited else "editions"]
    told: dict[str, dict[str, int]] = {}
    for fact in itertools.chain(*expected_facts(edited=edited).values()):
        if fact["kind"] == "ranking" and fact["position_to"] is None and fact["period"] in editions:
            edition = told.setdefault(fact["period"], {})
            assert edition.setdefault(fact["region"], fact["position"]) == fact["position"]
    assert told == editions


def test_the_expected_events_are_moves_between_the_editions() -> None:
    before, now = (places for _, places in sorted(expected()["rating"]["editions_after_edit"].items()))
    for event in expected()["events"]["must"]:
        assert event["region"] in expected()["subscription"]["regions"]
        assert (event["previous"], event["position"]) == (before[event["region"]], now[event["region"]])


def test_no_expected_event_is_also_unwanted() -> None:
    for event in expected()["events"]["must"]:
        for rule in expected()["events"]["must_not"]:
            assert any(event.get(part) != value for part, value in rule.items() if part != "why")


def test_only_the_edited_article_tells_something_else_after_the_edit() -> None:
    before, after = expected_facts(edited=False), expected_facts(edited=True)
    assert [slug for slug in before if before[slug] != after[slug]] == ["black-earth-2025"]
