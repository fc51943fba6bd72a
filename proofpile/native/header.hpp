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
  if (a.size() != b.size()) return false;
  for (size_t k = 0; k < a.size(); ++k)
    if (lower(uint8_t(a[k])) != lower(uint8_t(b[k]))) return false;
  return true;
}

class HeaderReader {
 public:
  explicit HeaderReader(std::vector<std::string> names) : names_(std::move(names)) {}

  // values[i]: of the first field called names[i], or empty.
  std::vector<std::string> read(std::string_view head) const {
    std::vector<std::string> values(names_.size());
    std::vector<bool> known(names_.size(), false);
    size_t at = head.find('\n');  // the first line is no field
    while (at != head.npos) {
      const size_t start = at + 1;
      at = head.find('\n', start);
      std::string_view line = head.substr(start, at == head.npos ? at : at - start);
      std::string unfolded;
      while (at != head.npos && at + 1 < head.size() && is_blank(head[at + 1])) {
        if (unfolded.empty()) unfolded = stripped(line);
        const size_t next = head.find('\n', at + 1);
        const auto more = head.substr(at + 1, next == head.npos ? next : next - at - 1);
        unfolded.append(" ").append(stripped(more));
        at = next;
        line = unfolded;
      }
      const size_t colon = line.find(':');
      if (colon != line.npos) note(stripped(line.substr(0, colon)), line.substr(colon + 1), values, known);
    }
    return values;
  }

 private:
  void note(std::string_view name, std::string_view value, std::vector<std::string>& values,
            std::vector<bool>& known) const {
    for (size_t i = 0; i < names_.size(); ++i)
      if (!known[i] && same_name(name, names_[i])) values[i] = stripped(value), known[i] = true;
  }

  std::vector<std::string> names_;
};

}  // namespace proofpile
