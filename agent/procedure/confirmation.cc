#include "agent/procedure/confirmation.h"

#include "agent/core/text.h"

namespace piket {
namespace {

class Collection {
 public:
  void Add(const std::string& place, const std::string& name, const std::string& value,
           const Provenance& provenance) {
    if (provenance.mark != Mark::kAssumed) return;
    list_.push_back({place, name, value, provenance.source, provenance.note});
  }
  std::vector<Assumption> Take() { return std::move(list_); }

 private:
  std::vector<Assumption> list_;
};

std::string ItemText(const Procedure& procedure, const std::string& id, const std::string& when) {
  const Item* item = procedure.FindItem(id);
  return (item == nullptr ? id : item->name) + (when.empty() ? "" : " (bila " + when + ")");
}

std::string WayText(const Way& way) {
  std::string to = way.to == 0 ? "selesai" : "ke langkah " + std::to_string(way.to);
  if (way.returns) to = "kembali kepada pemohon";
  if (!way.when.empty()) to += " bila " + way.when;
  if (!way.state.empty()) to += ", " + way.state;
  return way.name.empty() ? to : way.name + ": " + to;
}

// What a person is asked about an item: how it is proved.
std::string ItemProof(const Item& item) {
  std::string proof = item.proof;
  if (!item.letters.empty()) proof += " " + Join(item.letters, "/") + ", " + item.letter_state;
  if (!item.record.empty()) proof += " " + item.record;
  return item.name + ": " + proof;
}

void AddStep(const Procedure& procedure, const Step& step, Collection& list) {
  std::string place = "langkah/" + std::to_string(step.no);
  std::string name = "Langkah " + std::to_string(step.no);
  list.Add(place + "/kegiatan", name + ": kegiatan", step.activity, step.provenance);
  list.Add(place + "/pelaksana", name + ": pelaksana", Join(step.actors, ", "),
           step.actor_provenance);
  std::string limit = step.limit_by_urgency ? "menurut derajat" : LimitText(step.limit);
  list.Add(place + "/waktu", name + ": waktu", limit.empty() ? "tanpa batas" : limit,
           step.limit_provenance);
  for (const Need& need : step.needs) {
    std::string value = ItemText(procedure, need.item, need.when) + ", " + OriginWord(need.origin) +
                        (need.optional ? ", boleh tanpa" : "");
    list.Add(place + "/kelengkapan/" + need.item + (need.when.empty() ? "" : "/" + need.when),
             name + ": kelengkapan", value, need.provenance);
  }
  for (const Product& product : step.makes) {
    list.Add(place + "/hasil/" + product.item, name + ": hasil",
             ItemText(procedure, product.item, product.when), product.provenance);
  }
  for (const Way& way : step.ways) {
    list.Add(place + "/lanjut/" + (way.outcome.empty() ? "-" : way.outcome), name + ": lanjut",
             WayText(way), way.provenance);
  }
}

}  // namespace

std::vector<Assumption> AssumptionsOf(const Procedure& procedure) {
  Collection list;
  list.Add("nomor", "Nomor", procedure.number.empty() ? "tidak diketahui" : procedure.number,
           procedure.number_provenance);
  list.Add("berlaku", "Berlaku sejak", IndonesianText(procedure.effective),
           procedure.effective_provenance);
  for (const HeaderLine& line : procedure.header) {
    list.Add("kepala/" + line.name, line.name, Join(line.values, "; "), line.provenance);
  }
  list.Add("penutupan", "Syarat penutupan",
           Join(procedure.records, ", ") + "; " + Join(procedure.close_gates, ", "),
           procedure.closing_provenance);
  for (const ActorColumn& column : procedure.columns) {
    list.Add("kolom/" + column.name, "Kolom " + column.name, Join(column.actors, ", "),
             column.provenance);
  }
  for (const Fact& fact : procedure.facts) {
    list.Add("fakta/" + fact.id, fact.name, Join(fact.values, ", "), fact.provenance);
  }
  for (const Item& item : procedure.items) {
    list.Add("benda/" + item.id, item.name, ItemProof(item), item.provenance);
  }
  for (const Step& step : procedure.steps) AddStep(procedure, step, list);
  return list.Take();
}

void AddProcedureKinds(KindTable& kinds) {
  kinds["procedure.confirmed"] = {
      1, [](Database& db, const Entry& entry) -> Result<void> {
        return db.Run(
            "INSERT OR REPLACE INTO confirmation VALUES (?,?,?,?,?)",
            {TextOr(entry.body, "procedure"), TextOr(entry.body, "place"),
             TextOr(entry.body, "value"), entry.author, entry.at.time_since_epoch().count()});
      }};
}

NewEntry ConfirmedEntry(const std::string& procedure, const Assumption& assumption,
                        const Id& officer) {
  return {"procedure.confirmed",
          officer,
          "sop/" + procedure,
          {{"procedure", procedure}, {"place", assumption.place}, {"value", assumption.value}}};
}

Result<std::vector<Confirmation>> ConfirmationsOf(Database& db, const std::string& procedure) {
  auto rows = db.Ask("SELECT * FROM confirmation WHERE procedure=? ORDER BY place", {procedure});
  if (!rows) return rows.error();
  std::vector<Confirmation> confirmations;
  for (const Row& row : *rows) {
    confirmations.push_back({row.Text("procedure"), row.Text("place"), row.Text("value"),
                             row.Text("officer"),
                             Instant(std::chrono::milliseconds(row.Integer("at")))});
  }
  return confirmations;
}

std::optional<Confirmation> ConfirmationOf(const std::vector<Confirmation>& confirmations,
                                           const Assumption& assumption) {
  for (const Confirmation& each : confirmations) {
    if (each.place == assumption.place && each.value == assumption.value) return each;
  }
  return std::nullopt;
}

}  // namespace piket
