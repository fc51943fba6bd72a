// Code points through a table, and words through a list (reference_text.py: CharMap, Features).
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace proofpile::text {

// A line under construction: no space at its start, never two together.
class Line {
 public:
  explicit Line(size_t room) : out_(std::make_unique<uint32_t[]>(room + 1)), room_(room) {}

  // At least so many code points more may be written.
  void reserve(size_t more) {
    if (room_ - size_ >= more) return;
    const size_t room = std::max(2 * room_, size_ + more);
    auto larger = std::make_unique<uint32_t[]>(room + 1);
    std::copy_n(out_.get(), size_, larger.get());
    out_ = std::move(larger), room_ = room;
  }
  void close() { size_ -= size_ > 0 && after_space_; }

  uint32_t* data() { return out_.get(); }
  size_t size() const { return size_; }
  void cut(size_t size) { size_ = size; }
  bool ascii() const { return any_ < 128; }

 private:
  friend class Pen;
  std::unique_ptr<uint32_t[]> out_;
  size_t room_, size_ = 0;
  uint32_t any_ = 0;  // all bits that ever were in it
  bool after_space_ = true;
};

// Writes to a line with everything in registers, for as long as nobody else does.
class Pen {
 public:
  explicit Pen(Line& line) : line_(line), out_(line.out_.get()), size_(line.size_), any_(line.any_), after_space_(line.after_space_) {}
  ~Pen() { line_.size_ = size_, line_.any_ = any_, line_.after_space_ = after_space_; }
  Pen(const Pen&) = delete;

  void put(uint32_t c) {
    const bool space = c == ' ';
    out_[size_] = c;
    size_ += !(after_space_ & space);
    after_space_ = space;
    any_ |= c;
  }

 private:
  Line& line_;
  uint32_t* const out_;
  size_t size_;
  uint32_t any_;
  bool after_space_;
};

// What 256 neighbours become: one code point, or a piece of `rest`.
struct Page {
  static constexpr uint32_t PIECE = 1u << 31;  // then 23 bits where it begins, and 8 how long it is
  std::array<uint32_t, 256> becomes;
  std::u32string rest;
};

class CharTable {
 public:
  static constexpr size_t PAGES = 0x110000 / 256;

  const Page* page(size_t i) const { return pages_[i].get(); }
  void set(size_t i, std::unique_ptr<Page> page) { pages_[i] = std::move(page); }

  // Maps [from, to), whose pages must be there, and the first.
  template <class Char>
  void map(const Char* from, const Char* to, Line& line) const {
    while ((from = map_single(from, to, line)) != to) {
      const Page& page = page_of(*from);
      const uint32_t piece = page.becomes[*from++ & 255], length = piece & 255, start = (piece & ~Page::PIECE) >> 8;
      line.reserve(length);
      Pen pen(line);
      for (uint32_t k = 0; k < length; ++k) pen.put(page.rest[start + k]);
    }
  }

 private:
  template <class Char>
  const Page& page_of(Char c) const {
    return *pages_[sizeof(Char) == 1 ? 0 : uint32_t(c) >> 8];
  }
  // Maps as far as one code point becomes one.
  template <class Char>
  const Char* map_single(const Char* from, const Char* to, Line& line) const {
    line.reserve(size_t(to - from));
    Pen pen(line);
    const uint32_t* const first = pages_[0]->becomes.data();
    for (; from != to; ++from) {
      const uint32_t c = sizeof(Char) == 1 || *from < 256 ? first[*from] : page_of(*from).becomes[*from & 255];
      if (c & Page::PIECE) break;
      pen.put(c);
    }
    return from;
  }

  std::array<std::unique_ptr<Page>, PAGES> pages_;
};

// Runs of words that are taken out of a line.
class Phrases {
 public:
  explicit Phrases(std::vector<std::u32string> phrases) : phrases_(std::move(phrases)) {
    std::stable_sort(phrases_.begin(), phrases_.end(), [](const auto& a, const auto& b) {
      return a.size() > b.size();
    });
    for (const auto& phrase : phrases_) {
      const size_t length = std::min(phrase.find(U' '), phrase.size());
      first_[key(phrase.data(), length)] = true;
    }
  }

  void take_out(Line& line) const {
    uint32_t* const s = line.data();
    const size_t n = line.size();
    size_t kept = 0, i = 0;
    while (i < n) {
      size_t end = i;
      while (end < n && s[end] != ' ') ++end;
      const size_t gone = first_[key(s + i, end - i)] ? match(s, i, n) : 0;
      if (gone) {
        i += gone + 1;
        continue;
      }
      if (kept) s[kept++] = ' ';
      if (kept != i) std::copy(s + i, s + end, s + kept);
      kept += end - i;
      i = end + 1;
    }
    line.cut(kept);
  }

 private:
  template <class Char>
  static size_t key(const Char* word, size_t length) {
    const uint32_t first = word[0], second = length > 1 ? word[1] : 0;
    return (first * 37 + second * 101 + uint32_t(length) * 331) % 4096;
  }

  // How much of the longest phrase stands at `i`, or 0.
  size_t match(const uint32_t* s, size_t i, size_t n) const {
    for (const auto& phrase : phrases_) {
      const size_t end = i + phrase.size();
      if (end > n || (end < n && s[end] != ' ')) continue;
      if (std::equal(phrase.begin(), phrase.end(), s + i)) return phrase.size();
    }
    return 0;
  }

  std::vector<std::u32string> phrases_;
  std::array<bool, 4096> first_ = {};
};

}  // namespace proofpile::text
