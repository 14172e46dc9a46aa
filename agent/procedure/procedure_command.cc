#include "agent/procedure/procedure_command.h"

#include <cstdio>
#include <string>
#include <string_view>

#include "agent/core/settings.h"
#include "agent/core/text.h"
#include "agent/letters/position.h"
#include "agent/procedure/procedure.h"

namespace piket {
namespace {

constexpr char kUsage[] =
    "piket procedure check [MAP] [--positions BERKAS] [--json]\n"
    "piket procedure show LAYANAN [--dir MAP] [--positions BERKAS] [--json]\n";

struct Arguments {
  bool json = false;
  std::filesystem::path folder = Settings().ProceduresFolder();
  std::filesystem::path positions = Settings().PositionsFile();
  std::vector<std::string> words;
};

bool Parse(int argc, char** argv, Arguments* arguments) {
  for (int i = 0; i < argc; ++i) {
    std::string_view word = argv[i];
    if (word == "--json") {
      arguments->json = true;
    } else if (word == "--dir" && i + 1 < argc) {
      arguments->folder = argv[++i];
    } else if (word == "--positions" && i + 1 < argc) {
      arguments->positions = argv[++i];
    } else if (word.starts_with("--")) {
      return false;
    } else {
      arguments->words.emplace_back(word);
    }
  }
  return true;
}

int WrongWords() {
  std::fputs(kUsage, stderr);
  return 2;
}

int Complain(const Error& error) {
  std::fprintf(stderr, "%s\n%s\n", std::string(Sentence(error.fault)).c_str(),
               error.detail.c_str());
  return 1;
}

Result<std::vector<Procedure>> Read(const Arguments& arguments) {
  auto positions = ReadPositions(arguments.positions);
  if (!positions) return positions.error();
  return ReadProcedures(arguments.folder, positions->Actors());
}

// "file:line:column: sentence" taken apart; a line without a place keeps its sentence only.
Json ProblemJson(const std::string& line) {
  Json problem = {{"file", ""}, {"line", 0}, {"column", 0}, {"sentence", line}};
  size_t end = line.find(": ");
  if (end == std::string::npos) return problem;
  size_t second = line.rfind(':', end - 1);
  if (second == std::string::npos || second == 0) return problem;
  size_t first = line.rfind(':', second - 1);
  if (first == std::string::npos) return problem;
  problem["file"] = line.substr(0, first);
  problem["line"] = std::atoi(line.substr(first + 1, second - first - 1).c_str());
  problem["column"] = std::atoi(line.substr(second + 1, end - second - 1).c_str());
  problem["sentence"] = line.substr(end + 2);
  return problem;
}

void ShowText(const Procedure& procedure) {
  std::printf("%s (%s), berlaku %s, versi %s\n", procedure.name.c_str(),
              procedure.number.empty() ? "nomor tidak diketahui" : procedure.number.c_str(),
              IndonesianText(procedure.effective).c_str(), procedure.version.c_str());
  for (const Step& step : procedure.steps) {
    std::string limit = step.limit_by_urgency ? "menurut derajat" : LimitText(step.limit);
    std::printf("%3d. %s\n     %s; %s (%s %s)\n", step.no, step.activity.c_str(),
                procedure.ActorName(step).c_str(), limit.empty() ? "tanpa batas" : limit.c_str(),
                MarkWord(step.limit_provenance.mark).c_str(), step.limit_provenance.source.c_str());
    for (const Way& way : step.ways) {
      std::string to = way.to == 0 ? "selesai" : "langkah " + std::to_string(way.to);
      if (way.returns) to = "kembali kepada pemohon";
      std::printf("     -> %s%s%s\n", way.name.c_str(), way.name.empty() ? "" : ": ", to.c_str());
    }
  }
}

}  // namespace

int ProcedureCheck(int argc, char** argv) {
  Arguments arguments;
  if (!Parse(argc, argv, &arguments) || arguments.words.size() > 1) return WrongWords();
  if (!arguments.words.empty()) arguments.folder = arguments.words[0];
  auto procedures = Read(arguments);
  if (!procedures && procedures.error().fault != Fault::kConfiguration) {
    return Complain(procedures.error());
  }
  if (arguments.json) {
    Json answer = {{"good", procedures.ok()}, {"problems", Json::array()}};
    if (procedures) {
      answer["procedures"] = procedures->size();
    } else {
      for (const std::string& line : Split(procedures.error().detail, '\n')) {
        answer["problems"].push_back(ProblemJson(line));
      }
    }
    std::puts(CanonicalText(answer).c_str());
  } else if (procedures) {
    std::printf("%zu naskah SOP, tidak ada kesalahan\n", procedures->size());
  } else {
    std::puts(procedures.error().detail.c_str());
  }
  return procedures ? 0 : 1;
}

int ProcedureShow(int argc, char** argv) {
  Arguments arguments;
  if (!Parse(argc, argv, &arguments) || arguments.words.size() != 1) return WrongWords();
  auto procedures = Read(arguments);
  if (!procedures) return Complain(procedures.error());
  Date today = ToLocal(SystemClock().Now(), Settings().zone).date;
  const Procedure* shown = nullptr;
  for (const Procedure& each : *procedures) {
    if (each.id != arguments.words[0]) continue;
    // The newest that has come into force, else the one that will be first.
    bool in_force = each.effective <= today;
    bool better = shown == nullptr ||
                  (in_force && (shown->effective > today || each.effective > shown->effective)) ||
                  (!in_force && shown->effective > each.effective);
    if (better && !(shown != nullptr && shown->effective <= today && !in_force)) shown = &each;
  }
  if (shown == nullptr) return Complain({Fault::kNotFound, "SOP " + arguments.words[0]});
  if (arguments.json) {
    std::puts(CanonicalText(ToJson(*shown)).c_str());
  } else {
    ShowText(*shown);
  }
  return 0;
}

}  // namespace piket
