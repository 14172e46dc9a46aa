#include "tests/flow/case_driver.h"

#include "agent/core/text.h"

namespace piket {
namespace {

using std::chrono::seconds;

// How long the office may take for what it does by itself.
constexpr seconds kPatience{60};

const Json* StepOf(const Json& c) {
  for (const Json& step : c["steps"]) {
    if (IntegerOr(step, "no") == IntegerOr(c, "step")) return &step;
  }
  return nullptr;
}

bool Can(const Json& c, const std::string& verb) {
  for (const Json& each : c["can"]) {
    if (each == verb) return true;
  }
  return false;
}

bool Has(const Json& outgoing, const std::string& verb) { return Can(outgoing, verb); }

// What the case says of an item.
std::string FieldOf(const Json& c, const std::string& item, const char* field) {
  for (const Json& step : c["steps"]) {
    for (const char* list : {"needs", "makes"}) {
      for (const Json& each : step[list]) {
        if (TextOr(each, "item") == item) return TextOr(each, field);
      }
    }
  }
  return "";
}

Json CaseText(const Json& c) {
  return {{"id", c["id"]},     {"procedure", c["procedure"]},
          {"step", c["step"]}, {"state", c["state"]},
          {"can", c["can"]},   {"missing", c["missing"]}};
}

}  // namespace

Result<Json> CaseDriver::Read(const std::string& id) {
  auto head = staff_.In("kadis");
  if (!head) return head.error();
  return (*head)->Get("/api/cases/" + id);
}

Result<std::string> CaseDriver::CaseOf(const std::string& letter) {
  auto head = staff_.In("kadis");
  if (!head) return head.error();
  std::string id;
  auto found = (*head)->Until(
      "/api/cases?limit=200",
      [&](const Json& answer) {
        for (const Json& c : answer["cases"]) {
          if (TextOr(c["letter"], "id") == letter && IntegerOr(c, "step") >= 2) {
            id = TextOr(c, "id");
          }
        }
        return !id.empty();
      },
      kPatience);
  if (!found) return found.error();
  return id;
}

Result<DeskClient*> CaseDriver::Holder(const Json& c) {
  std::string position = TextOr(c, "position");
  // Of a unit its head does it; of the sender's own steps the clerk writes down what was done.
  if (position == "bidang-aplikasi") position = "kabid-aplikasi";
  if (position == "bagian-umum") position = "kasubbag-umum";
  return staff_.In(position == "opd" ? "" : position);
}

Result<Json> CaseDriver::Drive(const std::string& id, const Choices& choices) {
  constexpr int kMostMoves = 80;
  for (int move = 0; move < kMostMoves; ++move) {
    auto c = Read(id);
    if (!c) return c;
    if (!(*c)["ended_at"].is_null() || TextOr(*c, "state") == "dikembalikan") return c;
    int step = static_cast<int>(IntegerOr(*c, "step"));
    if (steps_.empty() || steps_.back() != step) steps_.push_back(step);
    auto moved = TextOr(*c, "state") == "berjalan" ? DoStep(*c, choices) : Resume(*c);
    if (!moved) return moved.error().While("at " + CanonicalText(CaseText(*c)));
  }
  return Error{Fault::kTimedOut, "the case goes round in circles"};
}

Result<void> CaseDriver::WaitForMove(const Json& c) {
  auto head = staff_.In("kadis");
  if (!head) return head.error();
  auto moved = (*head)->Until(
      "/api/cases/" + TextOr(c, "id"),
      [&](const Json& now) { return now["run"] != c["run"] || now["state"] != c["state"]; },
      kPatience);
  return moved ? Result<void>() : moved.error();
}

Result<void> CaseDriver::Resume(const Json& c) {
  if (TextOr(c, "state") == "menunggu_layanan_terkait") {
    for (const Json& link : c["links"]) {
      if (TextOr(link, "relation") != "tautan") continue;
      std::vector<int> ours = steps_;
      auto driven = Drive(TextOr(link["case"], "id"), {});
      steps_ = ours;
      if (!driven) return driven.error();
    }
    auto now = Read(TextOr(c, "id"));
    if (now && (*now)["state"] != c["state"]) return {};
  }
  auto holder = Holder(c);
  if (!holder) return holder.error();
  auto resumed = (*holder)->Post("/api/cases/" + TextOr(c, "id") + "/resume",
                                 {{"reason", "yang ditunggu sudah ada"}});
  return resumed ? Result<void>() : resumed.error();
}

Result<void> CaseDriver::Dispose(const Json& c, const Json& step) {
  auto holder = Holder(c);
  if (!holder) return holder.error();
  const std::string path = "/api/letters/" + TextOr(c["letter"], "id") + "/dispositions";
  auto may = (*holder)->Get(path);
  if (!may) return may.error();
  // To who has the next step; where that is nobody below, to the first one below.
  std::string wanted;
  for (const Json& other : c["steps"]) {
    if (IntegerOr(other, "no") == IntegerOr(step, "no") + 1) wanted = TextOr(other, "position");
  }
  for (const Json& from : (*may)["may"]) {
    if (TextOr(from, "position") != TextOr(c, "position")) continue;
    std::string to;
    for (const Json& below : from["below"]) {
      if (to.empty() || TextOr(below, "position") == wanted) to = TextOr(below, "position");
    }
    auto made = (*holder)->Post(
        path, {{"position", TextOr(from, "position")},
               {"to", {{{"position", to}, {"responsible", true}, {"informed", false}}}},
               {"instructions", {"proses"}},
               {"text", "Mohon ditindaklanjuti."},
               {"after", (*may)["after"]}});
    return made ? WaitForMove(c) : made.error();
  }
  return Error{Fault::kNotAllowed, CanonicalText(*may)};
}

Result<void> CaseDriver::DoStep(const Json& c, const Choices& choices) {
  const Json* step = StepOf(c);
  if (step == nullptr) return Error{Fault::kInternal, "no such step"};
  if (TextOr(*step, "ends_by") == "lembar-tercetak") return WaitForMove(c);
  if (TextOr(*step, "ends_by") == "disposisi" &&
      choices.outcomes.count(static_cast<int>(IntegerOr(c, "step"))) == 0) {
    return Dispose(c, *step);
  }
  auto holder = Holder(c);
  if (!holder) return holder.error();
  const std::string path = "/api/cases/" + TextOr(c, "id");
  if (auto supplied = Supply(c, c["missing"]["start"], ""); !supplied) return supplied;
  auto own = (*holder)->Get(path);
  if (!own) return own.error();
  if (Can(*own, "mulai")) {
    own = (*holder)->Post(path + "/start", {{"run", c["run"]}});
    if (!own) return own.error();
  }
  Json facts = Json::object();
  for (const Json& fact : (*own)["asks"]) {
    auto chosen = choices.facts.find(TextOr(fact, "id"));
    facts[TextOr(fact, "id")] =
        chosen != choices.facts.end() ? Json(chosen->second) : fact["values"][0];
  }
  if (!facts.empty()) {
    own = (*holder)->Post(path + "/facts", facts);
    if (!own) return own.error();
  }
  std::string outcome;
  auto chosen = choices.outcomes.find(static_cast<int>(IntegerOr(c, "step")));
  step = StepOf(*own);
  if (chosen != choices.outcomes.end()) {
    outcome = chosen->second;
  } else if (!(*step)["ways"].empty()) {
    outcome = TextOr((*step)["ways"][0], "outcome");
  }
  const Json& missing = (*own)["missing"]["finish"];
  if (missing.contains(outcome)) {
    if (auto supplied = Supply(*own, missing[outcome], outcome); !supplied) return supplied;
  }
  // A letter's way out may have ended the step already.
  auto now = (*holder)->Get(path);
  if (!now) return now.error();
  if ((*now)["run"] != c["run"] || (*now)["state"] != c["state"]) return {};
  if (TextOr(*step, "ends_by") == "surat-terkirim") return WaitForMove(c);
  Json finish = {{"run", c["run"]}, {"outcome", outcome}, {"reason", "sesuai hasil pengkajian"}};
  if (outcome.rfind("tidak", 0) == 0) finish["return_items"] = {"surat-permohonan"};
  auto finished = (*holder)->Post(path + "/finish", finish);
  return finished ? Result<void>() : finished.error();
}

Result<void> CaseDriver::Register(const Json& c, const std::string& item) {
  auto technician = staff_.In("petugas-noc");
  if (!technician) return technician.error();
  auto says = [&](const char* word) { return item.find(word) != std::string::npos; };
  // The review asks what is free; later steps ask for the case's own address.
  bool pool = TextOr(c, "procedure") == "colocation";
  Result<Json> done = Json();
  if (says("subdomain")) {
    done = (*technician)
               ->Post("/api/registers/subdomain",
                      {{"name", Format("coba%d.tarakankota.go.id", ++serial_)},
                       {"target", "8.8.4.4"},
                       {"owner", "Dinas Contoh"},
                       {"manager", "Pengelola, 0811"},
                       {"state", "aktif"},
                       {"case", c["id"]}});
  } else if (says("alamat") || says("ip")) {
    done = (*technician)
               ->Post("/api/registers/alamat", {{"ip", Format("8.8.8.%d", 10 + ++serial_ % 240)},
                                                {"state", pool ? "bebas" : "terpakai"},
                                                {"case", c["id"]},
                                                {"note", "kolam"}});
  } else {
    done = (*technician)
               ->Post("/api/registers/server-hosting", {{"name", "hosting-1"},
                                                        {"ip", "8.8.8.5"},
                                                        {"disk_gb", 2000},
                                                        {"disk_used_gb", 400},
                                                        {"bandwidth_mbps", 1000},
                                                        {"bandwidth_used_mbps", 100}});
  }
  return done ? Result<void>() : done.error();
}

Result<void> CaseDriver::Supply(const Json& c, const Json& missing, const std::string& outcome) {
  auto holder = Holder(c);
  if (!holder) return holder.error();
  const std::string path = "/api/cases/" + TextOr(c, "id");
  for (const Json& each : missing) {
    const std::string what = TextOr(each, "what");
    const std::string item = TextOr(each, "item");
    const std::string kind = FieldOf(c, item, "kind");
    Result<void> done;
    if (what == "surat" || kind == "surat-keluar") {
      done = WriteLetter(c, item, outcome);
    } else if (what == "catatan" || kind == "catatan") {
      std::string record = what == "catatan" ? item : FieldOf(c, item, "record");
      auto recorded = (*holder)->Post(
          path + "/records",
          {{"kind", record}, {"text", "Catatan " + item}, {"data", {{"bandwidth", "10 Mbps"}}}});
      if (!recorded) done = recorded.error();
    } else if (what == "gerbang" || kind == "register") {
      done = Register(c, item);
    } else {
      auto set = (*holder)->Post(path + "/items/" + item,
                                 {{"proof", "keterangan"}, {"note", "sudah dibuat dan diperiksa"}});
      if (!set) done = set.error();
    }
    if (!done) return done.error().While(what + " " + kind + " " + item);
  }
  return {};
}

Result<void> CaseDriver::WriteLetter(const Json& c, const std::string& item,
                                     const std::string& outcome) {
  auto holder = Holder(c);
  if (!holder) return holder.error();
  bool refused = outcome.rfind("tidak", 0) == 0 || TextOr(c["facts"], "putusan") == "ditolak";
  auto kinds = (*holder)->Get("/api/outgoing/kinds?case=" + TextOr(c, "id"));
  if (!kinds) return kinds.error();
  std::string kind;
  Json text = Json::object();
  for (const Json& each : *kinds) {
    for (const Json& made : each["items"]) {
      if (made == item && kind.empty()) kind = TextOr(each, "kind");
    }
    if (kind != TextOr(each, "kind")) continue;
    for (const Json& decision : each["decisions"]) {
      if (decision["code"] == (refused ? "tidak" : "disetujui"))
        text["decision"] = decision["code"];
    }
  }
  if (refused) {
    text["reasons"] = {{{"item", "surat-permohonan"},
                        {"name", "Surat permohonan OPD"},
                        {"reason", "Belum menyebut nama pengelola."}}};
  }
  auto letter = (*holder)->Post("/api/cases/" + TextOr(c, "id") + "/outgoing",
                                {{"kind", kind}, {"text", text}});
  if (!letter) return letter.error();
  const std::string path = "/api/outgoing/" + TextOr(*letter, "id");
  for (const auto& [verb, way] : {std::pair{"periksa", "/check"}, {"setujui", "/approve"}}) {
    bool done = false;
    for (const char* position :
         {"sub-koordinator", "kabid-aplikasi", "sekretaris", "kadis", "petugas-noc"}) {
      auto officer = staff_.In(position);
      if (!officer) return officer.error();
      auto seen = (*officer)->Get(path);
      if (!seen || !Has(*seen, verb)) continue;
      auto answered = (*officer)->Post(path + way);
      if (!answered) return answered.error();
      done = true;
      break;
    }
    if (!done) return Error{Fault::kNotAllowed, std::string("nobody may ") + verb};
  }
  auto clerk = staff_.In("");
  if (!clerk) return clerk.error();
  // It prints at the desk by itself, then goes out by hand.
  auto printed = (*clerk)->Until(
      path, [](const Json& now) { return TextOr(now["print"], "state") == "printed"; }, kPatience);
  if (!printed) return printed.error();
  auto sent = (*clerk)->Post(path + "/send", {{"by", "langsung"}, {"receiver", "Utusan dinas"}});
  return sent ? Result<void>() : sent.error();
}

}  // namespace piket
