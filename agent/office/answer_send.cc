// Letters on their way out: the expedition book, and letters that do not go.
#include <algorithm>

#include "agent/core/text.h"
#include "agent/office/answer.h"
#include "agent/office/answer_kept.h"
#include "agent/office/answer_rights.h"

namespace piket {
namespace {

bool IsOneOf(const std::string& value, std::initializer_list<const char*> allowed) {
  return std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

std::vector<std::string> WrongFields(const Expedition& expedition) {
  std::vector<std::string> wrong;
  if (!IsOneOf(expedition.by, {"langsung", "kurir", "pos", "pos-el", "srikandi"})) {
    wrong.emplace_back("by");
  }
  if (Trimmed(expedition.receiver).empty() || expedition.receiver.size() > 400) {
    wrong.emplace_back("receiver");
  }
  if (expedition.note.size() > 4000) wrong.emplace_back("note");
  bool png = expedition.signature.rfind("\x89PNG\r\n\x1a\n", 0) == 0;
  if (!expedition.signature.empty() && (!png || expedition.signature.size() > 1000000)) {
    wrong.emplace_back("signature");
  }
  return wrong;
}

}  // namespace

Result<OutgoingLetter> Send(OfficeWork& office, const Actor& actor, const Id& id,
                            const Expedition& expedition) {
  auto wrong = WrongFields(expedition);
  if (!wrong.empty()) return Error{Fault::kBadRequest, Join(wrong, ",")};
  return office.journal.Write<OutgoingLetter>([&](Database& db) -> Result<OutgoingLetter> {
    auto outgoing = FindOutgoing(db, id);
    if (!outgoing) return outgoing.error();
    if (!MaySend(office, actor)) return NotYours("letters go out over the desk");
    if (outgoing->state != "disetujui") return Error{Fault::kConflict, "it is " + outgoing->state};
    Instant sent = expedition.sent_at == Instant{} ? office.Now() : expedition.sent_at;
    if (sent > office.Now() || sent < *outgoing->approved_at) {
      return Error{Fault::kBadRequest, "sent_at"};
    }
    auto letter = FindLetter(db, outgoing->letter);
    if (!letter) return letter.error();
    auto receiver = KeptText(office.safe(), *letter, Trimmed(expedition.receiver));
    if (!receiver) return receiver.error();
    auto note = KeptText(office.safe(), *letter, Trimmed(expedition.note));
    if (!note) return note.error();
    std::string signature;
    if (!expedition.signature.empty()) {
      auto blob = PutBlob(office, *letter, expedition.signature);
      if (!blob) return blob.error();
      signature = *blob;
    }
    auto done = AppendTo(office, db,
                         {"outgoing.sent",
                          actor.officer.id,
                          id,
                          {{"sent_at", sent.time_since_epoch().count()},
                           {"by", expedition.by},
                           {"receiver", *receiver},
                           {"signature", signature},
                           {"note", *note}}});
    if (!done) return done.error();
    Told("outgoing letter sent", *outgoing);
    return FindOutgoing(db, id);
  });
}

Result<OutgoingLetter> VoidOutgoing(OfficeWork& office, const Actor& actor, const Id& id,
                                    const std::string& reason) {
  if (Trimmed(reason).empty()) return Error{Fault::kReasonMissing, "void without a reason"};
  return office.journal.Write<OutgoingLetter>([&](Database& db) -> Result<OutgoingLetter> {
    auto outgoing = FindOutgoing(db, id);
    if (!outgoing) return outgoing.error();
    if (!MayVoid(office, actor, *outgoing)) return NotYours("may not void this letter");
    if (outgoing->state == "batal") return outgoing;
    auto letter = FindLetter(db, outgoing->letter);
    if (!letter) return letter.error();
    auto words = KeptText(office.safe(), *letter, Trimmed(reason));
    if (!words) return words.error();
    auto done =
        AppendTo(office, db, {"outgoing.voided", actor.officer.id, id, {{"reason", *words}}});
    if (!done) return done.error();
    Told("outgoing letter voided", *outgoing);
    return FindOutgoing(db, id);
  });
}

}  // namespace piket
