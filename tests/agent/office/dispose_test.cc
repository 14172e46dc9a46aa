#include "agent/office/dispose.h"

#include <thread>

#include "agent/desk/draw.h"
#include "agent/desk/print.h"
#include "drivers/printer/printer_fake.h"
#include "tests/agent/office/people_rig.h"
#include "tests/agent/paper/printed_paper_reading.h"

namespace piket {
namespace {

using std::chrono::seconds;

class DispositionTest : public PeopleTest {
 protected:
  // The sheet that was ordered with this disposition.
  Print SheetOf(const Id& disposition) {
    auto prints = *database_->Read([](Database& db) { return NewestPrints(db, false, 99); });
    for (const Print& print : prints) {
      if (TextOr(print.detail, "disposition") == disposition) return print;
    }
    return {};
  }
  // Waits until that sheet is in this state, and says why when it waits.
  bool Becomes(const Id& disposition, const std::string& state) {
    auto deadline = std::chrono::steady_clock::now() + seconds(15);
    while (std::chrono::steady_clock::now() < deadline) {
      Print sheet = SheetOf(disposition);
      if (sheet.state == state && (state != "waiting" || !sheet.reasons.empty())) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }
};

// a person in a post.
TEST_F(DispositionTest, NamesThePersonInThePost) {
  Letter letter = *EnterOne();
  auto made = HandOn(letter.id, "kadis", {"kabid-aplikasi", "sekretaris"}, "segera");
  ASSERT_TRUE(made) << made.error().detail;
  EXPECT_EQ(made->officer, holders_["kadis"]);
  ASSERT_EQ(made->to.size(), 2u);
  EXPECT_EQ(made->to[0].position, "kabid-aplikasi");
  EXPECT_EQ(made->to[0].officer, holders_["kabid-aplikasi"]);
  EXPECT_TRUE(made->to[0].responsible);
  EXPECT_TRUE(made->to[1].informed);
  EXPECT_EQ(made->text, "segera");
  ExpectJournalAndTablesAgree();
}

TEST_F(DispositionTest, RefusesWhatDoesNotFit) {
  Letter letter = *EnterOne();
  auto field = [&](DisposePlan plan) {
    auto made = Dispose(*office_, As("kadis"), plan);
    return made ? "none" : made.error().detail.substr(made.error().detail.rfind(' ') + 1);
  };
  DisposePlan good = Plan(letter.id, "kadis", {"kabid-aplikasi", "sekretaris"});
  auto with = [&](auto change) {
    DisposePlan plan = good;
    change(plan);
    return plan;
  };
  EXPECT_EQ(field(with([](DisposePlan& p) { p.to.clear(); })), "to");
  EXPECT_EQ(field(with([](DisposePlan& p) { p.to[0].responsible = false; })), "to");
  EXPECT_EQ(field(with([](DisposePlan& p) { p.to[1] = {"staf", "", true}; })), "to");
  EXPECT_EQ(field(with([](DisposePlan& p) { p.to[0].informed = true; })), "to");
  EXPECT_EQ(field(with([](DisposePlan& p) { p.to[1].position = "walikota"; })), "to");
  EXPECT_EQ(field(with([](DisposePlan& p) { p.to[1].position = "kadis"; })), "to");
  EXPECT_EQ(field(with([](DisposePlan& p) { p.to[1].position = "kabid-aplikasi"; })), "to");
  EXPECT_EQ(field(with([&](DisposePlan& p) { p.to[0].officer = holders_["staf"]; })), "to");
  EXPECT_EQ(field(with([](DisposePlan& p) { p.instructions = {"menari"}; })), "instructions");
  EXPECT_EQ(field(with([](DisposePlan& p) { p.deadline = *DateFromIso("2020-01-01"); })),
            "deadline");
  EXPECT_EQ(field(with([](DisposePlan& p) { p.amends = "x"; })), "amends");
  // nobody answers for a letter all are only told of.
  auto told = Plan(letter.id, "kadis", {"kabid-aplikasi"});
  told.to[0] = {"kabid-aplikasi", "", false, true};
  EXPECT_TRUE(Dispose(*office_, As("kadis"), told));
}

// R-12, and the branch of superiors.
TEST_F(DispositionTest, LetsTheLetterBeSeenWhereItWent) {
  Letter letter = *EnterOne();
  EXPECT_EQ(SightOfLetter(As("kabid-aplikasi"), letter.id), Sight::kNothing);
  EXPECT_EQ(SightOfLetter(As("kadis"), letter.id), Sight::kAll);
  for (const char* reader : {"loket", "agendaris", "arsiparis", "auditor", "kasubbag-umum"}) {
    EXPECT_EQ(SightOfLetter(As(reader), letter.id), Sight::kAll) << reader;
  }
  EXPECT_EQ(SightOfLetter(As("admin"), letter.id), Sight::kNothing);
  // Not to be handed on by who was not handed it; not even that it exists is told.
  auto early = HandOn(letter.id, "kabid-aplikasi", {"staf"});
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().fault, Fault::kNotFound);

  ASSERT_TRUE(HandOn(letter.id, "kadis", {"sub-koordinator"}));
  EXPECT_EQ(SightOfLetter(As("sub-koordinator"), letter.id), Sight::kAll);
  EXPECT_EQ(SightOfLetter(As("kabid-aplikasi"), letter.id), Sight::kAll) << "its superior";
  EXPECT_EQ(SightOfLetter(As("staf"), letter.id), Sight::kNothing);
  EXPECT_EQ(SightOfLetter(As("kabid-statistik"), letter.id), Sight::kNothing);
}

TEST_F(DispositionTest, GoesDownTheWholeChain) {
  Letter letter = *EnterOne();
  auto first = HandOn(letter.id, "kadis", {"kabid-aplikasi"});
  ASSERT_TRUE(first);
  ASSERT_TRUE(HandOn(letter.id, "kabid-aplikasi", {"sub-koordinator"}));
  ASSERT_TRUE(HandOn(letter.id, "sub-koordinator", {"staf"}));
  auto chain = *database_->Read([&](Database& db) { return DispositionsOfLetter(db, letter.id); });
  ASSERT_EQ(chain.size(), 3u);
  EXPECT_TRUE(chain[0].to[0].read_at) << "who handed it on has read it";
  EXPECT_FALSE(chain[2].to[0].read_at);
  // Each ordered its own sheet; the first one came with the letter.
  auto sheets = SheetsOf(letter.id);
  ASSERT_EQ(sheets.size(), 4u);
  int of_dispositions = 0;
  for (const Print& sheet : sheets) of_dispositions += sheet.detail.contains("disposition") ? 1 : 0;
  EXPECT_EQ(of_dispositions, 3);
  ExpectJournalAndTablesAgree();
}

//
TEST_F(DispositionTest, IsTakenBackOnlyWhileUnread) {
  Letter letter = *EnterOne();
  auto made = HandOn(letter.id, "kadis", {"kabid-aplikasi"});
  ASSERT_TRUE(made);
  EXPECT_EQ(Recall(*office_, As("kabid-aplikasi"), made->id).error().fault, Fault::kNotAllowed);
  auto recalled = Recall(*office_, As("kadis"), made->id);
  ASSERT_TRUE(recalled) << recalled.error().detail;
  EXPECT_TRUE(recalled->recalled_at);
  EXPECT_EQ(SightOfLetter(As("kabid-aplikasi"), letter.id), Sight::kNothing);

  auto again = HandOn(letter.id, "kadis", {"kabid-aplikasi"});
  ASSERT_TRUE(again);
  EXPECT_EQ(MarkRead(*office_, As("staf"), again->id).error().fault, Fault::kNotAllowed);
  ASSERT_TRUE(MarkRead(*office_, As("kabid-aplikasi"), again->id));
  EXPECT_EQ(Recall(*office_, As("kadis"), again->id).error().fault, Fault::kConflict);
  auto amended = Plan(letter.id, "kadis", {"kabid-statistik"});
  amended.amends = again->id;
  auto second = Dispose(*office_, As("kadis"), amended);
  ASSERT_TRUE(second) << second.error().detail;
  EXPECT_EQ(second->amends, again->id);
  ExpectJournalAndTablesAgree();
}

//
// what is taken back need not come out on paper any more.
TEST_F(DispositionTest, TakenBackStopsItsSheetAtThePrinter) {
  Letter letter = *EnterOne();
  auto printed = HandOn(letter.id, "kadis", {"kabid-statistik"});
  ASSERT_TRUE(printed);
  FakePrinter printer;
  PrintStation station(*desk_, printer);
  ASSERT_TRUE(station.WaitUntilDone(seconds(20)));
  const size_t out = printer.Sheets().size();
  printer.LoadTray(0);
  auto made = HandOn(letter.id, "kadis", {"kabid-aplikasi"});
  ASSERT_TRUE(made);
  station.Knock();
  ASSERT_TRUE(Becomes(made->id, "waiting"));
  ASSERT_TRUE(Recall(*office_, As("kadis"), made->id));
  EXPECT_TRUE(SheetOf(made->id).withdrawn);
  station.Knock();
  ASSERT_TRUE(Becomes(made->id, "cancelled"));
  printer.LoadTray(10, TextOr(SheetOf(made->id).detail, "media"));
  ASSERT_TRUE(station.WaitUntilDone(seconds(20)));
  EXPECT_EQ(printer.Sheets().size(), out);
  // A sheet that is out stays what it was.
  ASSERT_TRUE(Recall(*office_, As("kadis"), printed->id));
  EXPECT_EQ(SheetOf(printed->id).state, "printed");
  EXPECT_FALSE(SheetOf(printed->id).withdrawn);
  ExpectJournalAndTablesAgree();
}

TEST_F(DispositionTest, IsMadeByWhoActsForTheAbsentHead) {
  Letter letter = *EnterOne();
  GivePosition(holders_["sekretaris"], "kadis", "plh");
  auto made = Dispose(*office_, As("sekretaris"), Plan(letter.id, "kadis", {"kabid-aplikasi"}));
  ASSERT_TRUE(made) << made.error().detail;
  EXPECT_EQ(made->as, "plh");
  EXPECT_EQ(made->officer, holders_["sekretaris"]);
  EXPECT_TRUE(Recall(*office_, As("kadis"), made->id)) << "the head himself is still the head";
}

TEST_F(DispositionTest, GoesToAPostThatNobodyHolds) {
  Letter letter = *EnterOne();
  Officer gone = *database_->Read([&](Database& db) { return FindOfficer(db, holders_["staf"]); });
  gone.active = false;
  Append({"officer.changed", "piket", gone.id, OfficerBody(gone)});
  auto made = HandOn(letter.id, "kadis", {"staf"});
  ASSERT_TRUE(made) << made.error().detail;
  EXPECT_EQ(made->to[0].officer, "");
  EXPECT_EQ(SightOfLetter(As("sub-koordinator"), letter.id), Sight::kAll) << "the position above";
  // Whoever is appointed next finds it.
  Id next = AddPerson("Pengganti");
  GivePosition(next, "staf");
  EXPECT_TRUE(MarkRead(*office_, ActorWith(next), made->id));
}

// Two who decide at once: one of them is told that the other was faster.
TEST_F(DispositionTest, IsMadeOnceByTwoAtOnce) {
  Letter letter = *EnterOne();
  DisposePlan plan = Plan(letter.id, "kadis", {"kabid-aplikasi"});
  DisposePlan other = Plan(letter.id, "kadis", {"kabid-statistik"});
  Actor head = As("kadis");
  std::vector<Result<Disposition>> outcomes(2, Error{Fault::kInternal, ""});
  {
    std::jthread one([&] { outcomes[0] = Dispose(*office_, head, plan); });
    std::jthread two([&] { outcomes[1] = Dispose(*office_, head, other); });
  }
  EXPECT_NE(outcomes[0].ok(), outcomes[1].ok());
  const auto& slower = outcomes[0].ok() ? outcomes[1] : outcomes[0];
  EXPECT_EQ(slower.error().fault, Fault::kConflict);
  auto all = *database_->Read([&](Database& db) { return DispositionsOfLetter(db, letter.id); });
  EXPECT_EQ(all.size(), 1u);
}

// ink counts as much as the screen.
TEST_F(DispositionTest, ComesFromTheSheetUnderItsWritersName) {
  Letter letter = *EnterOne();
  std::string picture = *desk_->blobs.Put("a scanned sheet");
  DisposePlan plan = Plan(letter.id, "kadis", {"kabid-aplikasi"});
  Instant written = clock_.Now();
  clock_.Advance(std::chrono::hours(3));
  auto made = DisposeFromSheet(*office_, As("loket"), plan, holders_["kadis"], written, picture);
  ASSERT_TRUE(made) << made.error().detail;
  EXPECT_EQ(made->officer, holders_["kadis"]);
  EXPECT_EQ(made->typist, holders_["loket"]);
  EXPECT_EQ(made->sheet, picture);
  EXPECT_EQ(made->at, written);
  EXPECT_EQ(SheetsOf(letter.id).size(), 1u) << "ink needs no second sheet";
  EXPECT_EQ(SightOfLetter(As("kabid-aplikasi"), letter.id), Sight::kAll);

  plan.after = made->id;
  auto refused = [&](const Actor& typist, const Id& writer, Instant at) {
    auto outcome = DisposeFromSheet(*office_, typist, plan, writer, at, picture);
    return outcome ? "done" : std::string(Word(outcome.error().fault));
  };
  EXPECT_EQ(refused(As("kadis"), holders_["kadis"], written), "not_allowed");
  EXPECT_EQ(refused(As("auditor"), holders_["kadis"], written), "not_allowed");
  EXPECT_EQ(refused(As("loket"), holders_["staf"], written), "bad_request");
  EXPECT_EQ(refused(As("loket"), holders_["kadis"], clock_.Now() + std::chrono::hours(1)),
            "bad_request");
  ExpectJournalAndTablesAgree();
}

// of a confidential letter the free words are sealed, too.
TEST_F(DispositionTest, SealsItsWordsOfAConfidentialLetter) {
  Id secret = EnterSecret(ScannedDocument());
  auto made = HandOn(secret, "kadis", {"kabid-persandian"}, "kata-rahasia-ini");
  ASSERT_TRUE(made) << made.error().detail;
  EXPECT_EQ(made->text, "");
  EXPECT_EQ(*OpenedText(desk_->safe(), *made), "kata-rahasia-ini");
  auto rows = database_->Read([](Database& db) {
    return db.Ask("SELECT count(*) AS n FROM entry WHERE body LIKE '%kata-rahasia-ini%'");
  });
  EXPECT_EQ(rows->front().Integer("n"), 0);
  EXPECT_EQ(SightOfLetter(As("kabid-persandian"), secret), Sight::kAll);
  EXPECT_EQ(SightOfLetter(As("kadis"), secret), Sight::kAll);
  EXPECT_EQ(SightOfLetter(As("agendaris"), secret), Sight::kAll);
  for (const char* reader : {"loket", "arsiparis", "auditor"}) {
    EXPECT_EQ(SightOfLetter(As(reader), secret), Sight::kNumbers) << reader;
  }
  EXPECT_EQ(SightOfLetter(As("kabid-statistik"), secret), Sight::kNothing);
}

TEST_F(DispositionTest, StandInsAreNamedByTheAbsentOfficer) {
  Appointment plh{
      "", holders_["sekretaris"], "kadis", "plh", office_->Today(), office_->Today(), "", false};
  auto named = Appoint(*office_, As("kadis"), plh);
  ASSERT_TRUE(named) << named.error().detail;
  EXPECT_NE(As("sekretaris").In({"kadis"}), nullptr);
  EXPECT_EQ(Appoint(*office_, As("kabid-aplikasi"), plh).error().fault, Fault::kNotAllowed);
  Appointment second = plh;
  second.as = "definitif";
  EXPECT_EQ(Appoint(*office_, As("kadis"), second).error().fault, Fault::kNotAllowed);
  EXPECT_EQ(Appoint(*office_, As("admin"), second).error().fault, Fault::kConflict);
  second.position = "walikota";
  EXPECT_EQ(Appoint(*office_, As("admin"), second).error().fault, Fault::kBadRequest);
  auto yesterday = Date(std::chrono::sys_days(office_->Today()) - std::chrono::days(1));
  EXPECT_TRUE(EndAppointment(*office_, As("kadis"), named->id, yesterday));
  EXPECT_EQ(As("sekretaris").In({"kadis"}), nullptr);
  ExpectJournalAndTablesAgree();
}

// paper says what the screen says, who acts in full.
TEST_F(DispositionTest, PrintsTheWholeChainOnItsSheet) {
  Letter letter = *EnterOne();
  GivePosition(holders_["sekretaris"], "kadis", "plh");
  DisposePlan plan = Plan(letter.id, "kadis", {"kabid-aplikasi", "petugas-noc"});
  plan.text = "selesaikan pekan ini";
  ASSERT_TRUE(Dispose(*office_, As("sekretaris"), plan));
  ASSERT_TRUE(HandOn(letter.id, "kabid-aplikasi", {"sub-koordinator"}));
  auto sheets = SheetsOf(letter.id);
  auto text = [&](const std::string& from) -> std::string {
    for (const Print& sheet : sheets) {
      if (!sheet.detail.contains("disposition")) continue;
      auto made = *database_->Read(
          [&](Database& db) { return FindDisposition(db, TextOr(sheet.detail, "disposition")); });
      if (made.position != from) continue;
      auto drawn = Draw(*desk_, sheet);
      EXPECT_TRUE(drawn) << drawn.error().detail;
      if (const char* keep = getenv("PIKET_KEEP")) {
        EXPECT_TRUE(WriteFileDurably(std::filesystem::path(keep) / (from + ".pdf"), drawn->pdf));
      }
      return PrintedText(drawn->pdf);
    }
    return "";
  };
  const std::string head = text("kadis");
  for (const char* part : {"Plh. Kepala Dinas", "Pejabat sekretaris", "selesaikan", "diketahui"}) {
    EXPECT_NE(head.find(part), std::string::npos) << part << "\n" << head;
  }
  const std::string below = text("kabid-aplikasi");
  EXPECT_NE(below.find("sub-koordinator"), std::string::npos) << below;
}

}  // namespace
}  // namespace piket
