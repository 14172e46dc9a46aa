#include "agent/duty.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <iostream>

#include "agent/commands.h"
#include "agent/core/log.h"
#include "agent/core/process.h"
#include "agent/desk/take_order.h"
#include "agent/letters/number_floor.h"
#include "agent/post_commands.h"
#include "agent/report.h"
#include "drivers/scanner/scanner_sane.h"

namespace piket {
namespace {

constexpr std::chrono::hours kCertificatesLookedAt{1};

// Tells systemd (sd_notify(3)); nothing happens without it.
void NotifySystemd(const char* state) {
  const char* path = getenv("NOTIFY_SOCKET");
  if (path == nullptr) return;
  int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  auto size =
      static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + std::strlen(address.sun_path));
  if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
  sendto(descriptor, state, std::strlen(state), MSG_NOSIGNAL,
         reinterpret_cast<const sockaddr*>(&address), size);
  close(descriptor);
}

// Another configuration waits while officers work at the screens: starting anew signs them out.
constexpr int64_t kQuietMs = 60000;
constexpr int kStartAnew = -1;

sigset_t EndingSignals() {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  return ends;
}

}  // namespace

Duty::Duty(const Settings& settings, ConfigHouse* config)
    : settings_(settings), config_(config), sessions_(clock_, settings.idle_lock_seconds) {}

Result<std::unique_ptr<Duty>> Duty::Begin(const Settings& settings, ConfigHouse* config) {
  std::unique_ptr<Duty> duty(new Duty(settings, config));
  auto post = Post::Open(duty->settings_, duty->clock_, PostAccess::kWrite);
  if (!post) return post.error();
  duty->post_ = std::move(*post);
  if (auto begun = duty->BeginClock(); !begun) return begun.error();
  if (auto opened = duty->OpenDevices(); !opened) return opened.error();
  duty->ListenToJournal();
  duty->OpenDesk();
  // What the office's other posts did not accept before may be fine by now (an update).
  if (auto tried = duty->post_->journal().TryHeldAgain(); !tried) return tried.error();
  if (auto opened = duty->OpenLines(); !opened) return opened.error();
  if (auto swept = duty->scan_->Recover(); !swept) return swept.error();
  if (auto swept = duty->reader_->Recover(); !swept) return swept.error();
  if (auto opened = duty->OpenScreens(); !opened) return opened.error();
  duty->searcher_ = std::thread([own = duty.get()] {
    (void)own->scan_->Search();
    own->events_.Tell("device", {{"id", "scanner"}});
  });
  return duty;
}

Result<void> Duty::OpenDevices() {
  SaneScannerPlan plan;
  plan.folder = post_->desk().blobs.Incoming();
  if (!settings_.sane_config.empty()) {
    plan.environment.emplace_back("SANE_CONFIG_DIR", settings_.sane_config.string());
  }
  auto scanner = SaneScanner::Open(plan);
  if (!scanner) return scanner.error();
  scanner_ = std::move(*scanner);
  printer_ = std::make_unique<ServicePrinter>(settings_);
  return {};
}

void Duty::ListenToJournal() {
  post_->journal().OnAppended([this](const Entry& entry) {
    events_.TellEntry(entry);
    // A paper approved in the office prints at the desk by itself.
    PrintStation* papers = print_to_knock_;
    if (entry.kind == "print.ordered" && papers != nullptr) papers->Knock();
    OfficeRound* cases = round_to_knock_;
    if (cases != nullptr) cases->Knock();
    Lines* lines = lines_to_knock_;
    if (lines != nullptr) lines->Appended();
  });
}

void Duty::OpenDesk() {
  Desk& desk = post_->desk();
  reader_ = std::make_unique<PageReader>(desk, [this](const Id& page, const Id& batch) {
    events_.Tell("page", {{"id", page}, {"batch", batch}});
    if (archivist_) archivist_->Knock();
  });
  archivist_ = std::make_unique<Archivist>(desk, *reader_);
  scan_ = std::make_unique<ScanStation>(desk, *scanner_,
                                        [this](const Page& page) { reader_->Read(page); });
  print_ = std::make_unique<PrintStation>(desk, *printer_);
  print_to_knock_ = print_.get();
  OfficeWork* office = post_->office();
  if (office == nullptr) return;
  round_ = std::make_unique<OfficeRound>(*office, [this](const Id& case_id) {
    events_.Tell("reminder", {{"id", case_id}});
  });
  round_to_knock_ = round_.get();
}

Result<void> Duty::OpenLines() {
  auto report = [this] {
    Json said = ReportOf(post_->desk(), {scan_->Known(), scan_->SearchFault(), print_->Printers()});
    if (config_ != nullptr) said["config"] = config_->Report();
    said["clock_behind"] = clock_.IsBehind();
    return said;
  };
  LinesPlan plan{*post_, settings_, clock_, report, [this] { TakePrintOrders(); }};
  if (config_ != nullptr) {
    plan.config = config_->ForCourier();
    plan.centre = config_->office().centre;
  }
  plan.time = [this](Instant now) { clock_.Told(now); };
  plan.numbers = [this](const Json& numbers) { TakeNumbers(numbers); };
  auto lines = Lines::Open(std::move(plan));
  if (!lines) return lines.error();
  lines_ = std::move(*lines);
  return {};
}

Result<void> Duty::OpenScreens() {
  auto server = ScreenServer::Start(
      {post_->desk(), *scan_, *reader_, *archivist_, *print_, events_, sessions_, post_->office(),
       lines_->centre(), [this] { return lines_->State(); }},
      ShareFolder(settings_) / "ui" / "dist");
  if (!server) return server.error();
  server_ = std::move(*server);
  lines_to_knock_ = lines_.get();
  TakePrintOrders();
  auto commands = CommandServer::Start(
      settings_.data, PostCommands({lines_->centre(), settings_, post_->key(),
                                    [this](const Membership& own) { lines_->Join(own); }}));
  if (!commands) return commands.error();
  commands_ = std::move(*commands);
  return {};
}

// It is at least as late as the newest entries; one that waited in quarantine may be an older one.
Result<void> Duty::BeginClock() {
  auto newest = post_->journal().database().Read([](Database& db) {
    return db.Ask(
        "SELECT ifnull(max(at),0) AS at FROM (SELECT e.at FROM arrival a JOIN entry e USING (post, "
        "epoch, seq) ORDER BY a.n DESC LIMIT 100)");
  });
  if (!newest) return newest.error();
  clock_.Raise(Instant(std::chrono::milliseconds(newest->front().Integer("at"))));
  if (!clock_.IsUnsure()) return {};
  guessed_from_ = clock_.Now();
  guessed_ms_ = clock_.MonotonicMs();
  LogWarning("the machine's clock is wrong",
             {{"machine", IsoText(machine_clock_.Now())}, {"taken as", IsoText(*guessed_from_)}});
  return post_->journal().AppendAlone({"clock.unsure",
                                       kAgentAuthor,
                                       "clock/" + settings_.post,
                                       {{"machine", IsoText(machine_clock_.Now())}}});
}

// Entries of this boot between the two marks were made `shift_ms` later than they say.
void Duty::WatchClock() {
  if (!guessed_from_ || clock_.IsUnsure()) return;
  const Instant guess =
      *guessed_from_ + std::chrono::milliseconds(clock_.MonotonicMs() - guessed_ms_);
  auto marked = post_->journal().AppendAlone({"clock.set",
                                              kAgentAuthor,
                                              "clock/" + settings_.post,
                                              {{"by", clock_.IsBehind() ? "centre" : "machine"},
                                               {"shift_ms", (clock_.Now() - guess).count()}}});
  if (!marked) return LogError("marking the clock", marked.error());
  LogLine("clock put right", {{"shift_ms", std::to_string((clock_.Now() - guess).count())}});
  guessed_from_.reset();
}

// Only a post that was restored from a backup waits for them.
void Duty::TakeNumbers(const Json& numbers) {
  auto floor = NumberFloorFromJson(numbers);
  auto set =
      floor ? SetNumberFloor(post_->journal(), *floor, kAgentAuthor) : Result<bool>(floor.error());
  if (!set) LogError("numbers of the centre", set.error());
}

void Duty::TakePrintOrders() {
  auto taken = TakeOrders(post_->desk());
  if (!taken) LogError("taking print orders", taken.error());
}

Json Duty::Ready() const {
  return {{"ready", true},
          {"url", settings_.ScreenUrl() + ":" + std::to_string(server_->port()) + "/"},
          {"devices", lines_->devices()},
          {"pid", getpid()}};
}

bool Duty::IsQuiet() { return !scan_->Feeding() && sessions_.QuietFor(kQuietMs); }

bool Duty::Keep() {
  NotifySystemd("READY=1");
  const sigset_t ends = EndingSignals();
  const timespec beat{5, 0};
  auto fresh_until = std::chrono::steady_clock::now() + kCertificatesLookedAt;
  while (sigtimedwait(&ends, nullptr, &beat) <= 0) {
    if (config_ != nullptr && config_->Look([this] { return IsQuiet(); })) {
      LogLine("starting anew");
      return true;
    }
    WatchClock();
    if (auto signed_head = post_->journal().SignHead(post_->key()); !signed_head) {
      LogError("signing the journal", signed_head.error());
      continue;  // no watchdog beat: the journal cannot be written
    }
    NotifySystemd("WATCHDOG=1");
    if (std::chrono::steady_clock::now() < fresh_until) continue;
    lines_->KeepFresh();
    fresh_until = std::chrono::steady_clock::now() + kCertificatesLookedAt;
  }
  LogLine("ending");
  NotifySystemd("STOPPING=1");
  return false;
}

Duty::~Duty() {
  if (searcher_.joinable()) searcher_.join();
  server_.reset();
  commands_.reset();
  lines_to_knock_ = nullptr;
  lines_.reset();
  round_to_knock_ = nullptr;
  round_.reset();
  print_to_knock_ = nullptr;
  print_.reset();
  scan_.reset();
  if (reader_) reader_->Stop();
  if (!post_) return;
  if (auto signed_head = post_->journal().SignHead(post_->key()); !signed_head) {
    LogError("signing the journal", signed_head.error());
  }
}

namespace {

int RunOnce(int argc, char** argv) {
  Words words = WordsOf(argc, argv);
  auto settings = ReadSettings(words.config);
  if (!settings) return Complain(settings.error());
  const sigset_t ends = EndingSignals();
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  std::unique_ptr<ConfigHouse> config;  // what the centre sets for its posts
  if (!settings->Has("central")) {
    auto opened = ConfigHouse::Open(*settings);
    if (!opened) return Complain(opened.error());
    config = std::move(*opened);
    *settings = config->office().settings;
  }
  auto duty = Duty::Begin(*settings, config.get());
  if (!duty && config && config->CouldNotStart(duty.error())) return kStartAnew;
  if (!duty) return Complain(duty.error());
  Json ready = (*duty)->Ready();
  std::cout << CanonicalText(ready) << std::endl;
  LogLine("ready", {{"url", ready["url"]}});
  return (*duty)->Keep() ? kStartAnew : 0;
}

}  // namespace

// Another configuration takes a new start, of the same process: whoever watches it sees none end.
int RunCommandLine(int argc, char** argv) {
  const int status = RunOnce(argc, argv);
  if (status != kStartAnew) return status;
  const std::string binary = OwnBinary();
  std::vector<char*> words = {const_cast<char*>(binary.c_str()), const_cast<char*>("run")};
  words.insert(words.end(), argv, argv + argc);
  words.push_back(nullptr);
  execv(binary.c_str(), words.data());
  std::cerr << "Piket tidak dapat mulai lagi.\n";
  return 1;
}

}  // namespace piket
