#include "agent/paper/paper_config.h"

#include <gtest/gtest.h>

#include <set>

#include "agent/core/file.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

// The shipped folder, copied, with `from` replaced by `to` in one file.
class PaperConfigFolder {
 public:
  PaperConfigFolder() {
    fs::copy(fs::path(PIKET_SOURCE_DIR) / "config" / "papers", folder_.path() / "papers");
  }
  void Replace(const char* file, const std::string& from, const std::string& to) {
    fs::path path = folder_.path() / "papers" / file;
    std::string text = *ReadFile(path);
    size_t at = text.find(from);
    ASSERT_NE(at, text.npos);
    text.replace(at, from.size(), to);
    ASSERT_TRUE(WriteFileDurably(path, text).ok());
  }
  void Remove(const char* file) { fs::remove(folder_.path() / "papers" / file); }
  Result<PaperConfig> Read() const { return ReadPaperConfig(folder_.path() / "papers"); }
  std::string Problem() const {
    auto config = Read();
    return config.ok() ? "" : config.error().detail;
  }

 private:
  TemporaryFolder folder_;
};

TEST(PaperConfig, AsShippedIsGood) {
  auto config = PaperConfigFolder().Read();
  ASSERT_TRUE(config.ok()) << config.error().detail;
  EXPECT_EQ(config->sheet.size.width, 215);
  EXPECT_EQ(config->sheet.size.height, 165);
  EXPECT_EQ(config->sheet.recipients.size(), 7u);
  EXPECT_EQ(config->Service("colocation").sop, "067/26/SOP/DKISP/2022");
  EXPECT_EQ(config->Service("tidak-ada").code, "lainnya");
  std::set<std::string> services;
  for (const ServiceTexts& service : config->services) services.insert(service.code);
  EXPECT_EQ(services, (std::set<std::string>{"website", "konsultasi-aplikasi", "subdomain",
                                             "colocation", "hosting-subdomain", "lainnya"}));
}

TEST(PaperConfig, NamesTheFileLineAndColumnOfAnUnknownKey) {
  PaperConfigFolder folder;
  folder.Replace("kop.toml", "kontak =", "kontakt =");
  EXPECT_NE(folder.Problem().find("kop.toml:16:1: kontakt: kunci tidak dikenal"), std::string::npos)
      << folder.Problem();
}

TEST(PaperConfig, NamesEveryProblemOfEveryFile) {
  PaperConfigFolder folder;
  folder.Replace("kop.toml", "kantor =", "kantorr =");
  folder.Replace("lembar-disposisi.toml", "\"setengah-f4\"", "\"b5\"");
  folder.Replace("lembar-disposisi.toml", "kode = \"sekretaris\"", "kode = \"kabid-aplikasi\"");
  folder.Replace("tanda-terima.toml", "/status\"", "/status/\"");
  folder.Replace("layanan.toml", "kode = \"lainnya\"", "kode = \"lain\"");
  folder.Replace("buku-agenda.toml", "ukuran = \"f4-mendatar\"", "ukuran = \"a5\"");
  std::string problem = folder.Problem();
  for (const char* part :
       {"kantor: harus diisi", "lembar-disposisi.toml:", "ukuran: harus salah satu dari",
        "kode: sudah dipakai di atas", "alamat_status: harus alamat", "\"lainnya\"",
        "ukuran: harus f4-mendatar"}) {
    EXPECT_NE(problem.find(part), problem.npos) << part << " is missing in\n" << problem;
  }
}

TEST(PaperConfig, RefusesALogoThatIsNoPng) {
  PaperConfigFolder folder;
  folder.Replace("kop.toml", "logo = \"\"", "logo = \"kop.toml\"");
  EXPECT_NE(folder.Problem().find("logo: berkas tidak ada atau bukan PNG"), std::string::npos);
}

TEST(PaperConfig, MissesAFileThatIsNotThere) {
  PaperConfigFolder folder;
  folder.Remove("layanan.toml");
  auto config = folder.Read();
  ASSERT_FALSE(config.ok());
  EXPECT_EQ(config.error().fault, Fault::kNotFound);
}

TEST(PaperConfig, KnowsTheOfficesOwnLetters) {
  auto config = PaperConfigFolder().Read();
  ASSERT_TRUE(config.ok()) << config.error().detail;
  for (const char* code : {"surat-tanggapan", "surat-tindak-lanjut", "surat-pemberitahuan",
                           "pemberitahuan-instalasi", "slip-pengembalian", "laporan-instalasi"}) {
    EXPECT_NE(config->outgoing.Find(code), nullptr) << code;
  }
  EXPECT_TRUE(config->outgoing.Find("surat-tanggapan")->Serves("subdomain"));
  EXPECT_FALSE(config->outgoing.Find("surat-tanggapan")->Serves("colocation"));
  EXPECT_EQ(config->outgoing.Find("surat-lain"), nullptr);
}

TEST(PaperConfig, RefusesAWordThatNobodyFillsIn) {
  PaperConfigFolder folder;
  folder.Replace("surat-keluar.toml", "hal = \"Tanggapan atas {perihal}\"",
                 "hal = \"Tanggapan atas {prihal}\"");
  EXPECT_NE(
      folder.Problem().find("surat-keluar.toml:42:7: surat[0].hal: kata {prihal} tidak dikenal"),
      std::string::npos)
      << folder.Problem();
}

TEST(PaperConfig, RefusesANumberThatCouldBeGivenTwice) {
  for (const auto& [from, to, problem] :
       {std::tuple{"{kode}/{urut:04}/{jenis}/{unit}/{bulan_romawi}/{tahun}", "{kode}/{tahun}",
                   "harus memuat {urut}"},
        {"{kode}/{urut:04}/{jenis}/{unit}/{bulan_romawi}/{tahun}", "{urut}",
         "harus memuat {tahun}"},
        {"{kode}/{urut:04}", "{kode}/{urut:99}", "kata {urut:99} tidak dikenal"},
        {"cakupan = [\"tahun\"]", "cakupan = [\"minggu\"]", "hanya tahun, kode, unit, hari"},
        {"cakupan = [\"tahun\"]", "cakupan = [\"hari\"]", "harus memuat {hari}"}}) {
    PaperConfigFolder folder;
    folder.Replace("surat-keluar.toml", from, to);
    EXPECT_NE(folder.Problem().find(problem), std::string::npos) << to << ": " << folder.Problem();
  }
}

TEST(OutgoingNumber, IsWrittenAsTheOfficeWritesIt) {
  NumberParts parts{7, "B", "500.12.6.2", "ST", "DKISP", *DateFromIso("2026-08-02")};
  EXPECT_EQ(FilledNumber("{keamanan}{kode}/{urut:04}/{jenis}/{unit}/{bulan_romawi}/{tahun}", parts),
            "500.12.6.2/0007/ST/DKISP/VIII/2026");
  parts.security = "R";
  EXPECT_EQ(FilledNumber("{keamanan}{urut}/{unit}/{hari}/{bulan}/{tahun}", parts),
            "R-7/DKISP/02/08/2026");
  parts.counter = 12345;
  EXPECT_EQ(FilledNumber("{urut:04}", parts), "12345");
}

TEST(OutgoingNumber, IsCountedInTheScopeTheOfficeChose) {
  NumberParts parts{1, "B", "500.12", "ST", "DKISP", *DateFromIso("2026-08-02")};
  OutgoingKind kind;
  EXPECT_EQ(ScopeOf(kind, parts), "surat-keluar");
  kind.scope = {"kode", "tahun"};
  EXPECT_EQ(ScopeOf(kind, parts), "surat-keluar/2026/500.12");
  kind.scope = {"unit", "hari"};
  EXPECT_EQ(ScopeOf(kind, parts), "surat-keluar/DKISP/2026-08-02");
}

}  // namespace
}  // namespace piket
