// A run of letters or of digits that is being read, for normal_words.hpp.
#pragma once

#include <string_view>

#include "folding.hpp"
#include "word_hash.hpp"

namespace proofpile::words {

// The hash of any number in "masked": no word has this one, but by chance.
inline constexpr uint64_t kNumber = 0x9d5c3b1f6e2a8047;
// A run of so many folded bytes is cut.
inline constexpr size_t kLongestWord = 128;

namespace detail {

inline bool is_digit(uint8_t c) { return uint8_t(c - '0') < 10; }
inline bool is_letter(uint8_t c) { return minhash::is_ascii_letter(c); }
inline bool is_blank(uint8_t c) { return minhash::is_blank(c); }

// Takes characters and says words to a sink, which has
//   large(data, size, start, end, number): kPadding bytes after the word may be read.
template <class Sink>
class Run {
 public:
  explicit Run(Sink& sink) : sink_(sink) {}

  bool open() const { return kind_ != Kind::kNone; }
  bool letters() const { return kind_ == Kind::kLetters; }
  bool digits() const { return kind_ == Kind::kDigits; }

  void flush() {
    if (kind_ != Kind::kNone) sink_.large(buffer_, size_, start_, end_, kind_ == Kind::kDigits);
    kind_ = Kind::kNone;
    pending_ = false;
  }

  // A text of Fold's.
  void put_text(const char* text, size_t size, Style style, size_t start, size_t end) {
    for (size_t i = 0; i < size;) {
      const uint8_t c = uint8_t(text[i]);
      const unsigned more = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
      if (c == '|')
        flush();
      else
        put(text + i, more, is_digit(c) ? Kind::kDigits : Kind::kLetters, style, start, end);
      i += more;
    }
  }

  void put_alone(std::string_view text, size_t start, size_t end) {
    flush();
    put_text(text.data(), text.size(), Style::kPlain, start, end);
    flush();
  }

  // A character, written in text[start:end] in whatever way.
  void put_code(uint32_t code, size_t start, size_t end) {
    char bytes[4];
    if (code < 0x80) {
      bytes[0] = char(is_letter(uint8_t(code)) ? code | 32 : code);
      if (code == '\'') return apostrophe();
      if (is_letter(uint8_t(code)) || is_digit(uint8_t(code))) return put_text(bytes, 1, Style::kPlain, start, end);
      return flush();
    }
    if (code > 0x10FFFF) return flush();
    if (code - 0xAC00 < 11172) return put_hangul(code - 0xAC00, start, end);
    const Fold fold = folding().of(code);
    switch (fold.what) {
      case Fold::What::kLetter: {
        const bool lone = minhash::kind_of(code) == minhash::Kind::kLone;
        const unsigned size = encode(code, bytes);
        if (lone) return put_alone({bytes, size}, start, end);
        return put(bytes, size, Kind::kLetters, Style::kPlain, start, end);
      }
      case Fold::What::kBorder:
        return flush();
      case Fold::What::kVanish:
        if (kind_ != Kind::kNone && !pending_) end_ = end;
        return;
      case Fold::What::kApostrophe:
        return apostrophe();
      case Fold::What::kText:
        put_text(folding().text(fold), fold.size, fold.style, start, end);
    }
  }

  // An apostrophe goes with the letter after it, and a point with the digit.
  void apostrophe() { wait(letters()); }
  void point() { wait(digits()); }

  // Whether a comma and three digits may follow.
  bool takes_thousands() const {
    const bool joined = group_ < size_;
    return digits() && style_ == Style::kPlain && !pending_ && !broken_ && size_ < kLongestWord - 3 &&
           (joined ? group_ == 3 : group_ <= 3 && buffer_[0] != '0');
  }

  // Three digits after a comma.
  void put_thousands(const uint8_t* digits, size_t start) {
    group_ = 0;
    for (size_t i = 0; i < 3; ++i) put_ascii(digits[i], start + i);
  }

  // A letter or a digit that stands at `start`.
  void put_ascii(uint8_t c, size_t start) {
    const char bytes[1] = {char(is_digit(c) ? c : c | 32)};
    put(bytes, 1, is_digit(c) ? Kind::kDigits : Kind::kLetters, Style::kPlain, start, start + 1);
  }

 private:
  enum class Kind : uint8_t { kNone, kLetters, kDigits };

  void put(const char* bytes, unsigned size, Kind kind, Style style, size_t start, size_t end) {
    if (kind_ != kind || style_ != style || size_ >= kLongestWord) {
      flush();
      kind_ = kind, style_ = style, start_ = start, size_ = group_ = 0, broken_ = false;
    }
    if (pending_ && kind == Kind::kDigits) buffer_[size_++] = '.', broken_ = true;
    pending_ = false;
    std::memcpy(buffer_ + size_, bytes, size);
    size_ += size;
    end_ = end;
    ++group_;
  }

  // A syllable is the two or three letters that it is written with.
  void put_hangul(uint32_t index, size_t start, size_t end) {
    const uint32_t letters[] = {0x1100 + index / 588, 0x1161 + index % 588 / 28, 0x11A7 + index % 28};
    for (unsigned i = 0; i < (index % 28 ? 3u : 2u); ++i) {
      char bytes[4];
      const unsigned size = encode(letters[i], bytes);
      put(bytes, size, Kind::kLetters, Style::kPlain, start, end);
    }
  }

  void wait(bool fits) {
    if (fits && style_ == Style::kPlain && !pending_)
      pending_ = true;
    else
      flush();
  }

  Sink& sink_;
  Kind kind_ = Kind::kNone;
  Style style_ = Style::kPlain;
  bool pending_ = false;  // an apostrophe or a point was read, and goes with the next letter or digit
  bool broken_ = false;   // a decimal point is in the number
  size_t start_ = 0, end_ = 0, size_ = 0;
  size_t group_ = 0;  // characters since the run began, or since a comma
  uint8_t buffer_[kLongestWord + 2 * minhash::kPadding] = {};
};

}  // namespace detail

}  // namespace proofpile::words
