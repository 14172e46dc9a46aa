#include "agent/desk/draw.h"

#include "agent/core/text.h"
#include "agent/desk/confidential.h"
#include "agent/letters/disposition.h"
#include "agent/letters/officer.h"
#include "agent/paper/printed_papers.h"

namespace piket {
namespace {

// "custom_f4_215x330mm" or a standard name: PWG 5101.1 self-describing names carry the size.
std::string MediaOf(const PaperSize& size) {
  double narrow = std::min(size.width, size.height);
  double wide = std::max(size.width, size.height);
  if (narrow == 210 && wide == 297) return "iso_a4_210x297mm";
  if (narrow == 148 && wide == 210) return "iso_a5_148x210mm";
  return Format("custom_%gx%gmm_%gx%gmm", narrow, wide, narrow, wide);
}

std::string OfficerName(Desk& desk, const Id& id) {
  auto officer = desk.database().Read([&](Database& db) { return FindOfficer(db, id); });
  return officer ? officer->name : "Petugas loket";
}

std::string AgendaText(const Desk& desk, const Letter& letter) {
  if (!letter.agenda) return "";
  return AgendaDisplay(desk.settings, letter.agenda->number, letter.agenda->year);
}

Result<DrawnPaper> DrawLetterReceipt(Desk& desk, const Print& order, const Letter& letter) {
  const Particulars& p = letter.particulars;
  ReceiptPaper paper;
  paper.receipt_number = letter.receipt_number;
  paper.tracking_code = letter.tracking_code;
  paper.received_at = letter.received_at;
  paper.zone = desk.settings.zone;
  paper.officer = OfficerName(desk, letter.officer);
  paper.page_count = letter.page_count;
  paper.sender = p.sender;
  paper.number = p.number;
  paper.date = DateFromIso(p.date);
  paper.subject = p.subject;
  paper.attachments = p.attachments;
  paper.agenda_number = AgendaText(desk, letter);
  paper.service = p.service;
  paper.security = p.security;
  paper.copy = order.copy;
  paper.printed_at = order.at;
  auto pdf = DrawReceipt(paper, desk.papers);
  if (!pdf) return pdf.error();
  return DrawnPaper{*pdf, MediaOf(desk.papers.receipt.size)};
}

std::string NameOfOfficer(Database& db, const Id& id) {
  auto officer = FindOfficer(db, id);
  return officer ? officer->name : "";
}

std::string ChainTime(Instant at, const Zone& zone) {
  LocalTime local = ToLocal(at, zone);
  return Format("%02u-%02u-%04d %02d.%02d", static_cast<unsigned>(local.date.day()),
                static_cast<unsigned>(local.date.month()), static_cast<int>(local.date.year()),
                local.hour, local.minute);
}

// "Kabid Aplikasi (Budi)"; a position nobody holds stands without a name (R-11), who is only told
// of the letter as well: the cell is narrow.
std::string RecipientText(Desk& desk, Database& db, const Recipient& to, const Date& day) {
  std::string text = desk.positions.ActorName(to.position, day);
  std::string name = to.informed ? "" : NameOfOfficer(db, to.officer);
  return name.empty() ? text : text + " (" + name + ")";
}

std::string InstructionText(const Desk& desk, const Disposition& link, const std::string& words) {
  std::vector<std::string> parts;
  for (const std::string& code : link.instructions) {
    for (const TickChoice& choice : desk.papers.sheet.instructions) {
      if (choice.code == code) parts.push_back(choice.name);
    }
  }
  if (!words.empty()) parts.push_back(words);
  return Join(parts, "; ");
}

// The way the letter has gone so far, and what the disposition this sheet is printed for says.
Result<void> FillChain(Desk& desk, Database& db, const Print& order, SheetPaper& paper) {
  auto links = DispositionsOfLetter(db, order.letter);
  if (!links) return links.error();
  const bool confidential = paper.security == "R" || paper.security == "SR";
  for (const Disposition& link : *links) {
    if (link.recalled_at) continue;
    const Date day = ToLocal(link.at, desk.settings.zone).date;
    // Of a confidential letter no free word stands on paper, like its subject (R-09).
    const std::string words = confidential ? "" : link.text;
    std::vector<std::string> to;
    for (const Recipient& each : link.to) to.push_back(RecipientText(desk, db, each, day));
    Appointment as{"", link.officer, link.position, link.as, day, std::nullopt, "", false};
    auto title = SigningTitle(db, desk.positions, as, day);
    if (!title) return title.error();
    paper.chain.push_back({ChainTime(link.at, desk.settings.zone), Join(Split(*title, '\n'), ", "),
                           Join(to, "; "), InstructionText(desk, link, words),
                           link.deadline ? IndonesianText(*link.deadline) : ""});
    if (link.id != TextOr(order.detail, "disposition")) continue;
    for (const Recipient& each : link.to) paper.ticked.push_back("to:" + each.position);
    for (const std::string& code : link.instructions) paper.ticked.push_back("do:" + code);
    paper.notes = words;
    paper.signatory = Signatory{*title, NameOfOfficer(db, link.officer), "", ""};
  }
  return {};
}

Result<DrawnPaper> DrawLetterSheet(Desk& desk, const Print& order, const Letter& letter) {
  const Particulars& p = letter.particulars;
  PaperCode code{PaperKind::kDispositionSheet, desk.journal.post(), letter.id, order.copy, ""};
  auto text = MakePaperCode(code, desk.paper_keys.front());
  if (!text) return text.error();
  SheetPaper paper;
  paper.code = *text;
  paper.agenda_number = AgendaText(desk, letter);
  paper.classification = p.classification;
  paper.sender = p.sender;
  paper.number = p.number;
  paper.date = DateFromIso(p.date);
  paper.received_at = letter.received_at;
  paper.zone = desk.settings.zone;
  paper.urgency = p.urgency;
  paper.security = p.security;
  paper.subject = p.subject;
  paper.attachments = p.attachments;
  paper.page_count = letter.page_count;
  paper.service = p.service;
  for (const UrgencyChoice& urgency : desk.papers.sheet.urgencies) {
    if (urgency.code == p.urgency) paper.limit = urgency.limit;
  }
  if (order.detail.contains("due_at")) {
    paper.due = Instant(std::chrono::milliseconds(IntegerOr(order.detail, "due_at")));
  }
  if (order.detail.contains("disposition")) {
    auto filled =
        desk.database().Read([&](Database& db) { return FillChain(desk, db, order, paper); });
    if (!filled) return filled.error();
  }
  paper.copy = order.copy;
  paper.printed_at = order.at;
  auto sheet = DrawDispositionSheet(paper, desk.papers);
  if (!sheet) return sheet.error();
  return DrawnPaper{sheet->pdf, MediaOf(desk.papers.sheet.size)};
}

Result<DrawnPaper> DrawSeparatorSheet(Desk& desk, const Print& order) {
  PaperCode code{PaperKind::kSeparator, desk.journal.post(), order.id, order.copy, ""};
  auto text = MakePaperCode(code, desk.paper_keys.front());
  if (!text) return text.error();
  auto pdf = DrawSeparator({*text, order.at}, desk.papers);
  if (!pdf) return pdf.error();
  return DrawnPaper{*pdf, MediaOf(desk.papers.separator.size)};
}

// Drawn when it was approved: what comes out is what was decided.
Result<DrawnPaper> DrawnOutgoing(Desk& desk, const Print& order) {
  auto letter = desk.database().Read([&](Database& db) { return FindLetter(db, order.letter); });
  if (!letter) return letter.error();
  std::string blob = TextOr(order.detail, "blob");
  auto pdf = IsConfidential(letter->particulars) ? GetSealed(desk.safe(), order.letter, blob)
                                                 : desk.blobs.Get(blob);
  if (!pdf) return pdf.error();
  return DrawnPaper{*pdf, MediaOf(desk.papers.outgoing.size)};
}

Result<DrawnPaper> DrawForm(Desk& desk, const Print& order) {
  auto pdf = DrawHandForm(
      {static_cast<int>(IntegerOr(order.detail, "rows", 24)), desk.settings.zone, order.at},
      desk.papers);
  if (!pdf) return pdf.error();
  return DrawnPaper{*pdf, MediaOf(desk.papers.hand_form.size)};
}

AgendaRow RowOf(Desk& desk, const Letter& letter) {
  const Particulars& p = letter.particulars;
  AgendaRow row;
  row.agenda_number = AgendaText(desk, letter);
  row.received_at = letter.received_at;
  row.sender = p.sender;
  row.number = p.number;
  row.date = DateFromIso(p.date);
  row.subject = p.subject;
  row.attachments = p.attachments;
  row.page_count = letter.page_count;
  row.classification = p.classification;
  row.urgency = p.urgency;
  row.security = p.security;
  row.officer = OfficerName(desk, letter.officer);
  row.note = letter.void_at ? "BATAL: " + letter.void_reason : p.note;
  row.is_void = letter.void_at.has_value();
  return row;
}

// What stays of a confidential letter's particulars for who may not see them: its security.
void HideParticulars(Letter& letter) {
  Particulars shown;
  shown.security = letter.particulars.security;
  shown.service = "";
  shown.urgency = letter.particulars.urgency;
  letter.particulars = shown;
  if (letter.void_at) letter.void_reason = "(rahasia)";
}

Result<std::vector<Letter>> RowsOfBook(Desk& desk, int year, int from, int to, bool confidential,
                                       const LetterScope& scope) {
  auto letters = desk.database().Read([&](Database& db) {
    return AgendaRows(db, desk.settings.agenda_book, year, from, std::max(0, to - from + 1), scope);
  });
  if (!letters) return letters;
  std::erase_if(*letters, [&](const Letter& letter) { return letter.agenda->number > to; });
  for (Letter& letter : *letters) {
    if (!IsConfidential(letter.particulars)) continue;
    if (!confidential) {
      HideParticulars(letter);
      continue;
    }
    auto opened = Opened(desk.safe(), letter);
    if (!opened) return opened.error();
    letter = std::move(*opened);
  }
  return letters;
}

}  // namespace

Result<std::string> AgendaPdf(Desk& desk, int year, int from, int to, bool confidential,
                              const LetterScope& scope) {
  auto letters = RowsOfBook(desk, year, from, to, confidential, scope);
  if (!letters) return letters.error();
  AgendaPaper paper;
  paper.year = year;
  paper.zone = desk.settings.zone;
  paper.printed_at = desk.Now();
  for (const Letter& letter : *letters) paper.rows.push_back(RowOf(desk, letter));
  if (!paper.rows.empty()) {
    paper.from_number = paper.rows.front().agenda_number;
    paper.to_number = paper.rows.back().agenda_number;
  }
  auto head = desk.database().Read([&](Database& db) {
    return db.Ask("SELECT hash FROM entry WHERE post=? ORDER BY epoch, seq DESC LIMIT 1",
                  {desk.journal.post()});
  });
  if (head && !head->empty()) paper.journal_head = head->front().Text("hash");
  return DrawAgendaPages(paper, desk.papers);
}

Result<std::string> AgendaCsv(Desk& desk, int year, bool confidential, const LetterScope& scope) {
  auto letters = RowsOfBook(desk, year, 1, 999999, confidential, scope);
  if (!letters) return letters.error();
  std::string csv =
      "nomor_agenda,tahun,tanggal_terima,cara_terima,pengirim,nomor_surat,tanggal_surat,perihal,"
      "lampiran,jumlah_halaman,kode_klasifikasi,derajat,keamanan,jenis_layanan,petugas,nomor_resi,"
      "status,keterangan\r\n";
  for (const Letter& letter : *letters) {
    const Particulars& p = letter.particulars;
    LocalTime at = ToLocal(letter.received_at, desk.settings.zone);
    std::vector<std::string> fields = {std::to_string(letter.agenda->number),
                                       std::to_string(letter.agenda->year),
                                       IsoText(at.date) + Format(" %02d:%02d", at.hour, at.minute),
                                       letter.received_by,
                                       p.sender,
                                       p.number,
                                       p.date,
                                       p.subject,
                                       p.attachments,
                                       std::to_string(letter.page_count),
                                       p.classification,
                                       p.urgency,
                                       p.security,
                                       p.service,
                                       OfficerName(desk, letter.officer),
                                       letter.receipt_number,
                                       letter.void_at ? "batal" : "aktif",
                                       letter.void_at ? letter.void_reason : p.note};
    csv += CsvLine(fields);
  }
  return csv;
}

Result<DrawnPaper> Draw(Desk& desk, const Print& order) {
  if (order.kind == "separator") return DrawSeparatorSheet(desk, order);
  if (order.kind == "outgoing") return DrawnOutgoing(desk, order);
  if (order.kind == "form") return DrawForm(desk, order);
  if (order.kind == "agenda") {
    auto pdf = AgendaPdf(desk, static_cast<int>(IntegerOr(order.detail, "year")),
                         static_cast<int>(IntegerOr(order.detail, "from")),
                         static_cast<int>(IntegerOr(order.detail, "to")),
                         BoolOr(order.detail, "confidential"));
    if (!pdf) return pdf.error();
    return DrawnPaper{*pdf, MediaOf(desk.papers.agenda.size)};
  }
  auto letter = desk.database().Read([&](Database& db) { return FindLetter(db, order.letter); });
  if (letter) letter = Opened(desk.safe(), *letter);
  if (!letter) return letter.error();
  if (order.kind == "receipt") return DrawLetterReceipt(desk, order, *letter);
  if (order.kind == "sheet") return DrawLetterSheet(desk, order, *letter);
  return Error{Fault::kInternal, "no such paper: " + order.kind};
}

}  // namespace piket
