"""Declarations of Isabelle theories (HOL, ZF and what else has the same outer syntax)."""

import re
from collections.abc import Iterator

from proofpile.contamination.formal.declaration import Declaration
from proofpile.contamination.formal.spans import Span, masked, merged, nested

STATES = "theorem|lemma|corollary|proposition|schematic_goal"
DEFINES = (
    "definition|abbreviation|fun|function|primrec|partial_function|inductive|inductive_set"
    "|axiomatization"
)
# A letter may be a symbol: \\<sigma>.
_LETTER = r"(?:[^\W\d]|\\<(?!open>|close>|Rightarrow>)[A-Za-z]+>)"
_NAME = rf"{_LETTER}(?:[\w'.]|\\<(?!open>|close>|Rightarrow>)\^?[A-Za-z]+>)*"
_HEAD = re.compile(
    rf"(?<![\w.'\\-])(?P<keyword>{STATES}|{DEFINES})(?![\w.'])\s*(?:\(\s*in\s[^()\n]*\)\s*)?"
    rf"(?P<name>{_NAME})?"
)
_CLAUSES = re.compile(
    "fixes|assumes|shows|obtains|defines|notes|includes|constrains|and|if|for|where|when"
).fullmatch
# Words that can stand in no statement: the first of them ends it.
_STOPS = re.compile(
    "proof|by|using|unfolding|apply|sorry|oops|done|including|supply|subgoal|defer|prefer|then|have"
    "|hence|show|thus|moreover|ultimately|also|finally|from|with|note|let|obtain|define|nitpick"
    "|quickcheck|sledgehammer|try|try0|end|begin|text|txt|section|subsection|subsubsection|chapter"
    "|paragraph|context|locale|theory|instantiation|instance|interpretation|sublocale|notation"
    "|no_notation|declare|lemmas|theorems|termination|method|ML|setup|type_synonym|datatype"
    "|codatatype|record|typedef|nonterminal|syntax|translations|value|term|thm"
    f"|{STATES}|{DEFINES}"
).fullmatch
_TOKEN = re.compile(
    r'\s*(?:(?P<string>"(?:[^"\\]|\\.)*+"|`[^`]*+`)|(?P<cartouche>\\<open>|‹)|(?P<is>\(\s*(?:is|structure|infix[lr]?)\b)'
    rf"|(?P<word>{_NAME})|(?P<type>'[^\W\d]\w*)|(?P<group>[\[(])|(?P<mark>::|[:=|,]|\\<Rightarrow>|⇒|=>|\?(?=\w)))",
    re.DOTALL,
)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+(?P<end>"?)', re.DOTALL)
_COMMENT = re.compile(r"(?P<open>\(\*(?!\)))|\*\)")
_CARTOUCHE = re.compile(r"(?P<open>\\<open>|‹)|\\<close>|›")
_VERBATIM = re.compile(r"(?P<open>\{\*)|\*\}")
_PROSE = re.compile(
    r"(?:text|txt|text_raw|(?:sub)*section|chapter|(?:sub)?paragraph|\\<comment>|\\<\^marker>|―|--)\s*\Z"
)
_BRACKETS = re.compile(r"[\[\](){}]|\"(?:[^\"\\]|\\.)*+\"?", re.DOTALL)


def comments(text: str) -> list[Span]:
    """``(* … *)``, and what ``text``, ``section`` and their like introduce, in order."""
    cartouches = [span for span in nested(text, _CARTOUCHE, "open") if _is_prose(text, span[0])]
    return merged(nested(text, _COMMENT, "open"), nested(text, _VERBATIM, "open"), cartouches)


def _is_prose(text: str, start: int) -> bool:
    return bool(_PROSE.search(text, max(0, start - 40), start))


def quoted(text: str) -> list[Span]:
    """Strings and cartouches: propositions and types, in order."""
    strings = (string.span() for string in _STRING.finditer(text) if string["end"])
    return merged(strings, nested(text, _CARTOUCHE, "open"))


def read(seen: str, unquoted: str, text: str) -> Iterator[Declaration]:
    """Declarations in what is `seen` of a text, and begin where it is `unquoted`, in their order."""
    cartouches = dict(nested(seen, _CARTOUCHE, "open"))
    at = 0
    while head := _HEAD.search(unquoted, at):
        at = head.end()
        keyword, name = head["keyword"], head["name"] or ""
        start_of_body = head.end()
        if _CLAUSES(name) or _STOPS(name):
            name, start_of_body = "", head.start("name")
        body = _body(seen, start_of_body, cartouches)
        if body is None:
            continue
        at, start = body, head.start()
        yield Declaration(name, keyword, text[start:at], start, at, "isabelle")


def _body(text: str, start: int, cartouches: dict[int, int]) -> int | None:
    """Where the statement ends whose name ends at `start`; None where no proposition comes."""
    at, end, quoted = start, start, False
    propositions = 0
    while token := _TOKEN.match(text, at):
        kind, place = token.lastgroup, token.start(token.lastgroup or 0)
        word = token["word"]
        at = token.end()
        if kind == "cartouche":
            if place not in cartouches:
                break
            at = cartouches[place]
        elif kind in ("group", "is"):
            at = _closing(text, place)
            if at < 0:
                break
        elif word and (_STOPS(word) or (quoted and not _CLAUSES(word))):
            break
        if word and _CLAUSES(word):
            quoted = False
            continue
        if kind in ("string", "cartouche"):
            propositions += 1
            quoted = True
        if kind != "mark":
            end = at
    return end if propositions else None


def _closing(text: str, start: int, most: int = 500) -> int:
    """The place after the bracket that closes the one at `start`; -1 where that is not near."""
    depth = 0
    for bracket in _BRACKETS.finditer(text, start, start + most):
        if bracket[0] in "[({":
            depth += 1
        elif bracket[0] in "])}":
            depth -= 1
            if not depth:
                return bracket.end()
    return -1


def clauses(statement: str) -> Iterator[tuple[str, list[str], str]]:
    """(clause, names, what is said) of a statement: of ``fixes x y :: T`` the names and the type, of
    ``assumes h: "P"`` no names and the proposition. A proposition alone is what is shown."""
    text = masked(statement, comments(statement))
    head = _HEAD.match(text.lstrip())
    if not head:
        yield "shows", [], text.strip().strip('"')
        return
    text = text.lstrip()
    cartouches = dict(nested(text, _CARTOUCHE, "open"))
    at = head.end()
    if head["name"] and (_CLAUSES(head["name"]) or _STOPS(head["name"])):
        at = head.start("name")
    clause, words = "shows", list[str]()
    while token := _TOKEN.match(text, at):
        kind = token.lastgroup or ""
        place, at = token.start(kind), token.end()
        said = ""
        if kind == "cartouche":
            at = cartouches.get(place, len(text))
            said = text[
                token.end() : text.rfind("\\<close>" if text[place] == "\\" else "›", place, at)
            ]
        elif kind == "string":
            said = token[kind][1:-1]
        elif kind in ("group", "is"):
            at = _closing(text, place)
            if at < 0:
                return
            continue
        word = token["word"] or token["type"] or ""
        if word and _CLAUSES(word):
            if words:
                yield clause, *_split(clause, words)
            words = []
            clause = clause if word == "and" else word
        elif clause in ("fixes", "for", "obtains", "constrains"):
            words.append(said or token[kind])
        elif said:
            yield clause, [], said
            words = []
        elif token["mark"] == ":":
            words = []
        else:
            words.append(token[kind])
    if words:
        yield clause, *_split(clause, words)


def _split(clause: str, words: list[str]) -> tuple[list[str], str]:
    """The names and the type of ``x y :: T``; or a proposition without quotes."""
    if clause in ("fixes", "for", "obtains", "constrains"):
        names = words[: words.index("::")] if "::" in words else words
        return names, " ".join(words[len(names) + 1 :])
    return [], " ".join(words)
