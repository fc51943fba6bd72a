// The words of a page without parsing it: what stands between tags, scripts and styles left out.
//
// For a first look at pages by the million. What an attribute holds after a ">" becomes text, entities
// stay as they are, and boilerplate is not told from content: good enough for a classifier of words.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "scanner.hpp"

namespace proofpile {

// Elements whose content is no text for people.
inline constexpr std::array<std::string_view, 6> kNoText = {"script", "style", "svg", "template", "noscript", "iframe"};

inline bool is_letter(char c) { return uint8_t(lower(uint8_t(c)) - 'a') < 26; }

inline bool begins(std::string_view text, size_t at, std::string_view word) {
  if (text.size() - at < word.size()) return false;
  for (size_t k = 0; k < word.size(); ++k)
    if (char(lower(uint8_t(text[at + k]))) != word[k]) return false;
  return true;
}

// Where the element `name`, whose start tag ends before `at`, is closed: at its "</", or at the end.
inline size_t closing(std::string_view html, size_t at, std::string_view name) {
  for (at = html.find("</", at); at != html.npos; at = html.find("</", at + 2))
    if (begins(html, at + 2, name)) return at;
  return html.size();
}

// At most `most` bytes of the text of `html`, a space for each tag. Linear in the length of `html`.
inline std::string rough_text(std::string_view html, size_t most) {
  std::string text;
  size_t at = 0;
  while (at < html.size() && text.size() < most) {
    const size_t open = html.find('<', at);
    text.append(html.substr(at, open == html.npos ? html.npos : open - at));
    if (open == html.npos) break;
    if (begins(html, open, "<!--")) {
      const size_t end = html.find("-->", open + 4);
      at = end == html.npos ? html.size() : end + 3;
      continue;
    }
    const char next = open + 1 < html.size() ? html[open + 1] : '\0';
    if (!is_letter(next) && next != '/' && next != '!' && next != '?') {
      text.push_back('<');
      at = open + 1;
      continue;
    }
    const size_t end = html.find('>', open);
    at = end == html.npos ? html.size() : end + 1;
    text.push_back(' ');
    for (const std::string_view name : kNoText) {
      const size_t after = open + 1 + name.size();
      if (begins(html, open + 1, name) && after < html.size() && !is_letter(html[after])) {
        at = closing(html, at, name);
        break;
      }
    }
  }
  if (text.size() > most) text.resize(most);
  return text;
}

}  // namespace proofpile
