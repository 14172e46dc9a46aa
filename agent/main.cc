// piket: the officer on duty, as software. Chooses the sub-command.
#include <cstdio>
#include <string_view>

#include "agent/commands.h"
#include "agent/core/process.h"
#include "agent/core/version.h"
#include "agent/duty.h"
#include "agent/paper/archive_command.h"
#include "agent/paper/letter_command.h"
#include "agent/paper/page_worker.h"
#include "agent/paper/pdf_import.h"
#include "agent/post_commands.h"
#include "agent/procedure/due_command.h"
#include "agent/procedure/procedure_command.h"
#include "agent/restore.h"
#include "drivers/scanner/scanner_sane.h"

namespace piket {
namespace {

struct Command {
  std::string_view name;
  std::string_view second;            // "" or a second word, as in "worker scan"
  int (*run)(int argc, char** argv);  // argc/argv after the words above
};

int Version(int, char**) {
  std::printf("piket %s\n", kProgramVersion);
  return 0;
}

constexpr Command kCommands[] = {
    {"archive", "check", ArchiveCheckCommand},
    {"run", "", RunCommandLine},
    {"check-config", "", CheckConfig},
    {"config", "publish", ConfigPublishCommand},
    {"config", "show", ConfigShowCommand},
    {"journal", "verify", JournalVerify},
    {"journal", "replay", JournalReplay},
    {"agenda", "export", AgendaExport},
    {"doctor", "", Doctor},
    {"authority", "", AuthorityCommand},
    {"due", "", RunDue},
    {"backup", "", Backup},
    {"restore", "", RestoreCommand},
    {"invite", "", InviteCommand},
    {"enroll", "", EnrollCommand},
    {"accept", "", AcceptCommand},
    {"refuse", "", RefuseCommand},
    {"allow", "", AllowCommand},
    {"revoke", "", RevokeCommand},
    {"posts", "", PostsCommand},
    {"version", "", Version},
    {"letter", "read", RunLetterRead},
    {"procedure", "check", ProcedureCheck},
    {"procedure", "show", ProcedureShow},
    {"worker", "page", [](int, char**) { return RunPageWorker(); }},
    {"worker", "split", RunSplitWorker},
    {"worker", "scan", [](int, char**) { return RunScanWorker(); }},
};

int Main(int argc, char** argv) {
  IgnoreBrokenPipes();
  for (const Command& command : kCommands) {
    if (argc < 2 || command.name != argv[1]) continue;
    if (command.second.empty()) return command.run(argc - 2, argv + 2);
    if (argc > 2 && command.second == argv[2]) return command.run(argc - 3, argv + 3);
  }
  std::fputs("Perintah tidak dikenal. Lihat README untuk daftar perintah.\n", stderr);
  return 2;
}

}  // namespace
}  // namespace piket

int main(int argc, char** argv) { return piket::Main(argc, argv); }
