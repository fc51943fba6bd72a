// A page as the sequence of its blocks, and what the names of its elements say about them.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "dom.hpp"

namespace proofpile {

// Calls tell(name, text) for what a writer of Markdown has to know below `root`: ("", text of a block),
// (tag, "") where a list, an item, a term, a quotation or a heading opens and ("/tag", "") where it ends;
// lists and items with the number that they start with.
//
// White space is collapsed; a br is a line feed, two of them end the block. `comment` (if not empty) is put
// where a line ended behind an unescaped per cent sign: such an end closes a comment of TeX.
template <typename Tell>
void outline(const Dom& dom, int32_t root, std::string_view comment, Tell tell) {
  std::string block;
  bool space = false, percent = false;
  int breaks = 0;
  const auto flush = [&] {
    while (!block.empty() && (block.back() == '\n' || block.back() == ' ')) block.pop_back();
    if (!block.empty()) tell(std::string_view(), std::string_view(block));
    block.clear();
    space = percent = false;
    breaks = 0;
  };
  const auto read = [&](std::string_view text) {
    for (size_t k = 0; k < text.size(); ++k) {
      char c = text[k];
      const bool hard = c == '\xC2' && k + 1 < text.size() && text[k + 1] == '\xA0';
      if (hard) ++k;
      if (hard || is_space(c)) {
        if (c == '\n' && percent && !comment.empty()) block.append(comment);
        if (c == '\n') percent = false;
        space = true;
        continue;
      }
      if (breaks) {
        if (breaks > 1) flush();
        else if (!block.empty()) block.push_back('\n');
        breaks = 0;
      } else if (space && !block.empty()) {
        block.push_back(' ');
      }
      space = false;
      if (c == '%' && (block.empty() || block.back() != '\\')) percent = true;
      block.push_back(c);
    }
  };
  static const std::vector<std::string> closing = [] {
    std::vector<std::string> names;
    for (auto name : kNamed) names.push_back("/" + std::string(name));
    return names;
  }();
  const int32_t start = dom.names().find("start"), value = dom.names().find("value");
  const auto tells = [](int32_t tag) { return tag >= kUl && tag <= kH6; };
  dom.walk(
      root,
      [&](int32_t i) {
        const int32_t tag = dom[i].tag;
        if (tag == kText) return read(dom.text(dom[i]));
        if (tag == kBr) {
          ++breaks;
          percent = false;
          return;
        }
        if (!dom.is_block(tag)) return;
        flush();
        if (!tells(tag)) return;
        bool found = false;
        std::string_view number;
        if (tag == kOl && start >= 0) number = dom.attribute(i, start, found);
        if (tag == kLi && value >= 0) number = dom.attribute(i, value, found);
        tell(kNamed[tag], number);
      },
      [&](int32_t i) {
        const int32_t tag = dom[i].tag;
        if (!dom.is_block(tag)) return;
        flush();
        if (tells(tag)) tell(std::string_view(closing[size_t(tag)]), std::string_view());
      });
  flush();
}

// Phrases in the names that authors give to elements: "share-buttons" in `postShareButtons`, but never
// "share" in `shareholder`. A name is split into words at signs, digits and before capitals; a phrase is one
// to three of them joined by "-". "^" before a phrase asks that the name begins with it, "$" behind it that
// the name ends there. A word such as "no" in front unsays a phrase.
class Phrases {
 public:
  Phrases(std::unordered_map<std::string, uint32_t> table, std::vector<std::string> negations)
      : table_(std::move(table)), negations_(negations.begin(), negations.end()) {}

  // The pages of a crawl repeat a few thousand names, so what is known of one is kept.
  uint32_t operator()(std::string_view name) const {
    const std::string key(name);
    const auto found = known_.find(key);
    if (found != known_.end()) return found->second;
    if (known_.size() >= kMostKnown) known_.clear();
    return known_[key] = read(name);
  }

 private:
  static constexpr size_t kMostKnown = 1 << 16;

  uint32_t read(std::string_view name) const {
    const std::vector<std::string> words = split(name);
    uint32_t bits = 0;
    for (size_t i = 0; i < words.size(); ++i) {
      if (i > 0 && negations_.count(words[i - 1])) continue;
      std::string phrase;
      for (size_t k = i; k < words.size() && k < i + 3; ++k) {
        phrase += (k > i ? "-" : "") + words[k];
        bits |= look(phrase);
        if (i == 0) bits |= look("^" + phrase);
        if (k + 1 == words.size()) bits |= look(phrase + "$");
        if (i == 0 && k + 1 == words.size()) bits |= look("^" + phrase + "$");
      }
    }
    return bits;
  }

  uint32_t look(const std::string& phrase) const {
    const auto found = table_.find(phrase);
    return found == table_.end() ? 0 : found->second;
  }

  static std::vector<std::string> split(std::string_view name) {
    std::vector<std::string> words;
    bool open = false, small = false;
    for (const char c : name) {
      const bool capital = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';
      if (!capital && !lower) {
        open = false;
        continue;
      }
      if (!open || (capital && small)) {
        if (words.size() == 16) break;  // no name means anything at that length
        words.emplace_back();
      }
      words.back().push_back(char(c | 0x20));
      open = true;
      small = lower;
    }
    return words;
  }

  std::unordered_map<std::string, uint32_t> table_;
  std::unordered_set<std::string> negations_;
  mutable std::unordered_map<std::string, uint32_t> known_;
};

}  // namespace proofpile
