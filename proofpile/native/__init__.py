"""Kernels for what runs over every byte: compiled where a compiler was there, else their Python twins.

Names are imported from here and nowhere else, so a caller cannot tell which it got, except by `compiled`
and by the clock.
"""

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from proofpile.native.reference_tree import Node

if not TYPE_CHECKING and find_spec("proofpile.native._kernels"):
    from proofpile.native._kernels import (
        ArpaModel,
        CharMap,
        Element,
        FastText,
        FastTextTrainer,
        Features,
        GramScanner,
        HeaderReader,
        LetterTally,
        Masker,
        MinHasher,
        NgramTrainer,
        Phrases,
        Scanner,
        WordTally,
        bucket_groups,
        components,
        count_pairs,
        deepest,
        distinct_words,
        grams,
        overlaps,
        pairs_within,
        parse_dom,
        parse_tree,
        rough_text,
        sort_entries,
        stars,
        tex_aliases,
        text_tokens,
        tokens,
        word_names,
        word_strings,
    )

    compiled = True
else:
    from proofpile.native.reference import HeaderReader, Scanner, rough_text
    from proofpile.native.reference_dom import Element, Phrases, deepest, parse_dom
    from proofpile.native.reference_fasttext import FastText
    from proofpile.native.reference_grams import GramScanner, grams
    from proofpile.native.reference_minhash import MinHasher, tex_aliases, text_tokens
    from proofpile.native.reference_ngram import ArpaModel
    from proofpile.native.reference_ngram_train import NgramTrainer
    from proofpile.native.reference_pairs import (
        bucket_groups,
        components,
        count_pairs,
        overlaps,
        pairs_within,
        sort_entries,
        stars,
    )
    from proofpile.native.reference_text import (
        CharMap,
        Features,
        LetterTally,
        Masker,
        WordTally,
        distinct_words,
    )
    from proofpile.native.reference_tree import parse_tree
    from proofpile.native.reference_words import tokens, word_strings
    from proofpile.native.word_commands import word_names

    FastTextTrainer: Any = None  # only the kernel trains
    compiled = False

__all__ = [
    "ArpaModel",
    "CharMap",
    "Element",
    "FastText",
    "FastTextTrainer",
    "Features",
    "GramScanner",
    "HeaderReader",
    "LetterTally",
    "Masker",
    "MinHasher",
    "NgramTrainer",
    "Node",
    "Phrases",
    "Scanner",
    "WordTally",
    "bucket_groups",
    "compiled",
    "components",
    "count_pairs",
    "deepest",
    "distinct_words",
    "grams",
    "how_to_compile",
    "overlaps",
    "pairs_within",
    "parse_dom",
    "parse_tree",
    "rough_text",
    "sort_entries",
    "stars",
    "tex_aliases",
    "text_tokens",
    "tokens",
    "word_names",
    "word_strings",
]


def how_to_compile() -> str:
    """What to do about slow kernels; for `doctor` and for the first line of a build."""
    return (
        "proofpile's kernels are not compiled: found their Python twins, which are over 200 times "
        "slower. Install a C++17 compiler (Debian: apt install g++), then run "
        "pip install --force-reinstall --no-deps proofpile, or pip install . in a checkout."
    )
