// A letter the office writes: draft → checked → approved → printed → sent (domain.md §6.3).
// Subject: the outgoing letter; home: the office. Its number is given with the approval, gapless in
// its scope.
#ifndef PIKET_AGENT_LETTERS_OUTGOING_H_
#define PIKET_AGENT_LETTERS_OUTGOING_H_

#include <optional>
#include <string>
#include <vector>

#include "agent/store/journal.h"

namespace piket {

struct OutgoingLetter {
  Id id;
  // surat-tanggapan, surat-tindak-lanjut, surat-pemberitahuan, pemberitahuan-instalasi,
  // slip-pengembalian, laporan-instalasi
  std::string kind;
  Id case_id;
  Id letter;                   // the request it answers (rujukan)
  std::string state = "draf";  // draf, diperiksa, disetujui, dikirim, batal
  // As written: hal, kepada, alamat, sifat, lampiran, keputusan, isi, alasan (per item), data
  // (pairs), tembusan, batas. Plain texts and lists, under the names of agent/http/README.md:
  // subject, to, address, nature, attachments, decision, body, reasons, data, copies, deadline.
  // Of a letter that answers an R or SR one only "sealed", a blob (agent/desk/confidential.h).
  Json text = Json::object();
  std::string author;  // who drafted it
  std::string checked_by;
  std::string approved_by;
  std::string position;  // who signs …
  std::string as;        // … and how: definitif, plt, plh, an, ub
  std::string number;    // full, "" until approved
  std::string scope;     // of the counter
  int counter = 0;
  std::optional<Instant> approved_at;
  std::string paper;  // blob of the PDF/A, once approved; sealed when the request is R or SR
  Id print;           // its print order
  std::string void_reason;
  Instant at;
};

// One row of the expedition book: what went out, to whom, and who took it.
struct Expedition {
  Id outgoing;
  Instant sent_at;
  std::string by;         // langsung, kurir, pos, pos-el, srikandi
  std::string receiver;   // name of who took it
  std::string signature;  // blob of a picture, when there is one
  std::string officer;
  std::string note;
};

// A number that was given, in the order of the book; void letters keep theirs.
struct OutgoingNumber {
  std::string scope;
  int counter = 0;
  std::string number;  // full
  std::string kind;
  Id outgoing;       // "" when it was reserved for a letter made by hand
  std::string note;  // of a reserved one
  std::string officer;
  Instant at;
};

// outgoing.drafted, outgoing.changed, outgoing.checked, outgoing.approved, outgoing.sent,
// outgoing.voided, outgoing.reserved (a number for a letter made by hand; subject
// "nomor/<scope>").
void AddOutgoingKinds(KindTable& kinds);

// Inside Read or Write. OutgoingIn: newest first, of every state when it is "".
Result<OutgoingLetter> FindOutgoing(Database& db, const Id& id);
Result<std::vector<OutgoingLetter>> OutgoingOfCase(Database& db, const Id& case_id);
Result<std::vector<OutgoingLetter>> OutgoingIn(Database& db, const std::string& state, int limit);
Result<std::optional<Expedition>> ExpeditionOf(Database& db, const Id& outgoing);
Result<int> LastOutgoingCounter(Database& db, const std::string& scope);
Result<std::vector<OutgoingNumber>> OutgoingNumbers(Database& db, Instant from, Instant until);

}  // namespace piket

#endif  // PIKET_AGENT_LETTERS_OUTGOING_H_
