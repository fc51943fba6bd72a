"""Hosts and registered domains of URLs, for grouping and for people."""

from functools import lru_cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

_suffixes = PublicSuffixList()


def host(url: str) -> str:
    """The host of `url` in lower case without port and user, or "" where there is none."""
    try:
        return (urlsplit(url.strip()).hostname or "").rstrip(".")
    except ValueError:  # an unclosed bracket of an IPv6 address
        return ""


@lru_cache(maxsize=65536)
def registered_domain(host: str) -> str:
    """What somebody registered: ``example.co.uk`` of ``www.example.co.uk``; an address as it is."""
    if not host or host.replace(".", "").isdigit() or ":" in host:
        return host
    return _suffixes.privatesuffix(host) or host
