// The papers the desk prints, as plain values, and their drawing into PDF bytes of one exact page
// size. All texts Indonesian, dates "2 Agustus 2024". Whatever stands in a field, it stays
// in its place: long texts shrink, then end in "…"; a missing one is "-". The same values give the
// same bytes. Any thread may draw; one paper is drawn at a time.
#ifndef PIKET_AGENT_PAPER_PRINTED_PAPERS_H_
#define PIKET_AGENT_PAPER_PRINTED_PAPERS_H_

#include <optional>
#include <string>
#include <vector>

#include "agent/core/clock.h"
#include "agent/core/result.h"
#include "agent/paper/paper_config.h"
#include "agent/paper/sheet_geometry.h"

namespace piket {

// Tanda terima, for whoever brought the letter.
struct ReceiptPaper {
  std::string receipt_number;  // "L1-000123-K"
  std::string tracking_code;   // 12 characters; printed in groups of 4
  Instant received_at;
  Zone zone;
  std::string officer;  // who received it
  int page_count = 0;
  std::string sender;
  std::string number;        // the sender's
  std::optional<Date> date;  // the letter's
  std::string subject;
  std::string attachments;
  std::string agenda_number;  // as displayed, "123/2026"; empty: "menyusul"
  std::string service = "lainnya";
  std::string security = "B";  // R and SR: the subject is not printed
  std::string next_step;       // empty: only the service's texts
  std::optional<Instant> due;  // of the next step
  int copy = 1;                // 2 and more: DUPLIKAT
  Instant printed_at;
};

// One link of the disposition chain, as printed.
struct ChainLink {
  std::string at;
  std::string from;
  std::string to;
  std::string instruction;
  std::string limit;
};

// Lembar disposisi (domain.md §6.2). `code` is a paper code (paper_code.h), printed twice.
struct SheetPaper {
  std::string code;
  std::string agenda_number;
  std::string classification;
  std::string sender;
  std::string number;
  std::optional<Date> date;
  Instant received_at;
  Zone zone;
  std::string urgency = "biasa";  // ticked on the sheet
  std::string security = "B";     // ticked; R and SR print without subject
  std::string subject;
  std::string attachments;
  int page_count = 0;
  std::string service = "lainnya";
  std::string limit;  // batas waktu as words, when there is no instant
  std::optional<Instant> due;
  std::vector<std::string> ticked;  // box ids already decided: "to:sekretaris", "do:wakili"
  std::string notes;
  std::vector<ChainLink> chain;        // links that exist already
  std::optional<Signatory> signatory;  // else the configuration's
  int copy = 1;                        // 2 and more: DUPLIKAT
  Instant printed_at;
};

// Where everything stands on the printed sheet is part of the result: keep it with the print.
struct PrintedSheet {
  std::string pdf;
  SheetGeometry geometry;
};

// One row of the agenda book (domain.md §6.1).
struct AgendaRow {
  std::string agenda_number;
  std::optional<Instant> received_at;
  std::string sender;
  std::string address;
  std::string number;
  std::optional<Date> date;
  std::string subject;
  std::string attachments;
  int page_count = 0;
  std::string classification;
  std::string file_index;
  std::string urgency;
  std::string security = "B";  // R and SR print without subject
  std::string forwarded_to;
  std::optional<Instant> forwarded_at;
  std::string officer;
  std::string note;
  bool is_void = false;  // struck through; `note` is the reason
};

struct AgendaPaper {
  int year = 0;
  std::string from_number;  // as displayed
  std::string to_number;
  Zone zone;
  std::vector<AgendaRow> rows;
  std::string journal_head;  // printed at the foot of every page, may be empty
  Instant printed_at;
};

struct SeparatorPaper {
  std::string code;  // a paper code of kind S
  Instant printed_at;
};

// Formulir catat tangan: numbered rows to write letters in while the desk cannot be used.
struct HandFormPaper {
  int rows = 24;
  Zone zone;
  Instant printed_at;
};

Result<std::string> DrawReceipt(const ReceiptPaper& paper, const PaperConfig& config);
// kConfiguration when the lists to tick do not fit the sheet's size.
Result<PrintedSheet> DrawDispositionSheet(const SheetPaper& paper, const PaperConfig& config);
// At least one page, also without rows.
Result<std::string> DrawAgendaPages(const AgendaPaper& paper, const PaperConfig& config);
Result<std::string> DrawHandForm(const HandFormPaper& paper, const PaperConfig& config);
Result<std::string> DrawSeparator(const SeparatorPaper& paper, const PaperConfig& config);

// "https://…/status/ABCDEFGHJKMN": what the receipt's QR says.
std::string StatusAddress(const ReceiptConfig& config, const std::string& tracking_code);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_PRINTED_PAPERS_H_
