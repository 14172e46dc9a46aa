#include "agent/procedure/procedure.h"

#include <gtest/gtest.h>

#include <set>

#include "agent/core/file.h"
#include "agent/core/text.h"
#include "agent/letters/position.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using std::chrono::day;
using std::chrono::month;
using std::chrono::year;

Date On(int y, unsigned m, unsigned d) { return Date{year{y}, month{m}, day{d}}; }

std::vector<std::string> Actors() {
  auto positions = ReadPositions(fs::path(PIKET_SOURCE_DIR) / "config/positions.toml");
  EXPECT_TRUE(positions) << positions.error().detail;
  return positions->Actors();
}

fs::path Shipped() { return fs::path(PIKET_SOURCE_DIR) / "config/sop"; }

std::vector<Procedure> ShippedProcedures() {
  auto read = ReadProcedures(Shipped(), Actors());
  EXPECT_TRUE(read) << read.error().detail;
  return std::move(*read);
}

Procedure TheProcedure(const std::string& id) {
  for (Procedure& each : ShippedProcedures()) {
    if (each.id == id) return each;
  }
  ADD_FAILURE() << id;
  return {};
}

std::vector<std::string> Limits(const Procedure& procedure) {
  std::vector<std::string> limits;
  for (const Step& step : procedure.steps) limits.push_back(LimitText(step.limit));
  return limits;
}

const Way& WayOf(const Procedure& procedure, int step, const std::string& outcome) {
  for (const Way& way : procedure.FindStep(step)->ways) {
    if (way.outcome == outcome) return way;
  }
  ADD_FAILURE() << step << " " << outcome;
  static const Way kNone;
  return kNone;
}

using Texts = std::vector<std::string>;

TEST(Procedure, HasTheLimitsOfTheSops) {
  EXPECT_EQ(Limits(TheProcedure("website")),
            (Texts{"2 Menit", "3 Menit", "2 Menit", "25 Menit", "30 Menit", "15 Menit", "3 Hari",
                   "7 Hari", "90 Menit", "2 Menit", "2 Menit"}));
  EXPECT_EQ(Limits(TheProcedure("konsultasi-aplikasi")),
            (Texts{"2 Menit", "3 Menit", "2 Menit", "25 Menit", "30 Menit", "15 Menit", "3 Hari",
                   "7 Hari", "90 Menit", "2 Menit", "2 Menit"}));
  EXPECT_EQ(Limits(TheProcedure("subdomain")),
            (Texts{"1 Hari", "1 Hari", "1 Hari", "1 Hari", "1 Hari", "0 Hari", "1 Hari", "1 Hari",
                   "1 Hari", ""}));
  EXPECT_EQ(Limits(TheProcedure("colocation")),
            (Texts{"2 Menit", "3 Menit", "2 Menit", "5 Menit", "30 Menit", "15 Menit", "25 Menit",
                   "90 Menit", "2 Menit", "2 Menit"}));
  EXPECT_EQ(Limits(TheProcedure("hosting-subdomain")),
            (Texts{"2 Menit", "3 Menit", "2 Menit", "5 Menit", "30 Menit", "2 Hari", "2 Menit",
                   "2 Menit", "2 Menit"}));
}

TEST(Procedure, R01EveryValueSaysWhereItComesFrom) {
  Procedure website = TheProcedure("website");
  const Step& decision = *website.FindStep(5);
  EXPECT_EQ(decision.limit_provenance.mark, Mark::kRepaired);
  EXPECT_EQ(decision.limit_provenance.source, "S0:80");
  EXPECT_NE(decision.limit_provenance.note.find("0 Menit"), std::string::npos);
  EXPECT_EQ(website.FindStep(4)->limit_provenance.mark, Mark::kWritten);
  Procedure subdomain = TheProcedure("subdomain");
  for (int lost : {5, 6, 10}) {
    EXPECT_EQ(subdomain.FindStep(lost)->limit_provenance.mark, Mark::kAssumed) << lost;
  }
  for (const Procedure& procedure : ShippedProcedures()) {
    if (procedure.id == "lainnya") continue;
    EXPECT_GE(procedure.header.size(), 7u) << procedure.id;
    for (const Step& step : procedure.steps) {
      EXPECT_FALSE(step.provenance.source.empty()) << procedure.id << step.no;
      EXPECT_FALSE(step.actor_provenance.source.empty()) << procedure.id << step.no;
      EXPECT_FALSE(step.limit_provenance.source.empty()) << procedure.id << step.no;
    }
  }
}

TEST(Procedure, KeepsTheNumbersAndDaysOfTheSops) {
  EXPECT_EQ(TheProcedure("konsultasi-aplikasi").number, "067/29/SOP/DKISP/2022");
  EXPECT_EQ(TheProcedure("colocation").number, "067/26/SOP/DKISP/2022");
  EXPECT_EQ(TheProcedure("hosting-subdomain").number, "000.8.3.3.3/23/SOP/DKISP/2024");
  EXPECT_EQ(TheProcedure("hosting-subdomain").effective, On(2024, 8, 2));
  Procedure website = TheProcedure("website");
  EXPECT_EQ(website.number, "");
  EXPECT_EQ(website.effective, On(2022, 1, 3));
  EXPECT_EQ(website.effective_provenance.mark, Mark::kAssumed);
}

TEST(Procedure, WalksTheBranchesOfTheSops) {
  Procedure app = TheProcedure("konsultasi-aplikasi");
  EXPECT_EQ(WayOf(app, 5, "ya").to, 7);
  EXPECT_EQ(WayOf(app, 5, "vendor").to, 6);
  EXPECT_EQ(WayOf(app, 5, "vendor").sets, "jalur=vendor");
  EXPECT_TRUE(WayOf(app, 5, "tidak").returns);
  EXPECT_EQ(WayOf(app, 6, "").to, 10);
  EXPECT_EQ(WayOf(app, 6, "").state, "menunggu_pengadaan_opd");
  Procedure website = TheProcedure("website");
  EXPECT_EQ(WayOf(website, 6, "sudah").when, "jenis=pembaruan");
  EXPECT_EQ(WayOf(website, 6, "sudah").to, 8);
  EXPECT_EQ(WayOf(website, 6, "belum").to, 7);
  Procedure colocation = TheProcedure("colocation");
  EXPECT_EQ(WayOf(colocation, 7, "").state, "menunggu_perangkat");
  EXPECT_EQ(WayOf(colocation, 5, "ya").gates, Texts{"alamat-bebas"});
  Procedure subdomain = TheProcedure("subdomain");
  for (int refusing : {2, 3, 4}) {
    EXPECT_EQ(WayOf(subdomain, refusing, "tidak-dapat").to, 7);
    EXPECT_TRUE(WayOf(subdomain, refusing, "tidak-dapat").outside);
  }
}

TEST(Procedure, R04ApprovalOfAServerOrANewWebsiteOpensItsSubdomain) {
  EXPECT_EQ(WayOf(TheProcedure("colocation"), 5, "ya").opens, "subdomain");
  Procedure website = TheProcedure("website");
  EXPECT_EQ(WayOf(website, 5, "ya").opens, "subdomain");
  EXPECT_TRUE(Holds(WayOf(website, 5, "ya").opens_when, {{"jenis", "pembuatan"}}));
  EXPECT_FALSE(Holds(WayOf(website, 5, "ya").opens_when, {{"jenis", "pembaruan"}}));
}

TEST(Procedure, R20ATidakAsksForAReturnSlip) {
  for (const char* id : {"website", "konsultasi-aplikasi", "colocation", "hosting-subdomain"}) {
    Procedure procedure = TheProcedure(id);
    const Way& no = WayOf(procedure, 5, "tidak");
    EXPECT_TRUE(no.returns) << id;
    ASSERT_EQ(no.makes, Texts{"slip-pengembalian"}) << id;
    EXPECT_EQ(procedure.FindItem("slip-pengembalian")->letters, Texts{"slip-pengembalian"}) << id;
  }
}

TEST(Procedure, R21EveryDecisionOwesALetter) {
  const std::pair<const char*, const char*> kLetters[] = {
      {"website", "surat-tindak-lanjut"},
      {"konsultasi-aplikasi", "surat-tindak-lanjut"},
      {"colocation", "surat-tindak-lanjut"},
      {"hosting-subdomain", "surat-pemberitahuan"}};
  for (auto [id, kind] : kLetters) {
    Procedure procedure = TheProcedure(id);
    bool owed = false;
    for (const Product& product : procedure.FindStep(5)->makes) {
      const Item& item = *procedure.FindItem(product.item);
      owed = owed || (item.proof == "surat-keluar" && item.letters == Texts{kind});
    }
    EXPECT_TRUE(owed) << id;
  }
}

TEST(Procedure, R23WebsitesInTheNocCloseOnlyWithBandwidth) {
  Procedure website = TheProcedure("website");
  EXPECT_EQ(GatesFor(website.close_gates, {{"tempat", "noc"}}),
            (Texts{"alamat", "subdomain", "bandwidth"}));
  EXPECT_EQ(GatesFor(website.close_gates, {{"tempat", "luar"}}), (Texts{"alamat", "subdomain"}));
  EXPECT_EQ(GatesFor(website.close_gates, Json::object()), (Texts{"alamat", "subdomain"}));
}

TEST(Procedure, R26ASubdomainIsInTheRegisterUnlessItWasRefused) {
  Procedure subdomain = TheProcedure("subdomain");
  EXPECT_EQ(GatesFor(subdomain.FindStep(7)->gates, Json::object()), Texts{"register-subdomain"});
  EXPECT_EQ(GatesFor(subdomain.FindStep(7)->gates, {{"putusan", "ditolak"}}), Texts{});
}

TEST(Procedure, R29RecordsAreDueAtTheEnd) {
  EXPECT_EQ(TheProcedure("website").records, (Texts{"konfigurasi", "backup", "pemeliharaan"}));
  EXPECT_EQ(TheProcedure("konsultasi-aplikasi").records,
            (Texts{"konfigurasi", "dokumentasi", "insiden"}));
  EXPECT_EQ(TheProcedure("colocation").records, (Texts{"konfigurasi", "pemeliharaan"}));
  EXPECT_EQ(TheProcedure("hosting-subdomain").records,
            (Texts{"konfigurasi", "penggunaan", "pemeliharaan"}));
}

TEST(Procedure, OtherLettersHaveTheLimitOfTheirUrgency) {
  Procedure other = TheProcedure("lainnya");
  EXPECT_TRUE(other.FindStep(3)->limit_by_urgency);
  EXPECT_EQ(other.FindStep(4)->actors, Texts{kResponsible});
  EXPECT_EQ(WayOf(other, 3, "diketahui").to, 6);
  EXPECT_FALSE(other.FindStep(1)->judged);
}

TEST(Procedure, NamesTheActorAsItsSopDoes) {
  Procedure colocation = TheProcedure("colocation");
  EXPECT_EQ(colocation.ActorName(*colocation.FindStep(2)), "Bagian Umum");
  EXPECT_EQ(colocation.ActorName(*colocation.FindStep(6)), "Bidang Aplikasi");
  Procedure hosting = TheProcedure("hosting-subdomain");
  EXPECT_EQ(hosting.ActorName(*hosting.FindStep(2)), "Kasubbag Umum dan Kepegawaian");
  EXPECT_EQ(hosting.ActorName(*hosting.FindStep(1)), "PD");
}

TEST(Procedure, IsShownAsJson) {
  Json shown = ToJson(TheProcedure("website"));
  EXPECT_EQ(shown["id"], "website");
  EXPECT_EQ(shown["number"], "");
  ASSERT_EQ(shown["steps"].size(), 11u);
  const Json& step = shown["steps"][4];
  EXPECT_EQ(step["no"], 5);
  EXPECT_EQ(step["limit"]["value"], "30 Menit");
  EXPECT_EQ(step["limit"]["mark"], "diperbaiki");
  EXPECT_EQ(step["limit"]["source"], "S0:80");
  EXPECT_EQ(step["needs"][0]["item"], "data-tindak-lanjut");
  EXPECT_EQ(step["makes"].size(), 2u);
  EXPECT_EQ(step["next"][0]["to"], 6);
}

TEST(Procedure, AFactNotStatedIsDifferentFromEveryValue) {
  EXPECT_TRUE(Holds("", Json::object()));
  EXPECT_FALSE(Holds("jenis=lama", Json::object()));
  EXPECT_TRUE(Holds("jenis!=lama", Json::object()));
  EXPECT_TRUE(Holds("jenis=lama", {{"jenis", "lama"}}));
  EXPECT_FALSE(Holds("jenis!=lama", {{"jenis", "lama"}}));
  EXPECT_FALSE(Holds("jenis=lama", Json()));
}

// A folder of definitions to change.
class ProcedureShelfTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::copy(Shipped(), Folder(), fs::copy_options::recursive);
    shelf_ = std::move(*ProcedureShelf::Open(Folder(), Actors(), folder_.path() / "kept"));
  }
  fs::path Folder() const { return folder_.path() / "sop"; }
  // `file` with the first `from` made `to`, as `as`.
  void Change(const std::string& file, const std::string& from, const std::string& to,
              const std::string& as = "") {
    std::string text = *ReadFile(Folder() / file);
    size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    ASSERT_TRUE(WriteFileDurably(Folder() / (as.empty() ? file : as), text));
  }

  TemporaryFolder folder_;
  std::unique_ptr<ProcedureShelf> shelf_;
};

TEST_F(ProcedureShelfTest, AMistakeRefusesTheWholeFolderAndTheLastGoodOnesStay) {
  auto before = *shelf_->InForce("website", On(2026, 1, 5));
  Change("website.toml", "\"7 Hari\"", "\"9 Hari\"");
  Change("colocation.toml", "ke = 8", "ke = 88");
  auto reloaded = shelf_->Reload();
  ASSERT_FALSE(reloaded);
  EXPECT_EQ(reloaded.error().fault, Fault::kConfiguration);
  EXPECT_NE(reloaded.error().detail.find("colocation.toml:"), std::string::npos);
  EXPECT_EQ((*shelf_->InForce("website", On(2026, 1, 5)))->version, before->version);
  Change("colocation.toml", "ke = 88", "ke = 8");
  ASSERT_TRUE(shelf_->Reload());
  EXPECT_EQ(LimitText((*shelf_->InForce("website", On(2026, 1, 5)))->FindStep(8)->limit), "9 Hari");
}

TEST_F(ProcedureShelfTest, R02ARunningCaseFindsItsVersionAfterTheFileWasEdited) {
  std::string pinned = (*shelf_->InForce("website", On(2026, 1, 5)))->version;
  Change("website.toml", "\"7 Hari\"", "\"9 Hari\"");
  ASSERT_TRUE(shelf_->Reload());
  EXPECT_NE((*shelf_->InForce("website", On(2026, 1, 5)))->version, pinned);
  EXPECT_EQ(LimitText((*shelf_->Version("website", pinned))->FindStep(8)->limit), "7 Hari");
  // … and after the program began anew.
  shelf_ = std::move(*ProcedureShelf::Open(Folder(), Actors(), folder_.path() / "kept"));
  auto kept = shelf_->Version("website", pinned);
  ASSERT_TRUE(kept) << kept.error().detail;
  EXPECT_EQ(LimitText((*kept)->FindStep(8)->limit), "7 Hari");
  EXPECT_EQ(shelf_->Version("website", "../../etc/passwd").error().fault, Fault::kNotFound);
}

TEST_F(ProcedureShelfTest, R03PendingVersionCannotBeStarted) {
  Change("colocation.toml", "berlaku = {nilai = \"2022-01-03\"",
         "berlaku = {nilai = \"2027-02-01\"", "colocation-2027.toml");
  ASSERT_TRUE(shelf_->Reload());
  auto old = *shelf_->InForce("colocation", On(2027, 1, 31));
  auto young = *shelf_->InForce("colocation", On(2027, 2, 1));
  EXPECT_EQ(old->effective, On(2022, 1, 3));
  EXPECT_EQ(young->effective, On(2027, 2, 1));
  EXPECT_EQ(shelf_->InForce("colocation", On(2022, 1, 2)).error().fault, Fault::kNotFound);
  EXPECT_EQ(shelf_->All().size(), 7u);
}

TEST_F(ProcedureShelfTest, RefusesTwoTextsForOneDayAndLinksToNowhere) {
  Change("colocation.toml", "\"2 Menit\"", "\"4 Menit\"", "colocation-b.toml");
  auto reloaded = shelf_->Reload();
  ASSERT_FALSE(reloaded);
  EXPECT_NE(reloaded.error().detail.find("berlaku sejak hari yang sama"), std::string::npos);
  fs::remove(Folder() / "colocation-b.toml");
  fs::remove(Folder() / "subdomain.toml");
  reloaded = shelf_->Reload();
  ASSERT_FALSE(reloaded);
  EXPECT_NE(reloaded.error().detail.find("buka: SOP \"subdomain\" tidak ada"), std::string::npos);
}

TEST_F(ProcedureShelfTest, RefusesAFolderWithoutDefinitions) {
  TemporaryFolder empty;
  EXPECT_EQ(ProcedureShelf::Open(empty.path(), Actors()).error().fault, Fault::kConfiguration);
  EXPECT_EQ(ProcedureShelf::Open(empty.path() / "none", Actors()).error().fault, Fault::kNotFound);
}

}  // namespace
}  // namespace piket
