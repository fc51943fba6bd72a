"""Formal statements: what declares them, and a form in which two spellings of one are equal.

Lean 3 and 4, Isabelle, Metamath, HOL Light and Coq, as source files or within pages. Nothing is
elaborated: names and notation are known by their spelling only.
"""

from proofpile.contamination.formal.declaration import LANGUAGES, Declaration
from proofpile.contamination.formal.finding import (
    digest_of,
    find_statements,
    same_statement,
    statement_tokens,
)
from proofpile.contamination.formal.languages import declarations, language_of
from proofpile.contamination.formal.names import name_key

__all__ = [
    "LANGUAGES",
    "Declaration",
    "declarations",
    "digest_of",
    "find_statements",
    "language_of",
    "name_key",
    "same_statement",
    "statement_tokens",
]
