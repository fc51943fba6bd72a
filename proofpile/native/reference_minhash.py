r"""MinHash over mathematics-aware tokens: the twin of the kernel in minhash.hpp, and its definition.

**Tokens.** Text is bytes, of which well-formed UTF-8 sequences are characters and every other byte is a
character by itself. Outside formulas a token is a maximal run of characters that are no blanks; a character
of a script written without blanks (CJK with kana and bopomofo, Thai, Lao, Khmer, Myanmar) is a token by
itself. Blanks are the six of ASCII and U+0085, 00A0, 1680, 2000 to 200B, 2028, 2029, 202F, 205F, 3000, FEFF.
Nothing else is changed: not case, not digits, not punctuation.

**Formulas** stand between unescaped delimiters, read from left to right: ``$...$`` with no blank after the
first and before the second, no digit after the second and no blank line inside (Pandoc's rule; the next
unescaped ``$`` decides); ``$$...$$``, not empty; ``\(...\)`` without a blank line; ``\[...\]``. The last two
hold no opening delimiter of their own kind. Bodies have at most `LONGEST_INLINE` or `LONGEST_DISPLAY` bytes.
What opens no formula is part of a word; a formula ends the word before it. Its tokens are control words,
control symbols and single characters, in canonical form:

- blanks and comments are dropped, and whatever `ALIASES` lists as such; its synonyms are folded;
- so are ``\left``, ``\right``, ``\middle``, ``\big`` and its kin, with a dot that follows;
- so are ``\label``, ``\hspace``, ``\vspace``, ``\mspace``, with a star and a plain ``{...}`` that follow;
- ``\begin{name}`` and ``\end{name}`` are one token; their star goes, and that of ``\operatorname*``;
- braces around nothing or around exactly one token are dropped (so ``{{x}}`` is x);
- ``^'`` is ``'``, so ``f^{\prime}`` is f'.

**Numbers.** All arithmetic is modulo 2^64. B, K1, K2, K3 are `BASE`, `ONE`, `TWO`, `THREE`; fold(a, b) is the
product of 128 bits, its halves joined by exclusive or; mix is the finaliser of MurmurHash3.

- word_hash(w) of n bytes: up to 16, fold(x ^ B, y ^ n K3 ^ K2) with x the first eight bytes and y the
  others, little-endian, filled up with zeros. Longer: h = n; h = fold(h ^ x ^ K1, y ^ K3) for each sixteen
  bytes before the last sixteen; then fold(h ^ x ^ B, y ^ n K3 ^ K2) of the last sixteen.
- shingle i: mix(w[i] B^(g-1) + w[i+1] B^(g-2) + ... + w[i+g-1]), w the hashes of the tokens, g = n_grams;
  with ``characters``, of the characters of the tokens joined by one blank. Fewer than g: no shingle.
- permutation j: x -> a[j] x + b[j] modulo 2^32 of a shingle's upper half; a[j] is the lower half, made odd,
  and b[j] the upper half of mix(seed + (j + 1) B). So the first k permutations are the same for any k.
- signature[j]: the least value of permutation j; 2^32 - 1 if there is no shingle.
- bucket b: h = B + b; h = fold(h ^ row, K1) + r for its rows r = 0, 1, ...; then mix(h).
- token sequence: mix(sum fold(w[i] ^ p, K1) + n K3), mix(sum fold(w[i] + p, K2) + n K1), with p = (i + 1) B
  and n tokens. Texts that differ in one token share it with a chance of 2^-64, which is that of two words
  with one hash; texts that differ in more, of about 2^-128. Without a token: the same of the text's eights of
  bytes, filled up with zeros, n being the number of bytes, and K2 added before mixing.

MinHash: Broder, On the resemblance and containment of documents (1997). Constants: splitmix64 and wyhash.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from proofpile.native.reference import texts_of

Hashes = npt.NDArray[np.uint64]

LONGEST_INLINE, LONGEST_DISPLAY = 4096, 16384
MOST_GRAMS, MOST_HASHES = 1024, 65536
BASE = 0x9E3779B97F4A7C15
ONE, TWO, THREE = 0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x2127599BF4325C37

# As in tex_tokens.hpp: a line's first word is the token that the others become; those of DROP go.
_TABLE = (
    r"""
DROP \, \: \; \! \> \/ \- \( \) \[ \] $ ~ \quad \qquad \enspace \enskip \nobreakspace \space \relax \null
DROP \thinspace \medspace \thickspace \negthinspace \negmedspace \negthickspace \allowbreak \nobreak
DROP \displaystyle \textstyle \scriptstyle \scriptscriptstyle \limits \nolimits \displaylimits
DROP \nonumber \notag \hfil \hfill \strut \mathstrut
DROP \mathord \mathop \mathbin \mathrel \mathopen \mathclose \mathpunct \mathinner
\leq \le ≤
\geq \ge ≥
\neq \ne ≠
\rightarrow \to →
\leftarrow \gets ←
\leftrightarrow ↔
\Rightarrow ⇒
\Leftarrow ⇐
\Leftrightarrow ⇔
\Longrightarrow \implies ⟹
\Longleftarrow \impliedby ⟸
\Longleftrightarrow \iff ⟺
\mapsto ↦
\frac \dfrac \tfrac \cfrac
\binom \dbinom \tbinom
\text \mbox \hbox \textrm \textnormal \textup
\boldsymbol \bm \pmb
\mathbb \Bbb
\mathbf \bold
< \lt
> \gt
\{ \lbrace
\} \rbrace
[ \lbrack
] \rbrack
| \lvert \rvert \vert \mid ∣
\| \lVert \rVert \Vert \parallel ‖ ∥
: \colon
* \ast ∗
' \prime ′ ’
- − ‑
\cdot \centerdot · ⋅
\times ×
\div ÷
\pm ±
\mp ∓
\circ ∘
\wedge \land ∧
\vee \lor ∨
\neg \lnot ¬
\ni \owns ∋
\in ∈
\notin ∉
\subset ⊂
\supset ⊃
\subseteq ⊆
\supseteq ⊇
\cup ∪
\cap ∩
\emptyset ∅
\forall ∀
\exists ∃
\infty ∞
\partial ∂
\nabla ∇
\sum ∑
\prod ∏
\int ∫
\oint ∮
\approx ≈
\equiv ≡
\sim ∼
\simeq ≃
\cong ≅
\propto ∝
\ll ≪
\gg ≫
\perp ⊥ \bot
\oplus ⊕
\otimes ⊗
\langle ⟨ 〈
\rangle ⟩ 〉
\lfloor ⌊
\rfloor ⌋
\lceil ⌈
\rceil ⌉
\ldots \dots \dotsc \dotsb \dotsm \dotsi \dotso \hdots \cdots \mathellipsis … ⋯
\vdots ⋮
\ddots ⋱
\hbar ℏ
\ell ℓ
\alpha α
\beta β
\gamma γ
\delta δ
\epsilon ϵ
\varepsilon ε
\zeta ζ
\eta η
\theta θ
\vartheta ϑ
\iota ι
\kappa κ
\lambda λ
\mu μ
\nu ν
\xi ξ
\pi π
\varpi ϖ
\rho ρ
\varrho ϱ
\sigma σ
\varsigma ς
\tau τ
\upsilon υ
\phi ϕ
\varphi φ
\chi χ
\psi ψ
\omega ω
\Gamma Γ
\Delta Δ
\Theta Θ
\Lambda Λ
\Xi Ξ
\Pi Π
\Sigma Σ
\Upsilon Υ
\Phi Φ
\Psi Ψ
\Omega Ω
"""
    "DROP \u200c \u200d \u2060 \u2061 \u2062 \u2063 \u2064\n"  # joiners, invisible operators
)


def tex_aliases() -> dict[str, str]:
    """What each synonym in a formula becomes; "" if it is dropped."""
    lines = (line.split() for line in _TABLE.splitlines())
    return {
        alias: "" if first == "DROP" else first
        for first, *rest in filter(None, lines)
        for alias in rest
    }


ALIASES = tex_aliases()

_BLANK = "\t-\r \x85\xa0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
_LONE = (
    "\u0e00-\u0eff\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f\u1780-\u17ff\u19e0-\u19ff"
    "\u2e80-\u2fdf\u3001-\u312f\u3190-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U0001aff0-\U0001b16f\U00020000-\U0003ffff"
)
_WORD = re.compile(f"[{_LONE}]|[^{_BLANK}{_LONE}]+")

_OPENING = re.compile(rb"\$\$?|\\.", re.DOTALL)
# Bodies with what closes them. A blank line is a line end followed by a line of nothing but blanks.
_REST = {
    b"$": re.compile(
        rb"(?![\t-\r ])(?:[^\\$\t-\r ]++|\\.|[\t\v\f\r ](?!\$)|\n(?!\$|[\t\v\f\r ]*\n))++\$(?![0-9])",
        re.DOTALL,
    ),
    b"$$": re.compile(rb"(?:[^\\$]++|\\.|\$(?!\$))++\$\$", re.DOTALL),
    rb"\(": re.compile(rb"(?:[^\\\n]++|\\(?![()]).|\n(?![\t\v\f\r ]*\n))*+\\\)", re.DOTALL),
    rb"\[": re.compile(rb"(?:[^\\]++|\\(?![\[\]]).)*+\\\]", re.DOTALL),
}
_MOST = {
    b"$": LONGEST_INLINE,
    rb"\(": LONGEST_INLINE,
    b"$$": LONGEST_DISPLAY,
    rb"\[": LONGEST_DISPLAY,
}

_TEX = re.compile(
    r"""
      %[^\n]*+\n?
    | \\(?:left|right|middle|[bB]igg?[lmr]?)(?![A-Za-z])[\t-\r ]*+\.?
    | \\(?:label|[hvm]space)(?![A-Za-z])\*?+(?:[\t-\r ]*+\{[^{}\\]*+\})?
    | (?P<environment>\\(?:begin|end)\{[A-Za-z]+)\*?\}
    | (?P<starred>\\operatorname)\*
    | (?P<token>\\[A-Za-z]++|\\.|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_BLANKS = re.compile(rf"\\?[{_BLANK}]")


def text_tokens(text: str) -> list[str]:
    """What `text` is cut into."""
    return list(_tokens(text.encode()))


def _tokens(text: bytes) -> Iterator[str]:
    at = 0
    for begin, body, end in _formulas(text):
        yield from _WORD.findall(_characters(text[at:begin]))
        yield from _tex_tokens(_characters(body))
        at = end
    yield from _WORD.findall(_characters(text[at:]))


def _characters(text: bytes) -> str:
    """`text` with its bytes that are no UTF-8 as lone surrogates."""
    return text.decode(errors="surrogateescape")


def _formulas(text: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Where each formula begins, its body, and where the text goes on."""
    at = 0
    while opening := _OPENING.search(text, at):
        begin, at = opening.span()
        rest = _REST.get(opening[0])
        found = rest.match(text, at) if rest else None
        if found and found.end() - len(opening[0]) - at <= _MOST[opening[0]]:
            body = text[at : found.end() - len(opening[0])]
            at = found.end()
            yield begin, body, at


def _tex_tokens(tex: str) -> list[str]:
    tokens: list[str] = []
    open_braces: list[int] = []
    for found in _TEX.finditer(tex):
        if environment := found["environment"]:
            tokens.append(environment + "}")
            continue
        token = found["starred"] or found["token"]
        if not token or _BLANKS.fullmatch(token):
            continue
        token = ALIASES.get(token, token)
        if token == "{":
            open_braces.append(len(tokens))
        if token == "}" and open_braces:
            _close(tokens, open_braces.pop())
        elif token:
            tokens.append(token)
        _lower_prime(tokens)
    return tokens


def _close(tokens: list[str], brace: int) -> None:
    if len(tokens) - brace > 2:
        tokens.append("}")
    else:
        del tokens[brace]


def _lower_prime(tokens: list[str]) -> None:
    if tokens[-2:] == ["^", "'"]:
        tokens[-2:] = ["'"]


class MinHasher:
    """Signatures, buckets and shingles of texts; the module says how they are made.

    `n_grams` tokens are a shingle, or characters with `characters`; a signature has `num_buckets` times
    `hashes_per_bucket` rows (FineWeb's names). Texts are ``data[offsets[i]:offsets[i + 1]]``, as Arrow has
    them: `data` of uint8, any bytes, `offsets` of int64. Raises ValueError for settings out of range and for
    offsets that fall or reach outside the data.
    """

    def __init__(
        self,
        n_grams: int,
        num_buckets: int,
        hashes_per_bucket: int,
        seed: int,
        characters: bool = False,
    ) -> None:
        if not 1 <= n_grams <= MOST_GRAMS:
            raise ValueError("n_grams must be between 1 and 1024")
        if num_buckets < 1 or hashes_per_bucket < 1:
            raise ValueError("num_buckets and hashes_per_bucket must be at least 1")
        if num_buckets * hashes_per_bucket > MOST_HASHES:
            raise ValueError("num_buckets times hashes_per_bucket must be at most 65536")
        self._n_grams, self._characters = n_grams, characters
        self._buckets, self._rows = num_buckets, hashes_per_bucket
        steps = np.arange(1, num_buckets * hashes_per_bucket + 1, dtype=np.uint64)
        random = _mix(np.uint64(seed) + steps * np.uint64(BASE))
        self.multipliers = random.astype(np.uint32) | np.uint32(1)
        self.increments = (random >> np.uint64(32)).astype(np.uint32)

    def signatures(self, data: Any, offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.uint32]:
        """uint32[n, rows]: the least value of each permutation."""
        texts = list(texts_of(data, offsets))
        found = np.empty((len(texts), len(self.multipliers)), np.uint32)
        for i, text in enumerate(texts):
            found[i] = self._signature(self._units(list(_tokens(text))))
        return found

    def buckets(
        self, data: Any, offsets: npt.NDArray[np.int64]
    ) -> tuple[Hashes, Hashes, npt.NDArray[np.int64]]:
        """uint64[num_buckets, n] hashes of buckets, uint64[n, 2] hashes of the tokens in their order (of the
        bytes, if there is no token), int64[n] numbers of tokens, or of characters.

        The buckets of a text without a shingle say nothing: all such texts share them.
        """
        texts = list(texts_of(data, offsets))
        hashes = np.empty((self._buckets, len(texts)), np.uint64)
        sequences = np.empty((len(texts), 2), np.uint64)
        counts = np.empty(len(texts), np.int64)
        for i, text in enumerate(texts):
            tokens = list(_tokens(text))
            units = self._units(tokens)
            counts[i] = len(units)
            sequences[i] = (
                _sequence_hash(self._hashes(tokens), len(tokens), 0) if tokens else _raw(text)
            )
            hashes[:, i] = self._bucket_hashes(self._signature(units))
        return hashes, sequences, counts

    def shingles(
        self, data: Any, offsets: npt.NDArray[np.int64]
    ) -> tuple[Hashes, npt.NDArray[np.int64]]:
        """Each text's distinct shingles in rising order, one text after the other, and the n + 1 offsets."""
        texts = list(texts_of(data, offsets))
        found = [np.unique(self._shingles(self._units(list(_tokens(text))))) for text in texts]
        ends = np.cumsum([0, *map(len, found)], dtype=np.int64)
        return np.concatenate([np.empty(0, np.uint64), *found]), ends

    def _units(self, tokens: list[str]) -> Hashes:
        return self._hashes(" ".join(tokens) if self._characters else tokens)

    @staticmethod
    def _hashes(words: Iterable[str]) -> Hashes:
        return np.fromiter(map(_word_hash, words), np.uint64)

    def _shingles(self, units: Hashes) -> Hashes:
        count = len(units) - self._n_grams + 1
        if count < 1:
            return np.empty(0, np.uint64)
        rolled = np.zeros(count, np.uint64)
        for i in range(self._n_grams):
            rolled = rolled * np.uint64(BASE) + units[i : i + count]
        return _mix(rolled)

    def _signature(self, units: Hashes) -> npt.NDArray[np.uint32]:
        least = np.full(len(self.multipliers), 0xFFFFFFFF, np.uint32)
        halves = (self._shingles(units) >> np.uint64(32)).astype(np.uint32)
        for part in np.array_split(halves, len(halves) // 1024 + 1):
            if len(part):
                values = self.multipliers * part[:, None] + self.increments
                np.minimum(least, values.min(axis=0), out=least)
        return least

    def _bucket_hashes(self, signature: npt.NDArray[np.uint32]) -> Hashes:
        rows = signature.astype(np.uint64).reshape(self._buckets, self._rows)
        h = np.uint64(BASE) + np.arange(self._buckets, dtype=np.uint64)
        for r in range(self._rows):
            h = _fold(h ^ rows[:, r], ONE) + np.uint64(r)
        return _mix(h)


@lru_cache(maxsize=1 << 16)
def _word_hash(word: str) -> int:
    data = word.encode(errors="surrogateescape")
    n = len(data)
    h, last = 0, 0
    if n > 16:
        h, last = n, n - 16
        for i in range(0, last, 16):
            x, y = _halves(data[i : i + 16])
            h = _fold_one(h ^ x ^ ONE, y ^ THREE)
    x, y = _halves(data[last:])
    return _fold_one(h ^ x ^ BASE, y ^ (n * THREE % 2**64) ^ TWO)


def _halves(data: bytes) -> tuple[int, int]:
    return int.from_bytes(data[:8], "little"), int.from_bytes(data[8:], "little")


def _fold_one(a: int, b: int) -> int:
    product = a * b
    return product % 2**64 ^ product >> 64


def _fold(a: Hashes, constant: int) -> Hashes:
    """The product of 128 bits from four of 64."""
    low, half = np.uint64(0xFFFFFFFF), np.uint64(32)
    b0, b1 = np.uint64(constant & 0xFFFFFFFF), np.uint64(constant >> 32)
    a0, a1 = a & low, a >> half
    middle = a1 * b0 + (a0 * b0 >> half)
    other = a0 * b1 + (middle & low)
    high: Hashes = a1 * b1 + (middle >> half) + (other >> half)
    return high ^ (a * np.uint64(constant))


def _mix(h: Hashes) -> Hashes:
    shift = np.uint64(33)
    h = (h ^ (h >> shift)) * np.uint64(0xFF51AFD7ED558CCD)
    h = (h ^ (h >> shift)) * np.uint64(0xC4CEB9FE1A85EC53)
    return h ^ (h >> shift)


def _sequence_hash(hashes: Hashes, length: int, kind: int) -> Hashes:
    places = np.arange(1, len(hashes) + 1, dtype=np.uint64) * np.uint64(BASE)
    sums = (_fold(hashes ^ places, ONE).sum(), _fold(hashes + places, TWO).sum())
    tails = ((length * odd + kind) % 2**64 for odd in (THREE, ONE))
    return _mix(np.array(sums, np.uint64) + np.array(list(tails), np.uint64))


def _raw(text: bytes) -> Hashes:
    filled = text + bytes(-len(text) % 8)
    eights: Hashes = np.frombuffer(filled, "<u8").astype(np.uint64)
    return _sequence_hash(eights, len(text), TWO)
