// What is to be done with one page, as the desk asks for it.
#ifndef PIKET_AGENT_PAPER_PAGE_JOB_H_
#define PIKET_AGENT_PAPER_PAGE_JOB_H_

#include <chrono>
#include <filesystem>
#include <optional>

#include "agent/core/json.h"

namespace piket {

struct PageJob {
  std::filesystem::path picture;  // JPEG, PNG, TIFF; never changed
  std::filesystem::path folder;   // where view.jpg and thumbnail.jpg go; must exist
  double dpi = 0;                 // used where the file does not say; 0: guessed
  int position = 1;               // the page's place in its letter; the first is read first
  std::optional<int> turn = {};   // an officer's choice: 0, 90, 180, 270; else it is found
  std::chrono::milliseconds deadline{20000};  // of processor time
};

constexpr const char* kViewName = "view.jpg";            // upright, about 100 dpi
constexpr const char* kThumbnailName = "thumbnail.jpg";  // 160 points wide

Json ToJson(const PageJob& job);
Result<PageJob> PageJobFromJson(const Json& json);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_PAGE_JOB_H_
