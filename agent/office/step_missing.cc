// What is missing: of a step's start, of its end, of the case's close (R-17 … R-29).
#include <algorithm>

#include "agent/office/step_evidence.h"
#include "agent/office/step_gates.h"
#include "agent/office/step_move.h"

namespace piket {
namespace {

using List = std::vector<Missing>;

// The list without doubles.
void Add(List& list, const Missing& missing) {
  for (const Missing& there : list) {
    if (there.item == missing.item && there.what == missing.what) return;
  }
  list.push_back(missing);
}

struct Asking {
  const OfficeWork& office;
  Database& db;
  const Case& c;
  const Procedure& procedure;
};

Result<void> AskItem(const Asking& ask, const std::string& id, const Step* making,
                     const std::string& what, List& list) {
  const Item* item = ask.procedure.FindItem(id);
  if (item == nullptr) return Error{Fault::kNotFound, "item " + id};
  auto evidence = EvidenceOf(ask.office, ask.db, ask.c, ask.procedure, *item, making);
  if (!evidence) return evidence.error();
  if (evidence->has_value()) return {};
  Add(list, {item->id, item->name, item->proof == "surat-keluar" ? "surat" : what});
  return {};
}

Result<void> AskNeeds(const Asking& ask, const Step& step, const Json& facts, bool made,
                      List& list) {
  for (const Need& need : step.needs) {
    if (need.optional || !Holds(need.when, facts)) continue;
    if (need.origin == Origin::kMade && !made) continue;
    auto asked = AskItem(ask, need.item, nullptr, "kelengkapan", list);
    if (!asked) return asked;
  }
  return {};
}

Result<void> AskGates(const Asking& ask, const std::vector<std::string>& gates, const Json& facts,
                      List& list) {
  for (const std::string& gate : GatesFor(gates, facts)) {
    auto open = IsGateOpen(ask.office, ask.db, ask.c, gate);
    if (!open) return open.error();
    if (!*open) Add(list, {gate, GateName(gate), "gerbang"});
  }
  return {};
}

void AskFacts(const Asking& ask, const Step& step, const Json& facts, List& list) {
  for (const std::string& id : step.asks) {
    if (!TextOr(facts, id.c_str()).empty()) continue;
    const Fact* fact = ask.procedure.FindFact(id);
    Add(list, {id, fact == nullptr ? id : fact->name, "fakta"});
  }
}

// Outside the SOP the step's own output is not made (D4); who decides instead of handing the letter
// on makes no disposition.
bool DecidesInstead(const Asking& ask, const Step& step, const Way& way, const Product& product) {
  if (way.outside) return true;
  const Item* item = ask.procedure.FindItem(product.item);
  return step.ends_by == "disposisi" && !way.outcome.empty() && item != nullptr &&
         item->proof == "disposisi";
}

// A decision on the request, as against one on how to go about it: it may send the letter back.
bool DecidesOnRequest(const Step& step) {
  return step.shape == Shape::kDecision && std::any_of(step.ways.begin(), step.ways.end(),
                                                       [](const Way& way) { return way.returns; });
}

// Every decision answers the applicant, yes or no, before the next step.
Result<void> AskReply(const Asking& ask, const Step& step, List& list) {
  if (!DecidesOnRequest(step)) return {};
  auto reply = ApprovedLetter(ask.db, ask.c.id, ReplyKinds());
  if (!reply) return reply.error();
  bool named = std::any_of(list.begin(), list.end(),
                           [](const Missing& missing) { return missing.what == "surat"; });
  if (!reply->has_value() && !named) {
    Add(list, {"surat-tindak-lanjut", "Surat jawaban atas keputusan ini", "surat"});
  }
  return {};
}

// What goes back to its sender goes with a slip.
Result<void> AskSlip(const Asking& ask, const Way& way, List& list) {
  if (!way.returns) return {};
  auto slip = ApprovedLetter(ask.db, ask.c.id, {kReturnSlip});
  if (!slip) return slip.error();
  bool named = std::any_of(list.begin(), list.end(), [&](const Missing& missing) {
    const Item* item = ask.procedure.FindItem(missing.item);
    return item != nullptr && std::find(item->letters.begin(), item->letters.end(), kReturnSlip) !=
                                  item->letters.end();
  });
  if (!slip->has_value() && !named) Add(list, {kReturnSlip, "Slip pengembalian", "surat"});
  return {};
}

Result<void> AskClose(const Asking& ask, const Json& facts, List& list) {
  auto records = RecordsOfCase(ask.db, ask.c.id);
  if (!records) return records.error();
  for (const std::string& kind : ask.procedure.records) {
    bool there = std::any_of(records->begin(), records->end(),
                             [&](const CaseRecord& record) { return record.kind == kind; });
    if (!there) Add(list, {kind, RecordName(kind), "catatan"});
  }
  auto gates = AskGates(ask, ask.procedure.close_gates, facts, list);
  if (!gates) return gates;
  auto linked = LinkedCases(ask.db, ask.c.id);
  if (!linked) return linked.error();
  for (const Case& other : *linked) {
    if (!other.ended_at) Add(list, {kLinkedGate, "Layanan terkait selesai", "gerbang"});
  }
  return {};
}

}  // namespace

std::string RecordName(const std::string& kind) {
  static const std::vector<std::pair<std::string, std::string>> kNames = {
      {"konfigurasi", "Catatan konfigurasi"},   {"backup", "Catatan backup"},
      {"pemeliharaan", "Catatan pemeliharaan"}, {"insiden", "Catatan kejadian"},
      {"penggunaan", "Laporan penggunaan"},     {"dokumentasi", "Dokumentasi"}};
  for (const auto& [id, name] : kNames) {
    if (id == kind) return name;
  }
  return kind;
}

Result<List> MissingOfStart(const OfficeWork& office, Database& db, const Case& c,
                            const Procedure& procedure, const Step& step) {
  List list;
  auto asked = AskNeeds({office, db, c, procedure}, step, c.facts, false, list);
  if (!asked) return asked.error();
  return list;
}

Result<List> MissingOfEnd(const OfficeWork& office, Database& db, const Case& c,
                          const Procedure& procedure, const Step& step, const Way& way,
                          const Json& facts) {
  Asking ask{office, db, c, procedure};
  List list;
  // A fact stated just now may ask for more than the start did.
  if (auto asked = AskNeeds(ask, step, facts, true, list); !asked) return asked.error();
  for (const Product& product : step.makes) {
    if (!Holds(product.when, facts) || DecidesInstead(ask, step, way, product)) continue;
    auto asked = AskItem(ask, product.item, &step, "hasil", list);
    if (!asked) return asked.error();
  }
  for (const std::string& item : way.makes) {
    auto asked = AskItem(ask, item, &step, "hasil", list);
    if (!asked) return asked.error();
  }
  if (auto asked = AskReply(ask, step, list); !asked) return asked.error();
  if (auto asked = AskSlip(ask, way, list); !asked) return asked.error();
  if (auto asked = AskGates(ask, way.gates, facts, list); !asked) return asked.error();
  if (way.returns || way.outside) return list;
  AskFacts(ask, step, facts, list);
  if (auto asked = AskGates(ask, step.gates, facts, list); !asked) return asked.error();
  if (way.to != 0) return list;
  if (auto asked = AskClose(ask, facts, list); !asked) return asked.error();
  return list;
}

Result<List> MissingToStart(const OfficeWork& office, Database& db, const Case& c) {
  if (c.ended_at) return List();
  auto move = MoveOf(office, db, c.id, kOfficeAuthor);
  if (!move) return move.error();
  return MissingOfStart(office, db, move->c, *move->procedure, move->step());
}

Result<List> MissingToFinish(const OfficeWork& office, Database& db, const Case& c,
                             const std::string& outcome) {
  if (c.ended_at) return List();
  auto move = MoveOf(office, db, c.id, kOfficeAuthor);
  if (!move) return move.error();
  auto way = WayOf(move->step(), c.facts, outcome);
  if (!way) return way.error();
  return MissingOfEnd(office, db, move->c, *move->procedure, move->step(), **way,
                      FactsBy(**way, c.facts));
}

}  // namespace piket
