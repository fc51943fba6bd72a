// The tokens of normalised text as Python sees them. reference_words.py holds the twins.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>

#include <string>
#include <vector>

#include "blank_words.hpp"
#include "formula_tokens.hpp"
#include "normal_words.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace proofpile {

namespace {

// What the tokenisers write to: four columns.
struct Columns {
  bool masked = false;
  std::vector<uint64_t> hashes;
  std::vector<int64_t> starts, ends, groups;
  size_t start = 0, end = 0;  // of the formula
  int64_t formulas = 0;

  void add(uint64_t hash, size_t from, size_t to, int64_t group) {
    hashes.push_back(hash);
    starts.push_back(int64_t(from));
    ends.push_back(int64_t(to));
    groups.push_back(group);
  }
  void token(uint64_t hash, size_t from, size_t to) { add(hash, from, to, 0); }
  void token(uint64_t hash, size_t from, size_t to, bool number) {
    add(masked && number ? words::kNumber : hash, from, to, number);
  }
  void formula(size_t from, size_t to) { start = from, end = to, ++formulas; }
  void token(uint64_t hash) { add(hash, start, end, formulas - 1); }
};

template <class T>
nb::ndarray<nb::numpy, T> array_of(std::vector<T> values) {
  auto* kept = new std::vector<T>(std::move(values));
  nb::capsule owner(kept, [](void* p) noexcept { delete static_cast<std::vector<T>*>(p); });
  return {kept->data(), {kept->size()}, owner};
}

nb::tuple tokens(const std::string& kind, nb::bytes text) {
  if (kind != "blank" && kind != "words" && kind != "masked" && kind != "formula")
    throw nb::value_error("kind must be blank, words, masked or formula");
  const auto* data = reinterpret_cast<const uint8_t*>(text.c_str());
  const size_t n = text.size();
  Columns columns;
  {
    nb::gil_scoped_release free;
    columns.masked = kind == "masked";
    if (kind == "blank")
      words::blank_words(data, n, columns);
    else if (kind == "formula")
      words::formula_tokens(data, n, columns);
    else
      words::normal_words(data, n, columns);
  }
  return nb::make_tuple(array_of(std::move(columns.hashes)), array_of(std::move(columns.starts)),
                        array_of(std::move(columns.ends)), array_of(std::move(columns.groups)));
}

struct Strings {
  std::vector<std::string> words;
  void small(uint64_t first, uint64_t second, size_t size, size_t, size_t, bool) {
    const uint64_t halves[2] = {first, second};
    words.emplace_back(reinterpret_cast<const char*>(halves), size);
  }
  void large(const uint8_t* data, size_t size, size_t, size_t, bool) {
    words.emplace_back(reinterpret_cast<const char*>(data), size);
  }
};

nb::list word_strings(nb::str text) {
  Py_ssize_t size = 0;
  const char* data = PyUnicode_AsUTF8AndSize(text.ptr(), &size);
  if (!data) throw nb::python_error();
  Strings found;
  {
    nb::gil_scoped_release free;
    words::detail::Reader<Strings>(reinterpret_cast<const uint8_t*>(data), size_t(size), found).read();
  }
  nb::list strings;
  for (const std::string& word : found.words) strings.append(nb::str(word.data(), word.size()));
  return strings;
}

nb::dict word_names() {
  constexpr const char* deeds[] = {"",    "NOTHING", "FONT",    "ARGUMENT", "ENVIRONMENT", "DIMENSION",  "TWO",
                                   "ONE", "ACCENT",  "LETTERS", "WORD",     "ENVELOPE",    "APOSTROPHE", "VANISH"};
  nb::dict found;
  for (const auto& entry : words::names().all())
    found[nb::str(entry.name.data(), entry.name.size())] =
        nb::make_tuple(deeds[size_t(entry.deed)], nb::str(entry.text.data(), entry.text.size()));
  return found;
}

}  // namespace

void bind_words(nb::module_& m) {
  m.def("tokens", &tokens, "kind"_a, "text"_a);
  m.def("word_strings", &word_strings, "text"_a);
  m.def("word_names", &word_names);
}

}  // namespace proofpile
