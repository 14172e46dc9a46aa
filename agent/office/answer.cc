#include "agent/office/answer.h"

#include <algorithm>

#include "agent/core/log.h"
#include "agent/core/text.h"
#include "agent/letters/print.h"
#include "agent/office/answer_text.h"
#include "agent/office/step_gates.h"

namespace piket {
namespace {

constexpr int kTries = 5;

Error NotYours(const std::string& why) { return {Fault::kNotYourStep, why}; }

Result<void> AppendTo(OfficeWork& office, Database& db, const NewEntry& entry) {
  auto appended = office.journal.Append(db, entry);
  if (!appended) return appended.error();
  return {};
}

Result<const OutgoingKind*> KindOf(const OfficeWork& office, const std::string& code) {
  const OutgoingKind* kind = office.papers.outgoing.Find(code);
  if (kind == nullptr) return Error{Fault::kBadRequest, "kind"};
  return kind;
}

// Whoever has the case, or holds a position that a step of it names as its actor.
Result<bool> WorksOn(const OfficeWork& office, Database& db, const Actor& actor,
                     const Case& of_case) {
  auto sight = SightOf(office, db, actor, of_case.letter, of_case.security);
  if (!sight) return sight.error();
  if (*sight != Sight::kAll) return false;
  auto procedure = office.procedures.Version(of_case.procedure, of_case.version);
  if (!procedure) return procedure.error();
  // Who has it may be named by no step: the one who was made responsible.
  std::vector<std::string> positions = office.positions.PositionsOf(of_case.position);
  for (const Step& step : (*procedure)->steps) {
    for (const std::string& each : step.actors) {
      auto some = office.positions.PositionsOf(each);
      positions.insert(positions.end(), some.begin(), some.end());
    }
  }
  return actor.In(positions) != nullptr;
}

bool HasRole(const OfficeWork& office, const Actor& actor,
             std::initializer_list<const char*> roles) {
  return std::any_of(
      actor.positions.begin(), actor.positions.end(), [&](const Appointment& appointment) {
        const Position* position = office.positions.Find(appointment.position);
        return position != nullptr && !(appointment.as == "an" || appointment.as == "ub") &&
               std::find(roles.begin(), roles.end(), position->role) != roles.end();
      });
}

// A head of a section who may see the letter it answers.
Result<bool> MayCheck(const OfficeWork& office, Database& db, const Actor& actor,
                      const OutgoingLetter& outgoing) {
  if (!HasRole(office, actor, {"kadis", "sekretaris", "kasubbag", "kabid", "sub_koordinator"})) {
    return false;
  }
  auto letter = FindLetter(db, outgoing.letter);
  if (!letter) return letter.error();
  auto sight = SightOf(office, db, actor, letter->id, letter->particulars.security);
  if (!sight) return sight.error();
  return *sight == Sight::kAll;
}

bool KeepsTheBooks(const OfficeWork& office, const Actor& actor) {
  return actor.officer.May("agendaris") || HasRole(office, actor, {"kasubbag"});
}

bool MaySend(const OfficeWork& office, const Actor& actor) {
  return actor.officer.May("loket") || KeepsTheBooks(office, actor);
}

bool MayVoid(const OfficeWork& office, const Actor& actor, const OutgoingLetter& outgoing) {
  const OutgoingKind* kind = office.papers.outgoing.Find(outgoing.kind);
  bool signs = kind != nullptr && actor.SignsIn({kind->signer}) != nullptr;
  return signs || actor.officer.id == outgoing.author || KeepsTheBooks(office, actor);
}

// the subdomain stands in the register before its reply is out.
Result<bool> IsGateOfLetterOpen(Database& db, const Case& of_case, const OutgoingLetter& outgoing,
                                const Json& text) {
  bool reply = of_case.procedure == "subdomain" && outgoing.kind == "surat-tanggapan";
  if (!reply || TextOr(text, "decision") == "tidak") return true;
  return IsGateOpen(db, of_case, "register-subdomain");
}

// What the journal keeps: the text, or of a confidential letter a blob sealed under its key.
Result<Json> Kept(const OfficeWork& office, const Letter& letter, const Json& text) {
  if (!IsConfidential(letter.particulars)) return text;
  auto sealed = PutSealed(office.safe(), letter.id, CanonicalText(text));
  if (!sealed) return sealed.error();
  return Json{{"sealed", *sealed}};
}

Result<std::string> PutBlob(const OfficeWork& office, const Letter& letter,
                            const std::string& bytes) {
  return IsConfidential(letter.particulars) ? PutSealed(office.safe(), letter.id, bytes)
                                            : office.blobs.Put(bytes);
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
  auto open = IsGateOfLetterOpen(db, ground->of_case, *outgoing, *text);
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

void Told(const char* what, const OutgoingLetter& outgoing) {
  LogLine(what, {{"outgoing", outgoing.id}, {"kind", outgoing.kind}});
}

}  // namespace

Result<Json> OpenedText(const OfficeWork& office, const OutgoingLetter& outgoing) {
  std::string sealed = TextOr(outgoing.text, "sealed");
  if (sealed.empty()) return outgoing.text;
  auto plain = GetSealed(office.safe(), outgoing.letter, sealed);
  if (!plain) return plain.error();
  return ParseJson(*plain);
}

Result<OutgoingLetter> Draft(OfficeWork& office, const Actor& actor, const Id& case_id,
                             const std::string& code, const Json& given) {
  return office.journal.Write<OutgoingLetter>([&](Database& db) -> Result<OutgoingLetter> {
    auto kind = KindOf(office, code);
    if (!kind) return kind.error();
    auto ground = GroundOf(office, db, case_id);
    if (!ground) return ground.error();
    auto works = WorksOn(office, db, actor, ground->of_case);
    if (!works) return works.error();
    if (!*works) return NotYours("holds no position of this procedure");
    auto text = TemplateText(office, db, *ground, **kind, TextOr(given, "decision"));
    if (text) text = MergedText(*text, given);
    if (text) text = Kept(office, ground->letter, *text);
    if (!text) return text.error();
    Id id = NewId(office.Now());
    auto done = AppendTo(
        office, db,
        {"outgoing.drafted",
         actor.officer.id,
         id,
         {{"kind", code}, {"case", case_id}, {"letter", ground->letter.id}, {"text", *text}}});
    if (!done) return done.error();
    return FindOutgoing(db, id);
  });
}

namespace {

// Another decision than before brings its own words, reasons and data; `given` may still say
// otherwise.
Result<Json> WithWordsOf(const OfficeWork& office, Database& db, const AnswerGround& ground,
                         const OutgoingLetter& outgoing, Json text, const Json& given) {
  std::string decision = TextOr(given, "decision");
  if (decision.empty() || decision == TextOr(text, "decision")) return text;
  auto kind = KindOf(office, outgoing.kind);
  if (!kind) return kind.error();
  auto words = TemplateText(office, db, ground, **kind, decision);
  if (!words) return words.error();
  for (const char* field : {"decision", "body", "reasons", "data"}) text[field] = (*words)[field];
  return text;
}

}  // namespace

Result<OutgoingLetter> Redraft(OfficeWork& office, const Actor& actor, const Id& id,
                               const Json& given) {
  return office.journal.Write<OutgoingLetter>([&](Database& db) -> Result<OutgoingLetter> {
    auto outgoing = FindOutgoing(db, id);
    if (!outgoing) return outgoing.error();
    auto ground = GroundOf(office, db, outgoing->case_id);
    if (!ground) return ground.error();
    auto works = WorksOn(office, db, actor, ground->of_case);
    if (!works) return works.error();
    auto checks = MayCheck(office, db, actor, *outgoing);
    if (!checks) return checks.error();
    if (!*works && !*checks) return NotYours("may not change this draft");
    if (!IsOneOf(outgoing->state, {"draf", "diperiksa"})) {
      return Error{Fault::kConflict, "it is " + outgoing->state};
    }
    auto text = OpenedText(office, *outgoing);
    if (text) text = WithWordsOf(office, db, *ground, *outgoing, *text, given);
    if (text) text = MergedText(*text, given);
    if (text) text = Kept(office, ground->letter, *text);
    if (!text) return text.error();
    auto done = AppendTo(office, db, {"outgoing.changed", actor.officer.id, id, {{"text", *text}}});
    if (!done) return done.error();
    return FindOutgoing(db, id);
  });
}

Result<OutgoingLetter> Check(OfficeWork& office, const Actor& actor, const Id& id) {
  return office.journal.Write<OutgoingLetter>([&](Database& db) -> Result<OutgoingLetter> {
    auto outgoing = FindOutgoing(db, id);
    if (!outgoing) return outgoing.error();
    auto checks = MayCheck(office, db, actor, *outgoing);
    if (!checks) return checks.error();
    if (!*checks) return NotYours("letters are checked by heads of sections");
    if (outgoing->state != "draf") return Error{Fault::kConflict, "it is " + outgoing->state};
    auto kind = KindOf(office, outgoing->kind);
    if (!kind) return kind.error();
    auto text = OpenedText(office, *outgoing);
    if (!text) return text.error();
    auto missing = MissingFields(**kind, *text);
    if (!missing.empty()) return Error{Fault::kBadRequest, Join(missing, ",")};
    auto done = AppendTo(office, db, {"outgoing.checked", actor.officer.id, id, Json::object()});
    if (!done) return done.error();
    return FindOutgoing(db, id);
  });
}

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
    std::string signature;
    if (!expedition.signature.empty()) {
      auto letter = FindLetter(db, outgoing->letter);
      if (!letter) return letter.error();
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
                           {"receiver", Trimmed(expedition.receiver)},
                           {"signature", signature},
                           {"note", Trimmed(expedition.note)}}});
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
    auto done = AppendTo(office, db,
                         {"outgoing.voided", actor.officer.id, id, {{"reason", Trimmed(reason)}}});
    if (!done) return done.error();
    Told("outgoing letter voided", *outgoing);
    return FindOutgoing(db, id);
  });
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
    return IsConfidential(parts->ground.letter.particulars)
               ? GetSealed(office.safe(), outgoing.letter, outgoing.paper)
               : office.blobs.Get(outgoing.paper);
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

Result<std::vector<std::string>> CanDo(const OfficeWork& office, Database& db, const Actor& actor,
                                       const OutgoingLetter& outgoing) {
  std::vector<std::string> can;
  auto of_case = FindCase(db, outgoing.case_id);
  if (!of_case) return of_case.error();
  auto works = WorksOn(office, db, actor, *of_case);
  if (!works) return works.error();
  auto checks = MayCheck(office, db, actor, outgoing);
  if (!checks) return checks.error();
  const std::string& state = outgoing.state;
  const OutgoingKind* kind = office.papers.outgoing.Find(outgoing.kind);
  bool open = state == "draf" || state == "diperiksa";
  if (open && (*works || *checks)) can.emplace_back("ubah");
  if (state == "draf" && *checks) can.emplace_back("periksa");
  if (state == "diperiksa" && kind != nullptr && actor.SignsIn({kind->signer}) != nullptr) {
    can.emplace_back("setujui");
  }
  if (state == "disetujui" && MaySend(office, actor)) can.emplace_back("kirim");
  if (state != "batal" && MayVoid(office, actor, outgoing)) can.emplace_back("batalkan");
  return can;
}

}  // namespace piket
