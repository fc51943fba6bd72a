// Letters by block and words by group (reference_text.py: LetterTally, WordTally).
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "masker.hpp"

namespace proofpile::text {

// What of \w is no letter of a word.
inline bool is_digit(uint32_t c) { return c < 128 ? !is_ascii_letter(c) : Py_UNICODE_ISDECIMAL(c); }

using Counts = std::vector<size_t>;  // by group

class LetterTally {
 public:
  // Blocks by their last code points, rising, and the group of each.
  LetterTally(std::vector<uint32_t> lasts, std::vector<uint32_t> groups) : lasts_(std::move(lasts)), groups_(std::move(groups)) {
    n_groups_ = size_t(*std::max_element(groups_.begin(), groups_.end())) + 1;
  }

  template <class Char>
  Counts count(Text<Char> text) const {
    std::vector<size_t> by_block(lasts_.size());
    size_t ascii = 0, block = 0;
    for (size_t i = 0; i < text.n; ++i) {
      const uint32_t c = text.s[i];
      if (c < 128) {
        ascii += is_ascii_letter(c);
        continue;
      }
      if (!Py_UNICODE_ISALPHA(c)) continue;
      if (c > lasts_[block] || (block > 0 && c <= lasts_[block - 1])) block = block_of(c);
      ++by_block[block];
    }
    Counts counts(n_groups_);
    by_block[block_of('A')] += ascii;
    for (size_t k = 0; k < by_block.size(); ++k) counts[groups_[k]] += by_block[k];
    return counts;
  }

 private:
  size_t block_of(uint32_t c) const { return size_t(std::lower_bound(lasts_.begin(), lasts_.end(), c) - lasts_.begin()); }
  std::vector<uint32_t> lasts_, groups_;
  size_t n_groups_;
};

class WordTally {
 public:
  using Entry = std::pair<std::u32string, std::vector<uint32_t>>;

  explicit WordTally(std::vector<Entry> entries) : entries_(std::move(entries)), slots_(room_for(entries_.size()), 0) {
    for (size_t k = 0; k < entries_.size(); ++k) {
      size_t slot = hash(entries_[k].first.data(), entries_[k].first.size());
      while (slots_[slot & (slots_.size() - 1)]) ++slot;
      slots_[slot & (slots_.size() - 1)] = k + 1;
      for (const uint32_t group : entries_[k].second) n_groups_ = std::max(n_groups_, size_t(group) + 1);
    }
  }

  // How many different words, and how many of them in each group.
  template <class Char>
  std::pair<size_t, Counts> count(Text<Char> text) const {
    const auto words = different(text);
    Counts counts(n_groups_);
    for (const Word& word : words)
      if (const Entry* entry = find(text.s + word.from, word))
        for (const uint32_t group : entry->second) ++counts[group];
    return {words.size(), counts};
  }

 private:
  struct Word {
    uint64_t hash;
    size_t from, length;
  };

  static size_t room_for(size_t n) {
    size_t room = 16;
    while (room < 2 * n) room *= 2;
    return room;
  }

  template <class Char>
  static uint64_t hash(const Char* word, size_t length) {  // FNV-1a
    uint64_t h = 0xCBF29CE484222325u;
    for (size_t k = 0; k < length; ++k) h = (h ^ uint32_t(word[k])) * 0x100000001B3u;
    return h ^ h >> 32;
  }

  template <class Char>
  const Entry* find(const Char* s, const Word& word) const {
    for (size_t slot = word.hash;; ++slot) {
      const size_t k = slots_[slot & (slots_.size() - 1)];
      if (!k) return nullptr;
      const auto& known = entries_[k - 1].first;
      if (known.size() == word.length && std::equal(known.begin(), known.end(), s)) return &entries_[k - 1];
    }
  }

  // Every word of the text once. Sorted, and not looked up in a table, so that no text can be made that is slow.
  template <class Char>
  static std::vector<Word> different(Text<Char> text) {
    std::vector<Word> all;
    words(text, all);
    std::sort(all.begin(), all.end(), [&](const Word& a, const Word& b) {
      if (a.hash != b.hash) return a.hash < b.hash;
      if (a.length != b.length) return a.length < b.length;
      const Char *const x = text.s + a.from, *const y = text.s + b.from;
      return std::lexicographical_compare(x, x + a.length, y, y + b.length);
    });
    const auto same = [&](const Word& a, const Word& b) {
      const Char* const x = text.s + a.from;
      return a.hash == b.hash && a.length == b.length && std::equal(x, x + a.length, text.s + b.from);
    };
    all.erase(std::unique(all.begin(), all.end(), same), all.end());
    return all;
  }

  template <class Char>
  static void words(Text<Char> t, std::vector<Word>& all) {
    all.reserve(t.n / 4);
    for (size_t i = 0; i < t.n;) {
      if (!is_word(t.s[i])) {
        ++i;
        continue;
      }
      const size_t from = i;
      bool letters = true;
      for (; i < t.n && is_word(t.s[i]); ++i) letters &= !is_digit(t.s[i]);
      const size_t length = i + t.at(i, '\'') - from;
      if (letters && (length > 1 || t.s[from] >= 128)) all.push_back({hash(t.s + from, length), from, length});
    }
  }

  std::vector<Entry> entries_;
  std::vector<size_t> slots_;
  size_t n_groups_ = 0;
};

}  // namespace proofpile::text
