#include "agent/procedure/due_command.h"

#include <cstdio>

#include "agent/core/json.h"
#include "agent/core/settings.h"
#include "agent/core/text.h"
#include "agent/procedure/calendar.h"

namespace piket {
namespace {

constexpr const char* kUsage =
    "piket due \"2026-05-13 15:59\" \"2 Menit\" [--calendar FOLDER] [--json]\n";

struct Arguments {
  bool json = false;
  std::filesystem::path folder;
  std::vector<std::string> words;
};

bool Parse(int argc, char** argv, Arguments* arguments) {
  for (int i = 0; i < argc; ++i) {
    std::string_view word = argv[i];
    if (word == "--json") {
      arguments->json = true;
    } else if (word == "--calendar" && i + 1 < argc) {
      arguments->folder = argv[++i];
    } else if (word.starts_with("--")) {
      return false;
    } else {
      arguments->words.emplace_back(word);
    }
  }
  return arguments->words.size() == 2;
}

std::string MinuteText(Instant at, const Zone& zone) {
  LocalTime local = ToLocal(at, zone);
  return IsoText(local.date) + Format(" %02d:%02d", local.hour, local.minute);
}

// "2026-05-13 15:59", nothing else.
std::optional<Instant> StartFrom(const std::string& text, const Zone& zone) {
  int hour = 0;
  int minute = 0;
  auto date = DateFromIso(text.substr(0, 10));
  if (!date || text.size() != 16 ||
      std::sscanf(text.c_str() + 10, " %2d:%2d", &hour, &minute) != 2 || hour > 23 || minute > 59) {
    return std::nullopt;
  }
  Instant at = FromLocal({*date, hour, minute, 0}, zone);
  if (MinuteText(at, zone) != text) return std::nullopt;
  return at;
}

int Complain(const Error& error) {
  std::fprintf(stderr, "%s\n%s\n", std::string(Sentence(error.fault)).c_str(),
               error.detail.c_str());
  return 1;
}

}  // namespace

int RunDue(int argc, char** argv) {
  Arguments arguments;
  if (!Parse(argc, argv, &arguments)) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  auto calendar =
      Calendar::Read(arguments.folder.empty() ? Settings().CalendarFolder() : arguments.folder);
  if (!calendar) return Complain(calendar.error());
  auto start = StartFrom(arguments.words[0], calendar->zone());
  auto limit = LimitFromText(arguments.words[1]);
  if (!start || !limit) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  auto due = calendar->Due(*start, *limit);
  Json said = {{"start", MinuteText(*start, calendar->zone())},
               {"limit", LimitText(*limit)},
               {"zone", calendar->zone().name},
               {"calendar", calendar->version()}};
  if (due) {
    said["due"] = MinuteText(*due, calendar->zone());
  } else {
    said["fault"] = Word(due.error().fault);
    said["day"] = due.error().detail;
  }
  if (arguments.json) {
    std::puts(CanonicalText(said).c_str());
  } else {
    std::puts(TextOr(said, due ? "due" : "fault").c_str());
  }
  return due ? 0 : 1;
}

}  // namespace piket
