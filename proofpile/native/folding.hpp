// What the characters of Unicode become among normalised words: folding_table.hpp, read into pages.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "folding_table.hpp"
#include "word_hash.hpp"

namespace proofpile::words {

// How a character stands in a run: digits and letters of other styles do not go on with it (x² is x, 2).
enum class Style : uint8_t { kPlain, kSuper, kSub };

// What becomes of a character: in `text` letters, digits and "|" for a border.
struct Fold {
  enum class What : uint8_t { kLetter, kBorder, kVanish, kApostrophe, kText } what;  // kLetter: as it is
  Style style = Style::kPlain;
  uint16_t size = 0;
  uint32_t at = 0;  // of the text, in Folding's letters
};

// UTF-8 of a code point, in up to four bytes.
inline unsigned encode(uint32_t code, char* out) {
  if (code < 0x80) return out[0] = char(code), 1;
  if (code < 0x800) return out[0] = char(0xC0 | code >> 6), out[1] = char(0x80 | (code & 63)), 2;
  const unsigned size = code < 0x10000 ? 3 : 4;
  out[0] = char((size == 3 ? 0xE0 : 0xF0) | code >> (6 * (size - 1)));
  for (unsigned i = 1; i < size; ++i) out[i] = char(0x80 | (code >> (6 * (size - 1 - i)) & 63));
  return size;
}

class Folding {
 public:
  Folding() : pages_(kPages), folds_(4) {
    for (unsigned i = 0; i < 4; ++i) folds_[i].what = Fold::What(i);
    const std::string table(kFolding);
    for (size_t i = 0; i < table.size();) {
      const size_t end = std::min(table.find_first_of(" \n", i), table.size());
      if (end > i) add(table.substr(i, end - i));
      i = end + 1;
    }
  }

  Fold of(uint32_t code) const {
    const auto& page = pages_[code >> 8];
    return folds_[page ? page[code & 255] : 0];
  }
  const char* text(const Fold& fold) const { return letters_.data() + fold.at; }

 private:
  static constexpr size_t kPages = 0x110000 >> 8;

  void set(uint32_t code, size_t fold) {
    auto& page = pages_[code >> 8];
    if (!page) page.reset(new uint16_t[256]());
    page[code & 255] = uint16_t(fold);
  }

  size_t keep(const std::string& text, Style style) {
    folds_.push_back({Fold::What::kText, style, uint16_t(text.size()), uint32_t(letters_.size())});
    letters_ += text;
    return folds_.size() - 1;
  }

  size_t keep(uint32_t code, bool alone, Style style) {
    char bytes[4];
    const std::string text(bytes, encode(code, bytes));
    return keep(alone ? "|" + text + "|" : text, style);
  }

  // FIRST[-MORE]OPERATOR[TEXT], in reference_words.py's words.
  void add(const std::string& record) {
    size_t i = 0;
    const auto number = [&] {
      uint32_t value = 0;
      for (; i < record.size(); ++i) {
        const char c = record[i];
        if (c >= '0' && c <= '9')
          value = value * 16 + uint32_t(c - '0');
        else if (c >= 'A' && c <= 'F')
          value = value * 16 + uint32_t(c - 'A' + 10);
        else
          break;
      }
      return value;
    };
    const uint32_t first = number();
    const uint32_t last = first + (record[i] == '-' ? (++i, number()) : 0);
    const bool alone = record[i] == '|';
    const Style style = record[i] == '^' ? Style::kSuper : record[i] == '_' ? Style::kSub : Style::kPlain;
    if (alone || style != Style::kPlain) ++i;
    const char operation = record[i++];
    const std::string text = record.substr(i);
    const size_t fixed = operation == ':'    ? 1
                         : operation == '~'  ? 2
                         : operation == '\'' ? 3
                         : operation == '='  ? keep(alone ? "|" + text + "|" : text, style)
                                             : 0;
    uint32_t target = 0;
    if (operation == '>') {
      const auto* p = reinterpret_cast<const uint8_t*>(text.data());
      const unsigned lead[] = {0x7F, 0x1F, 0x0F, 0x07};
      target = p[0] & lead[text.size() - 1];
      for (size_t j = 1; j < text.size(); ++j) target = target << 6 | (p[j] & 63u);
    }
    for (uint32_t code = first; code <= last; ++code) {
      if (fixed)
        set(code, fixed);
      else if (operation == '>')
        set(code, keep(target + (code - first), alone, style));
      else if ((code - first) % 2 == 0)
        set(code, keep(code + 1, false, style));
    }
  }

  std::vector<std::unique_ptr<uint16_t[]>> pages_;  // none: all its characters are letters that stay
  std::vector<Fold> folds_;
  std::string letters_;
};

inline const Folding& folding() {
  static const Folding table;
  return table;
}

}  // namespace proofpile::words
