// Numbers, signatures and the paper itself.
#include "agent/core/text.h"
#include "agent/letters/print.h"
#include "agent/office/answer.h"
#include "agent/office/answer_kept.h"
#include "agent/office/answer_rights.h"
#include "agent/office/answer_text.h"
#include "agent/office/step_gates.h"

namespace piket {
namespace {

constexpr int kTries = 5;

// the subdomain stands in the register before its reply is out.
Result<bool> IsGateOfLetterOpen(const OfficeWork& office, Database& db, const Case& of_case,
                                const OutgoingLetter& outgoing, const Json& text) {
  bool reply = of_case.procedure == "subdomain" && outgoing.kind == "surat-tanggapan";
  if (!reply || TextOr(text, "decision") == "tidak") return true;
  return IsGateOpen(office, db, of_case, "register-subdomain");
}

NumberParts PartsOf(const OfficeWork& office, const OutgoingKind& kind,
                    const std::string& classification, const std::string& service,
                    const std::string& security) {
  NumberParts parts;
  parts.security = security;
  parts.classification = classification;
  const auto& defaults = office.papers.outgoing.classifications;
  auto found = defaults.find(service);
  if (parts.classification.empty() && found != defaults.end()) parts.classification = found->second;
  parts.type = kind.type;
  parts.unit = office.papers.outgoing.unit;
  parts.day = office.Today();
  return parts;
}

struct NextNumber {
  std::string scope;
  int counter = 0;
  std::string number;
};

Result<NextNumber> NextOf(Database& db, const OutgoingKind& kind, NumberParts parts) {
  NextNumber next;
  next.scope = ScopeOf(kind, parts);
  auto last = LastOutgoingCounter(db, next.scope);
  if (!last) return last.error();
  next.counter = parts.counter = *last + 1;
  next.number = FilledNumber(kind.number, parts);
  return next;
}

// Everything an approval needs, read in one turn.
struct Approval {
  OutgoingLetter outgoing;
  AnswerGround ground;
  const OutgoingKind* kind = nullptr;
  Json text;
  Appointment appointment;
  Signatory signatory;
  NextNumber next;
};

Result<Approval> PrepareApproval(const OfficeWork& office, Database& db, const Actor& actor,
                                 const Id& id) {
  Approval approval;
  auto outgoing = FindOutgoing(db, id);
  if (!outgoing) return outgoing.error();
  approval.outgoing = *outgoing;
  auto kind = KindOf(office, outgoing->kind);
  if (!kind) return kind.error();
  approval.kind = *kind;
  auto holders = HoldersOf(db, approval.kind->signer, office.Today());
  if (!holders) return holders.error();
  if (holders->empty()) return Error{Fault::kNobodyHolds, approval.kind->signer};
  const Appointment* signs = actor.SignsIn({approval.kind->signer});
  if (signs == nullptr) return NotYours("another position signs this letter");
  approval.appointment = *signs;
  if (outgoing->state != "diperiksa") return Error{Fault::kConflict, "it is " + outgoing->state};
  auto ground = GroundOf(office, db, outgoing->case_id);
  if (!ground) return ground.error();
  approval.ground = *ground;
  auto text = OpenedText(office, *outgoing);
  if (!text) return text.error();
  approval.text = *text;
  auto open = IsGateOfLetterOpen(office, db, ground->of_case, *outgoing, *text);
  if (!open) return open.error();
  if (!*open) return Error{Fault::kGateClosed, "the register has no subdomain of this case"};
  auto signatory = SignatoryOf(office, db, *signs);
  if (!signatory) return signatory.error();
  approval.signatory = *signatory;
  const Particulars& p = ground->letter.particulars;
  auto next = NextOf(
      db, *approval.kind,
      PartsOf(office, *approval.kind, p.classification, ground->of_case.procedure, p.security));
  if (!next) return next.error();
  approval.next = *next;
  return approval;
}

Result<std::string> DrawApproved(const OfficeWork& office, const Approval& approval) {
  OutgoingPaper paper = PaperOf(office, *approval.kind, approval.text, approval.ground.letter);
  paper.number = approval.next.number;
  paper.date = office.Today();
  paper.signatory = approval.signatory;
  paper.identifiers = {approval.next.number};
  auto code =
      MakePaperCode({PaperKind::kOutgoing, office.journal.post(), approval.outgoing.id, 1, ""},
                    office.paper_keys.front());
  if (!code) return code;
  paper.code = *code;
  return DrawOutgoing(paper, office.papers);
}

// The decision itself; nothing may have moved since the paper was drawn. nullopt: only the counter
// moved, draw again.
Result<std::optional<OutgoingLetter>> Decide(OfficeWork& office, Database& db, const Actor& actor,
                                             const Approval& seen, const std::string& blob) {
  auto now = PrepareApproval(office, db, actor, seen.outgoing.id);
  if (!now) return now.error();
  if (now->text != seen.text) return Error{Fault::kConflict, "it was changed in the meantime"};
  if (now->next.number != seen.next.number || now->next.scope != seen.next.scope) {
    return std::optional<OutgoingLetter>();
  }
  const OutgoingLetter& outgoing = seen.outgoing;
  Print order;
  order.id = NewId(office.Now());
  order.kind = "outgoing";
  order.letter = outgoing.letter;
  order.detail = {{"outgoing", outgoing.id}, {"blob", blob}};
  auto done = AppendTo(office, db,
                       {"outgoing.approved",
                        actor.officer.id,
                        outgoing.id,
                        {{"kind", outgoing.kind},
                         {"position", seen.appointment.position},
                         {"as", seen.appointment.as},
                         {"number", seen.next.number},
                         {"scope", seen.next.scope},
                         {"counter", seen.next.counter},
                         {"paper", blob},
                         {"print", order.id}}});
  if (!done) return done.error();
  done = OrderAtDesk(office.journal, db, order, actor.officer.id);
  if (!done) return done.error();
  auto approved = FindOutgoing(db, outgoing.id);
  if (!approved) return approved.error();
  return std::optional(*approved);
}

}  // namespace

Result<OutgoingLetter> Approve(OfficeWork& office, const Actor& actor, const Id& id) {
  // The paper is drawn outside the database's turn; the decision is made in it. When another letter
  // took the number meanwhile, the paper is drawn anew.
  for (int i = 0; i < kTries; ++i) {
    auto approval = office.database().Read(
        [&](Database& db) { return PrepareApproval(office, db, actor, id); });
    if (!approval) return approval.error();
    auto pdf = DrawApproved(office, *approval);
    if (!pdf) return pdf.error().While("drawing an outgoing letter");
    auto blob = PutBlob(office, approval->ground.letter, *pdf);
    if (!blob) return blob.error();
    auto approved = office.journal.Write<std::optional<OutgoingLetter>>(
        [&](Database& db) { return Decide(office, db, actor, *approval, *blob); });
    if (!approved) return approved.error();
    if (!approved->has_value()) continue;
    Told("outgoing letter approved", **approved);
    return **approved;
  }
  return Error{Fault::kConflict, "others take numbers faster than the paper is drawn"};
}

Result<std::string> ReserveNumber(OfficeWork& office, const Actor& actor, const std::string& code,
                                  const std::string& note) {
  if (Trimmed(note).empty()) return Error{Fault::kReasonMissing, "what the number is for"};
  if (note.size() > 4000) return Error{Fault::kBadRequest, "note"};
  auto kind = KindOf(office, code);
  if (!kind) return kind.error();
  if (!KeepsTheBooks(office, actor)) return NotYours("numbers are given by who keeps the books");
  return office.journal.Write<std::string>([&](Database& db) -> Result<std::string> {
    auto next = NextOf(db, **kind, PartsOf(office, **kind, "", "lainnya", "B"));
    if (!next) return next.error();
    auto done = AppendTo(office, db,
                         {"outgoing.reserved",
                          actor.officer.id,
                          "nomor/" + next->scope,
                          {{"scope", next->scope},
                           {"counter", next->counter},
                           {"number", next->number},
                           {"kind", code},
                           {"note", Trimmed(note)}}});
    if (!done) return done.error();
    return next->number;
  });
}

Result<std::string> OutgoingPdf(OfficeWork& office, const Id& id) {
  struct Parts {
    OutgoingLetter outgoing;
    AnswerGround ground;
    Signatory signatory;
  };
  auto parts = office.database().Read([&](Database& db) -> Result<Parts> {
    auto outgoing = FindOutgoing(db, id);
    if (!outgoing) return outgoing.error();
    auto ground = GroundOf(office, db, outgoing->case_id);
    if (!ground) return ground.error();
    Parts all{*outgoing, *ground, {}};
    auto kind = KindOf(office, outgoing->kind);
    if (!kind || !outgoing->paper.empty()) return all;
    // Who would sign today.
    auto holders = HoldersOf(db, (*kind)->signer, office.Today());
    if (!holders) return holders.error();
    if (holders->empty()) {
      all.signatory.title = office.positions.ActorName((*kind)->signer, office.Today());
      return all;
    }
    auto signatory = SignatoryOf(office, db, holders->front());
    if (!signatory) return signatory.error();
    all.signatory = *signatory;
    return all;
  });
  if (!parts) return parts.error();
  const OutgoingLetter& outgoing = parts->outgoing;
  if (!outgoing.paper.empty()) {
    return GetBlob(office, parts->ground.letter, outgoing.paper);
  }
  auto kind = KindOf(office, outgoing.kind);
  if (!kind) return kind.error();
  auto text = OpenedText(office, outgoing);
  if (!text) return text.error();
  OutgoingPaper paper = PaperOf(office, **kind, *text, parts->ground.letter);
  paper.signatory = parts->signatory;
  paper.draft = true;
  return DrawOutgoing(paper, office.papers);
}

}  // namespace piket
