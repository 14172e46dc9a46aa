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

}  // namespace
}  // namespace piket
