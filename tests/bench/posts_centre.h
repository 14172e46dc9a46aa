// A centre with many accepted posts, for the benches of the line: its data folder is filled as the
// agent would, then the real agent runs on it.
#ifndef PIKET_TESTS_BENCH_POSTS_CENTRE_H_
#define PIKET_TESTS_BENCH_POSTS_CENTRE_H_

#include <filesystem>
#include <memory>
#include <string>

#include "agent/core/process.h"

namespace piket {

class PostsCentre {
 public:
  // Invites, certifies and accepts posts S1 … Sn, then starts the agent. Its log goes to
  // <folder>/log.
  static Result<std::unique_ptr<PostsCentre>> Start(const std::filesystem::path& folder, int posts);
  ~PostsCentre();
  const std::string& url() const { return url_; }  // of the screens
  int port() const { return port_; }               // of the posts
  std::filesystem::path seats() const { return folder_ / "seats.json"; }
  int64_t ResidentBytes() const;
  std::chrono::milliseconds CpuTime() const { return agent_->CpuTime(); }

 private:
  explicit PostsCentre(std::filesystem::path folder) : folder_(std::move(folder)) {}
  Result<void> Prepare(int posts);
  Result<void> Run();

  const std::filesystem::path folder_;
  std::unique_ptr<Process> agent_;
  std::string url_;
  int port_ = 0;
};

}  // namespace piket

#endif  // PIKET_TESTS_BENCH_POSTS_CENTRE_H_
