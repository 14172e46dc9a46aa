#include "agent/office/books.h"

#include <algorithm>

#include "agent/core/text.h"
#include "agent/letters/letter.h"
#include "agent/letters/outgoing.h"
#include "agent/office/answer.h"
#include "agent/office/reports.h"
#include "agent/paper/canvas.h"
#include "agent/paper/page_flow.h"
#include "agent/paper/paper_parts.h"
#include "agent/procedure/case_texts.h"
#include "agent/procedure/register.h"

namespace piket {
namespace {

constexpr const char* kHidden = "(rahasia)";
constexpr int kMostRows = 100000;

// Reading a book: who looks, which time, which service. Inside Read.
struct Reading {
  const OfficeWork& office;
  Database& db;
  const Actor& actor;
  BookQuery query;
  Instant from;
  Instant until;

  std::string Day(Instant at) const {
    return IndonesianText(ToLocal(at, office.settings.zone).date);
  }
  std::string Hour(Instant at) const {
    LocalTime local = ToLocal(at, office.settings.zone);
    return Format("%02d.%02d", local.hour, local.minute);
  }
  std::string NameOf(const Id& id) const {
    auto officer = FindOfficer(db, id);
    return officer ? officer->name : id;
  }
  bool Within(Instant at) const { return from <= at && at < until; }
  std::string AgendaOf(const Letter& letter) const {
    if (!letter.agenda) return letter.receipt_number;
    return AgendaDisplay(office.settings, letter.agenda->number, letter.agenda->year);
  }
};

// What the reader may see of a letter: of one that is none of the reader's business no
// row at all.
Result<Sight> SightOfLetter(const Reading& r, const Letter& letter) {
  return SightOf(r.office, r.db, r.actor, letter.id, letter.particulars.security);
}

std::string OrHidden(bool hidden, const std::string& text) { return hidden ? kHidden : text; }

std::string DateText(const std::string& iso) {
  auto date = DateFromIso(iso);
  return date ? IndonesianText(*date) : iso;
}

Result<void> ReadAgenda(const Reading& r, Book& book) {
  book.title = r.office.papers.agenda.title;
  book.columns = {{"nomor_agenda", "No. agenda", 0.07},
                  {"diterima", "Diterima", 0.11},
                  {"cara_terima", "Cara", 0.06},
                  {"pengirim", "Pengirim", 0.17},
                  {"surat", "Nomor dan tanggal surat", 0.17},
                  {"perihal", "Perihal", 0.2},
                  {"lampiran", "Lampiran", 0.07},
                  {"sifat", "Derajat, keamanan", 0.07},
                  {"keterangan", "Keterangan", 0.08}};
  auto letters = AgendaRows(r.db, r.office.settings.agenda_book, r.query.year, 1, kMostRows);
  if (!letters) return letters.error();
  for (const Letter& each : *letters) {
    if (!r.Within(each.received_at)) continue;
    if (!r.query.service.empty() && each.particulars.service != r.query.service) continue;
    auto sight = SightOfLetter(r, each);
    if (!sight) return sight.error();
    if (*sight == Sight::kNothing) continue;
    bool hidden = *sight != Sight::kAll;
    auto letter = hidden ? Result<Letter>(each) : Opened(r.office.safe(), each);
    if (!letter) return letter.error();
    const Particulars& p = letter->particulars;
    if (letter->void_at) book.void_rows.insert(book.rows.size());
    std::string note = letter->void_at ? "BATAL: " + OrHidden(hidden, letter->void_reason) : p.note;
    book.rows.push_back(
        {r.AgendaOf(*letter), r.Day(letter->received_at) + " " + r.Hour(letter->received_at),
         letter->received_by, OrHidden(hidden, p.sender),
         OrHidden(hidden, p.number + (p.date.empty() ? "" : ", " + DateText(p.date))),
         OrHidden(hidden, p.subject), hidden ? "" : p.attachments, p.urgency + ", " + p.security,
         hidden && !letter->void_at ? "" : note});
  }
  return {};
}

struct OutgoingSeen {
  OutgoingLetter outgoing;
  Letter letter;
  Json text = Json::object();
  bool hidden = false;
  bool nothing = false;  // no row
};

Result<OutgoingSeen> SeenOutgoing(const Reading& r, const Id& id) {
  auto outgoing = FindOutgoing(r.db, id);
  if (!outgoing) return outgoing.error();
  auto letter = FindLetter(r.db, outgoing->letter);
  if (!letter) return letter.error();
  auto sight = SightOfLetter(r, *letter);
  if (!sight) return sight.error();
  OutgoingSeen seen{*outgoing, *letter, Json::object(), *sight != Sight::kAll,
                    *sight == Sight::kNothing};
  if (seen.hidden) return seen;
  auto text = OpenedText(r.office, *outgoing);
  if (!text) return text.error();
  seen.text = *text;
  auto reason = OpenedVoidReason(r.office, *outgoing);
  if (!reason) return reason.error();
  seen.outgoing.void_reason = *reason;
  return seen;
}

Result<void> ReadOutgoingBook(const Reading& r, Book& book) {
  book.title = "BUKU AGENDA SURAT KELUAR";
  book.columns = {{"no", "No.", 0.04},
                  {"nomor_surat", "Nomor surat", 0.15},
                  {"tanggal", "Tanggal surat", 0.08},
                  {"tanggal_kirim", "Tanggal kirim", 0.08},
                  {"kepada", "Kepada, alamat", 0.15},
                  {"isi", "Isi ringkas", 0.16},
                  {"lampiran", "Lampiran", 0.06},
                  {"penandatangan", "Penandatangan", 0.09},
                  {"pengolah", "Pengolah", 0.07},
                  {"agenda", "Agenda masuk", 0.05},
                  {"keterangan", "Keterangan", 0.07}};
  auto numbers = OutgoingNumbers(r.db, r.from, r.until);
  if (!numbers) return numbers.error();
  for (const OutgoingNumber& number : *numbers) {
    std::string no = std::to_string(number.counter);
    if (number.outgoing.empty()) {
      if (!r.query.service.empty()) continue;
      book.rows.push_back({no, number.number, r.Day(number.at), "", "", number.note, "", "",
                           r.NameOf(number.officer), "", "dibuat dengan tangan"});
      continue;
    }
    auto seen = SeenOutgoing(r, number.outgoing);
    if (!seen) return seen.error();
    if (seen->nothing) continue;
    if (!r.query.service.empty() && seen->letter.particulars.service != r.query.service) continue;
    auto expedition = ExpeditionOf(r.db, number.outgoing);
    if (!expedition) return expedition.error();
    bool is_void = seen->outgoing.state == "batal";
    if (is_void) book.void_rows.insert(book.rows.size());
    std::string to = TextOr(seen->text, "to");
    if (std::string address = TextOr(seen->text, "address"); !address.empty()) to += ", " + address;
    book.rows.push_back(
        {no, number.number, r.Day(number.at), *expedition ? r.Day((*expedition)->sent_at) : "",
         OrHidden(seen->hidden, to), OrHidden(seen->hidden, TextOr(seen->text, "subject")),
         TextOr(seen->text, "attachments"), r.NameOf(seen->outgoing.approved_by),
         r.NameOf(seen->outgoing.author), r.AgendaOf(seen->letter),
         is_void ? "BATAL: " + OrHidden(seen->hidden, seen->outgoing.void_reason) : ""});
  }
  return {};
}

Result<void> ReadExpedition(const Reading& r, Book& book) {
  book.title = "BUKU EKSPEDISI";
  book.columns = {{"no", "No.", 0.04},
                  {"tanggal_kirim", "Tanggal, jam kirim", 0.13},
                  {"nomor_surat", "Nomor dan tanggal surat", 0.2},
                  {"isi", "Isi singkat", 0.2},
                  {"kepada", "Ditujukan kepada", 0.16},
                  {"cara", "Cara kirim", 0.07},
                  {"penerima", "Nama penerima", 0.11},
                  {"keterangan", "Keterangan", 0.09}};
  auto rows = r.db.Ask(
      "SELECT outgoing FROM expedition WHERE sent_at>=? AND sent_at<? "
      "ORDER BY sent_at, outgoing",
      {int64_t{r.from.time_since_epoch().count()}, int64_t{r.until.time_since_epoch().count()}});
  if (!rows) return rows.error();
  for (const Row& row : *rows) {
    auto seen = SeenOutgoing(r, row.Text("outgoing"));
    if (!seen) return seen.error();
    if (seen->nothing) continue;
    if (!r.query.service.empty() && seen->letter.particulars.service != r.query.service) continue;
    auto expedition = OpenedExpedition(r.office, r.db, seen->outgoing);
    if (!expedition || !*expedition) return Error{Fault::kInternal, "a row of the expedition book"};
    const Expedition& sent = **expedition;
    std::string signed_for = sent.signature.empty() ? "" : "ditandatangani. ";
    book.rows.push_back(
        {std::to_string(book.rows.size() + 1), r.Day(sent.sent_at) + " " + r.Hour(sent.sent_at),
         seen->outgoing.number + ", " + r.Day(*seen->outgoing.approved_at),
         OrHidden(seen->hidden, TextOr(seen->text, "subject")),
         OrHidden(seen->hidden, TextOr(seen->text, "to")), sent.by,
         OrHidden(seen->hidden, sent.receiver), signed_for + (seen->hidden ? "" : sent.note)});
  }
  return {};
}

Result<void> ReadSubdomains(const Reading& r, Book& book) {
  book.title = "DAFTAR SUBDOMAIN";
  book.columns = {{"nama", "Subdomain", 0.24},  {"tujuan", "Diarahkan ke", 0.16},
                  {"pemilik", "Pemilik", 0.2},  {"pengelola", "Pengelola", 0.16},
                  {"keadaan", "Keadaan", 0.07}, {"petugas", "Petugas", 0.09},
                  {"diubah", "Diubah", 0.08}};
  auto subdomains = Subdomains(r.db);
  if (!subdomains) return subdomains.error();
  for (const Subdomain& each : *subdomains) {
    if (each.state == "dihapus") book.void_rows.insert(book.rows.size());
    book.rows.push_back({each.name, each.target, each.owner, each.manager, each.state,
                         r.NameOf(each.officer), r.Day(each.at)});
  }
  return {};
}

Result<void> ReadAddresses(const Reading& r, Book& book) {
  book.title = "DAFTAR ALAMAT IP PUBLIK";
  book.columns = {{"ip", "Alamat IP", 0.2},
                  {"keadaan", "Keadaan", 0.12},
                  {"catatan", "Catatan", 0.4},
                  {"petugas", "Petugas", 0.16},
                  {"diubah", "Diubah", 0.12}};
  auto addresses = Addresses(r.db);
  if (!addresses) return addresses.error();
  for (const PublicAddress& each : *addresses) {
    book.rows.push_back({each.ip, each.state, each.note, r.NameOf(each.officer), r.Day(each.at)});
  }
  return {};
}

Result<void> ReadServers(const Reading& r, Book& book) {
  book.title = "DAFTAR SERVER HOSTING";
  book.columns = {{"nama", "Server", 0.18},
                  {"ip", "Alamat IP", 0.14},
                  {"disk", "Kapasitas (GB)", 0.1},
                  {"disk_terpakai", "Terpakai (GB)", 0.1},
                  {"bandwidth", "Bandwidth (Mbps)", 0.1},
                  {"bandwidth_terpakai", "Terpakai (Mbps)", 0.1},
                  {"catatan", "Catatan", 0.18},
                  {"diubah", "Diubah", 0.1}};
  auto servers = HostingServers(r.db);
  if (!servers) return servers.error();
  for (const HostingServer& each : *servers) {
    book.rows.push_back({each.name, each.ip, std::to_string(each.disk_gb),
                         std::to_string(each.disk_used_gb), std::to_string(each.bandwidth_mbps),
                         std::to_string(each.bandwidth_used_mbps), each.note, r.Day(each.at)});
  }
  return {};
}

std::string DataText(const Json& data) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : data.items()) {
    if (value.is_string()) parts.push_back(name + ": " + value.get<std::string>());
  }
  return Join(parts, "; ");
}

// The case's records, opened for who may see them.
Result<std::vector<CaseRecord>> RecordsSeen(const Reading& r, const Id& id, bool hidden) {
  if (hidden) return RecordsOfCase(r.db, id);
  auto c = FindCase(r.db, id);
  if (!c) return c.error();
  return AllOpened(r.office.safe(), *c, RecordsOfCase(r.db, id));
}

Result<void> ReadLogbook(const Reading& r, Book& book) {
  book.title = "BUKU CATATAN LAYANAN";
  book.columns = {{"tanggal", "Tanggal, jam", 0.12}, {"jenis", "Jenis catatan", 0.1},
                  {"layanan", "Layanan", 0.12},      {"agenda", "Agenda", 0.07},
                  {"pengirim", "Pemohon", 0.17},     {"isi", "Catatan", 0.32},
                  {"petugas", "Petugas", 0.1}};
  auto rows = r.db.Ask(
      "SELECT c.letter, c.procedure, r.case_id, r.id FROM case_record r JOIN office_case c ON "
      "c.id=r.case_id WHERE r.at>=? AND r.at<? AND (?3='' OR c.procedure=?3) ORDER BY r.at, r.id",
      {int64_t{r.from.time_since_epoch().count()}, int64_t{r.until.time_since_epoch().count()},
       r.query.service});
  if (!rows) return rows.error();
  for (const Row& row : *rows) {
    auto found = FindLetter(r.db, row.Text("letter"));
    if (!found) return found.error();
    auto sight = SightOfLetter(r, *found);
    if (!sight) return sight.error();
    if (*sight == Sight::kNothing) continue;
    bool hidden = *sight != Sight::kAll;
    auto letter = hidden ? found : Opened(r.office.safe(), *found);
    if (!letter) return letter.error();
    auto records = RecordsSeen(r, row.Text("case_id"), hidden);
    if (!records) return records.error();
    for (const CaseRecord& record : *records) {
      if (record.id != row.Text("id")) continue;
      std::string data = DataText(record.data);
      std::string text = record.text + (record.text.empty() || data.empty() ? "" : " — ") + data;
      book.rows.push_back({r.Day(record.at) + " " + r.Hour(record.at), record.kind,
                           r.office.papers.Service(row.Text("procedure")).name, r.AgendaOf(*letter),
                           OrHidden(hidden, letter->particulars.sender), OrHidden(hidden, text),
                           r.NameOf(record.officer)});
    }
  }
  return {};
}

struct NamedBook {
  const char* name;
  Result<void> (*read)(const Reading& r, Book& book);
};
constexpr NamedBook kBooks[] = {{"agenda", ReadAgenda},         {"surat-keluar", ReadOutgoingBook},
                                {"ekspedisi", ReadExpedition},  {"subdomain", ReadSubdomains},
                                {"alamat", ReadAddresses},      {"logbook", ReadLogbook},
                                {"server-hosting", ReadServers}};

constexpr const char* kMonths[] = {"Januari",   "Februari", "Maret",    "April",
                                   "Mei",       "Juni",     "Juli",     "Agustus",
                                   "September", "Oktober",  "November", "Desember"};

Instant StartOf(const OfficeWork& office, int year, int month) {
  LocalTime local;
  local.date = Date(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                    std::chrono::day(1));
  return FromLocal(local, office.settings.zone);
}

Result<int> DrawBook(Canvas& canvas, const OfficeWork& office, const Book& book,
                     const PaperSize& size, int pages) {
  constexpr double kEdge = 10;
  auto on_page = [&](int page) {
    double width = size.width - 2 * kEdge;
    TextStyle small{.size = 7.5, .smallest = 6, .gray = 0.25};
    if (page > 1) {
      canvas.Text({kEdge, 8, width, 4.5}, book.title + " · " + book.period, small);
      canvas.Line({kEdge, 13}, {kEdge + width, 13}, 0.2, 0.4);
    }
    double foot = size.height - 9;
    canvas.Text({kEdge, foot, width * 0.7, 3.6},
                "Dicetak " + IndonesianText(office.Now(), office.settings.zone), small);
    small.align = Align::kRight;
    canvas.Text({kEdge + width * 0.7, foot, width * 0.3, 3.6},
                Format("Halaman %d dari %d", page, std::max(page, pages)), small);
  };
  PageFlow flow(canvas, size, {.left = kEdge, .right = kEdge, .top = 16, .bottom = 13}, on_page);
  DrawLetterhead(canvas, {kEdge, 8, size.width - 2 * kEdge, 20}, office.papers.letterhead);
  flow.y = 31;
  TextStyle title{.size = 13, .bold = true, .align = Align::kCentre, .spacing = 0.4};
  TextStyle period{.size = 10, .align = Align::kCentre};
  flow.Paragraph(book.title, title);
  flow.Paragraph(book.period, period);
  flow.y += 3;
  std::vector<FlowColumn> columns;
  for (const BookColumn& column : book.columns) columns.push_back({column.name, column.share});
  TextStyle cell{.size = 8};
  flow.Table(columns, book.rows, cell, [&](size_t row) { return book.void_rows.count(row) > 0; });
  if (book.rows.empty()) {
    flow.y += 3;
    flow.Paragraph("Belum ada isi.", period);
  }
  return flow.page();
}

}  // namespace

const std::vector<std::string>& BookNames() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> names;
    for (const NamedBook& book : kBooks) names.emplace_back(book.name);
    names.insert(names.end(), {"rekap", "waktu"});
    return names;
  }();
  return kNames;
}

bool IsService(const OfficeWork& office, const std::string& service) {
  auto all = office.procedures.All();
  return service.empty() || std::any_of(all.begin(), all.end(), [&](const auto& procedure) {
           return procedure->id == service;
         });
}

Result<Book> BookOf(const OfficeWork& office, const Actor& actor, const std::string& name,
                    const BookQuery& asked) {
  BookQuery query = asked;
  if (query.year == 0) query.year = static_cast<int>(office.Today().year());
  if (query.year < 2000 || query.year > 2200) return Error{Fault::kBadRequest, "year"};
  if (query.month < 0 || query.month > 12) return Error{Fault::kBadRequest, "month"};
  if (!IsService(office, query.service)) return Error{Fault::kBadRequest, "service"};
  Book book;
  book.id = name;
  book.period = query.month == 0 ? "Tahun " : std::string(kMonths[query.month - 1]) + " ";
  book.period += std::to_string(query.year);
  int first = query.month == 0 ? 1 : query.month;
  int next = query.month == 0 ? 13 : query.month + 1;
  Instant from = StartOf(office, query.year, first);
  Instant until = StartOf(office, query.year + (next == 13 ? 1 : 0), next == 13 ? 1 : next);
  if (name == "rekap" || name == "waktu") {
    auto filled = name == "rekap" ? MonthlyRecap(office, query.year, query.service, book)
                                  : TimeBook(office, from, until, query.service, book);
    if (!filled) return filled.error();
    return book;
  }
  for (const NamedBook& each : kBooks) {
    if (name != each.name) continue;
    auto read = office.database().Read([&](Database& db) {
      return each.read({office, db, actor, query, from, until}, book);
    });
    if (!read) return read.error();
    return book;
  }
  return Error{Fault::kNotFound, "no book " + name};
}

std::string BookCsv(const Book& book) {
  std::vector<std::string> names;
  for (const BookColumn& column : book.columns) names.push_back(column.id);
  std::string csv = Join(names, ",") + "\r\n";
  for (const auto& row : book.rows) csv += CsvLine(row);
  return csv;
}

Result<std::string> BookPdf(const OfficeWork& office, const Book& book) {
  PaperSize size = office.papers.agenda.size;
  int pages = 1;
  for (int pass = 0;; ++pass) {
    auto canvas = Canvas::Make(size, book.title + " " + book.period, office.Now());
    if (!canvas) return canvas.error();
    auto drawn = DrawBook(**canvas, office, book, size, pages);
    if (!drawn) return drawn.error();
    // The second time every page knows how many there are.
    if (pass == 1 || *drawn == pages) return (*canvas)->Finish();
    pages = *drawn;
  }
}

}  // namespace piket
