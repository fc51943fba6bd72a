"""Made-up sites in archives: mathematics, everyday pages, and what is mistaken for mathematics."""

import random
from pathlib import Path

from data.make_warcs import gz, http, record

MATHEMATICS = """
    let f be a continuous function on the compact interval and suppose that the sequence converges
    we prove the theorem by induction on the degree of the polynomial it follows that the group is abelian
    consider the vector space of all matrices whose determinant vanishes and choose a basis of the kernel
    by the lemma there exists a subgroup of finite index so the claim follows from the definition of a ring
    the integral of the derivative equals the difference and hence the series converges uniformly
    assume that the prime divides the order then the quotient is cyclic which completes the proof
""".strip().splitlines()
EVERYDAY = """
    the town council met on tuesday to talk about the new bridge and the old market near the river
    our kitchen serves fresh bread and soup every morning and the garden is open for guests in summer
    the team won the match after a long evening and the coach thanked all players and their families
    visitors can take the train to the coast and walk along the beach before dinner at the harbour
    she bought a red coat for the winter and a pair of shoes for her brother who works in the city
    the museum shows paintings of the last century and offers a tour with music on friday evening
""".strip().splitlines()
FORMULAS = (r"\frac{a}{b}", r"\sum_{k=1}^n k", r"\int_0^1 f", r"\alpha \leq \beta", r"\sqrt{x}")


def sentences(rng: random.Random, pool: list[str], count: int) -> list[str]:
    """Sentences of words of a pool, no two pages with the same."""
    words = [line.split() for line in pool]
    made = []
    for _ in range(count):
        one, other = rng.choice(words), rng.choice(words)
        cut, start = rng.randrange(4, len(one)), rng.randrange(len(other) - 4)
        made.append(" ".join(one[:cut] + other[start:]).capitalize() + ".")
    return made


def page(paragraphs: list[str], head: str = "") -> bytes:
    """A page with those paragraphs, which may hold markup."""
    body = "\n".join(f"<p>{one}</p>" for one in paragraphs)
    return f"<html><head><title>A page</title>{head}</head><body>{body}</body></html>".encode()


def mathematics(rng: random.Random, formulas: int = 8) -> bytes:
    """A page of proofs with formulas as MathJax has them."""
    said = sentences(rng, MATHEMATICS, 12)
    for at in range(formulas):
        tex = FORMULAS[at % len(FORMULAS)]
        said[at % 12] += f' so <script type="math/tex">{tex} + {at}</script> holds.'
    return page(said)


def everyday(rng: random.Random) -> bytes:
    """A page of news."""
    return page(sentences(rng, EVERYDAY, 12))


def prices(rng: random.Random) -> bytes:
    """A menu."""
    said = sentences(rng, EVERYDAY, 6)
    return page(
        [f"{one} Only ${rng.randrange(5, 90)}.50, was ${rng.randrange(90)}." for one in said]
    )


def code(rng: random.Random) -> bytes:
    """A manual with more code than words."""
    lines = "\n".join(f"result = call({n}, name='x{rng.randrange(99)}')" for n in range(40))
    return page([*sentences(rng, EVERYDAY, 4), f"</p><pre><code>{lines}</code></pre><p>"])


def about_tex(rng: random.Random) -> bytes:
    """A page about packages."""
    said = sentences(rng, EVERYDAY, 8)
    return page([f"{one} The LaTeX package geometry is on CTAN." for one in said])


def unicode_mathematics(rng: random.Random) -> bytes:
    """Proofs without markup."""
    said = sentences(rng, MATHEMATICS, 12)
    return page([f"{one} Hence x ∈ A ∪ B and A ⊆ ℝ." for one in said])


KINDS = {
    "math": mathematics,
    "news": everyday,
    "shop": prices,
    "code": code,
    "tex": about_tex,
    "old": unicode_mathematics,
}


def crawl(
    folder: Path, sites: dict[str, int], pages: int = 6, archives: int = 3, seed: int = 0
) -> Path:
    """Archives in `folder` of so many sites of each kind, `pages` a site; the pages of a site are spread."""
    rng = random.Random(seed)
    records: list[list[bytes]] = [[] for _ in range(archives)]
    at = 0
    for kind, count in sites.items():
        for site in range(count):
            for number in range(pages):
                url = f"https://www.{kind}-{site}.example/{number}"
                records[at % archives].append(record(http(KINDS[kind](rng)), url=url))
                at += 1
    folder.mkdir(parents=True, exist_ok=True)
    for number, those in enumerate(records):
        (folder / f"{number}.warc.gz").write_bytes(gz(*those))
    return folder
