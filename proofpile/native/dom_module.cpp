// Dom, Element and Phrases as Python sees them. proofpile/native/reference_dom.py holds their twins.
#include <nanobind/nanobind.h>
#include <nanobind/operators.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/unordered_map.h>
#include <nanobind/stl/vector.h>

#include <memory>

#include "dom.hpp"
#include "outline.hpp"
#include "selector.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace proofpile {

// Selectors are written by us and few; each is read once.
static const Selector& selector(std::string_view source) {
  static std::unordered_map<std::string, Selector> known;
  const auto found = known.find(std::string(source));
  if (found != known.end()) return found->second;
  try {
    return known.emplace(std::string(source), Selector(source)).first->second;
  } catch (const std::invalid_argument& error) {
    throw nb::value_error(error.what());
  }
}

static nb::str text(std::string_view s) { return nb::str(s.data(), s.size()); }

struct Element {
  std::shared_ptr<Dom> dom;
  int32_t i;

  const Node& node() const { return (*dom)[i]; }
  bool operator==(const Element& other) const { return dom == other.dom && i == other.i; }
  nb::object at(int32_t k) const { return k > 0 ? nb::cast(Element{dom, k}) : nb::none(); }

  nb::object get(std::string_view name) const {
    bool found = false;
    const int32_t id = dom->names().find(name);
    const std::string_view value = id < 0 ? std::string_view() : dom->attribute(i, id, found);
    return found ? nb::object(text(value)) : nb::none();
  }
  nb::object item(std::string_view name) const {
    nb::object value = get(name);
    if (value.is_none()) throw nb::key_error(std::string(name).c_str());
    return value;
  }
  bool matches(std::string_view source) const { return Selector::Bound(selector(source), *dom).matches(i); }
  nb::object closest(std::string_view source) const {
    const Selector::Bound bound(selector(source), *dom);
    for (int32_t k = i; k > 0 && !bound.empty(); k = (*dom)[k].parent)
      if (bound.matches(k)) return at(k);
    return nb::none();
  }
  nb::object first(std::string_view source) const {
    const Selector::Bound bound(selector(source), *dom);
    for (int32_t k = i + 1; k < node().end && !bound.empty(); ++k)
      if ((*dom)[k].alive && bound.matches(k)) return at(k);
    return nb::none();
  }
  nb::list all(std::string_view source) const {
    nb::list found;
    const Selector::Bound bound(selector(source), *dom);
    for (int32_t k = i + 1; k < node().end && !bound.empty(); ++k)
      if ((*dom)[k].alive && bound.matches(k)) found.append(Element{dom, k});
    return found;
  }
  nb::list children() const {
    nb::list found;
    for (int32_t k = node().first; k >= 0; k = (*dom)[k].after)
      if (dom->is_element(k)) found.append(Element{dom, k});
    return found;
  }
  int32_t count_children() const {
    int32_t n = 0;
    for (int32_t k = node().first; k >= 0; k = (*dom)[k].after) n += dom->is_element(k);
    return n;
  }
};

static nb::list outline_of(const Element& root, std::string_view comment) {
  nb::list told;
  outline(*root.dom, root.i, comment, [&](std::string_view name, std::string_view body) {
    told.append(nb::make_tuple(text(name), text(body)));
  });
  return told;
}

static nb::list marked(const Element& root, const Phrases& phrases) {
  const Dom& dom = *root.dom;
  nb::list found;
  std::vector<int64_t> known(dom.names().size(), -1);
  const auto bits_of = [&](int32_t name) {
    int64_t& bits = known[size_t(name)];
    if (bits < 0) bits = phrases(dom.names()[name]);
    return uint32_t(bits);
  };
  for (int32_t i = root.i + 1; i < dom[root.i].end; ++i) {
    const Node& node = dom[i];
    if (!node.alive || node.tag < 0) continue;
    const uint32_t of_id = node.id >= 0 ? bits_of(node.id) : 0;
    uint32_t of_classes = 0;
    for (uint32_t k = 0; k < node.n_classes; ++k) of_classes |= bits_of(dom.classes(node)[k]);
    if (of_id | of_classes) found.append(nb::make_tuple(Element{root.dom, i}, of_classes, of_id));
  }
  return found;
}

void bind_dom(nb::module_& m) {
  nb::class_<Phrases>(m, "Phrases")
      .def(nb::init<std::unordered_map<std::string, uint32_t>, std::vector<std::string>>(), "table"_a, "negations"_a)
      .def("__call__", &Phrases::operator(), "name"_a);
  nb::class_<Element>(m, "Element")
      .def("__eq__", [](const Element& a, const Element& b) { return a == b; })
      .def("__hash__", [](const Element& e) { return e.i; })
      .def_ro("index", &Element::i)
      .def_prop_ro("end", [](const Element& e) { return e.node().end; })
      .def_prop_ro("alive", [](const Element& e) { return e.node().alive; })
      .def_prop_ro("tag", [](const Element& e) { return text(e.dom->tag(e.i)); })
      .def_prop_ro("text", [](const Element& e) { return text(e.dom->text_of(e.i)); })
      .def_prop_ro("outer_html", [](const Element& e) { return text(e.dom->markup_of(e.i)); })
      .def_prop_ro("class_name",
                   [](const Element& e) {
                     nb::object value = e.get("class");
                     return value.is_none() ? nb::object(nb::str("")) : value;
                   })
      .def("getattr", &Element::get, "name"_a, nb::sig("def getattr(self, name: str) -> str | None"))
      .def("hasattr", [](const Element& e, std::string_view name) { return !e.get(name).is_none(); }, "name"_a)
      .def("__getitem__", &Element::item, "name"_a, nb::sig("def __getitem__(self, name: str) -> str"))
      .def("matches", &Element::matches, "selector"_a)
      .def("closest", &Element::closest, "selector"_a)
      .def("query_selector", &Element::first, "selector"_a)
      .def("query_selector_all", &Element::all, "selector"_a)
      .def_prop_ro("parent_element", [](const Element& e) { return e.at(e.node().parent); })
      .def_prop_ro("previous_element_sibling", [](const Element& e) { return e.at(e.dom->previous_element(e.i)); })
      .def_prop_ro("next_element_sibling", [](const Element& e) { return e.at(e.dom->next_element(e.i)); })
      .def_prop_ro("children", &Element::children)
      .def_prop_ro("child_element_count", &Element::count_children)
      .def("contains", [](const Element& e, const Element& o) { return e.dom == o.dom && e.dom->contains(e.i, o.i); },
           "other"_a)
      .def_prop_ro("stands_alone", [](const Element& e) { return e.dom->stands_alone(e.i); })
      .def("remove", [](Element& e) { e.dom->remove(e.i); })
      .def("replace_with", [](Element& e, std::string_view s) { e.dom->replace_with_text(e.i, s); }, "text"_a)
      .def("replace_with_paragraph", [](Element& e, std::string_view s) { e.dom->replace_with_paragraph(e.i, s); },
           "text"_a)
      .def("paragraph_before",
           [](Element& e, std::string_view s) {
             if (e.i > 0 && e.node().alive) e.dom->paragraph_before(e.i, s);
           },
           "text"_a)
      .def("prepend", [](Element& e, std::string_view s, bool p) { e.dom->prepend(e.i, s, p); }, "text"_a,
           "paragraph"_a = false)
      .def("append", [](Element& e, std::string_view s, bool p) { e.dom->append(e.i, s, p); }, "text"_a,
           "paragraph"_a = false)
      .def("rename", [](Element& e, std::string_view tag) { e.dom->rename(e.i, tag); }, "tag"_a)
      .def_prop_ro("characters", [](const Element& e) { return e.dom->sums(e.i).characters; })
      .def_prop_ro("linked", [](const Element& e) { return e.dom->sums(e.i).linked; })
      .def_prop_ro("stops", [](const Element& e) { return e.dom->sums(e.i).stops; })
      .def_prop_ro("slots", [](const Element& e) { return e.dom->sums(e.i).slots; })
      .def_prop_ro("prose", [](const Element& e) { return e.dom->sums(e.i).prose; })
      .def("measure", [](Element& e) { e.dom->measure(); })
      .def("outline", &outline_of, "comment"_a = "")
      .def("marked", &marked, "phrases"_a);
  m.def(
      "parse_dom",
      [](std::string_view markup) { return Element{std::make_shared<Dom>(markup), 0}; }, "markup"_a);
  m.def("deepest", [](const Element& root) { return root.dom->deepest(); }, "root"_a);
}

}  // namespace proofpile
