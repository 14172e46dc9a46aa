#include "tests/agent/paper/letter_cases.h"

namespace piket {

const std::vector<LetterCase>& LetterCases() {
  static const std::vector<LetterCase> kCases = {
      {"DateOnTheRightOfTheNumber",
       {R"(                       PEMERINTAH KOTA TARAKAN
#                         DINAS KESEHATAN
          Jl. Pulau Bunyu No. 4 Tarakan 77113 Telepon (0551) 21055

Nomor     : 440/118/DINKES/III/2026          Tarakan, 4 Maret 2026
Sifat     : Penting
Lampiran  : 1 (satu) berkas
Perihal   : Permohonan Subdomain

Kepada
Yth. Kepala Dinas Komunikasi, Informatika, Statistik dan Persandian
di -
  Tarakan

Dengan hormat,

Kami mohon dibuatkan subdomain antrean.tarakankota.go.id.
Informasi lebih lanjut dapat menghubungi Sdr. Bagus Wirawan (0812-5550-1234).
)"},
       "Dinas Kesehatan",
       "DINKES",
       "440/118/DINKES/III/2026",
       "2026-03-04",
       "penting",
       "Permohonan Subdomain",
       "subdomain",
       "1 (satu) berkas",
       "Bagus Wirawan",
       "0812-5550-1234"},

      {"AddresseeAtTheRightBesideAWrappedSubject",
       {R"(                  PEMERINTAH KOTA TARAKAN
#        DINAS PERHUBUNGAN
          Jl. Mulawarman No. 8 Tarakan

                                          Tarakan, 17 Nopember 2025
Nomor     : 551.2/77/DISHUB/XI/2025
Sifat     : Amat Segera                     Kepada
Lampiran  : -                               Yth. Kepala Dinas Komunikasi,
Hal       : Permohonan Penempatan Server    Informatika, Statistik dan
            CCTV Lalu Lintas pada Ruang     Persandian
            Server                          di -
                                              Tarakan

Sehubungan dengan pemasangan kamera, kami mohon tempat bagi satu server.
)"},
       "Dinas Perhubungan",
       "DISHUB",
       "551.2/77/DISHUB/XI/2025",
       "2025-11-17",
       "sangat segera",
       "Permohonan Penempatan Server CCTV Lalu Lintas pada Ruang Server",
       "colocation",
       "-"},

      {"SchoolBelowItsOffice",
       {R"(                     PEMERINTAH KOTA TARAKAN
                          DINAS PENDIDIKAN
#                   SMP NEGERI 11 TARAKAN
             Jl. Bhayangkara RT 30, NPSN 30404567, email: smpn11@contoh.sch.id

No.       : 421.3/045/SMPN.11/2026
Lamp.     : 1 lembar
Hal       : Permohonan Pembuatan Website Sekolah

Kepada Yth.
Kepala DKISP Kota Tarakan
di Tempat

Assalamu'alaikum Wr. Wb.

Kami bermaksud memiliki website sekolah.

                                       Tarakan, 2 Pebruari 2026
                                       Kepala Sekolah,


                                       Rahayu Pertiwi
)"},
       "SMP Negeri 11 Tarakan",
       "",
       "421.3/045/SMPN.11/2026",
       "2026-02-02",
       "biasa",
       "Permohonan Pembuatan Website Sekolah",
       "website",
       "1 lembar"},

      {"PrivateCompany",
       {R"(#                 PT. CAHAYA SEGARA MANDIRI
               General Contractor & Supplier
     Jl. Yos Sudarso No. 120 Tarakan  Telp. 0551-31234 email info@contoh.co.id

Tarakan, 12/5/2026

Nomor : 018/CSM-DIR/V/2026
Perihal : Penawaran Jasa Pemeliharaan Jaringan

Kepada Yth.
Kepala Dinas Komunikasi, Informatika, Statistik dan Persandian

Dengan hormat,
Bersama ini kami menawarkan jasa pembuatan website dan aplikasi.
)"},
       "PT. Cahaya Segara Mandiri",
       "",
       "018/CSM-DIR/V/2026",
       "2026-05-12",
       "biasa",
       "Penawaran Jasa Pemeliharaan Jaringan",
       "lainnya",
       "",
       "",
       "0551-31234"},

      {"VillageOfAnotherDistrict",
       {R"(                   PEMERINTAH KABUPATEN BULUNGAN
                  KECAMATAN TANJUNG PALAS
#                   DESA GUNUNG PUTIH
                 Jalan Poros Km 7 Kode Pos 77211

                                       Gunung Putih, 05 Agustus 2025
Nomor      : 140/22/DS-GP/VIII/2025
Sifat      : Biasa
Lampiran   : -
Perihal    : Konsultasi Pembuatan Aplikasi Pelayanan
             Desa

Kepada
Yth. Kepala Dinas Kominfo Kota Tarakan

Dengan hormat,
Kami mohon kesediaan Bapak untuk konsultasi.
)"},
       "Desa Gunung Putih",
       "",
       "140/22/DS-GP/VIII/2025",
       "2025-08-05",
       "biasa",
       "Konsultasi Pembuatan Aplikasi Pelayanan Desa",
       "konsultasi-aplikasi",
       "-"},

      {"WardBelowAKnownDistrict",
       {R"(                      PEMERINTAH KOTA TARAKAN
                  KECAMATAN TARAKAN TIMUR
#                  KELURAHAN LINGKAS UJUNG
             Jl. Yos Sudarso RT 5 Telp. (0551) 24321

                                             Tarakan, 9 September 2026
Nomor     : 005/310/KEL-LU/IX/2026
Sifat     : Segera
Lampiran  : 1 (satu) lembar
Perihal   : Undangan Sosialisasi Hosting dan Subdomain

Dengan hormat,
Mengharap kehadiran Bapak/Ibu pada kegiatan sosialisasi hosting tanggal 15 September 2026.
)"},
       "Kelurahan Lingkas Ujung",
       "",
       "005/310/KEL-LU/IX/2026",
       "2026-09-09",
       "segera",
       "Undangan Sosialisasi Hosting dan Subdomain",
       "lainnya"},

      {"EastIsNotWest",
       {R"(                     PEMERINTAH KOTA TARAKAN
#                  KECAMATAN TARAKAN BARAT
                  Jl. Gajah Mada No. 1 Tarakan

Nomor     : 005/88/KEC-TBR/2026               Tarakan, 21 Juni 2026
Hal       : Permohonan Hosting
Dengan hormat,
Kami mohon hosting.
)"},
       "Kecamatan Tarakan Barat",
       "KEC-TBR",
       "005/88/KEC-TBR/2026",
       "2026-06-21",
       "biasa",
       "Permohonan Hosting",
       "hosting-subdomain"},

      {"UnknownDistrictIsKept",
       {R"(                     PEMERINTAH KOTA TARAKAN
#                  KECAMATAN TARAKAN TENGAH
                  Jl. Gajah Mada No. 1 Tarakan

Nomor     : 005/88/KEC-TTG/2026               Tarakan, 21 Juli 2026
Hal       : Permohonan Bandwidth Tambahan
Dengan hormat,
Kami mohon tambahan bandwidth.
)"},
       "Kecamatan Tarakan Tengah",
       "",
       "005/88/KEC-TTG/2026",
       "2026-07-21",
       "biasa",
       "Permohonan Bandwidth Tambahan",
       "lainnya"},

      {"LongNameOverTwoLines",
       {R"(                      PEMERINTAH KOTA TARAKAN
#      BADAN KEPEGAWAIAN DAN PENGEMBANGAN
#           SUMBER DAYA MANUSIA
                Jl. Kalimantan No. 1 Tarakan

Nomor     : 800/512/BKPSDM/X/2025             Tarakan, 30 Oktober 2025
Sifat     : Sangat Segera
Lampiran  : 2 (dua) lembar
Hal       : Permohonan Pemutakhiran Website

Dengan hormat,
)"},
       "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
       "BKPSDM",
       "800/512/BKPSDM/X/2025",
       "2025-10-30",
       "sangat segera",
       "Permohonan Pemutakhiran Website",
       "website"},

      {"PartAboveItsSecretariat",
       {R"(                      PEMERINTAH KOTA TARAKAN
#                    SEKRETARIAT DAERAH
#                      BAGIAN HUKUM
                Jl. Kalimantan No. 1 Tarakan

Nomor     : 180/15/HUKUM/2026             Tarakan, 8 Januari 2026
Hal       : Permohonan Penyediaan Aplikasi JDIH

Dengan hormat,
)"},
       "Bagian Hukum Sekretariat Daerah",
       "HUKUM",
       "180/15/HUKUM/2026",
       "2026-01-08",
       "biasa",
       "Permohonan Penyediaan Aplikasi JDIH",
       "konsultasi-aplikasi"},

      {"ColonsReadAsOtherMarks",
       {R"(                    PEMERINTAH KOTA TARAKAN
#                      DINAS SOSIAL DAN PEMBERDAYAAN MASYARAKAT
                Jl. Mulawarman No. 3 Tarakan

                                                Tarakan, l2 Mei 2O26
Nomar     ; 460/2l/DSPM/V/2026
Sifal     - Segera
Lampiran  ; 1 (satu) berkas
Hai       : Permohonan Sub Domain

Kepada
Yth. Kepala Dinas Komunikasi
Dengan hormat,
)"},
       "Dinas Sosial dan Pemberdayaan Masyarakat",
       "DSPM",
       "460/21/DSPM/V/2026",
       "2026-05-12",
       "segera",
       "Permohonan Sub Domain",
       "subdomain",
       "1 (satu) berkas"},

      {"ColonsMissing",
       {R"(                    PEMERINTAH KOTA TARAKAN
#                   DINAS PERIKANAN
                Jl. Mulawarman No. 3 Tarakan

                                                Tarakan, 12 April 2026
Nomor       523/9/DISKAN/IV/2026
Sifat       Biasa
Lampiran    -
Perihal     Permohonan Data Dukung

Dengan hormat,
)"},
       "Dinas Perikanan",
       "DISKAN",
       "523/9/DISKAN/IV/2026",
       "2026-04-12",
       "biasa",
       "Permohonan Data Dukung",
       "lainnya",
       "-"},

      {"ColonStandsAtTheLabel",
       {R"(                    PEMERINTAH KOTA TARAKAN
#                   INSPEKTORAT DAERAH
                Jl. Mulawarman No. 3 Tarakan

Nomor:700/31/ITDA/2026                            Tarakan, 3 Desember 2026
Sifat: Penting
Lampiran: 3 (tiga) lembar
Perihal: Permintaan Akun SPBE

Dengan hormat,
)"},
       "Inspektorat Daerah",
       "ITDA",
       "700/31/ITDA/2026",
       "2026-12-03",
       "penting",
       "Permintaan Akun SPBE",
       "lainnya",
       "3 (tiga) lembar"},

      {"SeveralDatesInTheBody",
       {R"(                    PEMERINTAH KOTA TARAKAN
#             SATUAN POLISI PAMONG PRAJA
                Jl. Sudirman No. 76 Tarakan

                                               Tarakan, 14 Juli 2026
Nomor     : 331.1/204/SATPOLPP/VII/2026
Sifat     : Segera
Lampiran  : -
Perihal   : Pemberitahuan Kegiatan

Menindaklanjuti surat Nomor 005/12/SETDA/2026 tanggal 1 Juli 2026, kegiatan kami
adakan pada tanggal 20 Juli 2026 dan 21 Juli 2026 di Tarakan, 22 Juli 2026.
)"},
       "Satuan Polisi Pamong Praja",
       "SATPOLPP",
       "331.1/204/SATPOLPP/VII/2026",
       "2026-07-14",
       "segera",
       "Pemberitahuan Kegiatan",
       "lainnya"},

      {"MemorandumWithFromAndDate",
       {R"(                      PEMERINTAH KOTA TARAKAN
                     SEKRETARIAT DAERAH
#                       NOTA DINAS

Kepada    : Kepala Dinas Komunikasi, Informatika, Statistik dan Persandian
Dari      : Kepala Bagian Hukum Sekretariat Daerah
Tanggal   : 19 Agustus 2026
Nomor     : 180/77/HUKUM/VIII/2026
Sifat     : Penting
Lampiran  : -
Hal       : Permohonan Pembuatan Subdomain JDIH

Dengan hormat,
)"},
       "Bagian Hukum Sekretariat Daerah",
       "HUKUM",
       "180/77/HUKUM/VIII/2026",
       "2026-08-19",
       "penting",
       "Permohonan Pembuatan Subdomain JDIH",
       "subdomain"},

      {"NumericDateWithHyphens",
       {R"(#                 YAYASAN BINA INSAN KALTARA
               Jalan Kusuma Bangsa RT 12 Telp 0551-22110

Tarakan, 07-09-2025
No : 12/YBIK/IX/2025
Hal : Permohonan Kunjungan Belajar
Lamp : -
Kepada Yth. Kepala DKISP

Salam sejahtera,
)"},
       "Yayasan Bina Insan Kaltara",
       "",
       "12/YBIK/IX/2025",
       "2025-09-07",
       "biasa",
       "Permohonan Kunjungan Belajar",
       "lainnya",
       "-"},

      {"DottedDateAndGeneralSubject",
       {R"(                      PEMERINTAH KOTA TARAKAN
#                 DINAS LINGKUNGAN HIDUP
               Jalan Kusuma Bangsa RT 12 Telp 0551-22110

                                              Tarakan, 12.05.2026
Nomor     : 660.1/3/DLH
Sifat     : Biasa
Hal       : Permohonan Bantuan Layanan

Dengan hormat,
Kami mohon layanan hosting bagi aplikasi pemantauan udara beserta subdomain
udara.tarakankota.go.id. Terima kasih.
)"},
       "Dinas Lingkungan Hidup",
       "DLH",
       "660.1/3/DLH",
       "2026-05-12",
       "biasa",
       "Permohonan Bantuan Layanan",
       "hosting-subdomain"},

      {"RomanMonthInTheDate",
       {R"(#                 KOPERASI NELAYAN SEJAHTERA
               Jalan Pelabuhan RT 2 Telp 0551-22110

                                              Tarakan, 3/XI/2025
Nomor     : 7/KNS/XI/2025
Hal       : Permohonan Konsultasi Aplikasi

Dengan hormat,
)"},
       "Koperasi Nelayan Sejahtera",
       "",
       "7/KNS/XI/2025",
       "2025-11-03",
       "biasa",
       "Permohonan Konsultasi Aplikasi",
       "konsultasi-aplikasi"},

      {"AbbreviatedMonth",
       {R"(                      PEMERINTAH KOTA TARAKAN
#              SEKRETARIAT DPRD
               Jalan Jenderal Sudirman Telp 0551-22110

                                              Tarakan, 26 Agust. 2026
Nomor     : 170/5/SETWAN/VIII/2026
Sifat     : Kilat
Hal       : Permohonan Hosting Website DPRD

Dengan hormat,
)"},
       "Sekretariat DPRD",
       "SETWAN",
       "170/5/SETWAN/VIII/2026",
       "2026-08-26",
       "sangat segera",
       "Permohonan Hosting Website DPRD",
       "hosting-subdomain"},

      {"CouncilSecretariatSpelledOut",
       {R"(                      PEMERINTAH KOTA TARAKAN
#     SEKRETARIAT DEWAN PERWAKILAN RAKYAT DAERAH
               Jalan Jenderal Sudirman Telp 0551-22110

                                              Tarakan, 6 Mei 2026
Nomor     : 170/6/SETWAN/V/2026
Hal       : Permohonan Penitipan Server

Dengan hormat,
)"},
       "Sekretariat DPRD",
       "SETWAN",
       "170/6/SETWAN/V/2026",
       "2026-05-06",
       "biasa",
       "Permohonan Penitipan Server",
       "colocation"},

      {"WrappedYear",
       {R"(                      PEMERINTAH KOTA TARAKAN
#             BADAN PENANGGULANGAN BENCANA DAERAH
               Jalan Jenderal Sudirman Telp 0551-22110

Nomor     : 360/11/BPBD/IX/2025             Tarakan, 24 September
                                                             2025
Sifat     : Sangat Segera
Hal       : Permohonan Subdomain dan Hosting

Dengan hormat,
)"},
       "Badan Penanggulangan Bencana Daerah",
       "BPBD",
       "360/11/BPBD/IX/2025",
       "2025-09-24",
       "sangat segera",
       "Permohonan Subdomain dan Hosting",
       "hosting-subdomain"},

      {"NumberWithSpaces",
       {R"(                      PEMERINTAH KOTA TARAKAN
#                   DINAS PENDIDIKAN
               Jalan Jenderal Sudirman Telp 0551-22110

                                              Tarakan, 11 Maret 2026
Nomor     : 800 / 55 / DISDIK / III / 2026
Sifat     : Biasa
Hal       : Permohonan Update Website Dinas

Dengan hormat,
)"},
       "Dinas Pendidikan",
       "DISDIK",
       "800/55/DISDIK/III/2026",
       "2026-03-11",
       "biasa",
       "Permohonan Update Website Dinas",
       "website"},

      {"NumberVotedByAnnexPages",
       {R"(                      PEMERINTAH KOTA TARAKAN
#                   DINAS PENDIDIKAN
               Jalan Jenderal Sudirman Telp 0551-22110

                                              Tarakan, 11 Maret 2026
Nomor     : 8OO.1/S5/DISDIK/lII/2026
Sifat     : Biasa
Lampiran  : 2 lembar
Hal       : Permohonan Pembuatan Website

Dengan hormat,
)",
        R"(                  LAMPIRAN
Nomor: 800.1/55/DISDIK/III/2026

No   Uraian   Jumlah
1    Server   3
)",
        R"(                  LAMPIRAN
Nomor: 800.1/55/DISDIK/III/2026
)"},
       "Dinas Pendidikan",
       "DISDIK",
       "800.1/55/DISDIK/III/2026",
       "2026-03-11",
       "biasa",
       "Permohonan Pembuatan Website",
       "website"},

      {"SlashReadAsALetter",
       {R"(                      PEMERINTAH KOTA TARAKAN
#                   DINAS PENDIDIKAN
               Jalan Jenderal Sudirman Telp 0551-22110

                                              Tarakan, 11 Juli 2026
Nomor     : 800/55/DISDIKIVII/2026
Sifat     : Biasa
Hal       : Permohonan Pembuatan Website

Dengan hormat,
)"},
       "Dinas Pendidikan",
       "DISDIK",
       "800/55/DISDIK/VII/2026",
       "2026-07-11",
       "biasa",
       "Permohonan Pembuatan Website",
       "website"},

      {"DividedWordInTheSubject",
       {R"(                      PEMERINTAH KOTA TARAKAN
#             BADAN PERENCANAAN PEMBANGUNAN DAERAH
               Jalan Jenderal Sudirman Telp 0551-22110

                                              Tarakan, 1 Februari 2026
Nomor     : 050/5/BAPPEDA/II/2026
Sifat     : Biasa
Hal       : Permohonan Pendampingan Pengem-
            bangan Aplikasi Perencanaan dan
            Penganggaran

Yth. Kepala Dinas Komunikasi
Dengan hormat,
)"},
       "Badan Perencanaan Pembangunan Daerah",
       "BAPPEDA",
       "050/5/BAPPEDA/II/2026",
       "2026-02-01",
       "biasa",
       "Permohonan Pendampingan Pengembangan Aplikasi Perencanaan dan Penganggaran",
       "konsultasi-aplikasi"},

      {"InvitationWithTitle",
       {R"(#          IKATAN PEMUDA PESISIR TARAKAN
               Jalan Pantai Amal RT 3 HP 0813-4700-1111

                  SURAT UNDANGAN
              Nomor : 003/IPPT/VI/2026

Dengan hormat,
Kami mengundang Bapak pada rapat besar.

                                        Tarakan, 20 Juni 2026
                                        Ketua,
)"},
       "Ikatan Pemuda Pesisir Tarakan",
       "",
       "003/IPPT/VI/2026",
       "2026-06-20",
       "biasa",
       "SURAT UNDANGAN",
       "lainnya",
       "",
       "",
       "0813-4700-1111"},

      {"MinistryOffice",
       {R"(               KEMENTERIAN AGAMA REPUBLIK INDONESIA
#           KANTOR KEMENTERIAN AGAMA KOTA TARAKAN
              Jalan Aki Babu No. 21 Telp. (0551) 51155

Nomor     : B-1204/Kk.34.05/1/HM.00/05/2026         19 Mei 2026
Sifat     : Biasa
Lampiran  : -
Hal       : Permohonan Perbaikan Website

Yth. Kepala Dinas Komunikasi
Dengan hormat,
)"},
       "Kantor Kementerian Agama Kota Tarakan",
       "",
       "B-1204/Kk.34.05/1/HM.00/05/2026",
       "2026-05-19",
       "biasa",
       "Permohonan Perbaikan Website",
       "website"},

      {"PoliceOverThreeLines",
       {R"(         KEPOLISIAN NEGARA REPUBLIK INDONESIA
              DAERAH KALIMANTAN UTARA
                  RESOR TARAKAN
            Jalan Yos Sudarso 77121

                                              Tarakan, 28 April 2026
Nomor        : B/118/IV/HUK.6.6./2026
Klasifikasi  : BIASA
Lampiran     : satu lembar
Perihal      : permohonan data CCTV

Kepada
Yth. KEPALA DINAS KOMINFO
Sehubungan dengan penyelidikan.
)"},
       "Kepolisian Negara Republik Indonesia Daerah Kalimantan Utara Resor Tarakan",
       "",
       "B/118/IV/HUK.6.6./2026",
       "2026-04-28",
       "biasa",
       "permohonan data CCTV",
       "lainnya",
       "satu lembar"},

      {"SameNameOfAnotherGovernment",
       {R"(                   PEMERINTAH KABUPATEN BULUNGAN
#                     DINAS KESEHATAN
                 Jalan Poros Km 7 Kode Pos 77211

                                       Tanjung Selor, 05 Agustus 2025
Nomor      : 440/22/DINKES/VIII/2025
Perihal    : Permohonan Studi Tiru Website

Dengan hormat,
)"},
       "Dinas Kesehatan Kabupaten Bulungan",
       "",
       "440/22/DINKES/VIII/2025",
       "2025-08-05",
       "biasa",
       "Permohonan Studi Tiru Website",
       "lainnya"},

      {"HomeGovernmentBehindTheName",
       {R"(#          DINAS PEKERJAAN UMUM DAN TATA RUANG
#                   KOTA TARAKAN
               Jalan Kalimantan No. 2 Telp (0551) 21800

                                              Tarakan, 1 Oktober 2025
Nomor     : 600/9/DPUTR/X/2025
Hal       : Permohonan Penggunaan Nama Domain

Dengan hormat,
)"},
       "Dinas Pekerjaan Umum dan Tata Ruang",
       "DPUTR",
       "600/9/DPUTR/X/2025",
       "2025-10-01",
       "biasa",
       "Permohonan Penggunaan Nama Domain",
       "subdomain"},

      {"DirtOfALogoBesideTheName",
       {R"( @&        PEMERINTAH KOTA TARAKAN
 <>       DINAS PEMADAM KEBAKARAN DAN PENYELAMATAN
 }        Jalan Kalimantan No. 2 Telp (0551) 21800

                                              Tarakan, 31 Oktober 2025
Nomor     : 364/9/DAMKAR/X/2025
Hal       : Permohonan Sosialisasi Website

Dengan hormat,
)"},
       "Dinas Pemadam Kebakaran dan Penyelamatan",
       "DAMKAR",
       "364/9/DAMKAR/X/2025",
       "2025-10-31",
       "biasa",
       "Permohonan Sosialisasi Website",
       "lainnya"},

      {"LetterheadWasAPicture",
       {R"(

Nomor     : 465/9/DSPM/X/2025                 Tarakan, 31 Oktober 2025
Sifat     : Segera
Hal       : Permohonan Hosting Aplikasi Bantuan

Kepada
Yth. Kepala Dinas Komunikasi
Dengan hormat,
)"},
       "Dinas Sosial dan Pemberdayaan Masyarakat",
       "DSPM",
       "465/9/DSPM/X/2025",
       "2025-10-31",
       "segera",
       "Permohonan Hosting Aplikasi Bantuan",
       "hosting-subdomain"},

      {"HospitalWithRegistration",
       {R"(                 PEMERINTAH KOTA TARAKAN
#           RUMAH SAKIT UMUM KOTA TARAKAN
            Terakreditasi Paripurna KARS-SERT/1234/X/2023
      Jl. Pulau Irian Telp. (0551) 21166 Fax (0551) 21167

Nomor     : 445/71/RSUKT/I/2026               Tarakan, 19 Januari 2026
Sifat     : Penting/Segera
Lampiran  : 1 (satu) set
Perihal   : Permohonan Colocation Server SIMRS

Dengan hormat,
Kami mohon penempatan server dan subdomain simrs.tarakankota.go.id.
)"},
       "Rumah Sakit Umum Kota Tarakan",
       "RSUKT",
       "445/71/RSUKT/I/2026",
       "2026-01-19",
       "segera",
       "Permohonan Colocation Server SIMRS",
       "colocation",
       "1 (satu) set"},

      {"UniversityWithFaculty",
       {R"(          KEMENTERIAN PENDIDIKAN TINGGI, SAINS, DAN TEKNOLOGI
#              UNIVERSITAS SAMUDRA KALTARA
              Jalan Amal Lama No. 1 Laman www.contoh.ac.id

Nomor     : 1187/UN51.4/TU/2026                      12 November 2026
Hal       : Permohonan Magang Mahasiswa

Yth. Kepala Dinas Komunikasi
Dengan hormat,
Mahasiswa kami akan membantu pembuatan website.
)"},
       "Universitas Samudra Kaltara",
       "",
       "1187/UN51.4/TU/2026",
       "2026-11-12",
       "biasa",
       "Permohonan Magang Mahasiswa",
       "lainnya"},

      {"ContactPersonInTheBody",
       {R"(                 PEMERINTAH KOTA TARAKAN
#           DINAS PERPUSTAKAAN DAN KEARSIPAN
      Jl. Pulau Irian Telp. (0551) 21166 Fax (0551) 21167

Nomor     : 041/71/DPK/I/2026               Tarakan, 29 Januari 2026
Hal       : Permohonan Pembaharuan Laman Resmi

Dengan hormat,
Laman kami perlu diperbarui.
Narahubung : Sekar Ayu Lestari, HP 0852 4600 7788
)"},
       "Dinas Perpustakaan dan Kearsipan",
       "DPK",
       "041/71/DPK/I/2026",
       "2026-01-29",
       "biasa",
       "Permohonan Pembaharuan Laman Resmi",
       "website",
       "",
       "Sekar Ayu Lestari",
       "0852 4600 7788"},

      {"SubjectBeginsOnTheLineBelow",
       {R"(                 PEMERINTAH KOTA TARAKAN
#           DINAS PANGAN, PERTANIAN DAN PERIKANAN
      Jl. Pulau Irian Telp. (0551) 21166 Fax (0551) 21167

                                            Tarakan, 13 Juni 2026
Nomor     : 520/71/DP3/VI/2026
Sifat     : Biasa
Lampiran  : 1 (satu) lembar
Perihal   : Permohonan Rekomendasi Pengadaan
            Sistem Informasi Pangan

                        Kepada
                        Yth. Kepala Dinas Komunikasi,
                        Informatika, Statistik dan Persandian
                        di -
                           Tarakan

Dengan hormat,
)"},
       "Dinas Pangan, Pertanian dan Perikanan",
       "DP3",
       "520/71/DP3/VI/2026",
       "2026-06-13",
       "biasa",
       "Permohonan Rekomendasi Pengadaan Sistem Informasi Pangan",
       "konsultasi-aplikasi",
       "1 (satu) lembar"},
  };
  return kCases;
}

}  // namespace piket
