// The part of CSS selectors that rules need: types, classes, ids, attributes, :not(), the combinators
// " ", ">" and "+", and lists. Names are compared as they are; an attribute's value without case after " i".
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "dom.hpp"

namespace proofpile {

class Selector {
 public:
  // Raises std::invalid_argument on what it does not know.
  explicit Selector(std::string_view source) : source_(source) {
    alternatives_ = list(false);
    if (at_ != source_.size()) fail();
  }

  // A selector for one page: names as that page's numbers. Parts that no name of the page can meet are gone.
  class Bound {
   public:
    Bound(const Selector& selector, const Dom& dom) : dom_(dom), complex_(bind(selector.alternatives_, dom)) {
      if (complex_.size() >= kMany) index();
    }

    bool empty() const { return complex_.empty(); }
    bool matches(int32_t i) const {
      if (!named_.empty() && !may_match(i)) return false;
      for (const auto& complex : complex_)
        if (meets(complex, complex.size() - 1, i)) return true;
      return false;
    }

   private:
    struct Test {
      int32_t name = -1;
      char op = 0;  // 0 exists, '=', '^', '$', '*', '~'
      bool fold = false;
      std::string value;
    };
    struct Compound {
      char combinator = 0;
      int32_t tag = -1;  // any
      int32_t id = -1;   // any
      std::vector<int32_t> classes;
      std::vector<Test> tests;
      std::vector<std::vector<Compound>> nots;
    };
    using Complex = std::vector<Compound>;

    template <typename Alternatives>
    static std::vector<Complex> bind(const Alternatives& alternatives, const Dom& dom) {
      std::vector<Complex> bound;
      for (const auto& complex : alternatives) {
        Complex made;
        bool possible = true;
        for (const auto& part : complex) {
          Compound c;
          c.combinator = part.combinator;
          const auto look = [&](std::string_view name) {
            const int32_t id = dom.names().find(name);
            possible = possible && id >= 0;
            return id;
          };
          if (!part.tag.empty()) c.tag = look(part.tag);
          if (!part.id.empty()) c.id = look(part.id);
          for (const auto& name : part.classes) c.classes.push_back(look(name));
          for (const auto& test : part.tests) c.tests.push_back({look(test.name), test.op, test.fold, test.value});
          c.nots = bind(part.nots, dom);
          made.push_back(std::move(c));
        }
        if (possible) bound.push_back(std::move(made));
      }
      return bound;
    }

    bool meets(const Complex& complex, size_t k, int32_t i) const {
      if (!meets(complex[k], i)) return false;
      if (k == 0) return true;
      switch (complex[k].combinator) {
        case '>': {
          const int32_t up = dom_[i].parent;
          return up > 0 && meets(complex, k - 1, up);
        }
        case '+': {
          const int32_t left = dom_.previous_element(i);
          return left >= 0 && meets(complex, k - 1, left);
        }
        default:
          for (int32_t up = dom_[i].parent; up > 0; up = dom_[up].parent)
            if (meets(complex, k - 1, up)) return true;
          return false;
      }
    }

    bool meets(const Compound& c, int32_t i) const {
      const Node& node = dom_[i];
      if (node.tag < 0 || (c.tag >= 0 && node.tag != c.tag) || (c.id >= 0 && node.id != c.id)) return false;
      for (const int32_t name : c.classes)
        if (!dom_.has_class(node, name)) return false;
      for (const Test& test : c.tests)
        if (!meets(test, i)) return false;
      for (const Complex& complex : c.nots)
        if (meets(complex, complex.size() - 1, i)) return false;
      return true;
    }

    bool meets(const Test& test, int32_t i) const {
      bool found;
      const std::string_view value = dom_.attribute(i, test.name, found);
      if (!found || !test.op) return found;
      if (test.fold) {
        std::string folded(value);
        for (char& c : folded)
          if (c >= 'A' && c <= 'Z') c = char(c | 0x20);
        return compare(test, folded);
      }
      return compare(test, value);
    }

    static bool compare(const Test& test, std::string_view value) {
      const std::string_view wanted = test.value;
      if (test.op == '=') return value == wanted;
      if (wanted.empty()) return false;
      if (test.op == '^') return value.substr(0, wanted.size()) == wanted;
      if (test.op == '*') return value.find(wanted) != value.npos;
      if (test.op == '$') return value.size() >= wanted.size() && value.substr(value.size() - wanted.size()) == wanted;
      for (size_t at = value.find(wanted); at != value.npos; at = value.find(wanted, at + 1)) {
        const size_t end = at + wanted.size();
        if ((at == 0 || is_space(value[at - 1])) && (end == value.size() || is_space(value[end]))) return true;
      }
      return false;
    }

    // Long lists are asked of every element of a page: the names in them are looked up first.
    void index() {
      named_.assign(dom_.names().size(), false);
      for (const Complex& complex : complex_) {
        const Compound& last = complex.back();
        if (!last.classes.empty()) named_[size_t(last.classes[0])] = true;
        else if (last.id >= 0) named_[size_t(last.id)] = true;
        else if (last.tag >= 0) named_[size_t(last.tag)] = true;
        else if (!last.tests.empty()) tested_.push_back(last.tests[0].name);
        else any_ = true;
      }
    }
    bool may_match(int32_t i) const {
      const Node& node = dom_[i];
      if (any_ || is_named(node.tag) || is_named(node.id)) return true;
      for (uint32_t k = 0; k < node.n_classes; ++k)
        if (is_named(dom_.classes(node)[k])) return true;
      for (uint32_t k = 0; k < node.n_attributes && !tested_.empty(); ++k)
        for (const int32_t name : tested_)
          if (dom_.attributes(node)[k].name == name) return true;
      return false;
    }
    bool is_named(int32_t name) const { return name >= 0 && size_t(name) < named_.size() && named_[size_t(name)]; }

    static constexpr size_t kMany = 4;
    const Dom& dom_;
    std::vector<Complex> complex_;
    std::vector<bool> named_;
    std::vector<int32_t> tested_;
    bool any_ = false;
  };

 private:
  struct Test {
    std::string name;
    char op = 0;
    bool fold = false;
    std::string value;
  };
  struct Compound {
    char combinator = 0;  // with what stands before
    std::string tag, id;
    std::vector<std::string> classes;
    std::vector<Test> tests;
    std::vector<std::vector<Compound>> nots;
  };
  using Complex = std::vector<Compound>;

  [[noreturn]] void fail() const {
    throw std::invalid_argument("no selector that is known here: " + source_ + " (at " + std::to_string(at_) + ")");
  }
  char peek() const { return at_ < source_.size() ? source_[at_] : '\0'; }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  bool blanks() {
    const size_t start = at_;
    while (at_ < source_.size() && is_space(source_[at_])) ++at_;
    return at_ > start;
  }
  static bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  }
  std::string name() {
    const size_t start = at_;
    while (is_name(peek())) ++at_;
    if (at_ == start) fail();
    return source_.substr(start, at_ - start);
  }

  std::vector<Complex> list(bool nested) {
    std::vector<Complex> alternatives;
    do {
      blanks();
      alternatives.push_back(complex(nested));
      blanks();
    } while (take(','));
    return alternatives;
  }

  Complex complex(bool nested) {
    Complex parts{compound('\0')};
    while (true) {
      const bool apart = blanks();
      const char c = peek();
      if (c == '\0' || c == ',' || (nested && c == ')')) return parts;
      if (c == '>' || c == '+') {
        ++at_;
        blanks();
        parts.push_back(compound(c));
      } else if (apart) {
        parts.push_back(compound(' '));
      } else {
        fail();
      }
    }
  }

  Compound compound(char combinator) {
    Compound c;
    c.combinator = combinator;
    const size_t start = at_;
    if (!take('*') && is_name(peek())) c.tag = name();
    while (true) {
      if (take('.')) c.classes.push_back(name());
      else if (take('#')) c.id = name();
      else if (take('[')) c.tests.push_back(test());
      else if (source_.compare(at_, 5, ":not(") == 0) negation(c);
      else break;
    }
    if (at_ == start) fail();
    return c;
  }

  void negation(Compound& c) {
    at_ += 5;
    for (auto& complex : list(true)) c.nots.push_back(std::move(complex));
    if (!take(')')) fail();
  }

  Test test() {
    Test t;
    t.name = name();
    if (take(']')) return t;
    t.op = peek();
    if (t.op != '=') ++at_;
    if (!take('=') || std::string_view("=^$*~").find(t.op) == std::string_view::npos) fail();
    const char quote = peek();
    if (quote == '"' || quote == '\'') {
      for (++at_; peek() != quote; ++at_) {
        if (peek() == '\\') ++at_;
        if (at_ >= source_.size()) fail();
        t.value.push_back(peek());
      }
      ++at_;
    } else {
      t.value = name();
    }
    if (blanks()) {
      if (!take('i')) fail();
      t.fold = true;
      for (char& c : t.value)
        if (c >= 'A' && c <= 'Z') c = char(c | 0x20);
    }
    if (!take(']')) fail();
    return t;
  }

  std::string source_;
  size_t at_ = 0;
  std::vector<Complex> alternatives_;
};

}  // namespace proofpile
