// The values of a few named fields of a WARC or HTTP header.
//
// A web archive has three heads of a dozen lines for each page; splitting all of them in Python costs a
// tenth of the time in which the page is inflated.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "scanner.hpp"

namespace proofpile {

inline bool is_blank(char c) { return c == ' ' || c == '\t'; }

inline std::string_view stripped(std::string_view s) {
  while (!s.empty() && (is_blank(s.front()) || s.front() == '\r')) s.remove_prefix(1);
  while (!s.empty() && (is_blank(s.back()) || s.back() == '\r')) s.remove_suffix(1);
  return s;
}

inline bool same_name(std::string_view a, std::string_view b) {
  if (a.size() != b.size() || a.empty() || lower(uint8_t(a.back())) != lower(uint8_t(b.back()))) return false;
  for (size_t k = 0; k < a.size(); ++k)
    if (lower(uint8_t(a[k])) != lower(uint8_t(b[k]))) return false;
  return true;
}

class HeaderReader {
 public:
  explicit HeaderReader(std::vector<std::string> names) : names_(std::move(names)) {}

  size_t size() const { return names_.size(); }

  // Calls found(i, value) for the first field called names[i], if there is one.
  template <typename Found>
  void read(std::string_view head, Found found) const {
    std::vector<bool> known(names_.size(), false);
    std::string unfolded;
    size_t at = head.find('\n');  // the first line is no field
    while (at != head.npos) {
      std::string_view line = next_line(head, at);
      if (at != head.npos && at + 1 < head.size() && is_blank(head[at + 1])) {
        unfolded = stripped(line);
        while (at != head.npos && at + 1 < head.size() && is_blank(head[at + 1]))
          unfolded.append(" ").append(stripped(next_line(head, at)));
        line = unfolded;
      }
      const size_t colon = line.find(':');
      if (colon == line.npos) continue;
      const std::string_view name = stripped(line.substr(0, colon));
      for (size_t i = 0; i < names_.size(); ++i)
        if (!known[i] && same_name(name, names_[i])) found(i, stripped(line.substr(colon + 1))), known[i] = true;
    }
  }

 private:
  // The line after the line feed at `at`, which moves to the next one.
  static std::string_view next_line(std::string_view head, size_t& at) {
    const size_t start = at + 1;
    at = head.find('\n', start);
    return head.substr(start, at == head.npos ? at : at - start);
  }

  std::vector<std::string> names_;
};

}  // namespace proofpile
