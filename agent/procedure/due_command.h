// `piket due "2026-05-13 15:59" "2 Menit" [--calendar FOLDER] [--json]`: when a limit is over, by
// the office's calendar.
#ifndef PIKET_AGENT_PROCEDURE_DUE_COMMAND_H_
#define PIKET_AGENT_PROCEDURE_DUE_COMMAND_H_

namespace piket {

// argc/argv after "due"; times in the calendar's zone. 0 with the due time on standard output; 1
// with "kalender_tidak_dimuat" there, or with a sentence on standard error; 2 for wrong words.
int RunDue(int argc, char** argv);

}  // namespace piket

#endif  // PIKET_AGENT_PROCEDURE_DUE_COMMAND_H_
