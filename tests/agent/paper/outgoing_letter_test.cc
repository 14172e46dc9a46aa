#include "agent/paper/outgoing_letter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "agent/core/file.h"
#include "agent/paper/archive_check.h"
#include "tests/agent/paper/printed_paper_reading.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

PaperConfig ShippedConfig() {
  auto config = ReadPaperConfig(fs::path(PIKET_SOURCE_DIR) / "config" / "papers");
  EXPECT_TRUE(config) << config.error().detail;
  return config ? *config : PaperConfig{};
}

OutgoingPaper Reply() {
  OutgoingPaper paper;
  paper.name = "Surat Tanggapan";
  paper.number = "500.12.6.2/0007/ST/DKISP/V/2026";
  paper.date = *DateFromIso("2026-05-13");
  paper.nature = "Biasa";
  paper.attachments = "-";
  paper.subject = "Tanggapan atas Permohonan Pembuatan Subdomain";
  paper.to = "Kepala Dinas Perpustakaan dan Kearsipan Kota Tarakan";
  paper.address = "di\nTarakan";
  paper.opening =
      "Menindaklanjuti surat Saudara nomor 045/12/DISPUSIP/2026 tanggal 12 Mei 2026 hal Permohonan "
      "Pembuatan Subdomain, yang kami terima tanggal 12 Mei 2026 dengan nomor agenda 123/2026, "
      "bersama ini kami sampaikan hal-hal sebagai berikut.";
  paper.body = {
      "Pada prinsipnya permohonan layanan pembuatan subdomain dari Dinas Perpustakaan dan "
      "Kearsipan "
      "dapat kami setujui dan telah kami tindak lanjuti dengan data di bawah ini."};
  paper.data = {{"Subdomain", "arsip.tarakankota.go.id", ""},
                {"Alamat IP", "203.0.113.10", ""},
                {"Pengelola", "Staf Bidang Kearsipan, 0812 0000 0000", ""}};
  paper.closing =
      "Demikian disampaikan, atas perhatian dan kerja sama Saudara diucapkan terima kasih.";
  paper.signatory = {"Plt. Kepala Dinas Komunikasi, Informatika,\nStatistik dan Persandian",
                     "Budi Contoh, S.Kom., M.T.", "Pembina Tingkat I (IV/b)",
                     "19700101 199503 1 001"};
  paper.copies = {"Wali Kota Tarakan (sebagai laporan)", "Arsip"};
  paper.code = "PK1/K/L1/01890A5D0R7Q8ZJ2M3N4P5R6S7/1/1/ABCDEFGHJKMNPQRS";
  paper.file_title = paper.subject;
  paper.identifiers = {paper.number};
  paper.made = *InstantFromIso("2026-05-13T02:00:00.000Z");
  return paper;
}

OutgoingPaper Slip() {
  OutgoingPaper paper = Reply();
  paper.form = "slip";
  paper.name = "Slip Pengembalian Surat";
  paper.subject = "Pengembalian Permohonan Hosting";
  paper.data.clear();
  paper.body.clear();
  paper.copies.clear();
  paper.reasons = {
      {"Surat permohonan OPD", "Belum ditandatangani Kepala Dinas."},
      {"Dokumen kebutuhan", "Kapasitas penyimpanan dan nama basis data tidak disebut."}};
  paper.deadline = "Batas tindak lanjut: 27 Mei 2026.";
  return paper;
}

OutgoingPaper Report() {
  OutgoingPaper paper = Reply();
  paper.form = "berita-acara";
  paper.name = "Berita Acara dan Laporan Instalasi";
  paper.body.clear();
  paper.copies.clear();
  paper.data.clear();
  for (const char* group : {"Perangkat", "Penempatan", "Jaringan", "Hasil uji"}) {
    for (int i = 1; i <= 6; ++i) {
      paper.data.push_back({"Butir " + std::to_string(i), "Isi butir", group});
    }
  }
  paper.signatory.title = "Petugas NOC";
  paper.other_party.title = "Wakil Dinas Perpustakaan dan Kearsipan";
  return paper;
}

// To look at: PIKET_KEEP_PAPERS=folder.
void Keep(const std::string& name, const std::string& pdf) {
  const char* folder = std::getenv("PIKET_KEEP_PAPERS");
  if (folder == nullptr) return;
  EXPECT_TRUE(WriteFileDurably(fs::path(folder) / (name + ".pdf"), pdf));
}

std::string DrawnAs(const std::string& name, const OutgoingPaper& paper) {
  auto pdf = DrawOutgoing(paper, ShippedConfig());
  EXPECT_TRUE(pdf) << pdf.error().detail;
  if (!pdf) return "";
  Keep(name, *pdf);
  EXPECT_TRUE(CheckArchiveBytes(*pdf).empty()) << CheckArchiveBytes(*pdf).front();
  return *pdf;
}

std::string TextOf(const std::string& pdf) {
  std::string text;
  for (char c : PrintedText(pdf)) {
    bool space = c == ' ' || c == '\n' || c == '\f';
    if (!space || (!text.empty() && text.back() != ' ')) text += space ? ' ' : c;
  }
  return text;
}

bool Says(const std::string& pdf, const std::string& words) {
  return TextOf(pdf).find(words) != std::string::npos;
}

// Pixels of the gray the word KONSEP has across the page.
long LightGray(const std::string& pdf) {
  GrayPicture picture = Rasterised(pdf, 72);
  return std::count_if(picture.pixels.begin(), picture.pixels.end(),
                       [](uint8_t gray) { return gray > 215 && gray < 230; });
}

TEST(OutgoingPaper, IsALetterWithAllItsParts) {
  std::string pdf = DrawnAs("surat", Reply());
  for (const char* part :
       {"Tarakan, 13 Mei 2026", "500.12.6.2/0007/ST/DKISP/V/2026", "Yth. Kepala Dinas",
        "nomor agenda 123/2026", "arsip.tarakankota.go.id", "Plt. Kepala Dinas",
        "NIP 19700101 199503 1 001", "Tembusan:", "bukan tanda tangan"}) {
    EXPECT_TRUE(Says(pdf, part)) << part;
  }
  EXPECT_LT(LightGray(pdf), 10000);
}

TEST(OutgoingPaper, OfADraftSaysSoAndCarriesNoCode) {
  OutgoingPaper paper = Reply();
  paper.draft = true;
  paper.number = "";
  paper.date = std::nullopt;
  paper.code = "";
  std::string pdf = DrawnAs("konsep", paper);
  EXPECT_GT(LightGray(pdf), 10000);
  EXPECT_FALSE(Says(pdf, "bukan tanda tangan"));
}

//
TEST(OutgoingPaper, OfAReturnTiesReasonsToItemsAndHasAReceiptToTearOff) {
  std::string pdf = DrawnAs("slip", Slip());
  for (const char* part : {"SLIP PENGEMBALIAN SURAT", "Belum ditandatangani", "Dokumen kebutuhan",
                           "TANDA TERIMA PENGEMBALIAN SURAT", "Tanda tangan penerima"}) {
    EXPECT_TRUE(Says(pdf, part)) << part;
  }
}

TEST(OutgoingPaper, OfAnInstallationHasTwoSignatures) {
  std::string pdf = DrawnAs("berita-acara", Report());
  EXPECT_TRUE(Says(pdf, "Petugas NOC"));
  EXPECT_TRUE(Says(pdf, "Wakil Dinas Perpustakaan"));
  EXPECT_TRUE(Says(pdf, "Hasil uji"));
}

TEST(OutgoingPaper, GoesOnOverAsManyPagesAsItsTextTakes) {
  OutgoingPaper paper = Reply();
  std::string sentence = "Kalimat panjang yang diulang supaya surat ini berhalaman-halaman. ";
  std::string field;
  while (field.size() < 4000) field += sentence;
  paper.subject = paper.to = paper.opening = field;
  paper.body = {field + "\n" + field, field};
  paper.data = {{"Nama", field, ""}};
  for (int i = 0; i < 60; ++i) paper.data.push_back({"Baris " + std::to_string(i), "isi", ""});
  paper.reasons = {{field, field}};
  paper.closing += " TAMAT";
  std::string pdf = DrawnAs("panjang", paper);
  EXPECT_TRUE(Says(pdf, "Baris 59"));
  EXPECT_TRUE(Says(pdf, "TAMAT"));
  EXPECT_TRUE(Says(pdf, "Halaman 2 dari "));
  std::string words = TextOf(pdf);
  size_t times = 0;
  for (size_t at = words.find("diulang"); at != words.npos; at = words.find("diulang", at + 1)) {
    ++times;
  }
  // Nine fields of 61 sentences each, none cut.
  EXPECT_GE(times, 9 * 60u);
}

TEST(OutgoingPaper, StandsWhateverCharactersItHolds) {
  OutgoingPaper paper = Reply();
  std::string odd = "«Ünïcode» — 漢字 العربية ∑ 😀 \xff\xfe \x01\x02 <b>&amp;</b> \\( ) {}";
  paper.subject = paper.to = paper.address = paper.opening = paper.closing = odd;
  paper.number = odd;
  paper.file_title = odd;
  paper.identifiers = {odd};
  paper.body = {odd, std::string(3000, 'W')};
  paper.data = {{odd, odd, odd}};
  paper.reasons = {{odd, odd}};
  paper.copies = {odd};
  paper.signatory = {odd, odd, odd, odd};
  DrawnAs("aneh", paper);
  for (OutgoingPaper empty : {OutgoingPaper{}, OutgoingPaper{}, OutgoingPaper{}}) {
    static int kind = 0;
    empty.form = std::vector<std::string>{"surat", "slip", "berita-acara"}[kind++ % 3];
    DrawnAs("kosong-" + empty.form, empty);
  }
}

TEST(OutgoingPaper, IsTheSameBytesForTheSameValues) {
  EXPECT_EQ(DrawnAs("sama", Reply()), DrawnAs("sama", Reply()));
}

}  // namespace
}  // namespace piket
