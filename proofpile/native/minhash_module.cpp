// MinHash as Python sees it. proofpile/native/reference_minhash.py holds its twins.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <vector>

#include "array.hpp"
#include "minhash.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace proofpile {

namespace {

using minhash::MinHasher;
using minhash::Texts;
using Bytes = nb::ndarray<const uint8_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Offsets = nb::ndarray<const int64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

constexpr size_t kMostGrams = 1024, kMostHashes = 65536;
constexpr size_t kMostKept = size_t(4) << 20;  // shingles, 32 MB

// An array of numpy that owns what `Holder` holds; it is moved.
template <class T, class Holder>
nb::ndarray<nb::numpy, T> array_of(Holder holder, T* data, std::initializer_list<size_t> shape) {
  auto* kept = new Holder(std::move(holder));
  nb::capsule owner(kept, [](void* p) noexcept { delete static_cast<Holder*>(p); });
  return {data, shape, owner};
}

size_t count_of(const Bytes& data, const Offsets& offsets) {
  if (offsets.size() == 0) throw nb::value_error("offsets must hold one number more than there are texts");
  const size_t n = offsets.size() - 1;
  const int64_t* at = offsets.data();
  for (size_t i = 0; i < n; ++i)
    if (at[i] > at[i + 1]) throw nb::value_error("offsets must not fall");
  if (at[0] < 0 || at[n] > int64_t(data.size())) throw nb::value_error("offsets reach outside the data");
  return n;
}

void make(MinHasher* self, int64_t n_grams, int64_t buckets, int64_t rows, uint64_t seed, bool characters) {
  if (n_grams < 1 || n_grams > int64_t(kMostGrams)) throw nb::value_error("n_grams must be between 1 and 1024");
  if (buckets < 1 || rows < 1) throw nb::value_error("num_buckets and hashes_per_bucket must be at least 1");
  if (buckets > int64_t(kMostHashes) || rows > int64_t(kMostHashes) || buckets * rows > int64_t(kMostHashes))
    throw nb::value_error("num_buckets times hashes_per_bucket must be at most 65536");
  new (self) MinHasher({size_t(n_grams), size_t(buckets), size_t(rows), seed, characters});
}

auto signatures(const MinHasher& hasher, Bytes data, Offsets offsets) {
  const size_t n = count_of(data, offsets), k = hasher.family().count();
  std::unique_ptr<uint32_t[]> values(new uint32_t[n * k]);
  {
    nb::gil_scoped_release free;
    Texts texts(data.data(), data.size(), offsets.data());
    hasher.signatures(texts, n, values.get());
  }
  uint32_t* at = values.get();
  return array_of<uint32_t>(std::move(values), at, {n, k});
}

nb::tuple buckets(const MinHasher& hasher, Bytes data, Offsets offsets) {
  const size_t n = count_of(data, offsets), count = hasher.options().buckets;
  std::unique_ptr<uint64_t[]> hashes(new uint64_t[count * n]), sequences(new uint64_t[n * 2]);
  std::unique_ptr<int64_t[]> counts(new int64_t[n]);
  {
    nb::gil_scoped_release free;
    Texts texts(data.data(), data.size(), offsets.data());
    hasher.buckets(texts, n, hashes.get(), sequences.get(), counts.get());
  }
  uint64_t *h = hashes.get(), *s = sequences.get();
  int64_t* c = counts.get();
  return nb::make_tuple(array_of<uint64_t>(std::move(hashes), h, {count, n}),
                        array_of<uint64_t>(std::move(sequences), s, {n, 2}),
                        array_of<int64_t>(std::move(counts), c, {n}));
}

nb::tuple shingles(const MinHasher& hasher, Bytes data, Offsets offsets) {
  const size_t n = count_of(data, offsets);
  // Kept from call to call: memory that grows is touched for the first time again and again, which took half the time.
  static thread_local std::vector<uint64_t> flat;
  flat.clear();
  std::unique_ptr<int64_t[]> ends(new int64_t[n + 1]);
  std::optional<Array<uint64_t>> found;
  {
    nb::gil_scoped_release free;
    Texts texts(data.data(), data.size(), offsets.data());
    ends[0] = 0;
    hasher.shingles(texts, n, flat, ends.get() + 1);
    found.emplace(flat.size());
    std::copy(flat.begin(), flat.end(), found->data());
    if (flat.capacity() > kMostKept) std::vector<uint64_t>().swap(flat);
  }
  const size_t m = found->size();
  int64_t* e = ends.get();
  uint64_t* raw = found->release();
  const nb::capsule owner(raw, [](void* p) noexcept { std::free(p); });
  return nb::make_tuple(nb::ndarray<nb::numpy, uint64_t>(raw, {m}, owner),
                        array_of<int64_t>(std::move(ends), e, {n + 1}));
}

auto copy_of(const uint32_t* values, size_t count) {
  std::vector<uint32_t> copy(values, values + count);
  uint32_t* at = copy.data();
  return array_of<uint32_t>(std::move(copy), at, {count});
}

nb::list text_tokens(nb::str text) {
  Py_ssize_t size = 0;
  const char* data = PyUnicode_AsUTF8AndSize(text.ptr(), &size);
  if (!data) throw nb::python_error();
  std::vector<std::string> tokens;
  {
    std::string copy(data, size_t(size));
    nb::gil_scoped_release free;
    tokens = minhash::TokenList::of(std::move(copy));
  }
  nb::list found;
  for (const std::string& token : tokens) found.append(nb::str(token.data(), token.size()));
  return found;
}

nb::dict tex_aliases() {
  nb::dict found;
  const auto text = [](const minhash::Token& token) {
    return nb::str(reinterpret_cast<const char*>(token.data), token.size);
  };
  for (const auto& entry : minhash::aliases().all()) found[text(entry.from)] = text(entry.to);
  return found;
}

}  // namespace

void bind_minhash(nb::module_& m) {
  nb::class_<MinHasher>(m, "MinHasher")
      .def("__init__", &make, "n_grams"_a, "num_buckets"_a, "hashes_per_bucket"_a, "seed"_a, "characters"_a = false)
      .def_prop_ro("multipliers",
                   [](const MinHasher& h) { return copy_of(h.family().multipliers(), h.family().count()); },
                   nb::rv_policy::automatic)
      .def_prop_ro("increments",
                   [](const MinHasher& h) { return copy_of(h.family().increments(), h.family().count()); },
                   nb::rv_policy::automatic)
      .def("signatures", &signatures, "data"_a, "offsets"_a)
      .def("buckets", &buckets, "data"_a, "offsets"_a)
      .def("shingles", &shingles, "data"_a, "offsets"_a);
  m.def("text_tokens", &text_tokens, "text"_a);
  m.def("tex_aliases", &tex_aliases);
}

}  // namespace proofpile
