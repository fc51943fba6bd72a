"""The section on formulas: what was found of them, what became of it, by rule and by domain."""

from collections.abc import Iterator, Sequence

from proofpile.report.fidelity import DEFECTS, MEANINGS, RULES, Counts, total
from proofpile.report.html.charts import bar, parts
from proofpile.report.html.corpus import note, table
from proofpile.report.html.markup import Child, Html, tag
from proofpile.report.statistics import Statistics
from proofpile.web.math.tex.soundness import DEFECTS as WRONG
from proofpile.words import plural, share

MOST_RULES, MOST_DOMAINS = 40, 20
_COLOURS = {"sound": "kept", "lossy": "by-0", "broken": "by-1", "lost": "dropped"}
_COUNTS = ("Found", "Kept", "Lost", "Lossy", "Broken")


def formulas(stats: Statistics) -> Child:
    """None where no document has formulas; by rule only where the source does not say what was lost."""
    rules = stats.rules()
    whole = total(rules.values())
    if not whole.found:
        return _by_documents(stats)
    return [
        tag("p", _summary(whole), class_="abstract"),
        _terms(),
        _legend(),
        _rules(rules),
        _domains(stats),
        _defects(stats),
    ]


def _by_documents(stats: Statistics) -> Html | None:
    if RULES[0] not in stats.kinds or not stats.kinds[RULES[0]].tally.counts:
        return None
    tally = stats.kinds[RULES[0]].tally
    documents = sum(stats.rows.values())
    top = tally.top(MOST_RULES)
    rows = [
        (
            tag("code", name),
            bar(0, count / top[0][1], "kept"),
            count,
            share(count, documents),
            f"{weight:,}",
        )
        for name, count, weight in top
    ]
    heads = ("Rule", "", "Documents", "Share", "Formulas")
    return table("Kinds of formula, by the rule that found them", heads, rows)


def _summary(whole: Counts) -> str:
    return (
        f"Formulas found on the pages that were kept: {whole.found:,}. Of these {whole.kept:,} "
        f"({share(whole.kept, whole.found)}) are in the text and {whole.lost:,} are not; of those kept, "
        f"{share(whole.lossy, whole.kept)} are lossy and {share(whole.broken, whole.kept)} broken."
    )


def _terms() -> Html:
    items = [tag("div", tag("dt", word), tag("dd", said)) for word, said in MEANINGS.items()]
    return tag("dl", items, class_="terms")


def _legend() -> Html:
    names = {
        "sound": "kept, neither lossy nor broken",
        "lossy": "kept, lossy",
        "broken": "kept, broken",
        "lost": "lost",
    }
    swatches = {
        key: tag("span", class_=f"swatch {_COLOURS[key]}", aria_hidden="true") for key in names
    }
    items = [
        tag("li", tag("span", swatches[key], said, class_="by")) for key, said in names.items()
    ]
    return tag("ul", items, class_="legend", aria_label="Colours of the bars")


def _rules(rules: dict[str, Counts]) -> Html:
    rows = [_row(tag("code", name), counts) for name, counts in list(rules.items())[:MOST_RULES]]
    heads = ("Rule", "", *_COUNTS)
    rest = len(rules) - len(rows)
    said = note(f"{plural(rest, 'further rule')}, each with fewer formulas.") if rest else None
    caption = "By the rule that found them; each bar is all that its rule found"
    return tag("div", table(caption, heads, rows), said)


def _domains(stats: Statistics) -> Html:
    top = stats.fidelity.top(MOST_DOMAINS)
    if not top:
        return note("No document lost a formula.")
    heads = ("Domain", "", *_COUNTS)
    caption = f"The {plural(len(top), 'domain')} that lost most"
    said = "What to look at first: a domain loses formulas alike on all its pages."
    if stats.fidelity.forgotten:
        said += f" Counts are lower bounds, short by at most {stats.fidelity.forgotten:,}."
    rows = [_row(name, counts) for name, counts in top]
    return tag("div", table(caption, heads, rows), note(said))


def _row(name: Child, counts: Counts) -> Sequence[Child]:
    numbers = counts.found, counts.kept, counts.lost, counts.lossy, counts.broken
    return name, parts(_shares(counts)), *numbers


def _shares(counts: Counts) -> Iterator[tuple[float, str]]:
    """Parts of what was found; what is both lossy and broken counts as broken."""
    lossy = min(counts.lossy, counts.kept - counts.broken)
    sound = counts.kept - counts.broken - lossy
    numbers = {"sound": sound, "lossy": lossy, "broken": counts.broken, "lost": counts.lost}
    for key, number in numbers.items():
        yield number / max(counts.found, 1), _COLOURS[key]


def _defects(stats: Statistics) -> Html | None:
    kinds = stats.kinds.get(DEFECTS)
    if not kinds or not kinds.tally.counts:
        return None
    rows = [
        (tag("code", slug), count, weight, WRONG.get(slug, ""))
        for slug, count, weight in sorted(kinds.tally.top(len(WRONG)), key=lambda row: -row[2])
    ]
    heads = ("Defect", "Documents", "Formulas", "Meaning")
    return tag("div", table("What is wrong with the broken ones", heads, rows), class_="prose")
