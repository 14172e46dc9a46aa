// `piket procedure check|show`: definitions judged and shown, without a post.
#ifndef PIKET_AGENT_PROCEDURE_PROCEDURE_COMMAND_H_
#define PIKET_AGENT_PROCEDURE_PROCEDURE_COMMAND_H_

namespace piket {

// `piket procedure check [DIR] [--positions FILE] [--json]`: every mistake one line
// "file:line:column: sentence" on standard output. 0 when there is none, else 1; 2 for wrong words.
int ProcedureCheck(int argc, char** argv);

// `piket procedure show ID [--dir DIR] [--json]`: the version in force today, or, when none is yet,
// the first one. 1 when there is no such procedure.
int ProcedureShow(int argc, char** argv);

}  // namespace piket

#endif  // PIKET_AGENT_PROCEDURE_PROCEDURE_COMMAND_H_
