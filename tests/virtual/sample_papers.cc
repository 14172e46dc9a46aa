#include "tests/virtual/sample_papers.h"

#include <cstdio>
#include <cstdlib>

namespace piket {
namespace {

Instant At(const char* iso) { return *InstantFromIso(iso); }

constexpr char kSheetId[] = "01934f6e-5a10-7c3d-9b21-5f0e6a7c8d91";

std::string Code(PaperKind kind, int copy) {
  return *MakePaperCode({kind, "L1", kSheetId, copy, ""}, SampleKey());
}

std::string Longest() {
  std::string text = "Permohonan fasilitasi pengembangan dan pengintegrasian sistem ";
  while (text.size() < 500) text += "informasi pelayanan terpadu lintas perangkat daerah ";
  return text;
}

// Combining marks piled up, a right-to-left word, an emoji, broken UTF-8, a control character.
const char kOdd[] =
    "Z\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85\xcc\x86\xcc\x87\xcc\x88"
    "a\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85\xcc\x86 "
    "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xf0\x9f\x93\x84 \xff\xfe "
    "tab\tbaris\nbaru SangatPanjangTanpaSpasiSangatPanjangTanpaSpasiSangatPanjangTanpaSpasi";

}  // namespace

PaperKey SampleKey() { return {"1", std::string(32, 'k')}; }

PaperConfig SampleConfig() {
  auto config = ReadPaperConfig(PIKET_SOURCE_DIR "/config/papers");
  if (!config) {
    std::fprintf(stderr, "%s\n", config.error().detail.c_str());
    std::abort();
  }
  return *config;
}

ReceiptPaper SampleReceipt() {
  ReceiptPaper paper;
  paper.receipt_number = "L1-000123-K";
  paper.tracking_code = "7KQ2M9XVB4TD";
  paper.received_at = At("2026-11-23T01:42:10.000Z");
  paper.officer = "Rahmi Anjani, A.Md.";
  paper.page_count = 3;
  paper.sender = "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia";
  paper.number = "800.1.11/1482-Sekr/2026";
  paper.date = *DateFromIso("2026-11-20");
  paper.subject = "Permohonan hosting aplikasi Presensi Pegawai beserta subdomainnya";
  paper.attachments = "2 (dua) lembar";
  paper.agenda_number = "1204/2026";
  paper.service = "hosting-subdomain";
  paper.next_step = "Disposisi Kepala Dinas";
  paper.due = At("2026-11-24T08:00:00.000Z");
  paper.printed_at = At("2026-11-23T01:44:02.000Z");
  return paper;
}

SheetPaper SampleSheet() {
  ReceiptPaper receipt = SampleReceipt();
  SheetPaper paper;
  paper.code = Code(PaperKind::kDispositionSheet, 1);
  paper.agenda_number = receipt.agenda_number;
  paper.classification = "500.12.6.2";
  paper.sender = receipt.sender;
  paper.number = receipt.number;
  paper.date = receipt.date;
  paper.received_at = receipt.received_at;
  paper.urgency = "segera";
  paper.security = "B";
  paper.subject = receipt.subject;
  paper.attachments = receipt.attachments;
  paper.page_count = 3;
  paper.service = receipt.service;
  paper.due = At("2026-11-25T08:00:00.000Z");
  paper.printed_at = receipt.printed_at;
  return paper;
}

AgendaPaper SampleAgenda(int rows) {
  static const char* const kSenders[] = {"Dinas Kesehatan", "Inspektorat Daerah",
                                         "Kecamatan Tarakan Barat",
                                         "Badan Penanggulangan Bencana Daerah"};
  static const char* const kSubjects[] = {
      "Permohonan pembuatan subdomain layanan antrean puskesmas", "Undangan rapat koordinasi",
      "Permohonan penitipan server pada ruang NOC dan penyediaan alamat IP publik",
      "Penyampaian laporan triwulan"};
  AgendaPaper paper;
  paper.year = 2026;
  paper.from_number = "1201";
  paper.to_number = std::to_string(1200 + rows);
  for (int i = 0; i < rows; ++i) {
    AgendaRow row;
    row.agenda_number = std::to_string(1201 + i);
    row.received_at = At("2026-11-23T01:42:10.000Z") + std::chrono::minutes(7 * i);
    row.sender = kSenders[i % 4];
    row.number = "000.8/" + std::to_string(400 + 13 * i) + "/2026";
    row.date = *DateFromIso("2026-11-20");
    row.subject = kSubjects[i % 4];
    row.attachments = i % 2 == 0 ? "1 (satu) berkas" : "";
    row.page_count = 1 + i % 3;
    row.classification = "500.12.6.2";
    row.urgency = i % 3 == 0 ? "segera" : "biasa";
    row.security = i == 5 ? "R" : "B";
    row.forwarded_to = i % 2 == 0 ? "Kabid Aplikasi dan Informatika" : "";
    if (i % 2 == 0) row.forwarded_at = row.received_at;
    row.officer = "Rahmi A.";
    row.is_void = i == 3;
    if (row.is_void) row.note = "salah masuk, surat untuk Dinas Sosial (Rahmi A.)";
    paper.rows.push_back(row);
  }
  paper.journal_head = "L1 · 4711 · 9f2c66aa01d4b7e3c5108f4e77ab12d0";
  paper.printed_at = At("2026-11-23T08:05:00.000Z");
  return paper;
}

SeparatorPaper SampleSeparator() {
  return {Code(PaperKind::kSeparator, 1), At("2026-11-23T01:44:02.000Z")};
}

ReceiptPaper OverfullReceipt() {
  ReceiptPaper paper = SampleReceipt();
  paper.sender = Longest();
  paper.number = kOdd;
  paper.subject = Longest();
  paper.attachments = Longest();
  paper.officer = Longest();
  paper.agenda_number = "123456789/2026";
  paper.next_step = Longest();
  paper.copy = 12;
  return paper;
}

SheetPaper OverfullSheet() {
  SheetPaper paper = SampleSheet();
  paper.code = Code(PaperKind::kDispositionSheet, 12);
  paper.sender = Longest();
  paper.number = kOdd;
  paper.classification = Longest();
  paper.subject = Longest();
  paper.attachments = kOdd;
  paper.agenda_number = "123456789/2026";
  paper.notes = Longest();
  paper.chain.assign(9, {Longest(), kOdd, Longest(), Longest(), kOdd});
  paper.signatory = Signatory{"Plt. " + Longest(), Longest(), Longest(), kOdd};
  paper.copy = 12;
  return paper;
}

AgendaPaper OverfullAgenda() {
  AgendaPaper paper = SampleAgenda(3);
  for (AgendaRow& row : paper.rows) {
    row.sender = row.subject = row.note = Longest();
    row.number = row.officer = kOdd;
  }
  paper.rows[1].is_void = true;
  return paper;
}

}  // namespace piket
