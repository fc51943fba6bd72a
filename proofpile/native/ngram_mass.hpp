// How the probability of one context is divided, and how its parts are kept between two passes.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

namespace proofpile::ngram_train {

// D(1), D(2), D(3 and more).
using Discount = std::array<double, 3>;

// What one context gives to its own n-grams and what it leaves to the lower order.
struct Mass {
  uint64_t all = 0, pruned = 0;
  std::array<uint64_t, 3> kinds{};
  void add(uint64_t adjusted, bool is_pruned) {
    all += adjusted;
    if (is_pruned) pruned += adjusted;
    else ++kinds[std::min<uint64_t>(adjusted, 3) - 1];
  }
  double left(const Discount& d) const {
    const double discounted = d[0] * double(kinds[0]) + d[1] * double(kinds[1]) + d[2] * double(kinds[2]);
    return (discounted + double(pruned)) / double(all);
  }
  double share(const Discount& d, uint64_t adjusted) const {
    return (double(adjusted) - d[std::min<uint64_t>(adjusted, 3) - 1]) / double(all);
  }
};

// Two floats, or one double, as the value of a record.
inline uint64_t pack(double share, double left) {
  const float halves[2] = {float(share), float(left)};
  uint64_t value;
  std::memcpy(&value, halves, sizeof value);
  return value;
}
inline std::pair<double, double> unpack(uint64_t value) {
  float halves[2];
  std::memcpy(halves, &value, sizeof value);
  return {halves[0], halves[1]};
}
inline uint64_t pack(double value) {
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}
inline double as_double(uint64_t bits) {
  double value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

}  // namespace proofpile::ngram_train
