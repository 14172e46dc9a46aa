#include "agent/office/answer.h"

#include <cstdlib>
#include <thread>

#include "agent/desk/draw.h"
#include "agent/office/books.h"
#include "agent/office/reports.h"
#include "agent/paper/archive_check.h"
#include "tests/agent/office/office_rig.h"

namespace piket {
namespace {

class AnswerTest : public OfficeTest {
 protected:
  Particulars Confidential() {
    Particulars particulars = SomeParticulars("R-7/SANDI/2026");
    particulars.security = "R";
    particulars.subject = "Hal yang dirahasiakan";
    return particulars;
  }
  // A case of this service whose letter was handed down to who works on it.
  Case WorkedOn(const std::string& service, const Particulars& particulars = SomeParticulars()) {
    Letter letter = EnterLetter(service, particulars);
    Case c = CaseOf(letter.id);
    HandOn(letter.id, "kadis", {"kabid-aplikasi"});
    HandOn(letter.id, "kabid-aplikasi", {"sub-koordinator"});
    HandOn(letter.id, "sub-koordinator", {"staf"});
    return Again(c);
  }
  OutgoingLetter Drafted(const Case& c, const std::string& kind,
                         const Json& text = Json::object()) {
    auto draft = Draft(*office_, As("sub-koordinator"), c.id, kind, text);
    EXPECT_TRUE(draft) << draft.error().detail;
    return draft ? *draft : OutgoingLetter();
  }
  OutgoingLetter Checked(const Case& c, const std::string& kind,
                         const Json& text = Json::object()) {
    auto checked = Check(*office_, As("kabid-aplikasi"), Drafted(c, kind, text).id);
    EXPECT_TRUE(checked) << checked.error().detail;
    return checked ? *checked : OutgoingLetter();
  }
  OutgoingLetter Approved(const Case& c, const std::string& kind) {
    auto approved = Approve(*office_, As("kadis"), Checked(c, kind).id);
    EXPECT_TRUE(approved) << approved.error().detail;
    return approved ? *approved : OutgoingLetter();
  }
  Expedition ToHand(const std::string& receiver = "Dewi") {
    Expedition expedition;
    expedition.by = "langsung";
    expedition.receiver = receiver;
    return expedition;
  }
  Book BookSeenBy(const std::string& who, const std::string& name, int month = 0) {
    auto book = BookOf(*office_, As(who), name, {.year = 2026, .month = month});
    EXPECT_TRUE(book) << name << ": " << book.error().detail;
    return book ? *book : Book();
  }
};

// R-21
TEST_F(AnswerTest, GoesFromTheTemplateToTheReceiversSignature) {
  Case c = WorkedOn("colocation");
  OutgoingLetter draft = Drafted(c, "surat-tindak-lanjut", {{"attachments", "1 (satu) lembar"}});
  EXPECT_EQ(TextOr(draft.text, "subject"), "Tindak Lanjut Permohonan Pembuatan Subdomain");
  EXPECT_EQ(TextOr(draft.text, "to"), "Kepala Dinas Pendidikan");
  EXPECT_EQ(TextOr(draft.text, "attachments"), "1 (satu) lembar");
  EXPECT_NE(TextOr(draft.text, "opening").find("045/12/DISDIK/2026 tanggal 12 Mei 2026"),
            std::string::npos);
  EXPECT_EQ(TextOr(draft.text, "opening").find('{'), std::string::npos);
  auto checked = Check(*office_, As("kabid-aplikasi"), draft.id);
  ASSERT_TRUE(checked) << checked.error().detail;
  auto approved = Approve(*office_, As("kadis"), draft.id);
  ASSERT_TRUE(approved) << approved.error().detail;
  EXPECT_EQ(approved->state, "disetujui");
  EXPECT_EQ(approved->number, "500.12.6.2/0001/TL/DKISP/V/2026");
  EXPECT_TRUE(CheckArchiveBytes(*OutgoingPdf(*office_, draft.id)).empty());
  // The desk prints it by itself.
  auto print = database_->Read([&](Database& db) { return FindPrint(db, approved->print); });
  ASSERT_TRUE(print);
  EXPECT_EQ(print->kind, "outgoing");
  EXPECT_EQ(print->state, "waiting");
  EXPECT_EQ(TextOr(print->detail, "blob"), approved->paper);
  EXPECT_EQ(Draw(*desk_, *print)->pdf, *OutgoingPdf(*office_, draft.id));
  Expedition expedition = ToHand();
  expedition.signature = "\x89PNG\r\n\x1a\n...";
  auto sent = Send(*office_, As("loket"), draft.id, expedition);
  ASSERT_TRUE(sent) << sent.error().detail;
  EXPECT_EQ(sent->state, "dikirim");
  auto row = database_->Read([&](Database& db) { return ExpeditionOf(db, draft.id); });
  EXPECT_EQ((*row)->receiver, "Dewi");
  EXPECT_EQ(*desk_->blobs.Get((*row)->signature), expedition.signature);
  ExpectJournalAndTablesAgree();
}

TEST_F(AnswerTest, HasAFormForADayWithoutTheDesk) {
  Print order;
  order.kind = "form";
  order.detail = {{"rows", 30}};
  order.at = clock_.Now();
  auto drawn = Draw(*desk_, order);
  ASSERT_TRUE(drawn) << drawn.error().detail;
  EXPECT_EQ(drawn->media, "iso_a4_210x297mm");
  if (const char* folder = std::getenv("PIKET_KEEP_PAPERS")) {
    EXPECT_TRUE(WriteFileDurably(std::filesystem::path(folder) / "formulir.pdf", drawn->pdf));
  }
}

// R-26
TEST_F(AnswerTest, OfASubdomainWaitsForTheRegister) {
  Case c = WorkedOn("subdomain");
  OutgoingLetter checked = Checked(c, "surat-tanggapan");
  EXPECT_EQ(Approve(*office_, As("kadis"), checked.id).error().fault, Fault::kGateClosed);
  AddSubdomain("sekolah.tarakankota.go.id", c.id);
  auto approved = Approve(*office_, As("kadis"), checked.id);
  ASSERT_TRUE(approved) << approved.error().detail;
  // A refusal has no subdomain to wait for.
  Case refused = WorkedOn("subdomain", SomeParticulars("46"));
  OutgoingLetter no = Checked(
      refused, "surat-tanggapan",
      {{"decision", "tidak"}, {"reasons", {{{"name", "Nama"}, {"reason", "sudah dipakai"}}}}});
  EXPECT_TRUE(Approve(*office_, As("kadis"), no.id));
}

// R-20
TEST_F(AnswerTest, OfAReturnNamesTheReasonOfEachItem) {
  Case c = WorkedOn("hosting-subdomain");
  OutgoingLetter draft = Drafted(c, "slip-pengembalian");
  auto checked = Check(*office_, As("kabid-aplikasi"), draft.id);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().detail, "reasons");
  Json reasons = {{{"item", "surat-permohonan"}, {"name", "Surat"}, {"reason", "belum diteken"}}};
  ASSERT_TRUE(Redraft(*office_, As("sub-koordinator"), draft.id, {{"reasons", reasons}}));
  ASSERT_TRUE(Check(*office_, As("kabid-aplikasi"), draft.id));
  auto approved = Approve(*office_, As("kabid-aplikasi"), draft.id);
  ASSERT_TRUE(approved) << approved.error().detail;
  EXPECT_EQ(approved->number, "0001/SLIP/DKISP/V/2026");
}

// R-21
TEST_F(AnswerTest, SaysWhatItDecidesWhenTheDecisionChanges) {
  Case c = WorkedOn("subdomain");
  OutgoingLetter draft = Drafted(c, "surat-tanggapan");
  std::string yes = TextOr(draft.text, "body");
  auto no = Redraft(*office_, As("sub-koordinator"), draft.id, {{"decision", "tidak"}});
  ASSERT_TRUE(no) << no.error().detail;
  EXPECT_NE(TextOr(no->text, "body"), yes);
  EXPECT_EQ(TextOr(no->text, "subject"), TextOr(draft.text, "subject"));
  // What is said with the decision, and with the same decision, stays as it was said.
  auto own = Redraft(*office_, As("sub-koordinator"), draft.id,
                     {{"decision", "disetujui"}, {"body", "Setuju."}});
  ASSERT_TRUE(own);
  EXPECT_EQ(TextOr(own->text, "body"), "Setuju.");
  auto same = Redraft(*office_, As("sub-koordinator"), draft.id, {{"decision", "disetujui"}});
  ASSERT_TRUE(same);
  EXPECT_EQ(TextOr(same->text, "body"), "Setuju.");
}

TEST_F(AnswerTest, IsSignedByWhoHoldsThePositionThatDay) {
  Case c = WorkedOn("colocation");
  OutgoingLetter checked = Checked(c, "surat-tindak-lanjut");
  EXPECT_EQ(Approve(*office_, As("kabid-aplikasi"), checked.id).error().fault, Fault::kNotYourStep);
  Appoint(holders_["sekretaris"], "kadis", "plh");
  auto approved = Approve(*office_, As("sekretaris"), checked.id);
  ASSERT_TRUE(approved) << approved.error().detail;
  EXPECT_EQ(approved->position, "kadis");
  EXPECT_EQ(approved->as, "plh");
  EXPECT_EQ(approved->approved_by, holders_["sekretaris"]);
}

TEST_F(AnswerTest, IsApprovedOnceWhenTwoDecideAtOnce) {
  Case c = WorkedOn("colocation");
  OutgoingLetter checked = Checked(c, "surat-tindak-lanjut");
  Appoint(holders_["sekretaris"], "kadis", "plh");
  Actor first = As("kadis"), second = As("sekretaris");
  std::vector<Result<OutgoingLetter>> ends(2, Error{Fault::kInternal, ""});
  std::thread other([&] { ends[0] = Approve(*office_, first, checked.id); });
  ends[1] = Approve(*office_, second, checked.id);
  other.join();
  EXPECT_NE(ends[0].ok(), ends[1].ok());
  for (const auto& end : ends) {
    if (!end) {
      EXPECT_EQ(end.error().fault, Fault::kConflict);
    }
  }
  EXPECT_EQ(
      *database_->Read([](Database& db) { return LastOutgoingCounter(db, "surat-keluar/2026"); }),
      1);
}

// Pain 3: a number for a letter made by hand is never given twice, a void one never again.
TEST_F(AnswerTest, NumbersWithoutGapsWhateverHappensBetween) {
  Case c = WorkedOn("colocation");
  OutgoingLetter first = Approved(c, "surat-tindak-lanjut");
  auto reserved = ReserveNumber(*office_, As("agendaris"), "surat-tindak-lanjut", "undangan rapat");
  ASSERT_TRUE(reserved) << reserved.error().detail;
  EXPECT_EQ(*reserved, "500.12/0002/TL/DKISP/V/2026");
  EXPECT_EQ(ReserveNumber(*office_, As("agendaris"), "surat-tindak-lanjut", " ").error().fault,
            Fault::kReasonMissing);
  EXPECT_EQ(ReserveNumber(*office_, As("loket"), "surat-tindak-lanjut", "x").error().fault,
            Fault::kNotYourStep);
  ASSERT_TRUE(VoidOutgoing(*office_, As("kadis"), first.id, "salah alamat"));
  EXPECT_EQ(Approved(c, "surat-tindak-lanjut").counter, 3);
  Book book = BookSeenBy("agendaris", "surat-keluar");
  ASSERT_EQ(book.rows.size(), 3u);
  EXPECT_EQ(book.void_rows, std::set<size_t>{0});
  EXPECT_EQ(book.rows[0][10], "BATAL: salah alamat");
  EXPECT_EQ(book.rows[1][5], "undangan rapat");
}

TEST_F(AnswerTest, CannotBeChangedOnceApprovedNorSentBefore) {
  Case c = WorkedOn("colocation");
  OutgoingLetter draft = Drafted(c, "surat-tindak-lanjut");
  EXPECT_EQ(Approve(*office_, As("kadis"), draft.id).error().fault, Fault::kConflict);
  EXPECT_EQ(Send(*office_, As("loket"), draft.id, ToHand()).error().fault, Fault::kConflict);
  ASSERT_TRUE(Check(*office_, As("kabid-aplikasi"), draft.id));
  // What is changed wants checking again.
  ASSERT_TRUE(Redraft(*office_, As("sub-koordinator"), draft.id, {{"subject", "Lain"}}));
  EXPECT_EQ(Approve(*office_, As("kadis"), draft.id).error().fault, Fault::kConflict);
  ASSERT_TRUE(Check(*office_, As("kabid-aplikasi"), draft.id));
  ASSERT_TRUE(Approve(*office_, As("kadis"), draft.id));
  EXPECT_EQ(Redraft(*office_, As("sub-koordinator"), draft.id, {{"subject", "X"}}).error().fault,
            Fault::kConflict);
  EXPECT_EQ(Send(*office_, As("staf"), draft.id, ToHand()).error().fault, Fault::kNotYourStep);
  EXPECT_EQ(Send(*office_, As("loket"), draft.id, ToHand(" ")).error().detail, "receiver");
  Expedition early = ToHand();
  early.sent_at = clock_.Now() + std::chrono::hours(1);
  EXPECT_EQ(Send(*office_, As("loket"), draft.id, early).error().detail, "sent_at");
}

TEST_F(AnswerTest, TakesOnlyFieldsItKnows) {
  Case c = WorkedOn("colocation");
  Actor staff = As("sub-koordinator");
  auto refused = [&](const Json& text) {
    auto draft = Draft(*office_, staff, c.id, "surat-tindak-lanjut", text);
    return draft ? "" : draft.error().detail;
  };
  EXPECT_EQ(refused({{"subjek", "x"}}), "subjek");
  EXPECT_EQ(refused({{"subject", 5}}), "subject");
  EXPECT_EQ(refused({{"subject", std::string(4001, 'x')}}), "subject");
  EXPECT_EQ(refused({{"reasons", "x"}}), "reasons");
  EXPECT_EQ(refused({{"subject", std::string(4000, 'x')}}), "");
  EXPECT_EQ(Draft(*office_, staff, c.id, "surat-cinta", Json::object()).error().detail, "kind");
  EXPECT_EQ(Draft(*office_, As("kabid-statistik"), c.id, "surat-tindak-lanjut", Json::object())
                .error()
                .fault,
            Fault::kNotYourStep);
}

// R-09
TEST_F(AnswerTest, ToAConfidentialLetterLiesSealed) {
  Case c = WorkedOn("colocation", Confidential());
  OutgoingLetter approved = Approved(c, "surat-tindak-lanjut");
  EXPECT_EQ(approved.number.rfind("R-", 0), 0u);
  EXPECT_FALSE(TextOr(approved.text, "sealed").empty());
  EXPECT_NE(TextOr(*OpenedText(*office_, approved), "subject").find("dirahasiakan"),
            std::string::npos);
  EXPECT_EQ(desk_->blobs.Get(approved.paper)->rfind("%PDF", 0), std::string::npos);
  EXPECT_EQ(OutgoingPdf(*office_, approved.id)->rfind("%PDF", 0), 0u);
  auto print = database_->Read([&](Database& db) { return FindPrint(db, approved.print); });
  EXPECT_EQ(Draw(*desk_, *print)->pdf, *OutgoingPdf(*office_, approved.id));
  auto entries = database_->Read([](Database& db) { return db.Ask("SELECT body FROM entry"); });
  for (const Row& row : *entries) {
    EXPECT_EQ(row.Text("body").find("dirahasiakan"), std::string::npos);
  }
  EXPECT_EQ(BookSeenBy("loket", "surat-keluar").rows[0][5], "(rahasia)");
  EXPECT_EQ(BookSeenBy("loket", "agenda").rows[0][3], "(rahasia)");
  EXPECT_NE(BookSeenBy("kadis", "surat-keluar").rows[0][5].find("dirahasiakan"), std::string::npos);
}

TEST_F(AnswerTest, StandsInEveryBookAsRowsPdfAndCsv) {
  Case c = WorkedOn("colocation");
  OutgoingLetter approved = Approved(c, "surat-tindak-lanjut");
  ASSERT_TRUE(Send(*office_, As("loket"), approved.id, ToHand("=CMD()")));
  AddSubdomain("sekolah.tarakankota.go.id", c.id);
  AddServer("host-1");
  AddAddress("203.0.113.7");
  for (const std::string& name : BookNames()) {
    Book book = BookSeenBy("auditor", name);
    EXPECT_EQ(book.rows.empty(), name == "logbook") << name;
    double shares = 0;
    for (const BookColumn& column : book.columns) shares += column.share;
    EXPECT_NEAR(shares, 1, 0.001) << name;
    for (const auto& row : book.rows) EXPECT_EQ(row.size(), book.columns.size()) << name;
    auto pdf = BookPdf(*office_, book);
    ASSERT_TRUE(pdf) << name << pdf.error().detail;
    EXPECT_EQ(pdf->rfind("%PDF", 0), 0u);
    if (const char* folder = std::getenv("PIKET_KEEP_PAPERS")) {
      EXPECT_TRUE(
          WriteFileDurably(std::filesystem::path(folder) / ("buku-" + name + ".pdf"), *pdf));
    }
    EXPECT_NE(BookCsv(book).find("\r\n"), std::string::npos);
  }
  EXPECT_NE(BookCsv(BookSeenBy("auditor", "ekspedisi")).find("\"'=CMD()\""), std::string::npos);
  EXPECT_TRUE(BookSeenBy("auditor", "surat-keluar", 4).rows.empty());
  EXPECT_EQ(BookOf(*office_, As("auditor"), "resep", {}).error().fault, Fault::kNotFound);
}

TEST_F(AnswerTest, CountsInTheMonthItWasSent) {
  Case c = WorkedOn("colocation");
  ASSERT_TRUE(Send(*office_, As("loket"), Approved(c, "surat-tindak-lanjut").id, ToHand()));
  auto months = Months(*office_, 2026, "colocation");
  ASSERT_TRUE(months);
  EXPECT_EQ((*months)[4].in, 1);
  EXPECT_EQ((*months)[4].out, 1);
  EXPECT_EQ((*months)[5].in, 0);
  EXPECT_EQ((*Months(*office_, 2026, "website"))[4].in, 0);
}

}  // namespace
}  // namespace piket
