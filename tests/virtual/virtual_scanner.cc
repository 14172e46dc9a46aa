// virtual-scanner --port P --pages DIR [--sane-config DIR] [--page-ms N] [--empty]
// The eSCL scanner as a program, for the demo and for tests in other languages. Prints one JSON
// line when it is ready and runs until standard input closes or it is told to end. With
// --sane-config it also writes a SANE configuration that shows this scanner and no other.
// Subfolders of DIR are letters: the first is in the feeder (unless --empty), `/control/next` puts
// in the next.
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "agent/core/process.h"
#include "tests/virtual/sane_config.h"
#include "tests/virtual/virtual_escl.h"

int main(int argc, char** argv) {
  std::map<std::string, std::string> given;
  for (int i = 1; i < argc; ++i) {
    std::string key = argv[i];
    bool has_value = i + 1 < argc && std::string(argv[i + 1]).rfind("--", 0) != 0;
    given[key] = has_value ? argv[++i] : "";
  }
  piket::IgnoreBrokenPipes();
  // The signals end it through sigwait below; every thread must have them blocked.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  auto scanner = piket::VirtualEscl::Start(std::atoi(given["--port"].c_str()));
  if (!scanner) {
    std::fprintf(stderr, "%s\n", scanner.error().detail.c_str());
    return 1;
  }
  if (given.contains("--page-ms")) {
    (*scanner)->SetPageTime(std::chrono::milliseconds(std::atoi(given["--page-ms"].c_str())));
  }
  if (given.contains("--pages")) {
    (*scanner)->SetLetters(given["--pages"]);
    if (!given.contains("--empty")) (*scanner)->LoadNext();
  }
  if (given.contains("--sane-config")) {
    piket::SaneConfig(given["--sane-config"]).AddAirscan("Pemindai Contoh", (*scanner)->port());
  }
  std::printf("%s\n", (*scanner)->Status().dump().c_str());
  std::fflush(stdout);
  int signal_number = 0;
  sigwait(&ends, &signal_number);
  return 0;
}
