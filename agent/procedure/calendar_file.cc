#include <algorithm>
#include <array>
#include <set>

#include "agent/core/config_file.h"
#include "agent/core/file.h"
#include "agent/core/text.h"
#include "agent/procedure/calendar.h"

namespace piket {
namespace {

using std::filesystem::path;

constexpr std::array<const char*, 7> kDays = {"senin", "selasa", "rabu",  "kamis",
                                              "jumat", "sabtu",  "minggu"};
const std::vector<std::string> kKinds = {"nasional", "cuti_bersama", "lokal", "pemilu"};

// The names of the tz database for the three zones, and the office's own.
std::optional<Zone> ZoneFromPlace(const std::string& place) {
  if (place == "Asia/Jakarta" || place == "Asia/Pontianak") return ZoneFromName("WIB");
  if (place == "Asia/Makassar") return ZoneFromName("WITA");
  if (place == "Asia/Jayapura") return ZoneFromName("WIT");
  return ZoneFromName(place);
}

void ReadHours(ConfigTable& table, const char* key, std::vector<Segment>& place) {
  std::vector<std::string> texts;
  table.Texts(key, texts);
  for (const std::string& text : texts) {
    auto segment = SegmentFromText(text);
    if (!segment) {
      table.Problem(key, "harus berbentuk \"07:30-12:00\"");
    } else if (!place.empty() && segment->from <= place.back().until) {
      table.Problem(key, "jam harus urut dan tidak bersambung");
    } else {
      place.push_back(*segment);
    }
  }
}

std::vector<std::vector<Segment>> ReadWeek(ConfigTable table) {
  std::vector<std::vector<Segment>> week(7);
  for (size_t day = 0; day < 7; ++day) ReadHours(table, kDays[day], week[day]);
  return week;
}

Date ReadDay(ConfigTable& table, const char* key, int year, const Date& otherwise) {
  std::string text;
  table.Text(key, text);
  if (text.empty() && otherwise.ok()) return otherwise;
  auto date = DateFromIso(text);
  if (!date || static_cast<int>(date->year()) != year) {
    table.Problem(key, Format("harus tanggal \"%04d-bb-hh\"", year));
    return otherwise;
  }
  return *date;
}

void ReadNeeded(ConfigTable& table, const char* key, std::string& place) {
  table.Text(key, place);
  if (Trimmed(place).empty()) table.Problem(key, "harus diisi");
}

Date FirstDay(int year) {
  return {std::chrono::year(year), std::chrono::January, std::chrono::day(1)};
}
Date LastDay(int year) {
  return {std::chrono::year(year), std::chrono::December, std::chrono::day(31)};
}

void ReadOverrides(ConfigTable root, CalendarYear& year) {
  for (ConfigTable& table : root.Tables("penggantian")) {
    Override over;
    ReadNeeded(table, "nama", over.name);
    ReadNeeded(table, "sumber", over.source);
    over.from = ReadDay(table, "mulai", year.year, Date());
    if (!over.from.ok()) over.from = FirstDay(year.year);
    over.until = ReadDay(table, "sampai", year.year, over.from);
    if (over.until < over.from) {
      table.Problem("sampai", "lebih dahulu daripada mulai");
      over.until = over.from;
    }
    table.Flag("hari_kerja", over.over_holidays);
    bool every_day = table.Has("jam");
    if (every_day == table.Has("minggu")) table.Problem("jam", "isi salah satu: jam atau minggu");
    over.week = ReadWeek(table.Table("minggu"));
    if (every_day) {
      std::vector<Segment> hours;
      ReadHours(table, "jam", hours);
      over.week.assign(7, hours);
    }
    year.overrides.push_back(std::move(over));
  }
}

void ReadHolidays(ConfigTable root, CalendarYear& year) {
  std::set<std::pair<std::string, std::string>> seen;
  for (ConfigTable& table : root.Tables("libur")) {
    Holiday holiday;
    holiday.date = ReadDay(table, "tanggal", year.year, Date());
    ReadNeeded(table, "nama", holiday.name);
    ReadNeeded(table, "sumber", holiday.source);
    holiday.kind = "nasional";
    table.Choice("jenis", holiday.kind, kKinds);
    if (!holiday.date.ok()) continue;
    if (!seen.emplace(IsoText(holiday.date), holiday.name).second) {
      table.Problem("tanggal", "sudah ada di atas");
    }
    year.holidays.push_back(std::move(holiday));
  }
}

// "2026-3" is the third text of the year 2026; 0 when it is no version.
int YearOfVersion(const std::string& version) {
  auto digits = [](std::string_view text) {
    return !text.empty() && text.size() <= 4 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (version.size() < 6 || version[4] != '-') return 0;
  if (!digits(version.substr(0, 4)) || !digits(version.substr(5))) return 0;
  int year = std::stoi(version.substr(0, 4));
  return year < 1900 || year > 2999 ? 0 : year;
}

void ReadYear(ConfigTable root, CalendarYear& year) {
  ReadNeeded(root, "versi", year.version);
  year.year = YearOfVersion(year.version);
  if (year.year == 0) {
    root.Problem("versi", "harus berbentuk \"2026-1\"");
    year.year = 2000;
  }
  ReadNeeded(root, "dasar_hukum", year.legal_basis);
  year.status = "resmi";
  root.Choice("status", year.status, {"resmi", "perkiraan"});
  year.valid_until = ReadDay(root, "berlaku_sampai", year.year, LastDay(year.year));
  std::string zone = "Asia/Makassar";
  root.Text("zona", zone);
  if (auto found = ZoneFromPlace(zone)) {
    year.zone = *found;
  } else {
    root.Problem("zona", "harus Asia/Jakarta, Asia/Makassar atau Asia/Jayapura");
  }
  year.week = ReadWeek(root.Table("minggu"));
  bool is_open = std::any_of(year.week.begin(), year.week.end(),
                             [](const std::vector<Segment>& day) { return !day.empty(); });
  if (!is_open) root.Problem("minggu", "tidak ada jam kerja sama sekali");
  ReadOverrides(root, year);
  ReadHolidays(root, year);
}

Result<CalendarYear> ReadFrom(ConfigFile file) {
  CalendarYear year;
  ReadYear(file.Root(), year);
  if (auto finished = file.Finish(); !finished) return finished.error();
  return year;
}

}  // namespace

std::string SegmentText(const Segment& segment) {
  return Format("%02d:%02d-%02d:%02d", segment.from / 60, segment.from % 60, segment.until / 60,
                segment.until % 60);
}

std::optional<Segment> SegmentFromText(std::string_view text) {
  Segment segment;
  int parts[4] = {};
  if (text.size() != 11) return std::nullopt;
  for (size_t i = 0; i < 4; ++i) {
    char tens = text[i * 3];
    char ones = text[i * 3 + 1];
    if (tens < '0' || tens > '9' || ones < '0' || ones > '9') return std::nullopt;
    parts[i] = (tens - '0') * 10 + (ones - '0');
  }
  segment.from = parts[0] * 60 + parts[1];
  segment.until = parts[2] * 60 + parts[3];
  bool is_time = parts[1] < 60 && parts[3] < 60 && segment.until <= 24 * 60;
  // The signs between the digits, and an hour of 99.
  if (!is_time || segment.from >= segment.until || SegmentText(segment) != text) {
    return std::nullopt;
  }
  return segment;
}

Result<CalendarYear> ReadCalendarYear(const path& file) {
  auto config = ConfigFile::Read(file);
  if (!config) return config.error();
  auto year = ReadFrom(std::move(*config));
  if (year && file.stem() != std::to_string(year->year)) {
    return Error{Fault::kConfiguration,
                 file.string() + ":1:1: versi: bukan tahun dari nama berkasnya"};
  }
  return year;
}

Result<CalendarYear> ParseCalendarYear(const std::string& text, const std::string& name) {
  auto config = ConfigFile::Parse(text, name);
  if (!config) return config.error();
  return ReadFrom(std::move(*config));
}

Result<Calendar> Calendar::Read(const path& folder) {
  std::error_code failed;
  std::vector<path> files;
  for (std::filesystem::directory_iterator each(folder, failed), end; !failed && each != end;
       each.increment(failed)) {
    if (each->path().extension() == ".toml") files.push_back(each->path());
  }
  if (failed) return Error{Fault::kNotFound, folder.string() + ": " + failed.message()};
  std::sort(files.begin(), files.end());
  std::vector<CalendarYear> years;
  std::string problems;
  for (const path& file : files) {
    auto year = ReadCalendarYear(file);
    if (year) {
      years.push_back(std::move(*year));
    } else if (year.error().fault == Fault::kConfiguration) {
      problems += year.error().detail + "\n";
    } else {
      return year.error().While("reading the calendar");
    }
  }
  if (!problems.empty()) return Error{Fault::kConfiguration, Trimmed(problems)};
  return FromYears(std::move(years));
}

namespace {

Json WeekJson(const std::vector<std::vector<Segment>>& week) {
  Json json = Json::array();
  for (const std::vector<Segment>& day : week) {
    Json hours = Json::array();
    for (const Segment& segment : day) hours.push_back(SegmentText(segment));
    json.push_back(std::move(hours));
  }
  return json;
}

// False when a stretch is none.
bool WeekFromJson(const Json& json, std::vector<std::vector<Segment>>& week) {
  if (!json.is_array() || json.size() != 7) return false;
  for (const Json& day : json) {
    week.emplace_back();
    for (const std::string& text : TextsOf(day)) {
      auto segment = SegmentFromText(text);
      if (!segment) return false;
      week.back().push_back(*segment);
    }
  }
  return true;
}

Json Member(const Json& object, const char* key) {
  return object.is_object() && object.contains(key) ? object.at(key) : Json();
}

}  // namespace

Json ToJson(const CalendarYear& year) {
  Json json = {{"year", year.year},
               {"version", year.version},
               {"legal_basis", year.legal_basis},
               {"status", year.status},
               {"valid_until", IsoText(year.valid_until)},
               {"zone", year.zone.name},
               {"week", WeekJson(year.week)},
               {"overrides", Json::array()},
               {"holidays", Json::array()}};
  for (const Override& over : year.overrides) {
    json["overrides"].push_back({{"from", IsoText(over.from)},
                                 {"until", IsoText(over.until)},
                                 {"name", over.name},
                                 {"week", WeekJson(over.week)},
                                 {"over_holidays", over.over_holidays},
                                 {"source", over.source}});
  }
  for (const Holiday& holiday : year.holidays) {
    json["holidays"].push_back({{"date", IsoText(holiday.date)},
                                {"name", holiday.name},
                                {"kind", holiday.kind},
                                {"source", holiday.source}});
  }
  return json;
}

Result<CalendarYear> CalendarYearFromJson(const Json& json) {
  const Error wrong{Fault::kBadRequest, "not a calendar's year"};
  CalendarYear year;
  year.version = TextOr(json, "version");
  year.year = YearOfVersion(year.version);
  year.legal_basis = TextOr(json, "legal_basis");
  year.status = TextOr(json, "status", "resmi");
  auto valid_until = DateFromIso(TextOr(json, "valid_until"));
  auto zone = ZoneFromName(TextOr(json, "zone"));
  if (year.year == 0 || !valid_until || !zone) return wrong;
  year.valid_until = *valid_until;
  year.zone = *zone;
  if (!WeekFromJson(Member(json, "week"), year.week)) return wrong;
  for (const Json& each : Member(json, "overrides")) {
    Override over;
    auto from = DateFromIso(TextOr(each, "from"));
    auto until = DateFromIso(TextOr(each, "until"));
    if (!from || !until || !WeekFromJson(Member(each, "week"), over.week)) return wrong;
    over.from = *from;
    over.until = *until;
    over.name = TextOr(each, "name");
    over.over_holidays = BoolOr(each, "over_holidays");
    over.source = TextOr(each, "source");
    year.overrides.push_back(std::move(over));
  }
  for (const Json& each : Member(json, "holidays")) {
    auto date = DateFromIso(TextOr(each, "date"));
    if (!date) return wrong;
    year.holidays.push_back(
        {*date, TextOr(each, "name"), TextOr(each, "kind"), TextOr(each, "source")});
  }
  return year;
}

}  // namespace piket
