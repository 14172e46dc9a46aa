// Whether an office could really walk a definition: names that are there, ways that lead on and to
// the end, and papers that have been made by the time they are asked for – whatever was decided and
// whatever kind of request it is.
#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "agent/core/text.h"
#include "agent/procedure/procedure_file.h"

namespace piket {
namespace {

constexpr size_t kMostKinds = 256;  // combinations of facts looked at

std::string Quoted(const std::string& text) { return "\"" + text + "\""; }

bool Contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// Names: items, actors, facts, gates.
class NameCheck {
 public:
  NameCheck(const Procedure& procedure, const std::vector<std::string>& actors,
            ProcedurePlaces& places)
      : procedure_(procedure), actors_(actors), places_(places) {}

  // False when a name is wrong: then walking would only tell what follows from it.
  bool Run() {
    for (size_t i = 0; i < procedure_.columns.size(); ++i) {
      Actors(places_.columns[i], "pelaksana", procedure_.columns[i].actors);
    }
    for (size_t i = 0; i < procedure_.steps.size(); ++i) {
      OneStep(procedure_.steps[i], places_.steps[i]);
    }
    Gates(places_.closing, "gerbang", procedure_.close_gates, CloseGates());
    for (const std::string& kind : procedure_.records) {
      if (!Contains(RecordKinds(), kind)) {
        Say(places_.closing, "catatan_kasus", Quoted(kind) + " bukan jenis catatan");
      }
    }
    return good_;
  }

 private:
  void Say(ConfigTable& at, const char* key, const std::string& sentence) {
    good_ = false;
    at.Problem(key, sentence);
  }

  void OneStep(const Step& step, StepPlaces& at) {
    Actors(at.actor, "siapa", step.actors);
    if (!step.actors.empty() && !HasColumn(step.actors[0])) {
      Say(at.actor, "siapa", Quoted(step.actors[0]) + " tidak ada dalam [[kolom]]");
    }
    for (size_t i = 0; i < step.needs.size(); ++i) {
      std::string key = OriginWord(step.needs[i].origin);
      ItemIsThere(at.needs[i], key.c_str(), step.needs[i].item);
      Fits(at.needs[i], "bila", step.needs[i].when);
    }
    for (size_t i = 0; i < step.makes.size(); ++i) {
      ItemIsThere(at.makes[i], "benda", step.makes[i].item);
      Fits(at.makes[i], "bila", step.makes[i].when);
    }
    for (size_t i = 0; i < step.ways.size(); ++i) OneWay(step, i, at.ways[i]);
    for (const std::string& fact : step.asks) {
      if (procedure_.FindFact(fact) == nullptr) {
        Say(at.step, "tanya", Quoted(fact) + " tidak ada dalam [[fakta]]");
      }
    }
    Gates(at.step, "gerbang", step.gates, StepGates());
  }

  void OneWay(const Step& step, size_t index, ConfigTable& at) {
    const Way& way = step.ways[index];
    static const std::vector<std::string> kStates = {"menunggu_pemohon", "menunggu_perangkat",
                                                     "menunggu_pengadaan_opd",
                                                     "menunggu_layanan_terkait"};
    if (!way.state.empty() && !Contains(kStates, way.state)) {
      Say(at, "tunggu", "harus salah satu dari " + Join(kStates, ", "));
    }
    Fits(at, "bila", way.when);
    Fits(at, "buka_bila", way.opens_when);
    Fits(at, "nyatakan", way.sets);
    if (ConditionFromText(way.sets).negated) Say(at, "nyatakan", "harus fakta=nilai");
    for (const std::string& item : way.makes) ItemIsThere(at, "hasil", item);
    Gates(at, "gerbang", way.gates, StepGates());
    for (size_t before = 0; before < index; ++before) {
      if (step.ways[before].outcome == way.outcome) {
        Say(at, "jawab",
            way.outcome.empty() ? "jalur kedua harus punya jawaban sendiri"
                                : "sudah dipakai jalur di atas");
        break;
      }
    }
  }

  void Actors(ConfigTable& at, const char* key, const std::vector<std::string>& actors) {
    for (const std::string& actor : actors) {
      if (actor != kResponsible && !Contains(actors_, actor)) {
        Say(at, key, "pelaksana " + Quoted(actor) + " tidak dikenal");
      }
    }
  }

  bool HasColumn(const std::string& actor) const {
    return std::any_of(procedure_.columns.begin(), procedure_.columns.end(),
                       [&](const ActorColumn& column) { return Contains(column.actors, actor); });
  }

  void ItemIsThere(ConfigTable& at, const char* key, const std::string& item) {
    if (!item.empty() && procedure_.FindItem(item) == nullptr) {
      Say(at, key, Quoted(item) + " tidak ada dalam [[benda]]");
    }
  }

  void Fits(ConfigTable& at, const char* key, const std::string& text) {
    if (text.empty()) return;
    Condition condition = ConditionFromText(text);
    const Fact* fact = procedure_.FindFact(condition.fact);
    if (condition.fact.empty()) {
      Say(at, key, "harus seperti \"fakta=nilai\"");
    } else if (fact == nullptr) {
      Say(at, key, "fakta " + Quoted(condition.fact) + " tidak ada dalam [[fakta]]");
    } else if (!Contains(fact->values, condition.value)) {
      Say(at, key,
          "nilai " + Quoted(condition.value) + " tidak ada pada fakta " + Quoted(condition.fact));
    }
  }

  void Gates(ConfigTable& at, const char* key, const std::vector<std::string>& gates,
             const std::vector<std::string>& known) {
    for (const std::string& gate : gates) {
      auto [name, when] = GateParts(gate);
      if (!Contains(known, name)) {
        Say(at, key, "gerbang " + Quoted(name) + " tidak dikenal; ada " + Join(known, ", "));
      }
      Fits(at, key, when);
    }
  }

  const Procedure& procedure_;
  const std::vector<std::string>& actors_;
  ProcedurePlaces& places_;
  bool good_ = true;
};

// Numbers 1, 2, 3 …, first and last symbol, ways to somewhere. False when walking makes no sense.
bool CheckNumbers(const Procedure& procedure, ProcedurePlaces& places) {
  bool good = !procedure.steps.empty();
  if (!good) places.root.Problem("langkah", "paling sedikit satu");
  std::set<int> seen;
  for (size_t i = 0; i < procedure.steps.size(); ++i) {
    const Step& step = procedure.steps[i];
    ConfigTable& at = places.steps[i].step;
    int expected = static_cast<int>(i) + 1;
    if (!seen.insert(step.no).second) {
      at.Problem("no", Format("nomor %d sudah dipakai di atas", step.no));
      good = false;
    } else if (step.no != expected) {
      at.Problem("no", Format("harus %d: langkah bernomor urut mulai 1", expected));
      good = false;
    }
    if ((step.shape == Shape::kStart) != (i == 0)) {
      at.Problem("bentuk", i == 0 ? "langkah pertama harus \"mulai\""
                                  : "hanya langkah pertama boleh \"mulai\"");
    }
    if (step.shape == Shape::kDecision && step.ways.size() < 2) {
      at.Problem("lanjut", "keputusan perlu paling sedikit dua jalur");
    }
    if (step.ways.empty()) at.Problem("lanjut", "harus ada, paling sedikit {selesai = true, …}");
  }
  for (size_t i = 0; i < procedure.steps.size(); ++i) {
    for (size_t k = 0; k < procedure.steps[i].ways.size(); ++k) {
      int to = procedure.steps[i].ways[k].to;
      if (to != 0 && procedure.FindStep(to) == nullptr) {
        places.steps[i].ways[k].Problem("ke", Format("langkah %d tidak ada", to));
        good = false;
      } else if (to == procedure.steps[i].no) {
        places.steps[i].ways[k].Problem("ke", "langkah ini sendiri");
        good = false;
      }
    }
  }
  return good;
}

// Where a case can stand: at a step, with facts.
struct Stand {
  int step = 1;
  std::map<std::string, std::string> facts;
  bool operator<(const Stand& other) const {
    return std::tie(step, facts) < std::tie(other.step, other.facts);
  }
};

Json FactsOf(const Stand& stand) {
  Json facts = Json::object();
  for (const auto& [fact, value] : stand.facts) facts[fact] = value;
  return facts;
}

class Walk {
 public:
  Walk(const Procedure& procedure, ProcedurePlaces& places)
      : procedure_(procedure), places_(places) {}

  void Run() {
    if (!MakeKinds()) return;
    WalkAll();
    Unreached();
    NoEnd();
    for (size_t i = 0; i < procedure_.steps.size(); ++i) {
      const Step& step = procedure_.steps[i];
      for (size_t k = 0; k < step.needs.size(); ++k) {
        if (step.needs[k].origin == Origin::kEarlier && !step.needs[k].optional) {
          MadeBefore(step, step.needs[k], places_.steps[i].needs[k]);
        }
      }
    }
  }

 private:
  // A fact that an officer states may have any of its values from the beginning; one that a way
  // states has none until that way is gone.
  bool MakeKinds() {
    kinds_ = {Stand{}};
    for (const Fact& fact : procedure_.facts) {
      bool asked = false;
      for (const Step& step : procedure_.steps) asked = asked || Contains(step.asks, fact.id);
      if (!asked) continue;
      std::vector<Stand> more;
      for (const Stand& kind : kinds_) {
        for (const std::string& value : fact.values) {
          more.push_back(kind);
          more.back().facts[fact.id] = value;
        }
      }
      kinds_ = std::move(more);
      if (kinds_.size() > kMostKinds) {
        places_.root.Problem("fakta", "terlalu banyak gabungan nilai untuk diperiksa");
        return false;
      }
    }
    return true;
  }

  std::vector<Stand> Next(const Stand& stand) const {
    std::vector<Stand> next;
    Json facts = FactsOf(stand);
    for (const Way& way : procedure_.FindStep(stand.step)->ways) {
      if (way.to == 0 || way.returns || !Holds(way.when, facts)) continue;
      Stand there = stand;
      there.step = way.to;
      if (!way.sets.empty()) {
        Condition said = ConditionFromText(way.sets);
        there.facts[said.fact] = said.value;
      }
      next.push_back(std::move(there));
    }
    return next;
  }

  bool Ends(const Stand& stand) const {
    Json facts = FactsOf(stand);
    const auto& ways = procedure_.FindStep(stand.step)->ways;
    return std::any_of(ways.begin(), ways.end(), [&](const Way& way) {
      return (way.to == 0 || way.returns) && Holds(way.when, facts);
    });
  }

  void WalkAll() {
    std::deque<Stand> open(kinds_.begin(), kinds_.end());
    for (const Stand& kind : kinds_) reached_.insert(kind);
    while (!open.empty()) {
      Stand stand = open.front();
      open.pop_front();
      for (Stand& next : Next(stand)) {
        before_[next].push_back(stand);
        if (reached_.insert(next).second) open.push_back(next);
      }
    }
  }

  void Unreached() {
    std::set<int> steps;
    for (const Stand& stand : reached_) steps.insert(stand.step);
    for (size_t i = 0; i < procedure_.steps.size(); ++i) {
      if (steps.count(procedure_.steps[i].no) != 0) continue;
      places_.steps[i].step.Problem("no", "tidak ada jalur yang sampai ke langkah ini");
    }
  }

  // Backwards from the ends: what is not met has no way there.
  void NoEnd() {
    std::set<Stand> good;
    std::deque<Stand> open;
    for (const Stand& stand : reached_) {
      if (Ends(stand) && good.insert(stand).second) open.push_back(stand);
    }
    while (!open.empty()) {
      Stand stand = open.front();
      open.pop_front();
      for (const Stand& before : before_[stand]) {
        if (good.insert(before).second) open.push_back(before);
      }
    }
    std::set<int> told;
    for (const Stand& stand : reached_) {
      if (good.count(stand) != 0 || !told.insert(stand.step).second) continue;
      std::string kind;
      for (const auto& [fact, value] : stand.facts) kind += " " + fact + "=" + value;
      places_.steps[static_cast<size_t>(stand.step) - 1].step.Problem(
          "lanjut", "tidak ada jalur sampai selesai" + (kind.empty() ? "" : " bila" + kind));
    }
  }

  // Whether the item exists once this step has been done.
  bool Made(const Stand& stand, const std::string& item) const {
    const Step& step = *procedure_.FindStep(stand.step);
    Json facts = FactsOf(stand);
    for (const Product& product : step.makes) {
      if (product.item == item && Holds(product.when, facts)) return true;
    }
    return std::any_of(step.needs.begin(), step.needs.end(), [&](const Need& need) {
      return need.item == item && need.origin != Origin::kEarlier && !need.optional &&
             Holds(need.when, facts);
    });
  }

  void MadeBefore(const Step& step, const Need& need, ConfigTable& at) {
    const Item* item = procedure_.FindItem(need.item);
    // The letter is always there, and the registers of the office stand by themselves.
    if (item == nullptr || item->proof == "surat" || item->proof == "register") return;
    std::set<Stand> seen(kinds_.begin(), kinds_.end());
    std::deque<std::pair<Stand, std::string>> open;
    for (const Stand& kind : kinds_) open.emplace_back(kind, "");
    while (!open.empty()) {
      auto [stand, path] = open.front();
      open.pop_front();
      if (stand.step == step.no && Holds(need.when, FactsOf(stand))) {
        at.Problem("sebelumnya", path.empty()
                                     ? Quoted(need.item) + " belum ada pada langkah pertama"
                                     : Quoted(need.item) + " tidak dibuat di jalur langkah" + path);
        return;
      }
      if (Made(stand, need.item)) continue;
      for (const Stand& next : Next(stand)) {
        if (seen.insert(next).second) {
          open.emplace_back(next, path + " " + std::to_string(stand.step));
        }
      }
    }
  }

  const Procedure& procedure_;
  ProcedurePlaces& places_;
  std::vector<Stand> kinds_;
  std::set<Stand> reached_;
  std::map<Stand, std::vector<Stand>> before_;
};

}  // namespace

const std::vector<std::string>& StepGates() {
  static const std::vector<std::string> kGates = {"alamat-bebas", "alamat-dipesan", "kapasitas",
                                                  "register-subdomain"};
  return kGates;
}

const std::vector<std::string>& CloseGates() {
  static const std::vector<std::string> kGates = {"alamat", "subdomain", "bandwidth"};
  return kGates;
}

const std::vector<std::string>& RecordKinds() {
  static const std::vector<std::string> kKinds = {"konfigurasi", "backup",     "pemeliharaan",
                                                  "insiden",     "penggunaan", "dokumentasi"};
  return kKinds;
}

void CheckProcedure(const Procedure& procedure, const std::vector<std::string>& actors,
                    ProcedurePlaces& places) {
  bool names = NameCheck(procedure, actors, places).Run();
  bool numbers = CheckNumbers(procedure, places);
  if (names && numbers) Walk(procedure, places).Run();
}

}  // namespace piket
