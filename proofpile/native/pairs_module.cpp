// Sorting, joining, overlaps and graphs as Python sees them. proofpile/native/reference_pairs.py holds the twins.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstdlib>
#include <string>
#include <type_traits>

#include "pairs.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace proofpile {

namespace {

using pairs::Entry;

template <class T, size_t D>
using In = nb::ndarray<const T, nb::ndim<D>, nb::c_contig, nb::device::cpu>;
template <class T, size_t D>
using Out = nb::ndarray<nb::numpy, T, nb::ndim<D>>;

template <class T>
const char* name_of() {
  if constexpr (std::is_same_v<T, uint64_t>) return "uint64";
  if constexpr (std::is_same_v<T, uint32_t>) return "uint32";
  return "int64";
}

// An array of exactly this type and shape (-1: any length); never converted, since a negative number that
// became a large one would be a wrong answer. What is only laid out otherwise is copied.
template <class T, size_t D>
In<T, D> wanted(const char* name, nb::handle given, const char* shape) {
  const nb::module_ numpy = nb::module_::import_("numpy");
  const bool array = nb::isinstance(given, numpy.attr("ndarray"));
  In<T, D> result;
  if (array && given.attr("dtype").equal(numpy.attr(name_of<T>())) && nb::cast<size_t>(given.attr("ndim")) == D) {
    const nb::object laid = numpy.attr("require")(given, nb::none(), "CA");
    if (nb::try_cast(laid, result, false) && (D == 1 || result.shape(D - 1) == 2)) return result;
  }
  const auto text_of = [&](nb::handle of, const char* attribute) {
    const nb::object value = of.attr(attribute);
    return std::string(nb::str(nb::handle(value)).c_str());
  };
  const std::string found = array ? text_of(given, "dtype") + text_of(given, "shape") : text_of(given.type(), "__name__");
  throw nb::value_error((std::string(name) + " must be an array of " + name_of<T>() + shape + "; found " + found).c_str());
}

template <class T, size_t D>
In<T, D> wanted(const char* name, nb::handle given) {
  return wanted<T, D>(name, given, D == 1 ? "[n]" : "[n, 2]");
}

size_t wanted_count(const char* name, int64_t given, int64_t least) {
  if (given < least)
    throw nb::value_error((std::string(name) + " must be at least " + std::to_string(least) + "; found " + std::to_string(given)).c_str());
  return size_t(given);
}

void same_length(const char* names, size_t a, size_t b) {
  if (a != b)
    throw nb::value_error((std::string(names) + " must be equally long; found " + std::to_string(a) + " and " + std::to_string(b)).c_str());
}

template <class T>
Out<T, 1> flat(Array<T>& array) {
  const size_t size = array.size();
  T* raw = array.release();
  nb::capsule owner(raw, [](void* p) noexcept { std::free(p); });
  return Out<T, 1>(raw, {size}, owner);
}

template <class T>
Out<T, 2> in_pairs(Array<T>& array) {
  const size_t size = array.size() / 2;
  T* raw = array.release();
  nb::capsule owner(raw, [](void* p) noexcept { std::free(p); });
  return Out<T, 2>(raw, {size, 2}, owner);
}

template <class T>
nb::tuple sorted(In<uint64_t, 1> keys, In<T, 1> values) {
  same_length("keys and values", keys.size(), values.size());
  const uint64_t* const key = keys.data();
  const T* const value = values.data();
  auto result = [&] {
    const nb::gil_scoped_release free;
    return pairs::sorted<T>(keys.size(), [=](size_t i) { return Entry{key[i], value[i]}; });
  }();
  return nb::make_tuple(flat(result.keys), flat(result.values));
}

nb::tuple sort_entries(nb::handle keys, nb::handle values) {
  const auto by = wanted<uint64_t, 1>("keys", keys);
  if (nb::hasattr(values, "dtype") && values.attr("dtype").equal(nb::module_::import_("numpy").attr("uint32")))
    return sorted(by, wanted<uint32_t, 1>("values", values));
  return sorted(by, wanted<uint64_t, 1>("values", values));
}

nb::tuple bucket_groups(nb::handle keys, nb::handle docs) {
  const auto by = wanted<uint64_t, 1>("keys", keys);
  const auto of = wanted<uint64_t, 1>("docs", docs);
  same_length("keys and docs", by.size(), of.size());
  auto groups = [&] {
    const nb::gil_scoped_release free;
    return pairs::bucket_groups(by.data(), of.data(), by.size());
  }();
  return nb::make_tuple(flat(groups.docs), flat(groups.offsets));
}

Out<uint64_t, 2> pairs_within(nb::handle docs, nb::handle offsets, nb::handle order, int64_t most) {
  const auto of = wanted<uint64_t, 1>("docs", docs);
  const auto at = wanted<int64_t, 1>("offsets", offsets);
  const auto by = wanted<uint64_t, 1>("order", order);
  same_length("docs and order", of.size(), by.size());
  const size_t limit = wanted_count("most", most, 1);
  auto found = [&] {
    const nb::gil_scoped_release free;
    pairs::check_offsets(at.data(), at.size(), of.size());
    return pairs::pairs_within(of.data(), at.data(), at.size() - 1, by.data(), limit);
  }();
  return in_pairs(found);
}

nb::tuple count_pairs(nb::handle given) {
  const auto all = wanted<uint64_t, 2>("pairs", given);
  auto counted = [&] {
    const nb::gil_scoped_release free;
    return pairs::count_pairs(all.data(), all.shape(0));
  }();
  return nb::make_tuple(in_pairs(counted.pairs), flat(counted.counts));
}

Out<uint32_t, 2> overlaps(nb::handle numbers, nb::handle offsets, nb::handle given) {
  const auto all = wanted<uint64_t, 1>("flat", numbers);
  const auto at = wanted<int64_t, 1>("offsets", offsets);
  const auto of = wanted<int64_t, 2>("pairs", given);
  auto found = [&] {
    const nb::gil_scoped_release free;
    pairs::check_offsets(at.data(), at.size(), all.size());
    pairs::check_sets(all.data(), at.data(), at.size() - 1);
    pairs::check_nodes(of.data(), of.size(), int64_t(at.size()) - 1, "pairs");
    return pairs::overlaps(all.data(), at.data(), of.data(), of.shape(0));
  }();
  return in_pairs(found);
}

Out<int64_t, 1> components(int64_t n, nb::handle given) {
  const size_t nodes = wanted_count("n", n, 0);
  const auto edges = wanted<int64_t, 2>("edges", given);
  auto found = [&] {
    const nb::gil_scoped_release free;
    pairs::check_nodes(edges.data(), edges.size(), n, "edges");
    return pairs::components(nodes, edges.data(), edges.shape(0));
  }();
  return flat(found);
}

Out<int64_t, 1> stars(int64_t n, nb::handle given, nb::handle order) {
  const size_t nodes = wanted_count("n", n, 0);
  const auto edges = wanted<int64_t, 2>("edges", given);
  const auto by = wanted<int64_t, 1>("order", order);
  same_length("n and order", nodes, by.size());
  auto found = [&] {
    const nb::gil_scoped_release free;
    pairs::check_nodes(edges.data(), edges.size(), n, "edges");
    pairs::check_nodes(by.data(), by.size(), n, "order");
    return pairs::stars(nodes, edges.data(), edges.shape(0), by.data());
  }();
  return flat(found);
}

}  // namespace

void bind_pairs(nb::module_& m) {
  m.def("sort_entries", &sort_entries, "keys"_a, "values"_a);
  m.def("bucket_groups", &bucket_groups, "keys"_a, "docs"_a);
  m.def("pairs_within", &pairs_within, "docs"_a, "offsets"_a, "order"_a, "most"_a);
  m.def("count_pairs", &count_pairs, "pairs"_a);
  m.def("overlaps", &overlaps, "flat"_a, "offsets"_a, "pairs"_a);
  m.def("components", &components, "n"_a, "edges"_a);
  m.def("stars", &stars, "n"_a, "edges"_a, "order"_a);
}

}  // namespace proofpile
