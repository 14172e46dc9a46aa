#include "tests/virtual/virtual_printer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "agent/core/file.h"
#include "agent/core/text.h"
#include "drivers/printer/print_device.h"
#include "tests/virtual/free_port.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::chrono::seconds kReadyWithin{15};

constexpr const char* kBusText = R"(<!DOCTYPE busconfig PUBLIC
 "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path=%s</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
)";

// What the printer does with a paper: wait as long as a page takes, jam when told, keep it.
constexpr const char* kCommandText = R"sh(#!/bin/sh
folder='%s'
echo "STATE: -media-jam" >&2
sleep "$(cat "$folder/page_takes")"
if [ -e "$folder/jam" ]; then
  rm -f "$folder/jam"
  echo "STATE: +media-jam-error" >&2
  exit 1
fi
number=$(($(ls "$folder/papers" | wc -l) + 1))
name=$(printf '%%04d' "$number")
cp "$1" "$folder/papers/.$name.part"
printf '%%s\n' "$IPP_JOB_NAME" > "$folder/names/$name"
env | grep '^IPP_' > "$folder/attributes/$name"
mv "$folder/papers/.$name.part" "$folder/papers/$name.pdf"
)sh";

// The sizes of an Indonesian office's printer, in points; two trays.
constexpr const char* kPpdText = R"ppd(*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "VIRTUAL.PPD"
*Manufacturer: "Piket"
*Product: "(Virtual)"
*ModelName: "Piket Virtual"
*ShortNickName: "Piket Virtual"
*NickName: "Piket Virtual"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*ColorDevice: False
*DefaultColorSpace: Gray
*FileSystem: False
*Throughput: "20"
*OpenUI *PageSize/Media Size: PickOne
*OrderDependency: 10 AnySetup *PageSize
*DefaultPageSize: A4
%s*CloseUI: *PageSize
*OpenUI *PageRegion/Media Size: PickOne
*OrderDependency: 10 AnySetup *PageRegion
*DefaultPageRegion: A4
%s*CloseUI: *PageRegion
*DefaultImageableArea: A4
%s*DefaultPaperDimension: A4
%s*OpenUI *InputSlot/Source: PickOne
*OrderDependency: 10 AnySetup *InputSlot
*DefaultInputSlot: Main
*InputSlot Main/Main: ""
*InputSlot By-pass/By-pass: ""
*CloseUI: *InputSlot
*OpenUI *MediaType/Type: PickOne
*OrderDependency: 10 AnySetup *MediaType
*DefaultMediaType: Stationery
*MediaType Stationery/Plain: ""
*MediaType Envelope/Envelope: ""
*CloseUI: *MediaType
)ppd";

struct PpdSize {
  const char* name;
  double width;
  double height;
};
constexpr PpdSize kPpdSizes[] = {{"A4", 595.28, 841.89},
                                 {"A5", 419.53, 595.28},
                                 {"F4", 609.45, 935.43},
                                 {"HalfF4", 467.72, 609.45},
                                 {"EnvDL", 311.81, 623.62}};

std::string PpdText() {
  std::string sizes;
  std::string regions;
  std::string areas;
  std::string dimensions;
  for (const PpdSize& size : kPpdSizes) {
    sizes += Format("*PageSize %s/%s: \"\"\n", size.name, size.name);
    regions += Format("*PageRegion %s/%s: \"\"\n", size.name, size.name);
    areas += Format("*ImageableArea %s: \"12 12 %.2f %.2f\"\n", size.name, size.width - 12,
                    size.height - 12);
    dimensions += Format("*PaperDimension %s: \"%.2f %.2f\"\n", size.name, size.width, size.height);
  }
  return Format(kPpdText, sizes.c_str(), regions.c_str(), areas.c_str(), dimensions.c_str());
}

// The printer's own web form changes its trays: GET /media?….
Result<void> Get(int port, const std::string& path) {
  int web = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  timeval limit{5, 0};
  setsockopt(web, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string ask = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  bool asked = connect(web, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
               send(web, ask.data(), ask.size(), MSG_NOSIGNAL) > 0;
  std::string answer;
  char chunk[4096];
  for (ssize_t got = 1; asked && got > 0 && answer.find("</html>") == std::string::npos;) {
    got = recv(web, chunk, sizeof chunk, 0);
    if (got > 0) answer.append(chunk, static_cast<size_t>(got));
  }
  close(web);
  if (answer.compare(0, 12, "HTTP/1.1 200") == 0) return {};
  return Error{Fault::kTimedOut, "the virtual printer's web form: " + answer.substr(0, 60)};
}

std::vector<fs::path> FilesIn(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& file : fs::directory_iterator(folder, ignored)) {
    if (file.path().filename().string()[0] != '.') files.push_back(file.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Result<std::unique_ptr<VirtualPrinter>> VirtualPrinter::Start(const VirtualPrinterPlan& plan) {
  std::unique_ptr<VirtualPrinter> printer(new VirtualPrinter(plan));
  const fs::path folder = printer->plan_.folder = fs::absolute(plan.folder);
  std::error_code failed;
  for (const char* name : {"papers", "names", "attributes", "spool"}) {
    fs::create_directories(folder / name, failed);
  }
  if (printer->plan_.port == 0) printer->plan_.port = FreePort();
  if (fs::exists("/run/dbus/system_bus_socket", failed)) {
    printer->bus_address_ = "unix:path=/run/dbus/system_bus_socket";
  } else {
    std::string socket = folder / "bus";
    printer->bus_address_ = "unix:path=" + socket;
    fs::remove(socket, failed);
    auto written = WriteFileDurably(folder / "bus.conf", Format(kBusText, socket.c_str()));
    if (!written) return written.error();
    auto bus =
        Process::Start({.argv = {"dbus-daemon", "--config-file=" + (folder / "bus.conf").string(),
                                 "--nofork", "--nopidfile", "--print-address"},
                        .read_errors = true});
    if (!bus) return bus.error();
    printer->bus_ = std::move(*bus);
    auto deadline = steady_clock::now() + kReadyWithin;
    while (!fs::exists(socket, failed) && steady_clock::now() < deadline) {
      std::this_thread::sleep_for(milliseconds(5));
    }
  }
  printer->PageTakes(plan.page_takes);
  if (auto written = printer->WriteCommand(); !written) return written.error();
  auto described = WriteFileDurably(folder / "printer.ppd", PpdText());
  if (!described) return described.error();
  if (auto on = printer->SwitchOn(); !on) return on.error();
  printer->waker_ =
      std::jthread([self = printer.get()](std::stop_token stop) { self->KeepAwake(stop); });
  return printer;
}

VirtualPrinter::~VirtualPrinter() {
  waker_ = {};
  SwitchOff();
}

// ippeveprinter looks for its next job only when somebody connects, else every ten seconds: a real
// machine does not make the second paper wait.
void VirtualPrinter::KeepAwake(std::stop_token stop) const {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(plan_.port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  while (!stop.stop_requested()) {
    std::this_thread::sleep_for(milliseconds(200));
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) continue;
    (void)connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    std::this_thread::sleep_for(milliseconds(20));
    close(descriptor);
  }
}

Result<void> VirtualPrinter::WriteCommand() const {
  return WriteFileDurably(plan_.folder / "command", Format(kCommandText, plan_.folder.c_str()),
                          0700);
}

std::string VirtualPrinter::uri() const {
  return Format("ipp://localhost:%d/ipp/print", plan_.port);
}

Result<void> VirtualPrinter::SwitchOn() {
  std::string log = plan_.folder / "log";
  // The shell keeps the printer's chatter in a file; exec makes the pid the printer's own, and
  // setsid a group of it and its command.
  std::string script =
      "log=$1; shift; exec setsid ippeveprinter -r off -n localhost -k -vv \"$@\" >>\"$log\" 2>&1";
  // Formats are an option of its built-in model only, sizes of a described one only.
  bool office = plan_.formats.empty();
  auto started = Process::Start(
      {.argv = {"sh", "-c", script, "sh", log, "-p", std::to_string(plan_.port), "-d",
                (plan_.folder / "spool").string(), "-c", (plan_.folder / "command").string(),
                office ? "-P" : "-f",
                office ? (plan_.folder / "printer.ppd").string() : plan_.formats, plan_.name},
       .environment = {{"DBUS_SYSTEM_BUS_ADDRESS", bus_address_}}});
  if (!started) return started.error();
  printer_ = std::move(*started);
  auto deadline = steady_clock::now() + kReadyWithin;
  while (!LookAtDevice(uri(), "", milliseconds(1000)).reachable) {
    if (!printer_->Running() || steady_clock::now() >= deadline) {
      auto said = ReadFile(log);
      return Error{Fault::kTimedOut, "ippeveprinter: " + (said ? said->substr(0, 500) : "")};
    }
    std::this_thread::sleep_for(milliseconds(10));
  }
  return LoadTray(sheets_, media_);
}

void VirtualPrinter::SwitchOff() {
  // Its command too: paper does not come out of a machine without power.
  if (printer_) kill(-printer_->pid(), SIGKILL);
  printer_.reset();
}

Result<void> VirtualPrinter::ReplaceBy(const std::string& name) {
  SwitchOff();
  plan_.name = name;  // its printer-uuid is made from name and port
  return SwitchOn();
}

std::vector<fs::path> VirtualPrinter::Papers() const { return FilesIn(plan_.folder / "papers"); }

std::vector<std::string> VirtualPrinter::PaperNames() const {
  std::vector<std::string> names;
  for (const fs::path& file : FilesIn(plan_.folder / "names")) {
    auto text = ReadFile(file);
    if (text) names.push_back(Trimmed(*text));
  }
  return names;
}

Result<void> VirtualPrinter::LoadTray(int sheets, std::string_view media) {
  sheets_ = sheets;
  media_ = media;
  // Sources are main, by-pass; of the foreign model auto, main, manual, by-pass.
  int main_tray = plan_.formats.empty() ? 0 : 1;
  int by_pass = plan_.formats.empty() ? 1 : 3;
  return Get(plan_.port, Format("/media?size%d=%s&type%d=stationery&level%d=%d"
                                "&size%d=%s&type%d=%s&level%d=25",
                                main_tray, media_.c_str(), main_tray, main_tray, sheets, by_pass,
                                by_pass_media_.c_str(), by_pass,
                                by_pass_media_ == kEnvelope ? "envelope" : "stationery", by_pass));
}

Result<void> VirtualPrinter::LoadByPass(std::string_view media) {
  by_pass_media_ = media;
  return LoadTray(sheets_, media_);
}

void VirtualPrinter::JamNext() { (void)WriteFileDurably(plan_.folder / "jam", ""); }

void VirtualPrinter::PageTakes(milliseconds time) {
  std::string seconds = Format("%.3f\n", std::chrono::duration<double>(time).count());
  (void)WriteFileDurably(plan_.folder / "page_takes", seconds);
}

void VirtualPrinter::Hang() { printer_->Kill(SIGSTOP); }
void VirtualPrinter::GoOn() { printer_->Kill(SIGCONT); }

}  // namespace piket
