// The text of an ARPA file: logarithms to the base of ten, and words.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string_view>

#include "ngram_words.hpp"

namespace proofpile::ngram_train {

using Sink = std::function<void(std::string_view text)>;

// log10 of a positive number, to 1e-13: libm's has other last digits on other machines, and with them another file.
inline double log10_of(double value) {
  int exponent;
  double m = std::frexp(value, &exponent);  // from 0.5 to 1
  if (m < 0.70710678118654752) m *= 2, --exponent;
  const double s = (m - 1) / (m + 1), t = s * s;
  double sum = 1.0 / 19;
  for (int k = 17; k > 0; k -= 2) sum = sum * t + 1.0 / k;
  return 2 * s * sum * 0.43429448190325183 + exponent * 0.30102999566398120;
}

// Collects text and passes it on in pieces.
class Printer {
 public:
  explicit Printer(const Sink& sink) : sink_(sink), text_(new char[kRoom]) {}

  void put(std::string_view text) {
    for (size_t some; !text.empty(); text.remove_prefix(some)) {
      some = text.size() < kMost ? text.size() : kMost;
      std::memcpy(room(some), text.data(), some);
      used_ += some;
    }
  }

  // `before`, and then a word, behind which Words::kSlack bytes may be read.
  void put(char before, std::string_view word) {
    char* to = room(word.size() + 1 + Words::kSlack);
    *to = before;
    if (word.size() <= Words::kSlack) std::memcpy(to + 1, word.data(), Words::kSlack);
    else std::memcpy(to + 1, word.data(), word.size());
    used_ += word.size() + 1;
  }
  void put(char c) { *room(1) = c, ++used_; }

  // log10 of a probability or a backoff, to seven decimals: finer than the float that readers keep.
  void number(double value) {
    const double log = value > 0 ? log10_of(value) : kLowest;
    int64_t scaled = int64_t(std::nearbyint((log > kLowest ? log : kLowest) * 1e7));
    char digits[24];
    char *const end = digits + sizeof digits, *at = end;
    const bool negative = scaled < 0;
    if (negative) scaled = -scaled;
    int decimals = 7;
    while (decimals && scaled % 10 == 0) scaled /= 10, --decimals;
    for (; decimals > 0; --decimals, scaled /= 10) {
      *--at = char('0' + scaled % 10);
      if (decimals == 1) *--at = '.';
    }
    do *--at = char('0' + scaled % 10);
    while (scaled /= 10);
    if (negative) *--at = '-';
    std::memcpy(room(size_t(end - at)), at, size_t(end - at));
    used_ += size_t(end - at);
  }

  void flush() {
    sink_({text_.get(), used_});
    used_ = 0;
  }

 private:
  static constexpr size_t kRoom = 1 << 20, kMost = 1 << 12;
  static constexpr double kLowest = -99;  // what ARPA files write for minus infinity

  // Where `bytes` more, at most kMost, may be written.
  char* room(size_t bytes) {
    if (used_ + bytes > kRoom) flush();
    return text_.get() + used_;
  }

  const Sink& sink_;
  const std::unique_ptr<char[]> text_;
  size_t used_ = 0;
};

}  // namespace proofpile::ngram_train
