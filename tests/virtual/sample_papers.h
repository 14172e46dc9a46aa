// Invented values for the printed papers, for tests and for looking at them.
#ifndef PIKET_TESTS_VIRTUAL_SAMPLE_PAPERS_H_
#define PIKET_TESTS_VIRTUAL_SAMPLE_PAPERS_H_

#include "agent/paper/paper_code.h"
#include "agent/paper/printed_papers.h"

namespace piket {

PaperKey SampleKey();
PaperConfig SampleConfig();  // config/papers of this source tree
ReceiptPaper SampleReceipt();
SheetPaper SampleSheet();
AgendaPaper SampleAgenda(int rows);
SeparatorPaper SampleSeparator();

// The same papers with whatever a careless world may put into their fields.
ReceiptPaper OverfullReceipt();
SheetPaper OverfullSheet();
AgendaPaper OverfullAgenda();

}  // namespace piket

#endif  // PIKET_TESTS_VIRTUAL_SAMPLE_PAPERS_H_
