// `piket worker scan`: the child that may crash. Commands come as JSON lines on standard input:
//   list · describe · sense · scan · next (after a page) · cancel
// and are answered by events: scanners, scanner, sense, opened, starting, progress, page, end,
// fault. One thread reads commands, one owns SANE; the process ends when standard input closes.
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "agent/core/json.h"
#include "drivers/scanner/page_pipe.h"
#include "drivers/scanner/sane_device.h"
#include "drivers/scanner/sane_quirks.h"
#include "drivers/scanner/scanner_sane.h"

namespace piket {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kGentle{300};      // a cancel waits so long for the page's own end …
constexpr milliseconds kLastGrace{1000};  // … and the process so long before it ends anyhow
constexpr milliseconds kGoneLimit{2000};
constexpr milliseconds kProgressEvery{200};
constexpr milliseconds kSensorPause{400};
constexpr int kSensorRetries = 5;
constexpr int kMostDamagedInARow = 3;

// The agent's end of the pipes. Any thread.
class Line {
 public:
  // Backends print; what they print must not stand between our lines.
  Line() : output_(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)) { dup2(STDERR_FILENO, STDOUT_FILENO); }

  void Send(const Json& event) {
    std::string text = event.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
    std::lock_guard lock(mutex_);
    for (size_t done = 0; done < text.size();) {
      ssize_t wrote = write(output_, text.data() + done, text.size() - done);
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote <= 0) _exit(1);  // the agent is gone
      done += static_cast<size_t>(wrote);
    }
  }

 private:
  std::mutex mutex_;
  int output_;
};

// What the agent asked for and has not been done yet; and its wish to stop.
class Orders {
 public:
  // On the reading thread, until standard input closes.
  void ReadAll() {
    std::string pending;
    char chunk[4096];
    for (;;) {
      ssize_t got = read(STDIN_FILENO, chunk, sizeof chunk);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) break;
      pending.append(chunk, static_cast<size_t>(got));
      for (size_t end = pending.find('\n'); end != std::string::npos; end = pending.find('\n')) {
        auto order = ParseJson(pending.substr(0, end));
        pending.erase(0, end + 1);
        if (order) Add(*std::move(order));
      }
    }
    Close();
  }

  // The next order; nullopt when there will be none.
  std::optional<Json> Next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !orders_.empty() || closed_; });
    if (orders_.empty()) return std::nullopt;
    Json order = std::move(orders_.front());
    orders_.pop_front();
    return order;
  }

  bool Cancelled() {
    std::lock_guard lock(mutex_);
    return cancelled_;
  }

  // False when a cancel came first.
  bool Pause(milliseconds time) {
    std::unique_lock lock(mutex_);
    return !changed_.wait_for(lock, time, [&] { return cancelled_; });
  }

  // The device a cancel may have to shake; null when none is busy.
  void SetDevice(SaneDevice* device) {
    std::lock_guard lock(mutex_);
    device_ = device;
    changed_.notify_all();
  }

 private:
  void Add(Json order) {
    bool cancel = TextOr(order, "do") == "cancel";
    {
      std::lock_guard lock(mutex_);
      orders_.push_back(std::move(order));
      cancelled_ = cancelled_ || cancel;
    }
    changed_.notify_all();
    if (cancel) Shake();
  }

  void Close() {
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
      cancelled_ = true;
    }
    changed_.notify_all();
    Shake();
    std::this_thread::sleep_for(kLastGrace);
    _exit(0);
  }

  // A read that hangs inside the backend ends only when the backend itself is told.
  void Shake() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, kGentle, [&] { return device_ == nullptr; })) device_->Cancel();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Json> orders_;  // under mutex_, as is all below
  bool closed_ = false;
  bool cancelled_ = false;
  SaneDevice* device_ = nullptr;
};

Json FaultEvent(const Error& error) {
  return {{"event", "fault"}, {"fault", Word(error.fault)}, {"detail", error.detail}};
}

// By the name it had last, unless that name is a place on the USB bus, which another device may
// have taken since; then by what it is.
Result<std::unique_ptr<SaneDevice>> OpenById(const std::string& id, const std::string& hint) {
  Error first{Fault::kNoScanner, "no scanner " + id};
  if (!hint.empty() && hint.find("libusb:") == std::string::npos) {
    auto device = SaneDevice::Open(hint);
    bool elsewhere = !device && (device.error().fault == Fault::kNoScanner ||
                                 device.error().fault == Fault::kScannerGone);
    if (!elsewhere) return device;
    first = device.error();
  }
  auto list = ListSaneDevices();
  if (!list) return list.error();
  for (const ScannerEntry& entry : *list) {
    if (entry.id.Text() == id) return SaneDevice::Open(entry.device);
  }
  return first;
}

// One batch: the device stays open, pages follow one another.
class Batch {
 public:
  Batch(Line& line, Orders& orders, const Json& order) : line_(line), orders_(orders) {
    folder_ = TextOr(order, "folder");
    flatbed_pages_ = static_cast<int>(IntegerOr(order, "flatbed_pages", 1));
    reserve_bytes_ = IntegerOr(order, "reserve_bytes");
  }

  Result<std::string> Run(const Json& order) {
    auto settings = ScanSettingsFromJson(order["settings"]);
    if (!settings) return settings.error();
    settings_ = *settings;
    auto device = OpenById(TextOr(order, "id"), TextOr(order, "device"));
    if (!device) return device.error();
    device_ = std::move(*device);
    line_.Send({{"event", "opened"}, {"device", device_->name()}});
    auto setup = device_->Configure(settings_, order["presets"].get<SanePresets>());
    if (!setup) return setup.error();
    setup_ = *setup;
    orders_.SetDevice(device_.get());
    auto end = Pages();
    orders_.SetDevice(nullptr);
    device_->Cancel();
    if (!end && end.error().fault == Fault::kScannerFailed) return Gone(end.error());
    return end;
  }

 private:
  Result<std::string> Pages() {
    for (;;) {
      if (!setup_.feeder && number_ == flatbed_pages_) return std::string("flatbed");
      if (auto room = EnoughRoom(); !room) return room.error();
      auto form = StartSheet();
      if (!form && form.error().fault == Fault::kFeederEmpty && number_ > 0) {
        return std::string("feeder");
      }
      if (!form) return form.error();
      auto page = ReadPage(*form);
      if (!page) return page.error();
      line_.Send(*page);
      auto order = orders_.Next();
      if (!order || TextOr(*order, "do") != "next") return Error{Fault::kCancelled, "stopped"};
    }
  }

  Result<void> EnoughRoom() const {
    struct statvfs room {};
    if (statvfs(folder_.c_str(), &room) != 0) return {};
    auto free = static_cast<int64_t>(room.f_bavail) * static_cast<int64_t>(room.f_frsize);
    if (free >= reserve_bytes_) return {};
    return Error{Fault::kDiskFull, "room left: " + std::to_string(free) + " bytes"};
  }

  // Starts the next sheet; "empty" is believed only when the device had the time it needs.
  Result<FrameForm> StartSheet() {
    auto early_end = SaneQuirks::BuiltIn().EarlyEndOf(device_->name());
    for (int asked = 0;; ++asked) {
      line_.Send({{"event", "starting"}});
      idle_ms_ = number_ == 0 ? 0 : MsSince(device_done_);
      auto form = device_->Start();
      if (form || form.error().fault != Fault::kFeederEmpty) return form;
      bool paper_lies_there = device_->Sense().paper_inserted.value_or(false);
      int retries = paper_lies_there ? kSensorRetries : early_end.retries;
      if (asked >= retries) return form;
      device_->Cancel();
      if (!orders_.Pause(paper_lies_there ? kSensorPause : early_end.pause)) {
        return Error{Fault::kCancelled, "stopped"};
      }
    }
  }

  Result<Json> ReadPage(FrameForm form) {
    auto file = folder_ / (std::to_string(getpid()) + "-" + std::to_string(++number_) + ".part");
    PagePipe pipe(file, form, settings_.mode, setup_.resolution);
    bool damaged_early = false;
    for (;;) {
      auto read = ReadFrame(pipe);
      if (!read && read.error().fault != Fault::kDamagedPage) return read.error();
      damaged_early = !read;
      if (damaged_early || form.last) break;
      auto next = device_->Start();
      if (!next) return next.error();
      form = *next;
      pipe.BeginPass(form);
    }
    device_done_ = steady_clock::now();
    // The rest of a page nobody can use is thrown away; the next sheet is a new start.
    if (damaged_early) device_->Cancel();
    auto picture = pipe.Finish();
    if (!picture && picture.error().fault != Fault::kDamagedPage) return picture.error();
    Json page = {{"event", "page"},
                 {"resolution", setup_.resolution},
                 {"sheet", setup_.duplex ? (number_ + 1) / 2 : number_},
                 {"back", setup_.duplex && number_ % 2 == 0},
                 {"idle_ms", idle_ms_}};
    if (!picture) return Damaged(std::move(page), picture.error());
    damaged_in_a_row_ = 0;
    page["file"] = file.string();
    page["media_type"] = picture->media_type;
    page["sha256"] = picture->sha256;
    page["bytes"] = picture->bytes;
    page["width"] = form.width_px;
    page["height"] = picture->rows;
    return page;
  }

  Result<Json> Damaged(Json page, const Error& error) {
    if (++damaged_in_a_row_ >= kMostDamagedInARow) {
      return Error{Fault::kScannerFailed, "one damaged page after another: " + error.detail};
    }
    page["fault"] = Word(Fault::kDamagedPage);
    page["detail"] = error.detail;
    return page;
  }

  // Until the frame's end. kDamagedPage when the encoder gave up.
  Result<void> ReadFrame(PagePipe& pipe) {
    auto reported = steady_clock::time_point();
    for (;;) {
      if (orders_.Cancelled()) return Error{Fault::kCancelled, "stopped"};
      if (pipe.Failed()) {
        auto why = pipe.Finish();
        return why.ok() ? Result<void>() : why.error();
      }
      auto got = device_->Read(buffer_);
      if (!got && orders_.Cancelled()) return Error{Fault::kCancelled, "stopped"};
      if (!got) return got.error();
      if (*got == 0) return {};
      pipe.Add({buffer_.data(), *got});
      if (steady_clock::now() - reported < kProgressEvery) continue;
      reported = steady_clock::now();
      line_.Send({{"event", "progress"}});
    }
  }

  // An I/O error says nothing: a device that cannot be opened any more was unplugged.
  Error Gone(const Error& error) {
    // Network backends try for half a minute: nobody waits for that. What does not answer at once
    // is gone too; the thread ends with the process.
    auto answer = std::make_shared<std::promise<bool>>();
    std::future<bool> there = answer->get_future();
    std::thread([answer, name = device_->name(), device = std::move(device_)]() mutable {
      device.reset();
      auto again = SaneDevice::Open(name);
      answer->set_value(again || (again.error().fault != Fault::kScannerGone &&
                                  again.error().fault != Fault::kNoScanner));
    }).detach();
    bool gone = there.wait_for(kGoneLimit) != std::future_status::ready || !there.get();
    return gone ? Error{Fault::kScannerGone, error.detail} : error;
  }

  static double MsSince(steady_clock::time_point then) {
    return std::chrono::duration<double, std::milli>(steady_clock::now() - then).count();
  }

  Line& line_;
  Orders& orders_;
  std::filesystem::path folder_;
  int flatbed_pages_ = 1;
  int64_t reserve_bytes_ = 0;
  ScanSettings settings_;
  std::unique_ptr<SaneDevice> device_;
  SaneDevice::Setup setup_;
  std::vector<uint8_t> buffer_ = std::vector<uint8_t>(256 * 1024);
  steady_clock::time_point device_done_;
  double idle_ms_ = 0;
  int number_ = 0;
  int damaged_in_a_row_ = 0;
};

Json Listed() {
  auto list = ListSaneDevices();
  if (!list) return FaultEvent(list.error());
  Json scanners = Json::array();
  for (const ScannerEntry& entry : *list) scanners.push_back(ToJson(entry));
  return {{"event", "scanners"}, {"scanners", scanners}};
}

Json Described(const Json& order) {
  auto id = ScannerId::FromText(TextOr(order, "id"));
  if (!id) return FaultEvent({Fault::kBadRequest, "scanner id"});
  auto device = OpenById(TextOr(order, "id"), TextOr(order, "device"));
  if (!device) return FaultEvent(device.error());
  ScannerEntry entry;
  entry.id = *id;
  entry.name = id->vendor.empty() ? id->model : id->vendor + " " + id->model;
  entry.device = (*device)->name();
  if (auto described = (*device)->Describe(entry); !described) {
    return FaultEvent(described.error());
  }
  return {{"event", "scanner"}, {"scanner", ToJson(entry)}};
}

Json Sensed(const Json& order) {
  auto device = OpenById(TextOr(order, "id"), TextOr(order, "device"));
  if (!device) return FaultEvent(device.error());
  ScannerSense sense = (*device)->Sense();
  Json event = {{"event", "sense"}, {"device", (*device)->name()}};
  if (sense.paper_inserted) event["paper"] = *sense.paper_inserted;
  if (sense.button_pressed) event["button"] = *sense.button_pressed;
  return event;
}

Json Scanned(Line& line, Orders& orders, const Json& order) {
  Batch batch(line, orders, order);
  auto why = batch.Run(order);
  if (!why) return FaultEvent(why.error());
  return {{"event", "end"}, {"why", *why}};
}

// When memory runs out, this is the process to take, not the agent.
void OfferToTheOomKiller() {
  if (FILE* file = std::fopen("/proc/self/oom_score_adj", "we")) {
    std::fputs("500", file);
    std::fclose(file);
  }
}

}  // namespace

int RunScanWorker() {
  Line line;
  Orders orders;
  OfferToTheOomKiller();
  std::thread([&] { orders.ReadAll(); }).detach();
  while (auto order = orders.Next()) {
    std::string doing = TextOr(*order, "do");
    if (doing == "list") line.Send(Listed());
    if (doing == "describe") line.Send(Described(*order));
    if (doing == "sense") line.Send(Sensed(*order));
    if (doing == "scan") line.Send(Scanned(line, orders, *order));
  }
  // Not through exit: backends' destructors and threads are not ours to trust.
  _exit(0);
}

}  // namespace piket
