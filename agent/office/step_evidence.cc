#include "agent/office/step_evidence.h"

#include <algorithm>

namespace piket {
namespace {

bool IsOneOf(const std::string& value, const std::vector<std::string>& all) {
  return std::find(all.begin(), all.end(), value) != all.end();
}

Instant At(const Row& row, const char* column) {
  return Instant(std::chrono::milliseconds(row.Integer(column)));
}

// What the office's own records prove; `reference` is the record.
CaseItem Proven(const Case& c, const Item& item, const std::string& reference,
                const std::string& officer, Instant at) {
  CaseItem proven;
  proven.case_id = c.id;
  proven.item = item.id;
  proven.state = "ada";
  proven.proof = item.proof;
  proven.reference = reference;
  proven.officer = officer;
  proven.at = at;
  return proven;
}

using Evidence = Result<std::optional<CaseItem>>;

// The first row of an answer with the columns id, officer, at.
Evidence FirstRow(Database& db, const Case& c, const Item& item, const std::string& sql,
                  const std::vector<SqlValue>& values) {
  auto rows = db.Ask(sql + " LIMIT 1", values);
  if (!rows) return rows.error();
  if (rows->empty()) return std::optional<CaseItem>();
  const Row& row = rows->front();
  return std::optional(Proven(c, item, row.Text("id"), row.Text("officer"), At(row, "at")));
}

Evidence OfSheet(Database& db, const Case& c, const Item& item) {
  auto printed = FirstRow(db, c, item,
                          "SELECT id, officer, at FROM print WHERE letter=? AND kind='sheet' AND "
                          "state='printed' ORDER BY at",
                          {c.letter});
  if (!printed || printed->has_value()) return printed;
  // A letter that was handed on had its sheet, whatever the printer says.
  return FirstRow(db, c, item,
                  "SELECT id, officer, at FROM disposition WHERE letter=? AND recalled_at IS NULL "
                  "ORDER BY at",
                  {c.letter});
}

Evidence OfDisposition(const OfficeWork& office, Database& db, const Case& c,
                       const Procedure& procedure, const Item& item, const Step* making) {
  auto chain = HandedOn(db, c.letter);
  if (!chain) return chain.error();
  bool has_maker = false;
  for (const Step& step : procedure.steps) {
    bool makes = std::any_of(step.makes.begin(), step.makes.end(),
                             [&](const Product& product) { return product.item == item.id; });
    if (!makes || (making != nullptr && making->no != step.no)) continue;
    has_maker = true;
    auto positions = PositionsOfStep(office, db, c, step);
    if (!positions) return positions.error();
    if (const Handed* handed = HandedOnBy(office, *chain, *positions)) {
      return std::optional(Proven(c, item, handed->disposition, handed->officer, handed->at));
    }
  }
  if (has_maker || chain->empty()) return std::optional<CaseItem>();
  const Handed& first = chain->front();
  return std::optional(Proven(c, item, first.disposition, first.officer, first.at));
}

Evidence OfRegister(Database& db, const Case& c, const Item& item) {
  if (item.record == "subdomain") {
    return FirstRow(db, c, item,
                    "SELECT name AS id, officer, at FROM subdomain WHERE state='aktif' AND case_id "
                    "IN (SELECT ?1 UNION SELECT id FROM office_case WHERE parent=?1) ORDER BY at",
                    {c.id});
  }
  if (item.record == "alamat") {
    return FirstRow(db, c, item,
                    "SELECT ip AS id, officer, at FROM public_address WHERE state='bebas' OR "
                    "case_id IN (SELECT ?1 UNION SELECT id FROM office_case WHERE parent=?1) ORDER "
                    "BY case_id<>?1, ip",
                    {c.id});
  }
  return FirstRow(db, c, item, "SELECT name AS id, officer, at FROM hosting_server ORDER BY name",
                  {});
}

Evidence OfRecord(Database& db, const Case& c, const Item& item) {
  return FirstRow(db, c, item,
                  "SELECT id, officer, at FROM case_record WHERE case_id=? AND kind=? ORDER BY at",
                  {c.id, item.record});
}

// The states of an outgoing letter that are as far as the one asked for.
std::string StatesFrom(const std::string& state) {
  if (state == "draf") return "('draf','diperiksa','disetujui','dikirim')";
  if (state == "diperiksa") return "('diperiksa','disetujui','dikirim')";
  return state == "dikirim" ? "('dikirim')" : "('disetujui','dikirim')";
}

Evidence OfOutgoing(Database& db, const Case& c, const Item& item) {
  auto rows = db.Ask(
      "SELECT id, kind, author, approved_by, ifnull(approved_at, at) AS at FROM outgoing WHERE "
      "case_id=? AND state IN " +
          StatesFrom(item.letter_state) + " ORDER BY at DESC",
      {c.id});
  if (!rows) return rows.error();
  for (const Row& row : *rows) {
    if (!item.letters.empty() && !IsOneOf(row.Text("kind"), item.letters)) continue;
    std::string officer = row.Text("approved_by");
    return std::optional(Proven(c, item, row.Text("id"),
                                officer.empty() ? row.Text("author") : officer, At(row, "at")));
  }
  return std::optional<CaseItem>();
}

}  // namespace

Result<std::vector<Handed>> HandedOn(Database& db, const Id& letter) {
  auto rows = db.Ask(
      "SELECT d.id, d.position, d.officer, d.at, r.position AS recipient, r.responsible FROM "
      "disposition d JOIN disposition_recipient r ON r.disposition=d.id WHERE d.letter=? AND "
      "d.recalled_at IS NULL ORDER BY d.at, d.id",
      {letter});
  if (!rows) return rows.error();
  std::vector<Handed> chain;
  for (const Row& row : *rows) {
    chain.push_back({row.Text("id"), row.Text("position"), row.Text("officer"),
                     row.Text("recipient"), row.Integer("responsible") != 0, At(row, "at")});
  }
  return chain;
}

Result<std::vector<std::string>> PositionsOfStep(const OfficeWork& office, Database& db,
                                                 const Case& c, const Step& step) {
  std::vector<std::string> positions;
  for (const std::string& actor : step.actors) {
    if (actor == "opd") {
      positions.emplace_back("opd");
    } else if (actor == kResponsible) {
      auto responsible = LeaderOf(office, db, c, step);
      if (!responsible) return responsible.error();
      positions.push_back(*responsible);
    } else {
      for (const std::string& position : office.positions.PositionsOf(actor)) {
        positions.push_back(position);
      }
    }
  }
  return positions;
}

Result<std::string> LeaderOf(const OfficeWork& office, Database& db, const Case& c,
                             const Step& step) {
  if (step.actors.empty()) return std::string();
  if (step.actors.front() != kResponsible) return step.actors.front();
  auto chain = HandedOn(db, c.letter);
  if (!chain) return chain.error();
  for (auto handed = chain->rbegin(); handed != chain->rend(); ++handed) {
    if (handed->responsible) return handed->to;
  }
  // Nobody has it yet: it lies with the head.
  for (const Position& position : office.positions.positions) {
    if (position.above.empty()) return position.id;
  }
  return std::string();
}

const Handed* HandedOnBy(const OfficeWork& office, const std::vector<Handed>& chain,
                         const std::vector<std::string>& positions) {
  for (const Handed& handed : chain) {
    if (IsOneOf(handed.from, positions)) return &handed;
    for (const std::string& position : positions) {
      bool over = position != "opd" && handed.responsible && handed.to != position &&
                  office.positions.IsInBranch(handed.from, position) &&
                  office.positions.IsInBranch(position, handed.to);
      if (over) return &handed;
    }
  }
  return nullptr;
}

Evidence EvidenceOf(const OfficeWork& office, Database& db, const Case& c,
                    const Procedure& procedure, const Item& item, const Step* making) {
  auto rows = db.Ask("SELECT * FROM case_item WHERE case_id=? AND item=?", {c.id, item.id});
  if (!rows) return rows.error();
  for (const Row& row : *rows) {
    // An output cannot be waived.
    if (making != nullptr && row.Text("state") != "ada") continue;
    CaseItem put = Proven(c, item, row.Text("reference"), row.Text("officer"), At(row, "at"));
    put.state = row.Text("state");
    put.proof = row.Text("proof");
    put.note = row.Text("note");
    put.run = static_cast<int>(row.Integer("run"));
    return std::optional(put);
  }
  if (item.proof == "surat" || item.proof == "dokumen" || item.proof == "agenda") {
    return std::optional(Proven(c, item, c.letter, "", c.opened_at));
  }
  if (item.proof == "lembar") return OfSheet(db, c, item);
  if (item.proof == "disposisi") return OfDisposition(office, db, c, procedure, item, making);
  if (item.proof == "surat-keluar") return OfOutgoing(db, c, item);
  if (item.proof == "register") return OfRegister(db, c, item);
  if (item.proof == "catatan") return OfRecord(db, c, item);
  return std::optional<CaseItem>();
}

Result<std::optional<Approved>> ApprovedLetter(Database& db, const Id& case_id,
                                               const std::vector<std::string>& kinds) {
  auto rows = db.Ask(
      "SELECT o.id, o.kind, o.state, o.approved_by, o.approved_at, e.sent_at FROM outgoing o LEFT "
      "JOIN expedition e ON e.outgoing=o.id WHERE o.case_id=? AND o.state IN "
      "('disetujui','dikirim') ORDER BY o.approved_at DESC",
      {case_id});
  if (!rows) return rows.error();
  for (const Row& row : *rows) {
    if (!kinds.empty() && !IsOneOf(row.Text("kind"), kinds)) continue;
    return std::optional(Approved{row.Text("id"), row.Text("kind"), row.Text("state") == "dikirim",
                                  row.Text("approved_by"), At(row, "approved_at"),
                                  At(row, "sent_at")});
  }
  return std::optional<Approved>();
}

const std::vector<std::string>& ReplyKinds() {
  static const std::vector<std::string> kKinds = {"surat-tanggapan", "surat-tindak-lanjut",
                                                  "surat-pemberitahuan"};
  return kKinds;
}

}  // namespace piket
