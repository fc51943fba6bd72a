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

# Each would set the title, which the DOM then shows.
DEED = "document.title='STRUCK'"
ATTACKS = [
    f"</script><script>{DEED}</script>",
    f"</SCRIPT\t><svg/onload={DEED}>",
    f"<!--<script>{DEED}</script>",
    f"<!--<script></script>--><img src=x onerror={DEED}>",
    f"]]></script><script>{DEED}</script>",
    f"\\u003c/script>\\x3cscript>{DEED}\\\\",
    f'"}}}}]}});{DEED};//',
    f"\u2028{DEED}\u2029{DEED}\n{DEED}",
    f"$x</code><script>{DEED}</script>$ and $$<img src=x onerror={DEED}>$$",
    f"<iframe srcdoc='<script>parent.{DEED}</script>'></iframe>",
    f"javascript:{DEED}",
    "<base href='https://evil.example/'><meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<style>body{display:none}</style>",
    "\u202egnp.exe\u2066\x00\x1b[31m\x9b31m\u200b\ufeff",
    "${alert(1)} {{constructor}} `" + DEED + "`",
]  # fmt: skip


def hostile() -> list[dict[str, Any]]:
    """Documents whose texts and origins are attacks, on both sides of 0.5."""
    documents = []
    for number, attack in enumerate(ATTACKS):
        for score in (0.9 - number / 100, 0.1 + number / 100):
            one = document(score, f"{attack} {number} {score}", number)
            one["origin"] = attack if number % 2 else f"https://e.example/{attack}"
            documents.append(one)
    return documents
