#include "agent/office_settings.h"

#include "agent/core/config_file.h"
#include "agent/letters/position.h"
#include "agent/paper/office_list.h"
#include "agent/paper/paper_config.h"
#include "agent/procedure/calendar.h"
#include "agent/procedure/procedure.h"
#include "agent/sync/config_shelf.h"
#include "agent/sync/line.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

void ReadScanner(ConfigTable table, Settings& settings) {
  table.Choice("source", settings.source, {"auto", "feeder", "flatbed"});
  table.Flag("duplex", settings.duplex);
  table.Integer("resolution", settings.resolution, 75, 1200);
  table.Choice("mode", settings.mode, {"gray", "colour", "mono"});
  table.Choice("page_size", settings.page_size, {"a4", "f4", "legal", "auto"});
  table.Flag("divide_at_blank_sheets", settings.divide_at_blank_sheets);
}

void ReadScreen(ConfigTable table, Settings& settings) {
  table.Integer("idle_lock_seconds", settings.idle_lock_seconds, 10, 86400);
  table.Integer("pin_tries", settings.pin_tries, 3, 20);
  table.Integer("lock_out_seconds", settings.lock_out_seconds, 10, 86400);
}

void ReadCentre(ConfigTable table, OfficeSettings& office) {
  table.Text("address", office.centre);
  if (!office.centre.empty() && !ReadCentreAddress(office.centre)) {
    table.Problem("address", "harus nama:port");
  }
  int seconds = static_cast<int>(office.trial.count());
  table.Integer("trial_seconds", seconds, 5, 3600);
  office.trial = std::chrono::seconds(seconds);
}

Result<void> ReadOfficeSettings(const fs::path& path, OfficeSettings& office) {
  auto file = ConfigFile::Read(path);
  if (!file) return file.error();
  Settings& settings = office.settings;
  ConfigTable root = file->Root();
  ConfigTable names = root.Table("office");
  names.Text("name", settings.office);
  names.Text("government", settings.government);
  ReadScreen(root.Table("screen"), settings);
  ReadScanner(root.Table("scanner"), settings);
  root.Table("agenda").Text("display", settings.agenda_display);
  root.Table("reading").Integer("deadline_seconds", settings.reading_deadline_seconds, 2, 600);
  root.Table("disk").Integer("reserve_mib", settings.disk_reserve_mib, 1, 100000);
  ReadCentre(root.Table("centre"), office);
  return file->Finish();
}

}  // namespace

Result<OfficeSettings> LayOver(const Settings& own, const fs::path& folder) {
  OfficeSettings office{own, "", std::chrono::seconds(300)};
  if (folder.empty()) return office;
  std::error_code ignored;
  auto take = [&](const char* name, fs::path& place) {
    if (fs::exists(folder / name, ignored)) place = folder / name;
  };
  take("papers", office.settings.papers);
  take("offices.csv", office.settings.offices);
  take("positions.toml", office.settings.positions);
  take("sop", office.settings.procedures);
  take("calendar", office.settings.calendar);
  if (fs::exists(folder / kOfficeSettingsFile, ignored)) {
    auto read = ReadOfficeSettings(folder / kOfficeSettingsFile, office);
    if (!read) return read.error();
  }
  return office;
}

Result<void> CheckSettings(const Settings& settings) {
  if (auto papers = ReadPaperConfig(settings.PapersFolder()); !papers) return papers.error();
  if (auto offices = ReadOffices(settings.OfficesFile()); !offices) return offices.error();
  auto positions = ReadPositions(settings.PositionsFile());
  if (!positions) return positions.error();
  auto procedures = ProcedureShelf::Open(settings.ProceduresFolder(), positions->Actors());
  if (!procedures) return procedures.error();
  auto calendar = Calendar::Read(settings.CalendarFolder());
  return calendar ? Result<void>() : calendar.error();
}

Result<void> CheckOfficeConfig(const Settings& own, const fs::path& folder) {
  auto office = LayOver(own, folder);
  return office ? CheckSettings(office->settings) : office.error();
}

Result<Settings> ReadSettingsHere(const fs::path& config) {
  auto own = ReadSettings(config);
  if (!own || own->Has("central")) return own;
  auto office = LayOver(*own, ReadConfigInForce(own->data).folder);
  return office ? Result<Settings>(office->settings) : office.error();
}

}  // namespace piket
