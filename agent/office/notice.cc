#include "agent/office/notice.h"

#include <map>

#include "agent/core/text.h"
#include "agent/office/mail.h"

namespace piket {
namespace {

constexpr size_t kMostAddresses = 3;

std::string StateName(const Letter& letter, const std::optional<Case>& c) {
  static const std::map<std::string, std::string> kNames = {
      {"berjalan", "Sedang diproses"},
      {"menunggu_pemohon", "Menunggu kelengkapan dari pemohon"},
      {"menunggu_perangkat", "Menunggu perangkat"},
      {"menunggu_pengadaan_opd", "Menunggu pengadaan oleh perangkat daerah"},
      {"menunggu_layanan_terkait", "Menunggu layanan terkait"},
      {"dikembalikan", "Dikembalikan untuk diperbaiki"},
      {"selesai", "Selesai"},
      {"batal", "Dibatalkan"}};
  if (letter.void_at) return "Dibatalkan";
  if (!c) return "Diterima";
  auto found = kNames.find(c->state);
  return found == kNames.end() ? "Sedang diproses" : found->second;
}

// What an applicant is told of; when it changes, a mail goes.
std::string Told(const Progress& progress) {
  std::string told = progress.state_name;
  if (progress.c && !IsConfidential(progress.letter.particulars)) {
    told += "/" + std::to_string(progress.c->step);
  }
  return told;
}

Mail NoticeMail(const OfficeWork& office, const Progress& progress, const std::string& email) {
  const Letter& letter = progress.letter;
  Mail mail;
  mail.recipient = email;
  mail.subject = "Perkembangan surat " + letter.receipt_number;
  mail.text =
      "Surat dengan tanda terima " + letter.receipt_number + ": " + progress.state_name + ".\n";
  const Step* step = progress.step();
  if (step != nullptr && !IsConfidential(letter.particulars)) {
    mail.text += Format("Langkah %d dari %zu: ", step->no, progress.procedure->steps.size()) +
                 step->activity + "\n";
  }
  mail.text += "\nSelengkapnya: " + office.papers.receipt.status_url + "/" + letter.tracking_code +
               "\nPesan ini dikirim oleh program; isi surat tidak ada di dalamnya.\n";
  return mail;
}

}  // namespace

Result<Progress> ProgressOf(const OfficeWork& office, Database& db, const Id& id) {
  auto letter = FindLetter(db, id);
  if (!letter) return letter.error();
  auto cases = CasesOfLetter(db, id);
  if (!cases) return cases.error();
  Progress progress{std::move(*letter), std::nullopt, nullptr, ""};
  for (Case& each : *cases) {
    // A linked case is the office's own affair.
    bool newer = !progress.c || each.opened_at >= progress.c->opened_at;
    if (each.parent.empty() && newer) progress.c = std::move(each);
  }
  if (progress.c) {
    auto procedure = office.procedures.Version(progress.c->procedure, progress.c->version);
    if (procedure) progress.procedure = *procedure;
  }
  progress.state_name = StateName(progress.letter, progress.c);
  return progress;
}

Result<Progress> ProgressOfCode(const OfficeWork& office, Database& db, const std::string& code) {
  std::string plain;
  for (char c : code.substr(0, 40)) {
    if (c == ' ' || c == '-') continue;
    plain += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  auto rows = db.Ask("SELECT id FROM letter WHERE tracking_code=?", {plain});
  if (!rows) return rows.error();
  if (rows->empty()) return Error{Fault::kNotFound, "no such tracking code"};
  return ProgressOf(office, db, rows->front().Text("id"));
}

Result<void> AskForNotice(OfficeWork& office, const Letter& letter, const std::string& email) {
  if (office.settings.mail.server.empty()) return Error{Fault::kNotFound, "no mail server"};
  if (!IsMailAddress(email)) return Error{Fault::kBadRequest, "email"};
  return office.database().Write<void>([&](Database& db) -> Result<void> {
    auto progress = ProgressOf(office, db, letter.id);
    auto asked = db.Ask("SELECT email FROM local_notice WHERE letter=?", {letter.id});
    if (!progress || !asked) return progress ? asked.error() : progress.error();
    if (asked->size() >= kMostAddresses) return Error{Fault::kBadRequest, "email"};
    return db.Run("INSERT OR IGNORE INTO local_notice VALUES (?,?,?,?)",
                  {letter.id, email, Told(*progress), office.Now().time_since_epoch().count()});
  });
}

Result<int> TellApplicants(const OfficeWork& office, Database& db) {
  auto rows = db.Ask("SELECT letter, email, told FROM local_notice");
  if (!rows) return rows.error();
  int told = 0;
  for (const Row& row : *rows) {
    auto progress = ProgressOf(office, db, row.Text("letter"));
    if (!progress) return progress.error();
    std::string now = Told(*progress);
    if (now == row.Text("told")) continue;
    auto queued = QueueMail(office, db, NoticeMail(office, *progress, row.Text("email")));
    if (!queued) return queued.error();
    // The way is at its end: nobody waits for more.
    bool ended = progress->letter.void_at || (progress->c && progress->c->ended_at);
    auto run = ended ? db.Run("DELETE FROM local_notice WHERE letter=? AND email=?",
                              {row.Text("letter"), row.Text("email")})
                     : db.Run("UPDATE local_notice SET told=? WHERE letter=? AND email=?",
                              {now, row.Text("letter"), row.Text("email")});
    if (!run) return run.error();
    ++told;
  }
  return told;
}

}  // namespace piket
