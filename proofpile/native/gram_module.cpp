// N-grams and their scanner as Python sees them. proofpile/native/reference_grams.py holds the twins.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <array>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "array.hpp"
#include "blank_words.hpp"
#include "formula_tokens.hpp"
#include "gram_scan.hpp"
#include "normal_words.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace proofpile {

namespace {

using grams::Hits;
using grams::Reading;
using grams::Set;

template <class T>
using In = nb::ndarray<const T, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
template <class T>
using Out = nb::ndarray<nb::numpy, T, nb::ndim<1>>;

[[noreturn]] void refuse(const std::string& why) { throw nb::value_error(why.c_str()); }

std::string text_of(nb::handle value) { return nb::str(value).c_str(); }

std::string type_of(nb::handle value) { return text_of(value.type().attr("__name__")); }

// numpy's class of arrays, looked up once: it costs as much as the n-grams of a question.
nb::handle array_class() {
  static const nb::handle found = nb::object(nb::module_::import_("numpy").attr("ndarray")).release();
  return found;
}

// An array of exactly this type; never converted, since a negative key would become a large one.
// What is only laid out otherwise is copied.
template <class T>
In<T> wanted(const std::string& name, const char* type, nb::handle given) {
  const bool array = nb::isinstance(given, array_class());
  In<T> result;
  const auto aligned = [&] { return reinterpret_cast<uintptr_t>(result.data()) % alignof(T) == 0; };
  if (array && nb::try_cast(given, result, false) && aligned()) return result;
  const nb::module_ numpy = nb::module_::import_("numpy");
  if (array && given.attr("dtype").equal(numpy.attr(type)) && nb::cast<size_t>(given.attr("ndim")) == 1 &&
      nb::try_cast(numpy.attr("require")(given, nb::none(), "CA"), result, false))
    return result;
  refuse(name + " must be an array of " + type + "[n]; found " +
         (array ? text_of(given.attr("dtype")) + text_of(given.attr("shape")) : type_of(given)));
}

template <class T>
Out<T> flat(Array<T>& array) {
  const size_t size = array.size();
  T* raw = array.release();
  return {raw, {size}, nb::capsule(raw, [](void* p) noexcept { std::free(p); })};
}

size_t checked_n(const std::string& name, int64_t n) {
  if (n < 1 || n > int64_t(grams::kMostTokens))
    refuse(name + " must be between 1 and 32; found " + std::to_string(n));
  return size_t(n);
}

Out<uint64_t> n_grams(nb::handle given, int64_t length) {
  const auto hashes = wanted<uint64_t>("hashes", "uint64", given);
  const size_t n = checked_n("n", length), k = hashes.size();
  Array<uint64_t> found(k < n ? 0 : k - n + 1);
  if (k >= n) {
    const nb::gil_scoped_release free;
    grams::grams(hashes.data(), k, n, found.data());
  }
  return flat(found);
}

enum class Kind { kBlank, kWords, kFormula };

Kind kind_of(const std::string& name) {
  if (name == "blank") return Kind::kBlank;
  if (name == "words") return Kind::kWords;
  if (name == "formula") return Kind::kFormula;
  refuse("kind must be blank, words or formula; found " + name);
}

std::vector<uint64_t> rising(const std::string& name, const In<uint64_t>& keys) {
  const uint64_t* key = keys.data();
  if (keys.size() > grams::kMostKeys)
    refuse(name + " must be at most " + std::to_string(grams::kMostKeys) + "; found " + std::to_string(keys.size()));
  for (size_t i = 1; i < keys.size(); ++i)
    if (key[i] <= key[i - 1])
      refuse(name + " must be sorted and distinct; found " + std::to_string(key[i]) + " after " +
             std::to_string(key[i - 1]) + " at " + std::to_string(i));
  return {key, key + keys.size()};
}

Set set_of(Kind kind, const std::string& name, nb::handle given) {
  const bool words = kind == Kind::kWords;
  const bool tuple = nb::isinstance<nb::tuple>(given);
  const size_t size = words ? 3 : 2;
  if (!tuple || nb::len(given) != size)
    refuse(name + (words ? " must be (n, keys, masked); found " : " must be (n, keys); found ") +
           (tuple ? "a tuple of " + std::to_string(nb::len(given)) : type_of(given)));
  const nb::tuple parts = nb::cast<nb::tuple>(given);
  int64_t n;
  bool masked = false;
  if (!nb::try_cast(parts[0], n)) refuse("n of " + name + " must be between 1 and 32; found " + text_of(parts[0]));
  if (words && !nb::try_cast(parts[2], masked))
    refuse("masked of " + name + " must be True or False; found " + text_of(parts[2]));
  const size_t tokens = checked_n("n of " + name, n);
  return {tokens, rising("keys of " + name, wanted<uint64_t>("keys of " + name, "uint64", parts[1])), masked};
}

void check_offsets(const In<int64_t>& offsets, size_t size) {
  const int64_t* at = offsets.data();
  const size_t count = offsets.size();
  if (count == 0) refuse("offsets must hold one number more than there are texts; found none");
  for (size_t i = 1; i < count; ++i)
    if (at[i] < at[i - 1])
      refuse("offsets must not fall; found " + std::to_string(at[i]) + " after " + std::to_string(at[i - 1]) + " at " +
             std::to_string(i));
  if (at[0] < 0 || at[count - 1] > int64_t(size))
    refuse("offsets must lie within the data's " + std::to_string(size) + " bytes; found " + std::to_string(at[0]) +
           " to " + std::to_string(at[count - 1]));
}

nb::tuple columns(const std::vector<grams::Hit>& hits) {
  using grams::Hit;
  constexpr int64_t Hit::*kColumns[] = {&Hit::document, &Hit::set, &Hit::key, &Hit::at, &Hit::start, &Hit::end};
  nb::list found;
  for (const auto column : kColumns) {
    Array<int64_t> values(hits.size());
    for (size_t i = 0; i < hits.size(); ++i) values[i] = hits[i].*column;
    found.append(flat(values));
  }
  return nb::tuple(found);
}

class GramScanner {
 public:
  GramScanner(const std::string& kind, nb::sequence sets, int64_t most) : kind_(kind_of(kind)), most_(uint64_t(most)) {
    if (most < 1) refuse("most must be at least 1; found " + std::to_string(most));
    for (nb::handle set : sets) sets_.push_back(set_of(kind_, "set " + std::to_string(sets_.size()), set));
  }

  nb::tuple scan(nb::handle given, nb::handle bounds) {
    const auto data = wanted<uint8_t>("data", "uint8", given);
    const auto offsets = wanted<int64_t>("offsets", "int64", bounds);
    check_offsets(offsets, data.size());
    Hits hits;
    {
      const nb::gil_scoped_release free;
      hits = read(data.data(), offsets.data(), offsets.size() - 1);
      remember(std::move(hits.overfull));
    }
    return columns(hits.all);
  }

  std::vector<int64_t> overfull() {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = overfull_.find(std::this_thread::get_id());
    return found == overfull_.end() ? std::vector<int64_t>() : found->second;
  }

 private:
  Hits read(const uint8_t* data, const int64_t* offsets, size_t documents) const {
    Reading reading(sets_, most_, words::kNumber);
    for (size_t i = 0; i < documents; ++i) {
      const uint8_t* text = data + offsets[i];
      const size_t size = size_t(offsets[i + 1] - offsets[i]);
      reading.document(int64_t(i));
      switch (kind_) {
        case Kind::kBlank:
          words::blank_words(text, size, reading);
          break;
        case Kind::kWords:
          words::normal_words(text, size, reading);
          break;
        case Kind::kFormula:
          words::formula_tokens(text, size, reading);
      }
    }
    return reading.finish();
  }

  // For the thread that scanned: others may be scanning with the same scanner.
  void remember(std::vector<int64_t> documents) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (documents.empty())
      overfull_.erase(std::this_thread::get_id());
    else
      overfull_[std::this_thread::get_id()] = std::move(documents);
  }

  Kind kind_;
  uint64_t most_;
  std::vector<Set> sets_;
  std::mutex mutex_;
  std::unordered_map<std::thread::id, std::vector<int64_t>> overfull_;
};

}  // namespace

void bind_grams(nb::module_& m) {
  m.def("grams", &n_grams, "hashes"_a, "n"_a);
  nb::class_<GramScanner>(m, "GramScanner")
      .def(nb::init<const std::string&, nb::sequence, int64_t>(), "kind"_a, "sets"_a, "most"_a = 1000000)
      .def_prop_ro("overfull", &GramScanner::overfull)
      .def("scan", &GramScanner::scan, "data"_a, "offsets"_a);
}

}  // namespace proofpile
