#include "agent/http/post_call.h"

namespace piket {

std::string PostCall::Header(const std::string& name) const {
  auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

Answer FailedPost(const Error& error) { return Failed(error, Language::kIndonesian); }

}  // namespace piket
