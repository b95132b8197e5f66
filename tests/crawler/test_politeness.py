"""robots.txt by RFC 9309, and the turns of a host."""

from __future__ import annotations

import secrets
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from crawler.fetching import FetchLimits
from crawler.politeness import LIMIT_ROBOTS_BYTES, HostsInProcess, product_token
from model.errors import FetchInterrupted, FetchRefused


def turn(hosts, host, delay_seconds, *, limit_seconds=10_000.0):
    """The wait for the next turn of a host that has places enough."""
    given = {"places": 10_000, "hold_seconds": 600.0, "limit_seconds": limit_seconds}
    return hosts.enter(host, secrets.token_hex(4), delay_seconds=delay_seconds, **given)


def entered(hosts, host, place, *, places, hold_seconds=60.0):
    """Whether a place was free."""
    given = {"delay_seconds": 0.0, "limit_seconds": 10_000.0}
    return hosts.enter(host, place, places=places, hold_seconds=hold_seconds, **given) is not None


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def page(site):
    return site.page("/news/1", "text")


def robots(site, text, **given):
    site.page("/robots.txt", text, content_type="text/plain", **given)


def test_what_robots_forbids_is_refused_and_not_asked_for(site, page, fetcher):
    robots(site, "User-agent: *\nDisallow: /news/")
    with pytest.raises(FetchRefused, match=r"robots\.txt forbids"):
        fetcher.fetch(page)
    assert site.paths == ["/robots.txt"]


def test_the_group_that_names_us_counts_alone(site, page, fetcher):
    robots(site, "User-agent: *\nDisallow: /\n\nUser-agent: Svodka\nAllow: /")
    assert fetcher.fetch(page).status == 200


def test_the_longest_rule_wins(site, page, fetcher):
    robots(site, "User-agent: *\nDisallow: /\nAllow: /news/*$")
    assert fetcher.fetch(page).status == 200


def test_the_address_of_a_redirect_is_asked_about_too(site, open_site, fetcher):
    other = open_site("127.0.0.2")
    other.page("/robots.txt", "User-agent: *\nDisallow: /", content_type="text/plain")
    with pytest.raises(FetchRefused):
        fetcher.fetch(site.redirect("/a", other.page("/b", "text")))
    assert other.paths == ["/robots.txt"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_robots_that_is_not_there_allows_everything(site, page, fetcher, status):
    robots(site, "User-agent: *\nDisallow: /", status=status)
    assert fetcher.fetch(page).status == 200


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_robots_that_fails_forbids_everything_for_now(site, page, fetcher, status):
    robots(site, "", status=status)
    for _ in range(2):
        with pytest.raises(FetchInterrupted, match=r"robots\.txt") as raised:
            fetcher.fetch(page)
        assert raised.value.retry_after_seconds == 600
    assert site.paths == ["/robots.txt"]


def test_a_robots_that_hangs_up_forbids_everything_for_now(site, page, fetcher):
    site.speak("/robots.txt", lambda connection: None)
    for _ in range(2):
        with pytest.raises(FetchInterrupted, match="disconnected"):
            fetcher.fetch(page)


def test_a_robots_that_is_too_slow_forbids_everything_for_now(site, page, open_fetcher):
    site.speak("/robots.txt", lambda connection: connection.recv(1) and None)
    fetcher = open_fetcher(limits=FetchLimits(total_seconds=0.4, step_seconds=0.2))
    with pytest.raises(FetchInterrupted):
        fetcher.fetch(page)


def test_redirects_of_robots_are_followed_also_to_another_host(site, page, open_site, fetcher):
    other = open_site("127.0.0.2")
    other.page("/rules", "User-agent: *\nDisallow: /news", content_type="text/plain")
    for number in range(4):
        site.redirect(f"/robots{number}", f"/robots{number + 1}" if number < 3 else other.origin + "/rules")
    site.redirect("/robots.txt", "/robots0")
    with pytest.raises(FetchRefused):
        fetcher.fetch(page)


def test_robots_that_redirects_for_ever_counts_as_not_there(site, page, fetcher):
    site.redirect("/robots.txt", "/robots.txt")
    assert fetcher.fetch(page).status == 200
    assert site.paths.count("/robots.txt") == 6


def test_500_kibibytes_of_robots_are_read(site, page, fetcher):
    filler = "# filler\n" * (LIMIT_ROBOTS_BYTES // 9)
    robots(site, f"User-agent: *\nDisallow: /other\n{filler}\nDisallow: /news")
    assert fetcher.fetch(page).status == 200
    with pytest.raises(FetchRefused):
        fetcher.fetch(site.page("/other", "text"))


def test_robots_is_asked_for_once_a_day(site, page, open_fetcher):
    clock = Clock()
    hosts = HostsInProcess(monotonic=clock)
    fetcher = open_fetcher(gate=hosts, robots=hosts, monotonic=clock)
    robots(site, "User-agent: *\nAllow: /", headers={"Cache-Control": "max-age=9999999"})
    fetcher.fetch(page)
    clock.seconds = 86_300
    fetcher.fetch(page)
    assert site.paths.count("/robots.txt") == 1
    clock.seconds = 86_401
    fetcher.fetch(page)
    assert site.paths.count("/robots.txt") == 2


def test_robots_is_kept_as_long_as_it_says(site, page, open_fetcher):
    clock = Clock()
    hosts = HostsInProcess(monotonic=clock)
    fetcher = open_fetcher(gate=hosts, robots=hosts, monotonic=clock)
    robots(site, "User-agent: *\nAllow: /", headers={"Cache-Control": "max-age=3600"})
    fetcher.fetch(page)
    clock.seconds = 3_601
    fetcher.fetch(page)
    assert site.paths.count("/robots.txt") == 2


def test_a_robots_in_any_bytes_is_read(site, page, fetcher):
    robots(
        site, b"\xef\xbb\xbfUser-agent: *\r\x00\nDisallow: /\xd0\xff\nDisallow: /news\n" + bytes(range(256))
    )
    with pytest.raises(FetchRefused):
        fetcher.fetch(page)


def test_nul_bytes_do_not_hide_what_robots_says(site, page, fetcher):
    robots(site, b"User-agent: *\x00\nDisallow: /\x00news\x00\n")
    with pytest.raises(FetchRefused):
        fetcher.fetch(page)


@pytest.mark.parametrize(
    ("rules", "seconds"),
    [
        ("Crawl-delay: 7", 7.0),
        ("Crawl-delay: 0.5", 2.0),
        ("Crawl-delay: 86400", 30.0),
        ("Crawl-delay: often", 2.0),
        ("Request-rate: 1/10s", 10.0),
    ],
    ids=["asked", "less than ours", "capped", "no number", "rate"],
)
def test_the_delay_that_a_site_asks_for_is_kept(site, page, open_fetcher, naps, rules, seconds):
    clock = Clock()
    hosts = HostsInProcess(monotonic=clock)
    fetcher = open_fetcher(
        gate=hosts, robots=hosts, host_delay_seconds=2.0, limits=FetchLimits(turn_seconds=60)
    )
    robots(site, f"User-agent: *\n{rules}")
    fetcher.fetch(page)
    clock.seconds = 2.0
    fetcher.fetch(page)
    assert naps.seconds[-1] == seconds


def test_each_request_takes_a_turn_also_robots_and_redirects(site, open_fetcher):
    class Counting(HostsInProcess):
        def __init__(self) -> None:
            super().__init__()
            self.turns: list[tuple[str, float]] = []

        def enter(self, host, place, *, delay_seconds, **given):
            self.turns.append((host, delay_seconds))
            return 0.0

    gate = Counting()
    site.page("/end", "text")
    open_fetcher(gate=gate, robots=gate, host_delay_seconds=1.5).fetch(site.redirect("/start", "/end"))
    assert gate.turns == [("127.0.0.1", 1.5)] * len(site.asked)
    assert site.paths == ["/robots.txt", "/start", "/end"]


def test_turns_of_one_host_stand_apart_and_hosts_do_not_wait_for_each_other():
    clock = Clock()
    hosts = HostsInProcess(monotonic=clock)
    assert [turn(hosts, "a", 2.0) for _ in range(3)] == [0.0, 2.0, 4.0]
    assert turn(hosts, "b", 2.0) == 0.0
    clock.seconds = 60.0
    assert turn(hosts, "a", 2.0) == 0.0


def test_sitemaps_are_told_by_robots(site, fetcher):
    robots(site, "Sitemap: https://news.example/sitemap.xml\nUser-agent: *\nDisallow: /")
    assert fetcher.sitemaps(site.origin + "/") == ("https://news.example/sitemap.xml",)


def test_robots_knows_us_by_the_first_word():
    assert product_token("svodka/0.1 (+https://example.org)") == "svodka"


def test_who_would_wait_too_long_uses_no_turn_up():
    hosts = HostsInProcess(monotonic=lambda: 0.0)
    turn(hosts, "a", 40.0)
    assert [turn(hosts, "a", 40.0, limit_seconds=30) for _ in range(3)] == [40.0, 40.0, 40.0]
    assert turn(hosts, "a", 40.0, limit_seconds=40) == 40.0
    assert turn(hosts, "a", 40.0) == 80.0


def test_fetches_that_are_put_off_do_not_hold_up_those_that_come_later(site, open_fetcher):
    site.page("/1", "text")
    clock = [0.0]
    hosts = HostsInProcess(monotonic=lambda: clock[0])
    fetcher = open_fetcher(
        gate=hosts, robots=hosts, host_delay_seconds=20.0, limits=FetchLimits(turn_seconds=30)
    )
    fetcher.fetch(site.origin + "/1")  # robots.txt and the page: the turn after them is in 40 s
    for _ in range(10):
        with pytest.raises(FetchInterrupted, match="busy"):
            fetcher.fetch(site.origin + "/1")
    clock[0] = 40.0
    assert fetcher.fetch(site.origin + "/1").status == 200


def test_no_more_requests_at_once_than_a_host_has_places(site, open_fetcher):
    """Over all fetchers that share a gate, as the workers do."""
    under_way, most = [], []

    def slow(connection):
        under_way.append(1)
        most.append(len(under_way))
        time.sleep(0.05)
        under_way.pop()
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx")

    site.page("/robots.txt", status=404)
    urls = [site.speak(f"/{number}", slow) for number in range(12)]
    hosts = HostsInProcess()
    limits = FetchLimits(host_places=3)
    fetchers = [open_fetcher(gate=hosts, robots=hosts, limits=limits, sleep=time.sleep) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        statuses = list(
            pool.map(lambda pair: pair[0].fetch(pair[1]).status, zip(fetchers * 2, urls, strict=True))
        )
    assert statuses == [200] * 12
    assert max(most) == 3


def test_who_finds_no_place_is_put_off(site, page, open_fetcher, naps):
    hosts = HostsInProcess()
    fetcher = open_fetcher(gate=hosts, robots=hosts, limits=FetchLimits(host_places=1, turn_seconds=5.0))
    assert entered(hosts, site.host, "other", places=1, hold_seconds=60)
    with pytest.raises(FetchInterrupted, match="busy with 1 of our requests"):
        fetcher.fetch(page)
    assert site.asked == []
    assert 4.0 < sum(naps.seconds) <= 5.0
    hosts.leave(site.host, "other")
    assert fetcher.fetch(page).status == 200


def test_a_place_is_left_whatever_happens(site, open_fetcher):
    hosts = HostsInProcess()
    fetcher = open_fetcher(gate=hosts, robots=hosts, limits=FetchLimits(host_places=1))
    for _ in range(3):
        with pytest.raises(FetchInterrupted):
            fetcher.fetch(site.page("/a", status=500))
    assert entered(hosts, site.host, "next", places=1, hold_seconds=60)


def test_a_place_is_held_for_as_long_as_the_request_takes(site, open_fetcher):
    """Also where it takes longer than a place of a process that died is held."""
    hosts = HostsInProcess()
    found = []

    def slow(connection):
        until = time.monotonic() + 1.0
        while time.monotonic() < until:
            found.append(entered(hosts, site.host, "other", places=1))
            time.sleep(0.02)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx")

    site.page("/robots.txt", status=404)
    limits = FetchLimits(host_places=1, hold_seconds=0.3)
    assert open_fetcher(gate=hosts, robots=hosts, limits=limits).fetch(site.speak("/a", slow)).status == 200
    assert not any(found)


def test_retry_after_rests_the_whole_host(site, page, fetcher):
    busy = site.page("/busy", status=429, headers={"Retry-After": "120"})
    with pytest.raises(FetchInterrupted):
        fetcher.fetch(busy)
    with pytest.raises(FetchInterrupted, match="next turn is in 120 s"):
        fetcher.fetch(page)
    assert page.removeprefix(site.origin) not in site.paths


def test_a_redirect_of_robots_that_asks_for_a_long_pause_says_nothing_of_the_site(site, page, fetcher):
    robots(site, "", status=302, headers={"Location": "/moved.txt", "Retry-After": "600"})
    with pytest.raises(FetchInterrupted, match=r"robots\.txt"):
        fetcher.fetch(page)
    assert site.paths == ["/robots.txt"]


def test_retry_after_of_robots_rests_the_host_too(site, page, fetcher):
    robots(site, "", status=503, headers={"Retry-After": "1200"})
    with pytest.raises(FetchInterrupted, match=r"robots\.txt"):
        fetcher.fetch(page)
    with pytest.raises(FetchInterrupted, match="next turn is in 1200 s"):
        fetcher.post_form(page, {})
    assert site.paths == ["/robots.txt"]
