// What the centre wants printed at this desk becomes its own order, once.
#include "agent/desk/take_order.h"

#include <gtest/gtest.h>

#include "tests/agent/desk/desk_rig.h"

namespace piket {
namespace {

class TakeOrder : public DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    KindTable kinds;
    AddPrintKinds(kinds);
    auto database = Database::Open(centre_folder_.path() / "piket.db", Durability::kCentre);
    ASSERT_TRUE(database);
    centre_database_ = std::move(*database);
    centre_ = std::move(*Journal::Open(*centre_database_, clock_, kinds, "P1"));
  }

  // The centre asks for it, and the entry arrives here.
  Id Asked(const Json& detail, const std::string& desk = "L1") {
    Print order;
    order.id = NewId(clock_.Now());
    order.kind = "outgoing";
    order.detail = detail;
    Json body = OrderedBody(order);
    body["post"] = desk;
    auto entry = centre_->Write<Entry>([&](Database& db) {
      return centre_->Append(db, {"print.asked", "kadis", order.id, body});
    });
    EXPECT_TRUE(entry);
    auto received = journal_->Write<Received>(
        [&](Database& db) { return journal_->Receive(db, *entry, Chain::kPicked); });
    EXPECT_TRUE(received);
    return order.id;
  }
  Print PrintHere(const Id& id) {
    return *database_->Read([&](Database& db) { return FindPrint(db, id); });
  }
  size_t Open() {
    return database_->Read([](Database& db) { return OpenPrints(db); })->size();
  }

  TemporaryFolder centre_folder_;
  std::unique_ptr<Database> centre_database_;
  std::unique_ptr<Journal> centre_;
};

TEST_F(TakeOrder, WaitsForThePaperAndThenPrintsItOnce) {
  std::string paper = "%PDF-1.7 a letter of the office";
  std::string blob = Hex(Sha256(paper));
  Id order = Asked({{"blob", blob}});
  EXPECT_EQ(*TakeOrders(*desk_), 0);
  EXPECT_EQ(PrintHere(order).state, "asked");
  EXPECT_EQ(Open(), 0u);

  ASSERT_TRUE(desk_->blobs.Put(paper));
  EXPECT_EQ(*TakeOrders(*desk_), 1);
  EXPECT_EQ(*TakeOrders(*desk_), 0);
  EXPECT_EQ(PrintHere(order).state, "waiting");
  EXPECT_EQ(PrintHere(order).officer, "kadis");
  EXPECT_EQ(Open(), 1u);
}

TEST_F(TakeOrder, LeavesAnotherDesksOrderAlone) {
  Id order = Asked(Json::object(), "L2");
  EXPECT_EQ(*TakeOrders(*desk_), 0);
  EXPECT_EQ(PrintHere(order).state, "asked");
}

TEST_F(TakeOrder, TellsTheCentreHowItEnded) {
  Id order = Asked(Json::object());
  ASSERT_EQ(*TakeOrders(*desk_), 1);
  Append({"print.state", "piket", order, PrintStateBody("printed", {}, "loket")});
  auto own = database_->Read([&](Database& db) { return journal_->OwnEntries(db, 0, 100); });
  ASSERT_TRUE(own);
  for (const Entry& entry : *own) {
    auto received = centre_->Write<Received>(
        [&](Database& db) { return centre_->Receive(db, entry, Chain::kWhole); });
    ASSERT_TRUE(received);
    EXPECT_EQ(*received, Received::kApplied) << entry.kind;
  }
  auto there = centre_database_->Read([&](Database& db) { return FindPrint(db, order); });
  EXPECT_EQ(there->state, "printed");
  EXPECT_EQ(there->printer, "loket");
  EXPECT_EQ(there->post, "L1");
}

}  // namespace
}  // namespace piket
