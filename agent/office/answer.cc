// Writing and checking.
#include "agent/office/answer.h"

#include <algorithm>

#include "agent/core/text.h"
#include "agent/office/answer_kept.h"
#include "agent/office/answer_rights.h"
#include "agent/office/answer_text.h"

namespace piket {
namespace {

// The decision is one of the kind's, or is left open. kBadRequest "decision".
Result<void> CheckDecision(const OutgoingKind& kind, const Json& given) {
  std::string decision = TextOr(given, "decision");
  bool known = decision.empty() ||
               std::any_of(kind.decisions.begin(), kind.decisions.end(),
                           [&](const OutgoingDecision& each) { return each.code == decision; });
  if (!known) return Error{Fault::kBadRequest, "decision"};
  return {};
}

}  // namespace

Result<OutgoingLetter> Draft(OfficeWork& office, const Actor& actor, const Id& case_id,
                             const std::string& code, const Json& given) {
  return office.journal.Write<OutgoingLetter>([&](Database& db) -> Result<OutgoingLetter> {
    auto kind = KindOf(office, code);
    if (!kind) return kind.error();
    if (auto right = CheckDecision(**kind, given); !right) return right.error();
    auto ground = GroundOf(office, db, case_id);
    if (!ground) return ground.error();
    auto works = WorksOn(office, db, actor, ground->of_case);
    if (!works) return works.error();
    if (!*works) return NotYours("holds no position of this procedure");
    auto text = TemplateText(office, db, *ground, **kind, TextOr(given, "decision"));
    if (text) text = MergedText(*text, given);
    if (text) text = KeptText(office, ground->letter, *text);
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
                         const OutgoingKind& kind, Json text, const Json& given) {
  std::string decision = TextOr(given, "decision");
  if (decision.empty() || decision == TextOr(text, "decision")) return text;
  auto words = TemplateText(office, db, ground, kind, decision);
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
    if (outgoing->state != "draf" && outgoing->state != "diperiksa") {
      return Error{Fault::kConflict, "it is " + outgoing->state};
    }
    auto kind = KindOf(office, outgoing->kind);
    if (!kind) return kind.error();
    if (auto right = CheckDecision(**kind, given); !right) return right.error();
    auto text = OpenedText(office, *outgoing);
    if (text) text = WithWordsOf(office, db, *ground, **kind, *text, given);
    if (text) text = MergedText(*text, given);
    if (text) text = KeptText(office, ground->letter, *text);
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

}  // namespace piket
