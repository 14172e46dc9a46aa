#include "agent/core/config_file.h"

// toml++ asserts what its next lines report as an error: "[!" would end a build with assertions.
#define TOML_ASSERT(expr) static_assert(true)
#include <toml++/toml.h>

#include <algorithm>
#include <map>
#include <set>

#include "agent/core/file.h"
#include "agent/core/text.h"

namespace piket {
namespace {

// What is wrong in one file, in the order of the lines.
using Problems = std::vector<std::pair<toml::source_position, std::string>>;

const char* IndonesianType(toml::node_type type) {
  switch (type) {
    case toml::node_type::string:
      return "teks";
    case toml::node_type::integer:
      return "bilangan bulat";
    case toml::node_type::floating_point:
      return "bilangan";
    case toml::node_type::boolean:
      return "true atau false";
    case toml::node_type::array:
      return "daftar";
    case toml::node_type::table:
      return "tabel";
    default:
      return "tanggal atau jam";
  }
}

}  // namespace

struct ConfigTable::State {
  const toml::table* table = nullptr;  // null when the table is absent
  std::string path;                    // "scanner."
  Problems* problems = nullptr;
  std::set<std::string> asked;
  std::vector<std::shared_ptr<State>> children;

  void Wrong(const toml::node& node, const std::string& key, const std::string& sentence) {
    problems->emplace_back(node.source().begin, path + key + ": " + sentence);
  }

  // The node under `key` when it is there and of type T; a problem when it is of another.
  template <class T>
  const T* Take(const char* key, toml::node_type wanted) {
    asked.insert(key);
    const toml::node* node = table == nullptr ? nullptr : table->get(key);
    if (node == nullptr) return nullptr;
    if (const T* value = node->as<typename T::value_type>()) return value;
    Wrong(
        *node, key,
        std::string("harus ") + IndonesianType(wanted) + ", bukan " + IndonesianType(node->type()));
    return nullptr;
  }

  std::shared_ptr<State> Child(const toml::table* child, const std::string& child_path) {
    auto state = std::make_shared<State>();
    state->table = child;
    state->path = child_path;
    state->problems = problems;
    children.push_back(state);
    return state;
  }

  void FindUnknown() {
    if (table != nullptr) {
      for (const auto& [key, node] : *table) {
        if (asked.count(std::string(key.str())) == 0) {
          problems->emplace_back(key.source().begin,
                                 path + std::string(key.str()) + ": kunci tidak dikenal");
        }
      }
    }
    for (const auto& child : children) child->FindUnknown();
  }
};

bool ConfigTable::Has(const char* key) const {
  return state_->table != nullptr && state_->table->contains(key);
}

void ConfigTable::Text(const char* key, std::string& place) {
  if (auto* value = state_->Take<toml::value<std::string>>(key, toml::node_type::string)) {
    place = value->get();
  }
}

void ConfigTable::Choice(const char* key, std::string& place,
                         const std::vector<std::string>& allowed) {
  auto* value = state_->Take<toml::value<std::string>>(key, toml::node_type::string);
  if (value == nullptr) return;
  if (std::find(allowed.begin(), allowed.end(), value->get()) == allowed.end()) {
    state_->Wrong(*value, key, "harus salah satu dari " + Join(allowed, ", "));
    return;
  }
  place = value->get();
}

void ConfigTable::Integer(const char* key, int& place, int least, int most) {
  auto* value = state_->Take<toml::value<int64_t>>(key, toml::node_type::integer);
  if (value == nullptr) return;
  if (value->get() < least || value->get() > most) {
    state_->Wrong(*value, key, Format("harus antara %d dan %d", least, most));
    return;
  }
  place = static_cast<int>(value->get());
}

void ConfigTable::Number(const char* key, double& place, double least, double most) {
  double number = 0;
  const toml::node* node = state_->table == nullptr ? nullptr : state_->table->get(key);
  if (node != nullptr && node->is_integer()) {
    state_->asked.insert(key);
    number = static_cast<double>(node->as_integer()->get());
  } else {
    auto* value = state_->Take<toml::value<double>>(key, toml::node_type::floating_point);
    if (value == nullptr) return;
    number = value->get();
  }
  if (number < least || number > most) {
    state_->Wrong(*node, key, Format("harus antara %g dan %g", least, most));
    return;
  }
  place = number;
}

void ConfigTable::Flag(const char* key, bool& place) {
  if (auto* value = state_->Take<toml::value<bool>>(key, toml::node_type::boolean)) {
    place = value->get();
  }
}

void ConfigTable::Texts(const char* key, std::vector<std::string>& place) {
  state_->asked.insert(key);
  const toml::node* node = state_->table == nullptr ? nullptr : state_->table->get(key);
  if (node == nullptr) return;
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    state_->Wrong(*node, key, "harus daftar teks");
    return;
  }
  std::vector<std::string> texts;
  for (const toml::node& item : *array) {
    if (auto* text = item.as_string()) {
      texts.push_back(text->get());
    } else {
      state_->Wrong(item, key, "harus daftar teks");
      return;
    }
  }
  place = std::move(texts);
}

ConfigTable ConfigTable::Table(const char* key) {
  state_->asked.insert(key);
  const toml::node* node = state_->table == nullptr ? nullptr : state_->table->get(key);
  const toml::table* table = node == nullptr ? nullptr : node->as_table();
  if (node != nullptr && table == nullptr) state_->Wrong(*node, key, "harus tabel");
  return ConfigTable(state_->Child(table, state_->path + key + "."));
}

std::vector<ConfigTable> ConfigTable::Tables(const char* key) {
  state_->asked.insert(key);
  std::vector<ConfigTable> tables;
  const toml::node* node = state_->table == nullptr ? nullptr : state_->table->get(key);
  if (node == nullptr) return tables;
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    state_->Wrong(*node, key, "harus ditulis sebagai [[" + std::string(key) + "]]");
    return tables;
  }
  for (const toml::node& item : *array) {
    if (const toml::table* table = item.as_table()) {
      tables.push_back(ConfigTable(
          state_->Child(table, state_->path + key + "[" + std::to_string(tables.size()) + "].")));
    } else {
      state_->Wrong(item, key, "harus ditulis sebagai [[" + std::string(key) + "]]");
    }
  }
  return tables;
}

std::vector<std::string> ConfigTable::Keys() const {
  std::vector<std::string> keys;
  if (state_->table == nullptr) return keys;
  for (const auto& [key, node] : *state_->table) keys.emplace_back(key.str());
  return keys;
}

void ConfigTable::Problem(const char* key, const std::string& sentence) {
  const toml::node* node = state_->table == nullptr ? nullptr : state_->table->get(key);
  // Of an absent key the place is its table's, or the file's beginning.
  toml::source_position place{1, 1};
  if (node != nullptr) {
    place = node->source().begin;
  } else if (state_->table != nullptr && state_->table->source().begin) {
    place = state_->table->source().begin;
  }
  state_->problems->emplace_back(place, state_->path + key + ": " + sentence);
}

struct ConfigFile::State {
  std::string name;
  toml::table table;
  Problems problems;
  std::shared_ptr<ConfigTable::State> root;
};

Result<ConfigFile> ConfigFile::Read(const std::filesystem::path& path) {
  auto text = ReadFile(path);
  if (!text) return text.error();
  return Parse(*text, path.string());
}

Result<ConfigFile> ConfigFile::Parse(const std::string& text, const std::string& name) {
  auto state = std::make_shared<State>();
  state->name = name;
  try {
    state->table = toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    return Error{Fault::kConfiguration,
                 Format("%s:%u:%u: %s", name.c_str(), error.source().begin.line,
                        error.source().begin.column, std::string(error.description()).c_str())};
  }
  state->root = std::make_shared<ConfigTable::State>();
  state->root->table = &state->table;
  state->root->problems = &state->problems;
  return ConfigFile(state);
}

ConfigTable ConfigFile::Root() { return ConfigTable(state_->root); }

Result<void> ConfigFile::Finish() {
  state_->root->FindUnknown();
  if (state_->problems.empty()) return {};
  std::stable_sort(state_->problems.begin(), state_->problems.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> lines;
  for (const auto& [place, sentence] : state_->problems) {
    lines.push_back(
        Format("%s:%u:%u: %s", state_->name.c_str(), place.line, place.column, sentence.c_str()));
  }
  return Error{Fault::kConfiguration, Join(lines, "\n")};
}

}  // namespace piket
