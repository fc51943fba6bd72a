"""Generated documents with near-duplicates among them, and what a search must say of them, naively."""

import random

from proofpile import Document, Shard

WORDS = [f"w{n}" for n in range(3000)]


def documents(families=60, words=120, seed=1):
    """(id, text) in a random order: families of up to six whose members differ in some words."""
    chance = random.Random(seed)
    made = []
    for family in range(families):
        base = [chance.choice(WORDS) for _ in range(words)]
        for member in range(chance.choice([1, 1, 2, 3, 6])):
            text = list(base)
            for _ in range(chance.choice([0, 1, 2, 4, 7]) if member else 0):
                text[chance.randrange(words)] = chance.choice(WORDS)
            made.append((f"s{family % 3}:{family}.{member}", " ".join(text)))
    chance.shuffle(made)
    return made


def shards(folder, documents, number=3, marks=None):
    """`documents`, (id, text), spread over `number` shards."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds = {name: type(value) for name, value in (marks or {}).items()}
    return [
        Shard.write(
            folder / f"{n:05d}.arrow",
            [Document(id, text, marks=marks or {}) for id, text in documents[n::number]],
            "me",
            marks=kinds,
            pass_name="t",
            owners={},
        )
        for n in range(number)
    ]


def shingles(text, n=5):
    words = text.split()
    return {tuple(words[i : i + n]) for i in range(len(words) - n + 1)}


def jaccard(a, b):
    """Of two texts; of texts without a shingle, whether they are equal."""
    one, other = shingles(a), shingles(b)
    return len(one & other) / len(one | other) if one and other else float(a == b)


def naive_stars(documents, threshold=0.7):
    """Who goes, for whom, and their Jaccard: {id: (twin, jaccard)}; most words, fewest letters, hash."""
    import xxhash

    texts = dict(documents)
    rank = {
        id: (-len(text.split()), len(text), xxhash.xxh3_128_intdigest(id.encode()))
        for id, text in documents
    }
    gone = {}
    kept = []
    for id in sorted(texts, key=rank.__getitem__):
        for twin in kept:
            if (near := jaccard(texts[id], texts[twin])) >= threshold:
                gone[id] = (twin, near)
                break
        else:
            kept.append(id)
    return gone
