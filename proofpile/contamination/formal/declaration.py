"""A declaration of a formal language, as text and place."""

import re
from dataclasses import dataclass

LANGUAGES = ("lean", "isabelle", "metamath", "hollight", "coq")
# Keywords of what is to be proved; the others define, or introduce an instance or an axiom of a logic.
_STATES = re.compile(
    r"theorem|lemma|example|problem|proposition|corollary|axiom|schematic_goal|\$p|let|new_axiom"
    r"|prove|prove_by_refinement|Theorem|Lemma|Corollary|Proposition|Fact|Remark|Property|Example"
    r"|Axiom|Conjecture|Goal"
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a text declares: ``statement == text[start:end]``, from the keyword on and without the proof.

    `name` is as it is written, without a namespace that is opened around it ("" for an ``example``),
    and `keyword` the word that declares it. A Metamath statement begins with those of its
    hypotheses that no other assertion has used. Offsets count characters.
    """

    name: str
    keyword: str
    statement: str
    start: int
    end: int
    language: str

    @property
    def states(self) -> bool:
        """Whether it states something, as a theorem does and a definition does not."""
        return _STATES.fullmatch(self.keyword) is not None
