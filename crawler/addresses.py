"""Addresses of the web: the one spelling of a URL, and which machines we may connect to.

`canonical_url` follows RFC 3986 section 6.2.2 and what news sites do in practice; the ranges
that `refuse_private` turns away are those of the IANA special-purpose registries (RFC 6890),
with the addresses that carry another one inside them: `ipaddress.is_global` calls NAT64 and
6to4 forms of 127.0.0.1 global.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

import idna

from model.errors import ConfigurationError, FetchRefused

LIMIT_URL_CHARACTERS = 4_096
"""Longer addresses are traps or session dumps; browsers and servers agree up to some 2,000."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(
    r"utm_\w+|utm|yclid|ysclid|gclid|gbraid|wbraid|dclid|fbclid|msclkid|mc_cid|mc_eid|igshid|_openstat"
    r"|openstat_\w+|_ga|_gl|twclid|ttclid|vk_ref|rb_clickid|admitad_uid|roistat\w*|yadclid|yadordid",
    re.IGNORECASE,
)
# "from" also names real parameters, so it goes only with a value that news sites put there.
_FROM_WHERE = re.compile(
    r"rss|main|top|newsfeed|copy|smi2|mirtesen|yanews|yandex\w*|telegram|tg|vk|ok|dzen|from_main\w*|column_\d+"
    r"|materials_on_subject|article_body|short_news|other",
    re.IGNORECASE,
)
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network
PrivateAllowance = bool | Sequence[str]
"""Which private addresses may be fetched: none, all, or those in networks ("10.1.0.0/16")."""


def canonical_url(url: str, *, keep_query: bool = False) -> str:
    """The one spelling of an address: two spellings of one page give the same.

    Lower-case scheme and host (IDN as punycode), no default port, no credentials, no fragment,
    no tracking parameters, dot segments resolved, percent signs normalised; the order of
    parameters stays. With `keep_query` the tracking parameters stay too, as a request needs
    them: some sites redirect to put them back. Raises ValueError for what is not HTTP(S).
    """
    parts = _split(url)
    netloc = _host(parts)
    if parts.port is not None and parts.port != _DEFAULT_PORTS[parts.scheme]:
        netloc = f"{netloc}:{parts.port}"
    path = _without_dots(_percent_normal(parts.path, safe="/:@!$&'()*+,;=")) or "/"
    query = parts.query if keep_query else _without_tracking(parts.query)
    query = _percent_normal(query, safe="/:@!$&'()*+,;=?")
    return urlunsplit((parts.scheme, netloc, path, query, ""))


def absolute_url(base: str, link: str, *, keep_query: bool = False) -> str | None:
    """The canonical form of a link found on the page `base`; None where it is no HTTP(S) address."""
    try:
        return canonical_url(urljoin(base, _trimmed(link)), keep_query=keep_query)
    except ValueError:
        return None


def shown_url(url: str) -> str:
    """The address as logs and errors may show it: no credentials, and not endlessly long."""
    try:
        parts = urlsplit(_trimmed(url))
    except ValueError:
        return "(an address that cannot be read)"
    netloc = parts.netloc.rpartition("@")[2]
    shown = urlunsplit((parts.scheme, netloc, parts.path, parts.query, ""))
    return shown if len(shown) <= 500 else f"{shown[:500]}..."


def origin_of(url: str) -> str:
    """Scheme, host and port of a canonical address, as robots.txt is kept for it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def host_of(url: str) -> str:
    """The host of a canonical address, without its port."""
    return urlsplit(url).hostname or ""


def same_site(one: str, other: str) -> bool:
    """Whether two addresses differ in nothing but the twin of the site (www, mobile, AMP)."""
    return _bare_host(one) == _bare_host(other)


def is_public(address: str) -> bool:
    """Whether the IP address is one of the open internet, and so is every address carried inside it."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return all(_public(inner) and not _never(inner) for inner in _carried(ip))


def check_allowance(allow: PrivateAllowance) -> None:
    """Raise ConfigurationError for an allowance that names what is no network."""
    for spelling in () if isinstance(allow, bool) else allow:
        try:
            ipaddress.ip_network(spelling)
        except ValueError as error:
            raise ConfigurationError(f"not a network: {spelling!r}: {error}; write 10.1.0.0/16") from None


def refuse_private(address: str, *, url: str, allow: PrivateAllowance = False) -> None:
    """Raise FetchRefused unless the IP address may be connected to.

    `allow` opens private networks; link-local, multicast, unspecified and cloud metadata
    addresses stay closed even then. `url` is for the message.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        raise FetchRefused(f"{address!r} is no IP address", url=shown_url(url)) from None
    for inner in _carried(ip):
        if _never(inner) or not (_public(inner) or _allowed(inner, allow)):
            raise FetchRefused(
                f"{host_of(url)} is at {address}, a private or reserved address;"
                " allow it in the settings if it is meant",
                url=shown_url(url),
            )


def _trimmed(url: str) -> str:
    # Browsers drop these wherever they stand (WHATWG URL, section 4.4).
    return url.strip("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f \u00a0\ufeff\t\r\n").translate(
        {ord("\t"): None, ord("\r"): None, ord("\n"): None}
    )


def _split(url: str) -> SplitResult:
    trimmed = _trimmed(url)
    if len(trimmed) > LIMIT_URL_CHARACTERS:
        raise ValueError(f"an address of {len(trimmed)} characters; {LIMIT_URL_CHARACTERS} is the limit")
    parts = urlsplit(trimmed)
    if parts.scheme not in _DEFAULT_PORTS:
        raise ValueError(f"not an http or https address: {shown_url(url)!r}")
    if not parts.hostname or parts.port == 0:  # .port raises ValueError beyond 65535
        raise ValueError(f"no host in the address: {shown_url(url)!r}")
    return parts


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        return f"[{ipaddress.IPv6Address(host)}]"
    if host.isascii():
        if not re.fullmatch(r"[a-z0-9._~-]+", host):
            raise ValueError(f"not a host name: {host!r}")
        return host
    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError as error:
        raise ValueError(f"not a host name: {host!r}: {error}") from None


def _without_tracking(query: str) -> str:
    return "&".join(pair for pair in query.split("&") if pair and not _is_tracking(pair))


def _is_tracking(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return bool(_TRACKING.fullmatch(name)) or (name == "from" and bool(_FROM_WHERE.fullmatch(value)))


def _percent_normal(part: str, *, safe: str) -> str:
    def decoded(match: re.Match[str]) -> str:
        code = int(match[1], 16)
        return chr(code) if code in _UNRESERVED else match[0].upper()

    # Lone percent signs become %25, the others are left alone by quote.
    lone_escaped = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", part)
    return quote(_PERCENT.sub(decoded, lone_escaped), safe=safe + "%")


def _without_dots(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", "..") and kept and kept[-1]:
        kept.append("")
    return "/".join(kept)


def _bare_host(url: str) -> str:
    return re.sub(r"^(?:www|m|mobile|amp|pda)\.", "", host_of(url))


def _networks(*spellings: str) -> tuple[IPNetwork, ...]:
    return tuple(ipaddress.ip_network(spelling) for spelling in spellings)


_CLOSED_V4 = _networks(
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
)
_OPEN_V6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_V6 = _networks("2001::/23", "2001:db8::/32", "3fff::/20")
_NEVER = _networks(
    "0.0.0.0/8",
    "169.254.0.0/16",
    "224.0.0.0/4",
    "255.255.255.255/32",
    "100.100.100.200/32",  # metadata, Alibaba Cloud
    "168.63.129.16/32",  # wire server, Azure: a public address that only its own machines see
    "192.0.0.192/32",  # metadata, Oracle Cloud
    "::/128",
    "fe80::/10",
    "ff00::/8",
    "fd00:ec2::/32",  # metadata, AWS
    "fd20:ce::/32",  # metadata, Google Cloud
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_V4_COMPATIBLE = ipaddress.IPv6Network("::/96")
_ISATAP_MARKS = (0x00005EFE, 0x02005EFE)


def _carried(ip: IPAddress) -> tuple[IPAddress, ...]:
    """The addresses that a connection to `ip` can end at."""
    if isinstance(ip, ipaddress.IPv4Address):
        return (ip,)
    low = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip.ipv4_mapped is not None:
        return (ip.ipv4_mapped,)
    if ip in _NAT64:
        return (low,)
    if ip.sixtofour is not None:
        return (ip, ip.sixtofour)
    if (int(ip) >> 32) & 0xFFFFFFFF in _ISATAP_MARKS:
        return (ip, low)
    if ip in _V4_COMPATIBLE and int(ip) > 1:
        return (ip, low)
    return (ip,)


def _public(ip: IPAddress) -> bool:
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in _CLOSED_V4)
    # A scope ("fe80::1%eth0") names an interface of this machine.
    return ip.scope_id is None and ip in _OPEN_V6 and not any(ip in network for network in _CLOSED_V6)


def _never(ip: IPAddress) -> bool:
    return any(ip in network for network in _NEVER)


def _allowed(ip: IPAddress, allow: PrivateAllowance) -> bool:
    if isinstance(allow, bool):
        return allow
    return any(ip in ipaddress.ip_network(spelling) for spelling in allow)
