// Masking and mapping of texts as Python sees them; reference_text.py holds their twins.
#include <nanobind/nanobind.h>

#include <array>
#include <memory>
#include <type_traits>

#include "charmap.hpp"
#include "masker.hpp"
#include "tally.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace proofpile {

namespace {

using namespace text;

// Texts shorter than this are read in less time than others would wait for the interpreter's lock.
constexpr size_t LONG = 1 << 14;

// Calls f with the code points of `text`, whatever their width; without the lock if the text is long.
template <class F>
void with_text(const nb::str& text, F f) {
  PyObject* const o = text.ptr();
  const size_t n = size_t(PyUnicode_GET_LENGTH(o));
  const auto call = [&] {
    switch (PyUnicode_KIND(o)) {
      case PyUnicode_1BYTE_KIND: return f(Text<Py_UCS1>{PyUnicode_1BYTE_DATA(o), n});
      case PyUnicode_2BYTE_KIND: return f(Text<Py_UCS2>{PyUnicode_2BYTE_DATA(o), n});
      default: return f(Text<Py_UCS4>{PyUnicode_4BYTE_DATA(o), n});
    }
  };
  if (n < LONG) return call();
  nb::gil_scoped_release free;
  call();
}

std::u32string code_points(nb::handle item) {
  const nb::str text = nb::cast<nb::str>(item);
  std::u32string points(size_t(PyUnicode_GET_LENGTH(text.ptr())), U'\0');
  for (size_t i = 0; i < points.size(); ++i) points[i] = PyUnicode_READ_CHAR(text.ptr(), Py_ssize_t(i));
  return points;
}

std::vector<std::u32string> strings_of(nb::sequence items) {
  std::vector<std::u32string> strings;
  for (nb::handle item : items) {
    strings.push_back(code_points(item));
    if (strings.back().empty()) throw nb::value_error("an empty string stands everywhere");
  }
  return strings;
}

std::u32string lone_of(const nb::str& lone) {
  std::u32string points = code_points(lone);
  for (const char32_t c : points)
    if (c < 128) throw nb::value_error("letters of ASCII are words, and not lone symbols");
  return points;
}

nb::str string_of(int kind, const void* data, size_t size) {
  PyObject* made = PyUnicode_FromKindAndData(kind, data, Py_ssize_t(size));
  if (!made) throw nb::python_error();
  return nb::steal<nb::str>(made);
}

nb::str string_of(Line& line) {
  const size_t n = line.size();
  const uint32_t* const from = line.data();
  if (!line.ascii()) return string_of(PyUnicode_4BYTE_KIND, from, n);
  PyObject* made = PyUnicode_New(Py_ssize_t(n), 127);
  if (!made) throw nb::python_error();
  Py_UCS1* const out = PyUnicode_1BYTE_DATA(made);
  for (size_t i = 0; i < n; ++i) out[i] = Py_UCS1(from[i]);
  return nb::steal<nb::str>(made);
}

nb::str mask(const Masker& masker, nb::str text) {
  std::unique_ptr<unsigned char[]> buffer;
  size_t size = 0;
  with_text(text, [&](auto t) {
    using Char = std::remove_const_t<std::remove_pointer_t<decltype(t.s)>>;
    buffer.reset(new unsigned char[t.n * sizeof(Char)]);
    Char* const out = reinterpret_cast<Char*>(buffer.get());
    masker.walk(
        t,
        [&](size_t from, size_t to) {
          std::memcpy(out + size, t.s + from, (to - from) * sizeof(Char));
          size += to - from;
          return true;
        },
        [&](char c) {
          out[size++] = Char(c);
          return true;
        });
  });
  return string_of(PyUnicode_KIND(text.ptr()), buffer.get(), size);
}

// Kinds of ASCII, for what the interpreter is asked of other characters.
enum Kind : uint8_t { OTHER, LETTER, SPACE };
constexpr std::array<Kind, 128> kinds() {
  std::array<Kind, 128> kinds{};
  for (int c = 0; c < 128; ++c) {
    if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') kinds[size_t(c)] = LETTER;
    if (c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31)) kinds[size_t(c)] = SPACE;
  }
  return kinds;
}
constexpr std::array<Kind, 128> KINDS = kinds();

Kind kind_of(uint32_t c) {
  return c < 128 ? KINDS[c] : is_space(c) ? SPACE : Py_UNICODE_ISALPHA(c) ? LETTER : OTHER;
}
size_t utf8_length(uint32_t c) { return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4; }

// The masked head of a text, and how many bytes of letters are in it.
template <class Char>
struct Head {
  const Masker& masker;
  Char* const words;
  const size_t length;
  size_t size = 0, letters = 0;
  bool gap = false;
  Char last = ' ';  // of what was put, spaces too

  // Whether there is room for more. No letter or digit of the text comes right after `to`.
  bool put(const Char* from, const Char* to) {
    size_t end = size, bytes = letters;
    bool space = gap, room = true;
    for (const Char* at = from; at != to; ++at) {
      const Kind kind = kind_of(*at);
      if (kind == SPACE || (*at >= 128 && is_symbol(from, at, to))) {
        space = end > 0;
        continue;
      }
      if (end < length) words[end] = ' ';
      end += space && end < length;
      if (!(room = end < length)) break;
      space = false;
      words[end++] = *at;
      bytes += kind == LETTER ? utf8_length(*at) : 0;
    }
    size = end, letters = bytes, gap = space;
    if (from != to) last = to[-1];
    return room;
  }

 private:
  bool is_symbol(const Char* from, const Char* at, const Char* to) const {
    return masker.is_lone(*at) && !is_word(at == from ? last : at[-1]) && (at + 1 == to || !is_word(at[1]));
  }
};

nb::tuple head(const Masker& masker, nb::str text, size_t reach, size_t length) {
  std::unique_ptr<unsigned char[]> buffer;
  size_t size = 0, letters = 0;
  with_text(text, [&](auto t) {
    using Char = std::remove_const_t<std::remove_pointer_t<decltype(t.s)>>;
    t.n = std::min(t.n, reach);
    buffer.reset(new unsigned char[std::min(t.n, length) * sizeof(Char)]);
    Head<Char> head{masker, reinterpret_cast<Char*>(buffer.get()), length};
    masker.walk(
        t, [&](size_t from, size_t to) { return head.put(t.s + from, t.s + to); },
        [&](char c) {
          const Char one = Char(c);
          return head.put(&one, &one + 1);
        });
    size = head.size, letters = head.letters;
  });
  return nb::make_tuple(string_of(PyUnicode_KIND(text.ptr()), buffer.get(), size), letters);
}

nb::dict dict_of(const Counts& counts) {
  nb::dict made;
  for (size_t group = 0; group < counts.size(); ++group)
    if (counts[group]) made[nb::int_(group)] = nb::int_(counts[group]);
  return made;
}

std::vector<uint32_t> numbers_of(nb::handle items) {
  std::vector<uint32_t> numbers;
  for (nb::handle item : items) {
    numbers.push_back(nb::cast<uint32_t>(item));
    if (numbers.back() > 0x10FFFF) throw nb::value_error("a number beyond the last code point");
  }
  return numbers;
}

LetterTally letter_tally(nb::sequence lasts, nb::sequence groups) {
  auto ends = numbers_of(lasts), owners = numbers_of(groups);
  if (ends.size() != owners.size()) throw nb::value_error("each block has a group");
  if (ends.empty() || ends.back() != 0x10FFFF || !std::is_sorted(ends.begin(), ends.end()))
    throw nb::value_error("blocks rise to the last code point");
  return {std::move(ends), std::move(owners)};
}

WordTally word_tally(nb::dict groups) {
  std::vector<WordTally::Entry> entries;
  for (auto [word, owners] : groups) entries.emplace_back(code_points(word), numbers_of(owners));
  return WordTally(std::move(entries));
}

nb::dict count_letters(const LetterTally& tally, nb::str text) {
  Counts counts;
  with_text(text, [&](auto t) { counts = tally.count(t); });
  return dict_of(counts);
}

nb::tuple count_words(const WordTally& tally, nb::str text) {
  std::pair<size_t, Counts> found;
  with_text(text, [&](auto t) { found = tally.count(t); });
  return nb::make_tuple(found.first, dict_of(found.second));
}

class CharMap {
 public:
  explicit CharMap(nb::callable of) : of_(std::move(of)) {}

  // Has the first page made, and every other that `text` needs. With the lock.
  void prepare(const nb::str& text) {
    PyObject* const o = text.ptr();
    const size_t n = size_t(PyUnicode_GET_LENGTH(o));
    need(0);
    if (PyUnicode_KIND(o) == PyUnicode_2BYTE_KIND) need_all(PyUnicode_2BYTE_DATA(o), n);
    if (PyUnicode_KIND(o) == PyUnicode_4BYTE_KIND) need_all(PyUnicode_4BYTE_DATA(o), n);
  }
  const CharTable& table() const { return table_; }

 private:
  void need(size_t i) {
    if (!table_.page(i)) table_.set(i, made(i));
  }
  template <class Char>
  void need_all(const Char* s, size_t n) {
    for (size_t i = 0; i < n; ++i) need(uint32_t(s[i]) >> 8);
  }
  std::unique_ptr<Page> made(size_t i) {
    auto page = std::make_unique<Page>();
    for (uint32_t k = 0; k < 256; ++k) {
      const uint32_t code = uint32_t(i) * 256 + k;
      const std::u32string becomes = code_points(of_(string_of(PyUnicode_4BYTE_KIND, &code, 1)));
      if (becomes.size() > 255) throw nb::value_error("a code point becomes at most 255 others");
      const bool one = becomes.size() == 1;
      page->becomes[k] = one ? uint32_t(becomes[0]) : Page::PIECE | uint32_t(page->rest.size()) << 8 | uint32_t(becomes.size());
      if (!one) page->rest += becomes;
    }
    return page;
  }

  nb::callable of_;
  CharTable table_;
};

nb::str line(CharMap& charmap, nb::str text) {
  charmap.prepare(text);
  Line line(size_t(PyUnicode_GET_LENGTH(text.ptr())));
  with_text(text, [&](auto t) { charmap.table().map(t.s, t.s + t.n, line); });
  line.close();
  return string_of(line);
}

class Features {
 public:
  Features(nb::object masker, nb::object charmap, nb::sequence phrases)
      : masker_(masker), charmap_(charmap), mask_(nb::cast<Masker&>(masker)), map_(nb::cast<CharMap&>(charmap)),
        phrases_(strings_of(phrases)) {}

  nb::str line(nb::str text) {
    map_.prepare(text);
    Line line(size_t(PyUnicode_GET_LENGTH(text.ptr())));
    with_text(text, [&](auto t) {
      const CharTable& table = map_.table();
      mask_.walk(
          t,
          [&](size_t from, size_t to) {
            table.map(t.s + from, t.s + to, line);
            return true;
          },
          [&](char c) {
            const Py_UCS1 one = Py_UCS1(c);
            table.map(&one, &one + 1, line);
            return true;
          });
      line.close();
      phrases_.take_out(line);
    });
    return string_of(line);
  }

 private:
  nb::object masker_, charmap_;  // kept alive
  const Masker& mask_;
  CharMap& map_;
  Phrases phrases_;
};

}  // namespace

void bind_text(nb::module_& m) {
  nb::class_<Masker>(m, "Masker")
      .def("__init__",
           [](Masker* self, nb::sequence environments, nb::sequence literals, nb::str lone) {
             new (self) Masker(strings_of(environments), strings_of(literals), lone_of(lone));
           },
           "environments"_a, "literals"_a = nb::tuple(), "lone"_a = "")
      .def("mask", &mask, "text"_a)
      .def("head", &head, "text"_a, "reach"_a, "length"_a);
  nb::class_<CharMap>(m, "CharMap").def(nb::init<nb::callable>(), "of"_a).def("line", &line, "text"_a);
  nb::class_<Features>(m, "Features")
      .def(nb::init<nb::object, nb::object, nb::sequence>(), "masker"_a, "charmap"_a, "phrases"_a)
      .def("line", &Features::line, "text"_a);
  nb::class_<LetterTally>(m, "LetterTally")
      .def("__init__",
           [](LetterTally* self, nb::sequence lasts, nb::sequence groups) {
             new (self) LetterTally(letter_tally(lasts, groups));
           },
           "lasts"_a, "groups"_a)
      .def("count", &count_letters, "text"_a);
  nb::class_<WordTally>(m, "WordTally")
      .def("__init__", [](WordTally* self, nb::dict groups) { new (self) WordTally(word_tally(groups)); }, "groups"_a)
      .def("count", &count_words, "text"_a);
}

}  // namespace proofpile
