// virtual-printer --spool DIR [--port P] [--name NAME]: a printer for demos. Prints one JSON line
// when it is ready, keeps every paper in DIR/papers, and ends when its standard input closes.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "agent/core/json.h"
#include "tests/virtual/virtual_printer.h"

int main(int argc, char** argv) {
  piket::VirtualPrinterPlan plan;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (strcmp(argv[i], "--spool") == 0) plan.folder = argv[i + 1];
    if (strcmp(argv[i], "--port") == 0) plan.port = atoi(argv[i + 1]);
    if (strcmp(argv[i], "--name") == 0) plan.name = argv[i + 1];
  }
  if (plan.folder.empty()) {
    std::fputs("usage: virtual-printer --spool DIR [--port P] [--name NAME]\n", stderr);
    return 2;
  }
  piket::IgnoreBrokenPipes();
  auto printer = piket::VirtualPrinter::Start(plan);
  if (!printer) {
    std::fprintf(stderr, "virtual-printer: %s\n", printer.error().detail.c_str());
    return 1;
  }
  piket::Json ready{
      {"ready", true}, {"uri", (*printer)->uri()}, {"papers", (plan.folder / "papers").string()}};
  std::puts(piket::CanonicalText(ready).c_str());
  std::fflush(stdout);
  char ignored[256];
  while (read(STDIN_FILENO, ignored, sizeof ignored) > 0) {
  }
  return 0;
}
