// An office for tests: the desk's rig (real store, a clock that stands still) with the shipped
// positions, procedures and calendar, and an officer in every position.
#ifndef PIKET_TESTS_AGENT_OFFICE_OFFICE_RIG_H_
#define PIKET_TESTS_AGENT_OFFICE_OFFICE_RIG_H_

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "agent/letters/disposition.h"
#include "agent/letters/outgoing.h"
#include "agent/office/step.h"
#include "agent/office/step_evidence.h"
#include "agent/procedure/register.h"
#include "tests/agent/desk/desk_rig.h"

namespace piket {

class OfficeTest : public DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    OpenOffice();
    FillPositions();
  }

  void AddMoreKinds(KindTable& kinds) override {
    AddAppointmentKinds(kinds);
    AddCaseKinds(kinds);
    AddDispositionKinds(kinds);
    AddOutgoingKinds(kinds);
    AddRegisterKinds(kinds);
  }

  // Opens the office over the desk's journal, as a start of the agent does.
  void OpenOffice() {
    const std::filesystem::path config = std::filesystem::path(PIKET_SOURCE_DIR) / "config";
    auto positions = ReadPositions(config / "positions.toml");
    ASSERT_TRUE(positions) << positions.error().detail;
    auto procedures = ProcedureShelf::Open(config / "sop", positions->Actors());
    ASSERT_TRUE(procedures) << procedures.error().detail;
    procedures_ = std::move(*procedures);
    auto calendar = Calendar::Read(config / "calendar");
    ASSERT_TRUE(calendar) << calendar.error().detail;
    calendar_ = std::make_unique<CalendarShelf>(*calendar);
    office_ = std::make_unique<OfficeWork>(OfficeWork{*journal_, desk_->blobs, desk_->settings,
                                                      desk_->papers, desk_->offices, *positions,
                                                      *procedures_, *calendar_, desk_->paper_keys});
  }
  // The agent stopped and was started again.
  void Restart() {
    office_.reset();
    OpenDesk();
    OpenOffice();
  }

  // People.
  Id AddOfficer(const std::string& name, const std::vector<std::string>& roles = {}) {
    Officer officer;
    officer.id = NewId(clock_.Now());
    officer.name = name;
    officer.roles = roles;
    Append({"officer.added", "piket", officer.id, OfficerBody(officer)});
    return officer.id;
  }
  Id Appoint(const Id& officer, const std::string& position, const std::string& as = "definitif",
             std::optional<Date> until = std::nullopt) {
    Appointment appointment;
    appointment.id = NewId(clock_.Now());
    appointment.officer = officer;
    appointment.position = position;
    appointment.as = as;
    appointment.from = *DateFromIso("2026-01-01");
    appointment.until = until;
    Append({"appointment.made", "piket", appointment.id, AppointmentBody(appointment)});
    return appointment.id;
  }
  void FillPositions() {
    for (const Position& position : office_->positions.positions) {
      holders_[position.id] = AddOfficer("Pejabat " + position.id);
      Appoint(holders_[position.id], position.id);
    }
    for (const char* role : {"loket", "agendaris", "arsiparis", "auditor", "admin"}) {
      holders_[role] = AddOfficer(std::string("Petugas ") + role, {role});
    }
  }
  // The officer in this position, or with this role, as of now.
  Actor As(const std::string& position) { return ActorWith(holders_.at(position)); }
  Actor ActorWith(const Id& officer) {
    return *database_->Read(
        [&](Database& db) { return ActorOf(*office_, db, *FindOfficer(db, officer)); });
  }

  // Letters.
  Letter EnterLetter(const std::string& service, Particulars particulars = SomeParticulars(),
                     const Id& replaces = "") {
    particulars.service = service;
    auto letter = Enter(*desk_, {.document = ScannedDocument(),
                                 .particulars = particulars,
                                 .replaces = replaces,
                                 .officer = holders_.at("loket")});
    EXPECT_TRUE(letter) << letter.error().detail;
    return letter ? *letter : Letter();
  }
  void PrintSheet(const Id& letter) {
    auto prints = database_->Read([&](Database& db) { return PrintsOfLetter(db, letter); });
    for (const Print& print : *prints) {
      if (print.kind != "sheet") continue;
      Append({"print.state", "piket", print.id, PrintStateBody("printed", {}, "Laser")});
    }
  }
  // `from` hands the letter on; the first of `to` is responsible, the rest are told.
  Id HandOn(const Id& letter, const std::string& from, const std::vector<std::string>& to,
            bool responsible = true) {
    Id id = NewId(clock_.Now());
    Json recipients = Json::array();
    for (const std::string& position : to) {
      bool first = responsible && recipients.empty();
      recipients.push_back({{"position", position},
                            {"officer", holders_.at(position)},
                            {"responsible", first},
                            {"informed", !first}});
    }
    Append({"disposition.made",
            holders_.at(from),
            id,
            {{"letter", letter},
             {"position", from},
             {"officer", holders_.at(from)},
             {"as", "definitif"},
             {"to", recipients},
             {"at", clock_.Now().time_since_epoch().count()}}});
    return id;
  }

  // Outgoing letters, without drawing them.
  Id DraftLetter(const Case& c, const std::string& kind, const Json& text = Json::object()) {
    Id id = NewId(clock_.Now());
    Append({"outgoing.drafted",
            "officer",
            id,
            {{"kind", kind}, {"case", c.id}, {"letter", c.letter}, {"text", text}}});
    return id;
  }
  void CheckLetter(const Id& id) { Append({"outgoing.checked", "officer", id, Json::object()}); }
  Id ApproveLetter(const Case& c, const std::string& kind, const Json& text = Json::object()) {
    Id id = DraftLetter(c, kind, text);
    Append({"outgoing.approved",
            holders_.at("kadis"),
            id,
            {{"position", "kadis"},
             {"as", "definitif"},
             {"scope", "keluar/2026"},
             {"kind", kind},
             {"number", std::to_string(++outgoing_) + "/2026"},
             {"counter", outgoing_}}});
    return id;
  }
  void SendLetter(const Id& id) {
    Append({"outgoing.sent",
            holders_.at("loket"),
            id,
            {{"sent_at", clock_.Now().time_since_epoch().count()},
             {"by", "langsung"},
             {"receiver", "Petugas OPD"}}});
  }
  static Json SlipText(const std::vector<std::string>& items) {
    Json reasons = Json::array();
    for (const std::string& item : items) {
      reasons.push_back({{"item", item}, {"name", item}, {"reason", "belum lengkap"}});
    }
    return {{"reasons", reasons}};
  }

  // Registers.
  void AddAddress(const std::string& ip) {
    PublicAddress address;
    address.ip = ip;
    Append(AddressEntry(address, "officer"));
  }
  void AddSubdomain(const std::string& name, const Id& case_id) {
    Subdomain subdomain;
    subdomain.name = name;
    subdomain.target = "203.0.113.10";
    subdomain.owner = "Dinas Pendidikan";
    subdomain.case_id = case_id;
    Append(SubdomainEntry(subdomain, "officer"));
  }
  void AddServer(const std::string& name) {
    HostingServer server;
    server.name = name;
    server.disk_gb = 1000;
    server.bandwidth_mbps = 100;
    Append(ServerEntry(server, "officer"));
  }

  // Cases.
  void BringUpToDate() {
    auto moved = BringCasesUpToDate(*office_);
    ASSERT_TRUE(moved) << moved.error().detail;
  }
  // The letter's own case, up to date.
  Case CaseOf(const Id& letter) {
    BringUpToDate();
    auto cases = database_->Read([&](Database& db) { return CasesOfLetter(db, letter); });
    for (const Case& c : *cases) {
      if (c.parent.empty()) return c;
    }
    ADD_FAILURE() << "no case of letter " << letter;
    return {};
  }
  Case Again(const Case& c) {
    return *database_->Read([&](Database& db) { return FindCase(db, c.id); });
  }
  std::vector<CaseRun> RunsOf(const Case& c) {
    return *database_->Read([&](Database& db) { return RunsOfCase(db, c.id); });
  }
  const Step& StepOf(const Case& c) { return *ProcedureOf(c)->FindStep(c.step); }
  std::shared_ptr<const Procedure> ProcedureOf(const Case& c) {
    return *procedures_->Version(c.procedure, c.version);
  }
  // Somebody who may do the step under way.
  Actor DoerOf(const Case& c) {
    auto positions =
        *database_->Read([&](Database& db) { return PositionsOfStep(*office_, db, c, StepOf(c)); });
    for (const std::string& position : positions) {
      if (position != "opd") return As(position);
    }
    return As("loket");
  }
  std::vector<Missing> MissingNow(const Case& c, const std::string& outcome) {
    auto missing =
        database_->Read([&](Database& db) { return MissingToFinish(*office_, db, c, outcome); });
    EXPECT_TRUE(missing) << missing.error().detail;
    return missing ? *missing : std::vector<Missing>();
  }
  // Brings what is missing of the step's start and end, as people would. Facts take `facts`, else
  // their first value.
  void Fulfil(const Case& c, const std::string& outcome, const Json& facts = Json::object()) {
    for (int round = 0; round < 5; ++round) {
      auto missing = MissingNow(Again(c), outcome);
      if (missing.empty()) return;
      for (const Missing& each : missing) FulfilOne(Again(c), each, facts);
      BringUpToDate();
      if (Again(c).run != c.run) return;
    }
  }
  void FulfilOne(const Case& c, const Missing& missing, const Json& facts) {
    auto procedure = ProcedureOf(c);
    const Item* item = procedure->FindItem(missing.item);
    if (missing.what == "fakta") {
      const Fact* fact = procedure->FindFact(missing.item);
      std::string value = TextOr(facts, missing.item.c_str(), fact->values.front());
      auto set = SetFacts(*office_, DoerOf(c), c.id, {{missing.item, value}});
      EXPECT_TRUE(set) << set.error().detail;
    } else if (missing.what == "catatan") {
      Record(c, missing.item);
    } else if (missing.what == "gerbang") {
      OpenGate(c, missing.item);
    } else if (item == nullptr) {
      ApproveLetter(c, missing.item, SlipText({procedure->items.front().id}));
    } else if (item->proof == "surat-keluar") {
      BringLetter(c, *item);
    } else if (item->proof == "register") {
      OpenGate(c, item->record == "alamat" ? "alamat-bebas" : item->record);
    } else if (item->proof == "catatan") {
      Record(c, item->record);
    } else if (item->proof == "berkas") {
      auto set = SetItem(*office_, As("loket"), c.id, item->id, {"fisik", "", "diterima"});
      EXPECT_TRUE(set) << item->id << set.error().detail;
    } else if (item->proof == "lembar") {
      PrintSheet(c.letter);
    } else if (item->proof == "disposisi") {
      HandOnFrom(c);
    }
  }
  // Whoever has the step hands the letter to whom the next step names, else to the one below.
  void HandOnFrom(const Case& c) {
    std::string from = StepOf(c).actors.front();
    std::string to;
    for (const Way& way : StepOf(c).ways) {
      const Step* next = ProcedureOf(c)->FindStep(way.to);
      if (!to.empty() || next == nullptr || next->actors.front() == kResponsible) continue;
      for (const std::string& each : office_->positions.PositionsOf(next->actors.front())) {
        if (to.empty()) to = each;
      }
    }
    HandOn(c.letter, from, {to.empty() || to == from ? "kabid-aplikasi" : to});
  }
  // The item's letter, as far on its way as the item asks.
  void BringLetter(const Case& c, const Item& item) {
    Json text = SlipText({ProcedureOf(c)->items.front().id});
    if (item.letter_state == "draf" || item.letter_state == "diperiksa") {
      Id draft = DraftLetter(c, item.letters.front(), text);
      if (item.letter_state == "diperiksa") CheckLetter(draft);
      return;
    }
    Id id = ApproveLetter(c, item.letters.front(), text);
    if (item.letter_state == "dikirim") SendLetter(id);
  }
  void Record(const Case& c, const std::string& kind) {
    CaseRecord record;
    record.kind = kind;
    record.text = "dicatat";
    record.data = {{"bandwidth", "10 Mbps"}};
    auto added = AddRecord(*office_, DoerOf(c), c.id, record);
    EXPECT_TRUE(added) << kind << added.error().detail;
  }
  void OpenGate(const Case& c, const std::string& gate) {
    std::string number = std::to_string(++gates_);
    if (gate == "alamat-bebas" || gate == "alamat-dipesan" || gate == "alamat") {
      PublicAddress address;
      address.ip = "203.0.113." + number;
      if (gate == "alamat") {
        address.state = "terpakai";
        address.case_id = c.id;
      }
      Append(AddressEntry(address, "officer"));
    } else if (gate == "kapasitas" || gate == "server-hosting") {
      AddServer("server-" + number);
    } else if (gate == "bandwidth") {
      Record(c, "konfigurasi");
    } else if (gate == "layanan-terkait") {
      auto linked = database_->Read([&](Database& db) { return LinkedCases(db, c.id); });
      for (const Case& other : *linked) {
        if (!other.ended_at) {
          ASSERT_TRUE(CancelCase(*office_, As("kadis"), other.id, "tidak perlu"));
        }
      }
    } else {
      AddSubdomain("nama" + number + ".tarakankota.go.id", c.id);
    }
  }
  // Ends the step under way by this outcome, bringing whatever is missing first.
  Case DoStep(const Case& c, const std::string& outcome = "", const Json& facts = Json::object()) {
    Fulfil(c, outcome, facts);
    Case now = Again(c);
    if (now.run != c.run || now.ended_at) return now;  // it ended by itself
    Finish finish;
    finish.run = now.run;
    finish.outcome = outcome;
    finish.reason = "menurut kajian";
    auto done = FinishStep(*office_, DoerOf(now), now.id, finish);
    EXPECT_TRUE(done) << c.procedure << " langkah " << c.step << " " << outcome << ": "
                      << done.error().detail;
    BringUpToDate();
    return Again(c);
  }

  std::unique_ptr<ProcedureShelf> procedures_;
  std::unique_ptr<CalendarShelf> calendar_;
  std::unique_ptr<OfficeWork> office_;
  std::map<std::string, Id> holders_;  // by position or role
  int outgoing_ = 0;
  int gates_ = 0;
};

}  // namespace piket

#endif  // PIKET_TESTS_AGENT_OFFICE_OFFICE_RIG_H_
