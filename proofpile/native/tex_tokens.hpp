// Formulas in a text, and the canonical tokens of their TeX. reference_minhash.py says the same in Python.
//
// Two pages show one formula and write it in two ways, by their renderers' habits: spacing, \left, \le for \leq,
// {x} for x. What carries no mathematics is dropped here, and synonyms are folded, so that it does not hide a
// duplicate. Numbers and letters stay as they are: worksheets that differ in numbers are different documents.
//
// Everything is linear in the text, whatever it holds: a search for a closing delimiter stops at the next delimiter
// of its kind, so of one kind the searches that fail never look at a byte twice.
#pragma once

#include <algorithm>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "word_hash.hpp"

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

namespace proofpile::minhash {

// A line's first word is the token that its other words become; those of DROP are dropped. These are TeX's and
// amsmath's own synonyms, spacing, and the Unicode characters that stand for a command.
inline constexpr const char* kAliases = R"(
DROP \, \: \; \! \> \/ \- \( \) \[ \] $ ~ \quad \qquad \enspace \enskip \nobreakspace \space \relax \null
DROP \thinspace \medspace \thickspace \negthinspace \negmedspace \negthickspace \allowbreak \nobreak
DROP \displaystyle \textstyle \scriptstyle \scriptscriptstyle \limits \nolimits \displaylimits
DROP \nonumber \notag \hfil \hfill \strut \mathstrut
DROP \mathord \mathop \mathbin \mathrel \mathopen \mathclose \mathpunct \mathinner
\leq \le ≤
\geq \ge ≥
\neq \ne ≠
\rightarrow \to →
\leftarrow \gets ←
\leftrightarrow ↔
\Rightarrow ⇒
\Leftarrow ⇐
\Leftrightarrow ⇔
\Longrightarrow \implies ⟹
\Longleftarrow \impliedby ⟸
\Longleftrightarrow \iff ⟺
\mapsto ↦
\frac \dfrac \tfrac \cfrac
\binom \dbinom \tbinom
\text \mbox \hbox \textrm \textnormal \textup
\boldsymbol \bm \pmb
\mathbb \Bbb
\mathbf \bold
< \lt
> \gt
\{ \lbrace
\} \rbrace
[ \lbrack
] \rbrack
| \lvert \rvert \vert \mid ∣
\| \lVert \rVert \Vert \parallel ‖ ∥
: \colon
* \ast ∗
' \prime ′ ’
- − ‑
\cdot \centerdot · ⋅
\times ×
\div ÷
\pm ±
\mp ∓
\circ ∘
\wedge \land ∧
\vee \lor ∨
\neg \lnot ¬
\ni \owns ∋
\in ∈
\notin ∉
\subset ⊂
\supset ⊃
\subseteq ⊆
\supseteq ⊇
\cup ∪
\cap ∩
\emptyset ∅
\forall ∀
\exists ∃
\infty ∞
\partial ∂
\nabla ∇
\sum ∑
\prod ∏
\int ∫
\oint ∮
\approx ≈
\equiv ≡
\sim ∼
\simeq ≃
\cong ≅
\propto ∝
\ll ≪
\gg ≫
\perp ⊥ \bot
\oplus ⊕
\otimes ⊗
\langle ⟨ 〈
\rangle ⟩ 〉
\lfloor ⌊
\rfloor ⌋
\lceil ⌈
\rceil ⌉
\ldots \dots \dotsc \dotsb \dotsm \dotsi \dotso \hdots \cdots \mathellipsis … ⋯
\vdots ⋮
\ddots ⋱
\hbar ℏ
\ell ℓ
\alpha α
\beta β
\gamma γ
\delta δ
\epsilon ϵ
\varepsilon ε
\zeta ζ
\eta η
\theta θ
\vartheta ϑ
\iota ι
\kappa κ
\lambda λ
\mu μ
\nu ν
\xi ξ
\pi π
\varpi ϖ
\rho ρ
\varrho ϱ
\sigma σ
\varsigma ς
\tau τ
\upsilon υ
\phi ϕ
\varphi φ
\chi χ
\psi ψ
\omega ω
\Gamma Γ
\Delta Δ
\Theta Θ
\Lambda Λ
\Xi Ξ
\Pi Π
\Sigma Σ
\Upsilon Υ
\Phi Φ
\Psi Ψ
\Omega Ω
)"
    "DROP \u200C \u200D \u2060 \u2061 \u2062 \u2063 \u2064\n";  // joiners, invisible operators

// Longest body of a formula in a line, and of a displayed one: longer, and the delimiters are no delimiters.
inline constexpr size_t kLongestInline = 4096, kLongestDisplay = 16384;

struct Formula {
  size_t begin, end, next;  // of its body, and where the text goes on; next is 0 if there is none
};

namespace detail {

// Whether a line end at `i` is followed by a line of nothing but blanks, and that line's end.
inline bool before_blank_line(const uint8_t* text, size_t i, size_t n) {
  for (++i; i < n && text[i] != '\n' && is_blank(text[i]); ++i) {
  }
  return i < n && text[i] == '\n';
}

// The next $, backslash or line end at or after i, or n. Padded text.
inline size_t next_stop(const uint8_t* text, size_t i, size_t n) {
#if defined(__x86_64__)
  for (; i < n; i += 16) {
    const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + i));
    const __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\n')),
                                     _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('$')),
                                                  _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'))));
    if (const int bits = _mm_movemask_epi8(hit)) return std::min(n, i + size_t(__builtin_ctz(unsigned(bits))));
  }
  return n;
#else
  while (i < n && text[i] != '$' && text[i] != '\\' && text[i] != '\n') ++i;
  return std::min(i, n);
#endif
}

// $...$ by Pandoc's rule.
inline size_t dollar_end(const uint8_t* text, size_t begin, size_t n) {
  if (begin < n && is_blank(text[begin])) return 0;
  size_t pair_end = begin;  // behind the last backslash and what it escapes
  for (size_t i = next_stop(text, begin, n); i < n && i - begin <= kLongestInline; i = next_stop(text, i, n)) {
    if (text[i] == '$') {
      const bool digit_follows = i + 1 < n && uint8_t(text[i + 1] - '0') < 10;
      return digit_follows || (is_blank(text[i - 1]) && i != pair_end) ? 0 : i;
    }
    if (text[i] == '\\') {
      i = pair_end = i + 2;
    } else {
      if (before_blank_line(text, i, n)) return 0;
      ++i;
    }
  }
  return 0;
}

inline size_t dollars_end(const uint8_t* text, size_t begin, size_t n) {
  for (size_t i = next_stop(text, begin, n); i + 1 < n && i - begin <= kLongestDisplay; i = next_stop(text, i, n)) {
    if (text[i] == '$' && text[i + 1] == '$') return i == begin ? 0 : i;
    i += text[i] == '\\' ? 2 : 1;
  }
  return 0;
}

// \(...\) and \[...\].
inline size_t bracket_end(const uint8_t* text, size_t begin, size_t n, uint8_t open, uint8_t close) {
  const size_t most = open == '(' ? kLongestInline : kLongestDisplay;
  for (size_t i = next_stop(text, begin, n); i + 1 < n && i - begin <= most; i = next_stop(text, i, n)) {
    if (text[i] == '\\') {
      if (text[i + 1] == close) return i;
      if (text[i + 1] == open) return 0;
      i += 2;
    } else {
      if (open == '(' && text[i] == '\n' && before_blank_line(text, i, n)) return 0;
      ++i;
    }
  }
  return 0;
}

}  // namespace detail

// The formula that the unescaped delimiter at `at`, of `width` bytes, opens in text[0:n].
inline Formula formula_at(const uint8_t* text, size_t at, size_t width, size_t n) {
  const size_t begin = at + width;
  size_t end;
  if (text[at] == '$')
    end = width == 2 ? detail::dollars_end(text, begin, n) : detail::dollar_end(text, begin, n);
  else
    end = detail::bracket_end(text, begin, n, text[at + 1], text[at + 1] == '(' ? ')' : ']');
  if (end == 0) return {0, 0, 0};
  return {begin, end, end + width};
}

// A token and its hash; the bytes are padded as word_hash wants them. Of size 0: dropped.
struct Token {
  const uint8_t* data;
  size_t size;
  uint64_t hash;
};

// What a lexer does with a byte of ASCII.
enum class Step : uint8_t { kToken, kSkip, kPrime, kOpen, kClose, kComment, kCommand, kCharacter };

// What it does with a control word, a control symbol or a character: most become a token.
enum class Action : uint8_t { kToken, kSizer, kArgument, kStarred, kEnvironment };

// kAliases and the control words that take something with them, by hash.
class Aliases {
 public:
  struct Entry {
    Token from, to;
    Action action;
  };

  Aliases() : slots_(kSlots) {
    const std::string_view table(kAliases);
    for (size_t i = 0; i < table.size();) {
      const size_t end = std::min(table.find('\n', i), table.size());
      add_line(table.substr(i, end - i));
      i = end + 1;
    }
    count_ = all_.size();
    for (const char* name : {"\\left", "\\right", "\\middle"}) add(keep(name), keep(""), Action::kSizer);
    for (const char* size : {"\\big", "\\Big", "\\bigg", "\\Bigg"})
      for (const char* side : {"", "l", "r", "m"}) add(keep(std::string(size) + side), keep(""), Action::kSizer);
    for (const char* name : {"\\label", "\\hspace", "\\vspace", "\\mspace"})
      add(keep(name), keep(""), Action::kArgument);
    for (const char* name : {"\\begin", "\\end"}) add(keep(name), keep(name), Action::kEnvironment);
    add(keep("\\operatorname"), keep("\\operatorname"), Action::kStarred);
    for (unsigned c = 0; c < 256; ++c) {
      const Token byte = keep(std::string(1, char(c)));
      const Entry* entry = find(byte);
      bytes_[c] = entry ? entry->to : byte;
      steps_[c] = c >= 0x80 ? Step::kCharacter : is_blank(uint8_t(c)) || !bytes_[c].size ? Step::kSkip : Step::kToken;
    }
    for (const auto& [c, step] : {std::pair('\'', Step::kPrime), {'{', Step::kOpen}, {'}', Step::kClose},
                                  {'%', Step::kComment}, {'\\', Step::kCommand}})
      steps_[uint8_t(c)] = step;
  }
  Aliases(const Aliases&) = delete;  // tokens point into strings_

  // The pairs of kAliases.
  std::vector<Entry> all() const { return {all_.begin(), all_.begin() + std::ptrdiff_t(count_)}; }
  const Token& byte(uint8_t c) const { return bytes_[c]; }
  Step step(uint8_t c) const { return steps_[c]; }
  uint64_t blank() const { return blank_; }  // the hash of one

  // What is known of a token, or nothing: then it stays as it is.
  const Entry* find(const Token& token) const {
    for (size_t slot = token.hash % kSlots; slots_[slot]; slot = (slot + 1) % kSlots) {
      const Entry& entry = all_[slots_[slot] - 1];
      if (entry.from.hash == token.hash && same(entry.from, token)) return &entry;
    }
    return nullptr;
  }

 private:
  static constexpr size_t kSlots = 1024;  // about a quarter is taken

  static bool same(const Token& a, const Token& b) {
    if (a.size != b.size || a.size > 16) return a.size == b.size && std::memcmp(a.data, b.data, a.size) == 0;
    return ((load8(a.data) ^ load8(b.data)) & kMasks.first[a.size]) == 0 &&
           ((load8(a.data + 8) ^ load8(b.data + 8)) & kMasks.second[a.size]) == 0;
  }

  Token keep(std::string bytes) {
    const size_t size = bytes.size();
    bytes.resize(size + kPadding);
    strings_.push_back(std::move(bytes));
    const auto* data = reinterpret_cast<const uint8_t*>(strings_.back().data());
    return {data, size, size ? word_hash(data, size) : 0};
  }

  void add_line(std::string_view line) {
    Token to{};
    bool first = true;
    for (size_t i = 0; i < line.size();) {
      const size_t end = std::min(line.find(' ', i), line.size());
      const Token token = keep(std::string(line.substr(i, end - i)));
      if (first)
        to = line.substr(0, end) == "DROP" ? keep("") : token;
      else
        add(token, to, Action::kToken);
      first = false;
      i = end + 1;
    }
  }

  void add(const Token& from, const Token& to, Action action) {
    all_.push_back({from, to, action});
    size_t slot = from.hash % kSlots;
    while (slots_[slot]) slot = (slot + 1) % kSlots;
    slots_[slot] = uint16_t(all_.size());
  }

  std::deque<std::string> strings_;
  std::vector<Entry> all_;
  std::vector<uint16_t> slots_;  // 1 + index into all_; 0: free
  size_t count_ = 0;
  Token bytes_[256];
  Step steps_[256];
  uint64_t blank_ = keep(" ").hash;
};

inline const Aliases& aliases() {
  static const Aliases table;
  return table;
}

// The tokens of one formula's body into `out`, which has
//   size(), push(token), pop(), move(to, from): token `from` to the place of `to`, is(at, token).
// `out` has room for as many tokens as the body has bytes.
template <class Out>
class Lexer {
 public:
  explicit Lexer(Out& out) : out_(out), aliases_(aliases()) {}

  void operator()(const uint8_t* p, const uint8_t* end) {
    first_ = out_.size();
    open_.clear();
    while (p < end) {
      const uint8_t c = *p;
      switch (aliases_.step(c)) {
        case Step::kToken:
          out_.push(aliases_.byte(c));
          ++p;
          break;
        case Step::kSkip:
          ++p;
          break;
        case Step::kPrime:
          out_.push(aliases_.byte(c));
          lower_prime();
          ++p;
          break;
        case Step::kOpen:
          open_.push_back(out_.size());
          out_.push(aliases_.byte(c));
          ++p;
          break;
        case Step::kClose:
          close();
          ++p;
          break;
        case Step::kComment:
          while (p < end && *p++ != '\n') {
          }
          break;
        case Step::kCommand:
          p = command(p, end);
          break;
        case Step::kCharacter: {
          const Unit unit = unit_at(p, size_t(end - p));
          if (unit.kind != Kind::kBlank) symbol(p, unit.size);
          p += unit.size;
        }
      }
    }
  }

 private:
  // A control symbol or a character.
  void symbol(const uint8_t* p, size_t size) {
    const Token token{p, size, word_hash(p, size)};
    const Aliases::Entry* entry = aliases_.find(token);
    push(entry ? entry->to : token);
  }

  void push(const Token& token) {
    if (token.size == 0) return;
    out_.push(token);
    if (token.size == 1 && token.data[0] == '\'') lower_prime();
  }

  // x^\prime is x'. The last token is a prime.
  void lower_prime() {
    const size_t at = out_.size() - 1;
    if (at == first_ || !out_.is(at - 1, aliases_.byte('^'))) return;
    out_.move(at - 1, at);
    out_.pop();
  }

  // Braces around nothing or around one token say nothing.
  void close() {
    if (open_.empty()) return out_.push(aliases_.byte('}'));
    const size_t at = open_.back();
    open_.pop_back();
    const size_t inside = out_.size() - at - 1;
    if (inside > 1) return out_.push(aliases_.byte('}'));
    if (inside == 1) out_.move(at, at + 1);
    out_.pop();
    if (inside == 1 && out_.is(at, aliases_.byte('\''))) lower_prime();
  }

  static const uint8_t* skip_blanks(const uint8_t* p, const uint8_t* end) {
    while (p < end && is_blank(*p)) ++p;
    return p;
  }

  const uint8_t* command(const uint8_t* p, const uint8_t* end) {
    const uint8_t* q = p + 1;
    while (q < end && is_ascii_letter(*q)) ++q;
    if (q > p + 1) return word(p, q, end);
    if (q == end) {
      push(aliases_.byte('\\'));
      return end;
    }
    const Unit unit = unit_at(q, size_t(end - q));
    if (unit.kind != Kind::kBlank) symbol(p, unit.size + 1);
    return q + unit.size;
  }

  // A control word at [p, q).
  const uint8_t* word(const uint8_t* p, const uint8_t* q, const uint8_t* end) {
    const Token token{p, size_t(q - p), word_hash(p, size_t(q - p))};
    const Aliases::Entry* entry = aliases_.find(token);
    if (!entry) {
      out_.push(token);
      return q;
    }
    switch (entry->action) {
      case Action::kSizer:  // with the dot that stands for no delimiter
        q = skip_blanks(q, end);
        return q < end && *q == '.' ? q + 1 : q;
      case Action::kArgument:
        return skip_argument(q, end);
      case Action::kEnvironment:
        return environment(p, q, end);
      case Action::kStarred:
        push(entry->to);
        return q < end && *q == '*' ? q + 1 : q;
      case Action::kToken:
        push(entry->to);
    }
    return q;
  }

  // Past a star and past {...} without braces or commands inside, if they are there.
  static const uint8_t* skip_argument(const uint8_t* q, const uint8_t* end) {
    if (q < end && *q == '*') ++q;
    const uint8_t* r = skip_blanks(q, end);
    if (r == end || *r != '{') return q;
    for (++r; r < end && *r != '{' && *r != '\\'; ++r)
      if (*r == '}') return r + 1;
    return q;
  }

  // \begin{align*} is one token, \begin{align}: the star is about numbers in the margin.
  const uint8_t* environment(const uint8_t* p, const uint8_t* q, const uint8_t* end) {
    const uint8_t* r = q;
    if (r < end && *r == '{') ++r;
    const uint8_t* name = r;
    while (r < end && is_ascii_letter(*r)) ++r;
    const bool named = name > q && r > name;
    const bool star = named && r < end && *r == '*';
    if (!named || r + star >= end || r[star] != '}') {
      out_.push({p, size_t(q - p), word_hash(p, size_t(q - p))});
      return q;
    }
    if (!star) {
      out_.push({p, size_t(r + 1 - p), word_hash(p, size_t(r + 1 - p))});
      return r + 1;
    }
    std::string token(reinterpret_cast<const char*>(p), size_t(r - p));
    token += '}';
    const size_t size = token.size();
    token.resize(size + kPadding);
    const auto* data = reinterpret_cast<const uint8_t*>(starred_.insert(std::move(token)).first->data());
    out_.push({data, size, word_hash(data, size)});
    return r + 2;
  }

  Out& out_;
  const Aliases& aliases_;
  size_t first_ = 0;                         // place of the formula's first token
  std::vector<size_t> open_;                 // places of the braces that are open
  std::unordered_set<std::string> starred_;  // tokens that do not stand in the text
};

}  // namespace proofpile::minhash
