"""From a record to the parts of an item: which field, and what of it."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from proofpile.contamination.records import Values

# A question of fewer words says too little by itself ("Which of these is true?"), so its choices are added
# to it. Otherwise they are left out, because copies number and order them as they like, and a question that
# leaks mostly leaks alone. The same 8 as the shortest n-gram that layer words asks for.
LEAST_WORDS = 8
# What benchmarks write where there is no solution.
_NOTHING = frozenset(("none", "none.", "null", "n/a", "nan", "-"))
_BOXED = re.compile(r"\\(?:boxed|fbox)\s*")
_UNBRACED = re.compile(r"[^\s$]*")
_BRACE = re.compile(r"\\[^\n]|[{}]")  # an escaped brace is a sign
_LETTERED = re.compile(r"(?:^|(?<=[\s,;]))\(?([A-H])[).:]\s*")
_DOCSTRING = re.compile(r'("""|\'\'\')(.*?)\1', re.DOTALL)


def value(record: Values, names: Sequence[str]) -> Any:
    """What the first of `names` holds that the record has; a dot goes into an object within."""
    for name in names:
        found: Any = record.get(name)
        if found is None and "." in name:
            found = record
            for step in name.split("."):
                found = found.get(step) if isinstance(found, dict) else None
        if found is not None:
            return found
    return None


def text(found: Any, between: str = "\n\n", deep: int = 2) -> str:
    """As a text: lists joined, and lists in them; numbers as they are written; "" for what holds none.

    What no UTF-8 can write (halves of a surrogate pair) becomes a replacement character, and NUL a blank.
    """
    if isinstance(found, str):
        whole = found.replace("\0", " ")
        if not whole.isascii():
            whole = whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return "" if whole.isspace() else whole.strip("\r\n").rstrip()
    if isinstance(found, (list, tuple)):
        return between.join(t for one in found if deep and (t := text(one, between, deep - 1)))
    if isinstance(found, float):
        # Tables say nothing by NaN, and make 204.0 of 204 where one row says nothing.
        return "" if found != found else str(int(found) if found.is_integer() else found)
    return str(found) if isinstance(found, int) else ""


def parts(
    record: Values, fields: Mapping[str, Sequence[str]], rules: Mapping[str, str]
) -> dict[str, str]:
    """The parts of PARTS that the record has, without empty ones; a formal statement as it stands."""
    found = {
        part: text(value(record, fields.get(part, ())), ", " if part == "answer" else "\n\n")
        for part in ("problem", "solution", "answer", "statement")
    }
    if found["solution"].strip().lower() in _NOTHING:
        found["solution"] = ""
    choices = _choices(_columns(record, fields) or value(record, fields.get("choices", ())))
    if rules.get("problem") == "docstring":
        found["problem"] = _docstring(found["problem"])
    if choices and found["problem"] and len(found["problem"].split()) < LEAST_WORDS:
        found["problem"] = "\n".join((found["problem"], *choices))
    if rule := rules.get("answer"):
        own = value(record, fields.get("answer", ()))
        found["answer"] = _ANSWERS[rule](own, found["solution"], choices)
    return {part: said for part, said in found.items() if said}


def _columns(record: Values, fields: Mapping[str, Sequence[str]]) -> list[Any] | None:
    """Choices that stand in columns of their own."""
    found = [record[name] for name in fields.get("choices", ()) if name in record]
    return found if len(found) > 1 else None


def _choices(found: Any) -> list[str]:
    """The texts of choices: of a list, of an object from letter to text, or of ``A) 1 B) 2`` in one text."""
    if isinstance(found, dict):
        found = found.get("text") or list(found.values())
    if isinstance(found, (list, tuple)):
        return [text(one) for one in found]
    if isinstance(found, str):
        marks = list(_LETTERED.finditer(found))
        if [m[1] for m in marks] == [chr(ord("A") + n) for n in range(len(marks))] and len(
            marks
        ) > 1:
            ends = [m.start() for m in marks[1:]] + [len(found)]
            return [found[m.end() : e].strip(" ,;\n") for m, e in zip(marks, ends, strict=True)]
    return []


def _docstring(prompt: str) -> str:
    """What the last docstring of a program says: the one of the function that is to be written."""
    found = _DOCSTRING.findall(prompt)
    return text(found[-1][1]).strip() if found else prompt


def _after_hashes(own: Any, solution: str, choices: Sequence[str]) -> str:
    said = text(own) or solution
    _, hashes, answer = said.rpartition("####")
    # A field of its own may hold the answer alone; what is also the solution is none.
    return answer.strip() if hashes else "" if said == solution else said


def _boxed(own: Any, solution: str, choices: Sequence[str]) -> str:
    return text(own, ", ") or boxed(solution)


def boxed(solution: str) -> str:
    """What stands in the last ``\\boxed{…}``, with its braces balanced; "" if there is none."""
    *_, last = [None, *_BOXED.finditer(solution)]
    if last is None:
        return ""
    if solution[last.end() : last.end() + 1] != "{":  # \boxed 5
        return _UNBRACED.match(solution, last.end())[0]  # type: ignore[index]  # it matches anything
    depth = 0
    for found in _BRACE.finditer(solution, last.end()):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if not depth:
            return solution[last.end() + 1 : found.start()].strip()
    return ""


def _choice(own: Any, solution: str, choices: Sequence[str]) -> str:
    """The text of the choice that a letter or a number from 0 names; what names none is an answer itself."""
    said = text(own).strip()
    letter = said.strip("().").upper()
    number = (
        int(letter) if isinstance(own, int) else ord(letter) - ord("A") if len(letter) == 1 else -1
    )
    return choices[number] if 0 <= number < len(choices) else said


_ANSWERS: Mapping[str, Callable[[Any, str, Sequence[str]], str]] = {
    "after-hashes": _after_hashes,
    "boxed": _boxed,
    "choice": _choice,
}
