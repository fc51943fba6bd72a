r"""A formal statement as it comes to lie in a corpus: other lines, comments, another name, Lean 3 as Lean 4.

Each perturbation is a function of an item and a seed; None where it cannot change that statement. What
is planted is a declaration with a proof that was left out, as in files of exercises.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from proofpile.contamination.draws import Dice
from proofpile.contamination.items import Item
from proofpile.contamination.perturb import numbers

FormalPerturbation = Callable[[Item, int], str | None]


def declared(item: Item, statement: str) -> str:
    """`statement` with an omitted proof behind it, in the language of the item."""
    return statement.rstrip() + _proof(item.language, statement)


def _proof(language: str, statement: str) -> str:
    match language:
        case "lean":
            return " := by\n  sorry" if _LEAN_4.search(statement) else " :=\nbegin\n  sorry\nend"
        case "isabelle":
            return "\n  sorry"
        case "metamath":
            sign = (
                "@" if "@p" in statement.split() else "$"
            )  # miniF2F puts its problems in comments
            return f" {sign}=\n  ? {sign}."
        case "hollight":
            return ";;"
        case "coq":
            return (
                "\nProof.\nAdmitted."
                if statement.rstrip().endswith(".")
                else ".\nProof.\nAdmitted."
            )
    return ""


def verbatim(item: Item, seed: int) -> str | None:
    """The statement as it is."""
    return _text(item)


def _text(item: Item) -> str:
    return item.parts["statement"]


# --- spacing

_WIDTHS = (40, 64, 100)
_BINDER = re.compile(r"(?<=[\w'₀-₉]) ?:(?![:=]) ?")


def spacing(item: Item, seed: int) -> str | None:
    """Lines broken elsewhere, and other space around the colons of Lean's binders."""
    text, dice = _text(item), Dice("spacing", seed, _text(item))
    if "--" in text:  # a comment that ends with its line
        return text.replace(" ", "  ")
    for width in dice.order(_WIDTHS):
        broken = _in_lines(text, width)
        if item.language == "lean":
            broken = _BINDER.sub(dice.one((" : ", ": ", ":")), broken)
        if broken != text:
            return broken
    return None


def _in_lines(text: str, width: int) -> str:
    """Words in lines of at most `width`; none begins with a bar, where Lean would read another case."""
    lines: list[str] = []
    for word in text.split():
        if lines and (len(lines[-1]) + 1 + len(word) <= width or word[0] == "|"):
            lines[-1] += " " + word
        else:
            lines.append(("  " if lines else "") + word)
    return "\n".join(lines)


# --- comments

_NOTES = ("as in the book", "see the note below", "to be shown", "cf. the original", "TODO")
_COMMENTS = {
    "lean": "/- {} -/",
    "isabelle": "(* {} *)",
    "hollight": "(* {} *)",
    "coq": "(* {} *)",
    "metamath": "$( {} $)",
}


def comments(item: Item, seed: int) -> str | None:
    """Two comments where the language takes them."""
    comment, text = _COMMENTS.get(item.language), _text(item)
    if comment is None or "--" in text or re.search(r"\(\*|/-", text):
        return None
    if item.language == "metamath" and "@p" in text.split():
        comment = "@( {} @)"
    dice = Dice("comments", seed, text)
    places = _places(text, item.language)
    for place in sorted(dice.order(places)[:2], reverse=True):
        text = f"{text[:place]} {comment.format(dice.one(_NOTES))}{text[place:]}"
    return text if places else f"{comment.format(dice.one(_NOTES))}\n{text}"


def _places(text: str, language: str) -> list[int]:
    """Where people put comments: at ends of lines, or else between words; never in quotes or before the name.

    In Metamath they stand between statements only, in HOL Light before the term.
    """
    if language == "metamath":
        return [m.start() for m in re.finditer(r"(?<=[$@][.@])\s", text)]
    if language == "hollight":
        return [m.end() for m in re.finditer(r"^[^`=]*=(?=\s)", text)]
    quote = {"isabelle": '"', "coq": '"'}.get(language, "\0")
    found, quoted = [], False
    for place, c in enumerate(text):
        quoted ^= c == quote
        if c.isspace() and not quoted:
            found.append(place)
    ends = [place for place in found[1:] if text[place] == "\n"]
    return ends or found[1:]


# --- Lean 3 as Lean 4

# Namespaces that begin with a capital in Lean 4.
_SPACES = "nat|int|real|complex|rat|finset|set|function|polynomial|multiset|list|matrix|filter"
_PROPOSITIONS = {
    "prime": "Prime",
    "coprime": "Coprime",
    "even": "Even",
    "odd": "Odd",
    "injective": "Injective",
    "surjective": "Surjective",
    "bijective": "Bijective",
    "monotone": "Monotone",
    "antitone": "Antitone",
    "irrational": "Irrational",
    "continuous": "Continuous",
    "continuous_on": "ContinuousOn",
    "differentiable": "Differentiable",
    "summable": "Summable",
    "squarefree": "Squarefree",
    "irreducible": "Irreducible",
    "strict_mono": "StrictMono",
    "is_least": "IsLeast",
    "is_greatest": "IsGreatest",
    "zmod": "ZMod",
}
_LEAN_4 = re.compile(
    rf"\b(?:{'|'.join(s.capitalize() for s in _SPACES.split('|'))})\.\w|\bfun\b|∑ \w+ ∈|ZMod"
)
_SPACE = re.compile(rf"(?<![\w.])({_SPACES})\.(?=[A-Za-z])")
_PROPOSITION = re.compile(rf"(?<!\w)({'|'.join(_PROPOSITIONS)})(?![\w'])")
_LAMBDA = re.compile(r"λ\s*([^,λ]{1,80}?)\s*,\s*")
_OVER = re.compile(r"([∑∏])\s*(\w+)\s+in\s")


def as_lean_4(item: Item, seed: int) -> str | None:
    """Names and binders as Lean 4 spells them; None for a statement that both spell alike."""
    text = _text(item)
    if item.language != "lean" or _LEAN_4.search(text):
        return None
    head = re.match(r"\w+\s+\S+", text)  # the declaration's own name stays
    start = head.end() if head else 0
    body = _PROPOSITION.sub(lambda m: _PROPOSITIONS[m[1]], text[start:])
    body = _SPACE.sub(lambda m: m[1].capitalize() + ".", body)
    body = _OVER.sub(r"\1 \2 ∈ ", _LAMBDA.sub(r"fun \1 => ", body))
    return text[:start] + body if body != text[start:] else None


# --- names

_NAMES = ("exercise_{}", "problem_{}", "my_lemma_{}", "practice_{}", "imo_shortlist_{}")


def renamed(item: Item, seed: int) -> str | None:
    """Another name, wherever the statement has its own."""
    text = _text(item)
    if not item.name or not (own := _own_name(item)).search(text):
        return None
    dice = Dice("renamed", seed, text)
    name = dice.one(_NAMES).format(dice.below(900) + 100)
    if item.language == "metamath":
        name = name.replace("_", "-")
    return own.sub(lambda _: name, text)


def name_only(item: Item, seed: int) -> str | None:
    """The same name, and a statement with other numbers: another theorem, to be told apart."""
    text = _text(item)
    if not item.name or not (own := _own_name(item)).search(text):
        return None
    between = own.split(text)
    changed = numbers("\0".join(between), seed)
    return item.name.join(changed.split("\0")) if changed else None


def _own_name(item: Item) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'-]){re.escape(item.name)}(?![\w'-])")


FORMAL_PERTURBATIONS: Mapping[str, FormalPerturbation] = MappingProxyType(
    {
        "verbatim": verbatim,
        "spacing": spacing,
        "comments": comments,
        "lean-4": as_lean_4,
        "renamed": renamed,
        "name-only": name_only,
    }
)
