// fastText's classifiers: reads its .bin and .ftz files and predicts as its own library does.
//
// Format and arithmetic follow fastText 0.9 (file versions 11 and 12; Joulin et al., "Bag of Tricks for
// Efficient Text Classification" and "FastText.zip"). Sums of float32 run in the library's order, which
// keeps probabilities within 1e-6 of its own; exponentials and logarithms are our own, in doubles, so that
// proofpile/native/reference_fasttext.py gives the same bits on every machine.
//
// Nothing in a file is believed: every length is held against what is left of it, every index against
// the table it points into, every weight against what training can give.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace proofpile::fasttext {

constexpr int32_t MAGIC = 793712314;
constexpr int32_t NEWEST = 12, OLDEST = 11;
constexpr std::string_view END_OF_LINE = "</s>", LABEL = "__label__";

enum Loss : int32_t { HIERARCHICAL = 1, NEGATIVE = 2, SOFTMAX = 3, ONE_VS_ALL = 4 };
constexpr int32_t SUPERVISED = 3;  // beside cbow = 1 and skip-gram = 2

// What training can give: beyond these, a file is damaged or made to hurt. The weight is such that no
// sum over a text of any length leaves the range of a float.
constexpr int32_t MOST_DIMENSIONS = 1 << 16, LONGEST_NGRAM = 100, MOST_PRUNED = 1 << 28;
constexpr float LARGEST_WEIGHT = 1e6f;
constexpr int64_t MOST_TOKENS = 1000000000000000;  // also fastText's "more than any" in its Huffman tree

constexpr int64_t CENTROIDS = 256;
// Rows of a matrix up to this many bytes are kept as plain floats in memory of our own; larger ones stay
// in the file's bytes, which processes share when these are mapped.
constexpr uint64_t KEPT_DENSE = 64 << 20;

// ---- arithmetic that is the same on every machine -----------------------------------------------------

constexpr double LN2_HIGH = 0.693147180369123816490, LN2_LOW = 1.90821492927058770002e-10;

// e^x within 1 ulp or so for |x| <= 700, and the value there beyond.
inline double exponential(double x) {
  x = std::min(std::max(x, -700.0), 700.0);
  const double k = std::floor(x * 1.44269504088896338700 + 0.5);
  const double r = (x - k * LN2_HIGH) - k * LN2_LOW;
  static constexpr double INVERSE[] = {1.0, 1.0, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720,
      1.0 / 5040, 1.0 / 40320, 1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800.0};
  double sum = INVERSE[13];
  for (int i = 12; i >= 0; --i) sum = sum * r + INVERSE[i];
  return std::ldexp(sum, int(k));
}

// The natural logarithm of a normal number x > 0, within 1 ulp or so.
inline double logarithm(double x) {
  int e = 0;
  double m = std::frexp(x, &e);
  if (m < 0.70710678118654752440) m *= 2, --e;
  const double s = (m - 1.0) / (m + 1.0), s2 = s * s;
  static constexpr double INVERSE[] = {1.0, 1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11,
                                       1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21};
  double sum = INVERSE[10];
  for (int i = 9; i >= 0; --i) sum = sum * s2 + INVERSE[i];
  return e * LN2_HIGH + (2.0 * s * sum + e * LN2_LOW);
}

// fastText keeps scores as logarithms of the probability and a little; so do we, to agree with it.
inline float log_of(float probability) { return float(logarithm(double(probability) + 1e-5)); }
inline float sigmoid(float x) {  // 1 + e^-x is taken in float32 there
  return float(1.0 / double(1.0f + float(exponential(-double(x)))));
}

// ---- hashes -------------------------------------------------------------------------------------------

constexpr uint32_t FNV_START = 2166136261u, FNV_PRIME = 16777619u;

// FNV-1a with bytes as signed numbers, which is what fastText trained its models with.
inline uint32_t fnv(uint32_t hash, char byte) {
  return (hash ^ uint32_t(int32_t(int8_t(byte)))) * FNV_PRIME;
}
inline uint32_t hash_of(std::string_view word) {
  uint32_t hash = FNV_START;
  for (const char byte : word) hash = fnv(hash, byte);
  return hash;
}

constexpr uint64_t NGRAM_FACTOR = 116049371;
inline uint64_t extended(uint64_t hash, uint32_t word) { return hash * NGRAM_FACTOR + uint64_t(int64_t(int32_t(word))); }

// Remainders of one divisor, without dividing: Lemire's multiplication for 32 bits, Barrett's for 64.
class Remainder {
 public:
  explicit Remainder(uint32_t divisor = 1)
      : divisor_(divisor), lemire_(~uint64_t(0) / divisor + 1), barrett_(~uint64_t(0) / divisor) {}
  uint32_t of(uint32_t n) const { return uint32_t(high(lemire_ * n, divisor_)); }
  uint32_t of(uint64_t n) const {
    uint64_t rest = n - high(n, barrett_) * divisor_;
    while (rest >= divisor_) rest -= divisor_;  // twice at most
    return uint32_t(rest);
  }

 private:
  static uint64_t high(uint64_t a, uint64_t b) { return uint64_t((unsigned __int128)(a) * b >> 64); }
  uint64_t divisor_, lemire_, barrett_;
};

inline bool is_separator(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\v' || c == '\f' || c == '\0';
}
inline bool continues(char c) { return (c & 0xC0) == 0x80; }  // a character of UTF-8

// ---- reading a file -----------------------------------------------------------------------------------

[[noreturn]] inline void refuse(const std::string& why) { throw std::invalid_argument(why); }

class Bytes {
 public:
  Bytes(const char* data, size_t size) : at_(data), left_(size), size_(size) {}
  uint64_t left() const { return left_; }

  const char* take(uint64_t n, const char* what) {
    if (n > left_)
      refuse("it is truncated: " + std::to_string(size_) + " bytes end inside " + what);
    const char* here = at_;
    at_ += n;
    left_ -= n;
    return here;
  }
  const char* take(uint64_t n, uint64_t each, const char* what) {  // n items of `each` bytes
    if (n > left_ / each) return take(left_ + 1, what);
    return take(n * each, what);
  }
  template <typename T>
  T number(const char* what) {
    T value;
    std::memcpy(&value, take(sizeof(T), what), sizeof(T));
    return value;
  }
  int64_t within(int64_t value, int64_t least, int64_t most, const char* what) const {
    if (value < least || value > most)
      refuse(std::string("it is damaged: ") + what + " is " + std::to_string(value) + ", and can be " +
             std::to_string(least) + " to " + std::to_string(most));
    return value;
  }
  bool flag(const char* what) { return within(number<uint8_t>(what), 0, 1, what) != 0; }
  std::string_view word(const char* what) {  // ends with a NUL
    const void* end = std::memchr(at_, 0, left_);
    if (!end) take(left_ + 1, what);
    const size_t n = size_t(static_cast<const char*>(end) - at_);
    return {take(n + 1, what), n};
  }

 private:
  const char* at_;
  uint64_t left_, size_;
};

inline float float_at(const char* floats, uint64_t i) {
  float value;
  std::memcpy(&value, floats + 4 * i, 4);
  return value;
}

inline void check_weights(const char* floats, uint64_t n, const char* what) {
  bool good = true;
  for (uint64_t i = 0; i < n; ++i) good &= std::fabs(float_at(floats, i)) <= LARGEST_WEIGHT;  // no NaN is
  if (!good) refuse(std::string("it is damaged: ") + what + " holds weights that are no numbers, or beyond 1e6");
}

struct Arguments {
  int32_t dim = 0, ws = 5, epoch = 5, min_count = 1, neg = 5, word_ngrams = 1, loss = SOFTMAX,
          model = SUPERVISED, bucket = 0, minn = 0, maxn = 0, lr_update_rate = 100;
  double t = 1e-4;

  void read(Bytes& bytes) {
    const char* what = "the model's arguments";
    if (bytes.left() < 8 || bytes.number<int32_t>(what) != MAGIC)
      refuse("it does not begin as a fastText model does (ba 16 4f 2f)");
    const int32_t version = bytes.number<int32_t>(what);
    if (version < OLDEST || version > NEWEST)
      refuse("its file version is " + std::to_string(version) + ", and versions 11 and 12 can be read");
    for (int32_t* field : {&dim, &ws, &epoch, &min_count, &neg, &word_ngrams, &loss, &model, &bucket, &minn,
                           &maxn, &lr_update_rate})
      *field = bytes.number<int32_t>(what);
    t = bytes.number<double>(what);
    if (model == 1 || model == 2)
      refuse("it holds word vectors (cbow or skip-gram), and a supervised classifier is needed");
    bytes.within(model, SUPERVISED, SUPERVISED, "the kind of model");
    bytes.within(loss, HIERARCHICAL, ONE_VS_ALL, "the loss");
    bytes.within(dim, 1, MOST_DIMENSIONS, "the dimension");
    bytes.within(word_ngrams, 0, LONGEST_NGRAM, "wordNgrams");
    bytes.within(minn, 0, LONGEST_NGRAM, "minn");
    bytes.within(maxn, 0, LONGEST_NGRAM, "maxn");
    bytes.within(bucket, 0, std::numeric_limits<int32_t>::max(), "the number of buckets");
    if (version == OLDEST) maxn = 0;  // supervised models did not look at characters then
  }
};

// ---- tables -------------------------------------------------------------------------------------------

inline int ones(uint64_t x) {  // how many bits are set
  x -= (x >> 1) & 0x5555555555555555u;
  x = (x & 0x3333333333333333u) + ((x >> 2) & 0x3333333333333333u);
  return int((((x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fu) * 0x0101010101010101u) >> 56);
}

// Which buckets were kept, and the how manieth each is: a bit a bucket, counted up every 64. Asking takes
// no branch, which matters: half of a text's n-grams were kept, and nobody can foretell which.
class Kept {
 public:
  void fill(const std::vector<int32_t>& sorted, int64_t buckets) {
    bits_.assign(size_t(buckets / 64 + 1), 0);
    before_.assign(bits_.size(), 0);
    for (const int32_t bucket : sorted) bits_[size_t(bucket >> 6)] |= uint64_t(1) << (bucket & 63);
    for (size_t i = 1; i < bits_.size(); ++i) before_[i] = before_[i - 1] + ones(bits_[i - 1]);
  }
  bool has(uint32_t bucket) const { return bits_[bucket >> 6] >> (bucket & 63) & 1; }
  int32_t rank(uint32_t bucket) const {
    return before_[bucket >> 6] + ones(bits_[bucket >> 6] & ((uint64_t(1) << (bucket & 63)) - 1));
  }

 private:
  std::vector<uint64_t> bits_;
  std::vector<int32_t> before_;
};

struct Dictionary {
  int32_t words = 0, labels = 0;
  int64_t tokens = 0, kept = -1;  // -1: every bucket has its row
  std::vector<std::string_view> names;  // words, then labels; they point into `letters`
  std::vector<int64_t> counts;          // of `names`
  std::string letters;
  Kept rows;                        // of buckets, where not all have rows
  std::vector<int32_t> row_in_file; // of the bucket that `rows` counts as the first, the second, ...

  void read(Bytes& bytes, const Arguments& arguments) {
    const char* what = "the dictionary";
    constexpr uint64_t LEAST = 10;  // bytes of an entry: the NUL, the count, the type
    const int32_t size = bytes.number<int32_t>(what);
    words = bytes.number<int32_t>(what);
    labels = bytes.number<int32_t>(what);
    tokens = bytes.number<int64_t>(what);
    kept = bytes.number<int64_t>(what);
    bytes.within(words, 0, size, "the number of words");
    bytes.within(labels, 1, size, "the number of labels");
    bytes.within(labels, size - words, size - words, "the number of labels");
    bytes.within(kept, -1, arguments.bucket, "the number of n-grams kept");
    if (uint64_t(size) > bytes.left() / LEAST) bytes.take(bytes.left() + 1, what);
    read_entries(bytes, size);
    build_index();
    if (kept >= 0) read_kept(bytes, arguments);
  }

  // Index in `names`, or -1.
  int32_t find(std::string_view word, uint32_t hash) const {
    for (uint32_t i = hash & mask_;; i = (i + 1) & mask_) {
      const Slot& slot = slots_[i];
      if (slot.id < 0 || (slot.hash == hash && names[size_t(slot.id)] == word)) return slot.id;
    }
  }

 private:
  struct Slot {
    uint32_t hash;
    int32_t id;
  };

  void read_entries(Bytes& bytes, int32_t size) {
    const char* what = "the dictionary";
    std::vector<size_t> ends;
    ends.reserve(size_t(size));
    int64_t all = 0;
    for (int32_t i = 0; i < size; ++i) {
      letters += bytes.word(what);
      ends.push_back(letters.size());
      const int64_t count = bytes.within(bytes.number<int64_t>(what), 0, MOST_TOKENS - 1, "the count of a word");
      bytes.within(bytes.number<int8_t>(what), i >= words, i >= words, "the kind of a word");
      counts.push_back(count);
      if (i >= words) all = bytes.within(all + count, 0, MOST_TOKENS - 1, "the count of all labels");
    }
    names.reserve(ends.size());
    size_t start = 0;
    for (const size_t end : ends) names.emplace_back(letters.data() + start, end - start), start = end;
  }

  void read_kept(Bytes& bytes, const Arguments& arguments) {
    bytes.within(arguments.bucket, 0, MOST_PRUNED, "the number of buckets");
    const char* pairs = bytes.take(uint64_t(kept), 8, "the list of n-grams kept");
    std::vector<std::pair<int32_t, int32_t>> sorted(static_cast<size_t>(kept));
    for (size_t i = 0; i < sorted.size(); ++i) {
      std::memcpy(&sorted[i].first, pairs + 8 * i, 4);
      std::memcpy(&sorted[i].second, pairs + 8 * i + 4, 4);
      bytes.within(sorted[i].first, 0, int64_t(arguments.bucket) - 1, "an n-gram kept");
      bytes.within(sorted[i].second, 0, kept - 1, "the row of an n-gram kept");
    }
    std::sort(sorted.begin(), sorted.end());
    std::vector<int32_t> buckets;
    for (const auto& [bucket, row] : sorted) {
      if (!buckets.empty() && buckets.back() == bucket) refuse("it is damaged: an n-gram is kept twice");
      buckets.push_back(bucket);
      row_in_file.push_back(row);
    }
    rows.fill(buckets, arguments.bucket);
  }

  void build_index() {
    uint64_t n = 16;
    while (n < 2 * uint64_t(names.size())) n *= 2;
    mask_ = uint32_t(n - 1);
    slots_.assign(n, Slot{0, -1});
    for (size_t id = 0; id < names.size(); ++id) {
      const uint32_t hash = hash_of(names[id]);
      uint32_t i = hash & mask_;
      while (slots_[i].id >= 0) {
        if (slots_[i].hash == hash && names[size_t(slots_[i].id)] == names[id])
          refuse("it is damaged: a word is in the dictionary twice");
        i = (i + 1) & mask_;
      }
      slots_[i] = {hash, int32_t(id)};
    }
  }

  std::vector<Slot> slots_;
  uint32_t mask_ = 0;
};

// ---- matrices -----------------------------------------------------------------------------------------

// Product quantisation (Jégou et al. 2011): a row is cut into parts, each named by the nearest of 256.
struct Quantizer {
  int64_t dim = 0, parts = 0, width = 0;  // `width` numbers a part, fewer in the last
  const char* centroids = nullptr;

  void read(Bytes& bytes, int64_t columns) {
    const char* what = "the quantised matrix";
    dim = bytes.within(bytes.number<int32_t>(what), columns, columns, "the dimension of a quantiser");
    parts = bytes.number<int32_t>(what);
    width = bytes.within(bytes.number<int32_t>(what), 1, MOST_DIMENSIONS, "the width of a quantiser's part");
    const int64_t most = (dim + width - 1) / width;
    bytes.within(parts, most, most, "the number of a quantiser's parts");
    const int64_t last = dim - (parts - 1) * width;
    bytes.within(bytes.number<int32_t>(what), last, last, "the width of a quantiser's last part");
    centroids = bytes.take(uint64_t(dim * CENTROIDS), 4, what);
    check_weights(centroids, uint64_t(dim * CENTROIDS), what);
  }
  int64_t width_of(int64_t part) const { return std::min(width, dim - part * width); }
  uint64_t centroid(int64_t part, uint8_t code) const {  // where it begins in `centroids`
    return uint64_t(part * width * CENTROIDS + code * width_of(part));
  }
};

#if defined(__GNUC__)
#define PROOFPILE_PREFETCH(address) __builtin_prefetch(address)
#else
#define PROOFPILE_PREFETCH(address)
#endif

template <int WIDTH>
inline void add_columns(const char* matrix, int64_t dim, const int32_t* ids, size_t n, int64_t from, float* sum) {
  float total[WIDTH];  // in registers over all rows, which halves the time
  for (int k = 0; k < WIDTH; ++k) total[k] = sum[from + k];
  for (size_t i = 0; i < n; ++i) {
    float values[WIDTH];
    std::memcpy(values, matrix + 4 * (int64_t(ids[i]) * dim + from), sizeof values);
    for (int k = 0; k < WIDTH; ++k) total[k] += values[k];
  }
  for (int k = 0; k < WIDTH; ++k) sum[from + k] = total[k];
}

// Adds rows of a matrix of floats to `sum`, one after the other.
inline void add_rows(const char* matrix, int64_t dim, const int32_t* ids, size_t n, float* sum) {
  int64_t from = 0;
  for (; from + 16 <= dim; from += 16) add_columns<16>(matrix, dim, ids, n, from, sum);
  for (; from + 4 <= dim; from += 4) add_columns<4>(matrix, dim, ids, n, from, sum);
  for (; from < dim; ++from) add_columns<1>(matrix, dim, ids, n, from, sum);
}

class Matrix {
 public:
  int64_t rows() const { return rows_; }
  int64_t columns() const { return dim_; }

  void read_dense(Bytes& bytes, int64_t dim, const char* what) {
    shape(bytes, dim, what);
    if (uint64_t(rows_) > bytes.left() / 4 / uint64_t(dim)) bytes.take(bytes.left() + 1, what);
    floats_ = bytes.take(uint64_t(rows_ * dim), 4, what);
    check_weights(floats_, uint64_t(rows_ * dim), what);
    if (uint64_t(rows_ * dim) * 4 > KEPT_DENSE) return;
    own_.resize(size_t(rows_ * dim));
    if (!own_.empty()) std::memcpy(own_.data(), floats_, own_.size() * 4);
    floats_ = reinterpret_cast<const char*>(own_.data());
  }

  // Rows from `first` on are taken in the order of `rows`, which counts from there.
  void read_quantized(Bytes& bytes, int64_t dim, const char* what, int64_t first = 0,
                      const std::vector<int32_t>& rows = {}) {
    const bool with_norms = bytes.flag(what);
    shape(bytes, dim, what);
    const int64_t n_codes = bytes.within(bytes.number<int32_t>(what), 0, std::numeric_limits<int32_t>::max(), what);
    codes_ = reinterpret_cast<const uint8_t*>(bytes.take(uint64_t(n_codes), what));
    quantizer_.read(bytes, dim);
    if (rows_ > n_codes || rows_ * quantizer_.parts != n_codes)
      refuse(std::string("it is damaged: the codes of ") + what + " are not as many as its rows need");
    if (with_norms) {
      norm_codes_ = reinterpret_cast<const uint8_t*>(bytes.take(uint64_t(rows_), what));
      norms_.read(bytes, 1);
    }
    if (!rows.empty()) reorder(first, rows);
    if (uint64_t(rows_ * dim) * 4 > KEPT_DENSE) return;
    own_.assign(size_t(rows_ * dim), 0.0f);
    for (int64_t i = 0; i < rows_; ++i) add_codes(i, own_.data() + i * dim, norm(i));
    floats_ = reinterpret_cast<const char*>(own_.data());
  }

  // Adds rows to `sum` one after the other.
  void add(const int32_t* ids, size_t n, float* sum) const {
    if (!floats_) {
      for (size_t i = 0; i < n; ++i) add_codes(ids[i], sum, norm(ids[i]));
      return;
    }
    add_rows(floats_, dim_, ids, n, sum);
  }
  void prefetch(int32_t id) const {
    if (floats_) PROOFPILE_PREFETCH(floats_ + 4 * int64_t(id) * dim_);
  }
  void row(int64_t i, float* out) const {
    const int32_t id = int32_t(i);
    std::fill(out, out + dim_, 0.0f);
    add(&id, 1, out);
  }
  // A quantised row without its length, and the length, which fastText's products take apart from it.
  float direction(int64_t i, float* out) const {
    if (codes_ == nullptr) return row(i, out), 1.0f;
    std::fill(out, out + dim_, 0.0f);
    add_codes(i, out, 1.0f);
    return norm(i);
  }

 private:
  void shape(Bytes& bytes, int64_t dim, const char* what) {
    rows_ = bytes.within(bytes.number<int64_t>(what), 0, std::numeric_limits<int32_t>::max(), "the number of rows");
    dim_ = bytes.within(bytes.number<int64_t>(what), dim, dim, "the number of columns");
  }

  void reorder(int64_t first, const std::vector<int32_t>& rows) {
    if (rows_ < first + int64_t(rows.size())) refuse("it is damaged: fewer rows than words and n-grams kept");
    const int64_t parts = quantizer_.parts;
    own_codes_.assign(codes_, codes_ + rows_ * parts);
    if (norm_codes_) own_codes_.insert(own_codes_.end(), norm_codes_, norm_codes_ + rows_);
    for (size_t i = 0; i < rows.size(); ++i) {
      std::copy_n(codes_ + (first + rows[i]) * parts, parts, own_codes_.data() + (first + int64_t(i)) * parts);
      if (norm_codes_) own_codes_[size_t(rows_ * parts + first) + i] = norm_codes_[first + rows[i]];
    }
    codes_ = own_codes_.data();
    if (norm_codes_) norm_codes_ = own_codes_.data() + rows_ * parts;
  }
  float norm(int64_t i) const { return norm_codes_ ? float_at(norms_.centroids, norm_codes_[i]) : 1.0f; }
  void add_codes(int64_t i, float* sum, float norm) const {
    const uint8_t* code = codes_ + i * quantizer_.parts;
    for (int64_t part = 0; part < quantizer_.parts; ++part) {
      const uint64_t at = quantizer_.centroid(part, code[part]);
      const int64_t width = quantizer_.width_of(part);
      for (int64_t k = 0; k < width; ++k) {
        const float value = norm * float_at(quantizer_.centroids, at + uint64_t(k));
        sum[part * quantizer_.width + k] += value;
      }
    }
  }

  int64_t rows_ = 0, dim_ = 0;
  const char* floats_ = nullptr;
  std::vector<float> own_;
  std::vector<uint8_t> own_codes_;
  const uint8_t *codes_ = nullptr, *norm_codes_ = nullptr;
  Quantizer quantizer_, norms_;
};

// ---- the labels' tree ---------------------------------------------------------------------------------

// The Huffman tree over labels, commonest first, that hierarchical softmax walks. Leaves are the labels.
class Tree {
 public:
  struct Node {
    int32_t parent = -1, left = -1, right = -1;
    int64_t count = MOST_TOKENS;
  };

  void build(const int64_t* counts, int32_t labels) {
    labels_ = labels;
    nodes_.assign(2 * size_t(labels) - 1, Node{});
    for (int32_t i = 0; i < labels; ++i) nodes_[size_t(i)].count = counts[i];
    int32_t leaf = labels_ - 1, node = labels_;
    for (int32_t i = labels_; i < int32_t(nodes_.size()); ++i) {
      int32_t lightest[2];
      for (int32_t& one : lightest)
        one = leaf >= 0 && nodes_[size_t(leaf)].count < nodes_[size_t(node)].count ? leaf-- : node++;
      nodes_[size_t(i)].left = lightest[0];
      nodes_[size_t(i)].right = lightest[1];
      nodes_[size_t(i)].count = nodes_[size_t(lightest[0])].count + nodes_[size_t(lightest[1])].count;
      nodes_[size_t(lightest[0])].parent = nodes_[size_t(lightest[1])].parent = i;
    }
  }
  const Node& operator[](int32_t i) const { return nodes_[size_t(i)]; }
  int32_t root() const { return int32_t(nodes_.size()) - 1; }
  bool is_leaf(int32_t i) const { return i < labels_; }
  int32_t weights(int32_t i) const { return i - labels_; }  // the row of the output matrix

 private:
  int32_t labels_ = 0;
  std::vector<Node> nodes_;
};

// ---- the model ----------------------------------------------------------------------------------------

// Rows of words seen lately, for models with character n-grams: nine in ten words of a text are known
// after a few pages, and finding a word's n-grams costs four times as much as adding them.
class Memo {
 public:
  static constexpr size_t LONGEST = 16, MOST = 27;
  struct Entry {
    int16_t n = -1, length = 0;
    char word[LONGEST];
    int32_t rows[MOST];
  };
  Memo() : entries_(SIZE) {}
  Entry& of(uint32_t hash) { return entries_[(hash ^ (hash >> 16)) % SIZE]; }
  static bool holds(const Entry& entry, std::string_view word) {
    return entry.n >= 0 && size_t(entry.length) == word.size() && std::memcmp(entry.word, word.data(), word.size()) == 0;
  }
  static void keep(Entry& entry, std::string_view word, const int32_t* rows, size_t n) {
    if (word.size() > LONGEST || n > MOST) return;
    entry.n = int16_t(n);
    entry.length = int16_t(word.size());
    std::memcpy(entry.word, word.data(), word.size());
    std::copy_n(rows, n, entry.rows);
  }

 private:
  static constexpr size_t SIZE = 1 << 13;  // 1 MB
  std::vector<Entry> entries_;
};

using Prediction = std::pair<float, int32_t>;  // logarithm of the probability, label

class Model {
 public:
  // Keeps pointing into `data` where matrices are large.
  Model(const char* data, size_t size) {
    Bytes bytes(data, size);
    arguments_.read(bytes);
    dictionary_.read(bytes, arguments_);
    read_matrices(bytes);
    if (arguments_.loss == HIERARCHICAL) tree_.build(dictionary_.counts.data() + dictionary_.words, n_labels());
    if (arguments_.loss == NEGATIVE || arguments_.loss == ONE_VS_ALL) fill_sigmoids();
    remainder_ = Remainder(uint32_t(std::max(arguments_.bucket, 1)));
  }
  Model(const Model&) = delete;

  const Arguments& arguments() const { return arguments_; }
  int32_t n_words() const { return dictionary_.words; }
  int32_t n_labels() const { return dictionary_.labels; }
  std::string_view label(int32_t i) const { return dictionary_.names[size_t(dictionary_.words + i)]; }

  // The k likeliest labels, likeliest first (of equals, the first in the file); fewer where there are no
  // more, or where fewer reach 1e-5 in hierarchical softmax; none where no word of the text is known.
  // One thread at a time may use a memo.
  std::vector<Prediction> predict(std::string_view text, size_t k, Memo* memo = nullptr) const {
    std::vector<float> hidden(size_t(arguments_.dim), 0.0f);
    std::vector<Prediction> best;
    if (!average(text, hidden.data(), memo) || k == 0) return best;
    k = std::min(k, size_t(n_labels()));
    if (arguments_.loss == HIERARCHICAL) {
      descend(hidden.data(), k, best);
    } else {
      const std::vector<float> output = scores(hidden.data());
      best.reserve(output.size());
      for (size_t i = 0; i < output.size(); ++i) best.emplace_back(log_of(output[i]), int32_t(i));
      std::partial_sort(best.begin(), best.begin() + int64_t(k), best.end(), likelier);
      best.resize(k);
    }
    return best;
  }

  // Of one label; 0 where no word of the text is known.
  float probability(std::string_view text, int32_t label, Memo* memo = nullptr) const {
    std::vector<float> hidden(size_t(arguments_.dim), 0.0f);
    if (!average(text, hidden.data(), memo)) return 0.0f;
    const float score = arguments_.loss == HIERARCHICAL ? climb(hidden.data(), label)
                                                        : log_of(scores(hidden.data())[size_t(label)]);
    return float(exponential(double(score)));
  }

 private:
  static bool likelier(const Prediction& a, const Prediction& b) {
    return a.first > b.first || (a.first == b.first && a.second < b.second);
  }

  void read_matrices(Bytes& bytes) {
    const char *input = "the input matrix", *output = "the output matrix";
    const bool quantized = bytes.flag(input);
    if (!quantized && dictionary_.kept >= 0)
      refuse("it is damaged: n-grams were left out, but the matrix is not quantised");
    quantized ? input_.read_quantized(bytes, arguments_.dim, input, dictionary_.words, dictionary_.row_in_file)
              : input_.read_dense(bytes, arguments_.dim, input);
    const bool hashes = arguments_.maxn > 0 || arguments_.word_ngrams > 1;
    const int64_t hashed = dictionary_.kept >= 0 ? dictionary_.kept : hashes ? arguments_.bucket : 0;
    bytes.within(input_.rows(), dictionary_.words + hashed, std::numeric_limits<int32_t>::max(),
                 "the number of rows of the input matrix");
    Matrix weights;
    bytes.flag(output) && quantized ? weights.read_quantized(bytes, arguments_.dim, output)
                                    : weights.read_dense(bytes, arguments_.dim, output);
    bytes.within(weights.rows(), n_labels(), n_labels(), "the number of rows of the output matrix");
    turn(weights);
  }

  // A column of the output matrix at a time is what a compiler makes vectors of without changing the
  // order of any label's sum; the tree asks for rows.
  void turn(const Matrix& weights) {
    const int64_t dim = arguments_.dim, n = n_labels();
    const bool by_row = arguments_.loss == HIERARCHICAL;
    output_.resize(size_t(dim * n));
    lengths_.resize(size_t(n));
    std::vector<float> row(size_t(dim), 0.0f);
    for (int64_t i = 0; i < n; ++i) {
      lengths_[size_t(i)] = weights.direction(i, row.data());
      for (int64_t j = 0; j < dim; ++j) output_[size_t(by_row ? i * dim + j : j * n + i)] = row[size_t(j)];
    }
  }

  // fastText looks its sigmoid up, 512 steps from -8 to 8.
  void fill_sigmoids() {
    for (int i = 0; i <= STEPS; ++i) {
      const float x = float(i * 2 * REACH) / float(STEPS) - float(REACH);
      sigmoids_.push_back(float(1.0 / (1.0 + double(float(exponential(-double(x)))))));
    }
  }
  float looked_up(float x) const {
    if (x < -float(REACH)) return 0.0f;
    if (x > float(REACH)) return 1.0f;
    return sigmoids_[size_t((x + float(REACH)) * float(STEPS) / float(REACH) / 2.0f)];
  }

  // Probabilities of all labels, where the loss is not hierarchical.
  std::vector<float> scores(const float* hidden) const {
    const size_t n = size_t(n_labels());
    std::vector<float> output(n, 0.0f);
    for (int32_t j = 0; j < arguments_.dim; ++j) {
      const float factor = hidden[j];
      const float* column = output_.data() + size_t(j) * n;
      for (size_t i = 0; i < n; ++i) output[i] += column[i] * factor;
    }
    for (size_t i = 0; i < n; ++i) output[i] *= lengths_[i];
    if (arguments_.loss != SOFTMAX) {
      for (float& one : output) one = looked_up(one);
      return output;
    }
    const float most = *std::max_element(output.begin(), output.end());
    float sum = 0.0f;
    for (float& one : output) one = float(exponential(double(one - most))), sum += one;
    for (float& one : output) one /= sum;
    return output;
  }

  // How likely it is to go right at `node`.
  float right(const float* hidden, int32_t node) const {
    const float* weights = output_.data() + int64_t(tree_.weights(node)) * arguments_.dim;
    float sum = 0.0f;
    for (int32_t j = 0; j < arguments_.dim; ++j) sum += weights[j] * hidden[j];
    return sigmoid(sum * lengths_[size_t(tree_.weights(node))]);
  }
  static float left(float right) { return float(1.0 - double(right)); }

  // Depth first, leaving out what can no longer be among the k likeliest. A stack of our own, since a
  // file can ask for a tree as deep as it has labels.
  void descend(const float* hidden, size_t k, std::vector<Prediction>& best) const {
    const float least = log_of(0.0f);
    std::vector<Prediction> open{{0.0f, tree_.root()}};
    while (!open.empty()) {
      const auto [score, node] = open.back();
      open.pop_back();
      if (score < least || (best.size() == k && score < best.front().first)) continue;
      if (tree_.is_leaf(node)) {
        best.emplace_back(score, node);
        std::push_heap(best.begin(), best.end(), likelier);
        if (best.size() > k) std::pop_heap(best.begin(), best.end(), likelier), best.pop_back();
        continue;
      }
      const float f = right(hidden, node);
      const Prediction to_left{score + log_of(left(f)), tree_[node].left};
      const Prediction to_right{score + log_of(f), tree_[node].right};
      const bool right_first = to_right.first > to_left.first;
      open.push_back(right_first ? to_left : to_right);
      open.push_back(right_first ? to_right : to_left);
    }
    std::sort(best.begin(), best.end(), likelier);
  }

  // The score of one label, summed from the root as `descend` does.
  float climb(const float* hidden, int32_t label) const {
    std::vector<int32_t> path;
    for (int32_t node = label; node >= 0; node = tree_[node].parent) path.push_back(node);
    float score = 0.0f;
    for (size_t i = path.size() - 1; i > 0; --i) {
      const float f = right(hidden, path[i]);
      score += log_of(tree_[path[i]].right == path[i - 1] ? f : left(f));
    }
    return score;
  }

  // Rows to be added, a block at a time: by then they have arrived from memory.
  class Sum {
   public:
    Sum(const Matrix& matrix, float* total) : matrix_(matrix), total_(total) {}
    void add(int32_t row) {
      matrix_.prefetch(row);
      block_[filled_++] = row;
      if (filled_ == BLOCK) flush();
    }
    void add(const int32_t* rows, size_t n) {
      for (size_t i = 0; i < n; ++i) add(rows[i]);
    }
    uint64_t flush() {
      matrix_.add(block_, filled_, total_);
      count_ += filled_;
      filled_ = 0;
      return count_;
    }

   private:
    static constexpr size_t BLOCK = 256;
    const Matrix& matrix_;
    float* total_;
    int32_t block_[BLOCK];
    size_t filled_ = 0;
    uint64_t count_ = 0;
  };

  // What is used again from word to word of one text.
  struct Scratch {
    std::string bracketed;
    std::vector<uint32_t> starts;  // of its characters, and its end
    std::vector<int32_t> rows;
  };

  // The mean of the rows of the text's words and n-grams; false where there are none.
  bool average(std::string_view text, float* hidden, Memo* memo) const {
    Sum sum(input_, hidden);
    std::vector<uint32_t> hashes;  // of the words, in order
    const bool ngrams = arguments_.word_ngrams > 1 && arguments_.bucket > 0;
    Scratch scratch;
    const auto take = [&](std::string_view word, uint32_t hash) {
      if (add_word(sum, word, hash, scratch, memo) && ngrams) hashes.push_back(hash);
    };
    size_t at = 0;
    while (at < text.size()) {
      if (is_separator(text[at])) {
        ++at;
        continue;
      }
      const size_t start = at;
      uint32_t hash = FNV_START;
      do hash = fnv(hash, text[at]);
      while (++at < text.size() && !is_separator(text[at]));
      const std::string_view word = text.substr(start, at - start);
      if (word == END_OF_LINE) break;
      take(word, hash);
    }
    take(END_OF_LINE, hash_of(END_OF_LINE));
    for (size_t i = 0; i < hashes.size(); ++i) {
      uint64_t hash = uint64_t(int64_t(int32_t(hashes[i])));
      const size_t stop = std::min(hashes.size(), i + size_t(arguments_.word_ngrams));
      for (size_t j = i + 1; j < stop; ++j) {
        hash = extended(hash, hashes[j]);
        int32_t row;
        if (put(remainder_.of(hash), &row)) sum.add(row);
      }
    }
    const uint64_t n = sum.flush();
    if (n == 0) return false;
    const float share = float(1.0 / double(n));
    for (int32_t j = 0; j < arguments_.dim; ++j) hidden[j] *= share;
    return true;
  }

  // Whether it is a word, and not one of the labels' names.
  bool add_word(Sum& sum, std::string_view word, uint32_t hash, Scratch& scratch, Memo* memo) const {
    const bool spells = arguments_.maxn > 0 && arguments_.bucket > 0;
    Memo::Entry* const entry = spells && memo ? &memo->of(hash) : nullptr;
    if (entry && Memo::holds(*entry, word)) return sum.add(entry->rows, size_t(entry->n)), true;
    const int32_t id = dictionary_.find(word, hash);
    if (id >= dictionary_.words || (id < 0 && word.substr(0, LABEL.size()) == LABEL)) return false;
    if (!spells || word == END_OF_LINE) {
      if (id >= 0) sum.add(id);
      return true;
    }
    scratch.bracketed.assign(1, '<').append(word).push_back('>');
    scratch.starts.clear();
    for (size_t i = 0; i < scratch.bracketed.size(); ++i)
      if (!continues(scratch.bracketed[i])) scratch.starts.push_back(uint32_t(i));
    scratch.starts.push_back(uint32_t(scratch.bracketed.size()));
    scratch.rows.resize(size_t(AT_ONCE * arguments_.maxn + 1));
    size_t n = 0;
    if (id >= 0) scratch.rows[n++] = id;
    const size_t characters = scratch.starts.size() - 1;
    for (size_t first = 0; first < characters; first += AT_ONCE) {
      n = add_characters(scratch, first, std::min(characters, first + AT_ONCE), n);
      sum.add(scratch.rows.data(), n);
      if (entry && characters <= AT_ONCE) Memo::keep(*entry, word, scratch.rows.data(), n);
      n = 0;
    }
    return true;
  }

  // Of a word in its brackets: all runs of minn to maxn characters that begin with those from `first` to
  // `last`, but not a bracket alone. Returns how many rows there are then, `n` of them before.
  size_t add_characters(Scratch& scratch, size_t first, size_t last, size_t n) const {
    const std::string& word = scratch.bracketed;
    const size_t characters = scratch.starts.size() - 1;
    int32_t* rows = scratch.rows.data();
    for (size_t i = first; i < last; ++i) {
      uint32_t hash = FNV_START;
      size_t at = scratch.starts[i];
      const size_t stop = std::min(characters, i + size_t(arguments_.maxn));
      for (size_t j = i; j < stop; ++j) {
        for (const size_t end = scratch.starts[j + 1]; at < end; ++at) hash = fnv(hash, word[at]);
        const bool bracket = j == i && (i == 0 || j + 1 == characters);
        if (int32_t(j - i) + 1 >= arguments_.minn && !bracket) n += put(remainder_.of(hash), rows + n);
      }
    }
    return n;
  }

  // Writes the row of a bucket, and returns 1, or 0 if it was not kept.
  size_t put(uint32_t bucket, int32_t* row) const {
    if (dictionary_.kept < 0) return *row = dictionary_.words + int32_t(bucket), 1;
    *row = dictionary_.words + dictionary_.rows.rank(bucket);
    return dictionary_.rows.has(bucket);
  }

  static constexpr size_t AT_ONCE = 64;  // characters of a word whose n-grams are held
  static constexpr int STEPS = 512, REACH = 8;

  Arguments arguments_;
  Dictionary dictionary_;
  Matrix input_;
  std::vector<float> output_, lengths_, sigmoids_;
  Tree tree_;
  Remainder remainder_;
};

}  // namespace proofpile::fasttext
