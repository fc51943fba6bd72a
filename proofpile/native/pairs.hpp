// What near-duplicates need of sorting, joining, set overlap and graphs. Nothing here is super-linear in
// the length of its input times what the caller allows, and nothing depends on the order of its input
// where the comment says so.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "array.hpp"

namespace proofpile::pairs {

struct Entry {
  uint64_t key, value;
  bool operator<(const Entry& other) const {
    return key != other.key ? key < other.key : value < other.value;
  }
  bool operator==(const Entry& other) const { return key == other.key && value == other.value; }
};

inline std::string number(uint64_t n) { return std::to_string(n); }
inline std::string number(int64_t n) { return std::to_string(n); }

// Offsets begin at 0, never fall and end at `size`.
inline void check_offsets(const int64_t* offsets, size_t n, size_t size) {
  if (n == 0) throw std::invalid_argument("offsets must hold one number more than there are groups; found none");
  if (offsets[0] != 0)
    throw std::invalid_argument("offsets must begin at 0; found " + number(offsets[0]));
  for (size_t i = 1; i < n; ++i)
    if (offsets[i] < offsets[i - 1])
      throw std::invalid_argument("offsets must not fall; found " + number(offsets[i]) + " after " +
                                  number(offsets[i - 1]) + " at " + number(uint64_t(i)));
  if (offsets[n - 1] != int64_t(size))
    throw std::invalid_argument("offsets must end at " + number(uint64_t(size)) + ", the length of the data; found " +
                                number(offsets[n - 1]));
}

inline int highest_bit(uint64_t bits) { return 63 - __builtin_clzll(bits); }

// Some bits of an entry, of its key or of its value.
struct Digit {
  bool of_key;
  int shift, width;

  // The `width` highest of the bits in which entries differ; of the value only if all keys are the same.
  Digit(uint64_t keys, uint64_t values, int width)
      : of_key(keys != 0), shift(std::max(0, highest_bit(keys ? keys : values | 1) - width + 1)), width(width) {}

  size_t size() const { return size_t(1) << width; }
  size_t operator()(const Entry& entry) const {
    return size_t((of_key ? entry.key : entry.value) >> shift) & (size() - 1);
  }
  Digit half(bool upper) const {
    Digit part = *this;
    part.width = width / 2;
    if (upper) part.shift += part.width, part.width = width - part.width;
    return part;
  }
};

// From how many entries carry each digit to where each begins; returns the largest number.
inline size_t begins(size_t* counts, size_t n) {
  size_t from = 0, largest = 0;
  for (size_t k = 0; k < n; ++k) {
    const size_t count = counts[k];
    counts[k] = from;
    from += count;
    largest = std::max(largest, count);
  }
  return largest;
}

// Sorts entries in memory. Bits that all share are skipped: neither a common prefix (hashes of one partition)
// nor one key for all costs a pass.
//
// Up to 2^16 entries, which the cache holds, take two passes by the upper bits in which they differ, least
// significant half first. These bits have at least four times as many values as there are entries, so hashes
// then stand where they belong, but for a few that insertion moves. Where that would take more than kMoves
// steps an entry, and for more entries, one pass by the most significant bits makes buckets that are sorted
// by themselves. Each level reads every entry a few times and uses up bits of 128: time is linear whatever
// the input is.
class Sorter {
 public:
  // Sorts a[0, n). b is as large, and its contents are lost.
  static void sort(Entry* a, Entry* b, size_t n) { sort(a, b, n, false); }

 private:
  static constexpr size_t kFew = 24, kCached = size_t(1) << 16, kMoves = 8;
  static constexpr size_t kHalf = size_t(1) << 10;  // values of half the bits for kCached entries
  static constexpr int kWidest = 9;  // more places to write to at once than this no longer fit the first cache

  // False, with the entries in some order, if more than `most` moves would be needed.
  static bool insert(Entry* a, size_t n, size_t most) {
    for (size_t i = 1; i < n; ++i) {
      if (!(a[i] < a[i - 1])) continue;
      const Entry entry = a[i];
      size_t k = i;
      do a[k] = a[k - 1], --k;
      while (k > 0 && entry < a[k - 1]);
      a[k] = entry;
      if (i - k > most) return false;
      most -= i - k;
    }
    return true;
  }

  // The result is in b if into_b, else in a.
  static void sort(Entry* a, Entry* b, size_t n, bool into_b) {
    if (n <= kFew ? insert(a, n, n * n) : std::is_sorted(a, a + n)) {
      if (into_b) std::copy(a, a + n, b);
      return;
    }
    uint64_t keys = 0, values = 0;
    for (size_t i = 0; i < n; ++i) keys |= a[i].key ^ a[0].key, values |= a[i].value ^ a[0].value;
    const int bits = highest_bit(n);
    if (n <= kCached) {
      const Digit digit(keys, values, bits + 3);
      digit.of_key ? twice(a, b, n, digit, std::true_type()) : twice(a, b, n, digit, std::false_type());
      if (insert(a, n, kMoves * n)) {
        if (into_b) std::copy(a, a + n, b);
        return;
      }
    }
    const Digit digit(keys, values, std::min(bits - 2, kWidest));
    size_t ends[size_t(1) << kWidest] = {};
    for (size_t i = 0; i < n; ++i) ++ends[digit(a[i])];
    begins(ends, digit.size());
    for (size_t i = 0; i < n; ++i) b[ends[digit(a[i])]++] = a[i];
    size_t from = 0;
    for (size_t k = 0; k < digit.size(); ++k) {
      if (ends[k] > from) sort(b + from, a + from, ends[k] - from, !into_b);
      from = ends[k];
    }
  }

  template <class OfKey>
  static void twice(Entry* a, Entry* b, size_t n, Digit digit, OfKey) {
    digit.of_key = OfKey::value;  // known when this is compiled, not asked at each entry
    const Digit lower = digit.half(false), upper = digit.half(true);
    size_t low[kHalf], high[kHalf];
    std::fill(low, low + lower.size(), 0);
    std::fill(high, high + upper.size(), 0);
    for (size_t i = 0; i < n; ++i) ++low[lower(a[i])], ++high[upper(a[i])];
    begins(low, lower.size());
    begins(high, upper.size());
    for (size_t i = 0; i < n; ++i) b[low[lower(a[i])]++] = a[i];
    for (size_t i = 0; i < n; ++i) a[high[upper(b[i])]++] = b[i];
  }
};

template <class V>
struct Sorted {
  Array<uint64_t> keys;
  Array<V> values;
};

// Sorted copies of n entries that at(i) tells. The first pass writes straight into the result; each bucket of
// about ten thousand is then sorted in a scratch that stays in the cache. What is needed beside the result is
// 32 bytes an entry of the largest bucket: of all, if one key has all.
template <class V, class At>
Sorted<V> sorted(size_t n, At at) {
  Sorted<V> result{Array<uint64_t>(n), Array<V>(n)};
  uint64_t keys = 0, values = 0;
  bool rising = true;
  for (size_t i = 1; i < n; ++i) {
    const Entry entry = at(i), before = at(i - 1);
    rising &= !(entry < before);
    keys |= entry.key ^ before.key, values |= entry.value ^ before.value;
  }
  if (rising) {
    for (size_t i = 0; i < n; ++i) result.keys[i] = at(i).key, result.values[i] = V(at(i).value);
    return result;
  }
  const Digit digit(keys, values, std::clamp(highest_bit(n) - 13, 1, 9));
  std::vector<size_t> ends(digit.size(), 0);
  for (size_t i = 0; i < n; ++i) ++ends[digit(at(i))];
  const size_t largest = begins(ends.data(), ends.size());
  for (size_t i = 0; i < n; ++i) {
    const Entry entry = at(i);
    const size_t to = ends[digit(entry)]++;
    result.keys[to] = entry.key, result.values[to] = V(entry.value);
  }
  Array<Entry> bucket(largest), scratch(largest);
  size_t from = 0;
  for (const size_t end : ends) {
    for (size_t i = from; i < end; ++i) bucket[i - from] = {result.keys[i], result.values[i]};
    Sorter::sort(bucket.data(), scratch.data(), end - from);
    for (size_t i = from; i < end; ++i)
      result.keys[i] = bucket[i - from].key, result.values[i] = V(bucket[i - from].value);
    from = end;
  }
  return result;
}

// Members of groups of two or more equal keys, in the order of the input, and where each group begins.
struct Groups {
  Array<uint64_t> docs;
  Array<int64_t> offsets;
};

inline Groups bucket_groups(const uint64_t* keys, const uint64_t* docs, size_t n) {
  size_t groups = 0, members = 0;
  const auto each = [&](auto&& found) {
    for (size_t i = 0; i < n;) {
      size_t end = i + 1;
      while (end < n && keys[end] == keys[i]) ++end;
      if (end < n && keys[end] < keys[i])
        throw std::invalid_argument("keys must be sorted; found " + number(keys[end]) + " after " + number(keys[i]) +
                                    " at " + number(uint64_t(end)));
      if (end - i > 1) found(i, end);
      i = end;
    }
  };
  each([&](size_t begin, size_t end) { ++groups, members += end - begin; });
  Groups result{Array<uint64_t>(members), Array<int64_t>(groups + 1)};
  size_t group = 0, at = 0;
  result.offsets[0] = 0;
  each([&](size_t begin, size_t end) {
    std::copy(docs + begin, docs + end, result.docs.data() + at);
    at += end - begin;
    result.offsets[++group] = int64_t(at);
  });
  return result;
}

// How many pairs a group of `size` gives: all of the `most` first with each other and with the rest.
inline size_t pairs_of(size_t size, size_t most) {
  const size_t hubs = std::min(size, most);
  if (size > 1 && hubs > std::numeric_limits<size_t>::max() / size) throw std::bad_alloc();
  return hubs * size - hubs - hubs * (hubs - (hubs > 0)) / 2;
}

// p pairs, flat: smaller document, larger document. Members of a group are taken by (order, doc), so that
// their order in the input does not matter; groups are taken in the order of the input.
inline Array<uint64_t> pairs_within(const uint64_t* docs, const int64_t* offsets, size_t groups, const uint64_t* order,
                                    size_t most) {
  size_t total = 0, largest = 0;
  for (size_t g = 0; g < groups; ++g) {
    const size_t size = size_t(offsets[g + 1] - offsets[g]);
    const size_t more = pairs_of(size, most);
    if (more > std::numeric_limits<size_t>::max() / 4 - total) throw std::bad_alloc();
    total += more;
    largest = std::max(largest, size);
  }
  Array<uint64_t> result(2 * total);
  Array<Entry> members(largest), scratch(largest);
  size_t at = 0;
  for (size_t g = 0; g < groups; ++g) {
    size_t size = size_t(offsets[g + 1] - offsets[g]);
    const uint64_t* doc = docs + offsets[g];
    const uint64_t* rank = order + offsets[g];
    for (size_t i = 0; i < size; ++i) members[i] = {rank[i], doc[i]};
    Sorter::sort(members.data(), scratch.data(), size);
    size = size_t(std::unique(members.data(), members.data() + size) - members.data());
    const size_t hubs = std::min(size, most);
    for (size_t i = 0; i < hubs; ++i)
      for (size_t k = i + 1; k < size; ++k) {
        const uint64_t a = members[i].value, b = members[k].value;
        if (a == b) continue;
        result[at++] = std::min(a, b);
        result[at++] = std::max(a, b);
      }
  }
  result.cut(at);
  return result;
}

struct Counted {
  Array<uint64_t> pairs;
  Array<uint32_t> counts;
};

// Distinct pairs in order, and how often each came.
inline Counted count_pairs(const uint64_t* pairs, size_t n) {
  if (n > std::numeric_limits<uint32_t>::max())
    throw std::invalid_argument("at most 4294967295 pairs are counted at a time; found " + number(uint64_t(n)));
  auto entries = sorted<uint64_t>(n, [&](size_t i) { return Entry{pairs[2 * i], pairs[2 * i + 1]}; });
  const auto differ = [&](size_t i, size_t k) {
    return entries.keys[i] != entries.keys[k] || entries.values[i] != entries.values[k];
  };
  size_t distinct = 0;
  for (size_t i = 0; i < n; ++i) distinct += i == 0 || differ(i, i - 1);
  Counted result{Array<uint64_t>(2 * distinct), Array<uint32_t>(distinct)};
  size_t at = 0;
  for (size_t i = 0; i < n; ++at) {
    size_t end = i + 1;
    while (end < n && !differ(i, end)) ++end;
    result.pairs[2 * at] = entries.keys[i];
    result.pairs[2 * at + 1] = entries.values[i];
    result.counts[at] = uint32_t(end - i);
    i = end;
  }
  return result;
}

// How many numbers two strictly rising sequences share. A step goes on in either or both without a branch, since
// which it will be cannot be predicted. Each step waits for the last, so the sequences are cut in two at a's middle
// and both halves run at once (measured: 1.1 ns a number for much alike ones, 1.7 for others; 1.4 and 2.6 uncut).
inline uint32_t merged(const uint64_t* a, size_t n, const uint64_t* b, size_t m) {
  const size_t half = n / 2, cut = n ? size_t(std::lower_bound(b, b + m, a[half]) - b) : 0;
  size_t i = 0, k = 0, u = half, v = cut;
  uint32_t common = 0, later = 0;
  const auto lower = [&] {
    const uint64_t x = a[i], y = b[k];
    common += x == y, i += x <= y, k += y <= x;
  };
  const auto upper = [&] {
    const uint64_t x = a[u], y = b[v];
    later += x == y, u += x <= y, v += y <= x;
  };
  while (size_t steps = std::min({half - i, cut - k, n - u, m - v}))
    for (; steps; --steps) lower(), upper();
  while (i < half && k < cut) lower();
  while (u < n && v < m) upper();
  return common + later;
}

// The same when b is much longer: each number of a is looked for in steps that double. Measured: as fast as
// merging where b is 16 times as long, a fifth faster at 32 times.
inline uint32_t galloped(const uint64_t* a, size_t n, const uint64_t* b, size_t m) {
  uint32_t common = 0;
  size_t at = 0;
  for (size_t i = 0; i < n && at < m; ++i) {
    size_t step = 1;
    while (step < m - at && b[at + step] < a[i]) at += step, step *= 2;
    const uint64_t* const end = b + at + std::min(step + 1, m - at);
    const uint64_t* const found = std::lower_bound(b + at, end, a[i]);
    common += found != end && *found == a[i];
    at = size_t(found - b);
  }
  return common;
}

inline uint32_t shared(const uint64_t* a, size_t n, const uint64_t* b, size_t m) {
  if (n > m) return shared(b, m, a, n);
  if (n == 0) return 0;
  return m / n >= 32 ? galloped(a, n, b, m) : merged(a, n, b, m);
}

inline void check_sets(const uint64_t* flat, const int64_t* offsets, size_t n) {
  for (size_t s = 0; s < n; ++s) {
    const int64_t begin = offsets[s] + 1, end = offsets[s + 1];
    bool rising = true;
    for (int64_t i = begin; i < end; ++i) rising &= flat[i - 1] < flat[i];
    for (int64_t i = begin; !rising && i < end; ++i)
      if (flat[i] <= flat[i - 1])
        throw std::invalid_argument("each set must be sorted and without repetition; found " + number(flat[i]) +
                                    " after " + number(flat[i - 1]) + " in set " + number(uint64_t(s)));
  }
}

inline void check_nodes(const int64_t* nodes, size_t n, int64_t end, const char* what) {
  for (size_t i = 0; i < n; ++i)
    if (nodes[i] < 0 || nodes[i] >= end)
      throw std::invalid_argument(std::string(what) + " must be at least 0 and less than " + number(end) + "; found " +
                                  number(nodes[i]));
}

// Two numbers a pair: size of the intersection, size of the union.
inline Array<uint32_t> overlaps(const uint64_t* flat, const int64_t* offsets, const int64_t* pairs, size_t n) {
  Array<uint32_t> result(2 * n);
  for (size_t i = 0; i < n; ++i) {
    const int64_t a = pairs[2 * i], b = pairs[2 * i + 1];
    const size_t na = size_t(offsets[a + 1] - offsets[a]), nb = size_t(offsets[b + 1] - offsets[b]);
    if (na + nb > std::numeric_limits<uint32_t>::max())
      throw std::invalid_argument("two sets must have at most 4294967295 members together; found " +
                                  number(uint64_t(na + nb)));
    const uint32_t common = a == b ? uint32_t(na) : shared(flat + offsets[a], na, flat + offsets[b], nb);
    result[2 * i] = common;
    result[2 * i + 1] = uint32_t(na + nb - common);
  }
  return result;
}

// The least member of each node's component. A root is the least of its tree, so parents only fall: paths
// are halved on the way up, and one pass in rising order flattens what is left.
inline Array<int64_t> components(size_t n, const int64_t* edges, size_t e) {
  Array<int64_t> parent(n);
  for (size_t i = 0; i < n; ++i) parent[i] = int64_t(i);
  const auto root = [&](int64_t node) {
    while (parent[size_t(node)] != node) {
      const int64_t above = parent[size_t(node)];
      parent[size_t(node)] = parent[size_t(above)];
      node = parent[size_t(node)];
    }
    return node;
  };
  for (size_t i = 0; i < e; ++i) {
    const int64_t a = root(edges[2 * i]), b = root(edges[2 * i + 1]);
    parent[size_t(std::max(a, b))] = std::min(a, b);
  }
  for (size_t i = 0; i < n; ++i) parent[i] = parent[size_t(parent[i])];
  return parent;
}

// For each node the node that it repeats. An edge is kept at its better end alone: when a node's turn comes,
// its better neighbours are settled, and one that stayed would have taken it.
inline Array<int64_t> stars(size_t n, const int64_t* edges, size_t e, const int64_t* order) {
  Array<int64_t> place(n), taken(n);
  std::fill(place.data(), place.data() + n, -1);
  for (size_t i = 0; i < n; ++i) {
    int64_t& at = place[size_t(order[i])];
    if (at >= 0)
      throw std::invalid_argument("order must name each node once; found " + number(order[i]) + " at " + number(at) +
                                  " and at " + number(uint64_t(i)));
    at = int64_t(i);
  }
  const auto better = [&](size_t i) {
    return size_t(std::min(place[size_t(edges[2 * i])], place[size_t(edges[2 * i + 1])]));
  };
  std::vector<size_t> begins(n, 0);
  for (size_t i = 0; i < e; ++i) ++begins[better(i)];
  for (size_t i = 1; i < n; ++i) begins[i] += begins[i - 1];
  Array<int64_t> worse(e);  // the other ends, by the place of the better one; filled from the back
  for (size_t i = e; i-- > 0;) {
    const size_t at = better(i);
    worse[--begins[at]] = order[at] == edges[2 * i] ? edges[2 * i + 1] : edges[2 * i];
  }
  std::fill(taken.data(), taken.data() + n, -1);
  for (size_t i = 0; i < n; ++i) {
    const int64_t node = order[i];
    if (taken[size_t(node)] >= 0) continue;
    taken[size_t(node)] = node;
    const size_t end = i + 1 < n ? begins[i + 1] : e;
    for (size_t k = begins[i]; k < end; ++k)
      if (taken[size_t(worse[k])] < 0) taken[size_t(worse[k])] = node;
  }
  return taken;
}

}  // namespace proofpile::pairs
