// `piket letter read [--json] [--offices FILE] IMAGE…`: what the pages of one letter say of it.
#ifndef PIKET_AGENT_PAPER_LETTER_COMMAND_H_
#define PIKET_AGENT_PAPER_LETTER_COMMAND_H_

#include <filesystem>
#include <vector>

#include "agent/paper/page.h"
#include "agent/paper/page_workers.h"

namespace piket {

// The readings of the pictures, in their order; waits for all of them. The pictures made on the way
// are thrown away.
std::vector<PageReading> ReadPictures(const std::vector<std::filesystem::path>& pictures,
                                      PageWorkers* workers);

// argc/argv after "letter read". 0; 1 with a sentence on standard error when the arguments, the
// office list or a picture are no good.
int RunLetterRead(int argc, char** argv);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_LETTER_COMMAND_H_
