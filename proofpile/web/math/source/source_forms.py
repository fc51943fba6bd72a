"""Formulas that only the source text of a page has: an HTML parser would destroy them or never show them.

Calls of `katex.render`, CDATA of Confluence's macros, Word's OMML in conditional comments, the comments of
LaTeX2HTML. Each form is looked for only where a word of it occurs, and read from left to right, so that an
ordinary page costs a few substring searches.
"""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

from proofpile.web.math.alternatives import undelimited
from proofpile.web.math.notations.omml_tex import formulas_of
from proofpile.web.math.slots import Slots, Verbatim
from proofpile.web.math.source.configuration import Configuration
from proofpile.web.math.source.javascript import Expression, Value, calls
from proofpile.web.math.source.sought import may_hold

_LOOK_BACK = 200  # characters before a call in which its result is assigned


def read_source_forms(html: str, slots: Slots, page: Configuration) -> str:
    """`html` with such formulas behind placeholders. It must be shielded, and have its scripts yet."""
    if may_hold(html, "katex.render"):
        html = _katex_calls(html, slots)
    if may_hold(html, "<ac:structured-macro"):
        html = _confluence(html, slots)
    if may_hold(html, "m:oMath"):
        html = _office(html, slots)
    if may_hold(html, "<!-- MATH"):
        html = _latex2html(html, slots)
    if page.ignored or may_hold(html, "<span>$</span>"):
        html = _ignored(html, slots, page.ignored)
    if page.code and "<code" in html:
        html = _IN_CODE.sub(r"\1", html)
    return html


# --- calls of KaTeX

_TARGET = re.compile(r"(?:getElementById|querySelector|\$|jQuery)\s*\(\s*[\"'`]#?([\w:.-]+)[\"'`]")
_VARIABLE = re.compile(
    r"([\w$]+)\s*=\s*(?:\w+\.)?(?:getElementById|querySelector)\(\s*[\"'`]#?([\w:.-]+)[\"'`]"
)
_SHOWN = re.compile(r"(?:\.innerHTML\s*=|\.html\s*\()\s*$")
_WITH_ID = re.compile(
    r"(<[A-Za-z](?>[^<>]*?\sid\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s\"'<>]+)))[^<>]*>)(?:[^<]*(?=</))?"
)


def _katex_calls(html: str, slots: Slots) -> str:
    """``katex.render("TeX", document.getElementById("id"), {displayMode: true})``: put at that element."""
    variables = dict(_VARIABLE.findall(html))
    places: dict[str, tuple[str, bool]] = {}
    for call in calls(html, "katex.render"):
        match call.arguments:
            case [str(tex), place, *options]:
                places[_element(place, variables)] = tex, _is_display(options)
    for call in calls(html, "katex.renderToString"):
        match call.arguments:
            case [str(tex), *options]:
                before = html[max(0, call.at - _LOOK_BACK) : call.at]
                if _SHOWN.search(before) and (found := _TARGET.findall(before)):
                    places[found[-1]] = tex, _is_display(options)
    if not places:
        return html

    def put(found: re.Match[str]) -> str:
        name = found[2] or found[3] or found[4] or ""
        if name not in places:
            return found[0]
        tex, display = places.pop(name)
        return found[1] + slots.formula(tex, display, "katex-render")

    return _WITH_ID.sub(put, html)


def _element(place: Value, variables: dict[str, str]) -> str:
    """The id of the element that an argument names; an id is also a variable of its own in a browser."""
    if isinstance(place, Expression):
        found = _TARGET.search(place.source)
        return found[1] if found else variables.get(place.source, place.source)
    return place if isinstance(place, str) else ""


def _is_display(options: list[Value]) -> bool:
    return any(isinstance(o, dict) and o.get("displayMode") is True for o in options)


# --- Confluence

_MACRO = re.compile(r"<ac:structured-macro\b[^<>]*\bac:name=\"((?:eazy-)?math[\w-]*)\"[^<>]*>")
_PARAMETER = re.compile(r"<ac:parameter ac:name=\"(?:body|equation|math)\">([^<>]*)</ac:parameter>")


def _confluence(html: str, slots: Slots) -> str:
    """``<ac:structured-macro ac:name="mathinline|mathblock">`` with CDATA or a parameter"""
    return _replaced(html, _macros(html, slots))


def _macros(html: str, slots: Slots) -> Iterator[tuple[int, int, str]]:
    at = 0
    while macro := _MACRO.search(html, at):
        at = macro.end()
        end = html.find("</ac:structured-macro>", at)
        if end < 0:
            return
        tex = _macro_body(html[at:end])
        at = end + len("</ac:structured-macro>")
        inner, mode = undelimited(tex)
        display = "block" in macro[1] or "display" in macro[1] or mode is True
        if char := slots.formula(inner, display, "confluence-macro"):
            yield macro.start(), at, char


def _macro_body(markup: str) -> str:
    start = markup.find("<![CDATA[")
    if start >= 0:
        return markup[start + len("<![CDATA[") :].partition("]]>")[0]
    found = _PARAMETER.search(markup)
    tex = unescape(found[1]) if found else ""
    return unquote(tex.removeprefix("--uriencoded--")) if "--uriencoded--" in tex else tex


# --- Word

_EQUATION = re.compile(r"<!--\[if gte msEquation \d+\]>|<(m:oMath(?:Para)?)\b[^<>]*>")
_FALLBACK = re.compile(
    r"\s*(?:<!\[if !msEquation\]>|<!--\[if !msEquation\]>(?:<!-->|-->)?)", re.IGNORECASE
)


def _office(html: str, slots: Slots) -> str:
    """``<!--[if gte msEquation 12]><m:oMath>…<![endif]-->`` and the picture for other browsers behind it"""
    return _replaced(html, _equations(html, slots))


def _equations(html: str, slots: Slots) -> Iterator[tuple[int, int, str]]:
    at, missing = 0, set[str]()
    while start := _EQUATION.search(html, at):
        at = start.end()
        comment = start[0][1] == "!"
        closer = "<![endif]-->" if comment else f"</{start[1]}>"
        end = html.find(closer, at) if closer not in missing else -1
        if end < 0:
            missing.add(closer)
            continue
        at = end + len(closer)
        chars = "".join(
            slots.formula(tex, display, "word-omml", lossy=True)
            for tex, display in formulas_of(html[start.end() if comment else start.start() : end])
        )
        fallback = _FALLBACK.match(html, at) if chars else None
        if fallback:
            last = html.find("<![endif]", fallback.end())
            at = html.find(">", last) + 1 if last >= 0 else at
        if chars:
            yield start.start(), at, chars


# --- LaTeX2HTML

_DRAWING = re.compile(
    r"\s*(?:<(?:P|BR)\b[^<>]*>\s*|</P>\s*|<A\s+(?:NAME|ID)=[^<>]*>\s*</A>\s*){0,4}"
    r"<(IMG|TABLE|(?:SPAN|DIV)(?=[^<>]*CLASS=\"?(?:MATH|displaymath|mathdisplay)\b))\b[^<>]*>",
    re.IGNORECASE,
)
# A block that was opened for the display whose comment comes next; all that is in it draws it.
_BLOCK = re.compile(
    r"<DIV\b[^<>]*(?:CLASS=\"?(?:displaymath|mathdisplay)\b|ALIGN=\"?CENTER\b)[^<>]*>\s*"
    r"(?:<A\s[^<>]*>\s*</A>\s*){0,4}\Z",
    re.IGNORECASE,
)
_TAGS = {
    name: re.compile(rf"<(/?){name}\b[^<>]*>", re.IGNORECASE) for name in ("span", "table", "div")
}
_LONGEST_DRAWING = 50_000  # characters


def _latex2html(html: str, slots: Slots) -> str:
    """``<!-- MATH $…$ -->``, the whole source, and the picture, text or table that draws it"""
    html = _replaced(html, _comments(html, slots))
    return _replaced(html, _alignments(html, slots)) if _ALIGNMENT.search(html) else html


def _comments(html: str, slots: Slots) -> Iterator[tuple[int, int, str]]:
    at, balanced = 0, True
    while balanced and (start := html.find("<!-- MATH", at)) >= 0:
        at = start + len("<!-- MATH")
        end = html.find("-->", at)
        if end < 0:
            return
        tex, display = undelimited(html[at:end])
        at = end + len("-->")
        if display is None:
            continue
        if display and _BLOCK.search(html[max(0, start - _LOOK_BACK) : start]):
            last, _ = _closed(html, at, "div")
        elif drawing := _DRAWING.match(html, at):
            name = drawing[1].lower()
            last = drawing.end() if name == "img" else _closed(html, drawing.end(), name)[1]
        else:
            continue
        balanced = last >= 0  # else nothing closes here, and no later search would find more
        if balanced and (char := slots.formula(tex, bool(display), "latex2html-comment")):
            at = last
            yield start, last, char


def _closed(html: str, at: int, name: str) -> tuple[int, int]:
    """From where to where the tag stands that closes the element that `at` is in; -1 if none is near."""
    depth = 1
    for tag in _TAGS[name].finditer(html, at, at + _LONGEST_DRAWING):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.span()
    return -1, -1


_ALIGNMENT = re.compile(r"<TABLE\b[^<>]*CLASS=\"?equation\b[^<>]*>", re.IGNORECASE)
_ROW = re.compile(r"<TR\b[^<>]*>", re.IGNORECASE)
_CELL = re.compile(r"<TD\b[^<>]*>", re.IGNORECASE)
_ALT = re.compile(r"<IMG\b[^<>]*\sALT=\"([^\"]*)\"[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_NUMBER = re.compile(r"\(([\w.]+)\)")


def _alignments(html: str, slots: Slots) -> Iterator[tuple[int, int, str]]:
    """``align``, of which there is no comment but a table with a picture for each side of each line"""
    at = 0
    while table := _ALIGNMENT.search(html, at):
        start, at = _closed(html, table.end(), "table")
        if at < 0:
            return
        lines = [_line(row) for row in _ROW.split(html[table.end() : start])[1:]]
        if len(lines) > 1 and all(lines):
            tex = "\\begin{align}" + " \\\\ ".join(lines) + "\\end{align}"
            if char := slots.formula(tex, True, "latex2html-align"):
                yield table.start(), at, char


def _line(row: str) -> str:
    """The TeX of a row of pictures; "" if there is anything else in it."""
    sides, number = [], ""
    for cell in _CELL.split(row)[1:]:
        sources = _ALT.findall(cell)
        text = unescape(_TAG.sub("", cell)).strip()
        if found := _NUMBER.fullmatch(text):
            number = f" \\tag{{{found[1]}}}"
        elif len(sources) == 1 and not text:
            tex, display = undelimited(unescape(sources[0]))
            sides += (
                [tex.strip().removeprefix("\\displaystyle").strip()] if display is not None else []
            )
        elif text or sources:
            return ""
    return " & ".join(sides) + number if len(sides) > 1 else ""


# --- what is no formula, and what is one though it stands in code

_IN_CODE = re.compile(
    r"<code>(\$\$[^<>$]+\$\$|\$[^<>$]+\$|\\\((?:[^<>\\]|\\[^)])+\\\)|\\\[(?:[^<>\\]|\\[^\]])+\\\])</code>"
)


def _ignored(html: str, slots: Slots, classes: tuple[str, ...]) -> str:
    """Dollars right inside elements of those classes, or alone in a ``span``, behind a placeholder."""
    names = "|".join(re.escape(name) for name in classes if name in html) or "(?!)"
    inside = re.compile(
        rf"\bclass=[\"'](?:[^\"'<>]*\s)?(?:{names})(?:\s[^\"'<>]*)?[\"'][^<>]*>[^<$]*\$[^<]*|<span>\$</span>"
    )
    if not inside.search(html):
        return html
    char = slots.put(Verbatim("\\$"))
    return inside.sub(lambda found: found[0].replace("$", char), html)


def _replaced(html: str, parts: Iterator[tuple[int, int, str]]) -> str:
    """`html` with other text in the places of `parts`, which come in their order."""
    kept: list[str] = []
    at = 0
    for start, end, text in parts:
        kept += html[at:start], text
        at = end
    kept.append(html[at:])
    return "".join(kept)


__all__ = ["read_source_forms"]
