#include "agent/paper/page_job.h"

namespace piket {

Json ToJson(const PageJob& job) {
  Json json = {{"picture", job.picture.string()},
               {"folder", job.folder.string()},
               {"dpi", job.dpi},
               {"deadline_ms", job.deadline.count()}};
  if (job.turn) json["turn"] = *job.turn;
  return json;
}

Result<PageJob> PageJobFromJson(const Json& json) {
  PageJob job;
  job.picture = TextOr(json, "picture");
  job.folder = TextOr(json, "folder");
  if (job.picture.empty() || job.folder.empty()) {
    return Error{Fault::kBadRequest, "a page job has a picture and a folder"};
  }
  job.dpi = NumberOr(json, "dpi");
  job.deadline = std::chrono::milliseconds(IntegerOr(json, "deadline_ms", job.deadline.count()));
  int64_t turn = IntegerOr(json, "turn", -1);
  if (turn == 0 || turn == 90 || turn == 180 || turn == 270) job.turn = static_cast<int>(turn);
  return job;
}

}  // namespace piket
