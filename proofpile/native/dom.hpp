// A page's elements and texts in one flat array, made from markup that an HTML parser has put in order.
//
// Parsing broken HTML is lexbor's work (through resiliparse). Asking its tree for a node costs 3 to 6 us a
// question from Python, and a page needs thousands; so the repaired page is taken over once, as the markup
// that the parser serialises: every element closed, every attribute in double quotes. Reading that back is
// 0.2 ms for 100 kB, and every question after it costs what an array costs.
//
// Nodes lie in document order and never move: nodes[i]'s descendants are i + 1 ... end - 1. What is put in
// later (a placeholder, a paragraph) goes to the end of the array and into its place by links only; so a
// parent's index is always smaller than its children's, and sums over subtrees are one loop.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace proofpile {

inline bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }

// Strings to small numbers.
class Names {
 public:
  int32_t operator()(std::string_view name) {
    const auto found = ids_.find(name);
    if (found != ids_.end()) return found->second;
    const std::string& kept = names_.emplace_back(name);
    const auto id = int32_t(names_.size() - 1);
    ids_.emplace(std::string_view(kept), id);
    return id;
  }
  int32_t find(std::string_view name) const {
    const auto found = ids_.find(name);
    return found == ids_.end() ? -1 : found->second;
  }
  std::string_view operator[](int32_t id) const { return names_[size_t(id)]; }
  size_t size() const { return names_.size(); }

 private:
  std::deque<std::string> names_;  // whose elements stay where they are
  std::unordered_map<std::string_view, int32_t> ids_;
};

// Tags that mean something here, in the order in which every page's Names begins.
enum Tag : int32_t {
  kText = -1,
  kA, kBr, kHr, kUl, kOl, kLi, kDl, kDt, kDd, kBlockquote, kH1, kH2, kH3, kH4, kH5, kH6, kP, kWbr
};
inline constexpr std::string_view kNamed[] = {
    "a", "br", "hr", "ul", "ol", "li", "dl", "dt", "dd", "blockquote",
    "h1", "h2", "h3", "h4", "h5", "h6", "p", "wbr"};
// Further elements that stand in blocks of their own.
inline constexpr std::string_view kBlocks[] = {
    "address", "article", "aside", "body", "caption", "center", "details", "dialog", "dir", "div", "fieldset",
    "figcaption", "figure", "footer", "form", "header", "hgroup", "html", "legend", "main", "menu", "nav",
    "option", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr"};
inline constexpr std::string_view kVoid[] = {
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen",
    "link", "meta", "param", "source", "track", "wbr"};
// Elements whose text a serialiser writes as it is.
inline constexpr std::string_view kRaw[] = {
    "script", "style", "xmp", "iframe", "noembed", "noframes", "plaintext"};

struct Attribute {
  int32_t name;
  uint32_t at, size;  // in the arena
};

struct Node {
  int32_t parent = -1, first = -1, last = -1, before = -1, after = -1;
  int32_t end = 0;  // one past the last descendant that was there from the beginning
  int32_t tag = kText;
  uint32_t at = 0, size = 0;              // a text: in the arena
  uint32_t attributes = 0, n_attributes = 0;
  uint32_t classes = 0, n_classes = 0;
  int32_t id = -1;  // of the attribute "id", as a class name
  bool alive = true;
};

// Sums over what lies below an element; characters are code points that are no white space. `prose` are the
// bytes of texts that read like paragraphs: so long, and less than half of them links. Bytes, so that a
// Chinese character counts as three letters, which is about what it says.
struct Sums {
  uint32_t characters = 0, linked = 0, stops = 0, slots = 0, prose = 0;
};

class Dom {
 public:
  explicit Dom(std::string_view markup) {
    arena_.reserve(markup.size());
    nodes_.reserve(markup.size() / 24 + 16);
    for (auto name : kNamed) names_(name);
    flags_.resize(names_.size(), kIsBlock);
    flags_[kA] = flags_[kBr] = flags_[kWbr] = 0;
    for (auto name : kBlocks) flag(names_(name), kIsBlock);
    for (auto name : kVoid) flag(names_(name), kIsVoid);
    for (auto name : kRaw) flag(names_(name), kIsRaw);
    class_name_ = names_("class");
    id_name_ = names_("id");
    nodes_.emplace_back();  // the document
    nodes_[0].tag = names_("#document");
    parse(markup);
    originals_ = int32_t(nodes_.size());
    nodes_[0].end = originals_;
  }

  const Node& operator[](int32_t i) const { return nodes_[size_t(i)]; }
  int32_t size() const { return int32_t(nodes_.size()); }
  int32_t originals() const { return originals_; }
  int32_t deepest() const { return deepest_; }
  const Names& names() const { return names_; }
  bool is_element(int32_t i) const { return (*this)[i].tag != kText; }
  bool is_block(int32_t tag) const { return tag >= 0 && flags_of(tag) & kIsBlock; }
  std::string_view tag(int32_t i) const { return names_[(*this)[i].tag]; }
  std::string_view text(const Node& node) const { return {arena_.data() + node.at, node.size}; }
  std::string_view value(const Attribute& a) const { return {arena_.data() + a.at, a.size}; }

  // The value of an attribute; found is false if there is none.
  std::string_view attribute(int32_t i, int32_t name, bool& found) const {
    const Node& node = (*this)[i];
    for (uint32_t k = 0; k < node.n_attributes; ++k) {
      const Attribute& a = attributes_[node.attributes + k];
      if (a.name == name) {
        found = true;
        return value(a);
      }
    }
    found = false;
    return {};
  }
  const Attribute* attributes(const Node& node) const { return attributes_.data() + node.attributes; }
  const int32_t* classes(const Node& node) const { return classes_.data() + node.classes; }
  bool has_class(const Node& node, int32_t name) const {
    const int32_t* begin = classes(node);
    for (uint32_t k = 0; k < node.n_classes; ++k)
      if (begin[k] == name) return true;
    return false;
  }

  // The next element on a side, over at most kTexts texts: a parser leaves one between two elements, but of a
  // paragraph of 20,000 replaced formulas each would be passed once for each, and what is so far is no neighbour.
  static constexpr int kTexts = 64;
  int32_t previous_element(int32_t i) const {
    int texts = 0;
    for (i = (*this)[i].before; i >= 0 && !is_element(i); i = (*this)[i].before)
      if (++texts > kTexts) return -1;
    return i;
  }
  int32_t next_element(int32_t i) const {
    int texts = 0;
    for (i = (*this)[i].after; i >= 0 && !is_element(i); i = (*this)[i].after)
      if (++texts > kTexts) return -1;
    return i;
  }
  bool contains(int32_t outer, int32_t inner) const {
    while (inner >= originals_) inner = (*this)[inner].parent;  // few levels: what was put in is shallow
    return outer < originals_ ? outer <= inner && inner < (*this)[outer].end : outer == inner;
  }

  // Calls enter(i) at each node of a subtree in document order and leave(i) after each element's children.
  template <typename Enter, typename Leave>
  void walk(int32_t root, Enter enter, Leave leave) const {
    int32_t i = root;
    while (true) {
      enter(i);
      if (is_element(i) && (*this)[i].first >= 0) {
        i = (*this)[i].first;
        continue;
      }
      if (is_element(i)) leave(i);
      while (i != root && (*this)[i].after < 0) leave(i = (*this)[i].parent);
      if (i == root) return;
      i = (*this)[i].after;
    }
  }

  // Whether nothing but a node, blanks and the marks that end a sentence stands in the block around it;
  // a cell beside others is no block of its own.
  bool stands_alone(int32_t i) const {
    int budget = 64;  // nodes looked at: a block with so many pieces holds something else
    for (int32_t k = i;;) {
      for (int32_t s = (*this)[k].before; s >= 0; s = (*this)[s].before)
        if (!is_empty(s, budget)) return false;
      for (int32_t s = (*this)[k].after; s >= 0; s = (*this)[s].after)
        if (!is_empty(s, budget)) return false;
      k = (*this)[k].parent;
      if (k <= 0 || tag(k) == "body" || tag(k) == "html") return false;
      if (is_block((*this)[k].tag)) return !is_cell(k) || (previous_element(k) < 0 && next_element(k) < 0);
    }
  }
  bool is_cell(int32_t i) const { return tag(i) == "td" || tag(i) == "th"; }

  std::string text_of(int32_t root) const {
    std::string out;
    walk(root, [&](int32_t i) { if (!is_element(i)) out += text((*this)[i]); }, [](int32_t) {});
    return out;
  }

  std::string markup_of(int32_t root) const {
    std::string out;
    walk(root, [&](int32_t i) { open_markup(i, out); },
         [&](int32_t i) {
           if (i == 0 || flags_of((*this)[i].tag) & kIsVoid) return;
           out.append("</").append(tag(i)).append(">");
         });
    return out;
  }

  // --- changes

  void remove(int32_t i) {
    if (!nodes_[size_t(i)].alive || i == 0) return;
    unlink(i);
    bury(i);
  }
  // A text in the place of a node.
  void replace_with_text(int32_t i, std::string_view text) {
    if (!nodes_[size_t(i)].alive || i == 0) return;
    const int32_t put = add_text(text);
    insert_before(put, i);
    remove(i);
  }
  void replace_with_paragraph(int32_t i, std::string_view text) {
    if (!nodes_[size_t(i)].alive || i == 0) return;
    paragraph_before(i, text);
    remove(i);
  }
  void paragraph_before(int32_t i, std::string_view text) { insert_before(add_paragraph(text), i); }
  void prepend(int32_t i, std::string_view text, bool paragraph) {
    const int32_t put = paragraph ? add_paragraph(text) : add_text(text);
    if (nodes_[size_t(i)].first >= 0) insert_before(put, nodes_[size_t(i)].first);
    else adopt(i, put);
  }
  void append(int32_t i, std::string_view text, bool paragraph) {
    adopt(i, paragraph ? add_paragraph(text) : add_text(text));
  }
  void rename(int32_t i, std::string_view tag) { nodes_[size_t(i)].tag = name_of(tag); }

  // --- sums

  void measure() {
    sums_.assign(nodes_.size(), {});
    std::vector<Own> owns(nodes_.size());
    std::vector<char> linked(nodes_.size(), 0);
    for (size_t i = 1; i < nodes_.size(); ++i)
      linked[i] = nodes_[i].tag == kA || linked[size_t(nodes_[i].parent)];
    for (size_t i = nodes_.size() - 1; i > 0; --i) {
      const Node& node = nodes_[i];
      if (!node.alive) continue;
      Sums& sums = sums_[i];
      Own& own = owns[i];
      if (node.tag == kText) {
        own.bytes = count(text(node), linked[i] != 0, sums) + kFormulaBytes * sums.slots;
        own.linked = linked[i] ? own.bytes : 0;
      }
      if (is_block(node.tag)) {
        if (reads_like_prose(node.tag, own)) sums.prose += own.bytes;
      } else {
        owns[size_t(node.parent)].bytes += own.bytes;
        owns[size_t(node.parent)].linked += own.linked;
      }
      Sums& up = sums_[size_t(node.parent)];
      up.characters += sums.characters, up.linked += sums.linked, up.stops += sums.stops;
      up.slots += sums.slots, up.prose += sums.prose;
    }
  }
  const Sums& sums(int32_t i) const {
    static const Sums none;
    return size_t(i) < sums_.size() ? sums_[size_t(i)] : none;
  }

 private:
  enum : uint8_t { kIsBlock = 1, kIsVoid = 2, kIsRaw = 4 };

  void flag(int32_t name, uint8_t what) {
    if (flags_.size() <= size_t(name)) flags_.resize(size_t(name) + 1, 0);
    flags_[size_t(name)] |= what;
  }
  uint8_t flags_of(int32_t name) const { return size_t(name) < flags_.size() ? flags_[size_t(name)] : 0; }
  int32_t name_of(std::string_view name) { return names_(name); }

  bool is_empty(int32_t root, int& budget) const {
    for (int32_t i = root; i >= 0;) {
      if (--budget < 0) return false;
      const Node& node = (*this)[i];
      if (node.tag == kText) {
        if (!is_stop(text(node))) return false;
      } else {
        const std::string_view name = tag(i);
        if (name == "img" || name == "math" || name == "script" || name == "svg") return false;
        if (node.first >= 0) {
          i = node.first;
          continue;
        }
      }
      while (i != root && (*this)[i].after < 0) i = (*this)[i].parent;
      if (i == root) return true;
      i = (*this)[i].after;
    }
    return true;
  }
  static bool is_stop(std::string_view text) {
    for (size_t k = 0; k < text.size(); ++k) {
      const char c = text[k];
      if (c == '\xC2' && k + 1 < text.size() && text[k + 1] == '\xA0') ++k;
      else if (!is_space(c) && c != '.' && c != ',' && c != ';' && c != ':') return false;
    }
    return true;
  }

  struct Own {
    uint32_t bytes = 0, linked = 0;  // of the text that no block below holds
  };
  static constexpr uint32_t kFormulaBytes = 12;  // beside those of its placeholder
  static constexpr uint32_t kParagraph = 50, kCode = 20;  // bytes; 33 or 75 give the same

  bool reads_like_prose(int32_t tag, const Own& own) const {
    if (tag >= kH1 && tag <= kH6) return false;
    return (own.bytes >= kParagraph && 2 * own.linked < own.bytes) || (own.bytes > kCode && names_[tag] == "pre");
  }

  enum Kind : uint8_t { kPlain, kSpace, kInside, kStop, kLook };

  static const Kind* kinds() {
    static const auto table = [] {
      std::array<Kind, 256> t{};
      for (int c = 0x80; c < 0xC0; ++c) t[size_t(c)] = kInside;
      for (const char c : {' ', '\n', '\t', '\r', '\f'}) t[uint8_t(c)] = kSpace;
      for (const char c : {'.', ',', ';', '!', '?'}) t[uint8_t(c)] = kStop;
      for (const int c : {0xC2, 0xE3, 0xEF, 0xF4, int('$'), int('\\')}) t[size_t(c)] = kLook;
      return t;
    }();
    return table.data();
  }

  // Adds to `into` and returns the bytes that are no white space.
  static uint32_t count(std::string_view text, bool linked, Sums& into) {
    const Kind* kind = kinds();
    uint32_t bytes = 0, characters = 0;
    for (size_t k = 0; k < text.size(); ++k) {
      const Kind what = kind[uint8_t(text[k])];
      if (what == kSpace) continue;
      ++bytes;
      if (what == kInside) continue;
      ++characters;
      if (what == kPlain) continue;
      if (what == kStop) {
        ++into.stops;
      } else if (text[k] == '\xC2') {
        if (k + 1 < text.size() && text[k + 1] == '\xA0') --bytes, --characters, ++k;  // a hard space
      } else if (text[k] == '\xF4') {
        into.slots += k + 1 < text.size() && (uint8_t(text[k + 1]) & 0xF0) == 0x80;
      } else if (is_wide_stop(text, k)) {
        ++into.stops;
      } else {
        into.slots += opens_formula(text, k);
      }
    }
    into.characters += characters;
    if (linked) into.linked += characters;
    return bytes;
  }
  // Whether a delimited formula may begin here; those are still text when sums are taken.
  static bool opens_formula(std::string_view text, size_t k) {
    if (text[k] == '$') return text.substr(k, 2) == "$$";
    if (text[k] != '\\') return false;
    const std::string_view two = text.substr(k, 2);
    return two == "\\(" || two == "\\[" || text.substr(k, 7) == "\\begin{";
  }
  // The full stops and commas of Chinese and Japanese, U+3001, U+3002 and U+FF0C.
  static bool is_wide_stop(std::string_view text, size_t k) {
    const std::string_view three = text.substr(k, 3);
    return three == "\xE3\x80\x81" || three == "\xE3\x80\x82" || three == "\xEF\xBC\x8C";
  }

  // --- reading

  void parse(std::string_view s) {
    int32_t top = 0, depth = 0;
    size_t at = 0;
    while (at < s.size()) {
      const size_t tag = std::min(s.find('<', at), s.size());
      if (tag > at) text_node(top, s.substr(at, tag - at), true);
      if (tag >= s.size()) return close_all(top);
      at = tag + 1;
      if (s.substr(at, 3) == "!--") {
        const size_t end = s.find("-->", at + 3);
        at = end == s.npos ? s.size() : end + 3;
      } else if (at < s.size() && (s[at] == '!' || s[at] == '?')) {
        at = std::min(s.find('>', at), s.size() - 1) + 1;
      } else if (at < s.size() && s[at] == '/') {
        const size_t end = std::min(s.find('>', at), s.size());
        close(s.substr(at + 1, end - at - 1), top, depth);
        at = std::min(end + 1, s.size());
      } else {
        at = open(s, at, top, depth);
      }
    }
    close_all(top);
  }

  size_t open(std::string_view s, size_t at, int32_t& top, int32_t& depth) {
    const size_t name_end = std::min(s.find_first_of(" />\n\t", at), s.size());
    const int32_t tag = names_(s.substr(at, name_end - at));
    const int32_t i = new_node(top);
    nodes_[size_t(i)].tag = tag;
    nodes_[size_t(i)].attributes = uint32_t(attributes_.size());
    at = name_end;
    while (at < s.size() && s[at] != '>') {
      if (is_space(s[at]) || s[at] == '/') {
        ++at;
        continue;
      }
      const size_t end = std::min(s.find_first_of("= >\n\t", at), s.size());
      const std::string_view name = s.substr(at, end - at);
      std::string_view value;
      at = end;
      if (s.substr(at, 2) == "=\"") {
        const size_t close = std::min(s.find('"', at + 2), s.size());
        value = s.substr(at + 2, close - at - 2);
        at = std::min(close + 1, s.size());
      } else if (at < s.size() && s[at] == '=') {
        ++at;
      }
      if (!name.empty()) attribute_of(i, name, value);
    }
    at = std::min(at + 1, s.size());
    if (flags_of(tag) & kIsVoid) {
      nodes_[size_t(i)].end = i + 1;
    } else if (flags_of(tag) & kIsRaw) {
      at = raw_text(s, at, i);
    } else {
      top = i;
      deepest_ = std::max(deepest_, ++depth);
    }
    return at;
  }

  size_t raw_text(std::string_view s, size_t at, int32_t i) {
    const std::string closing = "</" + std::string(tag(i)) + ">";
    const size_t end = std::min(s.find(closing, at), s.size());
    if (end > at) text_node(i, s.substr(at, end - at), false);
    nodes_[size_t(i)].end = size();
    return std::min(end + closing.size(), s.size());
  }

  void attribute_of(int32_t i, std::string_view name, std::string_view value) {
    const int32_t id = names_(name);
    const auto at = uint32_t(arena_.size());
    decode(value);
    attributes_.push_back({id, at, uint32_t(arena_.size()) - at});
    Node& node = nodes_[size_t(i)];
    ++node.n_attributes;
    if (id == id_name_ && node.id < 0) node.id = names_(this->value(attributes_.back()));
    if (id != class_name_ || node.n_classes) return;
    node.classes = uint32_t(classes_.size());
    const std::string all(this->value(attributes_.back()));
    for (size_t k = 0; k < all.size();) {
      while (k < all.size() && is_space(all[k])) ++k;
      const size_t start = k;
      while (k < all.size() && !is_space(all[k])) ++k;
      if (k > start) classes_.push_back(names_(std::string_view(all).substr(start, k - start)));
    }
    node.n_classes = uint32_t(classes_.size()) - node.classes;
  }

  // Appends `s` to the arena with the references that a serialiser writes undone.
  void decode(std::string_view s) {
    static constexpr std::pair<std::string_view, std::string_view> kReferences[] = {
        {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&nbsp;", "\xC2\xA0"}};
    size_t at = 0;
    while (true) {
      const size_t found = std::min(s.find('&', at), s.size());
      arena_.append(s.substr(at, found - at));
      if (found == s.size()) return;
      at = found + 1;
      bool known = false;
      for (const auto& [reference, text] : kReferences)
        if (s.substr(found, reference.size()) == reference) {
          arena_.append(text);
          at = found + reference.size();
          known = true;
          break;
        }
      if (!known) arena_.push_back('&');
    }
  }

  void close(std::string_view name, int32_t& top, int32_t& depth) {
    const int32_t id = names_.find(name);
    int32_t i = top, up = 0;
    while (i > 0 && nodes_[size_t(i)].tag != id) i = nodes_[size_t(i)].parent, ++up;
    if (i <= 0) return;  // closes nothing
    for (int32_t k = top;; k = nodes_[size_t(k)].parent) {
      nodes_[size_t(k)].end = size();
      if (k == i) break;
    }
    top = nodes_[size_t(i)].parent;
    depth -= up + 1;
  }
  void close_all(int32_t top) {
    for (; top >= 0; top = nodes_[size_t(top)].parent) nodes_[size_t(top)].end = size();
  }

  int32_t new_node(int32_t parent) {
    nodes_.emplace_back();
    const int32_t i = size() - 1;
    adopt(parent, i);
    return i;
  }
  void text_node(int32_t parent, std::string_view raw, bool references) {
    const auto at = uint32_t(arena_.size());
    if (references) decode(raw);
    else arena_.append(raw);
    const int32_t i = new_node(parent);
    nodes_[size_t(i)].at = at;
    nodes_[size_t(i)].size = uint32_t(arena_.size()) - at;
    nodes_[size_t(i)].end = i + 1;
  }

  // --- writing

  void open_markup(int32_t i, std::string& out) const {
    if (i == 0) return;  // the document has no markup of its own
    const Node& node = (*this)[i];
    if (node.tag == kText) {
      if (node.parent >= 0 && flags_of((*this)[node.parent].tag) & kIsRaw) out.append(text(node));
      else escape(text(node), false, out);
      return;
    }
    out.append("<").append(tag(i));
    for (uint32_t k = 0; k < node.n_attributes; ++k) {
      const Attribute& a = attributes(node)[k];
      if (a.name < 0) continue;
      out.append(" ").append(names_[a.name]).append("=\"");
      escape(value(a), true, out);
      out.append("\"");
    }
    out.append(">");
  }
  static void escape(std::string_view s, bool in_attribute, std::string& out) {
    for (size_t k = 0; k < s.size(); ++k) {
      const char c = s[k];
      if (c == '&') out.append("&amp;");
      else if (c == '"' && in_attribute) out.append("&quot;");
      else if (c == '<' && !in_attribute) out.append("&lt;");
      else if (c == '>' && !in_attribute) out.append("&gt;");
      else if (c == '\xC2' && k + 1 < s.size() && s[k + 1] == '\xA0') out.append("&nbsp;"), ++k;
      else out.push_back(c);
    }
  }

  // --- links

  int32_t add_text(std::string_view text) {
    const std::string copy(text);  // it may lie in the arena
    nodes_.emplace_back();
    Node& node = nodes_.back();
    node.at = uint32_t(arena_.size());
    node.size = uint32_t(copy.size());
    arena_.append(copy);
    node.end = size();
    return size() - 1;
  }
  int32_t add_paragraph(std::string_view text) {
    const std::string copy(text);
    nodes_.emplace_back();
    const int32_t i = size() - 1;
    nodes_[size_t(i)].tag = kP;
    nodes_[size_t(i)].end = size();
    adopt(i, add_text(copy));
    return i;
  }
  void adopt(int32_t parent, int32_t i) {
    Node& up = nodes_[size_t(parent)];
    Node& node = nodes_[size_t(i)];
    node.parent = parent;
    node.before = up.last;
    node.after = -1;
    if (up.last >= 0) nodes_[size_t(up.last)].after = i;
    else up.first = i;
    up.last = i;
  }
  void insert_before(int32_t i, int32_t next) {
    Node& node = nodes_[size_t(i)];
    Node& follower = nodes_[size_t(next)];
    node.parent = follower.parent;
    node.before = follower.before;
    node.after = next;
    if (follower.before >= 0) nodes_[size_t(follower.before)].after = i;
    else nodes_[size_t(follower.parent)].first = i;
    follower.before = i;
  }
  void unlink(int32_t i) {
    Node& node = nodes_[size_t(i)];
    if (node.before >= 0) nodes_[size_t(node.before)].after = node.after;
    else nodes_[size_t(node.parent)].first = node.after;
    if (node.after >= 0) nodes_[size_t(node.after)].before = node.before;
    else nodes_[size_t(node.parent)].last = node.before;
    node.before = node.after = -1;
  }
  // Everything at and below `i` is gone; links inside stay, so that what was read can still be asked.
  void bury(int32_t i) {
    walk(i, [&](int32_t k) { nodes_[size_t(k)].alive = false; }, [](int32_t) {});
  }

  std::string arena_;
  std::vector<Node> nodes_;
  std::vector<Attribute> attributes_;
  std::vector<int32_t> classes_;
  std::vector<uint8_t> flags_;  // of tag names
  std::vector<Sums> sums_;
  Names names_;
  int32_t originals_ = 0, deepest_ = 0;
  int32_t class_name_ = -1, id_name_ = -1;
};

}  // namespace proofpile
