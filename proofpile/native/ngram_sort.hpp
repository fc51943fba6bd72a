// Sorting more n-grams than memory holds: blocks are sorted, written to a temporary file as runs, and merged.
//
// An n-gram is one 128-bit key: its words' numbers, `bits` each, the first to be compared on top. So comparing,
// taking the suffix and turning one order into the other are an integer's comparison, shift and rotation.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace proofpile::ngram_train {

__extension__ typedef unsigned __int128 Key;

// A file that could not be made, written or read; `code` is errno.
class DiskError : public std::runtime_error {
 public:
  DiskError(int code, const std::string& what) : std::runtime_error(what), code(code) {}
  const int code;
};

// The folder of temporary files, and how many bytes they take.
struct Disk {
  std::string folder;
  uint64_t now = 0, peak = 0;
  void grow(uint64_t bytes) { peak = std::max(peak, now += bytes); }
};

// A file that has no name any more once it is open, so that nothing is left behind however the process ends.
class TempFile {
 public:
  explicit TempFile(Disk& disk) : disk_(disk) {
    std::string name = disk.folder + "/.proofpile-ngram-XXXXXX";
    file_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (file_ < 0) throw DiskError(errno, "no temporary file can be made in " + disk.folder);
    ::unlink(name.c_str());
  }
  ~TempFile() {
    ::close(file_);
    disk_.now -= size_;
  }
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;

  uint64_t size() const { return size_; }

  void append(const void* data, size_t bytes) {
    const char* from = static_cast<const char*>(data);
    for (size_t left = bytes; left;) {
      const ssize_t done = ::pwrite(file_, from, left, off_t(size_ + (bytes - left)));
      if (done < 0 && errno == EINTR) continue;
      if (done < 0) throw DiskError(errno, "temporary files cannot be written in " + disk_.folder);
      from += done, left -= size_t(done);
    }
    size_ += bytes;
    disk_.grow(bytes);
  }

  void read(void* data, size_t bytes, uint64_t at) const {
    char* to = static_cast<char*>(data);
    while (bytes) {
      const ssize_t done = ::pread(file_, to, bytes, off_t(at));
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) throw DiskError(done ? errno : EIO, "a temporary file cannot be read in " + disk_.folder);
      to += done, at += uint64_t(done), bytes -= size_t(done);
    }
  }

 private:
  Disk& disk_;
  int file_;
  uint64_t size_ = 0;
};

// A key and what is known of it: a count, a probability. Two halves, because a Key would pad it to 32 bytes.
struct Record {
  uint64_t high, low, value;
  Record() = default;
  Record(Key key, uint64_t value) : high(uint64_t(key >> 64)), low(uint64_t(key)), value(value) {}
  Key key() const { return Key(high) << 64 | low; }
  bool operator<(const Record& o) const { return high != o.high ? high < o.high : low < o.low; }
};
static_assert(sizeof(Record) == 24, "records are written as they are");

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
  void operator()(std::vector<T>& items) const {
    std::vector<Buckets> scratch(digits_.size());
    sort(items.data(), items.data() + items.size(), 0, scratch.data());
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

// Records go to the end of a file through a buffer.
class Writer {
 public:
  Writer(TempFile& file, size_t bytes) : file_(file), most_(std::max<size_t>(1, bytes / sizeof(Record))) {
    buffer_.reserve(most_);
  }
  void put(const Record& record) {
    buffer_.push_back(record);
    if (buffer_.size() == most_) flush();
  }
  void flush() {
    file_.append(buffer_.data(), buffer_.size() * sizeof(Record));
    buffer_.clear();
  }

 private:
  TempFile& file_;
  const size_t most_;
  std::vector<Record> buffer_;
};

// Records come from a stretch of a file through a buffer.
class Reader {
 public:
  Reader(const TempFile& file, uint64_t begin, uint64_t end, size_t bytes)
      : file_(&file), at_(begin), end_(end), most_(std::max<size_t>(1, bytes / sizeof(Record))) {}

  // The record at the front; none at the end.
  const Record* front() {
    if (next_ == buffer_.size() && !fill()) return nullptr;
    return &buffer_[next_];
  }
  void pop() { ++next_; }

 private:
  bool fill() {
    const size_t some = size_t(std::min<uint64_t>(most_, (end_ - at_) / sizeof(Record)));
    buffer_.resize(some);
    next_ = 0;
    if (some) file_->read(buffer_.data(), some * sizeof(Record), at_);
    at_ += some * sizeof(Record);
    return some > 0;
  }

  const TempFile* file_;
  uint64_t at_, end_;
  size_t most_, next_ = 0;
  std::vector<Record> buffer_;
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
      : runs_(disk, bytes), most_(std::max<size_t>(2, bytes / sizeof(Record))), sort_(layout) {}

  void push(const Record& record) {
    if (block_.size() == most_) spill();
    if (block_.capacity() == block_.size()) block_.reserve(std::min(most_, std::max<size_t>(64, 2 * block_.size())));
    block_.push_back(record);
  }

  // To be called once, after the last record.
  void finish() {
    if (runs_.empty()) {
      sort_(block_);
      return;
    }
    if (!block_.empty()) spill();
    block_ = {};
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
    sort_(block_);
    runs_.add([&](Writer& writer) {
      for (const Record& record : block_) writer.put(record);
    });
    block_.clear();
  }

  Runs runs_;
  const size_t most_;
  const RadixSort<Record> sort_;
  size_t at_ = 0;
  std::vector<Record> block_;
};

// Takes keys in any order and gives each once, sorted, with how often it came; holds about `bytes` of them.
class Counter {
 public:
  Counter(Disk& disk, size_t bytes) : runs_(disk, bytes), most_(std::max<size_t>(2, bytes / sizeof(Key))) {}

  bool full() const { return block_.size() == most_; }

  // To be called only while it is not full.
  void push(Key key) {
    if (block_.capacity() == block_.size()) block_.reserve(std::min(most_, std::max<size_t>(64, 2 * block_.size())));
    block_.push_back(key);
  }

  // Makes room. The words may have become more since the last time; the order stays what it is.
  void spill(const Layout& layout) {
    RadixSort<Key>{layout}(block_);
    at_ = 0;
    runs_.add([&](Writer& writer) {
      for (Record record; take(record);) writer.put(record);
    });
    block_.clear();
    at_ = 0;
  }

  void finish(const Layout& layout) {
    if (runs_.empty()) {
      RadixSort<Key>{layout}(block_);
      return;
    }
    if (!block_.empty()) spill(layout);
    block_ = {};
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
  const size_t most_;
  size_t at_ = 0;
  std::vector<Key> block_;
};

}  // namespace proofpile::ngram_train
