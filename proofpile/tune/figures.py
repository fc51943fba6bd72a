"""What a threshold would do: documents, characters, and how well it agrees with the labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from proofpile.tune.estimate import Cell, Estimate, Quality, quality
from proofpile.tune.grid import shown
from proofpile.tune.labels import DROP, KEEP
from proofpile.tune.survey import Candidate, Survey


@dataclass(frozen=True)
class Figures:
    """Of one threshold. `quality` is None as long as nothing is labelled."""

    value: float
    documents: float
    characters: float
    estimated: bool  # whether texts are counted that only the beginning is known of
    quality: Quality | None


@dataclass(frozen=True)
class Judged:
    """A label that counts."""

    bin: int
    worth: bool


def figures(survey: Survey, labels: Mapping[str, str], edge: int) -> Figures:
    """Of the threshold at `edge`."""
    documents, characters = survey.kept_at(edge)
    bins = survey.grid.kept_bins(edge)
    estimated = bool(survey.refused.counts[bins.start : bins.stop].any())
    judged = counting(survey, labels)
    known = quality(cells(survey, judged, edge)) if any(judged) else None
    return Figures(survey.grid.edges[edge], documents, characters, estimated, known)


def counting(survey: Survey, labels: Mapping[str, str]) -> list[list[Judged]]:
    """By stratum, the labels that speak for it: those given without a gap in the order of the draw.

    A stratum's first documents are a random sample of it, and stay one when labels for some of them were
    given in an earlier sitting; any labels that happen to be there are not. Who skips a document says
    that nothing can be said, and leaves no gap.
    """
    judged: list[list[Judged]] = [[] for _ in survey.strata]
    over = [False] * len(survey.strata)
    for one in survey.candidates:
        label = labels.get(one.id)
        over[one.stratum] |= label is None
        if label in (KEEP, DROP) and not over[one.stratum]:
            judged[one.stratum].append(Judged(one.bin, label == KEEP))
    return judged


def cells(survey: Survey, judged: Sequence[Sequence[Judged]], edge: int) -> list[Cell]:
    """The strata, those divided by a threshold at `edge` in two."""
    stay = survey.grid.kept_bins(edge)
    found = []
    for stratum, all_labels in zip(survey.strata, judged, strict=True):
        documents = (survey.kept if stratum.kept else survey.refused).documents
        population = float(documents[list(stratum.bins)].sum())
        for kept in (True, False):
            bins = [n for n in stratum.bins if (n in stay) == kept]
            here = float(documents[bins].sum())
            if not here:
                continue
            own = [one for one in all_labels if (one.bin in stay) == kept]
            labels, source = (own, here) if own else (all_labels, population)
            worth = sum(one.worth for one in labels)
            found.append(Cell(here, len(labels), worth, source, kept))
    return found


def sentence(survey: Survey, edge: int) -> str:
    """``0.3: keeps 812 documents, 3.1 M characters, 4.2 % fewer than now``."""
    now, _ = survey.kept_at(survey.now)
    documents, characters = survey.kept_at(edge)
    about = "about " if survey.refused.counts[list(survey.grid.kept_bins(edge))].any() else ""
    noun = "document" if round(documents) == 1 else "documents"
    return (
        f"{shown(survey.grid.edges[edge])}: keeps {round(documents):,} {noun}, {about}{amount(characters)} "
        f"characters, {_change(documents, now)}"
    )


def amount(count: float) -> str:
    """``812``, ``3.1 M``."""
    for size, unit in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k")):
        if count >= size:
            return f"{count / (1e3 if unit == 'k' else size):.3g} {unit}"
    return f"{round(count):,}"


def told(share: Estimate) -> str:
    """``0.91 (0.84–0.95)``."""
    if share.value is None:
        return "–"
    return f"{share.value:.2f} ({share.low:.2f}–{share.high:.2f})"


def next_unjudged(survey: Survey, labels: Mapping[str, str]) -> Candidate | None:
    """The document to show next."""
    return next((one for one in survey.candidates if one.id not in labels), None)


def _change(documents: float, now: float) -> str:
    if documents == now:
        return "as now"
    if not now:
        return "where now there is none"
    percent = abs(documents - now) / now * 100
    shown = f"{percent:.1f}" if percent >= 0.05 else "less than 0.1"
    return f"{shown} % {'fewer' if documents < now else 'more'} than now"
