// The web server under the screens: Poco's, on loopback, or over TLS for other machines. Reads
// whole requests, checks their length, hands them to Serve, sends files and the event stream.
#ifndef PIKET_AGENT_HTTP_SERVER_H_
#define PIKET_AGENT_HTTP_SERVER_H_

#include <filesystem>
#include <memory>

#include "agent/http/screens.h"

namespace piket {

class ScreenServer {
 public:
  // Listens at once; requests are answered until the server is destroyed. `pages` is the folder
  // with the built screens. kConfiguration when the address is taken.
  static Result<std::unique_ptr<ScreenServer>> Start(Screens screens,
                                                     const std::filesystem::path& pages);
  ~ScreenServer();
  int port() const;

 private:
  struct State;
  explicit ScreenServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace piket

#endif  // PIKET_AGENT_HTTP_SERVER_H_
