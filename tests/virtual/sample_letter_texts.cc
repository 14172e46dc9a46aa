// What the sample letters say. All of it is invented.
#include "tests/virtual/sample_letters.h"

namespace piket {
namespace {

SampleLetter Subdomain() {
  SampleLetter letter;
  letter.sender = "Dinas Perhubungan";
  letter.sender_code = "DISHUB";
  letter.address = "Jl. Sei Kapuas No. 8 Tarakan 77113 Telepon (0551) 20417";
  letter.number = "551/318/DISHUB/IX/2026";
  letter.date = "2026-09-14";
  letter.urgency = "Biasa";
  letter.attachments = "-";
  letter.subject = "Permohonan Pembuatan Subdomain Jadwal Kapal";
  letter.service = "subdomain";
  letter.paragraphs = {
      "Untuk memudahkan warga melihat jadwal kapal cepat dari dan ke pulau-pulau sekitar, kami "
      "telah "
      "menyusun halaman informasi yang diperbarui setiap pagi oleh petugas pelabuhan.",
      "Halaman tersebut akan kami tempatkan pada subdomain jadwalkapal.tarakankota.go.id. Kami "
      "mohon "
      "kiranya subdomain dimaksud dapat dibuatkan.",
      "Pengelola halaman adalah Saudara Bima Lesmana, nomor telepon 0812-5500-1734.",
      "Atas bantuan dan kerja samanya kami ucapkan terima kasih."};
  letter.signer_title = "Kepala Dinas,";
  letter.signer = "Hendra Palimbong";
  letter.skew = 0.7;
  return letter;
}

SampleLetter Hosting() {
  SampleLetter letter;
  letter.sender = "Dinas Kesehatan";
  letter.sender_code = "DINKES";
  letter.address = "Jl. Kusuma Bangsa No. 23 Tarakan 77125 Telepon (0551) 23058";
  letter.number = "400.7/902-Umum/2026";
  letter.date = "2026-10-05";
  letter.urgency = "Segera";
  letter.attachments = "1 (satu) lembar";
  letter.subject = "Permohonan Hosting Aplikasi Antrean Puskesmas dan Subdomain";
  letter.service = "hosting-subdomain";
  letter.paragraphs = {
      "Aplikasi antrean puskesmas telah selesai diuji pada dua puskesmas dan siap dipakai di "
      "seluruh "
      "kota mulai awal bulan depan.",
      "Sehubungan dengan itu kami mohon tempat hosting untuk aplikasi tersebut beserta subdomain "
      "antrean.tarakankota.go.id. Kebutuhan kapasitas kami rinci pada lampiran.",
      "Kami siap hadir bila diperlukan penjelasan teknis. Penghubung kami Saudari Nilam Rahayu, "
      "telepon 0853-4412-9087.",
      "Demikian permohonan ini, atas perhatian Saudara kami sampaikan terima kasih."};
  letter.signer_title = "Sekretaris Dinas,";
  letter.signer = "dr. Yustina Kala";
  letter.annexes = {{"RINCIAN KEBUTUHAN HOSTING",
                     {{"No", "Kebutuhan", "Ukuran", "Catatan"},
                      {"1", "Ruang berkas", "40 GB", "tumbuh 5 GB setahun"},
                      {"2", "Basis data MariaDB", "8 GB", "dicadangkan harian"},
                      {"3", "Memori", "4 GB", "-"},
                      {"4", "Pengunjung serentak", "300", "pagi pukul 7 sampai 9"},
                      {"5", "Bandwidth", "20 Mbps", "jam layanan"},
                      {"6", "Surat elektronik pemberitahuan", "500 sehari", "-"}}}};
  letter.serif = true;
  letter.size = 12;
  letter.skew = -0.9;
  letter.paper = 232;
  return letter;
}

SampleLetter WebsiteUpdate() {
  SampleLetter letter;
  letter.sender = "Kecamatan Tarakan Barat";
  letter.sender_code = "KEC-TBR";
  letter.address = "Jl. Aki Balak No. 40 Tarakan 77111 Telepon (0551) 31266";
  letter.number = "B-77/KEC-TBR/VIII/2026";
  letter.date = "2026-08-19";
  letter.urgency = "Biasa";
  letter.attachments = "1 (satu) berkas";
  letter.subject = "Permohonan Pemutakhiran Website Kecamatan";
  letter.service = "website";
  letter.paragraphs = {
      "Website kecamatan kami dibuat tujuh tahun yang lalu. Susunan menu dan data pejabat di "
      "dalamnya "
      "tidak lagi sesuai dengan keadaan sekarang, dan tampilannya sulit dibuka dari telepon "
      "genggam.",
      "Kami mohon bantuan pemutakhiran website tersebut. Bahan berupa teks, foto kegiatan, dan "
      "daftar "
      "layanan telah kami siapkan dan kami sertakan dalam berkas.",
      "Demikian, atas kerja sama yang baik kami ucapkan terima kasih."};
  letter.signer_title = "Camat Tarakan Barat,";
  letter.signer = "Fransiska Ngau";
  letter.addressee_at_right = true;
  letter.subject_label = "Perihal";
  letter.skew = 1.4;
  letter.noise = 6;
  return letter;
}

SampleLetter Invitation() {
  SampleLetter letter;
  letter.sender = "Satuan Polisi Pamong Praja";
  letter.sender_code = "SATPOLPP";
  letter.address = "Jl. Jenderal Sudirman No. 76 Tarakan 77121 Telepon (0551) 22590";
  letter.number = "005/146/SATPOLPP";
  letter.date = "2026-11-02";
  letter.urgency = "Penting";
  letter.attachments = "-";
  letter.subject = "Undangan Rapat Persiapan Patroli Akhir Tahun";
  letter.service = "lainnya";
  letter.paragraphs = {
      "Mengharap kehadiran Saudara pada rapat persiapan patroli akhir tahun, pada hari Kamis, "
      "12 November 2026 pukul 09.00 WITA di ruang rapat kantor kami.",
      "Mengingat pentingnya acara ini, mohon hadir tepat waktu atau menugaskan pejabat yang dapat "
      "mengambil keputusan.",
      "Atas kehadiran Saudara kami ucapkan terima kasih."};
  letter.signer_title = "Kepala Satuan,";
  letter.signer = "Markus Tandilolo";
  letter.serif = true;
  letter.size = 12;
  letter.addressee_at_right = true;
  letter.subject_label = "Perihal";
  letter.skew = -0.3;
  return letter;
}

SampleLetter Colocation() {
  SampleLetter letter;
  letter.sender = "Rumah Sakit Umum Kota Tarakan";
  letter.sender_code = "RSUKT";
  letter.address = "Jl. Pangeran Aji Iskandar No. 5 Tarakan 77117 Telepon (0551) 38801";
  letter.number = "000.9/411/RSUKT/2026";
  letter.date = "2026-07-21";
  letter.urgency = "Sangat Segera";
  letter.attachments = "1 (satu) lembar";
  letter.subject = "Permohonan Penempatan Server pada Ruang NOC";
  letter.service = "colocation";
  letter.paragraphs = {
      "Ruang server rumah sakit akan diperbaiki karena pendingin udaranya rusak. Selama dan "
      "sesudah "
      "perbaikan kami bermaksud menitipkan satu server rekam medis pada ruang NOC Dinas Saudara "
      "melalui layanan colocation.",
      "Kami mohon satu alamat IP publik, sambungan jaringan, dan ruang rak setinggi 2U. Data "
      "perangkat "
      "kami lampirkan.",
      "Mengingat pelayanan tidak boleh berhenti, kami mohon keputusan dalam minggu ini. Penghubung "
      "teknis: Saudara Aldi Prakoso, telepon 0821-5078-3390."};
  letter.signer_title = "Direktur,";
  letter.signer = "dr. Lidia Marampe";
  letter.annexes = {{"DATA PERANGKAT",
                     {{"No", "Uraian", "Nilai", "Catatan"},
                      {"1", "Jenis", "Server rak 2U", "dengan rel"},
                      {"2", "Nomor seri", "TRK7731RM", "-"},
                      {"3", "Catu daya", "2 x 800 W", "dua sumber listrik"},
                      {"4", "Berat", "28 kg", "-"},
                      {"5", "Sambungan jaringan", "2 x 1 Gbps", "kabel disediakan"}}}};
  letter.skew = 1.1;
  letter.paper = 226;
  return letter;
}

SampleLetter Consultation() {
  SampleLetter letter;
  letter.sender = "Dinas Pangan, Pertanian dan Perikanan";
  letter.sender_code = "DP3";
  letter.address = "Jl. Gunung Selatan No. 14 Tarakan 77115 Telepon (0551) 33472";
  letter.number = "520/63/DP3/III/2026";
  letter.date = "2026-03-30";
  letter.urgency = "Biasa";
  letter.attachments = "1 (satu) berkas";
  letter.subject = "Permohonan Konsultasi Aplikasi Pemantauan Stok Pangan";
  letter.service = "konsultasi-aplikasi";
  letter.paragraphs = {
      "Kami merencanakan aplikasi untuk memantau stok dan harga bahan pangan di lima pasar. "
      "Rencana "
      "kerja dan contoh tampilan kami sertakan.",
      "Sebelum pengadaan dilaksanakan, kami mohon konsultasi mengenai kebutuhan aplikasi, pilihan "
      "membangun sendiri atau membeli, serta perkiraan waktunya.",
      "Waktu konsultasi kami serahkan kepada Saudara. Terima kasih atas perhatian dan bantuannya."};
  letter.signer_title = "Plt. Kepala Dinas,";
  letter.signer = "Ir. Salmah Udin";
  letter.serif = true;
  letter.size = 11.5;
  letter.skew = -1.6;
  letter.noise = 5;
  return letter;
}

SampleLetter Speaker() {
  SampleLetter letter;
  letter.sender = "Sekretariat DPRD";
  letter.sender_code = "SETWAN";
  letter.address = "Jl. Jenderal Sudirman No. 2 Tarakan 77121 Telepon (0551) 21905";
  letter.number = "170/255-Setwan/2026";
  letter.date = "2026-05-06";
  letter.urgency = "Segera";
  letter.attachments = "-";
  letter.subject = "Permintaan Narasumber Literasi Digital";
  letter.service = "lainnya";
  letter.paragraphs = {
      "Dalam rangka peningkatan kemampuan staf sekretariat, kami akan mengadakan kegiatan belajar "
      "literasi digital selama satu hari pada tanggal 20 Mei 2026.",
      "Kami mohon Saudara berkenan menugaskan seorang narasumber untuk menyampaikan materi tentang "
      "kata "
      "sandi yang kuat dan cara mengenali penipuan daring.",
      "Demikian disampaikan, terima kasih."};
  letter.signer_title = "Sekretaris DPRD,";
  letter.signer = "Bonifasius Arung";
  letter.skew = 0.2;
  letter.paper = 244;
  letter.noise = 2;
  return letter;
}

SampleLetter NewWebsite() {
  SampleLetter letter;
  letter.sender = "Dinas Pemadam Kebakaran dan Penyelamatan";
  letter.sender_code = "DAMKAR";
  letter.address = "Jl. Cendrawasih No. 19 Tarakan 77124 Telepon (0551) 24113";
  letter.number = "360/88/DAMKAR/I/2026";
  letter.date = "2026-01-22";
  letter.urgency = "Biasa";
  letter.attachments = "1 (satu) lembar";
  letter.subject = "Permohonan Pembuatan Website Layanan Darurat";
  letter.service = "website";
  letter.paragraphs = {
      "Sampai saat ini dinas kami belum memiliki website. Nomor darurat, peta pos pemadam, dan "
      "cara "
      "pencegahan kebakaran hanya kami sebarkan lewat selebaran.",
      "Untuk itu kami mohon dibuatkan website dinas. Susunan isi yang kami harapkan tercantum "
      "dalam "
      "lampiran, dan dua orang petugas kami siap dilatih sebagai pengelola.",
      "Demikian permohonan kami. Atas perkenan Saudara kami ucapkan terima kasih."};
  letter.signer_title = "Kepala Dinas,";
  letter.signer = "Rusdi Pattimang";
  letter.annexes = {{"SUSUNAN ISI WEBSITE",
                     {{"No", "Halaman", "Isi", "Pengisi"},
                      {"1", "Beranda", "nomor darurat, berita", "Sekretariat"},
                      {"2", "Pos pemadam", "peta dan alamat", "Bidang Operasi"},
                      {"3", "Pencegahan", "petunjuk bergambar", "Bidang Pencegahan"},
                      {"4", "Pengaduan", "formulir", "Sekretariat"}}}};
  letter.serif = true;
  letter.size = 12;
  letter.skew = -0.5;
  return letter;
}

}  // namespace

std::vector<SampleLetter> SampleLetters() {
  return {Subdomain(),  Hosting(),      WebsiteUpdate(), Invitation(),
          Colocation(), Consultation(), Speaker(),       NewWebsite()};
}

}  // namespace piket
