"""Which delimiters a page uses: what its scripts tell MathJax 2, 3 and 4, and KaTeX's auto-render.

The configuration is JavaScript and is read with expressions for the few shapes that it takes, not run.
Where a page says nothing the defaults of both libraries hold, and a single dollar counts only where what
it encloses looks like TeX.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass


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
    Pair("[texx]", "[/texx]", False, "texx-tag"),
    Pair("<math>", "</math>", None, "escaped-math-tag"),
    Pair("$latex ", "$", False, "wordpress-dollar"),
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
_BACKTICK = Pair("`", "`", False, "asciimath-backtick", ascii=True)
_CODEFORCES = (
    Pair("$$$$$$", "$$$$$$", True, "codeforces"),
    Pair("$$$", "$$$", False, "codeforces"),
)

_STRING = r"""(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)')"""
_PAIR = re.compile(rf"\[\s*{_STRING}\s*,\s*{_STRING}\s*\]")
_OBJECT = re.compile(
    rf"\{{\s*[\"']?left[\"']?\s*:\s*{_STRING}\s*,\s*[\"']?right[\"']?\s*:\s*{_STRING}\s*"
    r"(?:,\s*[\"']?display[\"']?\s*:\s*(true|false|!0|!1))?"
)
_ASCIIMATH = (
    "asciimath2jax",
    "AM_HTMLorMML",
    "AM_CHTML",
    "AM_SVG",
    "ASCIIMathML",
    "input/asciimath",
    "AMparseAMtoTeX",
)
_REACH = 2_000  # characters behind the name of an option in which its value is looked for
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def delimiters(html: str) -> tuple[Pair, ...]:
    """The pairs of a page, longest opener first."""
    pairs = {pair.left: pair for pair in (*_ALWAYS, _DOLLAR)}
    if "$$$" in html:
        pairs |= {pair.left: pair for pair in _CODEFORCES}
    if "inlineMath" in html or "displayMath" in html:
        pairs |= {pair.left: pair for pair in _mathjax(html)}
    if "elimiters" in html:
        pairs |= {pair.left: pair for pair in _katex(html)}
    if "`" in html and any(word in html for word in _ASCIIMATH):
        pairs["`"] = _BACKTICK
        pairs.setdefault("\\$", Pair("\\$", "\\$", False, "asciidoctor-asciimath", ascii=True))
    return tuple(sorted(pairs.values(), key=lambda pair: -len(pair.left)))


def _mathjax(html: str) -> list[Pair]:
    """``inlineMath: [['$', '$'], …]`` and ``displayMath``, in any version's configuration."""
    found = []
    for kind in ("inlineMath", "displayMath"):
        for value in _values(html, kind):
            at = value.find("[")
            while pair := _PAIR.search(value, at):
                if value[at : pair.start()].strip(" \t\r\n[,{+]:'\""):
                    break  # the list has ended
                a, b, c, d = pair.groups(default="")
                found.append(_configured(a or b, c or d, kind == "displayMath"))
                at = pair.end()
    return [pair for pair in found if pair]


def _katex(html: str) -> list[Pair]:
    """``delimiters: [{left: '$', right: '$', display: false}, …]``"""
    found = [
        _configured(a or b, c or d, display in ("true", "!0"))
        for value in _values(html, "elimiters")
        for a, b, c, d, display in _OBJECT.findall(value)
    ]
    return [pair for pair in found if pair]


def _values(html: str, name: str) -> Iterator[str]:
    at = html.find(name)
    while at >= 0:
        yield html[at + len(name) : at + len(name) + _REACH]
        at = html.find(name, at + len(name))


def _configured(left: str, right: str, display: bool) -> Pair | None:
    left, right = (_ESCAPE.sub(r"\1", text) for text in (left, right))
    if not left or not right or left.isalnum() or left.startswith("\\begin"):
        return None
    if left == right == "$":
        return _SURE_DOLLAR
    known = next((pair.rule for pair in _ALWAYS if pair.left == left), "configured-delimiter")
    return Pair(left, right, display, known)
