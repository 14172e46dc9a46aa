// Strict configuration: every key of a TOML file must be asked for and of the right type, or it is
// a problem with file, line and column. Read once at start, into plain structs passed by value.
#ifndef PIKET_AGENT_CORE_CONFIG_FILE_H_
#define PIKET_AGENT_CORE_CONFIG_FILE_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "agent/core/result.h"

namespace piket {

class ConfigFile;

// One table of the file. Each call takes a key into its place; an absent key leaves the default as
// it stands. A view: lives no longer than its ConfigFile.
class ConfigTable {
 public:
  bool Has(const char* key) const;
  void Text(const char* key, std::string& place);
  void Choice(const char* key, std::string& place, const std::vector<std::string>& allowed);
  void Integer(const char* key, int& place, int least, int most);
  void Number(const char* key, double& place, double least, double most);
  void Flag(const char* key, bool& place);
  void Texts(const char* key, std::vector<std::string>& place);
  // The table under `key`, empty when absent.
  ConfigTable Table(const char* key);
  // The tables of the array [[key]].
  std::vector<ConfigTable> Tables(const char* key);
  // Every key of this table, for tables whose keys are names.
  std::vector<std::string> Keys() const;
  // Says that the value of `key` is wrong, at its place; of an absent key at its table's.
  void Problem(const char* key, const std::string& sentence);

 private:
  friend class ConfigFile;
  struct State;
  explicit ConfigTable(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

class ConfigFile {
 public:
  // kConfiguration with "file:line:column: …" when it is no TOML; kNotFound.
  static Result<ConfigFile> Read(const std::filesystem::path& path);
  static Result<ConfigFile> Parse(const std::string& text, const std::string& name);

  ConfigTable Root();
  // kConfiguration with one "file:line:column: sentence" a line: wrong values first, then every key
  // that no call has asked for.
  Result<void> Finish();

 private:
  struct State;
  explicit ConfigFile(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

}  // namespace piket

#endif  // PIKET_AGENT_CORE_CONFIG_FILE_H_
