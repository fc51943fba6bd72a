// Where n-grams lie while they are sorted: records in blocks of memory, and in temporary files.
//
// An n-gram is one 128-bit key: its words' numbers, `bits` each, the first to be compared on top. So comparing,
// taking the suffix and turning one order into the other are an integer's comparison, shift and rotation.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
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

// Room for a number of items, from the system itself: pages are taken when they are first written, given back at
// the end, and nothing is copied while it fills, as a vector's items would be.
template <class T>
class Block {
 public:
  explicit Block(size_t most) : most_(most) {}
  ~Block() { release(); }
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;

  bool full() const { return size_ == most_; }
  bool empty() const { return !size_; }
  size_t size() const { return size_; }
  T* begin() { return items_; }
  T* end() { return items_ + size_; }
  const T& operator[](size_t i) const { return items_[i]; }

  void push(const T& item) {
    if (!items_) reserve();
    items_[size_++] = item;
  }
  void clear() { size_ = 0; }
  void release() {
    if (items_) ::munmap(items_, most_ * sizeof(T));
    items_ = nullptr, size_ = 0;
  }

 private:
  void reserve() {
    const int how = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    void* room = ::mmap(nullptr, most_ * sizeof(T), PROT_READ | PROT_WRITE, how, -1, 0);
    if (room == MAP_FAILED) throw std::bad_alloc();
    items_ = static_cast<T*>(room);
  }

  const size_t most_;
  size_t size_ = 0;
  T* items_ = nullptr;
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

}  // namespace proofpile::ngram_train
