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
#include "agent/desk/take_order.h"
#include "agent/post_commands.h"
#include "agent/report.h"
#include "drivers/scanner/scanner_sane.h"

namespace piket {
namespace {

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

sigset_t EndingSignals() {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  return ends;
}

}  // namespace

Duty::Duty(const Settings& settings)
    : settings_(settings), sessions_(clock_, settings.idle_lock_seconds) {}

Result<std::unique_ptr<Duty>> Duty::Begin(const Settings& settings) {
  std::unique_ptr<Duty> duty(new Duty(settings));
  auto post = Post::Open(duty->settings_, duty->clock_, PostAccess::kWrite);
  if (!post) return post.error();
  duty->post_ = std::move(*post);
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
    return ReportOf(post_->desk(), {scan_->Known(), scan_->SearchFault(), print_->Printers()});
  };
  auto lines = Lines::Open({*post_, settings_, clock_, report, [this] { TakePrintOrders(); }});
  if (!lines) return lines.error();
  lines_ = std::move(*lines);
  return {};
}

Result<void> Duty::OpenScreens() {
  auto server = ScreenServer::Start({post_->desk(), *scan_, *reader_, *archivist_, *print_, events_,
                                     sessions_, post_->office(), lines_->centre()},
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

void Duty::Keep() {
  NotifySystemd("READY=1");
  const sigset_t ends = EndingSignals();
  const timespec beat{5, 0};
  while (sigtimedwait(&ends, nullptr, &beat) <= 0) {
    if (auto signed_head = post_->journal().SignHead(post_->key()); !signed_head) {
      LogError("signing the journal", signed_head.error());
      continue;  // no watchdog beat: the journal cannot be written
    }
    NotifySystemd("WATCHDOG=1");
  }
  LogLine("ending");
  NotifySystemd("STOPPING=1");
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

int RunCommandLine(int argc, char** argv) {
  Words words = WordsOf(argc, argv);
  auto settings = ReadSettings(words.config);
  if (!settings) return Complain(settings.error());
  const sigset_t ends = EndingSignals();
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  auto duty = Duty::Begin(*settings);
  if (!duty) return Complain(duty.error());
  Json ready = (*duty)->Ready();
  std::cout << CanonicalText(ready) << std::endl;
  LogLine("ready", {{"url", ready["url"]}});
  (*duty)->Keep();
  return 0;
}

}  // namespace piket
