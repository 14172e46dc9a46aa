// The sub-commands beside `run`: they open the post read-only and may be used while the agent runs.
// Exit status 0 when all is well, 1 when not, 2 for wrong words.
#ifndef PIKET_AGENT_COMMANDS_H_
#define PIKET_AGENT_COMMANDS_H_

#include <string>

#include "agent/core/result.h"
#include "agent/core/settings.h"

namespace piket {

// What every command understands: --config FILE, --json, and the rest in order.
struct Words {
  std::string config = "/etc/piket/piket.toml";
  bool json = false;
  std::string out;
  int year = 0;
  std::string format = "csv";
  std::vector<std::string> rest;
};
Words WordsOf(int argc, char** argv);
// Says the fault's sentence and its detail on standard error; gives 1.
int Complain(const Error& error);

int CheckConfig(int argc, char** argv);    // piket check-config [FILE]
int JournalVerify(int argc, char** argv);  // piket journal verify
int JournalReplay(int argc, char** argv);  // piket journal replay
// piket agenda export --year N [--format csv|pdf] [--out F]
int AgendaExport(int argc, char** argv);
int Doctor(int argc, char** argv);  // piket doctor
// piket authority: the certificate that other computers install to believe this post's screens.
int AuthorityCommand(int argc, char** argv);
int Backup(int argc, char** argv);  // piket backup FOLDER

}  // namespace piket

#endif  // PIKET_AGENT_COMMANDS_H_
