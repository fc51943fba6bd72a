// Sorting more n-grams than memory holds: blocks are sorted, written to a temporary file as runs, and merged.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "ngram_disk.hpp"

namespace proofpile::ngram_train {

// Where the words of a key lie: `words` of them, `bits` apart, of which `used` can be other than zero.
struct Layout {
  unsigned words, bits, used;
};

// Sorts by the words of a key, a digit of a word at a time from the top, in place; small stretches by comparing.
template <class T>
class RadixSort {
 public:
  explicit RadixSort(const Layout& layout) {
    const unsigned each = (layout.used + kWidest - 1) / kWidest;
    for (unsigned word = layout.words; word-- > 0;)
      for (unsigned part = each; part-- > 0;) {
        const unsigned from = part * layout.used / each, to = (part + 1) * layout.used / each;
        digits_.push_back({word * layout.bits + from, (uint64_t(1) << (to - from)) - 1});
      }
  }
  void operator()(T* first, T* last) const {
    std::vector<Buckets> scratch(digits_.size());
    sort(first, last, 0, scratch.data());
  }

 private:
  static constexpr unsigned kWidest = 11;
  static constexpr size_t kFew = 64;  // for which counting is never worth it
  struct Digit {
    unsigned shift;
    uint64_t mask;
  };
  struct Buckets {
    std::vector<T*> next, end;
    std::vector<size_t> counts;
  };
  static Key key_of(Key key) { return key; }
  static Key key_of(const Record& record) { return record.key(); }

  void sort(T* first, T* last, size_t depth, Buckets* scratch) const {
    if (depth == digits_.size()) return;
    const Digit digit = digits_[depth];
    if (size_t(last - first) <= digit.mask / 4 + kFew) {
      std::sort(first, last);
      return;
    }
    const auto of = [digit](const T& item) { return size_t(uint64_t(key_of(item) >> digit.shift) & digit.mask); };
    auto& [next, end, counts] = scratch[depth];
    next.resize(digit.mask + 1), end.resize(digit.mask + 1), counts.assign(digit.mask + 1, 0);
    for (const T* item = first; item != last; ++item) ++counts[of(*item)];
    T* at = first;
    for (size_t i = 0; i <= digit.mask; ++i) next[i] = at, end[i] = at += counts[i];
    for (size_t i = 0; i <= digit.mask; ++i)
      while (next[i] != end[i]) {
        T item = *next[i];
        for (size_t home = of(item); home != i; home = of(item)) std::swap(item, *next[home]++);
        *next[i]++ = item;
      }
    for (size_t i = 0; i <= digit.mask; ++i)
      if (counts[i] > 1) sort(end[i] - counts[i], end[i], depth + 1, scratch);
  }

  std::vector<Digit> digits_;
};

// Sorted runs in one file, and their merge. Of records with one key the values are added.
class Runs {
 public:
  // Bytes of a buffer below which reading in turns from many runs is mostly waiting for the disk.
  static constexpr size_t kBuffer = 64 << 10;

  Runs(Disk& disk, size_t bytes) : disk_(disk), bytes_(bytes) {}

  bool empty() const { return !file_; }

  // What `produce(writer)` puts, in order, becomes a run.
  template <class Produce>
  void add(const Produce& produce) {
    if (!file_) file_ = std::make_unique<TempFile>(disk_);
    Writer writer(*file_, std::min<size_t>(bytes_ / 4, 1 << 20));
    produce(writer);
    writer.flush();
    ends_.push_back(file_->size());
  }

  // To be called once after the last run. Merges runs into longer ones until the rest can be read side by side.
  void open() {
    const size_t most = std::max<size_t>(2, bytes_ / kBuffer);
    while (ends_.size() > most) shorten(most);
    start(0, ends_.size());
  }

  bool next(Record& record) {
    if (heap_.empty()) return false;
    record = Record(heap_.front().key, 0);
    do {
      Reader& reader = readers_[heap_.front().run];
      record.value += reader.front()->value;
      reader.pop();
      if (const Record* front = reader.front()) heap_.front().key = front->key();
      else {
        heap_.front() = heap_.back();
        heap_.pop_back();
      }
      sift();
    } while (!heap_.empty() && heap_.front().key == record.key());
    return true;
  }

 private:
  struct Head {
    Key key;
    size_t run;
  };

  void start(size_t first, size_t last) {
    const size_t each = bytes_ / std::max<size_t>(1, last - first);
    readers_.clear(), heap_.clear();
    for (size_t i = first; i < last; ++i) readers_.emplace_back(*file_, i ? ends_[i - 1] : 0, ends_[i], each);
    for (size_t i = 0; i < readers_.size(); ++i)
      if (const Record* front = readers_[i].front()) heap_.push_back({front->key(), i});
    std::sort(heap_.begin(), heap_.end(), [](const Head& a, const Head& b) { return a.key < b.key; });
  }

  void sift() {
    const size_t n = heap_.size();
    if (n < 2) return;
    const Head head = heap_[0];
    size_t at = 0;
    for (size_t child = 1; child < n; child = 2 * at + 1) {
      child += child + 1 < n && heap_[child + 1].key < heap_[child].key;
      if (head.key <= heap_[child].key) break;
      heap_[at] = heap_[child], at = child;
    }
    heap_[at] = head;
  }

  void shorten(size_t most) {
    auto file = std::make_unique<TempFile>(disk_);
    std::vector<uint64_t> ends;
    Writer writer(*file, std::min<size_t>(bytes_ / 4, 1 << 20));
    for (size_t first = 0; first < ends_.size(); first += most) {
      start(first, std::min(first + most, ends_.size()));
      for (Record record; next(record);) writer.put(record);
      writer.flush();
      ends.push_back(file->size());
    }
    readers_.clear();
    file_ = std::move(file), ends_ = std::move(ends);
  }

  Disk& disk_;
  const size_t bytes_;
  std::unique_ptr<TempFile> file_;
  std::vector<uint64_t> ends_;
  std::vector<Reader> readers_;
  std::vector<Head> heap_;
};

// Takes records in any order, all with different keys, and gives them sorted; holds at most about `bytes` of them.
class Sorter {
 public:
  Sorter(Disk& disk, size_t bytes, const Layout& layout)
      : runs_(disk, bytes), block_(std::max<size_t>(2, bytes / sizeof(Record))), sort_(layout) {}

  void push(const Record& record) {
    if (block_.full()) spill();
    block_.push(record);
  }

  // To be called once, after the last record.
  void finish() {
    if (runs_.empty()) {
      sort_(block_.begin(), block_.end());
      return;
    }
    if (!block_.empty()) spill();
    block_.release();
    runs_.open();
  }

  bool next(Record& record) {
    if (!runs_.empty()) return runs_.next(record);
    if (at_ == block_.size()) return false;
    record = block_[at_++];
    return true;
  }

 private:
  void spill() {
    sort_(block_.begin(), block_.end());
    runs_.add([&](Writer& writer) {
      for (const Record& record : block_) writer.put(record);
    });
    block_.clear();
  }

  Runs runs_;
  Block<Record> block_;
  const RadixSort<Record> sort_;
  size_t at_ = 0;
};

// Takes keys in any order and gives each once, sorted, with how often it came; holds about `bytes` of them.
class Counter {
 public:
  Counter(Disk& disk, size_t bytes) : runs_(disk, bytes), block_(std::max<size_t>(2, bytes / sizeof(Key))) {}

  bool full() const { return block_.full(); }

  // To be called only while it is not full.
  void push(Key key) {
    block_.push(key);
  }

  // Makes room. The words may have become more since the last time; the order stays what it is.
  void spill(const Layout& layout) {
    RadixSort<Key>{layout}(block_.begin(), block_.end());
    at_ = 0;
    runs_.add([&](Writer& writer) {
      for (Record record; take(record);) writer.put(record);
    });
    block_.clear();
    at_ = 0;
  }

  void finish(const Layout& layout) {
    if (runs_.empty()) {
      RadixSort<Key>{layout}(block_.begin(), block_.end());
      return;
    }
    if (!block_.empty()) spill(layout);
    block_.release();
    runs_.open();
  }

  bool next(Record& record) {
    if (!runs_.empty()) return runs_.next(record);
    return take(record);
  }

 private:
  // The next key of the block, with its count.
  bool take(Record& record) {
    if (at_ == block_.size()) return false;
    const size_t from = at_;
    while (++at_ < block_.size() && block_[at_] == block_[from]) {}
    record = Record(block_[from], at_ - from);
    return true;
  }

  Runs runs_;
  Block<Key> block_;
  size_t at_ = 0;
};

}  // namespace proofpile::ngram_train
