// The n-gram model as Python sees it. proofpile/native/reference_ngram.py holds its twin.
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>

#include "ngram.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace proofpile {

namespace {

using ngram::Model;

std::string_view text_of(nb::str line) {
  Py_ssize_t size;
  const char* data = PyUnicode_AsUTF8AndSize(line.ptr(), &size);
  if (!data) throw nb::python_error();
  return {data, size_t(size)};
}

Model load(nb::iterable chunks) {
  ngram::Loader loader;
  for (nb::handle chunk : chunks) {
    const nb::bytes bytes = nb::cast<nb::bytes>(chunk);
    const std::string_view text(bytes.c_str(), bytes.size());
    nb::gil_scoped_release free;
    loader.feed(text);
  }
  nb::gil_scoped_release free;
  return loader.finish();
}

nb::tuple score(const Model& model, nb::str line) {
  const std::string_view text = text_of(line);
  Model::Score found;
  {
    nb::gil_scoped_release free;
    found = model.score(text);
  }
  return nb::make_tuple(found.log10, found.tokens, found.oov);
}

nb::list details(const Model& model, nb::str line) {
  nb::list found;
  model.each(text_of(line), [&](double log10, size_t matched, bool known) {
    found.append(nb::make_tuple(log10, matched, known));
  });
  return found;
}

nb::tuple counts(const Model& model) {
  nb::list found;
  for (uint64_t count : model.counts()) found.append(count);
  return nb::tuple(found);
}

}  // namespace

void bind_ngram(nb::module_& m) {
  nb::class_<Model>(m, "ArpaModel")
      .def("__init__", [](Model* self, nb::iterable chunks) { new (self) Model(load(chunks)); }, "chunks"_a)
      .def_prop_ro("order", &Model::order)
      .def_prop_ro("counts", &counts)
      .def("score", &score, "line"_a)
      .def("details", &details, "line"_a);
}

}  // namespace proofpile
