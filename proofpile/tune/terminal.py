"""Setting a threshold without a browser: bars of characters, and one document after another."""

import os
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

from proofpile.errors import ProofpileError
from proofpile.report.html.markup import visible
from proofpile.tune.figures import Figures, amount, counting, figures, next_unjudged, sentence, told
from proofpile.tune.grid import shown
from proofpile.tune.labels import DROP, KEEP, SKIP, Labels
from proofpile.tune.recipe_file import Target
from proofpile.tune.survey import Candidate, Survey
from proofpile.words import columns, plural

_ROWS, _BAR = 20, 44
# Thresholds of the table: those that keep so many per cent more or fewer than the present one.
_CHANGES = (-50, -20, -10, -5, -2, 0, 2, 5, 10, 20, 50)
_ARROWS = {
    b"[C": "y",
    b"OC": "y",
    b"[D": "n",
    b"OD": "n",
}  # right keeps, left drops, as in the page
_LABELS = {"y": KEEP, "n": DROP, "s": SKIP}
HELP = "y or → keep, n or ← drop, s skip, u undo, t table, h histogram, c choose, q quit"


@dataclass
class Terminal:
    """A sitting: `read` gives a key, or "" at the end; `ask` a line; `write` takes lines."""

    survey: Survey
    labels: Labels
    target: Target
    read: Callable[[], str]
    ask: Callable[[str], str]
    write: Callable[[str], None]

    def run(self) -> None:
        """Show the histogram, then documents until there is none left or somebody quits."""
        self._say(histogram(self.survey))
        self._say(["", HELP])
        shown = ""
        while True:
            one = next_unjudged(self.survey, self.labels.given)
            if one is None:
                self._say(["", "every document of the sample is judged"])
                break
            if one.id != shown:
                self._say(_shown(one, self._progress()))
                shown = one.id
            key = self.read()
            if key in ("q", ""):
                break
            shown = shown if self._did(key, one) else ""
        self._say(["", *table(self.survey, self.labels.given)])

    def _did(self, key: str, one: Candidate) -> bool:
        """Do what `key` says; whether the document stays on the screen."""
        if key in _LABELS:
            self.labels.give(one.id, _LABELS[key], one.score)
            side = "kept" if one.kept else "dropped"
            self._say([f"{_LABELS[key]}: it scores {one.score:.6g} and was {side}"])
            return False
        if key == "u":
            self._undo()
            return False
        if key == "t":
            self._say(["", *table(self.survey, self.labels.given)])
        elif key == "h":
            self._say(histogram(self.survey))
        elif key == "c":
            self._choose()
        else:
            self._say([HELP])
        return True

    def _undo(self) -> None:
        last = next((id for id in reversed(self.labels.given) if id in self._by_id), None)
        if last is None:
            self._say(["nothing to undo"])
        else:
            self.labels.give(last, None, self._by_id[last].score)

    def _choose(self) -> None:
        typed = self.ask(f"new value of {self.survey.line.setting} (empty: none): ").strip()
        if not typed:
            return
        try:
            value = float(self.survey.line.number(float(typed)))
            self._say([sentence(self.survey, self.survey.grid.nearest(value))])
            if self.ask(f"write {typed} to {self.target.path}? [y/N] ").strip().lower() == "y":
                self._say(self.target.save(value).told)
        except (ValueError, ProofpileError) as error:
            self._say([str(error)])

    @property
    def _by_id(self) -> dict[str, Candidate]:
        return {one.id: one for one in self.survey.candidates}

    def _progress(self) -> str:
        done = sum(one.id in self.labels.given for one in self.survey.candidates)
        return f"{done + 1} of {len(self.survey.candidates)}"

    def _say(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)


def histogram(survey: Survey) -> list[str]:
    """Bars of what was kept and what was dropped, by score, with the line between them."""
    rows = _bars(survey)
    most = max(kept + dropped for _, kept, dropped in rows)
    line = survey.line
    dropped = f"{round(survey.refused.total):,} dropped for {line.reason}"
    said = [
        f"{line.mark} of {plural(round(survey.kept.total), 'document')} kept █ and of {dropped} ░"
    ]
    for low, kept, gone in rows:
        bar = "█" * round(_BAR * kept / most) + "░" * round(_BAR * gone / most)
        said.append(f"{low:>10.4g}  {bar or '▏'} {round(kept + gone):,}")
    if elsewhere := survey.kept.elsewhere + survey.refused.elsewhere:
        said.append(f"another test decided on {plural(elsewhere, 'document')}, not shown here")
    side = "at least" if line.keeps == "at-least" else "at most"
    return [*said, f"now {sentence(survey, survey.now)} ({line.mark} {side} {line.parameter})"]


def _bars(survey: Survey) -> list[tuple[float, float, float]]:
    """Where each row begins, and the documents on either side in it."""
    kept, dropped = survey.kept.histogram, survey.refused.histogram
    wider = max(kept, dropped, key=lambda h: h.width if h.bins else 0)
    both = [h.at_width_of(wider) for h in (kept, dropped)]
    numbers = [n for bins in both for n in bins] or [0]
    merged = 1
    while max(numbers) // merged - min(numbers) // merged >= _ROWS:
        merged *= 2
    rows = []
    for row in range(min(numbers) // merged, max(numbers) // merged + 1):
        counts = [sum(c for n, c in bins.items() if n // merged == row) for bins in both]
        start = row * merged * wider.width
        low = 2**start if wider.per_octave else start
        rows.append((low, float(counts[0]), counts[1] * survey.refused.weight))
    if kept.zeros or dropped.zeros:
        rows.insert(0, (0.0, float(kept.zeros), dropped.zeros * survey.refused.weight))
    return rows


def table(survey: Survey, labels: Mapping[str, str]) -> list[str]:
    """Thresholds around the present one, with what each would do."""
    rows = [_row(survey, figures(survey, labels, edge)) for edge in _edges(survey)]
    heads = ("threshold", "documents", "characters", "precision", "recall", "F1")
    judged = sum(map(len, counting(survey, labels)))
    return [
        *columns([heads, *rows], ">>>>>>", "  "),
        f"  {plural(judged, 'label')} weighed by the population of their strata; in brackets, 95 %",
    ]


def _row(survey: Survey, found: Figures) -> tuple[str, ...]:
    about = "~" if found.estimated else ""
    here = "now " if found.value == survey.line.value else ""
    shares = ("–",) * 3
    if q := found.quality:
        shares = told(q.precision), told(q.recall), told(q.f1)
    return (f"{here}{shown(found.value)}", f"{round(found.documents):,}",
            about + amount(found.characters), *shares)  # fmt: skip


def _edges(survey: Survey) -> list[int]:
    """The edges whose yields come nearest to those of the table."""
    kept = [survey.kept_at(edge)[0] for edge in range(len(survey.grid.edges))]
    now = kept[survey.now]
    wanted = [now * (1 + change / 100) for change in _CHANGES]
    near = {
        min(range(len(kept)), key=lambda e: (abs(kept[e] - w), abs(e - survey.now))) for w in wanted
    }
    return sorted({*near, survey.now})


def report_chosen(survey: Survey, labels: Mapping[str, str], value: float) -> list[str]:
    """What a value does; of one between two edges, what the nearer edge does."""
    edge = survey.grid.nearest(value)
    lines = [sentence(survey, edge)]
    if found := figures(survey, labels, edge).quality:
        lines.append(f"precision {told(found.precision)}, recall {told(found.recall)}")
    return lines


def _shown(one: Candidate, progress: str) -> Iterator[str]:
    width = min(shutil.get_terminal_size().columns, 100)
    yield ""
    yield f"── {progress} ── {visible(one.origin or one.id)}"
    for part in (one.opening, one.ending):
        for line in visible(part).splitlines():
            yield from textwrap.wrap(line, width) or [""]
        if part is one.opening and one.ending:
            yield f"[… {one.length - len(one.opening) - len(one.ending):,} characters …]"
    if not one.length:
        yield "[… the ledger has only the beginning]"


@contextmanager
def keys(stream: TextIO) -> Iterator[Callable[[], str]]:
    """Gives a function that reads one key of a terminal; of anything else, the first letter of a line."""
    if not stream.isatty():
        yield lambda: _first_letter(stream)
        return
    import termios
    import tty

    before = termios.tcgetattr(stream)
    tty.setcbreak(stream)
    try:
        yield lambda: _key(os.read(stream.fileno(), 64))
    finally:
        termios.tcsetattr(stream, termios.TCSADRAIN, before)


def _key(data: bytes) -> str:
    """One key from what a terminal sent at once: what was typed ahead was not about what is shown now."""
    if data[:1] in (b"", b"\x04"):  # nobody is there any more; Ctrl-D
        return ""
    if data[:1] == b"\x1b":
        return _ARROWS.get(data[1:3], " ")
    return data.decode("utf-8", "replace")[0].lower()


def _first_letter(stream: TextIO) -> str:
    line = stream.readline()
    return (line.strip()[:1].lower() or " ") if line else ""


def ask(stream: TextIO, question: str) -> str:
    """A line that is typed in answer; a terminal shows what is typed for so long."""
    sys.stdout.write(question)
    sys.stdout.flush()
    if not stream.isatty():
        return stream.readline()
    import termios

    before = termios.tcgetattr(stream)
    cooked = list(before)
    cooked[3] |= termios.ICANON | termios.ECHO
    termios.tcsetattr(stream, termios.TCSADRAIN, cooked)
    try:
        return stream.readline()
    finally:
        termios.tcsetattr(stream, termios.TCSADRAIN, before)
