// What is not prose: formulas, code, addresses, TeX commands (reference_text.py: Masker).
//
// The same decisions as the twin's regular expression, branch by branch and in its order; the names below are
// those of its lines. Every body stops at its own opener or at the end of a line or text, so that no text is
// read more than once for each kind of opener.
#pragma once
#include <Python.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace proofpile::text {

inline bool is_space(uint32_t c) { return Py_UNICODE_ISSPACE(c); }
inline bool is_ascii_letter(uint32_t c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
// What \w is in Python's expressions.
inline bool is_word(uint32_t c) {
  return c < 128 ? is_ascii_letter(c) || (c >= '0' && c <= '9') || c == '_' : Py_UNICODE_ISALNUM(c);
}

// A text of one, two or four bytes a code point, as the interpreter keeps it.
template <class Char>
struct Text {
  const Char* s;
  size_t n;

  bool at(size_t i, uint32_t c) const { return i < n && s[i] == c; }
  template <class Other>
  bool holds(size_t i, const Other* word, size_t length) const {
    if (n - i < length) return false;
    for (size_t k = 0; k < length; ++k)
      if (uint32_t(s[i + k]) != uint32_t(word[k])) return false;
    return true;
  }
  bool holds(size_t i, const char* word) const { return holds(i, word, std::strlen(word)); }
  size_t find(size_t i, uint32_t c) const {
    if constexpr (sizeof(Char) == 1) {
      const void* found = i < n ? std::memchr(s + i, int(c), n - i) : nullptr;
      return found ? size_t(static_cast<const Char*>(found) - s) : n;
    }
    while (i < n && s[i] != c) ++i;
    return i;
  }
};

class Masker {
 public:
  Masker(std::vector<std::u32string> environments, std::vector<std::u32string> literals, std::u32string lone)
      : environments_(std::move(environments)), literals_(std::move(literals)), lone_(std::move(lone)) {
    std::sort(lone_.begin(), lone_.end());
    for (const char c : {'$', '\\', '`', 'h', 'w'}) special_[size_t(c)] = true;
    for (const auto& literal : literals_) {
      if (literal[0] < 256) special_[literal[0]] = true;
      else wide_literals_ = true;
      hasty_ &= literal[0] != 'h';
    }
  }

  // Whether `c`, which is not ASCII, is a symbol where no letter or digit is beside it.
  bool is_lone(uint32_t c) const { return std::binary_search(lone_.begin(), lone_.end(), char32_t(c)); }

  // Calls run(from, to) for prose, and put(c) for what stands where something else was, in order, until one of
  // them says false.
  template <class Char, class Run, class Put>
  void walk(Text<Char> text, Run run, Put put) const {
    size_t kept = 0, i = 0;
    while (i < text.n) {
      if (!stops(text.s[i]) || (hasty_ && text.s[i] == 'h' && !text.at(i + 1, 't'))) {
        ++i;
        continue;
      }
      const size_t end = match(text, i);
      if (end == NONE) {
        ++i;
        continue;
      }
      if (kept < i && !run(kept, i)) return;
      if (!put(text.s[i] == '\\' && text.at(i + 1, '$') ? '$' : ' ')) return;
      kept = i = end;
    }
    if (kept < text.n) run(kept, text.n);
  }

 private:
  static constexpr size_t NONE = ~size_t(0);

  template <class Char>
  bool stops(Char c) const {
    if constexpr (sizeof(Char) == 1) return special_[c];
    return c < 256 ? special_[c] : wide_literals_;
  }

  template <class Char>
  size_t match(Text<Char> t, size_t i) const {
    size_t end = NONE;
    switch (uint32_t(t.s[i])) {
      case '\\': end = backslash(t, i); break;
      case '$': end = t.at(i + 1, '$') ? display(t, i + 2) : inline_formula(t, i + 1); break;
      case '`': end = code(t, i); break;
      case 'h': end = t.holds(i, "http://") ? address(t, i + 7) : t.holds(i, "https://") ? address(t, i + 8) : NONE; break;
      case 'w': end = t.holds(i, "www.") ? address(t, i + 4) : NONE; break;
    }
    if (end != NONE) return end;
    for (const auto& literal : literals_)
      if (t.holds(i, literal.data(), literal.size())) return i + literal.size();
    return NONE;
  }

  template <class Char>
  size_t backslash(Text<Char> t, size_t i) const {
    if (i + 1 >= t.n) return NONE;
    size_t end = NONE;
    switch (uint32_t(t.s[i + 1])) {
      case '$': return i + 2;
      case '[': end = bracketed(t, i + 2, '[', ']'); break;
      case '(': end = bracketed(t, i + 2, '(', ')'); break;
      case 'b': end = environment(t, i); break;
    }
    if (end != NONE) return end;
    end = i + 1;
    while (end < t.n && is_ascii_letter(t.s[end])) ++end;
    if (end == i + 1) return i + 2;
    return t.at(end, '*') ? end + 1 : end;
  }

  template <class Char>
  static size_t display(Text<Char> t, size_t p) {
    while (p < t.n) {
      if (t.s[p] == '\\') ++p;
      else if (t.s[p] == '$' && t.at(p + 1, '$')) return p + 2;
      ++p;
    }
    return NONE;
  }

  template <class Char>
  static size_t inline_formula(Text<Char> t, size_t p) {
    for (; p < t.n; ++p) {
      if (t.s[p] == '$') return p + 1;
      if (t.s[p] == '\\') ++p;
      else if (t.s[p] == '\n' && blank_line(t, p + 1)) return NONE;
    }
    return NONE;
  }

  template <class Char>
  static bool blank_line(Text<Char> t, size_t p) {
    while (p < t.n && t.s[p] != '\n' && is_space(t.s[p])) ++p;
    return t.at(p, '\n');
  }

  template <class Char>
  static size_t bracketed(Text<Char> t, size_t p, uint32_t open, uint32_t close) {
    while ((p = t.find(p, '\\')) + 1 < t.n) {
      if (t.s[p + 1] == close) return p + 2;
      if (t.s[p + 1] == open) return NONE;
      p += 2;
    }
    return NONE;
  }

  template <class Char>
  size_t environment(Text<Char> t, size_t i) const {
    if (!t.holds(i, "\\begin{")) return NONE;
    const size_t name = i + 7;
    for (const auto& known : environments_) {
      if (!t.holds(name, known.data(), known.size())) continue;
      const size_t star = name + known.size(), brace = star + t.at(star, '*');
      if (t.at(brace, '}')) return body(t, name, brace + 1);
    }
    return NONE;
  }

  // [name, p) is the name with its star and brace.
  template <class Char>
  static size_t body(Text<Char> t, size_t name, size_t p) {
    const Char* const word = t.s + name;
    const size_t length = p - name;
    for (; (p = t.find(p, '\\')) < t.n; ++p) {
      if (t.holds(p, "\\begin{") && t.holds(p + 7, word, length)) return NONE;
      if (t.holds(p, "\\end{") && t.holds(p + 5, word, length)) return p + 5 + length;
    }
    return NONE;
  }

  template <class Char>
  static size_t ticks(Text<Char> t, size_t p) {
    size_t end = p;
    while (t.at(end, '`')) ++end;
    return end;
  }

  template <class Char>
  static size_t code(Text<Char> t, size_t i) {
    if (i > 0 && t.s[i - 1] == '`') return NONE;
    size_t p = ticks(t, i);
    const size_t opener = p - i;
    if (opener >= 3) {
      while ((p = t.find(p, '`')) < t.n) {
        const size_t end = ticks(t, p);
        if (end - p >= 3) return end;
        p = end;
      }
      return NONE;
    }
    for (; p < t.n && t.s[p] != '\n'; ++p)
      if (t.s[p] == '`' && (opener == 1 || t.at(p + 1, '`'))) return p + opener;
    return NONE;
  }

  template <class Char>
  static size_t address(Text<Char> t, size_t p) {
    const size_t start = p;
    while (p < t.n && t.s[p] != '<' && t.s[p] != '>' && t.s[p] != '"' && !is_space(t.s[p])) ++p;
    return p > start ? p : NONE;
  }

  std::vector<std::u32string> environments_, literals_;
  std::u32string lone_;  // sorted
  bool special_[256] = {};
  bool wide_literals_ = false;
  bool hasty_ = true;  // one letter in twenty is an h, and an address begins with "ht": looking here halves the time
};

}  // namespace proofpile::text
