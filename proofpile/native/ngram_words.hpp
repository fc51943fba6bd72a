// The words of a corpus: a number each, in the order of their first appearance, and how often each came.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <random>
#include <string_view>
#include <vector>

namespace proofpile::ngram_train {

class Words {
 public:
  // kRare stands for all words that get no number of their own.
  static constexpr uint32_t kUnknown = 0, kBegin = 1, kEnd = 2, kRare = 3, kFirst = 4;
  // A word of more bytes is not one: base64, a line without blanks. It is counted as rare.
  static constexpr size_t kLongest = 256;
  // Bytes that may be read behind a word, so that a short one can be copied without looking how long it is.
  static constexpr size_t kSlack = 16;

  struct Word {
    const char* text;
    uint64_t count;
    uint32_t size;
    std::string_view view() const { return {text, size}; }
  };

  // At most `most` numbers are given, the four fixed ones included.
  explicit Words(uint64_t most) : most_(most), slots_(1 << 12) {
    std::random_device random;
    seed_ = uint64_t(random()) << 32 | random();
    for (std::string_view fixed : {"<unk>", "<s>", "</s>", ""})
      words_.push_back({keep(fixed), 0, uint32_t(fixed.size())});
  }

  // The number of `word`, which is counted; kRare if it is too long, or new where no number is left.
  uint32_t number(std::string_view word) {
    if (word.size() > kLongest) return ++words_[kRare].count, kRare;
    const uint64_t hash = hash_of(word);
    size_t at = hash & (slots_.size() - 1);
    for (; slots_[at].number; at = (at + 1) & (slots_.size() - 1)) {
      Word& known = words_[slots_[at].number];
      if (slots_[at].hash == uint32_t(hash >> 32) && known.view() == word) return ++known.count, slots_[at].number;
    }
    if (words_.size() >= most_) return ++words_[kRare].count, kRare;
    const uint32_t made = uint32_t(words_.size());
    words_.push_back({keep(word), 1, uint32_t(word.size())});
    slots_[at] = {made, uint32_t(hash >> 32)};
    if (2 * words_.size() > slots_.size()) grow();
    return made;
  }

  size_t size() const { return words_.size(); }
  const Word& operator[](size_t number) const { return words_[number]; }
  void ended() { ++words_[kEnd].count; }

  // Lookups are over: the table goes, the words stay.
  void close() { std::vector<Slot>().swap(slots_); }

 private:
  static constexpr size_t kChunk = 1 << 20;
  struct Slot {
    uint32_t number, hash;  // 0 is an empty slot: <unk> is never looked up
  };

  // Seeded anew in every process, so that nobody can write a text of words that collide. No number depends on it.
  uint64_t hash_of(std::string_view word) const {
    uint64_t hash = seed_ ^ word.size();
    const char* at = word.data();
    size_t left = word.size();
    for (; left >= 8; at += 8, left -= 8) hash = mix(hash, load(at, 8));
    if (left) hash = mix(hash, load(at, left));
    return mix(hash, seed_);
  }
  static uint64_t load(const char* at, size_t bytes) {
    uint64_t value = 0;
    std::memcpy(&value, at, bytes);
    return value;
  }
  static uint64_t mix(uint64_t a, uint64_t b) {
    __extension__ typedef unsigned __int128 Wide;
    const Wide product = Wide(a ^ 0x9e3779b97f4a7c15ull) * (b ^ 0xc2b2ae3d27d4eb4full);
    return uint64_t(product) ^ uint64_t(product >> 64);
  }

  const char* keep(std::string_view word) {
    if (chunks_.empty() || used_ + word.size() > kChunk) {
      chunks_.push_back(std::make_unique<char[]>(kChunk + kSlack));
      used_ = 0;
    }
    char* to = chunks_.back().get() + used_;
    std::memcpy(to, word.data(), word.size());
    used_ += word.size();
    return to;
  }

  void grow() {
    std::vector<Slot> bigger(2 * slots_.size());
    for (const Slot& slot : slots_) {
      if (!slot.number) continue;
      size_t at = hash_of(words_[slot.number].view()) & (bigger.size() - 1);
      while (bigger[at].number) at = (at + 1) & (bigger.size() - 1);
      bigger[at] = slot;
    }
    slots_.swap(bigger);
  }

  const uint64_t most_;
  uint64_t seed_;
  std::vector<Slot> slots_;
  std::vector<Word> words_;
  std::vector<std::unique_ptr<char[]>> chunks_;
  size_t used_ = 0;
};

}  // namespace proofpile::ngram_train
