// piket archive check FILE… [--json]: is it a PDF/A-2b? Exit status 0 when all are, 1 when not, 2
// when called wrongly. One line per file, then one per broken rule; with --json one object per
// file.
#ifndef PIKET_AGENT_PAPER_ARCHIVE_COMMAND_H_
#define PIKET_AGENT_PAPER_ARCHIVE_COMMAND_H_

namespace piket {

int ArchiveCheckCommand(int argc, char** argv);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_ARCHIVE_COMMAND_H_
