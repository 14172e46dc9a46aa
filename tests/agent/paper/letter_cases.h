// Letters of many makings with what they say: other offices, layouts, spellings and slips than the
// scanned ones.
#ifndef PIKET_TESTS_AGENT_PAPER_LETTER_CASES_H_
#define PIKET_TESTS_AGENT_PAPER_LETTER_CASES_H_

#include <string>
#include <vector>

namespace piket {

struct LetterCase {
  std::string name;
  std::vector<std::string> pages;
  // As the officer would enter them; "" is not compared.
  std::string sender;
  std::string code;
  std::string number;
  std::string date;
  std::string urgency;
  std::string subject;
  std::string service;
  std::string attachments = "";
  std::string contact = "";
  std::string telephone = "";
};

const std::vector<LetterCase>& LetterCases();

}  // namespace piket

#endif  // PIKET_TESTS_AGENT_PAPER_LETTER_CASES_H_
