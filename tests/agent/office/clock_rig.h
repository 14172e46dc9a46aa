// An office for tests of reminders and the calendar: a real store, a clock that stands still, the
// shipped positions, procedures and calendar, and cases put where a test wants them.
#ifndef PIKET_TESTS_AGENT_OFFICE_CLOCK_RIG_H_
#define PIKET_TESTS_AGENT_OFFICE_CLOCK_RIG_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "agent/core/file.h"
#include "agent/letters/letter.h"
#include "agent/office/office.h"
#include "agent/procedure/case.h"
#include "tests/fakes/fake_clock.h"

namespace piket {

class OfficeClockTest : public testing::Test {
 protected:
  void SetUp() override { OpenOffice(); }

  void OpenOffice() {
    office_.reset();
    journal_.reset();
    database_.reset();
    auto database = Database::Open(folder_.path() / "piket.db", Durability::kCentre);
    ASSERT_TRUE(database);
    database_ = std::move(*database);
    KindTable kinds;
    AddLetterKinds(kinds);
    AddOfficerKinds(kinds);
    AddAppointmentKinds(kinds);
    AddCaseKinds(kinds);
    AddMoreKinds(kinds);
    auto journal = Journal::Open(*database_, clock_, kinds, "L1");
    ASSERT_TRUE(journal) << journal.error().detail;
    journal_ = std::move(*journal);
    const std::filesystem::path config = std::filesystem::path(PIKET_SOURCE_DIR) / "config";
    auto positions = ReadPositions(config / "positions.toml");
    auto procedures = ProcedureShelf::Open(config / "sop", positions->Actors());
    ASSERT_TRUE(procedures) << procedures.error().detail;
    procedures_ = std::move(*procedures);
    auto calendar = Calendar::Read(config / "calendar");
    ASSERT_TRUE(calendar) << calendar.error().detail;
    calendar_ = std::make_unique<CalendarShelf>(*calendar);
    auto papers = ReadPaperConfig(config / "papers");
    ASSERT_TRUE(papers);
    auto blobs = Blobs::Open(folder_.path() / "blobs");
    ASSERT_TRUE(blobs);
    settings_.data = folder_.path();
    office_ =
        std::make_unique<OfficeWork>(OfficeWork{*journal_,
                                                *blobs,
                                                settings_,
                                                *papers,
                                                {},
                                                *positions,
                                                *procedures_,
                                                *calendar_,
                                                {{"1", "a secret of thirty-two bytes....."}}});
  }
  virtual void AddMoreKinds(KindTable&) {}

  void Append(const NewEntry& entry) {
    auto done = journal_->AppendAlone(entry);
    ASSERT_TRUE(done) << done.error().detail;
  }

  Id AddOfficer(const std::string& name, const std::string& email,
                const std::vector<std::string>& roles = {}) {
    Officer officer;
    officer.id = NewId(clock_.Now());
    officer.name = name;
    officer.roles = roles;
    officer.email = email;
    Append({"officer.added", "piket", officer.id, OfficerBody(officer)});
    return officer.id;
  }
  void Appoint(const Id& officer, const std::string& position) {
    Appointment appointment;
    appointment.id = NewId(clock_.Now());
    appointment.officer = officer;
    appointment.position = position;
    appointment.from = *DateFromIso("2026-01-01");
    Append({"appointment.made", "piket", appointment.id, AppointmentBody(appointment)});
  }

  Letter AddLetter(const std::string& security = "B") {
    Letter letter;
    letter.id = NewId(clock_.Now());
    letter.particulars.sender = "Dinas Pendidikan";
    letter.particulars.subject = "Permohonan Subdomain Khusus";
    letter.particulars.number = "045/12/DISDIK/2026";
    letter.particulars.service = "subdomain";
    letter.particulars.security = security;
    letter.receipt_counter = ++letters_;
    letter.receipt_number = ReceiptNumber("L1", letters_);
    letter.tracking_code = "ABCDEFGH234" + std::to_string(letters_ % 10);
    letter.received_at = letter.entered_at = clock_.Now();
    letter.received_by = "langsung";
    letter.officer = "officer";
    letter.without_page_reason = "uji";
    Append({"letter.entered", "officer", letter.id, EnteredBody(letter)});
    return letter;
  }
  // A case of that letter at a step with that limit since now, in that position.
  Id AddCase(const Letter& letter, const std::string& position, const std::string& limit,
             int step = 2) {
    auto procedure = office_->procedures.InForce("subdomain", office_->Today());
    EXPECT_TRUE(procedure);
    Id id = NewId(clock_.Now());
    int64_t now = clock_.Now().time_since_epoch().count();
    Append({"case.opened",
            "piket",
            id,
            {{"letter", letter.id},
             {"procedure", "subdomain"},
             {"version", (*procedure)->version},
             {"opened_at", now},
             {"facts", Json::object()},
             {"urgency", "biasa"},
             {"security", letter.particulars.security}}});
    Json arrived = {{"run", 1}, {"step", step}, {"at", now}, {"position", position}};
    arrived["calendar"] = office_->calendar.Now().version();
    auto due = office_->calendar.Now().Due(clock_.Now(), *LimitFromText(limit));
    if (due) arrived["due_at"] = due->time_since_epoch().count();
    if (!due) arrived["due_fault"] = "kalender_tidak_dimuat";
    Append({"case.arrived", "piket", id, arrived});
    return id;
  }

  void At(const std::string& day, int hour, int minute) {
    clock_.Set(FromLocal({*DateFromIso(day), hour, minute, 0}, Zone()));
  }
  Rows Ask(const std::string& sql) {
    return *database_->Read([&](Database& db) { return db.Ask(sql); });
  }

  TemporaryFolder folder_;
  FakeClock clock_;
  Settings settings_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<ProcedureShelf> procedures_;
  std::unique_ptr<CalendarShelf> calendar_;
  std::unique_ptr<OfficeWork> office_;
  int letters_ = 0;
};

}  // namespace piket

#endif  // PIKET_TESTS_AGENT_OFFICE_CLOCK_RIG_H_
