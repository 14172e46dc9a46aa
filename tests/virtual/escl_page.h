// What an eSCL scanner makes of a picture: scaled to the asked resolution, padded white to the
// asked area, as JPEG. Rendered once and kept, because a scanner is faster than a scaler.
#ifndef PIKET_TESTS_VIRTUAL_ESCL_PAGE_H_
#define PIKET_TESTS_VIRTUAL_ESCL_PAGE_H_

#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace piket {

// Of one scan job.
struct EsclAsk {
  bool feeder = false;
  bool duplex = false;
  bool colour = false;
  int resolution = 300;
  int width = 2480;  // in 1/300 inch
  int height = 3508;
};

// Thread-safe.
class EsclPages {
 public:
  // JPEG bytes; an empty path is a blank sheet; "" when the picture cannot be read.
  std::shared_ptr<const std::string> Rendered(const std::filesystem::path& picture,
                                              const EsclAsk& ask);

 private:
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const std::string>> kept_;
  std::deque<std::string> order_;  // of kept_, oldest first
};

}  // namespace piket

#endif  // PIKET_TESTS_VIRTUAL_ESCL_PAGE_H_
