"""What a page's scripts tell MathJax 2, 3 and 4, and KaTeX's auto-render: delimiters, macros, exceptions.

Options are looked for by their names, wherever in a script they stand: pages hand them to functions of
their own, keep them in variables and merge them. Where a page says nothing the defaults of both libraries
hold, and a single dollar counts only where what it encloses looks like TeX. Not heeded: `processEscapes`
and `processEnvironments`; whoever writes ``\\$`` or ``\\begin{align}`` means it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from proofpile.web.math.source.javascript import Value, calls, properties
from proofpile.web.math.source.sought import may_hold
from proofpile.web.math.tex.macros import Macros


@dataclass(frozen=True, slots=True)
class Pair:
    """What opens and closes a formula. `rule` names it in `Formula.rule`."""

    left: str
    right: str
    display: bool | None
    rule: str
    ascii: bool = False
    sure: bool = True  # False: only if the content looks like TeX


_ALWAYS = (
    Pair("$$", "$$", True, "double-dollar"),
    Pair("\\[", "\\]", True, "backslash-bracket"),
    Pair("\\(", "\\)", False, "backslash-paren"),
    Pair("[itex]", "[/itex]", False, "itex"),
    Pair("[tex]", "[/tex]", True, "tex-tag"),
    Pair("[math]", "[/math]", None, "math-tag"),
    Pair("[latex]", "[/latex]", None, "latex-tag"),
    Pair("[TEX]", "[/TEX]", None, "tex-tag"),  # vBulletin's own way
    Pair("[MATH]", "[/MATH]", None, "math-tag"),
    Pair("[LATEX]", "[/LATEX]", None, "latex-tag"),
    Pair("[texx]", "[/texx]", False, "texx-tag"),
    Pair("<math>", "</math>", None, "escaped-math-tag"),
    Pair("$latex ", "$", None, "wordpress-dollar"),
    Pair("[$$]", "[/$$]", True, "anki"),
    Pair("[$]", "[/$]", False, "anki"),
    Pair("[mathjax]", "[/mathjax]", True, "edx-mathjax"),
    Pair("[mathjaxinline]", "[/mathjaxinline]", False, "edx-mathjax"),
    Pair("[katex]", "[/katex]", None, "katex-tag"),
    Pair("[eqn]", "[/eqn]", None, "eqn-tag"),
    Pair("[asciimath]", "[/asciimath]", None, "asciimath-tag", ascii=True),
    Pair("[[math]]", "[[/math]]", True, "wikidot-source"),
    Pair("{tex}", "{/tex}", None, "tex-braces"),
    Pair("{{latex(", ")}}", None, "redmine-latex"),
    Pair("{mathinline}", "{mathinline}", False, "confluence-text"),
    Pair("{mathblock}", "{mathblock}", True, "confluence-text"),
    Pair("<tex>", "</tex>", None, "escaped-tex-tag"),
    Pair("<latex>", "</latex>", None, "escaped-tex-tag"),
    Pair("$inline$", "$inline$", False, "habr"),
    Pair("$$display$$", "$$display$$", True, "habr"),
)
_DOLLAR = Pair("$", "$", False, "dollar", sure=False)
_SURE_DOLLAR = Pair("$", "$", False, "dollar")
_BACKTICK = Pair("`", "`", None, "asciimath-backtick", ascii=True)
_CODEFORCES = (
    Pair("$$$$$$", "$$$$$$", True, "codeforces"),
    Pair("$$$", "$$$", False, "codeforces"),
)

_ASCIIMATH = ("asciimath", "AM_HTMLorMML", "AM_CHTML", "AM_SVG", "AMparseAMtoTeX")
_LOADS_ASCIIMATH = re.compile(
    r"asciimath2jax|AM_(?:HTMLorMML|CHTML|SVG)|ASCIIMathML|input/asciimath|AMparseAMtoTeX"
)
_OPENING_MARKS = frozenset(
    "([{<\"'.,;:!?-/ "
)  # a page that seems to configure one lost its backslash
_IGNORED = ("tex2jax_ignore", "mathjax_ignore")
_IGNORED_PAGE = re.compile(
    r"<(?:body|section|main|article)\b[^<>]*\b(?:tex2jax|mathjax)_ignore\b", re.IGNORECASE
)
_CLASS_NAME = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Configuration:
    """How a page writes formulas.

    `pairs` are its delimiters, longest opener first. Text right inside an element of a class in `ignored`
    has no formulas; that in ``<code>`` may have, if `code`.
    """

    pairs: tuple[Pair, ...]
    macros: Macros
    ignored: tuple[str, ...] = ()
    code: bool = False


def configuration(html: str) -> Configuration:
    """What `html`, the text of a page with its scripts, says about its formulas."""
    return Configuration(delimiters(html), _macros(html), _ignored(html), _code(html))


def delimiters(html: str) -> tuple[Pair, ...]:
    """The pairs of a page, longest opener first."""
    pairs = {pair.left: pair for pair in (*_ALWAYS, _DOLLAR)}
    if "$$$" in html:
        pairs |= {pair.left: pair for pair in _CODEFORCES}
    if may_hold(html, "jax_ignore") and _IGNORED_PAGE.search(html):
        del pairs["$"]  # Sphinx: its formulas are marked, and a dollar is one
    for pair in (*_mathjax(html), *_katex(html), *_asciimath(html)):
        pairs[pair.left] = pair
    return tuple(sorted(pairs.values(), key=lambda pair: -len(pair.left)))


def _mathjax(html: str) -> Iterator[Pair]:
    """``inlineMath: [['$', '$'], …]`` and ``displayMath``, in any version's configuration."""
    for kind in ("inlineMath", "displayMath"):
        for value in _options(html, kind):
            for left, right in _edges(value):
                yield from _configured(left, right, kind == "displayMath")


def _edges(value: Value) -> Iterator[tuple[str, str]]:
    """The pairs of strings in a list of them; MathJax 4 also adds to a list by ``{'[+]': […]}``."""
    if isinstance(value, dict):
        value = value.get("[+]")
    match value:
        case [str(left), str(right)]:
            yield left, right
        case list():
            for pair in value:
                match pair:
                    case [str(left), str(right)]:
                        yield left, right


def _katex(html: str) -> Iterator[Pair]:
    """``delimiters: [{left: '$', right: '$', display: false}, …]``"""
    for value in _options(html, "delimiters"):
        for pair in value if isinstance(value, list) else ():
            match pair:
                case {"left": str(left), "right": str(right), **rest}:
                    yield from _configured(left, right, rest.get("display") is True)


def _asciimath(html: str) -> Iterator[Pair]:
    """Back-ticks, where the page loads AsciiMath, or ``asciimath2jax: {delimiters: [['\\\\$', '\\\\$']]}``"""
    if not any(may_hold(html, word) for word in _ASCIIMATH) or not _LOADS_ASCIIMATH.search(html):
        return
    configured = [
        edges
        for name in ("asciimath2jax", "asciimath")
        for value in _options(html, name)
        if isinstance(value, dict)
        for edges in _edges(value.get("delimiters"))
    ]
    for left, right in configured or [("`", "`")]:
        if left == "`":
            yield _BACKTICK
        elif left and right and not left.isalnum():
            yield Pair(left, right, None, "asciidoctor-asciimath", ascii=True)


def _configured(left: str, right: str, display: bool) -> Iterator[Pair]:
    left, right = left.strip(), right.strip()
    if not left or not right or left.isalnum() or left.startswith("\\begin"):
        return
    if left in _OPENING_MARKS:
        return
    if left == right == "$":
        yield _SURE_DOLLAR
    else:
        known = next((pair.rule for pair in _ALWAYS if pair.left == left), "configured-delimiter")
        yield Pair(left, right, display, known)


def _options(html: str, name: str) -> Iterator[Value]:
    return properties(html, name) if may_hold(html, name) else iter(())


# --- macros


def _macros(html: str) -> Macros:
    """Macros of configurations, then those that the page's text defines, which come later."""
    macros = Macros()
    for value in (*_options(html, "Macros"), *_options(html, "macros")):
        for name, definition in value.items() if isinstance(value, dict) else ():
            _define(macros, name, definition)
    if may_hold(html, "Macro("):  # TEX.Macro("RR", "{\\bf R}") of MathJax 2, jsMath.Macro(…)
        for call in calls(html, "Macro"):
            match call.arguments:
                case [str(name), *definition]:
                    _define(macros, name, definition)
    for value in _options(html, "environments"):
        for name, parts in value.items() if isinstance(value, dict) else ():
            match parts:
                case [str(begin), str(end), *header]:
                    macros.define_environment(name, begin, end, *_header(header))
    macros.read(html)
    return macros


def _define(macros: Macros, name: str, definition: Value) -> None:
    """``"body"``, ``["body", 2]`` or ``["body", 2, "default"]``"""
    match definition:
        case str(body):
            macros.define(name, body)
        case [str(body), *header]:
            macros.define(name, body, *_header(header))


def _header(values: list[Value]) -> tuple[int, str | None]:
    """The number of arguments and the default of the first."""
    match values:
        case [float(number), str(default), *_] if 0 < number < 10:
            return int(number), default
        case [float(number), *_] if 0 < number < 10:
            return int(number), None
    return 0, None


# --- exceptions


def _ignored(html: str) -> tuple[str, ...]:
    """Classes without formulas: the defaults, and ``ignoreClass: 'a|b'`` or ``ignoredClasses: ['a']``."""
    found = [name for name in _IGNORED if may_hold(html, "jax_ignore") and name in html]
    for option in ("ignoreClass", "ignoreHtmlClass", "ignoredClasses"):
        for value in _options(html, option):
            names = value if isinstance(value, list) else [value]
            for name in names:
                parts = name.split("|") if isinstance(name, str) else []
                found += [part for part in parts if _CLASS_NAME.fullmatch(part)]
    return tuple(dict.fromkeys(found))


def _code(html: str) -> bool:
    """Whether a list of tags to skip leaves ``code`` out, so that formulas in back-ticks survive Markdown."""
    for option in ("skipTags", "skipHtmlTags", "ignoredTags"):
        for value in _options(html, option):
            if isinstance(value, list) and value and "code" not in value:
                return True
            if isinstance(value, dict) and "code" in _strings(value.get("[-]")):
                return True
    return False


def _strings(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []
