"""How near-duplicates are looked for: shingles, buckets, and what chance a pair then has to be found."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from proofpile.errors import UsageError
from proofpile.native import MinHasher

# Of what shingles and their hashes are (`proofpile.native.reference_minhash`); another makes indexes void.
VERSION = 1
MOST_HASHES = 1 << 14  # of one document, 64 kB: beyond lies a mistake and not a wish


@dataclass(frozen=True, slots=True)
class Parameters:
    """Banded MinHash (Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, 3.4).

    `n_grams` tokens make a shingle (characters, if `characters`); `num_buckets` times
    `hashes_per_bucket` minima of random permutations are drawn from `seed`. Names and order are FineWeb's.
    """

    n_grams: int = 5
    num_buckets: int = 24
    hashes_per_bucket: int = 5
    seed: int = 1
    characters: bool = False

    def check(self) -> None:
        """Raises UsageError where a number is none that can be worked with."""
        for name in ("n_grams", "num_buckets", "hashes_per_bucket"):
            if getattr(self, name) < 1:
                raise UsageError(f"{name}={getattr(self, name)}: expected 1 or more")
        if (hashes := self.num_buckets * self.hashes_per_bucket) > MOST_HASHES:
            raise UsageError(
                f"num_buckets={self.num_buckets} times hashes_per_bucket={self.hashes_per_bucket} are "
                f"{hashes:,} hashes a document; expected at most {MOST_HASHES:,}"
            )

    def curve(self, jaccard: float) -> float:
        """Chance that a pair of this Jaccard shares a bucket: 1 - (1 - J^r)^b, the S-curve."""
        return 1.0 - (1.0 - jaccard**self.hashes_per_bucket) ** self.num_buckets

    @property
    def steepest(self) -> float:
        """(1/b)^(1/r), about where the S-curve is steepest: what others call the threshold."""
        return float((1.0 / self.num_buckets) ** (1.0 / self.hashes_per_bucket))

    def hasher(self) -> MinHasher:
        """The kernel that does it."""
        return MinHasher(
            self.n_grams, self.num_buckets, self.hashes_per_bucket, self.seed, self.characters
        )


# What others used, by their names. `owm`: text-dedup's for Jaccard 0.7 and 256 permutations, which is what
# OpenWebMath's paper can have meant; it names SimHash and a threshold that SimHash does not have.
PRESETS: Mapping[str, Parameters] = MappingProxyType(
    {
        "default": Parameters(),
        "fineweb": Parameters(5, 14, 8),
        "megamath": Parameters(5, 11, 10),
        "nemotron-cc-math": Parameters(24, 20, 13, characters=True),
        "owm": Parameters(5, 25, 10),
    }
)
