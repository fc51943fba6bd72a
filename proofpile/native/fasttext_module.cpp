// FastText as Python sees it. proofpile/native/reference_fasttext.py holds its twin.
#include <nanobind/nanobind.h>

#include <memory>

#include "fasttext.hpp"
#include "fasttext_quantize.hpp"
#include "fasttext_train.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace proofpile {

namespace {

// Anything with the buffer protocol, held while the model points into it.
class Buffer {
 public:
  explicit Buffer(nb::handle object) {
    if (PyObject_GetBuffer(object.ptr(), &view_, PyBUF_SIMPLE) != 0) throw nb::python_error();
  }
  ~Buffer() { PyBuffer_Release(&view_); }
  Buffer(const Buffer&) = delete;
  const char* data() const { return static_cast<const char*>(view_.buf); }
  size_t size() const { return size_t(view_.len); }

 private:
  Py_buffer view_;
};

// The bytes of a text, a lone surrogate as "?".
class Utf8 {
 public:
  explicit Utf8(nb::handle text) {
    Py_ssize_t size = 0;
    const char* data = PyUnicode_AsUTF8AndSize(text.ptr(), &size);
    if (!data) {
      PyErr_Clear();
      replaced_ = nb::steal(PyUnicode_AsEncodedString(text.ptr(), "utf-8", "replace"));
      if (!replaced_.is_valid()) throw nb::python_error();
      data = PyBytes_AS_STRING(replaced_.ptr());
      size = PyBytes_GET_SIZE(replaced_.ptr());
    }
    view_ = {data, size_t(size)};
  }
  std::string_view view() const { return view_; }

 private:
  nb::object replaced_;
  std::string_view view_;
};

// Where it pays to let other threads run meanwhile: some 100 microseconds.
constexpr size_t LONG = 1 << 14;

// `work` with the model's memo while the GIL is held, without it where others may run.
template <typename Work>
static auto in_peace(const Utf8& text, fasttext::Memo& memo, Work work) {
  if (text.view().size() < LONG) return work(&memo);
  nb::gil_scoped_release free;
  return work(nullptr);
}

class FastText {
 public:
  explicit FastText(nb::handle data) : buffer_(data), model_(buffer_.data(), buffer_.size()) {}

  nb::list labels() const {
    nb::list names;
    for (int32_t i = 0; i < model_.n_labels(); ++i) {
      const std::string_view name = model_.label(i);
      names.append(nb::steal(PyUnicode_DecodeUTF8(name.data(), Py_ssize_t(name.size()), "replace")));
    }
    return names;
  }
  nb::list predict(nb::str line, int64_t k) {
    const Utf8 text(line);
    const auto best = in_peace(text, memo_, [&](fasttext::Memo* memo) {
      return model_.predict(text.view(), k < 0 ? size_t(model_.n_labels()) : size_t(k), memo);
    });
    nb::list found;
    for (const auto& [score, label] : best)
      found.append(nb::make_tuple(label, float(fasttext::exponential(double(score)))));
    return found;
  }
  float probability(nb::str line, int32_t label) {
    if (label < 0 || label >= model_.n_labels()) throw nb::index_error("no such label");
    const Utf8 text(line);
    return in_peace(text, memo_, [&](fasttext::Memo* memo) { return model_.probability(text.view(), label, memo); });
  }
  nb::tuple shape() const {
    return nb::make_tuple(model_.arguments().dim, model_.n_words(), model_.arguments().bucket);
  }

 private:
  Buffer buffer_;
  fasttext::Model model_;
  fasttext::Memo memo_;
};

// Calls `seen` from a thread without the GIL, and lets Ctrl-C through.
static auto told(const nb::object& seen) {
  return [&seen](int64_t done, int64_t all) {
    nb::gil_scoped_acquire held;
    if (PyErr_CheckSignals() != 0) throw nb::python_error();
    if (!seen.is_none()) seen(done, all);
  };
}

// Examples, and what is trained on them.
class FastTextTrainer {
 public:
  void add(nb::str label, nb::str line) {
    if (busy_) throw std::runtime_error("examples cannot be added while training runs");
    const Utf8 name(label), text(line);
    if (name.view().empty() || std::any_of(name.view().begin(), name.view().end(), fasttext::is_separator))
      throw nb::value_error("a label is a word: not empty, without blanks");
    examples_.add(name.view(), text.view());
  }
  size_t size() const { return examples_.size(); }
  size_t n_labels() const { return examples_.labels().size(); }

  nb::bytes train(int32_t dim, int32_t epochs, double lr, int32_t word_ngrams, int32_t bucket, int32_t min_count,
                  uint64_t seed, nb::object seen) {
    const fasttext::Wish wish{dim, word_ngrams, bucket, min_count, {epochs, lr, seed}};
    return working([&] { return fasttext::train(examples_, wish, told(seen)); });
  }

  // Without examples, what is kept is not trained again.
  nb::bytes quantize(nb::handle model, int32_t cutoff, int32_t width, bool norms, bool output, int32_t epochs, double lr,
                     uint64_t seed, nb::object seen) {
    const Buffer buffer(model);
    const fasttext::Squeeze squeeze{cutoff, width, norms, output, {epochs, lr, seed}};
    return working([&] {
      fasttext::Quantizing quantizing(buffer.data(), buffer.size());
      return quantizing.run(squeeze, size() ? &examples_ : nullptr, told(seen));
    });
  }

 private:
  template <typename Work>
  nb::bytes working(Work work) {
    if (busy_) throw std::runtime_error("training runs already");
    busy_ = true;
    std::string file;
    try {
      nb::gil_scoped_release free;
      file = work();
    } catch (...) {
      busy_ = false;
      throw;
    }
    busy_ = false;
    return nb::bytes(file.data(), file.size());
  }
  fasttext::Examples examples_;
  bool busy_ = false;
};

}  // namespace

void bind_fasttext(nb::module_& m) {
  nb::class_<FastText>(m, "FastText")
      .def(nb::init<nb::handle>(), "data"_a)
      .def_prop_ro("labels", &FastText::labels)
      .def_prop_ro("shape", &FastText::shape)
      .def("predict", &FastText::predict, "line"_a, "k"_a = 1)
      .def("probability", &FastText::probability, "line"_a, "label"_a);
  nb::class_<FastTextTrainer>(m, "FastTextTrainer")
      .def(nb::init<>())
      .def("__len__", &FastTextTrainer::size)
      .def_prop_ro("n_labels", &FastTextTrainer::n_labels)
      .def("add", &FastTextTrainer::add, "label"_a, "line"_a)
      .def("train", &FastTextTrainer::train, nb::kw_only(), "dim"_a, "epochs"_a, "lr"_a, "word_ngrams"_a,
           "bucket"_a, "min_count"_a, "seed"_a, "seen"_a.none())
      .def("quantize", &FastTextTrainer::quantize, "model"_a, nb::kw_only(), "cutoff"_a, "width"_a, "norms"_a,
           "output"_a, "epochs"_a, "lr"_a, "seed"_a, "seen"_a.none());
}

}  // namespace proofpile
