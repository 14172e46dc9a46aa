// Invented letters to the office, drawn and made to look scanned: for the demo and for tests where
// no other letters are at hand. Texts, names and numbers are made up; the offices are those of
// config/offices.csv.
#ifndef PIKET_TESTS_VIRTUAL_SAMPLE_LETTERS_H_
#define PIKET_TESTS_VIRTUAL_SAMPLE_LETTERS_H_

#include <filesystem>
#include <string>
#include <vector>

#include "agent/core/result.h"

namespace piket {

// A table that comes behind the letter, on a page of its own.
struct SampleAnnex {
  std::string title;
  std::vector<std::vector<std::string>> rows;  // the first are the column names
};

struct SampleLetter {
  std::string sender;
  std::string sender_code;
  std::string address;
  std::string number;
  std::string date;  // ISO
  std::string urgency;
  std::string attachments;
  std::string subject;
  std::string service;
  std::vector<std::string> paragraphs;
  std::string signer_title;
  std::string signer;
  std::vector<SampleAnnex> annexes;
  // How it looks.
  bool serif = false;
  bool addressee_at_right = false;  // beside the fields, below the date
  std::string subject_label = "Hal";
  double size = 11;  // points
  double skew = 0;   // degrees, clockwise
  int paper = 240;   // gray of the paper, 0 … 255
  int noise = 3;     // strongest deviation of a pixel
};

std::vector<SampleLetter> SampleLetters();

// Writes OUT/001/01.jpg … (300 dpi gray) and OUT/001/truth.json for the first `count` letters.
// Needs pdftoppm. kStorage, kInternal.
Result<void> WriteSampleLetters(const std::filesystem::path& out, size_t count = SIZE_MAX);

}  // namespace piket

#endif  // PIKET_TESTS_VIRTUAL_SAMPLE_LETTERS_H_
