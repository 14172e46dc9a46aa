// /metrics, scraped from a real server as Prometheus does: every line parses, every sample stands
// under its HELP and TYPE, and no person and no letter is in it.
#include "agent/http/metrics.h"

#include <map>
#include <regex>
#include <set>

#include "agent/central/authority.h"
#include "tests/agent/http/server_rig.h"

namespace piket {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// Samples by "name{labels}"; what is not in the format is a failure.
std::map<std::string, double> Parsed(const std::string& text) {
  static const std::regex comment(R"(# (HELP|TYPE) ([a-z_]+) (\S.*))");
  static const std::regex sample(
      R"re((([a-z_]+)(\{[a-z]+="[^"\\\n]*"(,[a-z]+="[^"\\\n]*")*\})?) (-?[0-9]+(\.[0-9]+)?))re");
  EXPECT_TRUE(text.ends_with("\n"));
  std::map<std::string, double> samples;
  std::set<std::string> seen;
  std::string helped, typed;
  for (const std::string& line : Split(text, '\n')) {
    std::smatch match;
    if (line.empty()) continue;
    if (std::regex_match(line, match, comment)) {
      (match[1] == "HELP" ? helped : typed) = match[2];
      const bool is_help = match[1] == "HELP";
      EXPECT_TRUE(!is_help || seen.insert(match[2]).second) << "twice: " << line;
      EXPECT_TRUE(is_help || match[3] == "gauge" || match[3] == "counter") << line;
    } else if (std::regex_match(line, match, sample)) {
      EXPECT_EQ(match[2], helped) << line;
      EXPECT_EQ(match[2], typed) << line;
      EXPECT_TRUE(samples.emplace(match[1], std::stod(match[5])).second) << "twice: " << line;
    } else {
      ADD_FAILURE() << "not in the format: " << line;
    }
  }
  return samples;
}

class MetricsTest : public ServerTest {
 protected:
  void MakeReady() override {
    authority_ = std::move(*Authority::Open(folder_.path() / "keys", "Dinas", clock_));
    key_ = std::move(*SigningKey::Generate());
    centre_ = std::make_unique<Centre>(Centre{*journal_, desk_->blobs, *key_, *authority_,
                                              desk_->settings, folder_.path() / "letter-keys",
                                              Json::array(), ""});
    screens_->line = [this] { return line_; };
  }
  void BeACentre() {
    // The server has its own copy of the screens; it is started anew with the centre in it.
    server_.reset();
    screens_->centre = centre_.get();
    server_ = std::move(*ScreenServer::Start(*screens_, folder_.path() / "pages"));
  }
  void Post(const std::string& code, const std::string& state, Instant not_after) {
    auto put = database_->Write<void>([&](Database& db) {
      return db.Run("INSERT INTO post VALUES (?,'[\"desk\"]',?,'','','',?,'','','','',?)",
                    {code, state, int64_t{not_after.time_since_epoch().count()},
                     int64_t{clock_.Now().time_since_epoch().count()}});
    });
    ASSERT_TRUE(put) << put.error().detail;
  }
  void Said(const std::string& code, Instant at, const Json& report) {
    auto put = database_->Write<void>([&](Database& db) {
      return db.Run("INSERT INTO local_post_report VALUES (?,?,?)",
                    {code, int64_t{at.time_since_epoch().count()}, CanonicalText(report)});
    });
    ASSERT_TRUE(put) << put.error().detail;
  }
  std::map<std::string, double> Scraped() {
    const std::string answer = Fetch("/metrics");
    EXPECT_EQ(StatusOf(answer), 200) << answer;
    EXPECT_NE(answer.find("Content-Type: text/plain; version=0.0.4"), std::string::npos);
    return Parsed(BodyOf(answer));
  }

  std::optional<LineState> line_;
  std::unique_ptr<Authority> authority_;
  std::unique_ptr<SigningKey> key_;
  std::unique_ptr<Centre> centre_;
};

TEST_F(MetricsTest, OfADeskThatStandsAloneSayHowItIs) {
  Append({"batch.opened", "officer", NewId(clock_.Now()), {{"received_by", "langsung"}}});
  auto samples = Scraped();
  EXPECT_EQ(samples.at("piket_info{version=\"0.1.0\",post=\"L1\",roles=\"desk\"}"), 1);
  EXPECT_EQ(samples.at("piket_journal_sequence"), 1);
  EXPECT_EQ(samples.at("piket_quarantine_entries"), 0);
  EXPECT_EQ(samples.at("piket_prints{state=\"waiting\"}"), 0);
  EXPECT_GT(samples.at("piket_disk_free_bytes"), 0);
  EXPECT_GT(samples.at("process_resident_memory_bytes"), 1e6);
  EXPECT_EQ(samples.at("piket_part_state{part=\"disk\"}"), 0);
  EXPECT_EQ(samples.count("piket_line_up"), 0u);
  EXPECT_EQ(samples.count("piket_journal_lost_entries"), 0u);
}

TEST_F(MetricsTest, OfAPostThatIsNoDeskMissNoScannerAndNoPrinter) {
  EXPECT_EQ(Scraped().count("piket_part_state{part=\"scanner\"}"), 1u);
  desk_->settings.roles = {"central"};
  auto samples = Scraped();
  EXPECT_EQ(samples.count("piket_part_state{part=\"scanner\"}"), 0u);
  EXPECT_EQ(samples.count("piket_part_state{part=\"printer\"}"), 0u);
  EXPECT_EQ(samples.count("piket_part_state{part=\"disk\"}"), 1u);
}

TEST_F(MetricsTest, OfAPostSayHowItsLineIs) {
  line_ = LineState{};
  line_->backlog = 41;
  line_->oldest = clock_.Now() - minutes(90);
  line_->heard = clock_.Now() - hours(2);
  line_->since = clock_.Now() - hours(2);
  line_->clock_offset_ms = -8250;
  auto samples = Scraped();
  EXPECT_EQ(samples.at("piket_line_up"), 0);
  EXPECT_EQ(samples.at("piket_backlog_entries"), 41);
  EXPECT_EQ(samples.at("piket_backlog_oldest_seconds"), 5400);
  EXPECT_EQ(samples.at("piket_clock_offset_seconds"), -8.25);
  EXPECT_EQ(samples.at("piket_part_state{part=\"centre\"}"), 1);
  EXPECT_GE(samples.at("piket_part_state{part=\"clock\"}"), 1);
}

TEST_F(MetricsTest, OfTheCentreSayHowEveryPostIs) {
  Post("L2", "diterima", clock_.Now() + hours(36));
  Post("L3", "dicabut", clock_.Now());
  Said("L2", clock_.Now() - seconds(30),
       {{"backlog", 7},
        {"oldest_unsent", (clock_.Now() - minutes(20)).time_since_epoch().count()},
        {"disk_free_mib", 2048},
        {"clock_offset_ms", 120},
        {"quarantine", 0},
        {"scanner", {{"name", "Pemindai milik Sari"}, {"state", "ok"}}}});
  BeACentre();
  auto samples = Scraped();
  EXPECT_EQ(samples.at("piket_post_accepted{post=\"L2\"}"), 1);
  EXPECT_EQ(samples.at("piket_post_accepted{post=\"L3\"}"), 0);
  EXPECT_EQ(samples.at("piket_post_backlog_entries{post=\"L2\"}"), 7);
  EXPECT_EQ(samples.at("piket_post_oldest_unsent_seconds{post=\"L2\"}"), 1200);
  EXPECT_EQ(samples.at("piket_post_certificate_days{post=\"L2\"}"), 1.5);
  EXPECT_EQ(samples.at("piket_post_disk_free_bytes{post=\"L2\"}"), 2048.0 * 1024 * 1024);
  EXPECT_EQ(samples.at("piket_post_lamp{post=\"L2\",part=\"backlog\"}"), 2);
  EXPECT_EQ(samples.at("piket_post_lamp{post=\"L3\",part=\"post\"}"), -1);
  EXPECT_EQ(samples.at("piket_journal_lost_entries"), 0);
  EXPECT_EQ(samples.count("piket_post_certificate_days{post=\"L3\"}"), 0u);
}

TEST_F(MetricsTest, NameNoPersonAndNothingOfALetter) {
  Officer officer{"", "Sari Wulandari", "Petugas", {"loket"}, true, "", "", ""};
  Append({"officer.added", "piket", NewId(clock_.Now()), OfficerBody(officer)});
  ASSERT_TRUE(EnterOne());
  BeACentre();
  const std::string text = Fetch("/metrics");
  EXPECT_GT(Parsed(BodyOf(text)).at("piket_journal_sequence"), 4);
  for (const char* secret : {"Sari", "Wulandari", "Pendidikan", "Subdomain", "DISDIK"}) {
    EXPECT_EQ(text.find(secret), std::string::npos) << secret;
  }
}

TEST_F(MetricsTest, AreForThisMachineAndForWhoHasTheToken) {
  const Settings& settings = desk_->settings;
  EXPECT_TRUE(MayReadMetrics(settings, "127.0.0.1", false, ""));
  EXPECT_TRUE(MayReadMetrics(settings, "::1", false, ""));
  EXPECT_FALSE(MayReadMetrics(settings, "127.0.0.1", true, ""));
  EXPECT_FALSE(MayReadMetrics(settings, "192.0.2.9", false, ""));
  EXPECT_FALSE(MayReadMetrics(settings, "192.0.2.9", false, "Bearer "));
  EXPECT_EQ(StatusOf(Fetch("/metrics", "X-Forwarded-For: 192.0.2.9\r\n")), 403);
  // A token anybody could guess opens nothing.
  Write(folder_.path() / "keys" / "metrics.token", "pendek\n");
  EXPECT_FALSE(MayReadMetrics(settings, "192.0.2.9", false, "Bearer pendek"));
  Write(folder_.path() / "keys" / "metrics.token", "0123456789abcdef0123\n");
  EXPECT_TRUE(MayReadMetrics(settings, "192.0.2.9", false, "Bearer 0123456789abcdef0123"));
  EXPECT_FALSE(MayReadMetrics(settings, "192.0.2.9", false, "Bearer 0123456789abcdef0124"));
  EXPECT_EQ(StatusOf(Fetch("/metrics",
                           "X-Forwarded-For: 192.0.2.9\r\n"
                           "Authorization: Bearer 0123456789abcdef0123\r\n")),
            200);
}

}  // namespace
}  // namespace piket
