// Which rules fire in a text: many literals at once, at a fraction of the price of one inflated byte.
//
// Every literal is found through one of its own four-byte windows. Few windows are chosen to cover all
// literals (greedy set cover, rare windows first), so "math" stands for `<math`, `mathjax` and `data-math`
// alike. The AVX2 path looks 32 bytes at a time for places where a window may begin, by nibble look-up in
// eight buckets (the idea is Hyperscan's Teddy); a hash of the four bytes then names the window, and only
// then are literals compared. LaTeX commands have no rare window; they are found through their backslash
// and looked up as whole words.
//
// Without AVX2 the same hash is asked at every byte: 0.5 GB/s against 5.5.
//
// Not taken: Aho-Corasick (one dependent load a byte: 0.5 GB/s) and std::regex. No byte outside
// [text, text + size) is ever read, so buffers need no padding.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#if defined(__x86_64__) && defined(__GNUC__)
#define PROOFPILE_AVX2 1
#include <immintrin.h>
#endif

namespace proofpile {

// One literal of a rule. `fold`: ASCII case does not matter. `left`, `right`: the byte before or after
// it must not be an ASCII letter.
struct Literal {
  std::string text;
  int rule;
  bool fold, left, right;
};

inline bool is_letter(uint8_t c) { return uint8_t((c | 0x20) - 'a') < 26; }
inline uint8_t lower(uint8_t c) { return uint8_t(c - 'A') < 26 ? c | 0x20 : c; }

class Scanner {
 public:
  static constexpr size_t kWindow = 4, kLongestCommand = 31;

  // needs[r] distinct literals of rule r must occur for it to fire. `simd` false forces the portable path.
  Scanner(std::vector<Literal> literals, std::vector<int> needs, bool simd)
      : literals_(std::move(literals)), needs_(std::move(needs)), simd_(simd && has_avx2()) {
    check();
    split_commands();
    choose_windows();
    fill_tables();
  }

  Scanner(const Scanner&) = delete;  // commands_ holds views into literals_
  Scanner& operator=(const Scanner&) = delete;

  bool simd() const { return simd_; }

  // Bit r is set where rule r fires.
  uint64_t scan(const uint8_t* text, size_t size) const {
    Found found(literals_.size());
    const uint8_t *at = text, *end = text + size;
#ifdef PROOFPILE_AVX2
    if (simd_) at = scan_avx2(text, end, found);
#endif
    scan_portable(at, text, end, found);
    return verdict(found);
  }

  static bool has_avx2() {
#ifdef PROOFPILE_AVX2
    return __builtin_cpu_supports("avx2");
#else
    return false;
#endif
  }

 private:
  struct Found {
    explicit Found(size_t n) : seen(n, 0) {}
    std::vector<uint8_t> seen;
    bool any = false;
  };
  struct Entry {
    uint32_t window;
    uint32_t offset;  // of the window in the literal
    uint32_t literal;
  };

  void check() const {
    if (needs_.size() > 64) throw std::invalid_argument("at most 64 rules fit the mask");
    for (const int need : needs_)
      if (need < 1) throw std::invalid_argument("a rule needs at least one literal");
    for (const auto& l : literals_) {
      if (l.rule < 0 || l.rule >= int(needs_.size()))
        throw std::invalid_argument("literal " + l.text + ": there is no such rule");
      if (!is_command(l) && l.text.size() < kWindow)
        throw std::invalid_argument("literal " + l.text + " has under 4 bytes");
      if (is_command(l) && l.text.size() > kLongestCommand + 1)
        throw std::invalid_argument("command " + l.text + " has over 31 letters");
    }
  }

  static bool is_command(const Literal& l) {
    return !l.fold && !l.left && l.right && l.text.size() > 1 && l.text[0] == '\\' &&
           std::all_of(l.text.begin() + 1, l.text.end(), [](char c) { return is_letter(c); });
  }

  void split_commands() {
    for (size_t i = 0; i < literals_.size(); ++i)
      if (is_command(literals_[i]))
        commands_[std::string_view(literals_[i].text).substr(1)].push_back(uint32_t(i));
  }

  static uint32_t window_at(const uint8_t* p) {
    uint32_t w;
    std::memcpy(&w, p, kWindow);
    return w | 0x20202020u;
  }
  static uint32_t window_at(const std::string& s, size_t k) {
    return window_at(reinterpret_cast<const uint8_t*>(s.data()) + k);
  }

  // Expected share of places where the window stands, from the byte frequencies of 4.2 MB of ordinary
  // HTML: a hexadecimal digit is -log2 of the share of one of the bytes 20-3F and 60-7F, case folded.
  static double cost(uint32_t window) {
    static const char bits[] = "3a5aeba9966c7566667778888888565bc475647665985655595447778799b9f7";
    int sum = 0;
    for (int k = 0; k < 4; ++k) {
      const uint8_t c = uint8_t(window >> (8 * k));
      if (c >= 0x80) { sum += 12; continue; }
      const char digit = bits[c < 0x40 ? c - 0x20 : c - 0x40];
      sum += digit <= '9' ? digit - '0' : digit - 'a' + 10;
    }
    return 1.0 / double(uint64_t(1) << sum);
  }

  void choose_windows() {
    std::map<uint32_t, std::vector<Entry>> holders;  // ordered: the choice must not depend on hashing
    std::set<uint32_t> open;
    for (size_t i = 0; i < literals_.size(); ++i) {
      if (is_command(literals_[i])) continue;
      open.insert(uint32_t(i));
      for (size_t k = 0; k + kWindow <= literals_[i].text.size(); ++k) {
        const uint32_t w = window_at(literals_[i].text, k);
        holders[w].push_back({w, uint32_t(k), uint32_t(i)});
      }
    }
    while (!open.empty()) take_best(holders, open);
    std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
      return std::tie(a.window, a.literal, a.offset) < std::tie(b.window, b.literal, b.offset);
    });
  }

  void take_best(const std::map<uint32_t, std::vector<Entry>>& holders, std::set<uint32_t>& open) {
    double best = 0;
    const std::vector<Entry>* chosen = nullptr;
    for (const auto& [window, entries] : holders) {
      std::set<uint32_t> fresh;
      for (const auto& e : entries)
        if (open.count(e.literal)) fresh.insert(e.literal);
      // A further window costs bucket space however rare it is: 2^-20 says how much.
      const double gain = fresh.size() / (cost(window) + 1.0 / (1 << 20));
      if (!fresh.empty() && gain > best) best = gain, chosen = &entries;
    }
    for (const auto& e : *chosen)
      if (open.erase(e.literal)) entries_.push_back(e);
  }

  static uint32_t slot(uint32_t window) { return (window * 0x9E3779B1u) >> 22; }

  void fill_tables() {
    first_.fill(-1);
    next_.assign(entries_.size(), -1);
    std::vector<uint32_t> windows;
    for (size_t i = entries_.size(); i-- > 0;) {
      const uint32_t w = entries_[i].window;
      next_[i] = first_[slot(w)];
      first_[slot(w)] = int16_t(i);
      if (windows.empty() || windows.back() != w) windows.push_back(w);
    }
    for (size_t i = 0; i < windows.size(); ++i) {
      const uint8_t bucket = uint8_t(1 << (i * 8 / windows.size()));  // sorted: like windows together
      for (size_t k = 0; k < kWindow; ++k) {
        const uint8_t c = uint8_t(windows[i] >> (8 * k));
        low_[k][c & 15] |= bucket;
        high_[k][c >> 4] |= bucket;
        high_[k][(c & ~0x20) >> 4] |= bucket;  // the case bit is not looked at
      }
    }
  }

  void literals_at(const uint8_t* p, const uint8_t* text, const uint8_t* end, Found& found) const {
    const uint32_t w = window_at(p);
    for (int i = first_[slot(w)]; i >= 0; i = next_[i]) {
      const Entry& e = entries_[i];
      if (e.window != w || found.seen[e.literal] || size_t(p - text) < e.offset) continue;
      if (stands_at(literals_[e.literal], p - e.offset, text, end))
        found.seen[e.literal] = 1, found.any = true;
    }
  }

  static bool stands_at(const Literal& l, const uint8_t* p, const uint8_t* text, const uint8_t* end) {
    const size_t n = l.text.size();
    if (size_t(end - p) < n) return false;
    for (size_t k = 0; k < n; ++k) {
      const uint8_t want = uint8_t(l.text[k]);
      if (l.fold ? lower(p[k]) != lower(want) : p[k] != want) return false;
    }
    return !(l.left && p > text && is_letter(p[-1])) && !(l.right && p + n < end && is_letter(p[n]));
  }

  void command_at(const uint8_t* backslash, const uint8_t* end, Found& found) const {
    const uint8_t* word = backslash + 1;
    const size_t most = std::min(size_t(end - word), kLongestCommand + 1);
    size_t n = 0;
    while (n < most && is_letter(word[n])) ++n;
    const auto it = commands_.find({reinterpret_cast<const char*>(word), n});
    if (it == commands_.end()) return;
    for (const uint32_t i : it->second) found.seen[i] = 1;
    found.any = true;
  }

  void scan_portable(const uint8_t* at, const uint8_t* text, const uint8_t* end, Found& found) const {
    for (; at < end; ++at) {
      if (*at == '\\' && end - at > 1 && is_letter(at[1])) command_at(at, end, found);
      if (size_t(end - at) >= kWindow && first_[slot(window_at(at))] >= 0)
        literals_at(at, text, end, found);
    }
  }

#ifdef PROOFPILE_AVX2
  // Returns where it stopped: fewer than 35 bytes before the end.
  __attribute__((target("avx2"))) const uint8_t* scan_avx2(const uint8_t* text, const uint8_t* end,
                                                           Found& found) const {
    __m256i low[kWindow], high[kWindow];
    for (size_t k = 0; k < kWindow; ++k) {
      low[k] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i*)low_[k].data()));
      high[k] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i*)high_[k].data()));
    }
    const __m256i nibble = _mm256_set1_epi8(15), backslash = _mm256_set1_epi8('\\');
    const uint8_t* p = text;
    for (; end - p >= 32 + 3; p += 32) {
      const __m256i here = _mm256_loadu_si256((const __m256i*)p);
      __m256i hit = _mm256_set1_epi8(-1);
      for (size_t k = 0; k < kWindow; ++k) {
        const __m256i c = _mm256_loadu_si256((const __m256i*)(p + k));
        const __m256i lo = _mm256_shuffle_epi8(low[k], _mm256_and_si256(c, nibble));
        const __m256i hi = _mm256_shuffle_epi8(
            high[k], _mm256_and_si256(_mm256_srli_epi16(c, 4), nibble));
        hit = _mm256_and_si256(hit, _mm256_and_si256(lo, hi));
      }
      const __m256i none = _mm256_cmpeq_epi8(hit, _mm256_setzero_si256());
      uint32_t places = ~uint32_t(_mm256_movemask_epi8(none));
      uint32_t slashes = uint32_t(_mm256_movemask_epi8(_mm256_cmpeq_epi8(here, backslash)));
      for (; places; places &= places - 1) literals_at(p + __builtin_ctz(places), text, end, found);
      for (; slashes; slashes &= slashes - 1) {
        const uint8_t* at = p + __builtin_ctz(slashes);
        if (is_letter(at[1]) && is_letter(at[2])) command_at(at, end, found);
      }
    }
    return p;
  }
#endif

  uint64_t verdict(const Found& found) const {
    if (!found.any) return 0;
    std::vector<int> distinct(needs_.size(), 0);
    for (size_t i = 0; i < literals_.size(); ++i) distinct[literals_[i].rule] += found.seen[i];
    uint64_t mask = 0;
    for (size_t r = 0; r < needs_.size(); ++r)
      if (distinct[r] >= needs_[r]) mask |= uint64_t(1) << r;
    return mask;
  }

  std::vector<Literal> literals_;
  std::vector<int> needs_;
  bool simd_;
  std::unordered_map<std::string_view, std::vector<uint32_t>> commands_;  // views into literals_
  std::vector<Entry> entries_;                                             // sorted by window
  std::array<int16_t, 1024> first_;  // first entry in a slot of the hash table, or -1
  std::vector<int16_t> next_;
  std::array<std::array<uint8_t, 16>, kWindow> low_{}, high_{};
};

}  // namespace proofpile
