// Each word of a line once, where it first stands.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace proofpile {

// Another one in each process, so that no page can hold words that all fall together. What is found does
// not depend on it.
inline uint64_t hash_of_word(std::string_view word) {
  static const uint64_t seed = std::random_device{}() * 0x9E3779B97F4A7C15u | 1;
  uint64_t hash = seed;
  for (const char c : word) {
    hash = (hash ^ uint8_t(c)) * 0xD6E8FEB86659FD93u;
    hash ^= hash >> 32;
  }
  return hash ^ hash >> 29;
}

// The words of `line`, which spaces part, without those that were there before. Linear in its length.
inline std::string distinct_words(std::string_view line) {
  size_t size = 64;
  while (size < line.size()) size *= 2;  // twice the words that the line can hold
  std::vector<std::string_view> seen(size);
  std::string found;
  found.reserve(line.size());
  for (size_t at = 0; at < line.size();) {
    const size_t space = line.find(' ', at), end = space == line.npos ? line.size() : space;
    const std::string_view word = line.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    size_t slot = hash_of_word(word) & (size - 1);
    while (!seen[slot].empty() && seen[slot] != word) slot = (slot + 1) & (size - 1);
    if (!seen[slot].empty()) continue;
    seen[slot] = word;
    if (!found.empty()) found.push_back(' ');
    found.append(word);
  }
  return found;
}

}  // namespace proofpile
