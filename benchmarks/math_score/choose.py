"""Which pages of a source are taken."""

import re
from collections.abc import Iterable
from hashlib import sha256

from archive import Candidate, Page

MOST_PAGES = 200  # of one source, as the classifier's training takes at most of one domain
# Of a source about mathematics, one page without a formula for so many with formulas. Half the pages of a
# manual of special functions have none, and in a crawl there is hardly one such page among a hundred that
# are not mathematical at all: as they come, they would teach that Bessel functions are no mathematics.
ONE_WITHOUT_IN = 20
_MOST_READ = 3000  # candidates looked at in search of formulas
_SHORTEST, _LONGEST = 600, 600_000  # bytes of HTML
# Lists that programs write: indexes, trees of classes, listings.
_LISTING = re.compile(
    r"(^|/)(genindex|search|searchresults|py-modindex|modindex|idx|index-\w|doc-index[^/]*|dir_|functions|globals"
    r"|annotated|classes|hierarchy|inherits|graph_legend|files|namespace(s|members)|deprecated"
    r"|todo|test|bug|toc|allclasses|overview-|package-(tree|use|frame)|constant-values|mac_|"
    r"changes?|changelog|news|release|whats_?new)[^/]*\.x?html?$"
    r"|/html/00Index\.html$|/_static/|-members\.html$|_source\.html$|_8\w+_source|/_modules/|/_sources/|class-use/",
    re.IGNORECASE,
)
# Members of an interface as Doxygen lists them: "propagates x < y" a hundred times over is no prose, with a
# formula or without.
_MEMBERS = re.compile(
    r"(^|/)(class|struct|union|interface|namespace|group__|structs?_|classes?_)[^/]*\.html$|_8[a-z0-9]+\.html$"
)
# Formulas in markup, as documentation writes them: Sphinx, Doxygen, texinfo, LaTeX2HTML, MathJax, MathML.
_FORMULA = re.compile(
    rb"""class="[\w ]*(?:math|formula)|<math[ >]|type="math/|\\\(|\\\[|\\begin\{(?:equation|align|eqn)"""
    rb"""|\$[^$<]{0,200}?\\[a-z]{2,}[^$<]{0,200}\$|alt="\$|alt="[^"]{0,40}\\[a-z]{2,}""",
    re.IGNORECASE,
)
_FEWEST_FORMULAS = 6  # a page with fewer gets no label in training


def chosen(candidates: Iterable[Candidate], mathematical: bool) -> list[Page]:
    """At most `MOST_PAGES`, in an order that says nothing of what they are about."""
    fit = [c for c in candidates if not _LISTING.search(c.path)]
    if mathematical:
        fit = [c for c in fit if not _MEMBERS.search(c.path)]
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
        if mathematical and (count := len(_FORMULA.findall(content))) < _FEWEST_FORMULAS:
            if count or len(taken) < ONE_WITHOUT_IN * (without + 1):
                continue
            without += 1
        taken.append(Page(candidate.path, content))
    return taken
