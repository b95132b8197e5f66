"""The one spelling of an address, and the addresses that we do not connect to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.addresses import absolute_url, canonical_url, is_public, refuse_private, same_site, shown_url
from model.errors import FetchRefused


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://News.Example:443/A", "https://news.example/A"),
        ("http://news.example:80", "http://news.example/"),
        ("http://news.example:8080/", "http://news.example:8080/"),
        ("https://news.example/a#top", "https://news.example/a"),
        ("https://name:secret@news.example/a", "https://news.example/a"),
        ("https://news.example/a?utm_source=x&id=5&utm_medium=y", "https://news.example/a?id=5"),
        ("https://news.example/a?yclid=1&ysclid=2&fbclid=3&_openstat=4", "https://news.example/a"),
        ("https://news.example/a?from=newsfeed", "https://news.example/a"),
        ("https://news.example/a?from=2026-01-01", "https://news.example/a?from=2026-01-01"),
        ("https://news.example/a?b=2&a=1", "https://news.example/a?b=2&a=1"),
        ("https://news.example/a/../b/./c", "https://news.example/b/c"),
        ("https://news.example/a/b/..", "https://news.example/a/"),
        ("https://news.example/%7ename/%d0%b0", "https://news.example/~name/%D0%B0"),
        (
            "https://news.example/новость 1",
            "https://news.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D1%8C%201",
        ),
        ("https://news.example/100%", "https://news.example/100%25"),
        ("https://россия.рф/а", "https://xn--h1alffa9f.xn--p1ai/%D0%B0"),
        ("https://news.example./a", "https://news.example/a"),
        ("  https://news.example/a\n", "https://news.example/a"),
        ("https://ne\tws.example/a", "https://news.example/a"),
        ("http://[2001:DB8::1]:80/", "http://[2001:db8::1]/"),
    ],
)
def test_the_one_spelling(url, canonical):
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "news.example",
            "ftp://news.example/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "mailto:a@b",
        ),
        *(
            "http://",
            "http:///a",
            "http://a b/",
            "http://news.example:99999/",
            "http://news.example:0/",
            "http://[::",
        ),
        *("https://exa<mple.org/", "http://" + "a" * 5_000, "http://\u2060/", "http://%31/"),
    ],
)
def test_what_is_no_web_address_is_an_error(url):
    with pytest.raises(ValueError):
        canonical_url(url)


@given(st.text(alphabet="abй%2F./?&=#;:@~ \\'\"[]", max_size=40))
def test_the_spelling_of_a_spelling_is_itself(rest):
    try:
        once = canonical_url(f"https://news.example/{rest}")
    except ValueError:
        return
    assert canonical_url(once) == once
    assert once.isascii()


def test_links_are_resolved_where_they_stand():
    assert absolute_url("https://news.example/a/b", "../c?x=1#y") == "https://news.example/c?x=1"
    assert absolute_url("https://news.example/a/b", "//other.example/c") == "https://other.example/c"
    assert absolute_url("https://news.example/a/b", "mailto:a@b.example") is None


def test_what_is_shown_has_no_credentials_and_an_end():
    assert shown_url("https://name:secret@news.example/a") == "https://news.example/a"
    assert len(shown_url("https://news.example/" + "a" * 9_000)) < 600
    assert "secret" not in shown_url("https://name:secret@[broken/a")


def test_twins_are_of_one_site():
    assert same_site("https://m.news.example/a", "https://www.news.example/b")
    assert not same_site("https://news.example/a", "https://blog.news.example/a")


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "0.0.0.0"),
        *(
            "169.254.169.254",
            "100.64.0.1",
            "100.127.255.255",
            "100.100.100.200",
            "168.63.129.16",
            "192.0.0.192",
        ),
        *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1"),
        *("198.51.100.7", "203.0.113.7", "192.88.99.1"),
        *(
            "::",
            "::1",
            "fe80::1",
            "fe80::1%eth0",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "2001:db8::1",
            "3fff::1",
        ),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe"),
        *(
            "64:ff9b:1::1",
            "2002:7f00:1::1",
            "2002:a00:1::",
            "2001::1",
            "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        ),
        *("2a00:1450::5efe:10.0.0.1", "2a00:1450::200:5efe:127.0.0.1", "5f00::1", "100::1", "4000::1"),
        *("not an address", "", "127.1"),
    ],
)
def test_private_and_reserved_addresses_are_refused(address):
    assert not is_public(address)
    with pytest.raises(FetchRefused):
        refuse_private(address, url="https://news.example/")


@pytest.mark.parametrize(
    "address",
    [
        *(
            "198.41.0.4",
            "172.32.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "2a00:1450:4010::1",
            "2606:4700::1111",
        ),
        *("::ffff:198.41.0.4", "64:ff9b::198.41.0.4", "2002:c629:4::1"),
    ],
)
def test_public_addresses_are_open(address):
    assert is_public(address)
    refuse_private(address, url="https://news.example/")


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "100.64.0.1", "fd12::1", "::1", "::ffff:10.0.0.1"]
)
def test_an_intranet_can_be_allowed(address):
    refuse_private(address, url="http://intranet/", allow=True)


@pytest.mark.parametrize(
    "address",
    [
        *("169.254.169.254", "100.100.100.200", "fd00:ec2::254", "fe80::1", "224.0.0.1", "0.0.0.0"),
        *("168.63.129.16", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "255.255.255.255", "::"),
    ],
)
def test_metadata_and_link_local_addresses_stay_closed_even_then(address):
    with pytest.raises(FetchRefused):
        refuse_private(address, url="http://intranet/", allow=True)


def test_a_part_of_an_intranet_can_be_allowed():
    refuse_private("10.1.2.3", url="http://intranet/", allow=("10.1.0.0/16", "fd12::/16"))
    with pytest.raises(FetchRefused):
        refuse_private("10.2.2.3", url="http://intranet/", allow=("10.1.0.0/16", "fd12::/16"))
