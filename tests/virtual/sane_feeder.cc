// A SANE backend that behaves badly when told to: a sheet-fed scanner as a shared library that the
// real libsane loads (`feeder` in dll.conf, this folder in LD_LIBRARY_PATH). Its state and knobs
// are files in $PIKET_FEEDER, so they outlive the crash of whoever loaded it:
//   loaded, name, serial…   what is in it and what it is called
//   jam_after, crash_after, hang_after, empty_after, early_end_after   n: once, after n more sheets
//   cover, busy, unplugged, button   1 while it is so
//   lie                     "lines", "more_lines", "width", "unknown_height"
//   page_ms                 how long one sheet takes
#include <sane/sane.h>
#include <sane/saneopts.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "tests/virtual/knobs.h"

namespace piket {
namespace {

enum Option { kCount, kSource, kMode, kResolution, kLeft, kTop, kRight, kBottom, kPaper, kButton };
constexpr int kOptions = 10;

const SANE_String_Const kSourceWords[] = {"Flatbed", "ADF Front", "ADF Duplex", nullptr};
const SANE_String_Const kModeWords[] = {"Lineart", "Gray", "Color", nullptr};
const SANE_Range kDpi = {25, 600, 1};
const SANE_Range kWidth = {0, SANE_FIX(216), 0};
const SANE_Range kHeight = {0, SANE_FIX(360), 0};

Knobs& Machine() {
  static Knobs knobs(std::getenv("PIKET_FEEDER") == nullptr ? "/nonexistent"
                                                            : std::getenv("PIKET_FEEDER"));
  return knobs;
}

SANE_Option_Descriptor Describe(const char* name, SANE_Value_Type type, SANE_Unit unit, int size,
                                int cap) {
  SANE_Option_Descriptor option{};
  option.name = name;
  option.title = name;
  option.desc = name;
  option.type = type;
  option.unit = unit;
  option.size = size;
  option.cap = cap;
  return option;
}

std::array<SANE_Option_Descriptor, kOptions> Options() {
  constexpr int kWord = sizeof(SANE_Word);
  constexpr int kSet = SANE_CAP_SOFT_SELECT | SANE_CAP_SOFT_DETECT;
  std::array<SANE_Option_Descriptor, kOptions> options;
  options[kCount] = Describe("", SANE_TYPE_INT, SANE_UNIT_NONE, kWord, SANE_CAP_SOFT_DETECT);
  options[kSource] = Describe(SANE_NAME_SCAN_SOURCE, SANE_TYPE_STRING, SANE_UNIT_NONE, 32, kSet);
  options[kSource].constraint_type = SANE_CONSTRAINT_STRING_LIST;
  options[kSource].constraint.string_list = kSourceWords;
  options[kMode] = Describe(SANE_NAME_SCAN_MODE, SANE_TYPE_STRING, SANE_UNIT_NONE, 32, kSet);
  options[kMode].constraint_type = SANE_CONSTRAINT_STRING_LIST;
  options[kMode].constraint.string_list = kModeWords;
  options[kResolution] =
      Describe(SANE_NAME_SCAN_RESOLUTION, SANE_TYPE_INT, SANE_UNIT_DPI, kWord, kSet);
  options[kResolution].constraint_type = SANE_CONSTRAINT_RANGE;
  options[kResolution].constraint.range = &kDpi;
  const char* corners[] = {SANE_NAME_SCAN_TL_X, SANE_NAME_SCAN_TL_Y, SANE_NAME_SCAN_BR_X,
                           SANE_NAME_SCAN_BR_Y};
  for (int i = 0; i < 4; ++i) {
    auto at = static_cast<size_t>(kLeft + i);
    options[at] = Describe(corners[i], SANE_TYPE_FIXED, SANE_UNIT_MM, kWord, kSet);
    options[at].constraint_type = SANE_CONSTRAINT_RANGE;
    options[at].constraint.range = i % 2 == 0 ? &kWidth : &kHeight;
  }
  options[kPaper] =
      Describe("page-loaded", SANE_TYPE_BOOL, SANE_UNIT_NONE, kWord, SANE_CAP_SOFT_DETECT);
  options[kButton] = Describe("scan", SANE_TYPE_BOOL, SANE_UNIT_NONE, kWord, SANE_CAP_SOFT_DETECT);
  return options;
}

struct Device {
  std::array<SANE_Option_Descriptor, kOptions> options = Options();
  std::string source = "Flatbed";
  std::string mode = "Gray";
  SANE_Word words[kOptions] = {kOptions, 0, 0, 150, 0, 0, SANE_FIX(210), SANE_FIX(297), 0, 0};
  bool back_next = false;

  std::atomic<bool> cancelled = false;
  bool crash = false;
  bool hang = false;
  bool empty = false;
  int row = 0;
  int rows = 0;
  size_t in_row = 0;
  int number = 0;

  bool Lies(const char* how) const { return Machine().Text("lie") == how; }

  SANE_Parameters Form(bool started) const {
    SANE_Parameters form{};
    double inches = SANE_UNFIX(words[kRight] - words[kLeft]) / 25.4;
    form.format = mode == "Color" ? SANE_FRAME_RGB : SANE_FRAME_GRAY;
    form.last_frame = SANE_TRUE;
    form.depth = mode == "Lineart" ? 1 : 8;
    form.pixels_per_line = static_cast<int>(inches * words[kResolution]);
    form.lines = Lines();
    if (!started) form.pixels_per_line += 17;  // an estimate, as so often
    if (started && Lies("lines")) form.lines = Lines() / 2;
    if (started && Lies("more_lines")) form.lines = Lines() * 2;
    if (started && Lies("unknown_height")) form.lines = -1;
    form.bytes_per_line = form.depth == 1   ? (form.pixels_per_line + 7) / 8
                          : mode == "Color" ? form.pixels_per_line * 3
                                            : form.pixels_per_line;
    form.bytes_per_line += 3;  // a little more than the pixels need
    if (started && Lies("width")) form.bytes_per_line = 5;
    return form;
  }

  int Lines() const {
    return static_cast<int>(SANE_UNFIX(words[kBottom] - words[kTop]) / 25.4 * words[kResolution]);
  }
};

Device& Of(SANE_Handle handle) { return *static_cast<Device*>(handle); }

SANE_Status PullSheet(Device& device) {
  Knobs& machine = Machine();
  if (machine.Number("cover") != 0) return SANE_STATUS_COVER_OPEN;
  bool duplex = device.source == "ADF Duplex";
  if (duplex && device.back_next) {
    device.back_next = false;
    return SANE_STATUS_GOOD;
  }
  int loaded = machine.Number("loaded");
  if (loaded == 0) return SANE_STATUS_NO_DOCS;
  if (machine.Due("early_end_after")) return SANE_STATUS_NO_DOCS;
  if (machine.Due("jam_after")) return SANE_STATUS_JAMMED;
  machine.Turn("loaded", loaded - 1);
  device.crash = machine.Due("crash_after");
  device.hang = machine.Due("hang_after");
  device.empty = machine.Due("empty_after");
  device.back_next = duplex;
  return SANE_STATUS_GOOD;
}

void HangForEver() {
  for (;;) pause();
}

}  // namespace
}  // namespace piket

using piket::Device;
using piket::Machine;
using piket::Of;

extern "C" {

SANE_Status sane_feeder_init(SANE_Int* version, SANE_Auth_Callback) {
  if (version != nullptr) *version = SANE_VERSION_CODE(1, 0, 1);
  return SANE_STATUS_GOOD;
}

void sane_feeder_exit() {}

SANE_Status sane_feeder_get_devices(const SANE_Device*** list, SANE_Bool) {
  static std::string name;
  static SANE_Device device;
  static const SANE_Device* devices[2];
  name = Machine().Text("name", "usb:001:004");
  device = {name.c_str(), "Contoh", "Feeder 100", "sheetfed scanner"};
  devices[0] = Machine().Number("unplugged") != 0 ? nullptr : &device;
  devices[1] = nullptr;
  *list = devices;
  return SANE_STATUS_GOOD;
}

SANE_Status sane_feeder_open(SANE_String_Const name, SANE_Handle* handle) {
  if (Machine().Number("unplugged") != 0) return SANE_STATUS_IO_ERROR;
  if (Machine().Number("busy") != 0) return SANE_STATUS_DEVICE_BUSY;
  if (name[0] != 0 && Machine().Text("name", "usb:001:004") != name) return SANE_STATUS_INVAL;
  std::puts("a backend that prints to standard output");
  std::fflush(stdout);
  *handle = new Device();
  return SANE_STATUS_GOOD;
}

void sane_feeder_close(SANE_Handle handle) { delete &Of(handle); }

const SANE_Option_Descriptor* sane_feeder_get_option_descriptor(SANE_Handle handle, SANE_Int n) {
  if (n < 0 || n >= piket::kOptions) return nullptr;
  return &Of(handle).options[static_cast<size_t>(n)];
}

SANE_Status sane_feeder_control_option(SANE_Handle handle, SANE_Int n, SANE_Action action,
                                       void* value, SANE_Int* changed) {
  Device& device = Of(handle);
  if (changed != nullptr) *changed = 0;
  if (n < 0 || n >= piket::kOptions) return SANE_STATUS_INVAL;
  std::string* text = n == piket::kSource ? &device.source
                      : n == piket::kMode ? &device.mode
                                          : nullptr;
  if (action == SANE_ACTION_SET_VALUE) {
    if (text != nullptr) *text = static_cast<const char*>(value);
    if (text == nullptr) device.words[n] = *static_cast<SANE_Word*>(value);
    return SANE_STATUS_GOOD;
  }
  if (action != SANE_ACTION_GET_VALUE) return SANE_STATUS_UNSUPPORTED;
  device.words[piket::kPaper] = Machine().Number("loaded") > 0;
  device.words[piket::kButton] = Machine().Number("button") != 0;
  if (text != nullptr) std::strcpy(static_cast<char*>(value), text->c_str());
  if (text == nullptr) *static_cast<SANE_Word*>(value) = device.words[n];
  return SANE_STATUS_GOOD;
}

SANE_Status sane_feeder_get_parameters(SANE_Handle handle, SANE_Parameters* parameters) {
  *parameters = Of(handle).Form(Of(handle).rows > 0);
  return SANE_STATUS_GOOD;
}

SANE_Status sane_feeder_start(SANE_Handle handle) {
  Device& device = Of(handle);
  device.cancelled = false;
  if (Machine().Number("unplugged") != 0) return SANE_STATUS_IO_ERROR;
  if (device.source != "Flatbed") {
    SANE_Status status = piket::PullSheet(device);
    if (status != SANE_STATUS_GOOD) return status;
  }
  ++device.number;
  device.row = 0;
  device.in_row = 0;
  device.rows = device.Lines();
  return SANE_STATUS_GOOD;
}

SANE_Status sane_feeder_read(SANE_Handle handle, SANE_Byte* bytes, SANE_Int most, SANE_Int* got) {
  Device& device = Of(handle);
  *got = 0;
  if (device.cancelled) return SANE_STATUS_CANCELLED;
  if (Machine().Number("unplugged") != 0) return SANE_STATUS_IO_ERROR;
  if (device.empty) return SANE_STATUS_EOF;
  bool half_way = device.row > device.rows / 2;
  if (device.crash && half_way) {
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
  }
  if (device.hang && half_way) piket::HangForEver();
  if (device.row >= device.rows) return SANE_STATUS_EOF;
  if (int ms = Machine().Number("page_ms"); ms > 0) {
    std::this_thread::sleep_for(std::chrono::microseconds(1000 * ms / 20));
  }
  // A twentieth of the page at a time; a dark bar tells the pages apart.
  SANE_Parameters form = device.Form(true);
  auto line = static_cast<size_t>(std::max(form.bytes_per_line, 1));
  size_t want =
      std::min(static_cast<size_t>(most), line * static_cast<size_t>(device.rows / 20 + 1));
  size_t done = 0;
  bool mono = device.mode == "Lineart";
  while (done < want && device.row < device.rows) {
    bool dark = device.row / 10 % 20 == device.number % 20;
    size_t part = std::min(want - done, line - device.in_row);
    std::memset(bytes + done, dark != mono ? 0x20 : 0xF0, part);
    if (mono) std::memset(bytes + done, dark ? 0xFF : 0x00, part);
    done += part;
    device.in_row += part;
    if (device.in_row < line) continue;
    device.in_row = 0;
    ++device.row;
  }
  *got = static_cast<SANE_Int>(done);
  return SANE_STATUS_GOOD;
}

void sane_feeder_cancel(SANE_Handle handle) { Of(handle).cancelled = true; }

SANE_Status sane_feeder_set_io_mode(SANE_Handle, SANE_Bool) { return SANE_STATUS_UNSUPPORTED; }

SANE_Status sane_feeder_get_select_fd(SANE_Handle, SANE_Int*) { return SANE_STATUS_UNSUPPORTED; }

SANE_String_Const sane_feeder_strstatus(SANE_Status) { return ""; }
}
