// The applicant's page: how far a letter is, by its tracking code, without a session.
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "agent/http/screens.h"
#include "agent/office/notice.h"
#include "agent/procedure/forecast.h"

namespace piket {
namespace {

constexpr int64_t kMinuteMs = 60000;
constexpr size_t kTriesOfOne = 10;
constexpr size_t kTriesOfAll = 120;
// Every answer takes as long, so the time tells nobody whether a code was nearly right.
constexpr std::chrono::milliseconds kAnswerTime(40);

// How often a code may be tried in a minute: by one client, and by all.
class Tries {
 public:
  bool Admit(const std::string& client, int64_t now_ms) {
    std::lock_guard lock(mutex_);
    while (!all_.empty() && all_.front().first + kMinuteMs <= now_ms) {
      auto found = by_client_.find(all_.front().second);
      if (--found->second == 0) by_client_.erase(found);
      all_.pop_front();
    }
    if (all_.size() >= kTriesOfAll) return false;
    size_t& own = by_client_[client];
    if (own >= kTriesOfOne) return false;
    ++own;
    all_.emplace_back(now_ms, client);
    return true;
  }

 private:
  std::mutex mutex_;
  std::deque<std::pair<int64_t, std::string>> all_;
  std::map<std::string, size_t> by_client_;
};

Json WayJson(const OfficeWork& office, const Progress& progress, const std::vector<CaseRun>& runs) {
  Json way = Json::array();
  for (const CaseRun& run : runs) {
    const Step* step = progress.procedure->FindStep(run.step);
    if (!run.finished_at || step == nullptr) continue;
    way.push_back({{"activity", step->activity},
                   {"from", IsoText(run.arrived_at)},
                   {"until", IsoText(*run.finished_at)},
                   {"done", true}});
  }
  const Case& c = *progress.c;
  if (c.ended_at || runs.empty()) return way;
  Standing standing{c.step, c.opened_at, runs.back().arrived_at, c.due_at, c.state, c.facts, {}};
  for (const UrgencyChoice& choice : office.papers.sheet.urgencies) {
    if (choice.code != c.urgency) continue;
    standing.urgency_limit = LimitFromText(choice.limit).value_or(Limit{});
  }
  for (const Projection& each :
       Forecast(*progress.procedure, office.calendar.Now(), standing, office.Now())) {
    way.push_back({{"activity", each.activity},
                   {"from", IsoText(each.from)},
                   {"until", IsoText(each.until)},
                   {"done", false},
                   {"provisional", each.provisional}});
  }
  return way;
}

Result<Json> StatusJson(const OfficeWork& office, Database& db, const std::string& code) {
  auto progress = ProgressOfCode(office, db, code);
  if (!progress) return progress.error();
  const Letter& letter = progress->letter;
  Json json = {{"receipt_number", ""},
               {"received_at", nullptr},
               {"service_name", ""},
               {"state_name", progress->state_name},
               {"step", 0},
               {"steps", 0},
               {"activity", ""},
               {"ended", progress->c && progress->c->ended_at},
               {"until", nullptr},
               {"forecast", Json::array()},
               {"updated_at", IsoText(office.Now())},
               {"notice", !office.settings.mail.server.empty()},
               {"note", office.papers.receipt.note}};
  if (IsConfidential(letter.particulars)) return json;
  json["receipt_number"] = letter.receipt_number;
  json["received_at"] = IsoText(letter.received_at);
  json["service_name"] = office.papers.Service(letter.particulars.service).name;
  const Step* step = progress->step();
  if (step == nullptr) return json;
  auto runs = RunsOfCase(db, progress->c->id);
  if (!runs) return runs.error();
  json["step"] = step->no;
  json["steps"] = progress->procedure->steps.size();
  json["activity"] = step->activity;
  json["forecast"] = WayJson(office, *progress, *runs);
  if (!json["forecast"].empty() && !progress->c->ended_at) {
    json["until"] = json["forecast"].back()["until"];
  }
  return json;
}

// Runs `answer` unless the client has tried too often.
template <class Answering>
Answer Admitted(Screens& screens, Tries& tries, const Call& call, const Answering& answer) {
  if (screens.office == nullptr) return Failed({Fault::kNotFound, ""}, call.language);
  auto ready_at = std::chrono::steady_clock::now() + kAnswerTime;
  if (!tries.Admit(call.client, screens.office->journal.clock().MonotonicMs())) {
    return Failed({Fault::kTooManyAsked, ""}, call.language);
  }
  Answer made = answer(*screens.office);
  std::this_thread::sleep_until(ready_at);
  return made;
}

Answer GetStatus(OfficeWork& office, const Call& call) {
  auto json =
      office.database().Read([&](Database& db) { return StatusJson(office, db, call.parts[0]); });
  return json ? Ok(*json) : Failed(json.error(), call.language);
}

Answer PostNotice(OfficeWork& office, const Call& call) {
  auto progress = office.database().Read(
      [&](Database& db) { return ProgressOfCode(office, db, call.parts[0]); });
  if (!progress) return Failed(progress.error(), call.language);
  auto asked = AskForNotice(office, progress->letter, TextOr(call.json, "email"));
  return asked ? Ok({{"ok", true}}) : Failed(asked.error(), call.language);
}

}  // namespace

void AddStatusRoutes(Routes& routes, Screens& s) {
  auto tries = std::make_shared<Tries>();
  routes.Add("GET", "/api/status/{}", "", [&s, tries](Call& call) {
    return Admitted(s, *tries, call, [&](OfficeWork& office) { return GetStatus(office, call); });
  });
  routes.Add("POST", "/api/status/{}/notice", "", [&s, tries](Call& call) {
    return Admitted(s, *tries, call, [&](OfficeWork& office) { return PostNotice(office, call); });
  });
}

}  // namespace piket
