#include "tests/virtual/virtual_escl.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/ThreadPool.h>
#include <Poco/URI.h>

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "agent/core/text.h"
#include "tests/virtual/escl_page.h"

namespace piket {
namespace {

using Poco::Net::HTTPResponse;
using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;
using std::filesystem::path;

constexpr const char* kNames = R"(xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" )"
                               R"(xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm")";

// 2550 × 4200 of 1/300 inch: Legal, and F4 with room.
std::string InputCaps(const std::string& tag) {
  std::string resolutions;
  for (int dpi : {75, 100, 150, 200, 300, 600}) {
    resolutions += Format(
        "<scan:DiscreteResolution><scan:XResolution>%d</scan:XResolution>"
        "<scan:YResolution>%d</scan:YResolution></scan:DiscreteResolution>",
        dpi, dpi);
  }
  return "<scan:" + tag +
         "><scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>2550</scan:MaxWidth>"
         "<scan:MinHeight>16</scan:MinHeight><scan:MaxHeight>4200</scan:MaxHeight>"
         "<scan:MaxScanRegions>1</scan:MaxScanRegions><scan:SettingProfiles>"
         "<scan:SettingProfile><scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode>"
         "<scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes><scan:DocumentFormats>"
         "<pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat>"
         "<scan:DocumentFormatExt>image/jpeg</scan:DocumentFormatExt></scan:DocumentFormats>"
         "<scan:SupportedResolutions><scan:DiscreteResolutions>" +
         resolutions +
         "</scan:DiscreteResolutions></scan:SupportedResolutions></scan:SettingProfile>"
         "</scan:SettingProfiles></scan:" +
         tag + ">";
}

std::string Capabilities() {
  return Format(
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?><scan:ScannerCapabilities %s>"
             "<pwg:Version>2.6</pwg:Version><pwg:MakeAndModel>Contoh Virtual</pwg:MakeAndModel>"
             "<pwg:SerialNumber>V-0001</pwg:SerialNumber>",
             kNames) +
         "<scan:Platen>" + InputCaps("PlatenInputCaps") + "</scan:Platen><scan:Adf>" +
         InputCaps("AdfSimplexInputCaps") + InputCaps("AdfDuplexInputCaps") +
         "<scan:FeederCapacity>300</scan:FeederCapacity><scan:AdfOptions>"
         "<scan:AdfOption>DetectPaperLoaded</scan:AdfOption></scan:AdfOptions></scan:Adf>"
         "</scan:ScannerCapabilities>";
}

// The text of the first element of that name, whatever its prefix.
std::string Element(const std::string& xml, const std::string& name) {
  for (const std::string& open : {":" + name + ">", "<" + name + ">"}) {
    size_t at = xml.find(open);
    if (at == std::string::npos) continue;
    at += open.size();
    return Trimmed(xml.substr(at, xml.find('<', at) - at));
  }
  return "";
}

EsclAsk AskFrom(const std::string& xml) {
  EsclAsk ask;
  auto number = [&](const char* name, int otherwise) {
    std::string text = Element(xml, name);
    return text.empty() ? otherwise : std::atoi(text.c_str());
  };
  ask.feeder = Element(xml, "InputSource") == "Feeder";
  ask.duplex = ask.feeder && Element(xml, "Duplex") == "true";
  ask.colour = Element(xml, "ColorMode") == "RGB24";
  ask.resolution = number("XResolution", 300);
  ask.width = std::clamp(number("Width", 2480), 16, 2550);
  ask.height = std::clamp(number("Height", 3508), 16, 4200);
  return ask;
}

bool IsPicture(const path& file) {
  std::string extension = LowerAscii(file.extension().string());
  return extension == ".jpg" || extension == ".jpeg" || extension == ".png";
}

std::vector<path> InFolder(const path& folder, bool folders) {
  std::vector<path> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (folders ? entry.is_directory() : IsPicture(entry.path())) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

struct Answer {
  int status = 200;
  std::string type = "text/xml";
  std::string body = {};
  std::string location = {};
};

class Endpoint : public Poco::Net::HTTPRequestHandler {
 public:
  using Serve = std::function<Answer(const std::string& method, const std::string& uri,
                                     const std::string& body)>;
  explicit Endpoint(const Serve& serve) : serve_(serve) {}

  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    std::string body(std::istreambuf_iterator<char>(request.stream()), {});
    Answer answer = serve_(request.getMethod(), request.getURI(), body);
    response.setStatusAndReason(static_cast<HTTPResponse::HTTPStatus>(answer.status));
    response.setContentType(answer.type);
    if (!answer.location.empty()) response.set("Location", answer.location);
    response.sendBuffer(answer.body.data(), answer.body.size());
  }

 private:
  const Serve& serve_;
};

class Endpoints : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit Endpoints(Endpoint::Serve serve) : serve_(std::move(serve)) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override {
    return new Endpoint(serve_);
  }

 private:
  Endpoint::Serve serve_;
};

}  // namespace

struct VirtualEscl::Machine {
  mutable std::mutex mutex;
  std::deque<path> stack;  // sides, top first; "" is blank
  std::deque<path> letters;
  std::string letter;  // the name of the last one loaded
  int jam_at = 0;      // 0: not; counted down with every sheet
  int early_end_at = 0;
  int empty_at = 0;
  int damaged_at = 0;
  bool jammed = false;
  bool early_end = false;
  bool cover_open = false;
  bool busy = false;
  std::chrono::milliseconds page_time{0};
  struct Job {
    EsclAsk ask;
    int sides = 0;
  };
  std::map<int, Job> jobs;
  // A driver that lost a device goes on asking its port for a while; the next device there must not
  // give it a page of ours, so no two devices count jobs from the same number.
  int last_job = static_cast<int>(std::random_device()() % 1000000000);
  int pages_given = 0;

  int port = 0;
  EsclPages pages;
  std::unique_ptr<Poco::ThreadPool> threads;
  std::unique_ptr<Poco::Net::HTTPServer> server;
  std::jthread comeback;

  // Sheets count down; true once, when the knob's sheet is here.
  static bool Due(int& at) { return at > 0 && --at == 0; }

  std::string AdfState() const {
    if (cover_open) return "ScannerAdfDoorOpen";
    if (jammed) return "ScannerAdfJam";
    if (early_end) return "ScannerAdfProcessing";
    return stack.empty() ? "ScannerAdfEmpty" : "ScannerAdfLoaded";
  }

  Answer ScannerStatus() const {
    std::lock_guard lock(mutex);
    return {.body = Format("<?xml version=\"1.0\" encoding=\"UTF-8\"?><scan:ScannerStatus %s>"
                           "<pwg:Version>2.6</pwg:Version><pwg:State>%s</pwg:State>"
                           "<scan:AdfState>%s</scan:AdfState></scan:ScannerStatus>",
                           kNames, busy ? "Processing" : "Idle", AdfState().c_str())};
  }

  Answer NewJob(const std::string& body) {
    std::lock_guard lock(mutex);
    Job job{AskFrom(body)};
    if (busy) return {.status = 503};
    if (job.ask.feeder && cover_open) return {.status = 409};
    jammed = false;  // the officer has put the sheet back
    early_end = false;
    if (job.ask.feeder && stack.empty()) return {.status = 409};
    jobs.clear();
    jobs[++last_job] = job;
    return {.status = 201,
            .location = Format("http://127.0.0.1:%d/eSCL/ScanJobs/%d", port, last_job)};
  }

  Answer NextDocument(int number) {
    std::unique_lock lock(mutex);
    auto found = jobs.find(number);
    if (found == jobs.end()) return {.status = 404};
    Job& job = found->second;
    path side;
    bool empty = false;
    bool damaged = false;
    if (job.ask.feeder) {
      bool back = job.ask.duplex && job.sides % 2 == 1;
      if (cover_open) return {.status = 409};
      if (stack.empty() && !back) return {.status = 404};
      if (!back) {
        if (Due(early_end_at)) {
          early_end = true;
          return {.status = 404};
        }
        if (Due(jam_at)) {
          jammed = true;
          return {.status = 409};
        }
        empty = Due(empty_at);
        damaged = Due(damaged_at);
      }
      if (!stack.empty()) {
        side = stack.front();
        stack.pop_front();
      }
    } else {
      if (job.sides > 0) return {.status = 404};
      if (!stack.empty()) side = stack.front();
    }
    ++job.sides;
    ++pages_given;
    EsclAsk ask = job.ask;
    auto time = page_time;
    lock.unlock();
    auto jpeg = pages.Rendered(side, ask);
    std::this_thread::sleep_for(time);
    if (jpeg->empty() || empty) return {.type = "image/jpeg"};
    if (damaged) return {.type = "image/jpeg", .body = jpeg->substr(0, 200)};
    return {.type = "image/jpeg", .body = *jpeg};
  }
};

VirtualEscl::VirtualEscl(std::unique_ptr<Machine> machine) : machine_(std::move(machine)) {}

VirtualEscl::~VirtualEscl() {
  machine_->comeback = {};
  Disappear();
}

Result<std::unique_ptr<VirtualEscl>> VirtualEscl::Start(int port) {
  auto escl = std::unique_ptr<VirtualEscl>(new VirtualEscl(std::make_unique<Machine>()));
  escl->machine_->port = port;
  try {
    escl->Reappear();
  } catch (const Poco::Exception& error) {
    return Error{Fault::kInternal, "the virtual scanner's port: " + error.displayText()};
  }
  return escl;
}

namespace {

bool IsOn(const std::string& value) { return value != "0" && value != "false"; }

}  // namespace

void VirtualEscl::Reappear() {
  if (machine_->server) return;
  Machine& machine = *machine_;
  auto serve = [this, &machine](const std::string& method, const std::string& uri,
                                const std::string& body) -> Answer {
    Poco::URI asked(uri);
    std::string at = asked.getPath();
    const std::string jobs = "/eSCL/ScanJobs";
    if (at == "/eSCL/ScannerCapabilities") return {.body = Capabilities()};
    if (at == "/eSCL/ScannerStatus") return machine.ScannerStatus();
    if (at == jobs && method == "POST") return machine.NewJob(body);
    if (at.starts_with(jobs + "/")) {
      int number = std::atoi(at.c_str() + jobs.size() + 1);
      if (at.ends_with("/NextDocument")) return machine.NextDocument(number);
      std::lock_guard lock(machine.mutex);
      if (method == "DELETE") return {.status = machine.jobs.erase(number) > 0 ? 200 : 404};
      return {.status = 404};
    }
    if (!at.starts_with("/control/")) return {.status = 404};
    std::map<std::string, std::string> value;
    for (const auto& [key, text] : asked.getQueryParameters()) value[key] = text;
    auto number = [&](const char* key, int otherwise) {
      return value.contains(key) ? std::atoi(value[key].c_str()) : otherwise;
    };
    std::string knob = at.substr(9);
    Result<int> loaded = 0;
    if (knob == "load")
      loaded = Load(value["dir"]);
    else if (knob == "add")
      loaded = Load(value["dir"], true);
    else if (knob == "letters")
      SetLetters(value["dir"]);
    else if (knob == "blank")
      LoadBlank(number("sheets", 1));
    else if (knob == "takeout")
      TakeOut();
    else if (knob == "next")
      LoadNext();
    else if (knob == "jam")
      JamAt(number("at", 1));
    else if (knob == "early_end")
      EarlyEndAt(number("at", 1));
    else if (knob == "empty")
      EmptyImageAt(number("at", 1));
    else if (knob == "damaged")
      DamagedImageAt(number("at", 1));
    else if (knob == "cover")
      OpenCover(IsOn(value["open"]));
    else if (knob == "busy")
      SetBusy(IsOn(value["on"]));
    else if (knob == "slow")
      SetPageTime(std::chrono::milliseconds(number("ms", 0)));
    else if (knob == "disappear") {
      int ms = number("ms", 5000);
      // In a thread of its own: the server cannot end under the request it is answering.
      machine.comeback = std::jthread([this, ms](std::stop_token stop) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        Disappear();
        std::mutex mutex;
        std::condition_variable_any never;
        std::unique_lock lock(mutex);
        never.wait_for(lock, stop, std::chrono::milliseconds(ms), [] { return false; });
        if (!stop.stop_requested()) Reappear();
      });
    } else if (knob != "status") {
      return {.status = 404};
    }
    if (!loaded) return {.status = 404, .type = "text/plain", .body = loaded.error().detail};
    return {.type = "application/json", .body = Status().dump() + "\n"};
  };
  // Poco's address reuse lets a device come back on its port at once.
  Poco::Net::ServerSocket socket;
  socket.bind(Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(machine.port)), true);
  socket.listen(16);
  machine.port = socket.address().port();
  auto* params = new Poco::Net::HTTPServerParams;
  params->setKeepAlive(false);
  machine.threads = std::make_unique<Poco::ThreadPool>(2, 8);
  machine.server = std::make_unique<Poco::Net::HTTPServer>(new Endpoints(serve), *machine.threads,
                                                           socket, params);
  machine.server->start();
}

void VirtualEscl::Disappear() {
  if (!machine_->server) return;
  machine_->server->stopAll(true);
  machine_->threads->joinAll();
  machine_->server.reset();
  machine_->threads.reset();
}

int VirtualEscl::port() const { return machine_->port; }

Result<int> VirtualEscl::Load(const path& folder, bool add) {
  std::vector<path> pictures = InFolder(folder, false);
  if (pictures.empty()) return Error{Fault::kNotFound, "no pictures in " + folder.string()};
  LoadPictures(pictures, add);
  return static_cast<int>(pictures.size());
}

void VirtualEscl::LoadPictures(const std::vector<path>& pictures, bool add) {
  std::lock_guard lock(machine_->mutex);
  if (!add) machine_->stack.clear();
  machine_->stack.insert(machine_->stack.end(), pictures.begin(), pictures.end());
}

void VirtualEscl::LoadBlank(int sheets) {
  LoadPictures(std::vector<path>(static_cast<size_t>(sheets)));
}

void VirtualEscl::TakeOut() { LoadPictures({}); }

int VirtualEscl::sheets_left() const {
  std::lock_guard lock(machine_->mutex);
  return static_cast<int>(machine_->stack.size());
}

void VirtualEscl::SetLetters(const path& folder) {
  std::vector<path> letters = InFolder(folder, true);
  std::erase_if(letters, [](const path& letter) { return InFolder(letter, false).empty(); });
  if (letters.empty() && !InFolder(folder, false).empty()) letters.push_back(folder);
  std::lock_guard lock(machine_->mutex);
  machine_->letters.assign(letters.begin(), letters.end());
}

std::string VirtualEscl::LoadNext() {
  path next;
  {
    std::lock_guard lock(machine_->mutex);
    machine_->letter.clear();
    if (machine_->letters.empty()) return "";
    next = machine_->letters.front();
    machine_->letters.pop_front();
    machine_->letter = next.filename().string();
  }
  (void)Load(next);
  return next.filename().string();
}

void VirtualEscl::JamAt(int at) {
  std::lock_guard lock(machine_->mutex);
  machine_->jam_at = at;
}

void VirtualEscl::EarlyEndAt(int at) {
  std::lock_guard lock(machine_->mutex);
  machine_->early_end_at = at;
}

void VirtualEscl::EmptyImageAt(int at) {
  std::lock_guard lock(machine_->mutex);
  machine_->empty_at = at;
}

void VirtualEscl::DamagedImageAt(int at) {
  std::lock_guard lock(machine_->mutex);
  machine_->damaged_at = at;
}

void VirtualEscl::OpenCover(bool open) {
  std::lock_guard lock(machine_->mutex);
  machine_->cover_open = open;
}

void VirtualEscl::SetBusy(bool busy) {
  std::lock_guard lock(machine_->mutex);
  machine_->busy = busy;
}

void VirtualEscl::SetPageTime(std::chrono::milliseconds time) {
  std::lock_guard lock(machine_->mutex);
  machine_->page_time = time;
}

Json VirtualEscl::Status() const {
  std::lock_guard lock(machine_->mutex);
  return {{"port", machine_->port},
          {"sheets", machine_->stack.size()},
          {"letter", machine_->letter},
          {"letters_left", machine_->letters.size()},
          {"pages_given", machine_->pages_given},
          {"feeder", machine_->AdfState()},
          {"busy", machine_->busy}};
}

}  // namespace piket
