// Interpolated modified Kneser-Ney, estimated by sorting (Chen & Goodman 1998; Heafield et al. 2013, section 3).
//
// 1. count    n-grams of the highest order, sorted by their last word first ("suffix order")
// 2. adjust   one walk over them gives the adjusted counts of all orders, and the counts of counts
// 3. smooth   sorted by context: discounted share of each n-gram, and what its context leaves to the lower order
// 4. write    back in suffix order, where each n-gram follows its own suffixes: interpolate and print
//
// native/reference_ngram_train.py is the twin. What is added up is whole numbers, so no order of sums matters; what
// is a fraction is computed in the twin's order, and rounded to a float where the twin rounds.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <utility>

#include "ngram_arpa.hpp"
#include "ngram_mass.hpp"
#include "ngram_sort.hpp"
#include "ngram_words.hpp"

namespace proofpile::ngram_train {

constexpr unsigned kHighest = 6;

// Called now and then with the step, and how much of it is done; may throw to stop.
using Tick = std::function<void(const char* step, uint64_t done, uint64_t total)>;

// What is known of one order's n-grams. counts[a] is how many have the adjusted count a, from 1 to 4.
struct Order {
  uint64_t seen = 0, kept = 0;
  std::array<uint64_t, 5> counts{};
};

struct Limits {
  unsigned order;
  size_t memory;                           // bytes of n-grams held at once; the words come on top
  std::array<uint64_t, kHighest> prune;    // an n-gram that came at most so often is left out
  uint64_t vocabulary, candidates, least;  // words kept at most; numbers given; times a kept word must have come
};

class Trainer {
 public:
  Trainer(const Limits& limits, std::string folder)
      : limits_(limits),
        order_(limits.order),
        bits_(std::min(32u, 128 / order_)),
        disk_{std::move(folder)},
        words_(std::min(limits.candidates, uint64_t(1) << bits_)),
        grams_(std::make_unique<Counter>(disk_, limits.memory / 2)) {
    for (unsigned i = 0; i < order_; ++i) begin_ = begin_ << bits_ | Words::kBegin;
  }

  // Whole lines, each ended by a newline and taken as a sentence. Words end at any control character or blank.
  void add(std::string_view text) {
    enter(Stage::kCounting);
    const char *at = text.data(), *const end = at + text.size();
    Key key = begin_;
    while (at < end) {
      if (uint8_t(*at) <= ' ') {
        if (*at++ == '\n') finish_line(key);
        continue;
      }
      const char* const from = at;
      while (at < end && uint8_t(*at) > ' ') ++at;
      const std::string_view word(from, size_t(at - from));
      if (word[0] == '<' && is_special(word)) {
        ++specials_;
        continue;
      }
      key = extend(key, words_.number(word));
      ++tokens_;
    }
    if (key != begin_) finish_line(key);
  }

  // Step 2.
  void adjust(const Tick& tick) {
    enter(Stage::kCounting);
    stage_ = Stage::kClosed;  // until it is done
    words_.close();
    renumber();
    grams_->finish(layout(order_));
    lower_.resize(order_ + 1);
    for (unsigned n = 2; n <= order_; ++n)
      lower_[n] = std::make_unique<Sorter>(disk_, limits_.memory / 2 / (order_ - 1), layout(n));
    unigrams_.assign(words_.size(), 0);
    Record gram;
    Walk walk;
    for (uint64_t done = 0; grams_->next(gram); ++done) {
      step(walk, gram.key(), gram.value);
      if (done % kOften == 0) tick("adjust", done, tokens_ + lines_);
    }
    for (unsigned m = walk.valid; m; --m) emit(walk, m);
    grams_.reset();
    orders_[1].seen += 2, orders_[1].kept += 2;  // <unk> and <s>
    stage_ = Stage::kAdjusted;
  }

  // Steps 3 and 4: the model as the text of an ARPA file. `discounts` has one for each order.
  void write(const std::vector<Discount>& discounts, const Sink& sink, const Tick& tick) {
    enter(Stage::kAdjusted);
    stage_ = Stage::kClosed;
    discounts_ = discounts;
    Printer out(sink);
    out.put("\\data\\\n");
    for (unsigned n = 1; n <= order_; ++n)
      out.put("ngram " + std::to_string(n) + "=" + std::to_string(orders_[n].kept) + "\n");
    std::unique_ptr<TempFile> below;
    for (unsigned n = 1; n <= order_; ++n) {
      if (n < order_) smooth(n + 1, tick);
      out.put("\n\\" + std::to_string(n) + "-grams:\n");
      printed_ = ~Key(0);
      below = n == 1 ? write_unigrams(out) : write_order(n, *below, out, tick);
    }
    out.put("\n\\end\\\n");
    out.flush();
  }

  // Frees memory and disk, whoever still holds the trainer; the numbers stay.
  void close() {
    stage_ = Stage::kClosed;
    grams_.reset(), left_.reset();
    lower_.clear();
    for (auto& shares : shares_) shares.reset();
  }

  unsigned order() const { return order_; }
  const Order& of(unsigned n) const { return orders_[n]; }
  uint64_t tokens() const { return tokens_; }
  uint64_t lines() const { return lines_; }
  uint64_t empty() const { return empty_; }
  uint64_t specials() const { return specials_; }
  uint64_t types() const { return words_.size() - Words::kFirst; }
  uint64_t rare() const { return words_[Words::kRare].count; }
  uint64_t disk_peak() const { return disk_.peak; }

 private:
  static constexpr uint64_t kOften = 1 << 20;
  static constexpr size_t kBuffer = 1 << 20;

  // Where the walk over sorted n-grams is: of the suffixes of `last`, those of 1 to `valid` words are open.
  // `context` and `unkept` are of the n-gram of so many words at its end: the key of its context under the new
  // numbers, and whether the vocabulary has not all of its words.
  struct Walk {
    Key last = 0;
    unsigned valid = 0;
    uint32_t word = 0;
    std::array<uint64_t, kHighest + 1> adjusted{}, raw{};
    std::array<Key, kHighest + 1> context{};
    std::array<bool, kHighest + 1> unkept{};
  };

  enum class Stage { kCounting, kAdjusted, kClosed };

  void enter(Stage stage) const {
    if (stage_ != stage) throw std::logic_error("text is added, then adjusted once, then written once");
  }

  static bool is_special(std::string_view word) {
    return word == "<s>" || word == "</s>" || word == "<unk>" || word == "<UNK>";
  }
  // Of n-grams, by the words known so far.
  Layout layout(unsigned n) const {
    unsigned used = 1;
    while (used < bits_ && words_.size() >> used) ++used;
    return {n, bits_, used};
  }

  // The word in place i of a key, counted from below.
  uint32_t field(Key key, unsigned i) const {
    return uint32_t(uint64_t(key >> i * bits_) & ((uint64_t(1) << bits_) - 1));
  }

  // The n-gram one word on.
  Key extend(Key key, uint32_t word) {
    key = key >> bits_ | Key(word) << (order_ - 1) * bits_;
    if (grams_->full()) grams_->spill(layout(order_));
    grams_->push(key);
    return key;
  }

  void finish_line(Key& key) {
    if (key == begin_) {
      ++empty_;
      return;
    }
    extend(key, Words::kEnd);
    words_.ended();
    ++lines_;
    key = begin_;
  }

  // New numbers: the kept words by their bytes, then the others. `kept_` is the first of those.
  void renumber() {
    std::vector<uint32_t> chosen;
    for (uint32_t i = Words::kFirst; i < words_.size(); ++i)
      if (words_[i].count >= limits_.least) chosen.push_back(i);
    const auto by_bytes = [this](uint32_t a, uint32_t b) { return words_[a].view() < words_[b].view(); };
    if (chosen.size() > limits_.vocabulary) {
      const auto commoner = [&](uint32_t a, uint32_t b) {
        return words_[a].count != words_[b].count ? words_[a].count > words_[b].count : by_bytes(a, b);
      };
      std::nth_element(chosen.begin(), chosen.begin() + ptrdiff_t(limits_.vocabulary), chosen.end(), commoner);
      chosen.resize(size_t(limits_.vocabulary));
    }
    sort_by_bytes(chosen);
    renumbered_.assign(words_.size(), 0);
    texts_ = {words_[0].view(), words_[1].view(), words_[2].view()};
    renumbered_[Words::kBegin] = 1, renumbered_[Words::kEnd] = 2;
    for (const uint32_t old : chosen) {
      renumbered_[old] = uint32_t(texts_.size());
      texts_.push_back(words_[old].view());
    }
    kept_ = uint32_t(texts_.size());
    uint32_t next = kept_;
    for (uint32_t i = Words::kRare; i < words_.size(); ++i)
      if (!renumbered_[i]) renumbered_[i] = next++;
  }

  // By their first eight bytes, which are at hand, and only then by looking at the words.
  void sort_by_bytes(std::vector<uint32_t>& chosen) const {
    std::vector<std::pair<uint64_t, uint32_t>> sorted;
    sorted.reserve(chosen.size());
    for (const uint32_t word : chosen) {
      uint64_t head = 0;
      for (size_t i = 0; i < 8; ++i) head = head << 8 | (i < words_[word].size ? uint8_t(words_[word].text[i]) : 0);
      sorted.emplace_back(head, word);
    }
    std::sort(sorted.begin(), sorted.end(), [this](const auto& a, const auto& b) {
      return a.first != b.first ? a.first < b.first : words_[a.second].view() < words_[b.second].view();
    });
    for (size_t i = 0; i < sorted.size(); ++i) chosen[i] = sorted[i].second;
  }

  // One n-gram of the highest order, in suffix order: counts it for the suffixes it shares with the last one, ends
  // those it does not share, and begins its own. A suffix that begins with <s> keeps its raw count; any other counts
  // in how many ways it is continued to the left.
  void step(Walk& walk, Key key, uint64_t count) {
    unsigned same = 0;
    if (walk.valid)
      while (same < walk.valid && field(key, order_ - 1 - same) == field(walk.last, order_ - 1 - same)) ++same;
    for (unsigned m = walk.valid; m > same; --m) emit(walk, m);
    for (unsigned m = 1; m <= same; ++m) walk.raw[m] += count;
    if (same) ++walk.adjusted[same];
    const unsigned length = length_of(key);
    for (unsigned m = same + 1; m <= length; ++m) {
      const uint32_t word = renumbered_[field(key, order_ - m)];
      if (m == 1) walk.word = word;
      else walk.context[m] = walk.context[m - 1] << bits_ | word;
      walk.unkept[m] = walk.unkept[m - 1] || word >= kept_;
      walk.raw[m] = count, walk.adjusted[m] = 1;
    }
    walk.adjusted[length] = count;  // of the highest order, or begun by <s>
    walk.last = key, walk.valid = length;
    if (length == order_) emit(walk, walk.valid--);
  }

  // How many words of the n-gram are left without the <s> that only fill it up.
  unsigned length_of(Key key) const {
    unsigned filled = 0;
    while (filled + 1 < order_ && field(key, filled + 1) == Words::kBegin) ++filled;
    return order_ - (field(key, filled) == Words::kBegin ? filled : 0);
  }

  // The last `n` words, whose counts are final.
  void emit(const Walk& walk, unsigned n) {
    const bool pruned = walk.unkept[n] || (n > 1 && walk.raw[n] <= limits_.prune[n - 1]);
    const uint64_t adjusted = walk.adjusted[n];
    Order& order = orders_[n];
    ++order.seen, order.kept += !pruned;
    if (adjusted <= 4) ++order.counts[adjusted];
    if (n == 1) unigrams_[walk.word] = adjusted;
    else lower_[n]->push(Record(walk.context[n] << bits_ | walk.word, adjusted << 1 | uint64_t(pruned)));
  }

  // Step 3 for the n-grams of order n. Leaves `shares_` in suffix order, and `left_`, the backoffs of order n - 1.
  void smooth(unsigned n, const Tick& tick) {
    lower_[n]->finish();
    shares_[n & 1] = std::make_unique<Sorter>(disk_, limits_.memory / 4, layout(n));
    left_ = std::make_unique<TempFile>(disk_);
    Writer lefts(*left_, buffer());
    std::vector<Record> group;  // what is kept of one context: at most as many n-grams as there are words
    Mass mass;
    Key context = 0;
    const auto close = [&] {
      if (!group.empty()) {
        const double left = mass.left(discounts_[n - 1]);
        lefts.put(Record(context, pack(left, 0)));
        for (const Record& gram : group) {
          const Key suffix = context | Key(field(gram.key(), 0)) << (n - 1) * bits_;
          shares_[n & 1]->push(Record(suffix, pack(mass.share(discounts_[n - 1], gram.value >> 1), left)));
        }
      }
      group.clear();
      mass = {};
    };
    Record gram;
    while (lower_[n]->next(gram)) {
      if (gram.key() >> bits_ != context) close();
      context = gram.key() >> bits_;
      mass.add(gram.value >> 1, gram.value & 1);
      if (!(gram.value & 1)) group.push_back(gram);
      told(tick);
    }
    close();
    lefts.flush();
    lower_[n].reset();
    shares_[n & 1]->finish();
  }

  // The backoffs of one order, for whoever asks in suffix order.
  class Backoffs {
   public:
    Backoffs(const TempFile* file, size_t bytes) {
      if (file) reader_ = std::make_unique<Reader>(*file, 0, file->size(), bytes);
    }
    double of(Key key) {
      if (!reader_) return 1;
      const Record* front = reader_->front();
      while (front && front->key() < key) reader_->pop(), front = reader_->front();
      return front && front->key() == key ? unpack(front->value).first : 1;
    }

   private:
    std::unique_ptr<Reader> reader_;
  };

  std::unique_ptr<TempFile> write_unigrams(Printer& out) {
    Mass mass;
    for (size_t word = 0; word < unigrams_.size(); ++word)
      if (unigrams_[word]) mass.add(unigrams_[word], word >= kept_);
    const Discount& d = discounts_[0];
    const double uniform = 1.0 / double(kept_ - 1);  // <s> is never predicted
    const double left = mass.left(d);
    Backoffs backoffs(left_.get(), buffer());
    auto file = std::make_unique<TempFile>(disk_);
    Writer writer(*file, buffer());
    for (uint32_t word = 0; word < kept_; ++word) {
      const double share = unigrams_[word] ? mass.share(d, unigrams_[word]) : 0;
      const double p = word == 1 ? 1 : share + left * uniform;
      writer.put(Record(word, pack(p)));
      print(out, 1, word, p, order_ > 1, backoffs);
    }
    writer.flush();
    return file;
  }

  std::unique_ptr<TempFile> write_order(unsigned n, const TempFile& below, Printer& out, const Tick& tick) {
    Sorter& shares = *shares_[n & 1];
    Reader lower(below, 0, below.size(), buffer());
    Backoffs backoffs(n < order_ ? left_.get() : nullptr, buffer());
    auto file = std::make_unique<TempFile>(disk_);
    Writer writer(*file, buffer());
    Record gram;
    while (shares.next(gram)) {
      const Key suffix = gram.key() >> bits_;
      const Record* front = lower.front();
      while (front && front->key() < suffix) lower.pop(), front = lower.front();
      if (!front || front->key() != suffix) throw std::logic_error("an n-gram was kept without its suffix");
      const auto [share, left] = unpack(gram.value);
      const double p = share + left * as_double(front->value);
      if (n < order_) writer.put(Record(gram.key(), pack(p)));
      print(out, n, gram.key(), p, n < order_, backoffs);
      told(tick);
    }
    writer.flush();
    shares_[n & 1].reset();
    return file;
  }

  void print(Printer& out, unsigned n, Key key, double p, bool with_backoff, Backoffs& backoffs) {
    // In suffix order most n-grams end as the last one did: those words need not be looked for.
    const Key changed = key ^ printed_;
    for (unsigned i = 0; i < n && changed >> i * bits_; ++i) line_[i] = texts_[field(key, i)];
    printed_ = key;
    out.number(p);
    for (unsigned i = 0; i < n; ++i) out.put(i ? ' ' : '\t', line_[i]);
    if (with_backoff) out.put('\t'), out.number(backoffs.of(key));
    out.put('\n');
  }

  // One n-gram more is smoothed or written.
  void told(const Tick& tick) {
    if (written_++ % kOften) return;
    uint64_t total = 0;
    for (unsigned n = 2; n <= order_; ++n) total += orders_[n].seen + orders_[n].kept;
    tick("write", written_, total);
  }

  size_t buffer() const { return std::min(kBuffer, limits_.memory / 16); }

  const Limits limits_;
  const unsigned order_, bits_;
  Disk disk_;
  Words words_;
  std::unique_ptr<Counter> grams_;
  Stage stage_ = Stage::kCounting;
  Key begin_ = 0;
  uint64_t tokens_ = 0, lines_ = 0, empty_ = 0, specials_ = 0, written_ = 0;
  std::array<Order, kHighest + 1> orders_{};
  std::vector<uint32_t> renumbered_;
  std::vector<std::string_view> texts_;
  uint32_t kept_ = 0;
  std::vector<uint64_t> unigrams_;                 // adjusted counts by new number
  std::vector<std::unique_ptr<Sorter>> lower_;     // by order: adjusted << 1 | pruned, in context order
  std::unique_ptr<Sorter> shares_[2];              // of an odd and of an even order: two floats, in suffix order
  std::unique_ptr<TempFile> left_;
  Key printed_ = 0;
  std::array<std::string_view, kHighest> line_;
  std::vector<Discount> discounts_;
};

}  // namespace proofpile::ngram_train
