// Small things with text that the standard library lacks.
#ifndef PIKET_AGENT_CORE_TEXT_H_
#define PIKET_AGENT_CORE_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

namespace piket {

// printf into a string.
[[gnu::format(printf, 1, 2)]] std::string Format(const char* format, ...);

std::string Trimmed(std::string_view text);  // without white space at both ends
std::string LowerAscii(std::string_view text);
// One field of RFC 4180. What a spreadsheet would run as a formula is made plain text.
std::string CsvField(std::string_view text);
// One line of such fields, with its end.
std::string CsvLine(const std::vector<std::string>& fields);
std::vector<std::string> Split(std::string_view text, char separator);
// Whether it may be written to: plain ASCII, one @, nothing that means more to a mail server.
bool IsMailAddress(std::string_view text);
std::string Join(const std::vector<std::string>& parts, std::string_view between);

}  // namespace piket

#endif  // PIKET_AGENT_CORE_TEXT_H_
