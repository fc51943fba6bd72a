// A backoff n-gram model, read from ARPA text and asked for the log probability of a line.
//
// N-grams lie in one open-addressing table an order, under 64-bit hashes of their words read from right to
// left (Heafield, "KenLM: Faster and Smaller Language Model Queries", 2011, section 3.1), so that the walk from
// the unigram to the longest match needs no pointers and its slots can be fetched ahead. Two signs are flags, as
// there: a log probability stored as positive belongs to an n-gram that a longer one ends in, and a backoff of
// minus zero to one that no longer one begins with; both end a walk that cannot find anything more.
// 10^12 lookups among 10^6 n-grams meet a false one with a chance of about 5 %.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <locale>
#include <new>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#ifdef __linux__
#include <sys/mman.h>
#endif

#if defined(__GNUC__) || defined(__clang__)
#define PROOFPILE_PREFETCH(address) __builtin_prefetch(address)
#else
#define PROOFPILE_PREFETCH(address) ((void)0)
#endif

namespace proofpile::ngram {

constexpr size_t kMaxOrder = 10;
constexpr size_t kLongestLine = 1 << 16;  // bytes of a line of ARPA text
constexpr size_t kLongestRun = 1 << 12;   // slots looked at for one key while loading
constexpr float kUnknown = -100.0f;       // log10 probability of <unk> in a model without one, as in KenLM

inline uint64_t rotated(uint64_t x, int by) { return (x << by) | (x >> (64 - by)); }

// The hash of an n-gram with one word more on its left. Rotated, so that a word said twice is not its own inverse.
inline uint64_t extended(uint64_t key, uint64_t word) {
  return (rotated(key, 29) + word) * 0x9E3779B97F4A7C15ull;
}

inline uint64_t mixed(uint64_t h) {
  h = (h ^ (h >> 32)) * 0xD6E8FEB86659FD93ull;
  return h ^ (h >> 32);
}

inline uint64_t load8(const char* p) {
  uint64_t x;
  std::memcpy(&x, p, 8);
  return x;
}

// At most eight bytes, the rest zero.
inline uint64_t load_part(const char* p, size_t n) {
  uint64_t x = 0;
  std::memcpy(&x, p, n);
  return x;
}

inline uint64_t hash_word(std::string_view word) {
  uint64_t h = 0x51ED270B0929F3C5ull;
  const char* p = word.data();
  size_t left = word.size();
  for (; left > 8; p += 8, left -= 8) h = mixed(h ^ load8(p)) * 0x9E3779B97F4A7C15ull;
  return mixed(mixed(h ^ load_part(p, left)) + word.size());
}

// Whitespace of bytes.split() in Python, on which KenLM's bindings split too.
inline bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

struct Entry {
  uint64_t key = 0;  // 0: nobody's
  float prob = 0, backoff = 0;
};

inline float log10_of(const Entry& e) { return -std::fabs(e.prob); }
inline bool extends_left(float prob) { return !std::signbit(prob); }
inline bool extends_right(float backoff) { return backoff != 0.0f || !std::signbit(backoff); }

// Memory in large pages where the system gives them: in a table of millions of n-grams a lookup would else miss
// the cache of page addresses too. Measured with 2.1 million: a fifth more text a second.
template <typename T>
struct LargePages {
  using value_type = T;
  static constexpr size_t kPage = size_t(2) << 20;

  LargePages() = default;
  template <typename U>
  LargePages(const LargePages<U>&) {}

  T* allocate(size_t n) {
    if (!is_large(n)) return static_cast<T*>(::operator new(n * sizeof(T)));
    void* const memory = ::operator new(n * sizeof(T), std::align_val_t(kPage));
#ifdef __linux__
    madvise(memory, n * sizeof(T), MADV_HUGEPAGE);  // a wish: where it is refused, nothing changes
#endif
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, size_t n) {
    if (is_large(n)) ::operator delete(memory, std::align_val_t(kPage));
    else ::operator delete(memory);
  }
  static bool is_large(size_t n) { return n * sizeof(T) >= 2 * kPage; }
  bool operator==(const LargePages&) const { return true; }
  bool operator!=(const LargePages&) const { return false; }
};

class Table {
 public:
  Table() : slots_(8) {}

  size_t size() const { return size_; }
  void prefetch(uint64_t key) const { PROOFPILE_PREFETCH(&slots_[slot(key)]); }

  const Entry* find(uint64_t key) const {
    for (size_t i = slot(key);; i = next(i)) {
      const Entry& e = slots_[i];
      if (e.key == key) return &e;
      if (!e.key) return nullptr;
    }
  }
  Entry* find(uint64_t key) { return const_cast<Entry*>(static_cast<const Table*>(this)->find(key)); }

  // Nothing where the key is there already.
  Entry* insert(const Entry& entry) {
    if ((size_ + 1) * 3 > slots_.size() * 2) resize(slots_.size() * 2);
    size_t i = slot(entry.key);
    for (size_t run = 0; slots_[i].key; i = next(i)) {
      if (slots_[i].key == entry.key) return nullptr;
      if (++run > kLongestRun) throw std::invalid_argument("the words collide: no text has such");
    }
    ++size_;
    slots_[i] = entry;
    return &slots_[i];
  }

  // As little room as keeps lookups short.
  void fit() { resize(size_ + size_ / 2 + 8); }

 private:
  using Slots = std::vector<Entry, LargePages<Entry>>;

  size_t slot(uint64_t key) const { return size_t(((key >> 32) * uint64_t(slots_.size())) >> 32); }
  size_t next(size_t i) const { return i + 1 == slots_.size() ? 0 : i + 1; }

  void resize(size_t slots) {
    if (slots > std::numeric_limits<uint32_t>::max()) throw std::invalid_argument("over 2^32 n-grams of one order");
    Slots old(slots);
    old.swap(slots_);
    for (const Entry& e : old) {
      if (!e.key) continue;
      size_t i = slot(e.key);
      while (slots_[i].key) i = next(i);
      slots_[i] = e;
    }
  }

  Slots slots_;
  size_t size_ = 0;
};

inline uint64_t key_of(uint64_t hash) { return hash ? hash : 1; }

class Model {
 public:
  struct Score {
    double log10 = 0;
    uint64_t tokens = 0, oov = 0;
  };

  size_t order() const { return counts_.size(); }
  const std::vector<uint64_t>& counts() const { return counts_; }

  // Of `line` between <s> and </s>; tokens and those unknown do not count the two.
  Score score(std::string_view line) const {
    Score total;
    each(line, [&](double log10, size_t, bool known) {
      total.log10 += log10;
      total.oov += !known;
      ++total.tokens;
    });
    --total.tokens;
    return total;
  }

  // Calls found(log10, words matched, known) for every token of `line`, then for </s>.
  template <typename Found>
  void each(std::string_view line, Found found) const {
    Block block(*this);
    Words words(line);
    for (bool more = true; more;) {
      size_t n = 0;
      uint64_t* hashes = block.hashes;
      while (n < kBlock && (more = words.next(hashes[n]))) {
        hashes[n] = key_of(hashes[n]);
        tables_[0].prefetch(hashes[n++]);
      }
      if (!more) hashes[n++] = end_;  // a block has a place for it
      look_up(block, n);
      for (size_t i = 0; i < n; ++i) walk(block, i, found);
      block.turn(n, order());
    }
  }

 private:
  friend class Loader;
  static constexpr size_t kBlock = 32, kPast = kMaxOrder;

  // A few words at once, so that what the last of them needs is on its way while the first is looked up.
  struct Block {
    uint64_t hashes[kBlock + 1];
    uint64_t words[kPast + kBlock + 1];  // keys of words known, or of <unk>; the past before them
    float prob[kBlock + 1], backoff[kBlock + 1];
    bool known[kBlock + 1];
    std::array<float, kMaxOrder> context{};  // backoffs of the last word, the last two …
    size_t length = 1;                       // of the context that may still matter
    bool last_extends;

    explicit Block(const Model& m) {
      std::memset(words, 0, sizeof words);
      const Entry* begin = m.tables_[0].find(m.begin_);
      words[kPast - 1] = m.begin_;
      context[0] = begin->backoff;
      length = m.order() > 1 ? 1 : 0;
      last_extends = extends_right(begin->backoff);
    }
    void turn(size_t n, size_t order) {
      for (size_t k = kPast - (order - 1); k < kPast; ++k) words[k] = words[k + n];
    }
  };

  // Splits a line and hashes its words in one walk.
  class Words {
   public:
    explicit Words(std::string_view s) : p_(s.data()), end_(s.data() + s.size()) {}
    bool next(uint64_t& hash) {
      while (p_ != end_ && is_space(*p_)) ++p_;
      if (p_ == end_) return false;
      const char* const start = p_;
      uint64_t h = 0x51ED270B0929F3C5ull;
      const char* chunk = p_;
      while (end_ - chunk > 8) {
        const uint64_t x = load8(chunk);
        size_t n = 0;
        if (low_bytes(x))
          while (n < 8 && !is_space(chunk[n])) ++n;
        else
          n = 8;
        if (n < 8 || is_space(chunk[8])) return finish(start, chunk, n, h, hash);
        h = mixed(h ^ x) * 0x9E3779B97F4A7C15ull;
        chunk += 8;
      }
      size_t n = 0;
      while (chunk + n != end_ && !is_space(chunk[n])) ++n;
      return finish(start, chunk, n, h, hash);
    }

   private:
    // Whether a byte may be below 0x21.
    static bool low_bytes(uint64_t x) {
      return (x - 0x2121212121212121ull) & ~x & 0x8080808080808080ull;
    }
    bool finish(const char* start, const char* chunk, size_t n, uint64_t h, uint64_t& hash) {
      p_ = chunk + n;
      hash = mixed(mixed(h ^ load_part(chunk, n)) + size_t(p_ - start));
      return true;
    }
    const char *p_, *end_;
  };

  void look_up(Block& b, size_t n) const {
    bool last = b.last_extends;
    const size_t orders = order();
    for (size_t i = 0; i < n; ++i) {
      const Entry* e = tables_[0].find(b.hashes[i]);
      const bool known = e && b.hashes[i] != unknown_;
      if (!e) e = tables_[0].find(unknown_);
      b.known[i] = known;
      b.prob[i] = e->prob;
      b.backoff[i] = e->backoff;
      uint64_t* const word = b.words + kPast + i;
      *word = e->key;
      if (last && extends_left(e->prob) && orders > 1) {
        const uint64_t two = extended(*word, word[-1]);
        tables_[1].prefetch(key_of(two));
        if (orders > 2) tables_[2].prefetch(key_of(extended(two, word[-2])));
      }
      last = extends_right(e->backoff);
    }
    b.last_extends = last;
  }

  template <typename Found>
  void walk(Block& b, size_t i, Found& found) const {
    const uint64_t* const word = b.words + kPast + i;
    std::array<float, kMaxOrder> context;
    const size_t orders = order();
    float prob = b.prob[i];
    context[0] = b.backoff[i];
    size_t matched = 1, length = orders > 1 && extends_right(context[0]) ? 1 : 0;
    uint64_t key = *word;
    while (matched <= b.length && extends_left(prob)) {
      key = extended(key, *(word - matched));
      const Entry* e = tables_[matched].find(key_of(key));
      if (!e) break;
      prob = e->prob;
      ++matched;
      if (matched == orders) break;
      context[matched - 1] = e->backoff;
      if (extends_right(e->backoff)) length = matched;
    }
    double log10 = -std::fabs(double(prob));
    for (size_t k = matched - 1; k < b.length; ++k) log10 += double(b.context[k]);
    for (size_t k = 0; k < length; ++k) b.context[k] = context[k];
    b.length = length;
    found(log10, matched, b.known[i]);
  }

  std::vector<uint64_t> counts_;
  std::vector<Table> tables_;  // by order
  uint64_t begin_ = key_of(hash_word("<s>")), end_ = key_of(hash_word("</s>"));
  uint64_t unknown_ = key_of(hash_word("<unk>"));
};

// Decimal text as the nearest double, then the nearest float; false for anything else. No locale is asked.
inline bool parse_number(std::string_view s, float& out) {
  static constexpr double kTens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                     1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  if (s.empty() || s.size() > 64) return false;
  const char *p = s.data(), *const end = p + s.size();
  const bool negative = *p == '-';
  if (*p == '-' || *p == '+') ++p;
  uint64_t digits = 0;
  int kept = 0, scale = 0;
  bool any = false, exact = true, point = false;
  for (; p != end && ((*p >= '0' && *p <= '9') || (*p == '.' && !point)); ++p) {
    if (*p == '.') {
      point = true;
      continue;
    }
    any = true;
    scale -= point;
    if (kept < 18) {
      digits = digits * 10 + uint64_t(*p - '0');
      kept += digits != 0;
    } else {
      ++scale;
      exact &= *p == '0';
    }
  }
  if (!any) return false;
  if (p != end && (*p | 0x20) == 'e') {
    ++p;
    const bool down = p != end && *p == '-';
    if (p != end && (*p == '-' || *p == '+')) ++p;
    if (p == end) return false;
    int power = 0;
    for (; p != end && *p >= '0' && *p <= '9'; ++p) power = power < 100000 ? power * 10 + (*p - '0') : power;
    scale += down ? -power : power;
  }
  if (p != end) return false;
  double value;
  if (exact && digits <= (1ull << 53) && scale >= -22 && scale <= 22) {
    value = scale < 0 ? double(digits) / kTens[-scale] : double(digits) * kTens[scale];
    if (negative) value = -value;
  } else {  // rare: as exact, a hundred times slower
    std::istringstream stream{std::string(s)};
    stream.imbue(std::locale::classic());
    stream >> value;
  }
  if (!(std::fabs(value) <= double(std::numeric_limits<float>::max()))) return false;
  out = float(value);
  return true;
}

inline bool is_utf8(std::string_view s) {
  size_t i = 0;
  while (i + 8 <= s.size() && !(load8(s.data() + i) & 0x8080808080808080ull)) i += 8;
  while (i < s.size()) {
    const auto c = uint8_t(s[i]);
    if (c < 0x80) {
      ++i;
      continue;
    }
    const size_t more = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : 1;
    if (c < 0xC2 || c > 0xF4 || s.size() - i <= more) return false;
    uint32_t code = c & (0x3F >> more);
    for (size_t k = 1; k <= more; ++k) {
      if ((uint8_t(s[i + k]) & 0xC0) != 0x80) return false;
      code = (code << 6) | (uint8_t(s[i + k]) & 0x3F);
    }
    if ((more == 2 && (code < 0x800 || (code >= 0xD800 && code <= 0xDFFF))) ||
        (more == 3 && (code < 0x10000 || code > 0x10FFFF)))
      return false;
    i += more + 1;
  }
  return true;
}

// Reads ARPA text piece by piece. Memory follows what came, never what the header claims. Raises
// std::invalid_argument with the number of the line.
class Loader {
 public:
  void feed(std::string_view text) {
    while (!text.empty()) {
      const size_t end = text.find('\n');
      const std::string_view part = text.substr(0, end);
      if (rest_.size() + part.size() > kLongestLine)
        throw std::invalid_argument("line " + std::to_string(line_ + 1) + " has over " +
                                    std::to_string(kLongestLine) + " bytes: this is no ARPA file");
      if (end == text.npos) {
        rest_.append(part);
        return;
      }
      if (rest_.empty()) {
        read(part);
      } else {
        rest_.append(part);
        read(rest_);
        rest_.clear();
      }
      text.remove_prefix(end + 1);
    }
  }

  Model finish() {
    const std::string_view last = stripped(rest_);
    if (state_ == State::kBefore || state_ == State::kEnded || last.empty() || last == "\\end\\") {
      if (!rest_.empty()) read(rest_);
    } else {
      ++line_;  // half a line is not looked at
    }
    if (state_ == State::kBefore) throw std::invalid_argument("empty, and no ARPA file: \\data\\ is missing");
    if (state_ != State::kEnded)
      throw std::invalid_argument("the file ends at line " + std::to_string(line_) +
                                  ", before \\end\\: it is cut off");
    return std::move(model_);
  }

 private:
  enum class State { kBefore, kHeader, kBetween, kSection, kEnded };

  [[noreturn]] void fail(const std::string& what) const {
    throw std::invalid_argument("line " + std::to_string(line_) + ": " + what);
  }

  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

  static std::string_view stripped(std::string_view s) {
    while (!s.empty() && is_blank(s.back())) s.remove_suffix(1);
    while (!s.empty() && is_blank(s.front())) s.remove_prefix(1);
    return s;
  }

  void read(std::string_view line) {
    ++line_;
    line = stripped(line);
    if (line.empty()) {
      if (state_ == State::kSection) close();
      else if (state_ == State::kHeader && !model_.counts_.empty()) state_ = State::kBetween;
      return;
    }
    if (state_ == State::kSection && line.front() != '\\') return entry(line);
    if (state_ == State::kSection) close();
    switch (state_) {
      case State::kBefore:
        if (line != "\\data\\") fail("expected \\data\\, with which an ARPA file begins");
        state_ = State::kHeader;
        return;
      case State::kHeader:
        if (line.front() != '\\') return count(line);
        [[fallthrough]];
      case State::kBetween:
        return head(line);
      default:
        fail("text after \\end\\");
    }
  }

  static bool whole_number(std::string_view s, uint64_t& out) {
    s = stripped(s);
    if (s.empty() || s.size() > 18) return false;
    out = 0;
    for (char c : s) {
      if (c < '0' || c > '9') return false;
      out = out * 10 + uint64_t(c - '0');
    }
    return true;
  }

  void count(std::string_view line) {
    const size_t equals = line.find('=');
    uint64_t n, entries;
    if (line.substr(0, 6) != "ngram " || equals == line.npos || !whole_number(line.substr(6, equals - 6), n) ||
        !whole_number(line.substr(equals + 1), entries))
      fail("expected \"ngram N=COUNT\"");
    if (n != model_.counts_.size() + 1) fail("expected the count of " + grams(model_.counts_.size() + 1));
    if (n > kMaxOrder) fail("the order is over " + std::to_string(kMaxOrder));
    model_.counts_.push_back(entries);
  }

  static std::string grams(size_t n) { return std::to_string(n) + "-grams"; }

  void head(std::string_view line) {
    const size_t orders = model_.counts_.size();
    if (!orders) fail("expected \"ngram 1=COUNT\"");
    const std::string expected = n_ == orders ? "\\end\\" : "\\" + grams(n_ + 1) + ":";
    if (line != expected) fail("expected " + expected);
    if (n_ == orders) {
      state_ = State::kEnded;
      return;
    }
    ++n_;
    came_ = 0;
    model_.tables_.emplace_back();
    state_ = State::kSection;
  }

  void close() {
    if (came_ != model_.counts_[n_ - 1])
      fail(std::to_string(came_) + " " + grams(n_) + " came, and the header said " +
           std::to_string(model_.counts_[n_ - 1]));
    Table& table = model_.tables_.back();
    if (n_ == 1) {
      if (!table.find(model_.unknown_)) table.insert({model_.unknown_, kUnknown, -0.0f});
      if (!table.find(model_.begin_)) fail("<s> is not among the 1-grams");
      if (!table.find(model_.end_)) fail("</s> is not among the 1-grams");
    }
    table.fit();
    state_ = State::kBetween;
  }

  static std::string_view field(std::string_view& line) {
    size_t end = 0;
    while (end < line.size() && line[end] != ' ' && line[end] != '\t') ++end;
    const std::string_view found = line.substr(0, end);
    while (end < line.size() && (line[end] == ' ' || line[end] == '\t')) ++end;
    line.remove_prefix(end);
    return found;
  }

  void entry(std::string_view line) {
    if (!is_utf8(line)) fail("not UTF-8");
    if (++came_ > model_.counts_[n_ - 1])
      fail("more " + grams(n_) + " than the header said (" + std::to_string(model_.counts_[n_ - 1]) + ")");
    float prob, backoff = -0.0f;
    if (!parse_number(field(line), prob)) fail("expected a log10 probability first");
    if (prob > 0) fail("a log10 probability over 0");
    std::array<uint64_t, kMaxOrder> words;  // the last one first
    for (size_t k = n_; k-- > 0;) {
      const std::string_view word = field(line);
      if (word.empty()) fail("expected " + std::to_string(n_) + " words");
      words[k] = key_of(hash_word(word == "<UNK>" ? "<unk>" : word));
    }
    if (!line.empty() && !parse_number(line, backoff)) fail("expected a backoff after the words, or nothing");
    if (n_ == model_.counts_.size() && backoff != 0) fail("a backoff, and no longer n-gram could use it");
    if (backoff == 0) backoff = -0.0f;
    add(words, {0, -std::fabs(prob), backoff});
  }

  void add(const std::array<uint64_t, kMaxOrder>& words, Entry e) {
    std::array<uint64_t, kMaxOrder> keys, contexts;  // by order - 1: what it ends in; what stands before its last word
    keys[0] = words[0];
    for (size_t k = 1; k < n_; ++k) keys[k] = extended(keys[k - 1], words[k]);
    if (n_ > 1) {
      contexts[0] = words[1];
      for (size_t k = 2; k < n_; ++k) contexts[k - 1] = extended(contexts[k - 2], words[k]);
      for (size_t k = 0; k < n_; ++k)
        if (!model_.tables_[0].find(words[k])) fail("a word that is not among the 1-grams");
    }
    e.key = key_of(keys[n_ - 1]);
    if (!model_.tables_[n_ - 1].insert(e)) fail("given before");
    if (n_ == 1) return;
    mark_endings(keys, contexts);
    Entry* context = model_.tables_[n_ - 2].find(key_of(contexts[n_ - 2]));
    if (!context) fail("its first " + std::to_string(n_ - 1) + " words are not among the " + grams(n_ - 1));
    if (context->backoff == 0) context->backoff = 0.0f;
  }

  // What the new n-gram ends in extends to the left. Where a pruned model lacks such an ending, it is put in with
  // the probability that backing off gives, or the walk would stop before it reaches the n-gram; as KenLM does.
  void mark_endings(const std::array<uint64_t, kMaxOrder>& keys, const std::array<uint64_t, kMaxOrder>& contexts) {
    size_t base = n_ - 1;  // the longest ending that is there
    while (!model_.tables_[base - 1].find(key_of(keys[base - 1]))) --base;
    Entry* e = model_.tables_[base - 1].find(key_of(keys[base - 1]));
    e->prob = std::fabs(e->prob);
    float prob = -e->prob;
    for (size_t n = base + 1; n < n_; ++n) {
      if (Entry* context = model_.tables_[n - 2].find(key_of(contexts[n - 2]))) {
        if (context->backoff == 0) context->backoff = 0.0f;
        prob += context->backoff;
      }
      model_.tables_[n - 1].insert({key_of(keys[n - 1]), std::fabs(prob), -0.0f});
    }
  }

  Model model_;
  State state_ = State::kBefore;
  std::string rest_;
  uint64_t line_ = 0, came_ = 0;
  size_t n_ = 0;  // order of the section that is open, or was last
};

}  // namespace proofpile::ngram
