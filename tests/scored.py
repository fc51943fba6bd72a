"""Documents with scores, for tests of tuning."""

import random
from typing import Any


def document(score: float | None, text: str = "", n: int = 0, **marks: Any) -> dict[str, Any]:
    """One document with a score."""
    given = {} if score is None else {"given": score}
    return {"text": text or f"text {n}", "origin": f"https://e.example/{n}", "marks": given | marks}


def many(count: int, seed: int = 7) -> list[dict[str, Any]]:
    """Scores from 0 to 1, texts that are the better the higher the score."""
    draw = random.Random(seed)
    return [_drawn(draw, number) for number in range(count)]


def _drawn(draw: random.Random, number: int) -> dict[str, Any]:
    score = round(draw.betavariate(1.2, 1.6), 4)
    good = draw.random() < score
    words = " ".join(draw.choice(_GOOD if good else _BAD) for _ in range(draw.randint(20, 700)))
    formula = f"Let $x_{{{number}}} \\in \\mathbb{{R}}$. $$\\int_0^1 f(x)\\,dx = {number}$$ "
    text = f"{'good' if good else 'bad'} {formula if good else ''}{words}"
    return document(score, text, number, count=int(draw.lognormvariate(5, 1.5)))


_GOOD = ["let", "ring", "ideal", "prime", "module", "proof", "lemma", "field", "group", "therefore"]
_BAD = ["buy", "now", "cheap", "deal", "click", "subscribe", "today", "offer", "sale", "free"]
