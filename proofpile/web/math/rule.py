"""What a rule is: a CSS selector for a form in which pages write formulas, and a function that reads one.

A family (a module beside this one) is its rules in order. To teach proofpile another form, add one
function to the family where it belongs:

    @rule("quill-formula", ".ql-formula[data-value]", needs="ql-formula")
    def quill_formula(element):
        \"\"\"``<span class="ql-formula" data-value="TeX"></span>``\"\"\"
        return Found(element["data-value"])

`needs` are words (any case) of which one must occur in the markup, so that pages without them never
run the selector: a substring costs 20 µs, a selector 200 µs on an average page.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType

from proofpile.web.dom import Element


@dataclass(frozen=True, slots=True)
class Found:
    """A formula in the DOM. `display` None means: if it stands alone in its block.

    `place` is the element whose place it takes (default: the one that the selector met), `also` are
    other copies of the same formula, to be removed. `instead` is the text that stands for a formula of
    which the page holds no source.
    """

    tex: str
    display: bool | None = False
    lossy: bool = False
    place: Element | None = None
    also: tuple[Element, ...] = field(default=())
    instead: str = ""


Reader = Callable[[Element], Found | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One form of writing formulas; `slug` is what `Formula.rule` says."""

    slug: str
    selector: str
    needs: tuple[bytes, ...]
    read: Reader


def rule(slug: str, selector: str, needs: str = "") -> Callable[[Reader], Rule]:
    """Make a function that reads an element into a rule. `needs` is separated by blanks."""
    return lambda read: Rule(slug, selector, tuple(needs.lower().encode().split()), read)


def rules_of(family: ModuleType) -> list[Rule]:
    """The rules that a module defines, in its order."""
    return [value for value in vars(family).values() if isinstance(value, Rule)]
