// What near-duplicates need of sorting, joining, set overlap and graphs. Nothing here is super-linear in
// the length of its input times what the caller allows, and nothing depends on the order of its input
// where the comment says so.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

namespace proofpile::pairs {

// An array whose memory is not set to zero first: every place is written once anyway.
template <class T>
class Array {
 public:
  explicit Array(size_t size) : size_(size) {
    if (size > std::numeric_limits<ptrdiff_t>::max() / sizeof(T)) throw std::bad_alloc();
    data_.reset(new T[size]);
  }
  T& operator[](size_t i) { return data_[i]; }
  T* data() { return data_.get(); }
  size_t size() const { return size_; }
  void cut(size_t size) { size_ = std::min(size_, size); }
  T* release() { return data_.release(); }

 private:
  size_t size_;
  std::unique_ptr<T[]> data_;
};

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

// Sorting by most significant bits: a pass moves entries into up to 2^11 buckets by the highest bits in
// which they differ, and each bucket is sorted alone, in the cache. Bits that all entries share are skipped,
// so neither a common prefix (hashes of one partition) nor one key for all costs a pass.
class Sorter {
 public:
  // Sorts a[0, n). b is as large, and its contents are lost.
  static void sort(Entry* a, Entry* b, size_t n) { sort(a, b, n, false); }

 private:
  static constexpr size_t kFew = 24;  // measured: 16 to 32 are the same, 64 costs a tenth more
  static constexpr int kWidest = 11;

  static int highest_bit(uint64_t bits) { return 63 - __builtin_clzll(bits); }

  static void insert(Entry* a, size_t n) {
    for (size_t i = 1; i < n; ++i) {
      const Entry entry = a[i];
      size_t k = i;
      for (; k > 0 && entry < a[k - 1]; --k) a[k] = a[k - 1];
      a[k] = entry;
    }
  }

  // The result is in b if into_b, else in a.
  static void sort(Entry* a, Entry* b, size_t n, bool into_b) {
    if (n <= kFew) {
      insert(a, n);
      if (into_b) std::copy(a, a + n, b);
      return;
    }
    if (std::is_sorted(a, a + n)) {
      if (into_b) std::copy(a, a + n, b);
      return;
    }
    uint64_t keys = 0, values = 0;
    for (size_t i = 0; i < n; ++i) keys |= a[i].key ^ a[0].key, values |= a[i].value ^ a[0].value;
    const int width = std::clamp(highest_bit(n) - 2, 1, kWidest);
    if (keys)
      scatter(a, b, n, into_b, width, highest_bit(keys), [](const Entry& e) { return e.key; });
    else  // not sorted, so values differ
      scatter(a, b, n, into_b, width, highest_bit(values), [](const Entry& e) { return e.value; });
  }

  template <class Bits>
  static void scatter(Entry* a, Entry* b, size_t n, bool into_b, int width, int highest, Bits bits) {
    const int shift = std::max(0, highest - width + 1);
    const uint64_t mask = (uint64_t(1) << width) - 1;
    const size_t buckets = size_t(1) << width;
    size_t ends[size_t(1) << kWidest];
    std::fill(ends, ends + buckets, 0);
    for (size_t i = 0; i < n; ++i) ++ends[bits(a[i]) >> shift & mask];
    size_t from = 0;
    for (size_t k = 0; k < buckets; ++k) {
      const size_t count = ends[k];
      ends[k] = from;
      from += count;
    }
    for (size_t i = 0; i < n; ++i) b[ends[bits(a[i]) >> shift & mask]++] = a[i];
    from = 0;
    for (size_t k = 0; k < buckets; ++k) {
      if (ends[k] > from) sort(b + from, a + from, ends[k] - from, !into_b);
      from = ends[k];
    }
  }
};

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
  Array<Entry> entries(n);
  {
    Array<Entry> scratch(n);
    for (size_t i = 0; i < n; ++i) entries[i] = {pairs[2 * i], pairs[2 * i + 1]};
    Sorter::sort(entries.data(), scratch.data(), n);
  }
  size_t distinct = 0;
  for (size_t i = 0; i < n; ++i) distinct += i == 0 || !(entries[i] == entries[i - 1]);
  Counted result{Array<uint64_t>(2 * distinct), Array<uint32_t>(distinct)};
  size_t at = 0;
  for (size_t i = 0; i < n; ++at) {
    size_t end = i + 1;
    while (end < n && entries[end] == entries[i]) ++end;
    result.pairs[2 * at] = entries[i].key;
    result.pairs[2 * at + 1] = entries[i].value;
    result.counts[at] = uint32_t(end - i);
    i = end;
  }
  return result;
}

// How many numbers two strictly rising sequences share, when they are of about the same length: a step of
// either or both without a branch, since which it will be cannot be predicted.
inline uint32_t merged(const uint64_t* a, size_t n, const uint64_t* b, size_t m) {
  uint32_t common = 0;
  size_t i = 0, k = 0;
  while (i < n && k < m) {
    const uint64_t x = a[i], y = b[k];
    common += x == y;
    i += x <= y;
    k += y <= x;
  }
  return common;
}

// The same when b is much longer: each number of a is looked for in steps that double.
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
  return m / n >= 16 ? galloped(a, n, b, m) : merged(a, n, b, m);
}

inline void check_sets(const uint64_t* flat, const int64_t* offsets, size_t n) {
  for (size_t s = 0; s < n; ++s)
    for (int64_t i = offsets[s] + 1; i < offsets[s + 1]; ++i)
      if (flat[i] <= flat[i - 1])
        throw std::invalid_argument("each set must be sorted and without repetition; found " + number(flat[i]) +
                                    " after " + number(flat[i - 1]) + " in set " + number(uint64_t(s)));
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
