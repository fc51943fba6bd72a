// Sets of n-grams looked for in a stream of tokens, sets of several n in one reading.
//
// An n-gram is the polynomial w[0] B^(n-1) + ... + w[n-1] of its tokens' hashes, mixed; reference_grams.py defines it.
// With the prefixes P of all tokens it is P[i + n] - P[i] B^n: one product for any n. Tokens are gathered into batches,
// through documents and formulas without a pause, and each set is asked about a whole batch at once: its answers do not
// wait for one another, so the memory that its bitmap lies in is read many places at a time. What passes the bitmap is
// looked up exactly, and only then is it asked whether all of it lies in one document.
#pragma once

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "array.hpp"
#include "word_hash.hpp"

namespace proofpile::grams {

using minhash::kBase;
using minhash::mix;

inline constexpr size_t kMostTokens = 32;  // of an n-gram
inline constexpr size_t kMostKeys = 0xFFFFFFFF;

// Of an odd number modulo 2^64, by Newton: each step doubles the bits that are right, of which the first has three.
constexpr uint64_t inverse(uint64_t odd) {
  uint64_t x = odd;
  for (int i = 0; i < 5; ++i) x *= 2 - odd * x;
  return x;
}

// What mix makes h of: the bitmap is asked about the polynomial itself, which saves mixing whatever is not in it.
inline uint64_t unmix(uint64_t h) {
  constexpr uint64_t second = inverse(0xc4ceb9fe1a85ec53), first = inverse(0xff51afd7ed558ccd);
  h = (h ^ (h >> 33)) * second;
  h = (h ^ (h >> 33)) * first;
  return h ^ (h >> 33);
}

inline uint64_t power(size_t n) {
  uint64_t result = 1;
  for (size_t i = 0; i < n; ++i) result *= kBase;
  return result;
}


// n-grams of hashes[0:k] into out[0:k - n + 1]; k >= n.
inline void grams(const uint64_t* hashes, size_t k, size_t n, uint64_t* out) {
  const uint64_t gone = power(n);
  uint64_t h = 0;
  for (size_t i = 0; i < k; ++i) {
    h = h * kBase + hashes[i];
    if (i >= n) h -= hashes[i - n] * gone;
    if (i + 1 >= n) out[i + 1 - n] = mix(h);
  }
}

// Numbers of 64 bits with three bits set each, which stand for the lowest bits of a polynomial.
struct Patterns {
  static constexpr size_t kCount = 1024;  // 8 kB
  uint64_t at[kCount];
  constexpr Patterns() : at{} {
    uint64_t random = 1;
    for (uint64_t& pattern : at)
      for (int bits = 0; bits < 3;) {
        random = random * 6364136223846793005 + 1442695040888963407;  // Knuth's MMIX
        const uint64_t bit = uint64_t(1) << (random >> 58);
        bits += !(pattern & bit);
        pattern |= bit;
      }
  }
};
inline constexpr Patterns kPatterns;

// Which polynomials may be those of a set: a Bloom filter all of whose bits for a key lie in one word.
class Bitmap {
 public:
  explicit Bitmap(const std::vector<uint64_t>& keys) : log_(log_of(keys.size())), words_(size_t(1) << log_) {
    std::fill_n(words_.data(), words_.size(), 0);
    for (const uint64_t key : keys) {
      const uint64_t raw = unmix(key);
      words_[raw >> shift()] |= kPatterns.at[raw % Patterns::kCount];
    }
  }
  const uint64_t* words() const { return words_.data(); }
  int shift() const { return 64 - log_; }

 private:
  // At two to four keys a word, 1 in 100 of the n-grams that are not in the set passes. With twice as many keys a word,
  // eight sets took a tenth longer, for what is looked up in vain; with half as many, no less (AMD EPYC, busy).
  static constexpr size_t kKeysPerWord = 4;
  static int log_of(size_t keys) {
    int log = 1;
    while (keys / kKeysPerWord >> log) ++log;
    return log;
  }
  int log_;
  Array<uint64_t> words_;  // in large pages: without them a third of the time of a set of a million keys
};

// Keys that rise, found again by their places. With the bitmap some 11 to 13 bytes a key.
class Keys {
 public:
  // Takes keys that rise.
  explicit Keys(std::vector<uint64_t> keys) : keys_(std::move(keys)) {
    while (keys_.size() / kKeysPerShelf >> log_) ++log_;
    shelves_.reserve((size_t(1) << log_) + 1);
    size_t at = 0;
    for (uint64_t shelf = 0; shelf >> log_ == 0; ++shelf) {
      shelves_.push_back(uint32_t(at));
      while (at < keys_.size() && keys_[at] >> (64 - log_) == shelf) ++at;
    }
    shelves_.push_back(uint32_t(at));
  }

  // Two steps of `find`, for memory that is far away.
  void fetch_shelf(uint64_t key) const { __builtin_prefetch(&shelves_[key >> (64 - log_)]); }
  void fetch(uint64_t key) const { __builtin_prefetch(keys_.data() + shelves_[key >> (64 - log_)]); }

  // The place of a key, or -1.
  int64_t find(uint64_t key) const {
    const size_t shelf = key >> (64 - log_);
    const uint64_t *first = keys_.data() + shelves_[shelf], *last = keys_.data() + shelves_[shelf + 1];
    const uint64_t* found = std::lower_bound(first, last, key);
    return found != last && *found == key ? found - keys_.data() : -1;
  }

 private:
  static constexpr size_t kKeysPerShelf = 8;  // a line of the cache
  std::vector<uint64_t> keys_;
  std::vector<uint32_t> shelves_;  // where the keys begin whose first bits are each number
  int log_ = 1;
};

struct Set {
  Set(size_t n, std::vector<uint64_t> rising, bool masked)
      : n(n), gone(power(n)), masked(masked), empty(rising.empty()), bitmap(rising), keys(std::move(rising)) {}
  size_t n;
  uint64_t gone;  // what a prefix is worth n tokens later
  bool masked;    // every number is one and the same token
  bool empty;
  Bitmap bitmap;
  Keys keys;
};

// start and end are those of the n-gram, or of its formula, in bytes of the document.
struct Hit {
  int64_t document, set, key, at, start, end;
};

struct Hits {
  std::vector<Hit> all;
  std::vector<int64_t> overfull;  // documents with more than `most`
};

// One reading of documents; a tokeniser's `out`. Hits come in the order of document, formula, at, set.
class Reading {
 public:
  // number: the hash of every number where numbers are masked. At most `most` hits of a document are kept.
  Reading(const std::vector<Set>& sets, uint64_t most, uint64_t number) : sets_(sets), most_(most), number_(number) {
    for (const Set& set : sets) {
      longest_ = std::max(longest_, set.n);
      masks_ |= set.masked;
    }
    prefix_[0] = masked_prefix_[0] = 0;
  }

  // What follows are tokens of this document.
  void document(int64_t number) {
    document_ = number;
    begin({0, number, -1, -1});
  }

  // What follows are tokens of one formula.
  void formula(size_t start, size_t end) { begin({0, document_, int64_t(start), int64_t(end)}); }

  PROOFPILE_INLINE void token(uint64_t hash) {
    hash_[count_] = hash;
    next();
  }

  PROOFPILE_INLINE void token(uint64_t hash, size_t start, size_t end) {
    start_[count_] = start;
    end_[count_] = end;
    token(hash);
  }

  PROOFPILE_INLINE void token(uint64_t hash, size_t start, size_t end, bool number) {
    masked_hash_[count_] = number ? number_ : hash;
    token(hash, start, end);
  }

  Hits finish() {
    batch(count_);
    return std::move(hits_);
  }

 private:
  // 24 kB with all that is kept of a token: a batch stays in the first cache.
  static constexpr size_t kBatch = 512;
  static_assert(kBatch >= 2 * kMostTokens);

  // Tokens from `first` on, counted through the whole reading, up to the next group.
  struct Group {
    uint64_t first;
    int64_t document, start, end;
  };
  struct Passed {
    uint32_t at;  // in the batch
    uint64_t key;
  };
  struct Found {
    uint32_t at, set;
    int64_t key;  // its place
  };

  void begin(Group group) {
    group.first = base_ + count_;
    // A group without a token is forgotten, so that a million empty formulas take no memory.
    if (!groups_.empty() && groups_.back().first == group.first) groups_.pop_back();
    groups_.push_back(group);
  }

  PROOFPILE_INLINE void next() {
    // Where the longest n-gram does not end yet, none is looked for, so that hits come in the order of `at`.
    if (__builtin_expect(++count_ == kBatch, 0)) batch(kBatch + 1 - longest_);
  }

  // Looks for the n-grams that begin with the first `ready` tokens of the batch, and forgets these tokens.
  __attribute__((noinline)) void batch(size_t ready) {
    extend();
    found_.clear();
    for (size_t i = 0; i < sets_.size(); ++i)
      if (!sets_[i].empty && count_ >= sets_[i].n) look(uint32_t(i), std::min(ready, count_ + 1 - sets_[i].n));
    if (sets_.size() > 1)
      std::sort(found_.begin(), found_.end(),
                [](const Found& a, const Found& b) { return a.at != b.at ? a.at < b.at : a.set < b.set; });
    for (const Found& found : found_) keep(found);
    slide(ready);
  }

  void extend() {
    uint64_t p = prefix_[extended_], q = masked_prefix_[extended_];
    if (masks_)  // both at once: each waits for its own product
      for (size_t i = extended_; i < count_; ++i) {
        prefix_[i + 1] = p = p * kBase + hash_[i];
        masked_prefix_[i + 1] = q = q * kBase + masked_hash_[i];
      }
    else
      for (size_t i = extended_; i < count_; ++i) prefix_[i + 1] = p = p * kBase + hash_[i];
  }

  void look(uint32_t number, size_t starts) {
    const Set& set = sets_[number];
    const uint64_t *p = set.masked ? masked_prefix_ : prefix_, *later = p + set.n, *words = set.bitmap.words();
    const uint64_t gone = set.gone;
    const int shift = set.bitmap.shift();
    size_t count = 0;
    for (size_t i = 0; i < starts; ++i) {
      const uint64_t raw = later[i] - p[i] * gone;
      if (__builtin_expect(!(kPatterns.at[raw % Patterns::kCount] & ~words[raw >> shift]), 0))
        passed_[count++] = {uint32_t(i), mix(raw)};
    }
    // Each look-up waits for the memory twice; so those of a batch wait together.
    for (size_t i = 0; i < count; ++i) set.keys.fetch_shelf(passed_[i].key);
    for (size_t i = 0; i < count; ++i) set.keys.fetch(passed_[i].key);
    for (size_t i = 0; i < count; ++i) {
      const int64_t place = set.keys.find(passed_[i].key);
      if (place >= 0) found_.push_back({passed_[i].at, number, place});
    }
  }

  void keep(const Found& found) {
    const uint64_t first = base_ + found.at;
    const size_t n = sets_[found.set].n;
    const auto next = std::upper_bound(groups_.begin(), groups_.end(), first,
                                       [](uint64_t at, const Group& group) { return at < group.first; });
    if (next != groups_.end() && first + n > next->first) return;  // from one document into another
    const Group& group = next[-1];
    if (group.document != counted_) {
      counted_ = group.document;
      kept_ = 0;
    }
    if (kept_ == most_) {
      if (hits_.overfull.empty() || hits_.overfull.back() != counted_) hits_.overfull.push_back(counted_);
      return;
    }
    ++kept_;
    const bool whole = group.start >= 0;
    hits_.all.push_back({group.document, found.set, found.key, int64_t(first - group.first),
                         whole ? group.start : int64_t(start_[found.at]),
                         whole ? group.end : int64_t(end_[found.at + n - 1])});
  }

  void slide(size_t by) {
    const size_t left = std::min(count_ - by, kMostTokens - 1);  // fewer than the longest n-gram has
    std::copy_n(prefix_ + by, left + 1, prefix_);
    std::copy_n(masked_prefix_ + by, left + 1, masked_prefix_);
    std::copy_n(start_ + by, left, start_);
    std::copy_n(end_ + by, left, end_);
    base_ += by;
    count_ = extended_ = left;
    size_t past = 0;
    while (past + 1 < groups_.size() && groups_[past + 1].first <= base_) ++past;
    groups_.erase(groups_.begin(), groups_.begin() + ptrdiff_t(past));
  }

  const std::vector<Set>& sets_;
  const uint64_t most_, number_;
  size_t longest_ = 1;
  bool masks_ = false;

  size_t count_ = 0, extended_ = 0;  // tokens in the batch; those of them whose prefixes are there
  uint64_t base_ = 0;                // number of the batch's first token
  uint64_t hash_[kBatch], masked_hash_[kBatch], start_[kBatch], end_[kBatch];
  uint64_t prefix_[kBatch + 1], masked_prefix_[kBatch + 1];

  int64_t document_ = 0;
  std::vector<Group> groups_;  // those of the tokens in the batch
  Passed passed_[kBatch];      // the bitmap of one set
  std::vector<Found> found_;
  int64_t counted_ = -1;  // the document of the last hit, and its hits
  uint64_t kept_ = 0;
  Hits hits_;
};

}  // namespace proofpile::grams
