// piket: the officer on duty, as software. Chooses the sub-command and wires what it needs; the
// only file that names the real scanner and printer classes.
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <string_view>
#include <thread>

#include "agent/commands.h"
#include "agent/core/log.h"
#include "agent/core/process.h"
#include "agent/core/version.h"
#include "agent/desk/take_order.h"
#include "agent/http/command_server.h"
#include "agent/http/server.h"
#include "agent/lines.h"
#include "agent/office/round.h"
#include "agent/paper/archive_command.h"
#include "agent/paper/letter_command.h"
#include "agent/paper/page_worker.h"
#include "agent/paper/pdf_import.h"
#include "agent/post.h"
#include "agent/post_commands.h"
#include "agent/procedure/due_command.h"
#include "agent/procedure/procedure_command.h"
#include "agent/report.h"
#include "drivers/printer/print_service.h"
#include "drivers/printer/printer_cups.h"
#include "drivers/scanner/scanner_sane.h"

namespace piket {
namespace {

// The printers behind our own print service, which takes seconds to come up: until it has, papers
// wait with the reason shown.
class ServicePrinter : public Printer {
 public:
  explicit ServicePrinter(const Settings& settings) : settings_(settings) {
    if (!settings.printers.empty()) starter_ = std::thread([this] { StartService(); });
  }
  ~ServicePrinter() override {
    {
      std::lock_guard lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    if (starter_.joinable()) starter_.join();
    // A paper on its way to the device still gets there; only the service itself ends with us.
    if (service_) service_->Stop();
  }

  std::vector<PrinterEntry> Health() override {
    CupsPrinter* printer = Ready();
    return printer == nullptr ? std::vector<PrinterEntry>() : printer->Health();
  }
  Result<PrintRecord> Advance(const PrintOrder& order, const PrintRecord& recorded) override {
    CupsPrinter* printer = Ready();
    return printer == nullptr ? Result<PrintRecord>(NotReady()) : printer->Advance(order, recorded);
  }
  Result<PrintRecord> Cancel(const PrintOrder& order, const PrintRecord& recorded) override {
    if (CupsPrinter* printer = Ready()) return printer->Cancel(order, recorded);
    if (recorded.stage != PrintStage::kNew) return NotReady();
    PrintRecord cancelled = recorded;
    cancelled.stage = PrintStage::kCancelled;
    return cancelled;
  }

 private:
  CupsPrinter* Ready() {
    std::lock_guard lock(mutex_);
    return printer_.get();
  }
  Error NotReady() const {
    return {settings_.printers.empty() ? Fault::kNoPrinter : Fault::kPrintService, "not up"};
  }

  void StartService() {
    PrintServicePlan plan;
    plan.folder = settings_.data / "print";
    plan.gate = std::filesystem::path(OwnBinary()).parent_path() / "piket-gate";
    for (;;) {
      auto service = PrintService::Start(plan);
      std::unique_lock lock(mutex_);
      if (service) {
        std::vector<PrinterSetup> setups;
        for (const PrinterSettings& each : settings_.printers) {
          setups.push_back({each.name, each.uri});
        }
        service_ = std::move(*service);
        printer_ = std::make_unique<CupsPrinter>(setups, service_->socket(), service_->ledger());
        LogLine("print service ready");
        return;
      }
      LogError("print service", service.error());
      if (changed_.wait_for(lock, std::chrono::seconds(10), [this] { return ending_; })) return;
    }
  }

  const Settings settings_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ending_ = false;
  std::unique_ptr<PrintService> service_;
  std::unique_ptr<CupsPrinter> printer_;
  std::thread starter_;
};

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

// Until a signal ends the agent: signs the journal's head when it moved, feeds the watchdog.
void KeepHouse(Post& post) {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  const timespec beat{5, 0};
  for (;;) {
    if (sigtimedwait(&ends, nullptr, &beat) > 0) return;
    if (auto signed_head = post.journal().SignHead(post.key()); !signed_head) {
      LogError("signing the journal", signed_head.error());
      continue;  // no watchdog beat: the journal cannot be written
    }
    NotifySystemd("WATCHDOG=1");
  }
}

int Run(int argc, char** argv) {
  Words words = WordsOf(argc, argv);
  auto settings = ReadSettings(words.config);
  if (!settings) return Complain(settings.error());
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  const SystemClock clock;
  auto post = Post::Open(*settings, clock, PostAccess::kWrite);
  if (!post) return Complain(post.error());
  Desk& desk = (*post)->desk();
  OfficeWork* office = (*post)->office();

  SaneScannerPlan scanner_plan;
  scanner_plan.folder = desk.blobs.Incoming();
  if (!settings->sane_config.empty()) {
    scanner_plan.environment.emplace_back("SANE_CONFIG_DIR", settings->sane_config.string());
  }
  auto scanner = SaneScanner::Open(scanner_plan);
  if (!scanner) return Complain(scanner.error());
  ServicePrinter printer(*settings);

  EventBoard events;
  std::atomic<PrintStation*> print_to_knock = nullptr;
  std::atomic<OfficeRound*> round_to_knock = nullptr;
  std::atomic<Lines*> lines_to_knock = nullptr;
  (*post)->journal().OnAppended([&](const Entry& entry) {
    events.TellEntry(entry);
    // A paper approved in the office prints at the desk by itself.
    PrintStation* papers = print_to_knock;
    if (entry.kind == "print.ordered" && papers != nullptr) papers->Knock();
    OfficeRound* cases = round_to_knock;
    if (cases != nullptr) cases->Knock();
    Lines* lines = lines_to_knock;
    if (lines != nullptr) lines->Appended();
  });
  Archivist* archivist_for_reader = nullptr;
  PageReader reader(desk, [&](const Id& page, const Id& batch) {
    events.Tell("page", {{"id", page}, {"batch", batch}});
    if (archivist_for_reader != nullptr) archivist_for_reader->Knock();
  });
  Archivist archivist(desk, reader);
  archivist_for_reader = &archivist;
  auto scan =
      std::make_unique<ScanStation>(desk, **scanner, [&](const Page& page) { reader.Read(page); });
  auto print = std::make_unique<PrintStation>(desk, printer);
  print_to_knock = print.get();
  std::unique_ptr<OfficeRound> round;
  if (office != nullptr) {
    round = std::make_unique<OfficeRound>(*office, [&](const Id& case_id) {
      events.Tell("reminder", {{"id", case_id}});
    });
    round_to_knock = round.get();
  }
  Sessions sessions(clock, settings->idle_lock_seconds);
  // What the office's other posts did not accept before may be fine by now (an update).
  if (auto tried = (*post)->journal().TryHeldAgain(); !tried) return Complain(tried.error());
  auto take_orders = [&desk] {
    if (auto taken = TakeOrders(desk); !taken) LogError("taking print orders", taken.error());
  };
  auto lines =
      Lines::Open({**post, *settings, clock,
                   [&] {
                     return ReportOf(desk, {scan->Known(), scan->SearchFault(), print->Printers()});
                   },
                   take_orders});
  if (!lines) return Complain(lines.error());

  // Start-up is recovery: what was cut off is taken up again.
  if (auto swept = scan->Recover(); !swept) return Complain(swept.error());
  if (auto swept = reader.Recover(); !swept) return Complain(swept.error());
  auto server = ScreenServer::Start(
      {desk, *scan, reader, archivist, *print, events, sessions, office, (*lines)->centre()},
      ShareFolder(*settings) / "ui" / "dist");
  if (!server) return Complain(server.error());
  lines_to_knock = lines->get();
  take_orders();
  auto commands = CommandServer::Start(
      settings->data,
      PostCommands({(*lines)->centre(), *settings, (*post)->key(),
                    [&](const Membership& membership) { (*lines)->Join(membership); }}));
  if (!commands) return Complain(commands.error());
  std::string url = settings->ScreenUrl() + ":" + std::to_string((*server)->port()) + "/";
  std::cout << CanonicalText({{"ready", true},
                              {"url", url},
                              {"devices", (*lines)->devices()},
                              {"pid", getpid()}})
            << std::endl;
  LogLine("ready", {{"url", url}});
  NotifySystemd("READY=1");
  std::thread searcher([&] {
    (void)scan->Search();
    events.Tell("device", {{"id", "scanner"}});
  });

  KeepHouse(**post);
  LogLine("ending");
  NotifySystemd("STOPPING=1");
  searcher.join();
  // Who calls goes before who is called.
  server->reset();
  commands->reset();
  lines_to_knock = nullptr;
  lines->reset();
  round_to_knock = nullptr;
  round.reset();
  print_to_knock = nullptr;
  print.reset();
  scan.reset();
  reader.Stop();
  if (auto signed_head = (*post)->journal().SignHead((*post)->key()); !signed_head) {
    LogError("signing the journal", signed_head.error());
  }
  return 0;
}

struct Command {
  std::string_view name;
  std::string_view second;            // "" or a second word, as in "worker scan"
  int (*run)(int argc, char** argv);  // argc/argv after the words above
};

int Version(int, char**) {
  std::printf("piket %s\n", kProgramVersion);
  return 0;
}

constexpr Command kCommands[] = {
    {"archive", "check", ArchiveCheckCommand},
    {"run", "", Run},
    {"check-config", "", CheckConfig},
    {"journal", "verify", JournalVerify},
    {"journal", "replay", JournalReplay},
    {"agenda", "export", AgendaExport},
    {"doctor", "", Doctor},
    {"authority", "", AuthorityCommand},
    {"due", "", RunDue},
    {"backup", "", Backup},
    {"invite", "", InviteCommand},
    {"enroll", "", EnrollCommand},
    {"accept", "", AcceptCommand},
    {"refuse", "", RefuseCommand},
    {"allow", "", AllowCommand},
    {"revoke", "", RevokeCommand},
    {"posts", "", PostsCommand},
    {"version", "", Version},
    {"letter", "read", RunLetterRead},
    {"procedure", "check", ProcedureCheck},
    {"procedure", "show", ProcedureShow},
    {"worker", "page", [](int, char**) { return RunPageWorker(); }},
    {"worker", "split", RunSplitWorker},
    {"worker", "scan", [](int, char**) { return RunScanWorker(); }},
};

int Main(int argc, char** argv) {
  IgnoreBrokenPipes();
  for (const Command& command : kCommands) {
    if (argc < 2 || command.name != argv[1]) continue;
    if (command.second.empty()) return command.run(argc - 2, argv + 2);
    if (argc > 2 && command.second == argv[2]) return command.run(argc - 3, argv + 3);
  }
  std::fputs("Perintah tidak dikenal. Lihat README untuk daftar perintah.\n", stderr);
  return 2;
}

}  // namespace
}  // namespace piket

int main(int argc, char** argv) { return piket::Main(argc, argv); }
