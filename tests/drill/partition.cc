// drill-partition: posts that stand apart, on real processes, real TLS and a bad line between them.
// Every round breaks something (the line, at a byte or for a while; the centre; the desk, killed),
// while letters are entered and disposed of. In the end the line heals, and what each side
// acknowledged is compared with what both hold, in the manner of Jepsen: histories first, then the
// judgement. One JSON line: {"rounds","lost","doubled","reordered", …}.
#include <iostream>
#include <random>
#include <set>
#include <thread>

#include "agent/core/file.h"
#include "agent/store/journal.h"
#include "agent/sync/enrol.h"
#include "tests/virtual/bad_line.h"
#include "tests/virtual/desk_client.h"
#include "tests/virtual/office_staff.h"
#include "tests/virtual/separate_office.h"

namespace piket {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

struct DrillPlan {
  int rounds = 20;
  unsigned seed = 1;
  std::filesystem::path keep;  // the data folders stay here for a look
};

// What was acknowledged, and to whom.
struct History {
  std::vector<std::string> letters;       // ids, in the order the desk acknowledged them
  std::vector<std::string> dispositions;  // ids, in the order the centre did
  std::map<std::string, int> faults;      // how often each was tried
};

struct Findings {
  int64_t lost = 0;
  int64_t doubled = 0;
  int64_t reordered = 0;
  int64_t entries = 0;
  int64_t papers = 0;
  std::vector<std::string> notes;
};

class Drill {
 public:
  Drill(const DrillPlan& plan, std::filesystem::path folder)
      : plan_(plan), folder_(std::move(folder)), chance_(plan.seed) {}

  Result<void> Begin();
  Result<void> Round(int number);
  // Heals the line and waits until both sides know of nothing more to do.
  Result<void> Heal(seconds patience);
  Findings Judge();
  const History& history() const { return history_; }

 private:
  int Any(int below) { return static_cast<int>(chance_() % static_cast<unsigned>(below)); }
  Result<void> SignIn();
  Result<void> EnterLetter();
  Result<void> Dispose();
  void Break();
  // Whether the centre has the desk's whole journal, and the desk took every order.
  bool CaughtUp();
  Result<void> Restart(SmallOffice& post, const char* name);

  const DrillPlan plan_;
  const std::filesystem::path folder_;
  std::mt19937 chance_;
  std::unique_ptr<SeparateOffice> office_;
  std::unique_ptr<BadLine> line_;
  std::unique_ptr<DeskClient> clerk_;
  std::unique_ptr<OfficeStaff> staff_;
  std::set<std::string> disposed_;
  History history_;
};

int PortOf(const std::string& url) { return std::atoi(url.substr(url.rfind(':') + 1).c_str()); }

Result<void> Drill::Begin() {
  SeparateOfficePlan plan;
  plan.folder = folder_;
  plan.room = false;
  plan.join = false;
  auto office = SeparateOffice::Start(plan);
  if (!office) return office.error();
  office_ = std::move(*office);
  auto line = BadLine::Start(PortOf(office_->centre().devices()), 0, plan_.seed);
  if (!line) return line.error();
  line_ = std::move(*line);
  // The post is enrolled through the line, and knows the centre by the line's address.
  office_->SetCentreAddress("127.0.0.1:" + std::to_string(line_->port()));
  if (auto joined = office_->Join(office_->desk(), "L1", "desk"); !joined) return joined;
  DeskClient admin(office_->centre().screens());
  if (auto in = admin.SignIn(); !in) return in;
  if (auto staffed = OfficeStaff::Appoint(admin); !staffed) return staffed;
  if (auto in = SignIn(); !in) return in;
  // Room for every round's papers.
  return office_->desk().printer().LoadTray(20 * plan_.rounds + 250, kMediaHalfF4);
}

Result<void> Drill::SignIn() {
  clerk_ = std::make_unique<DeskClient>(office_->desk().screens());
  staff_ = std::make_unique<OfficeStaff>(office_->centre().screens());
  return clerk_->SignIn();
}

Result<void> Drill::Restart(SmallOffice& post, const char* name) {
  post.KillAgent();
  ++history_.faults[name];
  if (auto started = post.StartAgent(); !started) return started;
  line_->SetTarget(PortOf(office_->centre().devices()));
  return SignIn();
}

void Drill::Break() {
  LineKnobs knobs;
  switch (Any(8)) {
    case 0:
      knobs.cut = true;
      ++history_.faults["cut"];
      break;
    case 1:
      knobs.half_open = true;
      ++history_.faults["half_open"];
      break;
    case 2:
      knobs.loss_percent = 20;
      ++history_.faults["loss"];
      break;
    case 3:
      knobs.delay = milliseconds(50 + Any(200));
      ++history_.faults["delay"];
      break;
    case 4:
      knobs.repeat_percent = 20;
      ++history_.faults["repeat"];
      break;
    case 5:
      knobs.cut_up_after = Any(12000);
      ++history_.faults["cut_up"];
      break;
    case 6:
      knobs.cut_down_after = Any(6000);
      ++history_.faults["cut_down"];
      break;
    default:
      ++history_.faults["none"];
  }
  line_->Set(knobs);
}

Result<void> Drill::EnterLetter() {
  const size_t n = history_.letters.size() + 1;
  auto letter = clerk_->Post("/api/letters", {{"sender", "Dinas Kesehatan"},
                                              {"number", "800/" + std::to_string(n) + "/2026"},
                                              {"date", "2026-05-11"},
                                              {"subject", "Permohonan pembuatan website"},
                                              {"service", "website"},
                                              {"without_page_reason", "latihan putus sambungan"}});
  if (!letter) return letter.error();
  history_.letters.push_back(TextOr(*letter, "id"));
  return {};
}

// The head hands on whatever letter has come to the centre and was not handed on yet.
Result<void> Drill::Dispose() {
  auto head = staff_->In("kadis");
  if (!head) return head.error();
  for (auto at = history_.letters.rbegin(); at != history_.letters.rend(); ++at) {
    if (disposed_.count(*at) != 0) continue;
    const std::string path = "/api/letters/" + *at + "/dispositions";
    auto seen = (*head)->Get(path);
    if (!seen) {  // the line has not brought it yet
      if (seen.error().fault != Fault::kNotFound) std::cerr << seen.error().detail << "\n";
      continue;
    }
    Json to = Json::array();
    to.push_back({{"position", "kabid-aplikasi"}, {"responsible", true}, {"informed", false}});
    auto made = (*head)->Post(path, {{"position", "kadis"},
                                     {"to", to},
                                     {"instructions", Json::array()},
                                     {"text", "Mohon ditindaklanjuti"},
                                     {"after", TextOr(*seen, "after")}});
    if (!made) return made.error();
    disposed_.insert(*at);
    history_.dispositions.push_back(TextOr(*made, "id"));
    return {};
  }
  return {};
}

Result<void> Drill::Round(int number) {
  Break();
  for (int i = 0; i < 2; ++i) {
    if (auto entered = EnterLetter(); !entered) return entered.error().While("entering");
  }
  if (auto disposed = Dispose(); !disposed) return disposed.error().While("disposing");
  std::this_thread::sleep_for(milliseconds(Any(400)));
  Result<void> done;
  if (number % 5 == 2) done = Restart(office_->centre(), "centre_killed");
  if (number % 5 == 4) done = Restart(office_->desk(), "desk_killed");
  if (!done) return done;
  line_->Set(LineKnobs());
  if (number % 10 != 9) return {};
  return Heal(seconds(60));
}

bool Drill::CaughtUp() {
  auto desk = Database::Open(office_->desk().data() / "piket.db", Durability::kReadOnly);
  auto centre = Database::Open(office_->centre().data() / "piket.db", Durability::kReadOnly);
  if (!desk || !centre) return false;
  auto newest = (*desk)->Ask("SELECT max(seq) AS n FROM entry WHERE post='L1'");
  auto there = (*centre)->Ask("SELECT max(seq) AS n FROM local_chain WHERE post='L1'");
  auto asked = (*centre)->Ask("SELECT count(*) AS n FROM print WHERE state='asked'");
  auto feed = (*centre)->Ask("SELECT ifnull(max(n),0) AS n FROM local_feed WHERE post='L1'");
  auto pulled = (*desk)->Ask("SELECT ifnull(max(n),0) AS n FROM local_pulled");
  if (!newest || !there || !asked || !feed || !pulled) return false;
  return newest->front().Integer("n") == there->front().Integer("n") &&
         feed->front().Integer("n") == pulled->front().Integer("n") &&
         asked->front().Integer("n") == 0;
}

Result<void> Drill::Heal(seconds patience) {
  line_->Set(LineKnobs());
  const auto deadline = steady_clock::now() + patience;
  while (!CaughtUp()) {
    if (steady_clock::now() > deadline) return Error{Fault::kTimedOut, "the journals differ"};
    std::this_thread::sleep_for(milliseconds(100));
  }
  // Every paper that was asked for is taken and has ended.
  auto printed = clerk_->Until(
      "/api/prints?open=1",
      [](const Json& answer) {
        for (const Json& print : answer.is_array() ? answer : answer["prints"]) {
          std::string state = TextOr(print, "state");
          if (state == "asked" || state == "waiting" || state == "printing") return false;
        }
        return true;
      },
      patience);
  return printed ? Result<void>() : printed.error().While("waiting for papers");
}

int64_t Count(Database& db, const std::string& sql, const std::vector<SqlValue>& values = {}) {
  auto rows = db.Ask(sql, values);
  return rows && !rows->empty() ? rows->front().Integer("n") : -1;
}

Findings Drill::Judge() {
  Findings found;
  auto note = [&](int64_t& count, int64_t n, const std::string& what) {
    if (n == 0) return;
    count += n;
    found.notes.push_back(what + ": " + std::to_string(n));
  };
  const size_t papers = office_->desk().printer().Papers().size();
  (void)office_->desk().StopAgent();
  (void)office_->centre().StopAgent();
  auto desk = Database::Open(office_->desk().data() / "piket.db", Durability::kReadOnly);
  auto centre = Database::Open(office_->centre().data() / "piket.db", Durability::kReadOnly);
  if (!desk || !centre) {
    note(found.lost, 1, "a database cannot be opened");
    return found;
  }
  (*desk)->Read([&](Database& here) {
    (*centre)->Read([&](Database& there) {
      for (const std::string& id : history_.letters) {
        for (Database* side : {&here, &there}) {
          int64_t n = Count(*side, "SELECT count(*) AS n FROM letter WHERE id=?", {id});
          note(found.lost, n == 0 ? 1 : 0, "a letter is lost");
          note(found.doubled, n > 1 ? n - 1 : 0, "a letter is doubled");
        }
      }
      for (const std::string& id : history_.dispositions) {
        note(found.lost, 1 - Count(here, "SELECT count(*) AS n FROM disposition WHERE id=?", {id}),
             "a disposition has not come to the desk");
      }
      // The desk's chain, entry by entry.
      auto own = here.Ask("SELECT epoch, seq, hash FROM entry WHERE post='L1' ORDER BY seq");
      for (const Row& row : *own) {
        ++found.entries;
        int64_t n = Count(there,
                          "SELECT count(*) AS n FROM entry WHERE post='L1' AND epoch=? AND seq=? "
                          "AND hash=?",
                          {row.Text("epoch"), row.Integer("seq"), row.Text("hash")});
        note(found.lost, n == 1 ? 0 : 1, "an entry is not at the centre");
      }
      for (Database* side : {&here, &there}) {
        note(found.lost, Count(*side, "SELECT count(*) AS n FROM local_quarantine"),
             "entries in quarantine");
        note(found.doubled, Count(*side, "SELECT count(*)-count(DISTINCT id) AS n FROM entry"),
             "entry ids");
        note(found.reordered,
             Count(*side,
                   "SELECT count(*) AS n FROM (SELECT a.n, lead(a.n) OVER (PARTITION BY e.post, "
                   "e.epoch, e.subject ORDER BY e.seq) AS following FROM entry e JOIN arrival a "
                   "USING (post, epoch, seq)) WHERE following < n"),
             "entries out of order");
      }
      // Each asked paper was ordered once, and no more papers lie in the tray than were printed.
      note(found.lost, Count(there, "SELECT count(*) AS n FROM print WHERE state='asked'"),
           "a paper was never taken");
      note(found.doubled,
           Count(here,
                 "SELECT count(*)-count(DISTINCT subject) AS n FROM entry WHERE "
                 "kind='print.ordered'"),
           "a paper was ordered twice");
      int64_t ended =
          Count(here, "SELECT count(*) AS n FROM print WHERE state IN ('printed','unknown')");
      found.papers = static_cast<int64_t>(papers);
      note(found.doubled, std::max<int64_t>(0, found.papers - ended), "papers without an order");
      note(found.lost,
           std::max<int64_t>(
               0,
               Count(here, "SELECT count(*) AS n FROM print WHERE state='printed'") - found.papers),
           "printed papers that are not in the tray");
    });
  });
  for (SmallOffice* post : {&office_->desk(), &office_->centre()}) {
    for (const char* check : {"verify", "replay"}) {
      auto checked = post->Run({"journal", check});
      if (!checked)
        found.notes.push_back(std::string("journal ") + check + ": " + checked.error().detail);
      if (!checked) ++found.lost;
    }
  }
  return found;
}

int Run(const DrillPlan& plan) {
  TemporaryFolder temporary;
  const auto folder = plan.keep.empty() ? temporary.path() : plan.keep;
  Drill drill(plan, folder);
  auto begun = steady_clock::now();
  int rounds = 0;
  auto done = drill.Begin();
  for (; done && rounds < plan.rounds; ++rounds) {
    done = drill.Round(rounds);
    if (!done) std::cerr << "round " << rounds << "\n";
  }
  if (done) done = drill.Heal(seconds(120));
  if (!done) {
    std::cerr << Word(done.error().fault) << ": " << done.error().detail << "\n";
    return 1;
  }
  const auto& history = drill.history();
  Findings found = drill.Judge();
  std::cout << CanonicalText(
                   {{"rounds", rounds},
                    {"lost", found.lost},
                    {"doubled", found.doubled},
                    {"reordered", found.reordered},
                    {"letters", history.letters.size()},
                    {"dispositions", history.dispositions.size()},
                    {"entries", found.entries},
                    {"papers", found.papers},
                    {"faults", history.faults},
                    {"notes", found.notes},
                    {"seconds",
                     std::chrono::duration_cast<seconds>(steady_clock::now() - begun).count()}})
            << std::endl;
  return found.lost + found.doubled + found.reordered == 0 ? 0 : 1;
}

}  // namespace
}  // namespace piket

int main(int argc, char** argv) {
  piket::DrillPlan plan;
  for (int i = 1; i + 1 < argc; i += 2) {
    std::string word = argv[i];
    if (word == "--rounds") plan.rounds = std::atoi(argv[i + 1]);
    if (word == "--seed") plan.seed = static_cast<unsigned>(std::atoi(argv[i + 1]));
    if (word == "--keep") plan.keep = argv[i + 1];
  }
  return piket::Run(plan);
}
