#include "agent/office/calendar_change.h"

#include "tests/agent/office/clock_rig.h"

namespace piket {
namespace {

using std::chrono::minutes;

class CalendarChange : public OfficeClockTest {
 protected:
  void SetUp() override {
    OfficeClockTest::SetUp();
    At("2026-12-30", 9, 0);
  }
  void AddMoreKinds(KindTable& kinds) override { AddCalendarKinds(kinds); }

  CalendarYear Next() {
    auto year = YearFromCsv(office_->calendar.Now(), 2027,
                            "tanggal,nama,jenis,sumber\n2027-01-01,Tahun Baru,nasional,SKB uji\n");
    EXPECT_TRUE(year) << year.error().detail;
    return year ? *year : CalendarYear();
  }
  // The number of a step with a limit of days in the shipped subdomain procedure.
  int StepWithDays() {
    auto procedure = *office_->procedures.InForce("subdomain", office_->Today());
    for (const Step& step : procedure->steps) {
      if (step.judged && step.limit.unit == Limit::Unit::kDays) return step.no;
    }
    return 0;
  }
};

TEST_F(CalendarChange, ReadsAListOfHolidaysAndGoesOnWithTheHours) {
  CalendarYear year = Next();
  EXPECT_EQ(year.version, "2027-1");
  EXPECT_EQ(year.holidays.size(), 1u);
  EXPECT_TRUE(year.overrides.empty());
  EXPECT_EQ(year.legal_basis, "SKB uji");
  auto again = YearFromCsv(office_->calendar.Now(), 2026,
                           "tanggal,nama,jenis,sumber\n2026-08-18,\"Cuti, tambahan\","
                           "cuti_bersama,SKB uji\n");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->version, "2026-2");
  EXPECT_EQ(again->overrides.size(), 1u);
  EXPECT_EQ(again->holidays[0].name, "Cuti, tambahan");
}

TEST_F(CalendarChange, RefusesAListThatIsNotRight) {
  const std::string header = "tanggal,nama,jenis,sumber\n";
  for (const std::string& csv :
       {std::string(), header, std::string("date,name\n"), header + "2026-01-01,A,nasional,S\n",
        header + "2027-02-29,A,nasional,S\n", header + "2027-01-01,,nasional,S\n",
        header + "2027-01-01,A,libur,S\n", header + "2027-01-01,A,nasional,\n",
        header + "2027-01-01,A,nasional\n", header + "2027-01-01,\"A,nasional,S\n",
        header + "2027-01-01,A,nasional,S\n2027-01-01,A,nasional,S\n"}) {
    auto year = YearFromCsv(office_->calendar.Now(), 2027, csv);
    EXPECT_FALSE(year) << csv;
    EXPECT_EQ(year ? Fault::kInternal : year.error().fault, Fault::kBadRequest);
  }
  EXPECT_FALSE(YearFromCsv(office_->calendar.Now(), 2025, header + "2025-01-01,A,nasional,S\n"));
  EXPECT_FALSE(YearFromCsv(office_->calendar.Now(), 9999, header + "9999-01-01,A,nasional,S\n"));
}

TEST_F(CalendarChange, TakesTwoPeople) {
  auto proposal = ProposeCalendar(*office_, Next(), "ani");
  ASSERT_TRUE(proposal);
  EXPECT_FALSE(office_->calendar.Now().Knows(2027));
  auto own = AdoptProposal(*office_, *proposal, "ani");
  ASSERT_FALSE(own);
  EXPECT_EQ(own.error().fault, Fault::kNotAllowed);
  EXPECT_FALSE(office_->calendar.Now().Knows(2027));
  ASSERT_TRUE(AdoptProposal(*office_, *proposal, "budi"));
  EXPECT_TRUE(office_->calendar.Now().Knows(2027));
  auto twice = AdoptProposal(*office_, *proposal, "budi");
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().fault, Fault::kConflict);
}

TEST_F(CalendarChange, RefusesAProposalWhoseYearHasChangedSince) {
  auto first = ProposeCalendar(*office_, Next(), "ani");
  auto second = ProposeCalendar(*office_, Next(), "ani");
  ASSERT_TRUE(AdoptProposal(*office_, *first, "budi"));
  EXPECT_FALSE(AdoptProposal(*office_, *second, "budi"));
}

TEST_F(CalendarChange, GivesOpenStepsTheirDueTimeAndKeepsTheOldOneInTheJournal) {
  int step = StepWithDays();
  ASSERT_GT(step, 0);
  auto procedure = *office_->procedures.InForce("subdomain", office_->Today());
  At("2026-12-31", 9, 0);
  Id id = AddCase(AddLetter(), "kabid-aplikasi", LimitText(procedure->FindStep(step)->limit), step);
  auto calendar = CalendarWith(office_->calendar.Now(), Next());
  ASSERT_TRUE(calendar);
  auto preview = PreviewCalendar(*office_, *calendar);
  ASSERT_TRUE(preview);
  ASSERT_EQ(preview->size(), 1u);
  EXPECT_FALSE(preview->front().before);
  ASSERT_TRUE(preview->front().after);
  EXPECT_FALSE(database_->Read([&](Database& db) { return FindCase(db, id); })->due_at);
  auto proposal = ProposeCalendar(*office_, Next(), "ani");
  ASSERT_TRUE(AdoptProposal(*office_, *proposal, "budi"));
  auto c = database_->Read([&](Database& db) { return FindCase(db, id); });
  EXPECT_EQ(*c->due_at, *preview->front().after);
  EXPECT_EQ(c->due_fault, "");
  auto entries = Ask("SELECT * FROM entry WHERE kind='case.due'");
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_TRUE(PreviewCalendar(*office_, office_->calendar.Now())->empty());
  auto different = journal_->Replay();
  ASSERT_TRUE(different);
  EXPECT_TRUE(different->empty());
}

TEST_F(CalendarChange, ComesBackAfterARestart) {
  auto proposal = ProposeCalendar(*office_, Next(), "ani");
  ASSERT_TRUE(AdoptProposal(*office_, *proposal, "budi"));
  OpenOffice();
  EXPECT_FALSE(office_->calendar.Now().Knows(2027));
  auto in_force =
      database_->Read([&](Database& db) { return CalendarInForce(db, office_->calendar.Now()); });
  ASSERT_TRUE(in_force);
  EXPECT_TRUE(in_force->Knows(2027));
  EXPECT_EQ(in_force->version(), "2026-1,2027-1");
}

}  // namespace
}  // namespace piket
