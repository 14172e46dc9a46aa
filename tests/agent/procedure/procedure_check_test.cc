// One small definition, one mistake each, told at its exact place.
#include <gtest/gtest.h>

#include "agent/core/file.h"
#include "agent/core/text.h"
#include "agent/procedure/procedure.h"

namespace piket {
namespace {

const std::vector<std::string> kActors = {"kadis", "kabid-aplikasi", "opd"};

constexpr char kGood[] = R"(layanan = "contoh"
nama = "Contoh"
nomor = {nilai = "", asumsi = ""}
berlaku = {nilai = "2022-01-03", asumsi = ""}
[[kolom]]
nama = "Semua"
pelaksana = ["kadis", "kabid-aplikasi", "opd"]
tertulis = "S9:1"
[[fakta]]
kode = "jenis"
nama = "Jenis"
nilai = ["baru", "lama"]
tertulis = "S9:2"
[[benda]]
kode = "surat"
nama = "Surat"
bukti = "surat"
tertulis = "S9:3"
[[benda]]
kode = "data"
nama = "Data"
tertulis = "S9:4"
[[langkah]]
no = 1
kegiatan = "Surat masuk"
tertulis = "S9:5"
bentuk = "mulai"
pelaksana = {siapa = ["opd"], tertulis = "S9:5"}
waktu = {nilai = "2 Menit", tertulis = "S9:5"}
tanya = ["jenis"]
hasil = [{benda = "surat", tertulis = "S9:5"}]
lanjut = [{ke = 2, tertulis = "S9:5"}]
[[langkah]]
no = 2
kegiatan = "Diputuskan"
tertulis = "S9:6"
bentuk = "keputusan"
pelaksana = {siapa = ["kadis"], tertulis = "S9:6"}
waktu = {nilai = "1 Hari", tertulis = "S9:6"}
kelengkapan = [{sebelumnya = "surat", tertulis = "S9:6"}]
lanjut = [
  {jawab = "ya", ke = 3, tertulis = "S9:6"},
  {jawab = "tidak", ke = 1, kembali = true, tertulis = "S9:6"},
]
[[langkah]]
no = 3
kegiatan = "Dikerjakan"
tertulis = "S9:7"
pelaksana = {siapa = ["kabid-aplikasi"], tertulis = "S9:7"}
waktu = {nilai = "", asumsi = ""}
hasil = [{benda = "data", tertulis = "S9:7"}]
lanjut = [{ke = 4, tertulis = "S9:7"}]
[[langkah]]
no = 4
kegiatan = "Selesai"
tertulis = "S9:8"
bentuk = "selesai"
pelaksana = {siapa = ["kadis"], tertulis = "S9:8"}
waktu = {nilai = "1 Hari", tertulis = "S9:8"}
kelengkapan = [{sebelumnya = "data", tertulis = "S9:8"}]
lanjut = [{selesai = true, tertulis = "S9:8"}]
)";

// What is said of kGood with `from`, which stands in it once from there on, replaced by `to`:
// "line:column: sentence" lines.
std::string Said(const std::string& from, const std::string& to, const std::string& after = "") {
  std::string text = kGood;
  size_t start = after.empty() ? 0 : text.find(after);
  EXPECT_NE(start, std::string::npos) << after;
  size_t at = text.find(from, start);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  TemporaryFolder folder;
  auto file = folder.path() / "x.toml";
  EXPECT_TRUE(WriteFileDurably(file, text));
  auto read = ReadProcedure(file, kActors);
  if (read) return "";
  EXPECT_EQ(read.error().fault, Fault::kConfiguration);
  std::vector<std::string> lines;
  for (const std::string& line : Split(read.error().detail, '\n')) {
    EXPECT_TRUE(line.starts_with(file.string() + ":")) << line;
    lines.push_back(line.substr(file.string().size() + 1));
  }
  return Join(lines, "\n");
}

TEST(ProcedureCheck, HasNothingToSayOfAGoodDefinition) { EXPECT_EQ(Said("Contoh", "Lain"), ""); }

TEST(ProcedureCheck, FindsAStepNoWayLeadsTo) {
  EXPECT_EQ(Said("{ke = 4, ", "{selesai = true, "),
            "54:6: langkah[3].no: tidak ada jalur yang sampai ke langkah ini");
}

TEST(ProcedureCheck, FindsStepsThatNeverComeToTheEnd) {
  EXPECT_EQ(Said("selesai = true", "ke = 3"),
            "52:10: langkah[2].lanjut: tidak ada jalur sampai selesai bila jenis=baru\n"
            "61:10: langkah[3].lanjut: tidak ada jalur sampai selesai bila jenis=baru");
}

TEST(ProcedureCheck, FindsADeadEndThatOnlyOneKindOfCaseMeets) {
  EXPECT_EQ(Said("{ke = 4, ", "{ke = 4, bila = \"jenis=baru\", "),
            "52:10: langkah[2].lanjut: tidak ada jalur sampai selesai bila jenis=lama");
}

TEST(ProcedureCheck, FindsAnUnknownActor) {
  EXPECT_EQ(Said("[\"kabid-aplikasi\"]", "[\"kabit\"]"),
            "49:22: langkah[2].pelaksana.siapa: pelaksana \"kabit\" tidak dikenal\n"
            "49:22: langkah[2].pelaksana.siapa: \"kabit\" tidak ada dalam [[kolom]]");
  EXPECT_EQ(Said("\"kadis\", \"kabid-aplikasi\", \"opd\"", "\"kadis\", \"kabid-aplikasi\""),
            "28:22: langkah[0].pelaksana.siapa: \"opd\" tidak ada dalam [[kolom]]");
}

TEST(ProcedureCheck, FindsAnOutputOrKelengkapanThatIsNoThing) {
  EXPECT_EQ(Said("{benda = \"data\"", "{benda = \"dta\""),
            "51:19: langkah[2].hasil[0].benda: \"dta\" tidak ada dalam [[benda]]");
  EXPECT_EQ(Said("{sebelumnya = \"surat\"", "{sebelumnya = \"surt\""),
            "40:30: langkah[1].kelengkapan[0].sebelumnya: \"surt\" tidak ada dalam [[benda]]");
}

TEST(ProcedureCheck, FindsALimitThatIsMissingOrNone) {
  EXPECT_EQ(
      Said("waktu = {nilai = \"1 Hari\", tertulis = \"S9:6\"}\n", ""),
      "33:1: langkah[1].waktu: harus diisi; tanpa batas ditulis nilai = \"\" dengan tandanya");
  EXPECT_EQ(Said("nilai = \"1 Hari\"", "nilai = \"3kadd\""),
            "39:18: langkah[1].waktu.nilai: harus seperti \"2 Menit\", \"3 Hari\", \"menurut "
            "derajat\", atau \"\"");
  EXPECT_EQ(Said("nilai = \"\", asumsi = \"\"}\nhasil", "nilai = \"\"}\nhasil"),
            "50:9: langkah[2].waktu.tertulis: harus ada: tertulis, diperbaiki, atau asumsi");
}

TEST(ProcedureCheck, FindsAKelengkapanThatNobodyMakes) {
  EXPECT_EQ(Said("hasil = [{benda = \"data\", tertulis = \"S9:7\"}]\n", ""),
            "59:30: langkah[3].kelengkapan[0].sebelumnya: \"data\" tidak dibuat di jalur langkah "
            "1 2 3");
}

TEST(ProcedureCheck, FindsAKelengkapanThatOneBranchMisses) {
  EXPECT_EQ(Said("{jawab = \"ya\", ke = 3, tertulis = \"S9:6\"},",
                 "{jawab = \"ya\", ke = 3, tertulis = \"S9:6\"},\n"
                 "  {jawab = \"langsung\", ke = 4, tertulis = \"S9:6\"},"),
            "61:30: langkah[3].kelengkapan[0].sebelumnya: \"data\" tidak dibuat di jalur langkah "
            "1 2");
  EXPECT_EQ(
      Said("hasil = [{benda = \"data\", ", "hasil = [{benda = \"data\", bila = \"jenis=baru\", "),
      "60:30: langkah[3].kelengkapan[0].sebelumnya: \"data\" tidak dibuat di jalur langkah "
      "1 2 3");
}

TEST(ProcedureCheck, TakesAKelengkapanThatOnlyItsOwnKindOfCaseMakesAndNeeds) {
  EXPECT_EQ(Said("[{sebelumnya = \"data\", tertulis",
                 "[{sebelumnya = \"data\", boleh_tanpa = true, tertulis"),
            "");
}

TEST(ProcedureCheck, FindsNumbersUsedTwiceOrOutOfOrder) {
  EXPECT_EQ(Said("no = 3", "no = 2"),
            "42:23: langkah[1].lanjut[0].ke: langkah 3 tidak ada\n"
            "46:6: langkah[2].no: nomor 2 sudah dipakai di atas");
}

TEST(ProcedureCheck, FindsAWayToNowhere) {
  EXPECT_EQ(Said("ke = 4", "ke = 7"), "52:17: langkah[2].lanjut[0].ke: langkah 7 tidak ada");
  EXPECT_EQ(Said("ke = 4", "ke = 3"), "52:17: langkah[2].lanjut[0].ke: langkah ini sendiri");
}

TEST(ProcedureCheck, FindsAnUnknownFactOrValue) {
  EXPECT_EQ(Said("{ke = 4, ", "{ke = 4, bila = \"jenjang=baru\", "),
            "52:27: langkah[2].lanjut[0].bila: fakta \"jenjang\" tidak ada dalam [[fakta]]");
  EXPECT_EQ(Said("{benda = \"data\", ", "{benda = \"data\", bila = \"jenis=tua\", "),
            "51:34: langkah[2].hasil[0].bila: nilai \"tua\" tidak ada pada fakta \"jenis\"");
  EXPECT_EQ(Said("tanya = [\"jenis\"]", "tanya = [\"jenjang\"]"),
            "30:9: langkah[0].tanya: \"jenjang\" tidak ada dalam [[fakta]]");
  EXPECT_EQ(Said("{ke = 4, ", "{ke = 4, bila = \"jenis\", "),
            "52:27: langkah[2].lanjut[0].bila: harus seperti \"fakta=nilai\"");
}

TEST(ProcedureCheck, FindsOutcomesThatCannotBeToldApart) {
  EXPECT_EQ(Said("jawab = \"tidak\"", "jawab = \"ya\""),
            "43:12: langkah[1].lanjut[1].jawab: sudah dipakai jalur di atas");
  EXPECT_EQ(Said("  {jawab = \"tidak\", ke = 1, kembali = true, tertulis = \"S9:6\"},\n", ""),
            "41:10: langkah[1].lanjut: keputusan perlu paling sedikit dua jalur");
}

TEST(ProcedureCheck, FindsUnknownGatesStatesAndLetters) {
  EXPECT_EQ(Said("tanya = [\"jenis\"]", "tanya = [\"jenis\"]\ngerbang = [\"pintu\"]"),
            "31:11: langkah[0].gerbang: gerbang \"pintu\" tidak dikenal; ada alamat-bebas, "
            "alamat-dipesan, kapasitas, register-subdomain");
  EXPECT_EQ(Said("{ke = 4, ", "{ke = 4, tunggu = \"lama\", "),
            "52:29: langkah[2].lanjut[0].tunggu: harus salah satu dari menunggu_pemohon, "
            "menunggu_perangkat, menunggu_pengadaan_opd, menunggu_layanan_terkait");
  EXPECT_EQ(
      Said("nama = \"Data\"", "nama = \"Data\"\nbukti = \"surat-keluar\"\nsurat = [\"nota\"]"),
      "23:9: benda[1].surat: \"nota\" bukan jenis surat keluar");
}

TEST(ProcedureCheck, FindsUnknownKeysAndMarksWithoutASource) {
  EXPECT_EQ(Said("no = 3", "no = 3\nkegiatn = \"x\""),
            "47:1: langkah[2].kegiatn: kunci tidak dikenal");
  EXPECT_EQ(Said("tertulis = \"S9:7\"", "tertulis = \"\""),
            "48:12: langkah[2].tertulis: harus menyebut sumbernya");
  EXPECT_EQ(Said("tertulis = \"S9:7\"", "tertulis = \"S9:7\"\nasumsi = \"\""),
            "49:10: langkah[2].asumsi: hanya satu dari tertulis, diperbaiki, asumsi");
}

TEST(ProcedureCheck, TellsWhatIsNoToml) {
  EXPECT_EQ(Said("no = 3", "no = ").substr(0, 5), "46:6:");
}

TEST(ProcedureCheck, TellsEveryMistakeOfAFileInTheOrderOfItsLines) {
  EXPECT_EQ(Said("\"2022-01-03\", asumsi = \"\"}", "\"2022-02-30\", asumsi = \"\", lama = 1}"),
            "4:20: berlaku.nilai: harus tanggal seperti \"2022-01-03\"\n"
            "4:47: berlaku.lama: kunci tidak dikenal");
}

}  // namespace
}  // namespace piket
