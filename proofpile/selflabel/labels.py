"""Labels that pages give themselves (the ground of MathScore, arXiv 2310.06786, without its annotators).

A page whose markup carries formulas beyond doubt is positive; one without any sign of mathematics is
negative; everything between has no label. Each rule below is a function of what was noted of a page and has
a reason; the first that says yes decides, and how often each did is counted. The thresholds lean to purity:
what they leave out costs examples, of which a crawl has enough, and what they let in teaches a falsehood.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from proofpile.selflabel.signals import by_rule

POSITIVE, NEGATIVE = "positive", "negative"

# Formulas that rules found which do not guess; 5 because navigation, logos and signatures carry one or two.
FEWEST_TRUSTED = 5
# Distinct commands: `$x$`, `$n$`, `$5$` a hundred times over is a program's manual.
FEWEST_COMMANDS = 3
# Of the characters of the text. Below: a page that mentions a formula by the way. Above: hardly a sentence
# is left to learn from.
LEAST_SHARE, MOST_SHARE = 0.02, 0.60
# Kinds of which a page may have formulas that a guess found without being any the more mathematical.
_MISREAD = {"prices": {"dollar", "double-dollar"}, "chemistry": {"html-script", "dollar"}}
# Of the pages of a domain: where so many carry formulas, one without says nothing about its prose.
# DeepSeekMath (arXiv 2402.03300) calls domains mathematical from the same share on.
MATHEMATICAL_SITE = 0.1

Facts = Mapping[str, Any]  # what `pages.MARKS` names


@dataclass(frozen=True, slots=True)
class Verdict:
    """The label ("positive", "negative" or "" for none), the kind of hard negative, and the rule."""

    label: str
    kind: str
    rule: str


def judge(facts: Facts) -> Verdict:
    """The label of a page. Total: some rule always decides."""
    for decide in RULES:
        if (said := decide(facts)) is not None:
            label, kind = said
            return Verdict(label, kind, decide.__name__.replace("_", "-"))
    return Verdict("", "", "between")


Rule = Callable[[Facts], tuple[str, str] | None]


def formulas_were_lost(facts: Facts) -> tuple[str, str] | None:
    """Formulas of the markup that are not in the text, most of them: what is left says too little."""
    lost = facts["found"] - facts["formulas"]
    return ("", "") if lost > facts["formulas"] or facts["sourceless"] > facts["formulas"] else None


def mathematics_in_markup(facts: Facts) -> tuple[str, str] | None:
    """Enough formulas of rules that do not guess, of several commands, beside enough prose."""
    enough = facts["trusted"] >= FEWEST_TRUSTED and facts["commands"] >= FEWEST_COMMANDS
    if enough and LEAST_SHARE <= facts["formula_share"] <= MOST_SHARE:
        # A manual of TeX shows formulas as examples; what it says is no mathematics.
        return None if "about-tex" in _kinds(facts) else (POSITIVE, "")
    return None


def mistaken_for_mathematics(facts: Facts) -> tuple[str, str] | None:
    """A price list, code, references, a table of chemistry or finance, talk of TeX, without a formula."""
    if facts["prose_signs"]:
        return None
    for kind in _kinds(facts):
        # TeX commands in the text are what talk about TeX and code are made of; elsewhere they are a sign.
        if facts["signs"] and kind not in ("about-tex", "code"):
            continue
        misread = by_rule(facts["formula_rules"]).keys() <= _MISREAD.get(kind, set())
        if misread and not facts["all_commands"]:
            return NEGATIVE, kind
    return None


def no_sign_of_mathematics(facts: Facts) -> tuple[str, str] | None:
    """No formula, no mathematical sign in the text, no marker in the bytes.

    A page that merely loads MathJax is not among them: sites load it on every page, abstracts and lists of
    theorems too.
    """
    signs = facts["found"] or facts["signs"] or facts["sourceless"] or facts["markers"]
    return None if signs else (NEGATIVE, "")


RULES: tuple[Rule, ...] = (
    formulas_were_lost,
    mathematics_in_markup,
    mistaken_for_mathematics,
    no_sign_of_mathematics,
)


class Sites:
    """Which domains are mathematical, by the share of their pages that carry formulas."""

    def __init__(self) -> None:
        self._pages: Counter[str] = Counter()
        self._with_formulas: Counter[str] = Counter()

    def add(self, facts: Facts) -> None:
        """One more page."""
        self._pages[facts["domain"]] += 1
        self._with_formulas[facts["domain"]] += facts["trusted"] > 0

    def judge(self, facts: Facts) -> Verdict:
        """As `judge` says, but that a page of a mathematical site is not negative."""
        verdict, domain = judge(facts), facts["domain"]
        mathematical = self._with_formulas[domain] >= MATHEMATICAL_SITE * self._pages[domain]
        if verdict.label == NEGATIVE and mathematical:
            return Verdict("", "", "on-a-mathematical-site")
        return verdict


def unlabelled_mathematics(facts: Facts) -> bool:
    """Whether a page without a label shows mathematics that markup does not tell: Unicode, sub and sup.

    Such pages become positives in a second round if the first model thinks so too.
    """
    scripts = by_rule(facts["formula_rules"]).get("html-script", 0)
    shown = facts["prose_signs"] >= 10 or scripts >= FEWEST_TRUSTED
    return shown and not facts["trusted"] and not _kinds(facts)


def _kinds(facts: Facts) -> list[str]:
    return [kind for kind in facts["kinds"].split(",") if kind]
