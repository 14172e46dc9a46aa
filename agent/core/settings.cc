#include "agent/core/settings.h"

#include <algorithm>

#include "agent/core/config_file.h"
#include "agent/core/file.h"
#include "agent/core/process.h"
#include "agent/core/text.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

void ReadPath(ConfigTable& table, const char* key, fs::path& place) {
  std::string text = place.string();
  table.Text(key, text);
  place = text;
}

bool IsThisMachine(const std::string& address) {
  return address == "127.0.0.1" || address == "::1";
}
bool IsEveryAddress(const std::string& address) { return address == "0.0.0.0" || address == "::"; }

void ReadOffice(ConfigTable table, Settings& settings) {
  table.Text("name", settings.office);
  table.Text("government", settings.government);
  std::string zone = settings.zone.name;
  table.Choice("zone", zone, {"WIB", "WITA", "WIT"});
  settings.zone = *ZoneFromName(zone);
  ReadPath(table, "papers", settings.papers);
  ReadPath(table, "offices", settings.offices);
  ReadPath(table, "positions", settings.positions);
  ReadPath(table, "procedures", settings.procedures);
  ReadPath(table, "calendar", settings.calendar);
}

void ReadScreen(ConfigTable table, Settings& settings) {
  table.Text("address", settings.address);
  table.Choice("tls", settings.screen_tls, {"own", "office", "none"});
  table.Texts("names", settings.screen_names);
  ReadPath(table, "certificate_file", settings.screen_certificate);
  ReadPath(table, "key_file", settings.screen_key);
  if (settings.screen_tls == "none" && !IsThisMachine(settings.address)) {
    table.Problem("address", "tanpa TLS harus 127.0.0.1 atau ::1");
  }
  bool has_files = !settings.screen_certificate.empty() && !settings.screen_key.empty();
  if (settings.screen_tls == "office" && !has_files) {
    table.Problem("tls", "isi certificate_file dan key_file");
  }
  if (IsEveryAddress(settings.address) && settings.screen_names.empty()) {
    table.Problem("names", "isi nama atau alamat komputer ini yang dipakai pos lain");
  }
  for (std::string& name : settings.screen_names) {
    name = LowerAscii(name);
    if (name.empty() || name.find_first_of(" /[]\t") != std::string::npos) {
      table.Problem("names", "nama atau alamat saja, tanpa port");
    }
  }
  table.Integer("port", settings.port, 0, 65535);
  table.Integer("idle_lock_seconds", settings.idle_lock_seconds, 10, 86400);
  table.Integer("pin_tries", settings.pin_tries, 3, 20);
  table.Integer("lock_out_seconds", settings.lock_out_seconds, 10, 86400);
}

void ReadScanner(ConfigTable table, Settings& settings) {
  table.Text("device", settings.scanner);
  ReadPath(table, "sane_config", settings.sane_config);
  table.Choice("source", settings.source, {"auto", "feeder", "flatbed"});
  table.Flag("duplex", settings.duplex);
  table.Integer("resolution", settings.resolution, 75, 1200);
  table.Choice("mode", settings.mode, {"gray", "colour", "mono"});
  table.Choice("page_size", settings.page_size, {"a4", "f4", "legal", "auto"});
  table.Flag("divide_at_blank_sheets", settings.divide_at_blank_sheets);
}

void ReadPrinters(ConfigTable& root, Settings& settings) {
  for (ConfigTable& table : root.Tables("printer")) {
    PrinterSettings printer;
    table.Text("name", printer.name);
    table.Text("uri", printer.uri);
    if (printer.name.empty()) table.Problem("uri", "pencetak ini belum punya name");
    settings.printers.push_back(printer);
  }
}

void ReadCentre(ConfigTable table, Settings& settings) {
  table.Text("address", settings.centre_address);
  table.Integer("port", settings.centre_port, 0, 65535);
  table.Text("name", settings.centre_name);
  settings.centre_name = LowerAscii(settings.centre_name);
  const std::string& address = settings.centre_address;
  bool callable = address != "0.0.0.0" && address.find(':') == std::string::npos;
  if (!callable && settings.centre_name.empty()) {
    table.Problem("name", "isi nama atau alamat komputer ini yang dipakai pos lain");
  }
  if (settings.centre_name.find_first_of(" :/\t") != std::string::npos) {
    table.Problem("name", "nama atau alamat IPv4 saja, tanpa port");
  }
}

void ReadReminders(ConfigTable table, Settings& settings) {
  if (!table.Has("levels")) return;
  std::vector<std::string> texts;
  table.Texts("levels", texts);
  settings.reminder_levels.clear();
  for (const std::string& text : texts) {
    bool is_number = !text.empty() && text.size() <= 4 &&
                     text.find_first_not_of("0123456789") == std::string::npos;
    int level = is_number ? std::stoi(text) : 0;
    bool rises = settings.reminder_levels.empty() || level > settings.reminder_levels.back();
    if (level < 1 || level > 1000 || !rises) {
      table.Problem("levels", "harus persen 1 sampai 1000, makin besar");
      return;
    }
    settings.reminder_levels.push_back(level);
  }
}

void ReadMail(ConfigTable table, MailSettings& mail) {
  table.Text("server", mail.server);
  table.Integer("port", mail.port, 1, 65535);
  table.Text("from", mail.from);
  table.Choice("tls", mail.tls, {"none", "starttls"});
  table.Text("user", mail.user);
  ReadPath(table, "password_file", mail.password_file);
  ReadPath(table, "ca_file", mail.ca_file);
  if (mail.server.empty()) return;
  if (!IsMailAddress(mail.from)) table.Problem("from", "harus alamat e-mail");
  if (mail.user.empty() != mail.password_file.empty()) {
    table.Problem("user", "user dan password_file diisi keduanya atau tidak sama sekali");
  }
  bool is_address = mail.server.find_first_not_of("0123456789.") == std::string::npos ||
                    mail.server.find(':') != std::string::npos;
  if (mail.tls == "starttls" && is_address) {
    table.Problem("server", "dengan starttls harus nama server, seperti tertulis di sertifikatnya");
  }
  if (mail.tls == "none" && !mail.user.empty()) {
    table.Problem("tls", "harus starttls bila user diisi: kata sandi tidak dikirim terbuka");
  }
}

Result<Settings> SettingsFrom(ConfigFile& file) {
  Settings settings;
  ConfigTable root = file.Root();
  root.Texts("roles", settings.roles);
  for (const std::string& role : settings.roles) {
    if (role != "desk" && role != "room" && role != "central") {
      root.Problem("roles", "peran harus desk, room, atau central");
    }
  }
  root.Text("post", settings.post);
  if (settings.post.empty() || settings.post.size() > 12 ||
      settings.post.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") !=
          std::string::npos) {
    root.Problem("post", "kode pos harus 1 sampai 12 huruf besar atau angka");
  }
  ReadPath(root, "data", settings.data);
  ReadPath(root, "share", settings.share);
  ReadOffice(root.Table("office"), settings);
  ReadScreen(root.Table("screen"), settings);
  ReadScanner(root.Table("scanner"), settings);
  ReadPrinters(root, settings);
  ConfigTable agenda = root.Table("agenda");
  agenda.Text("book", settings.agenda_book);
  agenda.Text("display", settings.agenda_display);
  agenda.Flag("keeper", settings.agenda_keeper);
  ConfigTable reading = root.Table("reading");
  reading.Integer("workers", settings.reading_workers, 1, 16);
  reading.Integer("deadline_seconds", settings.reading_deadline_seconds, 2, 600);
  ReadCentre(root.Table("centre"), settings);
  ReadReminders(root.Table("reminder"), settings);
  ReadMail(root.Table("mail"), settings.mail);
  root.Table("disk").Integer("reserve_mib", settings.disk_reserve_mib, 1, 100000);
  if (auto finished = file.Finish(); !finished) return finished.error();
  return settings;
}

}  // namespace

fs::path Settings::PapersFolder() const {
  return papers.empty() ? ShareFolder(*this) / "config" / "papers" : papers;
}
fs::path Settings::OfficesFile() const {
  return offices.empty() ? ShareFolder(*this) / "config" / "offices.csv" : offices;
}
fs::path Settings::PositionsFile() const {
  return positions.empty() ? ShareFolder(*this) / "config" / "positions.toml" : positions;
}
fs::path Settings::ProceduresFolder() const {
  return procedures.empty() ? ShareFolder(*this) / "config" / "sop" : procedures;
}
fs::path Settings::CalendarFolder() const {
  return calendar.empty() ? ShareFolder(*this) / "config" / "calendar" : calendar;
}
std::vector<std::string> Settings::ScreenNames() const {
  std::vector<std::string> names = screen_names;
  if (!IsEveryAddress(address)) names.push_back(address);
  for (const char* own : {"localhost", "127.0.0.1", "::1"}) {
    if (std::find(names.begin(), names.end(), own) == names.end()) names.emplace_back(own);
  }
  return names;
}

std::string Settings::ScreenUrl() const {
  std::string host = IsEveryAddress(address) ? "127.0.0.1" : address;
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  return (screen_tls == "none" ? "http://" : "https://") + host;
}

std::string Settings::CentreName() const {
  return centre_name.empty() ? centre_address : centre_name;
}

bool Settings::Has(const std::string& role) const {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

Result<Settings> ReadSettings(const fs::path& path) {
  auto file = ConfigFile::Read(path);
  if (!file) return file.error();
  return SettingsFrom(*file);
}

Result<Settings> ParseSettings(const std::string& text, const std::string& name) {
  auto file = ConfigFile::Parse(text, name);
  if (!file) return file.error();
  return SettingsFrom(*file);
}

fs::path ShareFolder(const Settings& settings) {
  if (!settings.share.empty()) return settings.share;
  std::error_code ignored;
  // Installed: /usr/bin/piket and /usr/share/piket. Built: <source>/build/<preset>/piket.
  fs::path folder = fs::path(OwnBinary()).parent_path();
  for (const char* way : {"../share/piket", "../..", "../../.."}) {
    fs::path share = folder / way;
    if (fs::exists(share / "config" / "offices.csv", ignored)) return fs::canonical(share, ignored);
  }
  return "/usr/share/piket";
}

std::string AgendaDisplay(const Settings& settings, int number, int year) {
  std::string text = settings.agenda_display;
  for (const auto& [token, value] : {std::pair{"{nomor}", number}, {"{tahun}", year}}) {
    if (size_t at = text.find(token); at != std::string::npos) {
      text.replace(at, std::string(token).size(), std::to_string(value));
    }
  }
  return text;
}

}  // namespace piket
