// Words between blanks, as Python's str.split() finds them. reference_words.py has the twin.
#pragma once

#include <algorithm>

#include "word_hash.hpp"

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

namespace proofpile::words {

using minhash::word_hash;

namespace detail {

// word_hash of text[start:end] in a text of n bytes, of which nothing behind is read.
PROOFPILE_INLINE uint64_t hash_within(const uint8_t* text, size_t start, size_t end, size_t n) {
  if (__builtin_expect(start + minhash::kPadding <= n, 1)) return word_hash(text + start, end - start);
  uint8_t copy[2 * minhash::kPadding] = {};
  std::memcpy(copy, text + start, end - start);  // fewer than kPadding bytes are left
  return word_hash(copy, end - start);
}

// Bit i is about byte i of 64: ASCII blanks, and bytes that may begin another blank.
struct Blanks {
  uint64_t blank, lead;
};

PROOFPILE_INLINE bool is_ascii_blank(uint8_t c) { return uint8_t(c - '\t') < 5 || uint8_t(c - 0x1C) < 5; }

#if defined(__x86_64__)
PROOFPILE_INLINE Blanks look(const uint8_t* p) {
  Blanks found{0, 0};
  for (int i = 0; i < 64; i += 16) {
    const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + i));
    const auto within = [&](int first, int most) {
      const __m128i from = _mm_sub_epi8(v, _mm_set1_epi8(char(first)));
      return _mm_cmpeq_epi8(_mm_min_epu8(from, _mm_set1_epi8(char(most))), from);
    };
    const __m128i lead = _mm_or_si128(within(0xE1, 2), _mm_cmpeq_epi8(v, _mm_set1_epi8(char(0xC2))));
    found.blank |= uint64_t(uint32_t(_mm_movemask_epi8(_mm_or_si128(within('\t', 4), within(0x1C, 4))))) << i;
    found.lead |= uint64_t(uint32_t(_mm_movemask_epi8(lead))) << i;
  }
  return found;
}
#else
inline Blanks look(const uint8_t* p) {
  Blanks found{0, 0};
  for (int i = 0; i < 64; ++i) {
    found.blank |= uint64_t(is_ascii_blank(p[i])) << i;
    found.lead |= uint64_t(p[i] == 0xC2 || (p[i] >= 0xE1 && p[i] <= 0xE3)) << i;
  }
  return found;
}
#endif

// The size of the blank that begins at text[at] with C2, E1, E2 or E3; 0 if it is none.
inline unsigned wide_blank(const uint8_t* text, size_t at, size_t n) {
  if (at + 1 >= n) return 0;
  const uint8_t a = text[at], b = text[at + 1];
  if (a == 0xC2) return b == 0x85 || b == 0xA0 ? 2 : 0;
  if (at + 2 >= n) return 0;
  const uint8_t c = text[at + 2];
  const bool found = (a == 0xE1 && b == 0x9A && c == 0x80) || (a == 0xE3 && b == 0x80 && c == 0x80) ||
                     (a == 0xE2 && b == 0x81 && c == 0x9F) ||
                     (a == 0xE2 && b == 0x80 && (uint8_t(c - 0x80) < 11 || c == 0xA8 || c == 0xA9 || c == 0xAF));
  return found ? 3 : 0;
}

}  // namespace detail

// The words of text[0:n] into out.token(hash, start, end).
template <class Out>
void blank_words(const uint8_t* text, size_t n, Out& out) {
  uint64_t carry = 0;  // the next block's bytes that end a blank of this one
  size_t start = 0;    // of the word that is open
  bool open = false;
  for (size_t at = 0; at < n; at += 64) {
    uint8_t tail[64];
    const uint8_t* bytes = text + at;
    if (n - at < 64) {
      std::memset(tail, ' ', sizeof tail);
      std::memcpy(tail, bytes, n - at);
      bytes = tail;
    }
    const detail::Blanks seen = detail::look(bytes);
    uint64_t blank = seen.blank | carry;
    carry = 0;
    for (uint64_t leads = seen.lead; __builtin_expect(leads != 0, 0); leads &= leads - 1) {
      const int bit = __builtin_ctzll(leads);
      if (const unsigned size = detail::wide_blank(text, at + size_t(bit), n)) {
        const uint64_t run = (uint64_t(1) << size) - 1;
        blank |= run << bit;
        if (unsigned(bit) + size > 64) carry |= run >> (64 - bit);
      }
    }
    const uint64_t before = blank << 1 | uint64_t(!open);
    uint64_t starts = ~blank & before;
    for (uint64_t ends = blank & ~before; ends; ends &= ends - 1) {
      const size_t end = at + size_t(__builtin_ctzll(ends));
      if (!open) {
        start = at + size_t(__builtin_ctzll(starts));
        starts &= starts - 1;
      }
      open = false;
      out.token(detail::hash_within(text, start, end, n), start, end);
    }
    if (starts) start = at + size_t(__builtin_ctzll(starts));
    open = !(blank >> 63);
  }
  if (open) out.token(detail::hash_within(text, start, n, n), start, n);
}

}  // namespace proofpile::words
