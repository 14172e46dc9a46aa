#include "agent/paper/letter_reading.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "agent/paper/letter_words.h"
#include "tests/agent/paper/letter_art.h"
#include "tests/agent/paper/letter_cases.h"

namespace piket {
namespace {

const std::vector<Office>& ShippedOffices() {
  static const std::vector<Office> kOffices =
      *ReadOffices(std::filesystem::path(PIKET_SOURCE_DIR) / "config/offices.csv");
  return kOffices;
}

std::vector<PageReading> PagesOf(const LetterCase& letter) {
  std::vector<PageReading> pages;
  for (const std::string& art : letter.pages) pages.push_back(PageFromArt(art));
  return pages;
}

std::string Value(const LetterReading& reading, std::string_view field) {
  auto found = reading.find(field);
  return found == reading.end() ? "" : found->second.value;
}

class AnyLetter : public testing::TestWithParam<LetterCase> {};

TEST_P(AnyLetter, IsReadAsItsWriterMeantIt) {
  const LetterCase& letter = GetParam();
  LetterReading reading = ReadLetter(PagesOf(letter), ShippedOffices());
  EXPECT_EQ(Value(reading, "sender"), letter.sender);
  EXPECT_EQ(reading.at("sender").office_code, letter.code);
  EXPECT_EQ(Value(reading, "number"), letter.number);
  EXPECT_EQ(Value(reading, "date"), letter.date);
  EXPECT_EQ(Value(reading, "urgency"), letter.urgency);
  EXPECT_EQ(Value(reading, "subject"), letter.subject);
  EXPECT_EQ(Value(reading, "service"), letter.service);
  auto expect_if_given = [&](std::string_view field, const std::string& value) {
    if (!value.empty()) {
      EXPECT_EQ(Value(reading, field), value);
    }
  };
  expect_if_given("attachments", letter.attachments);
  expect_if_given("contact", letter.contact);
  expect_if_given("telephone", letter.telephone);
}

INSTANTIATE_TEST_SUITE_P(OfOurCases, AnyLetter, testing::ValuesIn(LetterCases()),
                         [](const auto& letter) { return letter.param.name; });

}  // namespace
}  // namespace piket
