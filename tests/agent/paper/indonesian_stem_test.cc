#include "agent/paper/indonesian_stem.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace piket {
namespace {

TEST(IndonesianStem, WordsOfOneRootBecomeTheSame) {
  struct Family {
    std::string stem;
    std::vector<std::string> words;
  };
  const Family kFamilies[] = {
      {"mohon", {"mohon", "permohonan", "memohon", "dimohon", "Permohonan", "pemohon"}},
      {"buat", {"pembuatan", "membuat", "dibuat", "dibuatkan", "membuatkan", "buatan"}},
      {"jaring", {"jaringan", "jaring", "jaringannya"}},
      {"sedia", {"penyediaan", "menyediakan", "disediakan", "tersedia", "sediakan"}},
      {"undang", {"undangan", "mengundang", "diundang"}},
      {"lapor", {"laporan", "melaporkan", "pelaporan", "dilaporkan"}},
      {"titip", {"penitipan", "menitipkan", "dititipkan", "titipan"}},
      {"baik", {"perbaikan", "memperbaiki", "diperbaiki"}},
      {"mutakhir", {"pemutakhiran", "memutakhirkan", "dimutakhirkan", "termutakhir"}},
      {"layan", {"pelayanan", "layanan", "melayani", "dilayani"}},
      {"ada", {"pengadaan", "mengadakan", "diadakan"}},
      {"aju", {"pengajuan", "mengajukan", "diajukan"}},
      {"butuh", {"kebutuhan", "membutuhkan", "dibutuhkan"}},
      {"guna", {"penggunaan", "menggunakan", "digunakan", "pengguna"}},
      {"kembang", {"pengembangan", "mengembangkan", "dikembangkan"}},
      {"kirim", {"pengiriman", "mengirim", "dikirim", "kiriman"}},
      {"arsip", {"kearsipan", "pengarsipan", "mengarsipkan", "diarsipkan"}},
      {"tempat", {"penempatan", "menempatkan", "ditempatkan"}},
      {"kerja", {"pekerjaan", "bekerja", "dikerjakan", "mengerjakan"}},
      {"minta", {"permintaan", "meminta", "diminta"}},
      {"hubung", {"perhubungan", "menghubungi", "dihubungi", "hubungan"}},
      {"teliti", {"penelitian", "meneliti", "diteliti", "peneliti"}},
      {"tanam", {"penanaman", "menanam"}},
      {"pilih", {"pemilihan", "memilih", "dipilih"}},
      {"damping", {"pendampingan", "mendampingi"}},
      {"sehat", {"kesehatan", "sehat"}},
      {"baru", {"pembaruan", "memperbarui", "diperbarui", "terbaru"}},
  };
  for (const Family& family : kFamilies) {
    for (const std::string& word : family.words) EXPECT_EQ(Stem(word), family.stem) << word;
  }
}

TEST(IndonesianStem, LeavesNamesBorrowedAndShortWordsWhole) {
  for (const char* word :
       {"surat",       "nomor",     "server",    "website", "hosting",    "aplikasi",   "dinas",
        "kepala",      "sekolah",   "badan",     "bagian",  "tarakan",    "kalimantan", "kecamatan",
        "sekretariat", "informasi", "teknologi", "digital", "domain",     "berkas",     "segera",
        "penting",     "biasa",     "bulan",     "data",    "sertifikat", "statistik",  "menteri",
        "pemerintah",  "olahraga",  "direktur"}) {
    EXPECT_EQ(Stem(word), word);
  }
  EXPECT_EQ(Stem("an"), "an");
  EXPECT_EQ(Stem(""), "");
  EXPECT_EQ(Stem("2026"), "2026");
  EXPECT_EQ(Stem("e-ktp"), "e-ktp");
}

TEST(IndonesianStem, NeverLeavesLessThanThreeLetters) {
  for (const char* word : {"makanan", "minuman", "mengakan", "pengan", "perikan", "dikan", "mengi",
                           "berkan", "seluruhnya", "keadaan", "memang", "pelan", "terikan"}) {
    EXPECT_GE(Stem(word).size(), 3u) << word;
    EXPECT_EQ(Stem(word), Stem(Stem(word))) << word << ": a stem is its own stem";
  }
}

TEST(IndonesianStem, TextsKeepTheirMarksForTheSearch) {
  EXPECT_EQ(StemText("Permohonan pembuatan \"jaringan baru\", 674/29/DPK/V/2026"),
            "mohon buat \"jaring baru\", 674/29/dpk/v/2026");
  EXPECT_EQ(StemText("undang-undang membuat*"), "undang-undang buat*");
  EXPECT_EQ(StemText("Caf\xc3\xa9 layanan"), "caf\xc3\xa9 layan");
}

}  // namespace
}  // namespace piket
