// Trains a fastText classifier: bags of words and hashed word n-grams, softmax, plain stochastic descent
// with a rate that falls to 0 (Joulin et al., "Bag of Tricks for Efficient Text Classification").
//
// The algorithm is the library's, on one thread. What differs is what makes it repeatable: numbers from a
// generator of our own, exponentials of our own, ties in the dictionary by first appearance; and examples
// come in another order each epoch, where the library takes a file's, so that sorted input does no harm.
#pragma once

#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "fasttext.hpp"

namespace proofpile::fasttext {

// splitmix64 (Steele, Lea, Flood 2014) as a function of a place: any number without those before it.
inline uint64_t scrambled(uint64_t seed, uint64_t place) {
  uint64_t z = seed + (place + 1) * 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}
inline uint64_t below(uint64_t random, uint64_t n) { return uint64_t((unsigned __int128)(random) * n >> 64); }

// Distinct words in order of appearance, with counts.
class Vocabulary {
 public:
  Vocabulary() : slots_(1024, Slot{0, -1}) {}
  int32_t add(std::string_view word, uint32_t hash) {
    uint32_t i = place(word, hash);
    if (slots_[i].id < 0) {
      if (2 * ends_.size() >= slots_.size()) grow(), i = place(word, hash);
      if (ends_.size() >= size_t(std::numeric_limits<int32_t>::max())) refuse("more than 2^31 distinct words");
      slots_[i] = {hash, int32_t(ends_.size())};
      letters_ += word;
      ends_.push_back(letters_.size());
      hashes_.push_back(hash);
      counts_.push_back(0);
    }
    ++counts_[size_t(slots_[i].id)];
    return slots_[i].id;
  }
  size_t size() const { return ends_.size(); }
  std::string_view name(size_t id) const {
    const size_t start = id ? ends_[id - 1] : 0;
    return std::string_view(letters_).substr(start, ends_[id] - start);
  }
  int64_t count(size_t id) const { return counts_[id]; }
  uint32_t hash(size_t id) const { return hashes_[id]; }

 private:
  struct Slot {
    uint32_t hash;
    int32_t id;
  };
  uint32_t place(std::string_view word, uint32_t hash) const {
    const uint32_t mask = uint32_t(slots_.size() - 1);
    uint32_t i = hash & mask;
    while (slots_[i].id >= 0 && !(slots_[i].hash == hash && name(size_t(slots_[i].id)) == word)) i = (i + 1) & mask;
    return i;
  }
  void grow() {
    slots_.assign(2 * slots_.size(), Slot{0, -1});
    const uint32_t mask = uint32_t(slots_.size() - 1);
    for (size_t id = 0; id < ends_.size(); ++id) {
      uint32_t i = hashes_[id] & mask;
      while (slots_[i].id >= 0) i = (i + 1) & mask;
      slots_[i] = {hashes_[id], int32_t(id)};
    }
  }
  std::string letters_;
  std::vector<size_t> ends_;
  std::vector<uint32_t> hashes_;
  std::vector<int64_t> counts_;
  std::vector<Slot> slots_;
};

// Labelled texts, kept as numbers of their words: 4 bytes a word.
class Examples {
 public:
  // `label` without blanks, `line` as `Model` reads one: to its end or the word </s>, names of labels left out.
  void add(std::string_view label, std::string_view line) {
    const std::string name = std::string(LABEL).append(label);
    size_t at = 0;
    while (at < line.size()) {
      if (is_separator(line[at])) {
        ++at;
        continue;
      }
      const size_t start = at;
      uint32_t hash = FNV_START;
      do hash = fnv(hash, line[at]);
      while (++at < line.size() && !is_separator(line[at]));
      const std::string_view word = line.substr(start, at - start);
      if (word == END_OF_LINE) break;
      if (word.substr(0, LABEL.size()) != LABEL) tokens_.push_back(words_.add(word, hash));
    }
    tokens_.push_back(words_.add(END_OF_LINE, hash_of(END_OF_LINE)));
    ends_.push_back(tokens_.size());
    label_of_.push_back(labels_.add(name, hash_of(name)));
  }
  size_t size() const { return ends_.size(); }
  const int32_t* begin(size_t i) const { return tokens_.data() + (i ? ends_[i - 1] : 0); }
  const int32_t* end(size_t i) const { return tokens_.data() + ends_[i]; }
  int32_t label(size_t i) const { return label_of_[i]; }
  int64_t tokens() const { return int64_t(tokens_.size() + ends_.size()); }  // labels are tokens, too
  const Vocabulary& words() const { return words_; }
  const Vocabulary& labels() const { return labels_; }

 private:
  Vocabulary words_, labels_;
  std::vector<int32_t> tokens_, label_of_;
  std::vector<size_t> ends_;
};

// ---- descent ------------------------------------------------------------------------------------------

struct Schedule {
  int32_t epochs = 5;
  double lr = 0.1;
  uint64_t seed = 0;
};

struct Weights {
  int64_t dim = 0;
  std::vector<float> input, output;  // rows of `dim` numbers
};

// Which rows stand for an example's words and n-grams.
struct Rows {
  std::vector<int32_t> word;    // of a word of `Examples`, or -1
  std::vector<int32_t> label;   // of a label of `Examples`
  int32_t words = 0;            // rows before those of n-grams
  int32_t word_ngrams = 1;
  uint32_t bucket = 0;
  const Kept* kept = nullptr;   // of buckets, where not all have rows

  void of(const Examples& examples, size_t example, const Remainder& remainder, std::vector<int32_t>& ids) const {
    ids.clear();
    const int32_t *begin = examples.begin(example), *end = examples.end(example);
    for (const int32_t* token = begin; token < end; ++token)
      if (word[size_t(*token)] >= 0) ids.push_back(word[size_t(*token)]);
    if (word_ngrams < 2 || bucket == 0) return;
    for (const int32_t* token = begin; token < end; ++token) {
      uint64_t hash = uint64_t(int64_t(int32_t(examples.words().hash(size_t(*token)))));
      const int32_t* stop = end - token > word_ngrams ? token + word_ngrams : end;
      for (const int32_t* next = token + 1; next < stop; ++next) {
        hash = extended(hash, examples.words().hash(size_t(*next)));
        const uint32_t at = remainder.of(hash);
        if (!kept) ids.push_back(words + int32_t(at));
        else if (kept->has(at)) ids.push_back(words + kept->rank(at));
      }
    }
  }
};

// One step for one example at a time; `seen(done, all)` is called now and then with tokens.
template <typename Seen>
class Descent {
 public:
  Descent(Weights& weights, const Examples& examples, const Rows& rows, Seen seen)
      : weights_(weights), examples_(examples), rows_(rows), seen_(seen), remainder_(std::max(rows.bucket, 1u)),
        hidden_(size_t(weights.dim)), gradient_(size_t(weights.dim)),
        output_(weights.output.size() / size_t(weights.dim)) {}

  void run(const Schedule& schedule) {
    std::vector<uint32_t> order(examples_.size());
    std::iota(order.begin(), order.end(), 0u);
    const int64_t all = examples_.tokens() * schedule.epochs;
    int64_t done = 0, told = 0;
    for (int32_t epoch = 0; epoch < schedule.epochs; ++epoch) {
      const uint64_t seed = scrambled(~schedule.seed, uint64_t(epoch));
      for (size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[below(scrambled(seed, i), i)]);
      for (const uint32_t example : order) {
        step(example, float(schedule.lr * (1.0 - double(done) / double(all))));
        done += examples_.end(example) - examples_.begin(example) + 1;
        if (done - told >= TELL) seen_(told = done, all);
      }
    }
    seen_(all, all);
  }

 private:
  static constexpr int64_t TELL = 1 << 18;  // tokens: some 50 ms
  static constexpr size_t AHEAD = 12;       // rows asked of memory before they are needed

  float* row(int32_t id) { return weights_.input.data() + int64_t(id) * weights_.dim; }
  void fetch(int32_t id) {
    const char* address = reinterpret_cast<const char*>(row(id));
    for (int64_t at = 0; at < 4 * weights_.dim; at += 64) PROOFPILE_PREFETCH(address + at);
  }

  void step(size_t example, float lr) {
    rows_.of(examples_, example, remainder_, ids_);
    if (ids_.empty()) return;
    const int64_t dim = weights_.dim;
    average();
    const float most = scores();
    float sum = 0.0f;
    for (float& one : output_) one = float(exponential(double(one - most))), sum += one;
    std::fill(gradient_.begin(), gradient_.end(), 0.0f);
    const int32_t target = rows_.label[size_t(examples_.label(example))];
    for (size_t i = 0; i < output_.size(); ++i) {
      const float alpha = lr * ((int32_t(i) == target ? 1.0f : 0.0f) - output_[i] / sum);
      float *weight = weights_.output.data() + int64_t(i) * dim, *gradient = gradient_.data();
      const float* hidden = hidden_.data();
      for (int64_t j = 0; j < dim; ++j) gradient[j] += alpha * weight[j];
      for (int64_t j = 0; j < dim; ++j) weight[j] += alpha * hidden[j];
    }
    const float share = float(1.0 / double(ids_.size()));
    for (float& one : gradient_) one *= share;
    for (const int32_t id : ids_) {
      float* __restrict input = row(id);
      const float* __restrict gradient = gradient_.data();
      for (int64_t j = 0; j < dim; ++j) input[j] += gradient[j];
    }
  }

  void average() {
    const char* matrix = reinterpret_cast<const char*>(weights_.input.data());
    std::fill(hidden_.begin(), hidden_.end(), 0.0f);
    for (size_t i = 0; i < std::min(AHEAD, ids_.size()); ++i) fetch(ids_[i]);
    for (size_t i = 0; i < ids_.size(); i += AHEAD) {
      const size_t n = std::min(AHEAD, ids_.size() - i);
      for (size_t k = i + AHEAD; k < std::min(i + 2 * AHEAD, ids_.size()); ++k) fetch(ids_[k]);
      add_rows(matrix, weights_.dim, ids_.data() + i, n, hidden_.data());
    }
    const float share = float(1.0 / double(ids_.size()));
    for (float& one : hidden_) one *= share;
  }

  // The largest of `output_`.
  float scores() {
    for (size_t i = 0; i < output_.size(); ++i) {
      const float* weight = weights_.output.data() + int64_t(i) * weights_.dim;
      float sum = 0.0f;
      for (int64_t j = 0; j < weights_.dim; ++j) sum += weight[j] * hidden_[size_t(j)];
      if (!(std::fabs(sum) <= LARGEST_WEIGHT)) refuse("training diverges: choose a smaller lr");
      output_[i] = sum;
    }
    return *std::max_element(output_.begin(), output_.end());
  }

  Weights& weights_;
  const Examples& examples_;
  const Rows& rows_;
  Seen seen_;
  Remainder remainder_;
  std::vector<float> hidden_, gradient_, output_;
  std::vector<int32_t> ids_;
};

// ---- a model's file -----------------------------------------------------------------------------------

class Writer {
 public:
  template <typename T>
  void number(T value) {
    data_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void bytes(const void* data, size_t size) { data_.append(static_cast<const char*>(data), size); }
  void entry(std::string_view name, int64_t count, bool is_label) {
    data_.append(name).push_back('\0');
    number(count);
    number(int8_t(is_label));
  }
  void arguments(const Arguments& a) {
    for (const int32_t value : {MAGIC, NEWEST, a.dim, a.ws, a.epoch, a.min_count, a.neg, a.word_ngrams, a.loss,
                                a.model, a.bucket, a.minn, a.maxn, a.lr_update_rate})
      number(value);
    number(a.t);
  }
  void sizes(int64_t words, int64_t labels, int64_t tokens, int64_t kept) {
    for (const int64_t value : {words + labels, words, labels}) number(int32_t(value));
    number(tokens);
    number(kept);
  }
  void dense(const std::vector<float>& matrix, int64_t dim) {
    number(int64_t(matrix.size()) / dim);
    number(dim);
    bytes(matrix.data(), matrix.size() * sizeof(float));
  }
  void reserve(size_t size) { data_.reserve(size); }
  std::string take() { return std::move(data_); }

 private:
  std::string data_;
};

// ---- training -----------------------------------------------------------------------------------------

struct Wish {
  int32_t dim = 64, word_ngrams = 2, bucket = 1 << 20, min_count = 5;
  Schedule schedule;
};

// Numbers of `vocabulary` counted at least `least` times, commonest first; of equals, the first seen.
inline std::vector<int32_t> commonest(const Vocabulary& vocabulary, int64_t least) {
  std::vector<int32_t> ids;
  for (size_t id = 0; id < vocabulary.size(); ++id)
    if (vocabulary.count(id) >= least || vocabulary.name(id) == END_OF_LINE) ids.push_back(int32_t(id));
  std::stable_sort(ids.begin(), ids.end(), [&](int32_t a, int32_t b) {
    return vocabulary.count(size_t(a)) > vocabulary.count(size_t(b));
  });
  return ids;
}

inline std::vector<int32_t> inverse(const std::vector<int32_t>& ids, size_t n) {
  std::vector<int32_t> rows(n, -1);
  for (size_t i = 0; i < ids.size(); ++i) rows[size_t(ids[i])] = int32_t(i);
  return rows;
}

inline void start(Weights& weights, int64_t n_rows, int64_t n_labels, uint64_t seed) {
  const float reach = 1.0f / float(weights.dim);
  weights.input.resize(size_t(n_rows * weights.dim));
  for (size_t i = 0; i < weights.input.size(); ++i)
    weights.input[i] = (float(scrambled(seed, i) >> 40) * 0x1p-23f - 1.0f) * reach;
  weights.output.assign(size_t(n_labels * weights.dim), 0.0f);
}

// The bytes of a .bin.
template <typename Seen>
std::string train(const Examples& examples, const Wish& wish, Seen seen) {
  const std::vector<int32_t> words = commonest(examples.words(), wish.min_count);
  const std::vector<int32_t> labels = commonest(examples.labels(), 0);
  // As the library writes it, which would divide by buckets that are none.
  const int32_t bucket = wish.word_ngrams > 1 ? wish.bucket : 0;
  const int32_t word_ngrams = bucket > 0 ? wish.word_ngrams : 1;
  Weights weights;
  weights.dim = wish.dim;
  start(weights, int64_t(words.size()) + bucket, int64_t(labels.size()), wish.schedule.seed);
  const Rows rows{inverse(words, examples.words().size()), inverse(labels, examples.labels().size()),
                  int32_t(words.size()), word_ngrams, uint32_t(bucket), nullptr};
  Descent<Seen>(weights, examples, rows, seen).run(wish.schedule);
  check_weights(reinterpret_cast<const char*>(weights.input.data()), weights.input.size(), "the input matrix");

  Arguments arguments;
  arguments.dim = wish.dim;
  arguments.epoch = wish.schedule.epochs;
  arguments.min_count = wish.min_count;
  arguments.word_ngrams = word_ngrams;
  arguments.bucket = bucket;
  Writer file;
  file.reserve(weights.input.size() * 4 + 64 * words.size() + (1 << 16));
  file.arguments(arguments);
  file.sizes(int64_t(words.size()), int64_t(labels.size()), examples.tokens(), -1);
  for (const int32_t id : words) file.entry(examples.words().name(size_t(id)), examples.words().count(size_t(id)), false);
  for (const int32_t id : labels) file.entry(examples.labels().name(size_t(id)), examples.labels().count(size_t(id)), true);
  file.number(uint8_t(0));  // the input is not quantised
  file.dense(weights.input, weights.dim);
  file.number(uint8_t(0));
  file.dense(weights.output, weights.dim);
  return file.take();
}

}  // namespace proofpile::fasttext
