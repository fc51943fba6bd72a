// From text to words: where tokens begin and end, found 64 bytes at a time.
//
// Sixteen bytes are compared at once, with instructions that every x86-64 has; only the borders between blanks and
// words are then visited. A block with nothing but ASCII and without $ and \ goes no other way; in others, the
// characters that may be blanks or tokens by themselves, and the delimiters of formulas, are looked at one by one.
#pragma once

#include "tex_tokens.hpp"

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

namespace proofpile::minhash {

namespace detail {

// Bit i is about byte i of a block.
struct Look {
  uint64_t blank;    // ASCII blanks
  uint64_t special;  // not ASCII, or $ or a backslash
};

struct Closer {
  uint64_t lead;       // may begin a character that is blank or a token by itself
  uint64_t delimiter;  // $ or a backslash
};

#if defined(__x86_64__)
PROOFPILE_INLINE __m128i load16(const uint8_t* p) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p)); }

PROOFPILE_INLINE uint64_t bits(__m128i v) { return uint32_t(_mm_movemask_epi8(v)); }

PROOFPILE_INLINE __m128i delimiters(__m128i v) {
  return _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('$')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
}

PROOFPILE_INLINE Look look(const uint8_t* p) {
  Look found{0, 0};
  for (int i = 0; i < 64; i += 16) {
    const __m128i v = load16(p + i);
    const __m128i from_tab = _mm_sub_epi8(v, _mm_set1_epi8('\t'));  // unsigned <= 4 for \t \n \v \f \r
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(from_tab, _mm_set1_epi8(4)), from_tab);
    found.blank |= bits(_mm_or_si128(control, _mm_cmpeq_epi8(v, _mm_set1_epi8(' ')))) << i;
    found.special |= bits(_mm_or_si128(v, delimiters(v))) << i;
  }
  return found;
}

PROOFPILE_INLINE Closer look_closer(const uint8_t* p) {
  Closer found{0, 0};
  for (int i = 0; i < 64; i += 16) {
    const __m128i v = load16(p + i);
    const __m128i from_e0 = _mm_sub_epi8(v, _mm_set1_epi8(char(0xE0)));  // unsigned <= 16 for E0 ... F0
    const __m128i range = _mm_cmpeq_epi8(_mm_min_epu8(from_e0, _mm_set1_epi8(16)), from_e0);
    found.lead |= bits(_mm_or_si128(range, _mm_cmpeq_epi8(v, _mm_set1_epi8(char(0xC2))))) << i;
    found.delimiter |= bits(delimiters(v)) << i;
  }
  return found;
}
#else
inline Look look(const uint8_t* p) {
  Look found{0, 0};
  for (int i = 0; i < 64; ++i) {
    found.blank |= uint64_t(is_blank(p[i])) << i;
    found.special |= uint64_t(p[i] >= 0x80 || p[i] == '$' || p[i] == '\\') << i;
  }
  return found;
}

inline Closer look_closer(const uint8_t* p) {
  Closer found{0, 0};
  for (int i = 0; i < 64; ++i) {
    found.lead |= uint64_t(p[i] == 0xC2 || (p[i] >= 0xE0 && p[i] <= 0xF0)) << i;
    found.delimiter |= uint64_t(p[i] == '$' || p[i] == '\\') << i;
  }
  return found;
}
#endif

// What the blocks of one text know of each other.
struct Carry {
  uint64_t blank = 0, cut = 0;  // of the next block's bytes
  size_t skip = 0;              // no formula opens before this place
};

// A block's blanks, and the places that begin a token though no blank is before them; and the formula that cuts it
// short, with everything after its opening marked blank.
struct Block {
  uint64_t blank, cut;
  Formula formula;
};

// Whether the byte at `at` follows an odd number of backslashes.
inline bool is_escaped(const uint8_t* text, size_t at) {
  size_t i = at;
  while (i > 0 && text[i - 1] == '\\') --i;
  return (at - i) & 1;
}

// Looks again at the block at text[at], of which `bytes` is a copy padded with blanks.
__attribute__((noinline)) inline Block special_block(const uint8_t* text, size_t at, size_t n, const uint8_t* bytes, uint64_t blank,
                           Carry& carry) {
  Block block{blank | carry.blank, carry.cut, {0, 0, 0}};
  carry.blank = carry.cut = 0;
  const Closer closer = look_closer(bytes);
  for (uint64_t leads = closer.lead; leads; leads &= leads - 1) {
    const int bit = __builtin_ctzll(leads);
    const Unit unit = unit_at(text + at + bit, n - at - size_t(bit));
    const unsigned end = unsigned(bit) + unit.size;
    if (unit.kind == Kind::kBlank) {
      const uint64_t run = (uint64_t(1) << unit.size) - 1;
      block.blank |= run << bit;
      if (end > 64) carry.blank |= run >> (64 - bit);
    } else if (unit.kind == Kind::kLone) {
      block.cut |= uint64_t(1) << bit;
      (end < 64 ? block.cut : carry.cut) |= uint64_t(1) << (end & 63);
    }
  }
  for (uint64_t delimiters = closer.delimiter; delimiters; delimiters &= delimiters - 1) {
    const int bit = __builtin_ctzll(delimiters);
    const size_t here = at + size_t(bit);
    if (here < carry.skip) continue;
    const uint8_t next = here + 1 < n ? text[here + 1] : 0;
    const bool dollar = text[here] == '$';
    if ((!dollar && next != '(' && next != '[') || is_escaped(text, here)) continue;
    const size_t width = dollar && next != '$' ? 1 : 2;
    block.formula = formula_at(text, here, width, n);
    if (!block.formula.next) {
      carry.skip = here + width;
      continue;
    }
    carry = {};
    carry.skip = block.formula.next;
    block.blank |= ~uint64_t(0) << bit;
    return block;
  }
  return block;
}

}  // namespace detail

// The tokens of text[0:n] into `out`, which is what Lexer wants and has
//   word(data, size), and room(count): there must be place for so many tokens more.
// kPadding bytes after the text must be readable; they change nothing.
template <class Out>
PROOFPILE_INLINE void tokenise(const uint8_t* text, size_t n, Out& out, Lexer<Out>& formula) {
  detail::Carry carry;
  size_t start = 0;  // of the word that is open
  bool open = false;
  for (size_t at = 0; at < n;) {
    uint8_t tail[64];
    const uint8_t* bytes = text + at;
    if (n - at < 64) {  // never look at the bytes after the text: they belong to the next document
      std::memset(tail, ' ', sizeof tail);
      std::memcpy(tail, bytes, n - at);
      bytes = tail;
    }
    const detail::Look seen = detail::look(bytes);
    detail::Block block{seen.blank, 0, {0, 0, 0}};
    if (seen.special | carry.blank | carry.cut)
      block = detail::special_block(text, at, n, bytes, seen.blank, carry);
    out.room(64);
    const uint64_t before = block.blank << 1 | uint64_t(!open);
    if (!block.cut) {
      uint64_t starts = ~block.blank & before;
      // The last bit stands in for a start that is not there: what is read then is not used.
      const auto next_start = [&] {
        const size_t found = at + size_t(__builtin_ctzll(starts | uint64_t(1) << 63));
        starts &= starts - 1;
        return found;
      };
      if (!open) start = next_start();
      for (uint64_t ends = block.blank & ~before; ends; ends &= ends - 1) {
        out.word(text + start, at + size_t(__builtin_ctzll(ends)) - start);
        start = next_start();
      }
    } else {
      for (uint64_t edges = (block.blank ^ before) | (block.cut & ~block.blank); edges; edges &= edges - 1) {
        const int bit = __builtin_ctzll(edges);
        if (open) out.word(text + start, at + size_t(bit) - start);
        start = at + size_t(bit);
        open = !(block.blank >> bit & 1);
      }
    }
    open = !(block.blank >> 63);
    at += 64;
    if (block.formula.next) {
      out.room(block.formula.end - block.formula.begin);
      formula(text + block.formula.begin, text + block.formula.end);
      at = block.formula.next;
    }
  }
  if (open) out.word(text + start, n - start);
}

}  // namespace proofpile::minhash
