// Normalised words of mathematical text, written in whatever way. reference_words.py defines them.
#pragma once

#include <algorithm>

#include "word_commands.hpp"
#include "word_hash.hpp"
#include "word_run.hpp"

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

namespace proofpile::words {

using minhash::kMasks;
using minhash::load8;
using minhash::word_hash;

// Bytes of what is skipped in braces and brackets.
inline constexpr size_t kLongestArgument = 200;

namespace detail {

enum class Class : uint8_t { kBorder, kLetter, kDigit, kPoint, kComma, kMark };  // kMark: looked at by Reader::mark

struct Classes {
  Class of[256];
  bool ends[256];  // after a letter: the word is over, and nothing that comes can change it
  constexpr Classes() : of{}, ends{} {
    for (int c = 0; c < 256; ++c) {
      of[c] = (c | 32) >= 'a' && (c | 32) <= 'z' && c < 128 ? Class::kLetter
              : c >= '0' && c <= '9'                        ? Class::kDigit
              : c >= 128                                    ? Class::kMark
                                                            : Class::kBorder;
      ends[c] = c < 128;
    }
    of[int('.')] = Class::kPoint, of[int(',')] = Class::kComma;
    for (const char c : {'\\', '&', '<', '[', '{', '\''}) of[int(c)] = Class::kMark;
    for (const char c : {'\\', '&', '{', '\''}) ends[int(c)] = false;
  }
};
inline constexpr Classes kClasses;

#if defined(__x86_64__)
// How many of the 16 bytes at p are letters, or digits, before the first that is none.
PROOFPILE_INLINE unsigned run16(const uint8_t* p, bool digits) {
  const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  const __m128i from = digits ? _mm_sub_epi8(v, _mm_set1_epi8('0'))
                              : _mm_sub_epi8(_mm_or_si128(v, _mm_set1_epi8(32)), _mm_set1_epi8('a'));
  const __m128i in = _mm_cmpeq_epi8(_mm_min_epu8(from, _mm_set1_epi8(digits ? 9 : 25)), from);
  return unsigned(__builtin_ctz(~unsigned(_mm_movemask_epi8(in))));
}
#else
inline unsigned run16(const uint8_t* p, bool digits) {
  unsigned n = 0;
  while (n < 16 && (digits ? is_digit(p[n]) : is_letter(p[n]))) ++n;
  return n;
}
#endif

// Reads text[0:n]; a sink has
//   small(first, second, size, start, end, number): a word of up to 16 bytes, in two halves filled up with zeros;
//   large(data, size, start, end, number): any word, kPadding readable bytes after it.
template <class Sink>
class Reader {
 public:
  Reader(const uint8_t* text, size_t n, Sink& sink) : text_(text), n_(n), sink_(sink), run_(sink) {}

  void read() {
    size_t p = 0;
    const size_t fast = n_ < 32 ? 0 : n_ - 32;  // up to here 32 bytes may be loaded
    while (p < n_) {
      const uint8_t c = text_[p];
      switch (kClasses.of[c]) {
        case Class::kBorder:
          if (run_.open()) run_.flush();
          ++p;
          break;
        case Class::kLetter:
          if (!run_.open() && p < fast) {
            const unsigned size = run16(text_ + p, false);
            if (size < 16 && kClasses.ends[text_[p + size]]) {
              constexpr uint64_t kLower = 0x2020202020202020;
              sink_.small((load8(text_ + p) | kLower) & kMasks.first[size],
                          (load8(text_ + p + 8) | kLower) & kMasks.second[size], size, p, p + size, false);
              p += size;
              break;
            }
          }
          for (; p < n_ && is_letter(text_[p]); ++p) run_.put_ascii(text_[p], p);
          break;
        case Class::kDigit:
          if (!run_.open() && p < fast) {
            const unsigned size = run16(text_ + p, true);
            if (size < 16 && number_ends(text_ + p + size)) {
              sink_.small(load8(text_ + p) & kMasks.first[size], load8(text_ + p + 8) & kMasks.second[size], size, p,
                          p + size, true);
              p += size;
              break;
            }
          }
          for (; p < n_ && is_digit(text_[p]); ++p) run_.put_ascii(text_[p], p);
          break;
        case Class::kPoint:
          run_.point();
          ++p;
          break;
        case Class::kComma:
          p = comma(p, 1);
          break;
        case Class::kMark:
          p = mark(p);
      }
    }
    run_.flush();
  }

 private:
  bool at(size_t i, char c) const { return i < n_ && text_[i] == uint8_t(c); }

  static PROOFPILE_INLINE bool number_ends(const uint8_t* p) {
    if (*p == '.' || *p == ',') return p[1] == ' ' || p[1] == '\n';
    return kClasses.ends[*p] && *p != '.' && *p != ',';
  }

  // What begins at p, `size` bytes, may stand between thousands: if it does, past the three digits.
  size_t comma(size_t p, size_t size) {
    const size_t digits = p + size + (at(p + size, '\\') && at(p + size + 1, '!') ? 2 : 0);
    const auto digit = [&](size_t i) { return i < n_ && is_digit(text_[i]); };
    if (!run_.takes_thousands() || !digit(digits) || !digit(digits + 1) || !digit(digits + 2) || digit(digits + 3)) {
      run_.flush();
      return p + size;
    }
    run_.put_thousands(text_ + digits, digits);
    return digits + 3;
  }

  // ---- what is more than a letter, a digit or a border

  size_t mark(size_t p) {
    switch (text_[p]) {
      case '\\':
        return backslash(p);
      case '&':
        return ampersand(p);
      case '<':
        return less(p);
      case '[':
        run_.flush();
        return footnote(p);
      case '{':
        if (run_.digits() && at(p + 1, ',') && at(p + 2, '}')) return comma(p, 3);
        if (at(p + 1, '\\'))
          if (const size_t end = accent(p + 1, p, true)) return end;
        run_.flush();
        return p + 1;
      case '\'':
        run_.apostrophe();
        return p + 1;
      default:
        return character(p);
    }
  }

  size_t character(size_t p) {
    const minhash::Unit unit = minhash::unit_at(text_ + p, n_ - p);
    if (unit.size == 1) {
      run_.flush();  // no UTF-8
      return p + 1;
    }
    uint32_t code = text_[p] & (0xFFu >> (unit.size + 1));
    for (unsigned i = 1; i < unit.size; ++i) code = code << 6 | (text_[p + i] & 63u);
    if (code == 0x2009 || code == 0x202F) return comma(p, unit.size);
    run_.put_code(code, p, p + unit.size);
    return p + unit.size;
  }

  size_t skip_blanks(size_t p) const {
    while (p < n_ && is_blank(text_[p])) ++p;
    return p;
  }

  size_t backslash(size_t p) {
    size_t q = p + 1;
    while (at(q, '\\')) ++q;
    const bool single = q == p + 1;
    if (q == n_) {
      run_.flush();
      return q;
    }
    if (single)
      if (const size_t end = accent(p, p, false)) return end;
    const uint8_t c = text_[q];
    uint32_t code = 0;
    if (c == 'u' && hexadecimal(q + 1, 4, code)) {
      run_.put_code(code - 0xD800 < 0x800 ? ' ' : code, p, q + 5);
      return q + 5;
    }
    if (is_letter(c)) return command(q);
    if (single && c == ',' ) return comma(p, 2);
    if (single && (c == '-' || c == '/') && run_.letters()) return q + 1;
    run_.flush();
    if (c == '<') return isabelle(q);
    if (c == '[') return spacing(q);
    return q;
  }

  // Exactly `digits` hexadecimal digits at p.
  bool hexadecimal(size_t p, size_t digits, uint32_t& code) const {
    if (p > n_ || n_ - p < digits) return false;
    for (size_t i = p; i < p + digits; ++i) {
      const uint8_t c = text_[i], low = c | 32;
      if (!is_digit(c) && !(low >= 'a' && low <= 'f')) return false;
      code = code * 16 + uint32_t(is_digit(c) ? c - '0' : low - 'a' + 10);
    }
    return true;
  }

  size_t letters_end(size_t p) const {
    while (p < n_ && is_letter(text_[p])) ++p;
    return p;
  }

  // What is known of prefix + text[p:end] + suffix.
  const Names::Entry& known(std::string_view prefix, size_t p, size_t end, std::string_view suffix = {}) const {
    static const Names::Entry none{};
    char name[Names::kLongest];
    const size_t size = end - p;
    if (size + prefix.size() + suffix.size() > Names::kLongest) return none;
    std::memcpy(name, prefix.data(), prefix.size());
    std::memcpy(name + prefix.size(), text_ + p, size);
    if (!suffix.empty()) std::memcpy(name + prefix.size() + size, suffix.data(), suffix.size());
    return names().find({name, prefix.size() + size + suffix.size()});
  }

  // Letters with a TeX accent, or of a name of their own, from the backslash at p: \'e \'{e} \"{\i} \v{c} \ss{}, or
  // such in braces, which begin at `start`. 0: there is none.
  size_t accent(size_t p, size_t start, bool braced) {
    size_t q = p + 1;
    if (q >= n_) return 0;
    char bytes[1];
    std::string_view text;
    if (is_letter(text_[q])) {
      const size_t end = letters_end(q);
      const Names::Entry& entry = known("\\", q, end);
      if (entry.deed == Deed::kLetters) {
        text = entry.text;
        q = at(end, '{') && at(end + 1, '}') ? end + 2 : end;
      } else if (entry.deed == Deed::kAccent && at(end, '{')) {
        q = accented(end, bytes);
        if (q) text = {bytes, 1};
      } else {
        return 0;
      }
    } else if (std::memchr("'`^\"~=.", text_[q], 7)) {
      q = accented(q + 1, bytes);
      if (q) text = {bytes, 1};
    } else {
      return 0;
    }
    if (text.empty() || (braced && !at(q, '}'))) return 0;
    q += braced;
    run_.put_text(text.data(), text.size(), Style::kPlain, start, q);
    return q;
  }

  // A letter, \i or \j, in braces or not.
  size_t accented(size_t q, char* letter) const {
    const bool brace = at(q, '{');
    q += brace;
    const bool command = at(q, '\\');
    q += command;
    if (q >= n_ || !is_letter(text_[q])) return 0;
    if (command && ((text_[q] != 'i' && text_[q] != 'j') || letters_end(q) != q + 1)) return 0;
    letter[0] = char(text_[q] | 32);
    ++q;
    if (brace && !at(q, '}')) return 0;
    return q + brace;
  }

  // A control word; its letters begin at q.
  size_t command(size_t q) {
    run_.flush();
    const size_t end = letters_end(q);
    const Names::Entry& entry = known("\\", q, end);
    switch (entry.deed) {
      case Deed::kNothing:
        return end;
      case Deed::kWord:
      case Deed::kLetters:
        run_.put_alone(entry.text, q, end);
        return end;
      case Deed::kFont:
        return font(end);
      case Deed::kArgument:
        return argument(end);
      case Deed::kEnvironment:
        return environment(end);
      case Deed::kDimension:
        return dimension(end);
      case Deed::kTwo:
        return singles(end, 2);
      case Deed::kOne:
        return singles(end, 1);
      case Deed::kAccent:
        if (text_[q] == 't' || text_[q] == 'r' || text_[q] == 'u') return end;  // JSON's tab and return, and worse
        break;
      default:
        // A line end or a tab of JSON before a word: no command begins so.
        if ((text_[q] == 'n' || text_[q] == 't') && end - q > 1 && text_[q + 1] < 'a') ++q;
    }
    for (; q < end; ++q) run_.put_ascii(text_[q], q);
    run_.flush();
    return end;
  }

  // TeX takes the next letters and digits one by one.
  size_t singles(size_t p, unsigned count) {
    for (; count > 0; --count) {
      const size_t q = skip_blanks(p);
      if (q == n_ || (!is_digit(text_[q]) && !is_letter(text_[q]))) return p;
      run_.flush();
      run_.put_ascii(text_[q], q);
      run_.flush();
      p = q + 1;
    }
    return p;
  }

  // \mathrm{d}x is dx.
  size_t font(size_t p) {
    size_t q = skip_blanks(p);
    q += at(q, '{');
    if (!at(q, 'd') || !at(q + 1, '}')) return p;
    const size_t next = skip_blanks(q + 2);
    if (next == n_ || !is_letter(text_[next])) return p;
    run_.put_ascii('d', q);
    return next;
  }

  // Past [...] or {...} at p without braces inside, if there is one that is not too long.
  size_t bracketed(size_t p, char open, char close) const {
    const size_t begin = skip_blanks(p);
    if (!at(begin, open)) return p;
    const size_t most = std::min(n_, begin + 1 + kLongestArgument);
    for (size_t q = begin + 1; q < most && text_[q] != '{'; ++q) {
      if (text_[q] == uint8_t(close)) return q + 1;
      if (text_[q] == '}' || (open == '[' && text_[q] == '[')) break;
    }
    return p;
  }

  size_t argument(size_t p) const {
    p += at(p, '*');
    return bracketed(bracketed(p, '[', ']'), '{', '}');
  }

  size_t environment(size_t p) const {
    const size_t end = bracketed(p, '{', '}');
    if (end == p) return p;
    size_t name = skip_blanks(p) + 1;
    const size_t letters = letters_end(name);
    return known("", name, letters).deed == Deed::kEnvelope ? argument(end) : end;
  }

  // Past \kern's -3.5em.
  size_t dimension(size_t p) const {
    const size_t q = length(skip_blanks(p));
    return q ? q : p;
  }

  // Past a length; 0 if there is none.
  size_t length(size_t q) const {
    q += q < n_ && (text_[q] == '-' || text_[q] == '+');
    const size_t digits = q;
    while (q < n_ && q < digits + 8 && (is_digit(text_[q]) || text_[q] == '.')) ++q;
    if (q == digits) return 0;
    q += at(q, ' ');
    if (q + 1 >= n_) return 0;
    for (const char* unit : {"pt", "em", "ex", "mm", "cm", "in", "mu", "bp", "pc", "sp"})
      if (text_[q] == uint8_t(unit[0]) && text_[q + 1] == uint8_t(unit[1])) return q + 2;
    return 0;
  }

  // Past [4pt] after \\.
  size_t spacing(size_t p) const {
    const size_t q = length(p + 1);
    return q && at(q, ']') ? q + 1 : p;
  }

  // \<name> from the <.
  size_t isabelle(size_t p) {
    const size_t name = p + 1 + at(p + 1, '^'), end = letters_end(name);
    if (end == name || end - name > Names::kLongest || !at(end, '>')) return p;
    if (name > p + 1) return end + 1;
    const Names::Entry* entry = &known("\\<", name, end, ">");
    if (entry->deed == Deed::kUnknown) entry = &known("\\", name, end);
    if (entry->deed == Deed::kWord) {
      run_.put_alone(entry->text, name, end);
    } else if (entry->deed == Deed::kUnknown) {
      for (size_t q = name; q < end; ++q) run_.put_ascii(text_[q], q);
      run_.flush();
    }
    return end + 1;
  }

  size_t ampersand(size_t p) {
    size_t q = p + 1;
    if (n_ - q >= 4 && std::memcmp(text_ + q, "amp;", 4) == 0) q += 4;
    if (at(q, '#')) {
      const bool hex = at(q + 1, 'x') || at(q + 1, 'X');
      const size_t first = q + 1 + hex;
      size_t end = first;
      uint32_t code = 0;
      for (; end < n_ && end < first + 7; ++end) {
        const uint8_t c = text_[end], low = c | 32;
        if (is_digit(c))
          code = code * (hex ? 16 : 10) + uint32_t(c - '0');
        else if (hex && low >= 'a' && low <= 'f')
          code = code * 16 + uint32_t(low - 'a' + 10);
        else
          break;
      }
      if (end > first && at(end, ';')) {
        run_.put_code(code - 0xD800 < 0x800 ? ' ' : code, p, end + 1);
        return end + 1;
      }
    }
    const size_t end = q + 8 < n_ ? q + 8 : n_;
    size_t r = q;
    while (r < end && (is_letter(text_[r]) || is_digit(text_[r]))) ++r;
    if (at(r, ';')) {
      const Deed deed = known("&", q, r).deed;
      if (deed == Deed::kApostrophe) return run_.apostrophe(), r + 1;
      if (deed == Deed::kVanish) return r + 1;
      if (deed == Deed::kNothing) return run_.flush(), r + 1;
    }
    run_.flush();
    return q;
  }

  // Behind name="..., an attribute of a tag and those after it, at p; p if there is none.
  size_t attributes(size_t p) const {
    size_t name = p;
    while (name < n_ && name < p + 8 && is_blank(text_[name])) ++name;
    const size_t most = std::min(n_, name + 20);
    size_t q = name;
    while (q < most && (is_letter(text_[q]) || text_[q] == '-')) ++q;
    if (name == p || q == name || !at(q, '=') || !(at(q + 1, '"') || at(q + 1, '\''))) return p;
    q += 2;
    const size_t end = std::min(n_, q + kLongestArgument - 1);
    while (q < end && text_[q] != '<' && text_[q] != '>') ++q;
    return q;
  }

  // GSM8K's <<48/2=24>>, and tags.
  size_t less(size_t p) {
    run_.flush();
    size_t q = p + 1;
    if (at(q, '<')) {
      for (++q; q < n_ && (is_digit(text_[q]) || std::memchr(" .,+-*/=%()", text_[q], 11)); ++q) {
      }
      return at(q, '>') && at(q + 1, '>') ? q + 2 : p + 1;
    }
    q += at(q, '/');
    const size_t most = std::min(n_, q + 12);
    char name[16] = "</";
    size_t size = 2;
    while (q < most && is_letter(text_[q])) name[size++] = char(text_[q++] | 32);
    size_t end = attributes(q);
    end += at(end, ' ');
    end += at(end, '/');
    name[size++] = '>';
    return at(end, '>') && names().find({name, size}).deed == Deed::kNothing ? end + 1 : p + 1;
  }

  // Past [^1].
  size_t footnote(size_t p) const {
    if (!at(p + 1, '^')) return p + 1;
    const size_t name = p + 2, most = std::min(n_, name + 32);
    size_t q = name;
    while (q < most && (is_letter(text_[q]) || is_digit(text_[q]) || text_[q] == '-' || text_[q] == '_')) ++q;
    return q > name && at(q, ']') ? q + 1 : p + 1;
  }

  const uint8_t* const text_;
  const size_t n_;
  Sink& sink_;
  Run<Sink> run_;
};

}  // namespace detail

// The words of text[0:n] into out.token(hash, start, end, number).
template <class Out>
void normal_words(const uint8_t* text, size_t n, Out& out) {
  struct Sink {
    Out& out;
    PROOFPILE_INLINE void small(uint64_t first, uint64_t second, size_t size, size_t start, size_t end, bool number) {
      out.token(minhash::fold(first ^ minhash::kBase, second ^ (size * minhash::kThree) ^ minhash::kTwo), start, end,
                number);
    }
    void large(const uint8_t* data, size_t size, size_t start, size_t end, bool number) {
      out.token(word_hash(data, size), start, end, number);
    }
  } sink{out};
  detail::Reader<Sink>(text, n, sink).read();
}

}  // namespace proofpile::words
