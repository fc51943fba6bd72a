// The formulas of a text, and the canonical tokens of each (tex_tokens.hpp), without a byte read behind the text.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "tex_tokens.hpp"

namespace proofpile::words {

namespace detail {

// What minhash::Lexer writes to: hashes only.
class FormulaHashes {
 public:
  size_t size() const { return hashes_.size(); }
  void push(const minhash::Token& token) { hashes_.push_back(token.hash); }
  void pop() { hashes_.pop_back(); }
  bool is(size_t at, const minhash::Token& token) const { return hashes_[at] == token.hash; }
  void move(size_t to, size_t from) { hashes_[to] = hashes_[from]; }
  void clear() { hashes_.clear(); }
  const std::vector<uint64_t>& all() const { return hashes_; }

 private:
  std::vector<uint64_t> hashes_;
};

// The first $ or backslash in text[i:n], or n.
inline size_t next_delimiter(const uint8_t* text, size_t i, size_t n) {
#if defined(__x86_64__)
  for (; i + 16 <= n; i += 16) {
    const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + i));
    const __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('$')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
    if (const int bits = _mm_movemask_epi8(hit)) return i + size_t(__builtin_ctz(unsigned(bits)));
  }
#endif
  while (i < n && text[i] != '$' && text[i] != '\\') ++i;
  return i;
}

}  // namespace detail

// The formulas of text[0:n], with their delimiters, into out.formula(start, end), each followed by out.token(hash) for
// its tokens in their order.
template <class Out>
void formula_tokens(const uint8_t* text, size_t n, Out& out) {
  // No formula reaches further, with its delimiters; so the text is looked at in views of so much, and of the last
  // a copy is made that may be read behind its end. A view that ends early hides nothing: what is longer is no formula.
  constexpr size_t kReach = minhash::kLongestDisplay + 8;
  std::vector<uint8_t> tail;
  size_t tail_at = 0;  // where in the text the copy begins
  detail::FormulaHashes hashes;
  for (size_t i = detail::next_delimiter(text, 0, n); i < n;) {
    const uint8_t c = text[i], next = i + 1 < n ? text[i + 1] : 0;
    const size_t width = c == '$' && next != '$' ? 1 : 2;
    if (c == '\\' && next != '(' && next != '[') {
      i = detail::next_delimiter(text, std::min(n, i + 2), n);
      continue;
    }
    const uint8_t* view = text;
    size_t at = i, limit = i + kReach;
    if (n - i < kReach + 2 * minhash::kPadding) {
      if (tail.empty()) {
        tail.assign(n - i + 2 * minhash::kPadding, 0);
        std::memcpy(tail.data(), text + i, n - i);
        tail_at = i;
      }
      view = tail.data(), at = i - tail_at, limit = n - tail_at;
    }
    const minhash::Formula found = minhash::formula_at(view, at, width, limit);
    if (found.next) {
      const size_t end = i + (found.next - at);
      hashes.clear();
      minhash::Lexer<detail::FormulaHashes> lexer(hashes);  // a new one: it keeps what it had to write itself
      lexer(view + found.begin, view + found.end);
      out.formula(i, end);
      for (const uint64_t hash : hashes.all()) out.token(hash);
      i = end;
    } else {
      i += width;
    }
    i = detail::next_delimiter(text, std::min(i, n), n);
  }
}

}  // namespace proofpile::words
