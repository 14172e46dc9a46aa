#include "drivers/scanner/sane_device.h"

#include <sane/sane.h>
#include <sane/saneopts.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <optional>
#include <thread>

#include "agent/core/file.h"
#include "agent/core/text.h"
#include "drivers/scanner/sane_quirks.h"

namespace piket {
namespace {

constexpr double kFitTolerance = 3;  // mm: A4 on a bed of 208 mm is still A4 for the office
constexpr int kUsualResolutions[] = {75, 100, 150, 200, 240, 300, 400, 600};

Fault FaultOf(SANE_Status status) {
  switch (status) {
    case SANE_STATUS_CANCELLED:
      return Fault::kCancelled;
    case SANE_STATUS_DEVICE_BUSY:
      return Fault::kScannerBusy;
    case SANE_STATUS_JAMMED:
      return Fault::kFeederJammed;
    case SANE_STATUS_NO_DOCS:
      return Fault::kFeederEmpty;
    case SANE_STATUS_COVER_OPEN:
      return Fault::kScannerCoverOpen;
    case SANE_STATUS_ACCESS_DENIED:
      return Fault::kScannerDenied;
    default:
      return Fault::kScannerFailed;
  }
}

Error StatusError(SANE_Status status, const std::string& doing) {
  return {FaultOf(status), doing + ": " + sane_strstatus(status)};
}

// Once per process, and never ended: sane_exit hangs in some backends, and the worker's own end
// frees everything.
Result<void> StartSane() {
  static const SANE_Status status = sane_init(nullptr, nullptr);
  if (status != SANE_STATUS_GOOD) return StatusError(status, "starting SANE");
  return {};
}

// The serial number of a USB device that the backend names "…libusb:BUS:DEVICE".
std::string UsbSerial(const std::string& device) {
  size_t at = device.find("libusb:");
  unsigned bus = 0;
  unsigned address = 0;
  if (at == std::string::npos ||
      std::sscanf(device.c_str() + at, "libusb:%u:%u", &bus, &address) != 2) {
    return "";
  }
  std::error_code error;
  for (const auto& folder : std::filesystem::directory_iterator("/sys/bus/usb/devices", error)) {
    auto number = [&](const char* file) {
      auto text = ReadFile(folder.path() / file);
      return text ? static_cast<unsigned>(std::strtoul(text->c_str(), nullptr, 10)) : 0;
    };
    if (number("busnum") != bus || number("devnum") != address) continue;
    auto serial = ReadFile(folder.path() / "serial");
    return serial ? Trimmed(*serial) : "";
  }
  return "";
}

void TellTwinsApart(std::vector<ScannerEntry>& entries) {
  std::map<std::string, int> count;
  for (const ScannerEntry& entry : entries) ++count[entry.id.Text()];
  for (ScannerEntry& entry : entries) {
    if (count[entry.id.Text()] > 1) entry.id.serial += "@" + entry.device;
  }
}

bool IsNumber(const SANE_Option_Descriptor& option) {
  return option.type == SANE_TYPE_INT || option.type == SANE_TYPE_FIXED;
}

double Number(const SANE_Option_Descriptor& option, SANE_Word word) {
  return option.type == SANE_TYPE_FIXED ? SANE_UNFIX(word) : word;
}

std::vector<std::string> Choices(const SANE_Option_Descriptor& option) {
  std::vector<std::string> choices;
  if (option.constraint_type != SANE_CONSTRAINT_STRING_LIST) return choices;
  for (auto* text = option.constraint.string_list; *text != nullptr; ++text) {
    choices.emplace_back(*text);
  }
  return choices;
}

// The nearest value the option may take.
double Nearest(const SANE_Option_Descriptor& option, double wanted) {
  if (option.constraint_type == SANE_CONSTRAINT_RANGE) {
    double low = Number(option, option.constraint.range->min);
    double high = Number(option, option.constraint.range->max);
    return std::clamp(wanted, low, high);
  }
  if (option.constraint_type != SANE_CONSTRAINT_WORD_LIST) return wanted;
  double best = wanted;
  double distance = HUGE_VAL;
  for (SANE_Word i = 1; i <= option.constraint.word_list[0]; ++i) {
    double value = Number(option, option.constraint.word_list[i]);
    if (std::abs(value - wanted) >= distance) continue;
    best = value;
    distance = std::abs(value - wanted);
  }
  return best;
}

double Greatest(const SANE_Option_Descriptor& option) { return Nearest(option, 1e9); }

}  // namespace

Result<std::vector<ScannerEntry>> ListSaneDevices() {
  if (auto started = StartSane(); !started) return started.error();
  const SANE_Device** list = nullptr;
  if (SANE_Status status = sane_get_devices(&list, SANE_FALSE); status != SANE_STATUS_GOOD) {
    return StatusError(status, "listing the scanners");
  }
  const SaneQuirks& quirks = SaneQuirks::BuiltIn();
  std::vector<ScannerEntry> entries;
  for (; list != nullptr && *list != nullptr; ++list) {
    auto text = [](const char* given) { return std::string(given == nullptr ? "" : given); };
    ScannerEntry entry;
    entry.device = text((*list)->name);
    if (quirks.Ignores(entry.device)) continue;
    entry.id.vendor = Trimmed(text((*list)->vendor));
    entry.id.model = Trimmed(text((*list)->model));
    if (entry.id.model.empty()) entry.id.model = entry.device;
    entry.id.serial = UsbSerial(entry.device);
    if (entry.id.serial.empty()) entry.id.serial = quirks.SerialIn(entry.device);
    entry.name = Trimmed(entry.id.vendor + " " + entry.id.model);
    entries.push_back(std::move(entry));
  }
  TellTwinsApart(entries);
  return entries;
}

struct SaneDevice::State {
  SANE_Handle handle = nullptr;
  struct Option {
    int index;
    const SANE_Option_Descriptor* what;
  };

  // The option of that name if it can be used now. Descriptors change whenever an option is set,
  // so nothing is kept.
  std::optional<Option> Find(const char* name) const {
    const SANE_Option_Descriptor* what = nullptr;
    for (int i = 1; (what = sane_get_option_descriptor(handle, i)) != nullptr; ++i) {
      if (what->name != nullptr && std::strcmp(what->name, name) == 0 &&
          SANE_OPTION_IS_ACTIVE(what->cap)) {
        return Option{i, what};
      }
    }
    return std::nullopt;
  }

  std::optional<Option> FindSettable(const char* name) const {
    auto option = Find(name);
    return option && SANE_OPTION_IS_SETTABLE(option->what->cap) ? option : std::nullopt;
  }

  Result<void> Set(const Option& option, void* value) const {
    SANE_Int changed = 0;
    SANE_Status status =
        sane_control_option(handle, option.index, SANE_ACTION_SET_VALUE, value, &changed);
    if (status == SANE_STATUS_GOOD) return {};
    Error error = StatusError(status, std::string("setting ") + option.what->name);
    bool refused = status == SANE_STATUS_INVAL || status == SANE_STATUS_UNSUPPORTED;
    return refused ? Error{Fault::kBadSetting, error.detail} : error;
  }

  Result<void> SetText(const Option& option, const std::string& text) const {
    std::vector<char> buffer(
        std::max(static_cast<size_t>(std::max(option.what->size, 0)), text.size() + 1));
    std::copy(text.begin(), text.end(), buffer.begin());
    return Set(option, buffer.data());
  }

  Result<void> SetNumber(const Option& option, double wanted) const {
    double value = Nearest(*option.what, wanted);
    SANE_Word word =
        option.what->type == SANE_TYPE_FIXED
            ? static_cast<SANE_Word>(std::lround(value * (1 << SANE_FIXED_SCALE_SHIFT)))
            : static_cast<SANE_Word>(std::lround(value));
    return Set(option, &word);
  }

  Result<void> SetFlag(const Option& option, bool on) const {
    SANE_Bool value = on ? SANE_TRUE : SANE_FALSE;
    return Set(option, &value);
  }

  double ReadNumber(const Option& option) const {
    std::vector<SANE_Word> words(
        std::max<size_t>(1, static_cast<size_t>(option.what->size) / sizeof(SANE_Word)));
    sane_control_option(handle, option.index, SANE_ACTION_GET_VALUE, words.data(), nullptr);
    return Number(*option.what, words[0]);
  }

  std::optional<bool> ReadSensor(const char* meaning) const {
    const SANE_Option_Descriptor* what = nullptr;
    for (int i = 1; (what = sane_get_option_descriptor(handle, i)) != nullptr; ++i) {
      bool read_only = (what->cap & SANE_CAP_SOFT_DETECT) != 0 &&
                       !SANE_OPTION_IS_SETTABLE(what->cap) && SANE_OPTION_IS_ACTIVE(what->cap);
      if (what->name == nullptr || !read_only) continue;
      if (what->type != SANE_TYPE_BOOL && what->type != SANE_TYPE_INT) continue;
      if (what->size > static_cast<SANE_Int>(sizeof(SANE_Word))) continue;
      if (SaneQuirks::BuiltIn().SensorMeaning(what->name) != meaning) continue;
      SANE_Word value = 0;
      if (sane_control_option(handle, i, SANE_ACTION_GET_VALUE, &value, nullptr) ==
          SANE_STATUS_GOOD) {
        return value != 0;
      }
    }
    return std::nullopt;
  }

  // The device's own word for a source or mode of ours.
  std::optional<std::string> WordFor(const char* option_name, const std::string& meaning) const {
    auto option = FindSettable(option_name);
    if (!option) return std::nullopt;
    const SaneQuirks& quirks = SaneQuirks::BuiltIn();
    bool mode = std::strcmp(option_name, SANE_NAME_SCAN_MODE) == 0;
    for (const std::string& choice : Choices(*option->what)) {
      std::string means = mode ? quirks.ModeMeaning(choice) : quirks.SourceMeaning(choice);
      if (means == meaning) return choice;
    }
    return std::nullopt;
  }

  // The option's value in mm; options in pixels are converted at the device's present resolution.
  double MmPerUnit(const Option& option) const {
    if (option.what->unit != SANE_UNIT_PIXEL) return 1;
    auto resolution = Find(SANE_NAME_SCAN_RESOLUTION);
    double dpi = resolution ? ReadNumber(*resolution) : 300;
    return 25.4 / std::max(dpi, 1.0);
  }

  // The largest area in mm; {0, 0} when the device has no such options (pnm).
  PaperArea LargestArea() const {
    PaperArea area;
    auto right = Find(SANE_NAME_SCAN_BR_X);
    auto bottom = Find(SANE_NAME_SCAN_BR_Y);
    if (!right || !bottom || !IsNumber(*right->what) || !IsNumber(*bottom->what)) return area;
    area.width = Greatest(*right->what) * MmPerUnit(*right);
    area.height = Greatest(*bottom->what) * MmPerUnit(*bottom);
    // The feeder's own paper size limits the other two where it is an option of its own.
    if (auto paper = Find("page-width")) {
      area.width = std::max(area.width, Greatest(*paper->what) * MmPerUnit(*paper));
    }
    if (auto paper = Find("page-height")) {
      area.height = std::max(area.height, Greatest(*paper->what) * MmPerUnit(*paper));
    }
    return area;
  }

  bool Fits(PaperArea paper) const {
    PaperArea largest = LargestArea();
    bool unlimited = largest.width == 0 || largest.width > 1e6;
    return unlimited || (paper.width <= largest.width + kFitTolerance &&
                         paper.height <= largest.height + kFitTolerance);
  }

  Result<void> SetLength(const char* name, double mm) const {
    auto option = FindSettable(name);
    if (!option || !IsNumber(*option->what)) return {};
    return SetNumber(*option, mm / MmPerUnit(*option));
  }

  Result<void> SetArea(ScanPageSize size) const {
    PaperArea area = AreaOf(size);
    if (!Find(SANE_NAME_SCAN_BR_X)) return {};
    if (!Fits(area)) {
      return Error{Fault::kBadSetting, "the device has no area for " + std::string(Word(size))};
    }
    if (size == ScanPageSize::kAutomatic) area = LargestArea();
    // The paper first: where the feeder centres it, the corners are limited by it.
    for (auto [name, mm] :
         {std::pair("page-width", area.width), std::pair("page-height", area.height),
          std::pair(SANE_NAME_SCAN_TL_X, 0.0), std::pair(SANE_NAME_SCAN_TL_Y, 0.0),
          std::pair(SANE_NAME_SCAN_BR_X, area.width),
          std::pair(SANE_NAME_SCAN_BR_Y, area.height)}) {
      if (auto set = SetLength(name, mm); !set) return set;
    }
    return {};
  }

  Result<void> SetMode(ScanMode mode) const {
    std::string wanted(Word(mode));
    auto word = WordFor(SANE_NAME_SCAN_MODE, wanted);
    // Without black and white of its own we threshold its gray.
    if (!word && mode == ScanMode::kMono) word = WordFor(SANE_NAME_SCAN_MODE, "gray");
    if (!word && mode != ScanMode::kColour) word = WordFor(SANE_NAME_SCAN_MODE, "colour");
    auto option = FindSettable(SANE_NAME_SCAN_MODE);
    if (!word && option && !Choices(*option->what).empty()) {
      return Error{Fault::kBadSetting, "the device has no mode for " + wanted};
    }
    if (word) {
      if (auto set = SetText(*option, *word); !set) return set;
    }
    auto depth = FindSettable(SANE_NAME_BIT_DEPTH);
    bool lineart = word && SaneQuirks::BuiltIn().ModeMeaning(*word) == "mono";
    if (depth && !lineart) return SetNumber(*depth, 8);
    return {};
  }

  bool FeederOnly() const {
    bool names_sources = Find(SANE_NAME_SCAN_SOURCE) || Find("doc-source");
    return !names_sources && ReadSensor("paper").has_value();
  }

  Result<Setup> SetSource(const ScanSettings& settings) const {
    Setup setup;
    auto option = FindSettable(SANE_NAME_SCAN_SOURCE);
    const char* source = option ? SANE_NAME_SCAN_SOURCE : "doc-source";
    auto feeder = WordFor(source, "feeder");
    auto duplex = WordFor(source, "feeder_duplex");
    auto flatbed = WordFor(source, "flatbed");
    // A device that names no source and yet feels paper is a feeder and nothing else.
    bool any = feeder || duplex || FeederOnly();
    setup.feeder = settings.source == ScanSource::kFeeder ||
                   (settings.source == ScanSource::kAutomatic && any);
    setup.duplex = setup.feeder && settings.duplex;
    if (setup.feeder && !any) return Error{Fault::kBadSetting, "the device has no feeder"};
    if (settings.source == ScanSource::kFlatbed && any && !flatbed) {
      return Error{Fault::kBadSetting, "the device has no flatbed"};
    }
    auto word = !setup.feeder            ? flatbed
                : setup.duplex && duplex ? duplex
                : feeder                 ? feeder
                                         : duplex;
    if (word) {
      if (auto set = SetText(*FindSettable(source), *word); !set) return set.error();
    }
    if (!setup.feeder) return setup;
    // Two other spellings of "both sides": an option of its own.
    bool can = duplex.has_value();
    if (auto mode = WordFor("adf-mode", setup.duplex ? "feeder_duplex" : "feeder")) {
      if (auto set = SetText(*FindSettable("adf-mode"), *mode); !set) return set.error();
      can = true;
    }
    if (auto flag = FindSettable("duplex"); flag && flag->what->type == SANE_TYPE_BOOL) {
      if (auto set = SetFlag(*flag, setup.duplex); !set) return set.error();
      can = true;
    }
    if (setup.duplex && !can) return Error{Fault::kBadSetting, "the device scans one side only"};
    return setup;
  }

  Result<void> SetPreset(const std::string& name, const std::string& value) const {
    auto option = FindSettable(name.c_str());
    if (!option) return Error{Fault::kBadSetting, "the device has no option " + name};
    switch (option->what->type) {
      case SANE_TYPE_BOOL:
        return SetFlag(*option, value == "yes" || value == "true");
      case SANE_TYPE_INT:
      case SANE_TYPE_FIXED:
        return SetNumber(*option, std::strtod(value.c_str(), nullptr));
      case SANE_TYPE_STRING:
        return SetText(*option, value);
      default:
        return Error{Fault::kBadSetting, "option " + name + " takes no value"};
    }
  }
};

SaneDevice::SaneDevice(std::string name, std::unique_ptr<State> state)
    : name_(std::move(name)), state_(std::move(state)) {}

SaneDevice::~SaneDevice() { sane_close(state_->handle); }

Result<std::unique_ptr<SaneDevice>> SaneDevice::Open(const std::string& name) {
  if (auto started = StartSane(); !started) return started.error();
  auto state = std::make_unique<State>();
  SANE_Status status = sane_open(name.c_str(), &state->handle);
  if (status == SANE_STATUS_INVAL || status == SANE_STATUS_UNSUPPORTED) {
    return Error{Fault::kNoScanner, "opening " + name + ": " + sane_strstatus(status)};
  }
  if (status == SANE_STATUS_IO_ERROR || status == SANE_STATUS_EOF) {
    return Error{Fault::kScannerGone, "opening " + name + ": " + sane_strstatus(status)};
  }
  if (status != SANE_STATUS_GOOD) return StatusError(status, "opening " + name);
  return std::unique_ptr<SaneDevice>(new SaneDevice(name, std::move(state)));
}

Result<void> SaneDevice::Describe(ScannerEntry& entry) {
  const State& state = *state_;
  const char* source = state.Find(SANE_NAME_SCAN_SOURCE) ? SANE_NAME_SCAN_SOURCE : "doc-source";
  bool duplex_source = state.WordFor(source, "feeder_duplex").has_value();
  bool feeder = duplex_source || state.WordFor(source, "feeder") || state.FeederOnly();
  if (feeder) entry.sources.push_back(ScanSource::kFeeder);
  if (state.WordFor(source, "flatbed") || !feeder) entry.sources.push_back(ScanSource::kFlatbed);
  // Sizes are those of the source that letters go through.
  ScanSettings settings;
  settings.source = entry.sources.front();
  if (auto set = state.SetSource(settings); !set) return set.error();
  auto flag = state.FindSettable("duplex");
  entry.duplex = feeder && (duplex_source || state.WordFor("adf-mode", "feeder_duplex") ||
                            (flag && flag->what->type == SANE_TYPE_BOOL));
  if (auto resolution = state.Find(SANE_NAME_SCAN_RESOLUTION)) {
    for (int dpi : kUsualResolutions) {
      if (std::abs(Nearest(*resolution->what, dpi) - dpi) < 0.5) entry.resolutions.push_back(dpi);
    }
  }
  bool any_mode = state.Find(SANE_NAME_SCAN_MODE).has_value();
  if (!any_mode || state.WordFor(SANE_NAME_SCAN_MODE, "gray") ||
      state.WordFor(SANE_NAME_SCAN_MODE, "colour")) {
    entry.modes.push_back(ScanMode::kGray);
  }
  if (!any_mode || state.WordFor(SANE_NAME_SCAN_MODE, "colour")) {
    entry.modes.push_back(ScanMode::kColour);
  }
  entry.modes.push_back(ScanMode::kMono);  // its own or ours
  for (ScanPageSize size : {ScanPageSize::kA4, ScanPageSize::kF4, ScanPageSize::kLegal}) {
    if (state.Fits(AreaOf(size))) entry.page_sizes.push_back(size);
  }
  entry.page_sizes.push_back(ScanPageSize::kAutomatic);
  entry.senses_paper = state.ReadSensor("paper").has_value();
  entry.senses_button = state.ReadSensor("button").has_value();
  return {};
}

ScannerSense SaneDevice::Sense() {
  return {state_->ReadSensor("paper"), state_->ReadSensor("button")};
}

Result<SaneDevice::Setup> SaneDevice::Configure(const ScanSettings& settings,
                                                const SanePresets& presets) {
  auto setup = state_->SetSource(settings);
  if (!setup) return setup;
  if (auto set = state_->SetMode(settings.mode); !set) return set.error();
  setup->resolution = settings.resolution;
  if (auto option = state_->FindSettable(SANE_NAME_SCAN_RESOLUTION)) {
    if (auto set = state_->SetNumber(*option, settings.resolution); !set) return set.error();
    option = state_->Find(SANE_NAME_SCAN_RESOLUTION);
    setup->resolution = static_cast<int>(std::lround(state_->ReadNumber(*option)));
  }
  if (auto set = state_->SetArea(settings.page_size); !set) return set.error();
  // Last, because setting a mode or source may put other options back to their defaults.
  for (const auto& [name, value] : presets) {
    if (auto set = state_->SetPreset(name, value); !set) return set.error();
  }
  return setup;
}

Result<FrameForm> SaneDevice::Start() {
  SANE_Status status = sane_start(state_->handle);
  if (status != SANE_STATUS_GOOD) return StatusError(status, "starting the page");
  SANE_Parameters parameters{};
  status = sane_get_parameters(state_->handle, &parameters);
  if (status != SANE_STATUS_GOOD) return StatusError(status, "reading the page's form");
  static const std::map<SANE_Frame, FrameForm::Channels> kChannels = {
      {SANE_FRAME_GRAY, FrameForm::Channels::kGray},
      {SANE_FRAME_RGB, FrameForm::Channels::kRgb},
      {SANE_FRAME_RED, FrameForm::Channels::kRed},
      {SANE_FRAME_GREEN, FrameForm::Channels::kGreen},
      {SANE_FRAME_BLUE, FrameForm::Channels::kBlue}};
  auto channels = kChannels.find(parameters.format);
  if (channels == kChannels.end()) {
    return Error{Fault::kScannerFailed, "the device sends an unknown kind of picture"};
  }
  return FrameForm{.channels = channels->second,
                   .last = parameters.last_frame != SANE_FALSE,
                   .bytes_per_line = parameters.bytes_per_line,
                   .width_px = parameters.pixels_per_line,
                   .lines = parameters.lines,
                   .depth = parameters.depth};
}

Result<size_t> SaneDevice::Read(std::span<uint8_t> buffer) {
  for (;;) {
    SANE_Int got = 0;
    SANE_Status status =
        sane_read(state_->handle, buffer.data(), static_cast<SANE_Int>(buffer.size()), &got);
    if (status == SANE_STATUS_EOF) return size_t{0};
    if (status != SANE_STATUS_GOOD) return StatusError(status, "reading the page");
    if (got > 0) return std::min(static_cast<size_t>(got), buffer.size());
    // Good but empty: the device is thinking. The agent's watchdog ends this when it is for ever.
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

void SaneDevice::Cancel() { sane_cancel(state_->handle); }

}  // namespace piket
