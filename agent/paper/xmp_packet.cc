#include "agent/paper/xmp_packet.h"

#include <algorithm>
#include <cstdlib>

#include "agent/core/text.h"

namespace piket {
namespace {

constexpr int kDeepest = 50;
constexpr std::string_view kRdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

struct Element {
  std::string name;  // "{namespace}local"
  std::map<std::string, std::string> attributes;
  std::vector<Element> children;
  std::string text;
};

using Namespaces = std::map<std::string, std::string>;  // prefix → namespace

// One pass over the text; `wrong_` holds the first thing that is not XML.
class Xml {
 public:
  explicit Xml(std::string_view text) : text_(text) {}

  Result<Element> Read() {
    Element root;
    SkipOutside();
    if (!wrong_.empty() || !ReadElement({{"xml", "xml"}}, 0, &root)) return Wrong();
    SkipOutside();
    if (wrong_.empty() && at_ < text_.size()) wrong_ = "text after the end";
    if (!wrong_.empty()) return Wrong();
    return root;
  }

 private:
  Error Wrong() const {
    return {Fault::kDamagedFile, wrong_ + Format(" (byte %zu of the packet)", at_)};
  }

  bool Fail(const char* why) {
    if (wrong_.empty()) wrong_ = why;
    return false;
  }

  bool Starts(std::string_view what) const { return text_.substr(at_, what.size()) == what; }

  bool SkipTo(std::string_view end) {
    const size_t found = text_.find(end, at_);
    if (found == text_.npos) return Fail("something is not closed");
    at_ = found + end.size();
    return true;
  }

  void SkipSpace() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos) ++at_;
  }

  // White space, processing instructions and comments around the root; a byte order mark.
  void SkipOutside() {
    if (Starts("\xef\xbb\xbf")) at_ += 3;
    for (SkipSpace(); wrong_.empty(); SkipSpace()) {
      if (Starts("<?")) {
        SkipTo("?>");
      } else if (Starts("<!--")) {
        SkipTo("-->");
      } else {
        return;
      }
    }
  }

  std::string Name() {
    const size_t from = at_;
    while (at_ < text_.size() &&
           std::string_view(" \t\r\n=<>/\"'&").find(text_[at_]) == text_.npos) {
      ++at_;
    }
    return std::string(text_.substr(from, at_ - from));
  }

  std::string Unescaped(std::string_view raw) {
    static const std::map<std::string, std::string, std::less<>> kNamed = {
        {"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}};
    std::string text;
    for (size_t i = 0; i < raw.size(); ++i) {
      if (static_cast<unsigned char>(raw[i]) < 0x20 && raw[i] != '\n' && raw[i] != '\r' &&
          raw[i] != '\t') {
        Fail("a control character");
      }
      if (raw[i] != '&') {
        text += raw[i];
        continue;
      }
      const size_t end = raw.find(';', i);
      auto named = end == raw.npos ? kNamed.end() : kNamed.find(raw.substr(i + 1, end - i - 1));
      if (named == kNamed.end()) {
        Fail("an unknown entity");
        return text;
      }
      text += named->second;
      i = end;
    }
    return text;
  }

  std::string Resolved(const std::string& name, const Namespaces& spaces, bool attribute) {
    const size_t colon = name.find(':');
    const std::string prefix = colon == name.npos ? "" : name.substr(0, colon);
    if (attribute && colon == name.npos) return name;
    auto space = spaces.find(prefix);
    if (space == spaces.end() && !prefix.empty()) Fail("an undeclared prefix");
    return "{" + (space == spaces.end() ? "" : space->second) + "}" +
           (colon == name.npos ? name : name.substr(colon + 1));
  }

  bool ReadAttributes(Namespaces* spaces, std::map<std::string, std::string>* attributes) {
    for (SkipSpace(); at_ < text_.size() && text_[at_] != '>' && text_[at_] != '/'; SkipSpace()) {
      const std::string name = Name();
      SkipSpace();
      if (name.empty() || !Starts("=")) return Fail("an attribute without value");
      ++at_;
      SkipSpace();
      const char quote = at_ < text_.size() ? text_[at_] : '\0';
      if (quote != '"' && quote != '\'') return Fail("an attribute without quotes");
      const size_t from = ++at_;
      if (!SkipTo(std::string_view(&quote, 1))) return false;
      const std::string value = Unescaped(text_.substr(from, at_ - 1 - from));
      if (name == "xmlns") {
        (*spaces)[""] = value;
      } else if (name.starts_with("xmlns:")) {
        (*spaces)[name.substr(6)] = value;
      } else if (!attributes->emplace(name, value).second) {
        return Fail("an attribute given twice");
      }
    }
    return at_ < text_.size() || Fail("a tag is not closed");
  }

  bool ReadElement(Namespaces spaces, int depth, Element* element) {
    if (depth > kDeepest) return Fail("nested too deeply");
    if (!Starts("<")) return Fail("no element");
    ++at_;
    const std::string name = Name();
    if (name.empty()) return Fail("a tag without name");
    std::map<std::string, std::string> attributes;
    if (!ReadAttributes(&spaces, &attributes)) return false;
    element->name = Resolved(name, spaces, false);
    for (const auto& [key, value] : attributes) {
      element->attributes[Resolved(key, spaces, true)] = value;
    }
    if (Starts("/>")) {
      at_ += 2;
      return wrong_.empty();
    }
    if (!Starts(">")) return Fail("a tag is not closed");
    ++at_;
    return ReadContent(spaces, depth, element) && CloseTag(name);
  }

  bool ReadContent(const Namespaces& spaces, int depth, Element* element) {
    while (wrong_.empty() && !Starts("</")) {
      if (at_ >= text_.size()) return Fail("an element is not closed");
      if (Starts("<!--")) {
        SkipTo("-->");
      } else if (Starts("<?")) {
        SkipTo("?>");
      } else if (Starts("<")) {
        element->children.emplace_back();
        if (!ReadElement(spaces, depth + 1, &element->children.back())) return false;
      } else {
        const size_t end = std::min(text_.find('<', at_), text_.size());
        element->text += Unescaped(text_.substr(at_, end - at_));
        at_ = end;
      }
    }
    return wrong_.empty();
  }

  bool CloseTag(const std::string& name) {
    at_ += 2;
    if (Name() != name) return Fail("tags are crossed");
    SkipSpace();
    if (!Starts(">")) return Fail("a tag is not closed");
    ++at_;
    return wrong_.empty();
  }

  std::string_view text_;
  size_t at_ = 0;
  std::string wrong_;
};

std::string Short(const std::string& name) {
  static const std::map<std::string, std::string> kSchemas = {
      {"http://purl.org/dc/elements/1.1/", "dc"},
      {"http://ns.adobe.com/xap/1.0/", "xmp"},
      {"http://ns.adobe.com/pdf/1.3/", "pdf"},
      {"http://www.aiim.org/pdfa/ns/id/", "pdfaid"},
      {"http://ns.adobe.com/xap/1.0/mm/", "xmpMM"},
      {"http://ns.adobe.com/xap/1.0/rights/", "xmpRights"},
      {"http://www.aiim.org/pdfa/ns/extension/", "pdfaExtension"},
  };
  const size_t end = name.find('}');
  if (end == name.npos) return name;
  auto schema = kSchemas.find(name.substr(1, end - 1));
  return schema == kSchemas.end() ? name : schema->second + ":" + name.substr(end + 1);
}

XmpProperty PropertyOf(const Element& element) {
  XmpProperty property;
  for (const Element& child : element.children) {
    for (const char* container : {"Alt", "Bag", "Seq"}) {
      if (child.name != "{" + std::string(kRdf) + "}" + container) continue;
      property.container = container;
      for (const Element& item : child.children) property.values.push_back(item.text);
      return property;
    }
  }
  property.values = {element.text};
  return property;
}

const Element* Find(const Element& from, const std::string& name) {
  if (from.name == name) return &from;
  for (const Element& child : from.children) {
    if (const Element* found = Find(child, name)) return found;
  }
  return nullptr;
}

}  // namespace

Result<std::map<std::string, XmpProperty>> ReadXmp(std::string_view packet) {
  auto root = Xml(packet).Read();
  if (!root) return root.error();
  const Element* rdf = Find(*root, "{" + std::string(kRdf) + "}RDF");
  if (rdf == nullptr) return Error{Fault::kDamagedFile, "no rdf:RDF"};
  std::map<std::string, XmpProperty> properties;
  for (const Element& description : rdf->children) {
    for (const auto& [name, value] : description.attributes) {
      if (!name.starts_with("{" + std::string(kRdf))) properties[Short(name)] = {{value}, ""};
    }
    for (const Element& child : description.children) {
      properties[Short(child.name)] = PropertyOf(child);
    }
  }
  return properties;
}

}  // namespace piket
