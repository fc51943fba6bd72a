// The n-gram trainer as Python sees it. native/reference_ngram_train.py holds its twin.
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>

#include "ngram_train.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace proofpile {

namespace {

using ngram_train::Discount;
using ngram_train::Limits;
using ngram_train::Trainer;

// Calls progress(step, done, total), and lets Ctrl-C through. To be used without the GIL.
ngram_train::Tick tick_of(const nb::object& progress) {
  return [progress](const char* step, uint64_t done, uint64_t total) {
    nb::gil_scoped_acquire held;
    if (PyErr_CheckSignals()) throw nb::python_error();
    if (!progress.is_none()) progress(step, done, total);
  };
}

void construct(Trainer* self, unsigned order, uint64_t memory, nb::sequence prune, const std::string& folder,
               uint64_t vocabulary, uint64_t candidates, uint64_t least) {
  if (order < 1 || order > ngram_train::kHighest) throw nb::value_error("order must be from 1 to 6");
  if (nb::len(prune) != order) throw nb::value_error("prune must have one number for each order");
  Limits limits{order, size_t(memory), {}, vocabulary, candidates, least};
  for (unsigned i = 0; i < order; ++i) limits.prune[i] = nb::cast<uint64_t>(prune[i]);
  for (unsigned i = 1; i < order; ++i)
    if (limits.prune[i] < limits.prune[i - 1]) throw nb::value_error("prune must not fall");
  limits.least = std::max(least, limits.prune[0] + 1);
  new (self) Trainer(limits, folder);
}

void add(Trainer& trainer, nb::bytes lines) {
  const std::string_view text(lines.c_str(), lines.size());
  nb::gil_scoped_release free;
  trainer.add(text);
}

void adjust(Trainer& trainer, nb::object progress) {
  const ngram_train::Tick tick = tick_of(progress);
  nb::gil_scoped_release free;
  trainer.adjust(tick);
}

void write(Trainer& trainer, nb::sequence discounts, nb::object sink, nb::object progress) {
  std::vector<Discount> each;
  for (nb::handle item : discounts) {
    const nb::sequence three = nb::cast<nb::sequence>(item);
    if (nb::len(three) != 3) throw nb::value_error("a discount has three numbers");
    each.push_back({nb::cast<double>(three[0]), nb::cast<double>(three[1]), nb::cast<double>(three[2])});
  }
  if (each.size() != trainer.order()) throw nb::value_error("there must be one discount for each order");
  const ngram_train::Sink pass = [&sink](std::string_view text) {
    nb::gil_scoped_acquire held;
    sink(nb::bytes(text.data(), text.size()));
  };
  const ngram_train::Tick tick = tick_of(progress);
  nb::gil_scoped_release free;
  trainer.write(each, pass, tick);
}

// (seen, kept, n1, n2, n3, n4) for each order.
nb::list orders(const Trainer& trainer) {
  nb::list all;
  for (unsigned n = 1; n <= trainer.order(); ++n) {
    const ngram_train::Order& o = trainer.of(n);
    all.append(nb::make_tuple(o.seen, o.kept, o.counts[1], o.counts[2], o.counts[3], o.counts[4]));
  }
  return all;
}

}  // namespace

void bind_ngram_train(nb::module_& m) {
  nb::register_exception_translator([](const std::exception_ptr& pointer, void*) {
    try {
      std::rethrow_exception(pointer);
    } catch (const ngram_train::DiskError& error) {
      const nb::object made = nb::borrow(PyExc_OSError)(error.code, error.what());
      PyErr_SetObject(PyExc_OSError, made.ptr());
    }
  });
  nb::class_<Trainer>(m, "NgramTrainer")
      .def("__init__", &construct, "order"_a, "memory"_a, "prune"_a, "folder"_a, "vocabulary"_a, "candidates"_a,
           "least"_a)
      .def("add", &add, "lines"_a)
      .def("adjust", &adjust, "progress"_a = nb::none())
      .def("write", &write, "discounts"_a, "sink"_a, "progress"_a = nb::none())
      .def("close", &Trainer::close)
      .def_prop_ro("orders", &orders)
      .def_prop_ro("tokens", &Trainer::tokens)
      .def_prop_ro("lines", &Trainer::lines)
      .def_prop_ro("empty", &Trainer::empty)
      .def_prop_ro("specials", &Trainer::specials)
      .def_prop_ro("types", &Trainer::types)
      .def_prop_ro("rare", &Trainer::rare)
      .def_prop_ro("disk_peak", &Trainer::disk_peak);
}

}  // namespace proofpile
