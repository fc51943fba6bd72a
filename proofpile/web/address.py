"""Rules about URLs, by the parts of a URL: what a rule means never depends on what surrounds it.

A rule is one word, ``HOST/PATH?QUERY``, of which any part may be missing:

    scribd.com              this domain and all below it
    profiles.               a host whose first labels these are: profiles.uni.example
    /search                 a path with this segment, or these consecutive ones, anywhere
    /feed$                  ... at its end
    mathoverflow.net/users  both
    ?replytocom  ?feed=rss  a query with this key, or this key and value
    $?s                     ... at the root of the site: no path at all

Case, ports, user names, percent signs, the trailing dot of a host and endings such as ``.php`` make no
difference; an international host is compared in its ASCII form. Substrings, as in OpenWebMath, were
rejected: ``/commit`` meets /committee there, ``unz.com`` kunz.com, and ``issn`` any word that holds it.
Price: a rule cannot name a part of a segment, and needs one word for each spelling.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote, unquote_plus, urlsplit

from proofpile.errors import UsageError

_RULE = re.compile(
    r"(?P<host>[^/?$\s]*)(?P<path>(?:/[^/?$\s]+)*)(?P<end>\$?)(?:\?(?P<key>[^=\s]+)(?:=(?P<value>\S*))?)?"
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://|//", re.IGNORECASE)
_PAGE_ENDING = re.compile(r"\.(?:html?|xhtml|php\d?|aspx?|jsp|cgi|pl|do|xml)$")
_MOST_FIELDS = 100  # of a query; no rule looks further, however long the URL is


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of a URL that rules speak of, in lower case; all are empty where it is no URL."""

    host: str = ""
    segments: tuple[str, ...] = ()
    query: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, url: str) -> "Address":
        """The address that `url` gives, with or without a scheme. Never raises."""
        url = url.strip()
        try:
            parts = urlsplit(url if _SCHEME.match(url) else f"//{url}")
            host = parts.hostname or ""
        except ValueError:  # an unclosed [, or a character that NFKC turns into a slash
            return cls()
        segments = [unquote(s).lower() for s in parts.path.split("/") if s]
        if segments:
            segments[-1] = _PAGE_ENDING.sub("", segments[-1])
        return cls(_ascii(host.rstrip(".")), tuple(segments), tuple(_fields(parts.query)))

    @property
    def hosts(self) -> Iterator[str]:
        """The host and every domain above it, then its first labels, each with a dot at its end."""
        labels = self.host.split(".")
        for n in range(len(labels)):
            yield ".".join(labels[n:])
        for n in range(1, len(labels)):
            yield ".".join(labels[:n]) + "."


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; see the top of this module for how it is written."""

    text: str
    host: str
    segments: tuple[str, ...]
    at_end: bool
    key: str
    value: str | None

    @classmethod
    def parse(cls, text: str) -> "Rule":
        """Raises UsageError where `text` is not written as a rule."""
        found = _RULE.fullmatch(text.lower())
        if not found or not any((found["host"], found["path"], found["key"])):
            raise UsageError(
                f"{text!r} is no rule about URLs; write HOST/PATH?KEY=VALUE, or a part of it"
            )
        segments = tuple(found["path"].split("/")[1:])
        host = _ascii(found["host"])
        return cls(text, host, segments, bool(found["end"]), found["key"] or "", found["value"])

    def fits(self, address: Address) -> bool:
        """Whether path and query of `address` are meant; `Rules` has seen to the host."""
        return self._fits_path(address.segments) and self._fits_query(address.query)

    def _fits_path(self, segments: tuple[str, ...]) -> bool:
        length, last = len(self.segments), len(segments) - len(self.segments)
        if not length:
            return not (self.at_end and segments)
        starts = range(max(last, 0) if self.at_end else 0, last + 1)
        return any(segments[n : n + length] == self.segments for n in starts)

    def _fits_query(self, query: tuple[tuple[str, str], ...]) -> bool:
        return not self.key or any(
            key == self.key and self.value in (None, value) for key, value in query
        )


@dataclass(frozen=True)
class Rules:
    """Rules in named groups. An address costs a few look-ups, however many rules there are."""

    groups: Mapping[str, tuple[str, ...]]

    def first(self, address: Address) -> str | None:
        """Group and rule that `address` falls under, as one word each; None if no rule does."""
        for key in _keys(address):
            for group, rule in self._index.get(key, ()):
                if rule.fits(address):
                    return f"{group} {rule.text}"
        return None

    @cached_property
    def _index(self) -> Mapping[str, list[tuple[str, Rule]]]:
        index = defaultdict(list)
        for group, texts in self.groups.items():
            for rule in map(Rule.parse, texts):
                index[_key(rule)].append((group, rule))
        return index


def _key(rule: Rule) -> str:
    """The rarest part of a rule: only addresses that have it are compared with it."""
    return rule.host or ("/" + rule.segments[0] if rule.segments else "?" + rule.key)


def _keys(address: Address) -> Iterable[str]:
    yield from address.hosts
    yield from (f"/{segment}" for segment in address.segments)
    yield from (f"?{key}" for key, _ in address.query)


def _fields(query: str) -> Iterator[tuple[str, str]]:
    for field in query.split("&", _MOST_FIELDS)[:_MOST_FIELDS]:
        key, _, value = field.partition("=")
        yield unquote_plus(key).lower(), unquote_plus(value).lower()


def _ascii(host: str) -> str:
    """`host` as the domain name system writes it; as it is where that has no such form."""
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return host
