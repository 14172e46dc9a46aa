// What piket.toml says: every key of config/piket.toml with its default. Read once at start, passed
// by value; config/piket.toml explains each key to the person who edits it.
#ifndef PIKET_AGENT_CORE_SETTINGS_H_
#define PIKET_AGENT_CORE_SETTINGS_H_

#include <filesystem>
#include <string>
#include <vector>

#include "agent/core/clock.h"
#include "agent/core/result.h"

namespace piket {

struct PrinterSettings {
  std::string name;
  std::string uri;
};

// Where reminders and notices go by e-mail; no server, no mail.
struct MailSettings {
  std::string server;
  int port = 25;
  std::string from;
  std::string tls = "none";       // none, starttls
  std::filesystem::path ca_file;  // who vouches for the server; "": the system's authorities
  std::string user;               // "" without signing in
  std::filesystem::path password_file;
};

struct Settings {
  std::vector<std::string> roles = {"desk"};
  std::string post = "L1";
  std::filesystem::path data = "/var/lib/piket";
  std::filesystem::path share;  // screens, papers, offices; empty: beside the binary

  std::string office = "Dinas Komunikasi, Informatika, Statistik dan Persandian";
  std::string government = "Kota Tarakan";  // whose offices the list names
  Zone zone;

  std::string address = "127.0.0.1";
  int port = 8470;  // 0: any free one
  // Who certifies the screens: "own" (the post's authority), "office" (files the office gives),
  // "none" (this machine alone may look).
  std::string screen_tls = "none";
  std::vector<std::string> screen_names;  // further names and addresses of the screens, lower case
  std::filesystem::path screen_certificate;
  std::filesystem::path screen_key;
  int idle_lock_seconds = 300;
  int pin_tries = 5;
  int lock_out_seconds = 300;

  std::string scanner;  // vendor/model/serial; empty: the first found
  std::filesystem::path sane_config;
  std::string source = "auto";
  bool duplex = false;
  int resolution = 300;
  std::string mode = "gray";
  std::string page_size = "auto";
  bool divide_at_blank_sheets = false;

  std::vector<PrinterSettings> printers;

  std::string agenda_book = "masuk";
  std::string agenda_display = "{nomor}/{tahun}";
  bool agenda_keeper = true;

  int reading_workers = 2;
  int reading_deadline_seconds = 20;
  int disk_reserve_mib = 200;

  std::filesystem::path papers;   // folder of papers' *.toml; empty: the shipped one
  std::filesystem::path offices;  // CSV; empty: the shipped list

  // The office (role "central"); empty: the shipped ones of config/.
  std::filesystem::path positions;   // file
  std::filesystem::path procedures;  // folder
  std::filesystem::path calendar;    // folder
  // Where the other posts reach the centre (role "central").
  std::string centre_address = "127.0.0.1";
  int centre_port = 8471;   // 0: any free one
  std::string centre_name;  // in invitations and certificates; empty: centre_address
  std::vector<int> reminder_levels = {75, 100, 150};  // per cent of a limit, ascending
  MailSettings mail;

  // Shipped or chosen: the place to read.
  std::filesystem::path PapersFolder() const;
  std::filesystem::path OfficesFile() const;
  std::filesystem::path PositionsFile() const;
  std::filesystem::path ProceduresFolder() const;
  std::filesystem::path CalendarFolder() const;
  // Every name and address the screens answer to; never empty.
  std::vector<std::string> ScreenNames() const;
  // "http://127.0.0.1": how a browser on this machine reaches them, without the port.
  std::string ScreenUrl() const;
  std::string CentreName() const;  // a host name or an address, lower case
  bool Has(const std::string& role) const;
};

// kConfiguration with "file:line:column: …" for each problem.
Result<Settings> ReadSettings(const std::filesystem::path& path);
Result<Settings> ParseSettings(const std::string& text, const std::string& name);

// Where the installed or built files lie: `share` when set, else beside the binary or the source.
std::filesystem::path ShareFolder(const Settings& settings);

// "123/2026" by the template of agenda_display: {nomor}, {tahun}.
std::string AgendaDisplay(const Settings& settings, int number, int year);

}  // namespace piket

#endif  // PIKET_AGENT_CORE_SETTINGS_H_
