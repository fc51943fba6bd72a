// MinHash straight from text: tokens, shingles and signature in one pass over Arrow's two buffers.
//
// Cutting a text into shingles costs more than sketching them, so neither words nor shingles are ever objects: tokens
// become hashes in a buffer that stays in the cache, a polynomial rolls over them, and the minima of as many
// permutations as registers hold are taken over a buffer at a time. Memory is the same for any text.
// The definition, number for number, stands in reference_minhash.py.
//
// Broder, On the resemblance and containment of documents (1997); the banding is Indyk and Motwani's LSH.
#pragma once

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "shingles.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace proofpile::minhash {

// 128 bits of a sequence of hashes: sums of products that depend on value and place, so that no step waits for another.
class SequenceHash {
 public:
  PROOFPILE_INLINE void add(uint64_t w) {
    place_ += kBase;
    one_ += fold(w ^ place_, kOne);
    two_ += fold(w + place_, kTwo);
  }
  void result(uint64_t length, uint64_t kind, uint64_t* out) const {
    out[0] = mix(one_ + length * kThree + kind);
    out[1] = mix(two_ + length * kOne + kind);
  }

 private:
  uint64_t place_ = 0, one_ = 0, two_ = 0;
};

// Of the bytes themselves, eight at a time, the last ones filled up with zeros.
inline void raw_hash(const uint8_t* p, size_t n, uint64_t* out) {
  SequenceHash hash;
  size_t i = 0;
  for (; i + 8 <= n; i += 8) hash.add(load8(p + i));
  if (i < n) {
    uint64_t last = 0;
    std::memcpy(&last, p + i, n - i);
    hash.add(last);
  }
  hash.result(n, kTwo, out);
}

// Sorts and keeps one of each. Shingles are evenly spread over 64 bits, so one distribution by their upper bits leaves
// a few to a bucket. Returns how many are left. Values not so spread cost what std::sort costs.
class DistinctSorter {
 public:
  size_t operator()(uint64_t* values, size_t n) {
    if (n > 64) {
      int bits = 5;
      while (bits < 16 && (size_t(4) << bits) < n) ++bits;
      distribute(values, n, bits);
    } else {
      order(values, values + n);
    }
    return size_t(std::unique(values, values + n) - values);
  }

 private:
  static void order(uint64_t* first, uint64_t* last) {
    if (last - first > 32) return std::sort(first, last);
    for (uint64_t* i = first; i < last; ++i) {
      const uint64_t value = *i;
      uint64_t* j = i;
      for (; j > first && j[-1] > value; --j) *j = j[-1];
      *j = value;
    }
  }

  void distribute(uint64_t* values, size_t n, int bits) {
    const int shift = 64 - bits;
    ends_.assign((size_t(1) << bits) + 1, 0);
    for (size_t i = 0; i < n; ++i) ++ends_[(values[i] >> shift) + 1];
    for (size_t b = 1; b < ends_.size(); ++b) ends_[b] += ends_[b - 1];
    if (spare_.size() < n) spare_.resize(n);
    for (size_t i = 0; i < n; ++i) spare_[ends_[values[i] >> shift]++] = values[i];
    // ends_[b] has moved from the begin of bucket b to its end.
    size_t begin = 0;
    for (size_t b = 0; b + 1 < ends_.size(); begin = ends_[b++]) order(&spare_[begin], &spare_[0] + ends_[b]);
    std::copy(spare_.begin(), spare_.begin() + std::ptrdiff_t(n), values);
  }

  std::vector<size_t> ends_;
  std::vector<uint64_t> spare_;
};

// Tokens between two runs of the permutations: 16 kB, half of a small first-level cache.
inline constexpr size_t kChunk = 2048;

// Hashes in a row to hashes of n_grams of them: a polynomial in kBase, mixed. What is left of a chunk when it is handed
// on, the last n_grams - 1, begins the next. `Sink` has fresh(hashes, count) and shingles(hashes, count).
template <class Sink>
class Roller {
 public:
  Roller(size_t n_grams, Sink& sink)
      : g_(n_grams), capacity_(n_grams + kChunk + kLongestDisplay), hashes_(new uint64_t[capacity_]), sink_(sink) {
    for (size_t i = 0; i < g_; ++i) power_ *= kBase;
    ends_.reserve(g_);
  }

  void start() { size_ = kept_ = total_ = 0; }
  size_t total() const { return total_; }  // right after finish()

  size_t size() const { return size_; }
  uint64_t& operator[](size_t i) { return hashes_[i]; }
  PROOFPILE_INLINE void push(uint64_t hash) { hashes_[size_++] = hash; }
  void pop() { --size_; }
  PROOFPILE_INLINE void room(size_t count) {
    // One place is kept free for the word that a text ends in.
    if (__builtin_expect(size_ >= g_ + kChunk || size_ + count >= capacity_, 0)) finish();
  }

  // Hands on what has come together. No formula may be half read.
  void finish() {
    sink_.fresh(&hashes_[kept_], size_ - kept_);
    total_ += size_ - kept_;
    kept_ = std::min(size_, g_ - 1);
    ends_.assign(&hashes_[size_ - kept_], &hashes_[size_]);
    if (size_ >= g_) sink_.shingles(&hashes_[0], roll());
    std::copy(ends_.begin(), ends_.end(), &hashes_[0]);
    size_ = kept_;
  }

 private:
  // In place.
  size_t roll() {
    uint64_t* w = hashes_.get();
    uint64_t h = 0;
    for (size_t i = 0; i < g_; ++i) h = h * kBase + w[i];
    uint64_t leaving = w[0];  // its place is overwritten before it leaves the window
    w[0] = mix(h);
    for (size_t i = g_; i < size_; ++i) {
      h = h * kBase + (w[i] - power_ * leaving);
      leaving = w[i - g_ + 1];
      w[i - g_ + 1] = mix(h);
    }
    return size_ - g_ + 1;
  }

  const size_t g_, capacity_;
  std::unique_ptr<uint64_t[]> hashes_;
  std::vector<uint64_t> ends_;
  Sink& sink_;
  uint64_t power_ = 1;
  size_t size_ = 0, kept_ = 0, total_ = 0;
};

// Tokens as shingles are made of them.
template <class Sink>
class Words {
 public:
  Words(size_t n_grams, Sink& sink) : hashes_(n_grams, sink) {}

  void start() { hashes_.start(); }
  size_t finish() { return hashes_.finish(), hashes_.total(); }

  PROOFPILE_INLINE void room(size_t count) { hashes_.room(count); }
  PROOFPILE_INLINE void word(const uint8_t* p, size_t n) { hashes_.push(word_hash(p, n)); }
  size_t size() const { return hashes_.size(); }
  void push(const Token& token) { hashes_.push(token.hash); }
  void pop() { hashes_.pop(); }
  void move(size_t to, size_t from) { hashes_[to] = hashes_[from]; }
  bool is(size_t at, const Token& token) { return hashes_[at] == token.hash; }

 private:
  Roller<Sink> hashes_;
};

// Tokens as they are spelled; `Taker` has take(const Token*, count).
template <class Taker>
class Spelled {
 public:
  explicit Spelled(Taker& taker) : taker_(taker) {}

  void finish() {
    taker_.take(tokens_.data(), tokens_.size());
    tokens_.clear();
  }

  void room(size_t) {
    if (tokens_.size() >= kChunk) finish();
  }
  void word(const uint8_t* p, size_t n) { tokens_.push_back({p, n, word_hash(p, n)}); }
  size_t size() const { return tokens_.size(); }
  void push(const Token& token) { tokens_.push_back(token); }
  void pop() { tokens_.pop_back(); }
  void move(size_t to, size_t from) { tokens_[to] = tokens_[from]; }
  bool is(size_t at, const Token& token) { return tokens_[at].hash == token.hash; }

 private:
  Taker& taker_;
  std::vector<Token> tokens_;
};

// Characters of the tokens with one blank between two, as shingles are made of them. The sink's fresh() hears of tokens.
template <class Sink>
class Characters {
 public:
  Characters(size_t n_grams, Sink& sink) : sink_(sink), quiet_{sink}, units_(n_grams, quiet_) {}

  void start() {
    units_.start();
    first_ = true;
  }
  size_t finish() { return units_.finish(), units_.total(); }

  void take(const Token* tokens, size_t count) {
    for (const Token* token = tokens; token < tokens + count; ++token) {
      sink_.fresh(&token->hash, 1);
      units_.room(1);
      if (!first_) units_.push(blank_);
      first_ = false;
      for (size_t i = 0; i < token->size;) {
        units_.room(1);
        const size_t size = unit_at(token->data + i, token->size - i).size;
        units_.push(word_hash(token->data + i, size));
        i += size;
      }
    }
  }

 private:
  struct Quiet {
    Sink& sink;
    void fresh(const uint64_t*, size_t) {}
    void shingles(const uint64_t* hashes, size_t count) { sink.shingles(hashes, count); }
  };

  Sink& sink_;
  Quiet quiet_;
  Roller<Quiet> units_;
  bool first_ = true;
  const uint64_t blank_ = aliases().blank();
};

// How minima are taken on this machine: over n shingles, of `count` permutations; the arrays have room for the next
// multiple of kLanes.
inline constexpr size_t kLanes = 64;
using Permute = void (*)(const uint64_t* shingles, size_t n, const uint32_t* a, const uint32_t* b, uint32_t* least,
                         size_t count);

namespace detail {

inline void permute_plain(const uint64_t* shingles, size_t n, const uint32_t* a, const uint32_t* b, uint32_t* least,
                          size_t count) {
  for (size_t j = 0; j < count; j += 16) {
    uint32_t minimum[16];
    for (size_t k = 0; k < 16; ++k) minimum[k] = least[j + k];
    for (size_t i = 0; i < n; ++i)
      for (size_t k = 0; k < 16; ++k)
        minimum[k] = std::min(minimum[k], a[j + k] * uint32_t(shingles[i] >> 32) + b[j + k]);
    for (size_t k = 0; k < 16; ++k) least[j + k] = minimum[k];
  }
}

#if defined(__x86_64__)
// Four registers of minima, with their a and b: twelve of sixteen. With eight, a and b are loaded for each shingle.
__attribute__((target("avx2"))) inline void permute_avx2(const uint64_t* shingles, size_t n, const uint32_t* a,
                                                         const uint32_t* b, uint32_t* least, size_t count) {
  for (size_t j = 0; j < count; j += 32) {
    __m256i minimum[4], factor[4], increment[4];
    for (size_t k = 0; k < 4; ++k) {
      minimum[k] = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(least + j + 8 * k));
      factor[k] = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(a + j + 8 * k));
      increment[k] = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(b + j + 8 * k));
    }
    for (size_t i = 0; i < n; ++i) {
      const __m256i x = _mm256_set1_epi32(int(shingles[i] >> 32));
      for (size_t k = 0; k < 4; ++k)
        minimum[k] = _mm256_min_epu32(minimum[k], _mm256_add_epi32(_mm256_mullo_epi32(factor[k], x), increment[k]));
    }
    for (size_t k = 0; k < 4; ++k) _mm256_storeu_si256(reinterpret_cast<__m256i*>(least + j + 8 * k), minimum[k]);
  }
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"  // GCC 12 about its own header
__attribute__((target("avx512f"))) inline void permute_avx512(const uint64_t* shingles, size_t n, const uint32_t* a,
                                                              const uint32_t* b, uint32_t* least, size_t count) {
  for (size_t j = 0; j < count; j += 64) {
    __m512i minimum[4], factor[4], increment[4];
    for (size_t k = 0; k < 4; ++k) {
      minimum[k] = _mm512_loadu_si512(least + j + 16 * k);
      factor[k] = _mm512_loadu_si512(a + j + 16 * k);
      increment[k] = _mm512_loadu_si512(b + j + 16 * k);
    }
    for (size_t i = 0; i < n; ++i) {
      const __m512i x = _mm512_set1_epi32(int(shingles[i] >> 32));
      for (size_t k = 0; k < 4; ++k)
        minimum[k] = _mm512_min_epu32(minimum[k], _mm512_add_epi32(_mm512_mullo_epi32(factor[k], x), increment[k]));
    }
    for (size_t k = 0; k < 4; ++k) _mm512_storeu_si512(least + j + 16 * k, minimum[k]);
  }
}
#pragma GCC diagnostic pop
#endif

inline Permute permute_here() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return permute_avx512;
  if (__builtin_cpu_supports("avx2")) return permute_avx2;
#endif
  return permute_plain;
}

}  // namespace detail

struct Options {
  size_t n_grams, buckets, rows;
  uint64_t seed;
  bool characters;
};

// The permutations x -> a x + b mod 2^32 of a shingle's upper half.
class Family {
 public:
  Family(size_t count, uint64_t seed) : count_(count), a_((count + kLanes - 1) / kLanes * kLanes), b_(a_.size()) {
    for (size_t j = 0; j < a_.size(); ++j) {
      const uint64_t random = mix(seed += kBase);
      a_[j] = uint32_t(random) | 1;
      b_[j] = uint32_t(random >> 32);
    }
  }
  size_t count() const { return count_; }
  size_t padded() const { return a_.size(); }
  const uint32_t* multipliers() const { return a_.data(); }
  const uint32_t* increments() const { return b_.data(); }
  void minima(const uint64_t* shingles, size_t n, uint32_t* least) const {
    permute_(shingles, n, a_.data(), b_.data(), least, count_);
  }

 private:
  size_t count_;
  std::vector<uint32_t> a_, b_;
  Permute permute_ = detail::permute_here();
};

// One bucket's rows and its number, to 64 bits.
inline uint64_t bucket_hash(const uint32_t* rows, size_t count, uint64_t bucket) {
  uint64_t h = kBase + bucket;
  for (size_t r = 0; r < count; ++r) h = fold(h ^ rows[r], kOne) + r;
  return mix(h);
}

// Sinks.
struct Sketch {
  explicit Sketch(const Family& family) : family(family), least(family.padded()) {}
  void start() {
    std::fill(least.begin(), least.end(), ~uint32_t(0));
    sequence = {};
    tokens = 0;
  }
  void fresh(const uint64_t* hashes, size_t count) {
    tokens += count;
    for (size_t i = 0; i < count; ++i) sequence.add(hashes[i]);
  }
  void shingles(const uint64_t* hashes, size_t count) { family.minima(hashes, count, least.data()); }

  const Family& family;
  std::vector<uint32_t> least;
  SequenceHash sequence;
  size_t tokens = 0;
};

struct Collection {
  void start() { found.clear(); }
  void fresh(const uint64_t*, size_t) {}
  void shingles(const uint64_t* hashes, size_t count) { found.insert(found.end(), hashes, hashes + count); }

  std::vector<uint64_t> found;
};

// The texts of one call. A text within kPadding bytes of the buffer's end is read from a copy.
class Texts {
 public:
  Texts(const uint8_t* data, size_t size, const int64_t* offsets) : data_(data), size_(size), offsets_(offsets) {}

  size_t length(size_t i) const { return size_t(offsets_[i + 1] - offsets_[i]); }
  const uint8_t* operator[](size_t i) {
    const uint8_t* text = data_ + offsets_[i];
    if (size_t(offsets_[i + 1]) + kPadding <= size_) return text;
    copy_.assign(text, text + length(i));
    copy_.resize(length(i) + kPadding);
    return copy_.data();
  }

 private:
  const uint8_t* data_;
  size_t size_;
  const int64_t* offsets_;
  std::vector<uint8_t> copy_;
};

// Reads texts one after the other into a sink; read() returns the number of tokens, or of characters.
template <class Sink>
class WordReader {
 public:
  WordReader(size_t n_grams, Sink& sink) : sink_(sink), words_(n_grams, sink), lexer_(words_) {}
  size_t read(const uint8_t* text, size_t n) {
    sink_.start();
    words_.start();
    tokenise(text, n, words_, lexer_);
    return words_.finish();
  }

 private:
  Sink& sink_;
  Words<Sink> words_;
  Lexer<Words<Sink>> lexer_;
};

template <class Sink>
class CharacterReader {
 public:
  CharacterReader(size_t n_grams, Sink& sink)
      : sink_(sink), characters_(n_grams, sink), spelled_(characters_), lexer_(spelled_) {}
  size_t read(const uint8_t* text, size_t n) {
    sink_.start();
    characters_.start();
    tokenise(text, n, spelled_, lexer_);
    spelled_.finish();
    return characters_.finish();
  }

 private:
  using Out = Spelled<Characters<Sink>>;
  Sink& sink_;
  Characters<Sink> characters_;
  Out spelled_;
  Lexer<Out> lexer_;
};

class MinHasher {
 public:
  explicit MinHasher(const Options& options)
      : options_(options), family_(options.buckets * options.rows, options.seed) {}

  const Options& options() const { return options_; }
  const Family& family() const { return family_; }

  // out[n][buckets * rows]
  void signatures(Texts& texts, size_t n, uint32_t* out) const {
    Sketch sketch(family_);
    each(texts, n, sketch, [&](size_t, size_t) {
      out = std::copy_n(sketch.least.data(), family_.count(), out);
    });
  }

  // hashes[buckets][n], sequences[n][2], counts[n]
  void buckets(Texts& texts, size_t n, uint64_t* hashes, uint64_t* sequences, int64_t* counts) const {
    Sketch sketch(family_);
    each(texts, n, sketch, [&](size_t i, size_t count) {
      counts[i] = int64_t(count);
      if (sketch.tokens)
        sketch.sequence.result(sketch.tokens, 0, sequences + 2 * i);
      else
        raw_hash(texts[i], texts.length(i), sequences + 2 * i);
      for (size_t b = 0; b < options_.buckets; ++b)
        hashes[b * n + i] = bucket_hash(&sketch.least[b * options_.rows], options_.rows, b);
    });
  }

  // Appends each text's shingles, sorted and distinct; ends[i] is where those of text i end.
  void shingles(Texts& texts, size_t n, std::vector<uint64_t>& flat, int64_t* ends) const {
    Collection collection;
    DistinctSorter sorter;
    each(texts, n, collection, [&](size_t i, size_t) {
      auto& found = collection.found;
      const size_t count = sorter(found.data(), found.size());
      flat.insert(flat.end(), found.begin(), found.begin() + std::ptrdiff_t(count));
      ends[i] = int64_t(flat.size());
    });
  }

 private:
  template <class Sink, class Done>
  void each(Texts& texts, size_t n, Sink& sink, Done done) const {
    if (options_.characters)
      each(texts, n, CharacterReader<Sink>(options_.n_grams, sink), done);
    else
      each(texts, n, WordReader<Sink>(options_.n_grams, sink), done);
  }
  template <class Reader, class Done>
  static void each(Texts& texts, size_t n, Reader&& reader, Done& done) {
    for (size_t i = 0; i < n; ++i) done(i, reader.read(texts[i], texts.length(i)));
  }

  Options options_;
  Family family_;
};

// The tokens of one text, in order.
class TokenList {
 public:
  static std::vector<std::string> of(std::string text) {
    const size_t n = text.size();
    text.resize(n + kPadding);
    TokenList list;
    Spelled<TokenList> spelled(list);
    Lexer<Spelled<TokenList>> lexer(spelled);
    tokenise(reinterpret_cast<const uint8_t*>(text.data()), n, spelled, lexer);
    spelled.finish();
    return std::move(list.found_);
  }
  void take(const Token* tokens, size_t count) {
    for (size_t i = 0; i < count; ++i)
      found_.emplace_back(reinterpret_cast<const char*>(tokens[i].data), tokens[i].size);
  }

 private:
  std::vector<std::string> found_;
};

}  // namespace proofpile::minhash
