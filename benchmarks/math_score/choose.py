"""Which pages of a source are taken."""

import re
from collections.abc import Iterable
from hashlib import sha256

from archive import Candidate, Page

MOST_PAGES = 200  # of one source, as the classifier's training takes at most of one domain
# Of a source about mathematics, pages without a formula. A crawl holds hardly any for each page that is
# not mathematical at all; half the pages of a manual of special functions are such, and they would teach
# that to speak of Bessel functions is no mathematics.
MOST_WITHOUT = 20
_MOST_READ = 1500  # candidates looked at in search of formulas
_SHORTEST, _LONGEST = 600, 600_000  # bytes of HTML
# Lists that programs write: indexes, trees of classes, listings.
_LISTING = re.compile(
    r"(^|/)(genindex|search|searchresults|py-modindex|modindex|idx|index-\w|doc-index[^/]*|dir_|functions|globals"
    r"|annotated|classes|hierarchy|inherits|graph_legend|files|namespace(s|members)|deprecated"
    r"|todo|test|bug|toc|allclasses|overview-|package-(tree|use|frame)|constant-values|mac_|"
    r"changes?|changelog|news|release|whats_?new)[^/]*\.x?html?$"
    r"|-members\.html$|_source\.html$|_8\w+_source|/_modules/|/_sources/|class-use/",
    re.IGNORECASE,
)
# Formulas in markup, as documentation writes them: Sphinx, Doxygen, texinfo, LaTeX2HTML, MathJax, MathML.
_FORMULA = re.compile(
    rb"""class="[\w ]*(?:math|formula)|<math[ >]|type="math/|\\\(|\\\[|\\begin\{(?:equation|align|eqn)"""
    rb"""|\$[^$<]{0,200}?\\[a-z]{2,}[^$<]{0,200}\$|alt="\$|alt="[^"]{0,40}\\[a-z]{2,}""",
    re.IGNORECASE,
)
_FEWEST_FORMULAS = 2


def chosen(candidates: Iterable[Candidate], mathematical: bool) -> list[Page]:
    """At most `MOST_PAGES`, in an order that says nothing of what they are about."""
    fit = [c for c in candidates if not _LISTING.search(c.path)]
    fit.sort(key=lambda c: sha256(c.path.encode()).digest())
    taken: list[Page] = []
    seen: set[bytes] = set()
    without = 0
    for candidate in fit[:_MOST_READ]:
        if len(taken) == MOST_PAGES:
            break
        content = candidate.read()
        if not _SHORTEST <= len(content) <= _LONGEST or (key := sha256(content).digest()) in seen:
            continue
        seen.add(key)
        if mathematical and not _holds_formulas(content):
            without += 1
            if without > MOST_WITHOUT:
                continue
        taken.append(Page(candidate.path, content))
    return taken


def _holds_formulas(content: bytes) -> bool:
    return len(_FORMULA.findall(content)) >= _FEWEST_FORMULAS
