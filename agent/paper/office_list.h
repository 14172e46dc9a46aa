// The offices that write letters, as the desk knows them: a CSV file with the columns `name` and
// `code` (config/offices.csv is the shipped list).
#ifndef PIKET_AGENT_PAPER_OFFICE_LIST_H_
#define PIKET_AGENT_PAPER_OFFICE_LIST_H_

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "agent/core/result.h"

namespace piket {

struct Office {
  std::string name;  // "Dinas Kesehatan"
  std::string code;  // "DINKES", as it stands in letter numbers
};

// Rows of fields by RFC 4180: quoted fields may hold commas, line ends and doubled quotes.
// kConfiguration with the line when a quote is misplaced or not closed.
Result<std::vector<std::vector<std::string>>> ParseCsv(std::string_view text);

// Strict: the header is exactly `name,code`, every row has both, no name or code stands twice.
// kConfiguration with the row.
Result<std::vector<Office>> ParseOffices(std::string_view text);
// config/offices.csv as it was when the program was built.
std::vector<Office> ShippedOffices();
Result<std::vector<Office>> ReadOffices(const std::filesystem::path& path);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_OFFICE_LIST_H_
