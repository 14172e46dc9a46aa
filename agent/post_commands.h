// `piket config publish` (at the centre) and `piket config show`, and
// the commands with which posts join the office: on the centre's machine `piket invite`, `accept`,
// `refuse`, `allow`, `revoke`, `posts`; on the post's `piket enroll`. They ask the running agent
// over its Unix socket; `enroll` does without when no agent runs.
#ifndef PIKET_AGENT_POST_COMMANDS_H_
#define PIKET_AGENT_POST_COMMANDS_H_

#include <functional>

#include "agent/central/centre.h"
#include "agent/http/command_server.h"
#include "agent/sync/enrol.h"

namespace piket {

// What the running agent answers them with; every part outlives the server.
struct PostCommandPlan {
  Centre* centre = nullptr;  // null without the role central
  const Settings& settings;
  const SigningKey& key;
  // This post was accepted: it may begin to sync. On the command's thread.
  std::function<void(const Membership&)> enrolled;
};
CommandTable PostCommands(PostCommandPlan plan);

int InviteCommand(int argc,
                  char** argv);  // piket invite CODE --roles desk [--minutes] [--replaces]
int ConfigPublishCommand(int argc, char** argv);  // piket config publish FOLDER
int ConfigShowCommand(int argc, char** argv);     // piket config show
int EnrollCommand(int argc, char** argv);         // piket enroll INVITATION
int AcceptCommand(int argc, char** argv);         // piket accept CODE
int RefuseCommand(int argc, char** argv);         // piket refuse CODE
int AllowCommand(int argc, char** argv);          // piket allow CODE
int RevokeCommand(int argc, char** argv);         // piket revoke CODE --reason TEXT
int PostsCommand(int argc, char** argv);          // piket posts

}  // namespace piket

#endif  // PIKET_AGENT_POST_COMMANDS_H_
