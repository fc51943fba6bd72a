// The compiled kernels as Python sees them. proofpile/native/reference.py holds their twins.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>

#include <memory>

#include "distinct.hpp"
#include "header.hpp"
#include "rough.hpp"
#include "scanner.hpp"

namespace nb = nanobind;
using namespace nb::literals;
using proofpile::HeaderReader;
using proofpile::Literal;
using proofpile::Scanner;

using Bytes = nb::ndarray<const uint8_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Offsets = nb::ndarray<const int64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Masks = nb::ndarray<nb::numpy, uint64_t, nb::ndim<1>>;

static std::vector<Literal> literals_of(nb::sequence items) {
  std::vector<Literal> literals;
  for (nb::handle item : items) {
    const nb::tuple t = nb::cast<nb::tuple>(item);
    if (nb::len(t) != 5) throw nb::value_error("a literal is (bytes, rule, fold, left, right)");
    const nb::bytes text = nb::cast<nb::bytes>(t[0]);
    literals.push_back({std::string(text.c_str(), text.size()), nb::cast<int>(t[1]),
                        nb::cast<bool>(t[2]), nb::cast<bool>(t[3]), nb::cast<bool>(t[4])});
  }
  return literals;
}

static std::vector<int> needs_of(nb::sequence items) {
  std::vector<int> needs;
  for (nb::handle item : items) needs.push_back(nb::cast<int>(item));
  return needs;
}

static Masks scan(const Scanner& scanner, Bytes data, Offsets offsets) {
  if (offsets.size() == 0) throw nb::value_error("offsets must hold one number more than there are texts");
  const size_t n = offsets.size() - 1;
  const int64_t* at = offsets.data();
  for (size_t i = 0; i < n; ++i)
    if (at[i] > at[i + 1]) throw nb::value_error("offsets must not fall");
  if (at[0] < 0 || at[n] > int64_t(data.size())) throw nb::value_error("offsets reach outside the data");
  auto masks = std::make_unique<uint64_t[]>(n);
  {
    nb::gil_scoped_release free;
    for (size_t i = 0; i < n; ++i) masks[i] = scanner.scan(data.data() + at[i], size_t(at[i + 1] - at[i]));
  }
  uint64_t* raw = masks.release();
  nb::capsule owner(raw, [](void* p) noexcept { delete[] static_cast<uint64_t*>(p); });
  return Masks(raw, {n}, owner);
}

static uint64_t scan_one(const Scanner& scanner, nb::bytes text) {
  const auto* data = reinterpret_cast<const uint8_t*>(text.c_str());
  const size_t size = text.size();
  nb::gil_scoped_release free;
  return scanner.scan(data, size);
}

static std::vector<std::string> names_of(nb::sequence items) {
  std::vector<std::string> names;
  for (nb::handle item : items) {
    const nb::bytes name = nb::cast<nb::bytes>(item);
    names.emplace_back(name.c_str(), name.size());
  }
  return names;
}

static nb::tuple read_header(const HeaderReader& reader, nb::bytes head) {
  std::vector<nb::bytes> values(reader.size(), nb::bytes("", 0));
  reader.read({head.c_str(), head.size()},
              [&](size_t i, std::string_view value) { values[i] = nb::bytes(value.data(), value.size()); });
  PyObject* tuple = PyTuple_New(Py_ssize_t(values.size()));
  for (size_t i = 0; i < values.size(); ++i) PyTuple_SET_ITEM(tuple, Py_ssize_t(i), values[i].release().ptr());
  return nb::steal<nb::tuple>(tuple);
}

static nb::bytes rough_text(nb::bytes html, size_t most) {
  std::string text;
  {
    const std::string_view page{html.c_str(), html.size()};
    nb::gil_scoped_release free;
    text = proofpile::rough_text(page, most);
  }
  return nb::bytes(text.data(), text.size());
}

static nb::str distinct_words(nb::str line) {
  Py_ssize_t size = 0;
  const char* data = PyUnicode_AsUTF8AndSize(line.ptr(), &size);
  if (!data) throw nb::python_error();
  const std::string found = proofpile::distinct_words({data, size_t(size)});
  return nb::str(found.data(), found.size());
}

namespace proofpile {
void bind_fasttext(nb::module_& m);  // in fasttext_module.cpp
void bind_dom(nb::module_& m);   // in dom_module.cpp
void bind_text(nb::module_& m);  // in text_module.cpp
void bind_tree(nb::module_& m);  // in tree_module.cpp
void bind_ngram(nb::module_& m);  // in ngram_module.cpp
void bind_ngram_train(nb::module_& m);  // in ngram_train_module.cpp
void bind_pairs(nb::module_& m);  // in pairs_module.cpp
void bind_minhash(nb::module_& m);  // in minhash_module.cpp
void bind_words(nb::module_& m);  // in words_module.cpp
void bind_grams(nb::module_& m);  // in gram_module.cpp
}

NB_MODULE(_kernels, m) {
  m.doc() = "Compiled kernels; proofpile.native.reference holds their twins.";
  nb::set_leak_warnings(false);  // a scanner held by a module until the interpreter ends is no leak
  nb::class_<Scanner>(m, "Scanner")
      .def("__init__",
           [](Scanner* self, nb::sequence literals, nb::sequence needs, bool simd) {
             new (self) Scanner(literals_of(literals), needs_of(needs), simd);
           },
           "literals"_a, "needs"_a, "simd"_a = true)
      .def_prop_ro("simd", &Scanner::simd)
      .def("scan", &scan, "data"_a, "offsets"_a)
      .def("scan_one", &scan_one, "text"_a);
  nb::class_<HeaderReader>(m, "HeaderReader")
      .def("__init__",
           [](HeaderReader* self, nb::sequence names) { new (self) HeaderReader(names_of(names)); },
           "names"_a)
      .def("read", &read_header, "head"_a);
  m.def("distinct_words", &distinct_words, "line"_a);
  m.def("rough_text", &rough_text, "html"_a, "most"_a);
  proofpile::bind_dom(m);
  proofpile::bind_fasttext(m);
  proofpile::bind_text(m);
  proofpile::bind_tree(m);
  proofpile::bind_ngram(m);
  proofpile::bind_ngram_train(m);
  proofpile::bind_pairs(m);
  proofpile::bind_minhash(m);
  proofpile::bind_words(m);
  proofpile::bind_grams(m);
}
