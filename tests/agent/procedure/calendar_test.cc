#include "agent/procedure/calendar.h"

#include <gtest/gtest.h>

#include <random>

#include "agent/core/file.h"
#include "agent/core/text.h"

namespace piket {
namespace {

using std::chrono::minutes;

const Zone kWita{};

std::filesystem::path ShippedFolder() {
  return std::filesystem::path(PIKET_SOURCE_DIR) / "config" / "calendar";
}

Calendar Shipped() {
  auto calendar = Calendar::Read(ShippedFolder());
  EXPECT_TRUE(calendar) << (calendar ? "" : calendar.error().detail);
  return calendar ? *calendar : Calendar();
}

// The hours of the shipped year in another one, without holidays but New Year.
CalendarYear PlainYear(int number) {
  CalendarYear year = Shipped().years().at(0);
  year.year = number;
  year.version = std::to_string(number) + "-1";
  year.valid_until = Date(std::chrono::year(number), std::chrono::December, std::chrono::day(31));
  year.overrides.clear();
  year.holidays = {{Date(std::chrono::year(number), std::chrono::January, std::chrono::day(1)),
                    "Tahun Baru", "nasional", "uji"}};
  return year;
}

Instant At(const std::string& text) {
  auto date = DateFromIso(text.substr(0, 10));
  EXPECT_TRUE(date) << text;
  return FromLocal({*date, std::stoi(text.substr(11, 2)), std::stoi(text.substr(14, 2)), 0}, kWita);
}

std::string TextOf(const Result<Instant>& at) {
  if (!at) return std::string(Word(at.error().fault));
  LocalTime local = ToLocal(*at, kWita);
  return IsoText(local.date) + Format(" %02d:%02d", local.hour, local.minute);
}

std::string DueText(const Calendar& calendar, const std::string& start, const std::string& limit) {
  return TextOf(calendar.Due(At(start), *LimitFromText(limit)));
}

TEST(Calendar, GivesEveryDueTimeOfTheVectors) {
  struct {
    const char* start;
    const char* limit;
    const char* due;
  } const kVectors[] = {
      {"2026-05-13 15:59", "2 Menit", "2026-05-18 07:31"},
      {"2026-05-26 10:00", "2 Hari", "2026-06-02 16:00"},
      {"2026-08-19 11:45", "30 Menit", "2026-08-19 13:15"},
      {"2026-08-21 11:20", "25 Menit", "2026-08-21 13:15"},
      {"2026-08-15 09:00", "2 Menit", "2026-08-18 07:32"},
      {"2026-11-23 07:00", "3 Menit", "2026-11-23 07:33"},
      {"2026-04-02 14:30", "176 Menit", "2026-04-06 08:56"},
      {"2026-06-10 15:00", "3 Hari", "2026-06-15 16:00"},
      {"2026-12-14 09:00", "7 Hari", "2026-12-23 16:00"},
      {"2026-12-15 09:00", "7 Hari", "2026-12-28 16:00"},
      {"2026-11-21 09:00", "1 Hari", "2026-11-23 16:00"},
      {"2026-11-23 11:30", "30 Menit", "2026-11-23 12:00"},
      {"2026-11-27 09:00", "1 Hari", "2026-11-30 16:00"},
      {"2026-12-31 15:59", "3 Menit", "kalender_tidak_dimuat"},
      // Ramadan's hours, and the night before a limit of none.
      {"2026-03-02 07:45", "10 Menit", "2026-03-02 08:10"},
      {"2026-03-02 11:55", "10 Menit", "2026-03-02 12:35"},
      {"2026-03-05 10:00", "1 Hari", "2026-03-06 11:30"},
      {"2026-11-23 02:00", "", "2026-11-23 02:00"},
      {"2026-11-23 02:00", "0 Menit", "2026-11-23 02:00"},
      {"2026-11-23 09:00", "0 Hari", "2026-11-23 16:00"},
      {"2026-11-22 09:00", "0 Hari", "2026-11-23 16:00"},
  };
  Calendar calendar = Shipped();
  for (const auto& each : kVectors) {
    EXPECT_EQ(DueText(calendar, each.start, each.limit), each.due) << each.start << each.limit;
  }
}

TEST(Calendar, GoesOnIntoTheNextYearOnceThatIsLoaded) {
  CalendarYear next = PlainYear(2027);
  auto calendar = Calendar::FromYears({next, Shipped().years()[0]});
  ASSERT_TRUE(calendar);
  EXPECT_EQ(DueText(*calendar, "2026-12-31 15:59", "3 Menit"), "2027-01-04 07:32");
  EXPECT_EQ(DueText(*calendar, "2026-12-31 23:59", "1 Menit"), "2027-01-04 07:31");
  EXPECT_EQ(calendar->version(), "2026-1,2027-1");
  EXPECT_EQ(IsoText(*calendar->Horizon(*DateFromIso("2026-05-01"))), "2027-12-31");
}

TEST(Calendar, NeverGuessesADayItDoesNotKnow) {
  Calendar calendar = Shipped();
  const Limit one{Limit::Unit::kMinutes, 1};
  for (const char* start : {"1999-12-31 10:00", "1970-01-01 00:00", "2025-12-31 23:59",
                            "2026-12-31 23:59", "2027-01-01 00:00", "9999-12-31 12:00"}) {
    EXPECT_EQ(DueText(calendar, start, "1 Menit"), "kalender_tidak_dimuat") << start;
  }
  Instant silvester = At("2026-12-31 23:59");
  EXPECT_EQ(DueText(calendar, "2026-12-31 09:00", "1 Hari"), "kalender_tidak_dimuat");
  EXPECT_EQ(TextOf(calendar.NextOpening(silvester)), "kalender_tidak_dimuat");
  EXPECT_FALSE(calendar.OfficeMs(silvester, silvester + minutes(2)));
  EXPECT_EQ(*calendar.OfficeMs(silvester, silvester + minutes(1)), 0);
  EXPECT_FALSE(*calendar.IsOpen(silvester));
  EXPECT_FALSE(calendar.IsOpen(silvester + minutes(1)));
  EXPECT_FALSE(calendar.IsWorkingDay(*DateFromIso("2027-01-04")));
  EXPECT_FALSE(calendar.Due(Instant(std::chrono::milliseconds(int64_t{1} << 60)), one));
  EXPECT_FALSE(Calendar().Due(silvester, one));
  EXPECT_FALSE(Calendar().IsOpen(silvester));
}

TEST(Calendar, DoesNotCountAcrossAYearThatIsMissing) {
  auto calendar = Calendar::FromYears({PlainYear(2025), PlainYear(2027)});
  ASSERT_TRUE(calendar);
  EXPECT_EQ(DueText(*calendar, "2025-12-31 15:59", "3 Menit"), "kalender_tidak_dimuat");
  EXPECT_FALSE(calendar->OfficeMs(At("2025-12-31 15:00"), At("2027-01-04 08:00")));
  EXPECT_EQ(DueText(*calendar, "2027-01-04 08:00", "3 Menit"), "2027-01-04 08:03");
}

TEST(Calendar, Knows29FebruaryOnlyInALeapYear) {
  auto calendar = Calendar::FromYears({PlainYear(2028)});
  ASSERT_TRUE(calendar);
  EXPECT_TRUE(*calendar->IsWorkingDay(*DateFromIso("2028-02-29")));
  EXPECT_EQ(DueText(*calendar, "2028-02-28 15:59", "2 Menit"), "2028-02-29 07:31");
  EXPECT_EQ(DueText(*calendar, "2028-02-28 09:00", "2 Hari"), "2028-03-01 16:00");
  auto no_day = Date(std::chrono::year(2027), std::chrono::February, std::chrono::day(29));
  EXPECT_FALSE(Shipped().IsWorkingDay(no_day));
}

TEST(Calendar, Has240WorkingDaysIn2026) {
  Calendar calendar = Shipped();
  int working = 0;
  int64_t office_ms = 0;
  for (auto day = std::chrono::sys_days(*DateFromIso("2026-01-01"));
       day <= std::chrono::sys_days(*DateFromIso("2026-12-31")); day += std::chrono::days(1)) {
    working += *calendar.IsWorkingDay(Date(day)) ? 1 : 0;
    Instant midnight = Instant(day) - kWita.offset;
    office_ms += *calendar.OfficeMs(midnight, midnight + std::chrono::hours(24));
  }
  EXPECT_EQ(working, 240);
  EXPECT_EQ(*calendar.OfficeMs(At("2026-01-01 00:00"), At("2026-12-31 23:59")), office_ms);
  int kinds[2] = {};
  for (const Holiday& holiday : calendar.years()[0].holidays) {
    ++kinds[holiday.kind == "cuti_bersama" ? 1 : 0];
    EXPECT_NE(holiday.source.find("SKB"), std::string::npos);
  }
  EXPECT_EQ(kinds[0], 17);
  EXPECT_EQ(kinds[1], 8);
}

TEST(Calendar, HasTheWeeksHoursOfTheLaw) {
  Calendar calendar = Shipped();
  constexpr int64_t kHourMs = 3600000;
  EXPECT_EQ(*calendar.OfficeMs(At("2026-11-23 00:00"), At("2026-11-30 00:00")),
            37 * kHourMs + kHourMs / 2);
  // Ramadan
  EXPECT_EQ(*calendar.OfficeMs(At("2026-03-02 00:00"), At("2026-03-09 00:00")),
            32 * kHourMs + kHourMs / 2);
}

// Any minute of the year, closed ones too, and any limit that stays in the year.
class AnyTime {
 public:
  Instant Start() {
    return At("2026-01-01 00:00") + minutes(Draw(0, 330 * 24 * 60)) +
           std::chrono::milliseconds(Draw(0, 59999));
  }
  int Minutes() { return Draw(1, 3000); }

 private:
  int Draw(int least, int most) { return std::uniform_int_distribution<int>(least, most)(random_); }
  std::mt19937 random_{20261122};
};

Limit Minutes(int amount) { return {Limit::Unit::kMinutes, amount}; }

TEST(Calendar, CountsMinutesThatAddUp) {
  Calendar calendar = Shipped();
  AnyTime any;
  for (int round = 0; round < 5000; ++round) {
    Instant start = any.Start();
    int a = any.Minutes();
    int b = any.Minutes();
    auto first = calendar.Due(start, Minutes(a));
    auto both = calendar.Due(start, Minutes(a + b));
    if (!first || !both) continue;
    EXPECT_EQ(TextOf(calendar.Due(*first, Minutes(b))), TextOf(both)) << IsoText(start);
    EXPECT_EQ(*calendar.OfficeMs(start, *first), a * 60000) << IsoText(start);
    EXPECT_LT(*first, *both);
  }
}

TEST(Calendar, IsNeverDueInClosedTime) {
  Calendar calendar = Shipped();
  AnyTime any;
  for (int round = 0; round < 5000; ++round) {
    Instant start = any.Start();
    for (const Limit& limit : {Minutes(any.Minutes()), Limit{Limit::Unit::kDays, round % 9}}) {
      auto due = calendar.Due(start, limit);
      if (!due) continue;
      // The moment before it is an office moment, so it is at most a closing itself.
      EXPECT_TRUE(*calendar.IsOpen(*due - std::chrono::milliseconds(1))) << IsoText(*due);
      EXPECT_GE(*due, start);
    }
  }
}

TEST(Calendar, IsDueNoEarlierForWhoStartsLater) {
  Calendar calendar = Shipped();
  AnyTime any;
  for (int round = 0; round < 5000; ++round) {
    Instant one = any.Start();
    Instant other = any.Start();
    if (other < one) std::swap(one, other);
    for (const Limit& limit : {Minutes(any.Minutes()), Limit{Limit::Unit::kDays, 1 + round % 9}}) {
      auto early = calendar.Due(one, limit);
      auto late = calendar.Due(other, limit);
      if (!early || !late) continue;
      EXPECT_LE(*early, *late) << IsoText(one) << " " << IsoText(other);
    }
    EXPECT_GE(*calendar.OfficeMs(one, other), 0);
    EXPECT_EQ(*calendar.OfficeMs(other, one), 0);
  }
}

TEST(Calendar, LetsTheLastOverrideWinAndAReplacementDayOpenAHoliday) {
  auto year = ParseCalendarYear(R"(
versi = "2026-4"
dasar_hukum = "uji"
[minggu]
senin = ["07:30-16:00"]
[[penggantian]]
nama = "Setengah hari"
mulai = "2026-06-08"
sampai = "2026-06-15"
jam = ["08:00-12:00"]
sumber = "uji"
[[penggantian]]
nama = "Tutup"
mulai = "2026-06-09"
jam = []
sumber = "uji"
[[penggantian]]
nama = "Hari kerja pengganti"
mulai = "2026-08-15"
jam = ["08:00-10:00"]
hari_kerja = true
sumber = "uji"
[[libur]]
tanggal = "2026-08-15"
nama = "Libur yang diganti"
jenis = "lokal"
sumber = "uji"
[[libur]]
tanggal = "2026-06-15"
nama = "Pemilihan"
jenis = "pemilu"
sumber = "uji"
)",
                                "2026.toml");
  ASSERT_TRUE(year) << year.error().detail;
  auto calendar = Calendar::FromYears({*year});
  ASSERT_TRUE(calendar);
  auto works = [&](const char* day) { return *calendar->IsWorkingDay(*DateFromIso(day)); };
  EXPECT_TRUE(works("2026-06-08"));
  EXPECT_FALSE(works("2026-06-09"));
  EXPECT_TRUE(works("2026-06-10"));
  EXPECT_FALSE(works("2026-06-15"));
  EXPECT_TRUE(works("2026-08-15"));
  EXPECT_EQ(DueText(*calendar, "2026-06-08 11:00", "90 Menit"), "2026-06-10 08:30");
  EXPECT_EQ(calendar->zone().name, "WITA");
}

TEST(Calendar, NamesEveryMistakeOfAFileWithItsPlace) {
  auto year = ParseCalendarYear(R"(versi = "2026-1"
dasar_hukum = ""
status = "kira-kira"
zona = "Asia/Tokyo"
[minggu]
senin = ["7:30-12:00"]
selasa = ["13:00-16:00", "07:30-12:00"]
rabu = ["12:00-12:00", "23:00-25:00"]
ahad = []
[[libur]]
tanggal = "2027-01-01"
nama = "Tahun Baru"
jenis = "nasional"
sumber = "SKB"
[[libur]]
tanggal = "2026-02-29"
nama = ""
jenis = "biasa"
sumber = ""
)",
                                "kalender");
  ASSERT_FALSE(year);
  EXPECT_EQ(year.error().fault, Fault::kConfiguration);
  const std::string& detail = year.error().detail;
  for (const char* place : {"kalender:2:", "kalender:3:", "kalender:4:", "kalender:6:",
                            "kalender:7:", "kalender:8:", "kalender:9:", "kalender:11:",
                            "kalender:16:", "kalender:17:", "kalender:18:", "kalender:19:"}) {
    EXPECT_NE(detail.find(place), std::string::npos) << place << "\n" << detail;
  }
}

TEST(Calendar, RefusesAFileOfAnotherYearAndAYearTwice) {
  TemporaryFolder folder;
  auto text = ReadFile(ShippedFolder() / "2026.toml");
  ASSERT_TRUE(text);
  ASSERT_TRUE(WriteFileDurably(folder.path() / "2027.toml", *text));
  EXPECT_FALSE(Calendar::Read(folder.path()));
  EXPECT_FALSE(Calendar::FromYears({PlainYear(2027), PlainYear(2027)}));
  EXPECT_FALSE(Calendar::Read(folder.path() / "nowhere"));
  CalendarYear elsewhere = PlainYear(2027);
  elsewhere.zone = *ZoneFromName("WIB");
  EXPECT_FALSE(Calendar::FromYears({PlainYear(2026), elsewhere}));
}

TEST(Calendar, ComesBackFromTheJournalsForm) {
  CalendarYear year = Shipped().years()[0];
  auto back = CalendarYearFromJson(ToJson(year));
  ASSERT_TRUE(back);
  EXPECT_EQ(ToJson(*back), ToJson(year));
  EXPECT_FALSE(CalendarYearFromJson(Json::object()));
  EXPECT_FALSE(CalendarYearFromJson(Json(7)));
}

TEST(Calendar, CountsOverYearsAsQuicklyAsOverMinutes) {
  std::vector<CalendarYear> years;
  for (int year = 2000; year < 2030; ++year) years.push_back(PlainYear(year));
  auto calendar = Calendar::FromYears(std::move(years));
  ASSERT_TRUE(calendar);
  auto cost = [&](Instant until) {
    auto begun = std::chrono::steady_clock::now();
    int64_t sum = 0;
    for (int i = 0; i < 2000; ++i) {
      sum += *calendar->OfficeMs(At("2000-01-03 08:00") + minutes(i), until);
    }
    EXPECT_GT(sum, 0);
    return std::chrono::steady_clock::now() - begun;
  };
  (void)cost(At("2000-01-05 09:00"));
  EXPECT_LT(cost(At("2029-12-28 09:00")), 20 * cost(At("2000-01-05 09:00")));
}

}  // namespace
}  // namespace piket
