// 64-bit hashes of words, and the kinds of UTF-8 characters that decide where words end.
// reference_minhash.py has the same functions under the same names. All arithmetic wraps; loads are little-endian.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__GNUC__)
#define PROOFPILE_INLINE inline __attribute__((always_inline))
#else
#define PROOFPILE_INLINE inline
#endif

namespace proofpile::minhash {

// How far word_hash may read past the end of a word.
inline constexpr size_t kPadding = 16;

// The golden ratio (splitmix64) and three odd numbers with about as many ones as zeros (wyhash).
inline constexpr uint64_t kBase = 0x9E3779B97F4A7C15;
inline constexpr uint64_t kOne = 0xa0761d6478bd642f, kTwo = 0xe7037ed1a0b428db, kThree = 0x2127599bf4325c37;

PROOFPILE_INLINE uint64_t load8(const uint8_t* p) {
  uint64_t x;
  std::memcpy(&x, p, 8);
  return x;
}

// The two halves of a product, folded: the step of wyhash.
PROOFPILE_INLINE uint64_t fold(uint64_t a, uint64_t b) {
  __extension__ typedef unsigned __int128 Wide;
  const Wide product = Wide(a) * b;
  return uint64_t(product) ^ uint64_t(product >> 64);
}

// The finaliser of MurmurHash3: a bijection after which every bit depends on every bit.
PROOFPILE_INLINE uint64_t mix(uint64_t h) {
  h = (h ^ (h >> 33)) * 0xff51afd7ed558ccd;
  h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53;
  return h ^ (h >> 33);
}

// first[n] keeps the bytes of a word of n in its first eight, second[n] in the next eight.
struct Masks {
  uint64_t first[17], second[17];
  constexpr Masks() : first{}, second{} {
    for (int n = 0; n <= 16; ++n) {
      first[n] = n >= 8 ? ~uint64_t(0) : (uint64_t(1) << (8 * n)) - 1;
      second[n] = n <= 8 ? 0 : n == 16 ? ~uint64_t(0) : (uint64_t(1) << (8 * (n - 8))) - 1;
    }
  }
};
inline constexpr Masks kMasks;

inline uint64_t long_word_hash(const uint8_t* p, size_t n) {
  const uint8_t* last = p + n - 16;
  uint64_t h = n;
  for (; p < last; p += 16) h = fold(h ^ load8(p) ^ kOne, load8(p + 8) ^ kThree);
  return fold(h ^ load8(last) ^ kBase, load8(last + 8) ^ (n * kThree) ^ kTwo);
}

// n >= 1; reads up to kPadding bytes past the word. One product and no branch for words of up to 16 bytes.
PROOFPILE_INLINE uint64_t word_hash(const uint8_t* p, size_t n) {
  if (__builtin_expect(n > 16, 0)) return long_word_hash(p, n);
  return fold((load8(p) & kMasks.first[n]) ^ kBase, (load8(p + 8) & kMasks.second[n]) ^ (n * kThree) ^ kTwo);
}

inline bool is_blank(uint8_t c) { return c == ' ' || uint8_t(c - '\t') < 5; }
inline bool is_ascii_letter(uint8_t c) { return uint8_t((c | 0x20) - 'a') < 26; }

// Lone: a character of a script that is written without blanks, which is a token by itself.
enum class Kind : uint8_t { kWord, kBlank, kLone };

struct Unit {
  uint32_t size;  // in bytes: one for a byte that is no UTF-8
  Kind kind;
};

inline Kind kind_of(uint32_t code) {
  const auto in = [code](uint32_t first, uint32_t last) { return code - first <= last - first; };
  if (code < 0x80) return is_blank(uint8_t(code)) ? Kind::kBlank : Kind::kWord;
  if (code == 0x85 || code == 0xA0 || code == 0x1680 || in(0x2000, 0x200B) || in(0x2028, 0x2029) || code == 0x202F ||
      code == 0x205F || code == 0x3000 || code == 0xFEFF)
    return Kind::kBlank;
  if (in(0x0E00, 0x0EFF) ||                                               // Thai, Lao
      in(0x1000, 0x109F) || in(0xA9E0, 0xA9FF) || in(0xAA60, 0xAA7F) ||   // Myanmar
      in(0x1780, 0x17FF) || in(0x19E0, 0x19FF) ||                         // Khmer
      in(0x2E80, 0x2FDF) || in(0x3001, 0x312F) || in(0x3190, 0x9FFF) ||   // radicals; kana, bopomofo; CJK
      in(0xF900, 0xFAFF) || in(0xFF66, 0xFF9F) || in(0x1AFF0, 0x1B16F) || // compatibility, half-width and old kana
      in(0x20000, 0x3FFFF))
    return Kind::kLone;
  return Kind::kWord;
}

// The character at p, of which `left` >= 1 bytes are there: well-formed UTF-8 (Unicode 16, table 3-7), or one byte.
inline Unit unit_at(const uint8_t* p, size_t left) {
  const auto more = [&](size_t i) { return i < left && (p[i] & 0xC0) == 0x80; };
  const uint8_t c = p[0];
  if (c < 0x80) return {1, kind_of(c)};
  if (c >= 0xC2 && c <= 0xDF && more(1)) return {2, kind_of((c & 0x1Fu) << 6 | (p[1] & 0x3Fu))};
  if (c >= 0xE0 && c <= 0xEF && more(1) && more(2)) {
    const uint32_t code = (c & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    if (code >= 0x800 && (code < 0xD800 || code > 0xDFFF)) return {3, kind_of(code)};
  }
  if (c >= 0xF0 && c <= 0xF4 && more(1) && more(2) && more(3)) {
    const uint32_t code = (c & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
    if (code >= 0x10000 && code <= 0x10FFFF) return {4, kind_of(code)};
  }
  return {1, Kind::kWord};
}

}  // namespace proofpile::minhash
