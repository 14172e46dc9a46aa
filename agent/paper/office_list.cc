#include "agent/paper/office_list.h"

#include <algorithm>
#include <cassert>
#include <set>
#include <utility>

#include "agent/core/file.h"
#include "agent/core/text.h"

namespace piket {

extern const std::vector<std::pair<std::string_view, std::string_view>> kOfficeFiles;

namespace {

Error At(int line, const std::string& what) {
  return {Fault::kConfiguration, "line " + std::to_string(line) + ": " + what};
}

// Reads one CSV text from left to right.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text) {}

  Result<std::vector<std::vector<std::string>>> Rows() {
    std::vector<std::vector<std::string>> rows;
    while (at_ < text_.size()) {
      std::vector<std::string> row;
      do {
        auto field = Field();
        if (!field) return field.error();
        row.push_back(*std::move(field));
      } while (Take(','));
      if (at_ < text_.size() && !TakeLineEnd()) return At(line_, "text after a closing quote");
      rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  bool Take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool TakeLineEnd() {
    Take('\r');
    if (!Take('\n')) return false;
    ++line_;
    return true;
  }

  Result<std::string> Field() { return Take('"') ? Quoted() : Plain(); }

  Result<std::string> Quoted() {
    std::string field;
    int opened = line_;
    while (at_ < text_.size()) {
      char c = text_[at_++];
      if (c == '\n') ++line_;
      if (c != '"') {
        field += c;
      } else if (Take('"')) {
        field += '"';
      } else {
        return field;
      }
    }
    return At(opened, "a quote is not closed");
  }

  Result<std::string> Plain() {
    size_t end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
    std::string field(text_.substr(at_, end - at_));
    if (field.find('"') != std::string::npos) return At(line_, "a quote inside a plain field");
    at_ = end;
    return field;
  }

  std::string_view text_;
  size_t at_ = 0;
  int line_ = 1;
};

}  // namespace

Result<std::vector<std::vector<std::string>>> ParseCsv(std::string_view text) {
  return CsvReader(text).Rows();
}

Result<std::vector<Office>> ParseOffices(std::string_view text) {
  auto rows = ParseCsv(text);
  if (!rows) return rows.error();
  if (rows->empty() || rows->front() != std::vector<std::string>{"name", "code"}) {
    return At(1, "the header must be name,code");
  }
  std::vector<Office> offices;
  std::set<std::string> seen;
  for (size_t i = 1; i < rows->size(); ++i) {
    const std::vector<std::string>& row = (*rows)[i];
    int line = static_cast<int>(i) + 1;
    if (row.size() == 1 && row[0].empty()) continue;
    if (row.size() != 2) return At(line, "a row has a name and a code");
    Office office{Trimmed(row[0]), Trimmed(row[1])};
    if (office.name.empty() || office.code.empty()) return At(line, "name or code is empty");
    if (!seen.insert("name " + LowerAscii(office.name)).second) return At(line, "name twice");
    if (!seen.insert("code " + LowerAscii(office.code)).second) return At(line, "code twice");
    offices.push_back(std::move(office));
  }
  return offices;
}

std::vector<Office> ShippedOffices() {
  auto offices = ParseOffices(kOfficeFiles.front().second);
  assert(offices.ok());  // a test reads the same file
  return *std::move(offices);
}

Result<std::vector<Office>> ReadOffices(const std::filesystem::path& path) {
  auto text = ReadFile(path);
  if (!text) return text.error().While("reading the offices");
  auto offices = ParseOffices(*text);
  if (!offices) return offices.error().While(path.string());
  return offices;
}

}  // namespace piket
