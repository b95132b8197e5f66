"""Hubs that post what is new."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import timedelta

import pytest

from crawler.crawling import crawl
from crawler.feeds import feed_of
from crawler.websub import hub_links, is_genuine, is_live, push_to_ask, subscription_form, verified
from model.errors import FetchFailed, FetchRefused
from model.sources import Push, Source, SourceState

DAY = timedelta(days=1)
STATE = SourceState(hub="https://hub.example/", topic="https://news.example/rss")
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Лента</title>
<link rel="hub" href="https://hub.example/?site=1"/><link rel="self" href="https://news.example/atom?full=1"/>
<entry><title>Первая</title><link href="https://news.example/1"/></entry></feed>"""
RSS = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Лента</title>
<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" href="/rss"/>
<item><title>Первая</title><link>https://news.example/1</link></item></channel></rss>"""
JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "Лента", "items": [],
"feed_url": "https://news.example/feed.json",
"hubs": [{"type": "rssCloud", "url": "https://cloud.example/"}, {"type": "WebSub", "url": "https://hub.example/"}]}"""


@pytest.mark.parametrize(
    ("body", "hub", "topic"),
    [
        (ATOM, "https://hub.example/?site=1", "https://news.example/atom?full=1"),
        (RSS, "https://hub.example/", "https://news.example/rss"),
        (JSON_FEED, "https://hub.example/", "https://news.example/feed.json"),
    ],
    ids=["Atom", "RSS", "JSON Feed"],
)
def test_a_feed_names_its_hub(body, hub, topic, agency, now):
    found = feed_of(body.encode(), url="https://news.example/rss", content_type="", source=agency, now=now)
    assert (found.hub, found.topic) == (hub, topic)


@pytest.mark.parametrize(
    ("link", "hub", "topic"),
    [
        (
            '<https://hub.example/>; rel="hub", </rss>; rel=self',
            "https://hub.example/",
            "https://a.example/rss",
        ),
        ('<https://hub.example/>; title="x"; rel="HUB self"', "https://hub.example/", "https://hub.example/"),
        ("<javascript:alert(1)>; rel=hub", None, None),
        ("https://hub.example/; rel=hub", None, None),
        ("", None, None),
    ],
)
def test_the_link_header_names_a_hub(link, hub, topic):
    assert hub_links({"link": link}, "https://a.example/feed") == (hub, topic)


def test_a_crawl_keeps_the_hub_of_its_source(site, fetcher, now):
    url = site.page("/rss", RSS, headers={"Link": '<https://other.example/>; rel="hub"'})
    state = crawl(Source(name="a", url=url), SourceState(), fetcher, now).state
    assert (state.hub, state.topic) == ("https://other.example/", f"{site.origin}/rss")


def asked(now):
    push = push_to_ask("agency", STATE, None, now)
    assert push is not None
    return push


def test_a_source_without_hub_is_not_asked_for(now):
    assert push_to_ask("agency", SourceState(), None, now) is None


def test_each_subscription_has_an_address_and_a_secret_of_its_own(now):
    one, other = asked(now), asked(now)
    assert one.token != other.token
    assert one.secret != other.secret
    assert len(one.token) >= 32
    assert len(one.secret) == 64


def test_what_is_posted_to_the_hub(now):
    push = asked(now)
    assert subscription_form(push, "https://we.example/push/t") == {
        "hub.mode": "subscribe",
        "hub.topic": STATE.topic,
        "hub.callback": "https://we.example/push/t",
        "hub.secret": push.secret,
        "hub.lease_seconds": "604800",
    }


def test_a_hub_that_does_not_ask_back_is_asked_again_after_hours(now):
    push = asked(now)
    assert push_to_ask("agency", STATE, push, now + timedelta(hours=5)) is None
    again = push_to_ask("agency", STATE, push, now + timedelta(hours=7))
    assert again == replace(push, asked_at=now + timedelta(hours=7))


def test_a_lease_is_renewed_before_its_end_with_the_same_secret(now):
    push = verified(asked(now), STATE.topic, "604800", now)
    assert push is not None
    assert push.lease_until == now + 7 * DAY
    assert push_to_ask("agency", STATE, push, now + 5.9 * DAY) is None
    renewed = push_to_ask("agency", STATE, push, now + 6.1 * DAY)
    assert renewed is not None
    assert (renewed.token, renewed.secret) == (push.token, push.secret)


def test_a_short_lease_is_renewed_in_time_too(now):
    push = verified(asked(now), STATE.topic, "3600", now)
    assert push is not None
    assert push_to_ask("agency", STATE, push, now + timedelta(minutes=40)) is None
    assert push_to_ask("agency", STATE, push, now + timedelta(minutes=50)) is not None


def test_another_hub_or_topic_is_a_new_subscription(now):
    push = verified(asked(now), STATE.topic, None, now)
    moved = push_to_ask("agency", replace(STATE, hub="https://new.example/"), push, now)
    assert moved is not None
    assert push is not None
    assert moved.token != push.token


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("86400", 86_400), ("1", 60), ("99999999999", 90 * 86_400), ("-5", 604_800), (None, 604_800)],
)
def test_the_hub_decides_on_the_lease_within_reason(told, seconds, now):
    push = verified(asked(now), STATE.topic, told, now)
    assert push is not None
    assert push.lease_until == now + timedelta(seconds=seconds)


def test_a_topic_that_was_not_asked_for_is_not_confirmed(now):
    assert verified(asked(now), "https://news.example/other", "60", now) is None


def signed(push: Push, body: bytes, method: str = "sha256") -> str:
    return f"{method}={hmac.new(push.secret.encode(), body, method).hexdigest()}"


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_what_is_signed_with_the_secret_is_genuine(method, now):
    push = asked(now)
    assert is_genuine(push, signed(push, b"feed", method), b"feed")
    assert not is_genuine(push, signed(push, b"feed", method), b"feet")
    assert not is_genuine(replace(push, secret="other"), signed(push, b"feed", method), b"feed")


@pytest.mark.parametrize(
    "signature", ["", "sha256=", "md5=" + hashlib.md5(b"feed").hexdigest(), "new=1", "é=1", "sha256=é"]
)
def test_what_is_signed_otherwise_is_not(signature, now):
    assert not is_genuine(asked(now), signature, b"feed")


def test_a_subscription_is_live_while_posts_come(now):
    push = verified(asked(now), STATE.topic, None, now)
    assert push is not None
    assert not is_live(push, now)
    assert is_live(replace(push, pushed_at=now), now)
    assert not is_live(replace(push, pushed_at=now), now + 2 * DAY)
    assert not is_live(replace(push, pushed_at=now + 8 * DAY), now + 8 * DAY)
    assert not is_live(replace(push, pushed_at=now, status="denied"), now)


def test_a_form_is_posted_with_the_same_manners(site, fetcher):
    url = site.page("/hub", status=202)
    assert fetcher.post_form(url, {"hub.mode": "subscribe", "hub.topic": "https://a.example/ё"}) == 202
    (request,) = [request for request in site.asked if request.path == "/hub"]
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.headers["user-agent"].startswith("svodka/")
    with pytest.raises(FetchFailed):
        fetcher.post_form(site.page("/full", status=403), {})
    with pytest.raises(FetchFailed):
        fetcher.post_form(site.redirect("/moved", "/hub"), {})


def test_a_hub_at_a_private_address_is_refused(site, open_fetcher):
    with pytest.raises(FetchRefused, match="private"):
        open_fetcher(allow_private_addresses=False).post_form(site.page("/hub", status=202), {})
    assert site.asked == []
