// The light tree of markup (reference_tree.py), built without the interpreter between its nodes.
//
// Reads what a DOM serialises; at anything else (comments, declarations, a "<" that begins no tag, names that
// are not ASCII) it gives up, and the twin reads the markup from the start. So it never has to agree with the
// twin on what is broken.
#include <nanobind/nanobind.h>

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace nb = nanobind;

namespace proofpile {

namespace {

// What of reference_tree.py and html is called, fetched once.
struct Twin {
  nb::object node, parse, attributes_of, unescape, name, attrs, classes, children;
  std::vector<std::string> voids;
  size_t deepest;
  std::unordered_map<std::string, nb::object> names;

  Twin() {
    const nb::module_ twin = nb::module_::import_("proofpile.native.reference_tree");
    node = twin.attr("Node"), parse = twin.attr("parse_tree"), attributes_of = twin.attr("attributes_of");
    unescape = nb::module_::import_("html").attr("unescape");
    name = nb::str("name"), attrs = nb::str("attrs"), classes = nb::str("classes"), children = nb::str("children");
    for (nb::handle tag : twin.attr("VOID")) voids.push_back(nb::cast<nb::str>(tag).c_str());
    deepest = nb::cast<size_t>(twin.attr("DEEPEST"));
  }
  bool is_void(std::string_view tag) const {
    for (const auto& name : voids)
      if (name == tag) return true;
    return false;
  }
  nb::object interned(const std::string& tag) {
    const auto found = names.find(tag);
    if (found != names.end()) return found->second;
    nb::object made = nb::str(tag.data(), tag.size());
    if (names.size() < 4096) names.emplace(tag, made);
    return made;
  }
};

Twin& twin() {
  static Twin* const kept = new Twin;  // never freed: the interpreter may be gone by then
  return *kept;
}

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '\v'; }
bool is_alpha(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

class Builder {
 public:
  explicit Builder(std::string_view markup) : s_(markup), t_(twin()) {}

  // The root, or nothing where the markup is not what a DOM serialises.
  nb::object run() {
    const nb::object root = node("", nb::steal(PyDict_New()), nb::steal(PyList_New(0)));
    size_t at = std::min(s_.find('<'), s_.size());
    text(s_.substr(0, at), true);
    while (at < s_.size())
      if (!piece(at)) return {};
    return root;
  }

 private:
  struct Open {
    std::string name;
    nb::object children;
  };

  bool piece(size_t& at) {
    const bool closing = at + 1 < s_.size() && s_[at + 1] == '/';
    const size_t start = at + 1 + closing;
    size_t end = start;
    while (end < s_.size() && !is_blank(s_[end]) && s_[end] != '/' && s_[end] != '<' && s_[end] != '>') {
      if (s_[end] & 0x80 || s_[end] == '"' || s_[end] == '\'') return false;
      ++end;
    }
    if (end == start || !is_alpha(s_[start])) return false;
    const size_t attributes = end;
    while (end < s_.size() && s_[end] != '>') {
      if (s_[end] == '<' || s_[end] == '\'') return false;
      if (s_[end] == '"') {
        end = s_.find('"', end + 1);
        if (end == s_.npos) return false;
      }
      ++end;
    }
    if (end >= s_.size()) return false;
    const size_t next = std::min(s_.find('<', end), s_.size());
    const std::string_view after = s_.substr(end + 1, next - end - 1);
    const std::string name = local(s_.substr(start, attributes - start));
    if (closing) close(name);
    else if (open(name, s_.substr(attributes, end - attributes), after)) return at = next, true;
    text(after, false);
    at = next;
    return true;
  }

  // Whether the element took the text after its tag.
  bool open(const std::string& name, std::string_view attributes, std::string_view after) {
    const nb::object both = t_.attributes_of(nb::str(attributes.data(), attributes.size()));
    const nb::object parent = open_.back().children;
    const size_t depth = open_.size();
    const nb::object made =
        node(name, nb::borrow(PyTuple_GET_ITEM(both.ptr(), 0)), nb::borrow(PyTuple_GET_ITEM(both.ptr(), 1)));
    append(parent, made);
    const bool empty = (!attributes.empty() && attributes.back() == '/') || t_.is_void(name);
    if (!empty && depth < t_.deepest) return false;
    const bool keeps = !empty && !after.empty();  // too deep to be opened: its text at least is its own
    if (keeps) text(after, false);
    open_.pop_back();
    return keeps;
  }

  void close(const std::string& name) {
    for (size_t k = open_.size(); k-- > 1;)
      if (open_[k].name == name) {
        open_.resize(k);
        return;
      }
  }

  // A new node, open.
  nb::object node(const std::string& name, nb::object attrs, nb::object classes) {
    auto* type = reinterpret_cast<PyTypeObject*>(t_.node.ptr());
    nb::object made = nb::steal(type->tp_alloc(type, 0));
    nb::object children = nb::steal(PyList_New(0));
    set(made, t_.name, t_.interned(name));
    set(made, t_.attrs, attrs);
    set(made, t_.classes, classes);
    set(made, t_.children, children);
    open_.push_back({name, std::move(children)});
    return made;
  }

  static void set(const nb::object& on, const nb::object& name, const nb::object& value) {
    if (PyObject_SetAttr(on.ptr(), name.ptr(), value.ptr())) throw nb::python_error();
  }
  static void append(const nb::object& list, const nb::object& item) {
    if (PyList_Append(list.ptr(), item.ptr())) throw nb::python_error();
  }

  void text(std::string_view s, bool even_if_empty) {
    if (s.empty() && !even_if_empty) return;
    nb::object made = nb::str(s.data(), s.size());
    if (s.find('&') != s.npos) made = t_.unescape(made);
    append(open_.back().children, made);
  }

  static std::string local(std::string_view name) {
    const size_t colon = name.rfind(':');
    std::string out(colon == name.npos ? name : name.substr(colon + 1));
    for (char& c : out)
      if (c >= 'A' && c <= 'Z') c = char(c | 0x20);
    return out;
  }

  std::string_view s_;
  Twin& t_;
  std::vector<Open> open_;
};

nb::object parse_tree(nb::str markup) {
  Py_ssize_t size;
  const char* data = PyUnicode_AsUTF8AndSize(markup.ptr(), &size);
  if (!data) throw nb::python_error();
  nb::object root = Builder({data, size_t(size)}).run();
  return root.is_valid() ? root : twin().parse(markup);
}

}  // namespace

void bind_tree(nb::module_& m) { m.def("parse_tree", &parse_tree, nb::arg("markup")); }

}  // namespace proofpile
