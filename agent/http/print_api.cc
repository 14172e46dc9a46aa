// Print orders and printers.
#include <cmath>
#include <cstdio>
#include <tuple>

#include "agent/core/text.h"
#include "agent/desk/confidential.h"
#include "agent/desk/draw.h"
#include "agent/http/screens.h"

namespace piket {
namespace {

Answer PrintAnswer(Screens& s, const Result<Print>& print, const Call& call) {
  return print ? Ok(ToJson(s, *print, call.language)) : Failed(print.error(), call.language);
}

// Whether the order is of a letter the viewer knows of.
bool MaySeeLetterOf(Screens& s, const Print& print, const Officer& viewer) {
  if (print.letter.empty()) return false;
  auto letter = s.desk.database().Read([&](Database& db) { return FindLetter(db, print.letter); });
  return letter && SightFor(s, *letter, viewer) != Sight::kNothing;
}

Answer GetPrints(Screens& s, Call& call) {
  bool only_open = call.Query("open") == "1";
  auto prints =
      s.desk.database().Read([&](Database& db) { return NewestPrints(db, only_open, 200); });
  if (!prints) return Failed(prints.error(), call.language);
  const View view = ViewFor(s, call.officer);
  Json list = Json::array();
  for (const Print& print : *prints) {
    if (!view.all && !MaySeeLetterOf(s, print, call.officer)) continue;
    list.push_back(ToJson(s, print, call.language));
  }
  return Ok(list);
}

Answer GetPaper(Screens& s, Call& call) {
  auto print = s.desk.database().Read([&](Database& db) { return FindPrint(db, call.parts[0]); });
  if (!print) return Failed(print.error(), call.language);
  if (IsConfidentialPaper(s.desk, *print)) {
    if (!ViewFor(s, call.officer).confidential)
      return Failed({Fault::kNotAllowed, ""}, call.language);
    auto drawn = Draw(s.desk, *print);
    if (!drawn) return Failed(drawn.error(), call.language);
    return Bytes(std::move(drawn->pdf), "application/pdf");
  }
  if (print->paper.empty()) return Failed({Fault::kNotFound, "not drawn yet"}, call.language);
  return File(s.desk.blobs.PathOf(print->paper), "application/pdf");
}

// "A4" for "iso_a4_210x297mm": the size in the name (PWG 5101.1), as people call it.
std::string SheetName(const std::string& media) {
  size_t from = media.rfind('_');
  double width = 0;
  double height = 0;
  if (std::sscanf(media.c_str() + (from == std::string::npos ? 0 : from + 1), "%lfx%lfmm", &width,
                  &height) != 2) {
    return media;
  }
  for (const auto& [name, narrow, wide] :
       {std::tuple{"A4", 210, 297}, {"A5", 148, 210}, {"F4", 215, 330}, {"½ F4", 165, 215}}) {
    if (std::abs(width - narrow) < 1.5 && std::abs(height - wide) < 1.5) return name;
  }
  return Format("%g × %g mm", width, height);
}

Answer GetPrinters(Screens& s) {
  Json list = Json::array();
  bool preferred = true;
  for (const PrinterEntry& printer : s.print.Printers()) {
    Json reasons = Json::array();
    for (Fault fault : printer.faults) reasons.push_back(Word(fault));
    Json media = Json::array();
    for (const std::string& name : printer.media) media.push_back(SheetName(name));
    list.push_back({{"name", printer.name},
                    {"uri", printer.uri},
                    {"model", printer.model},
                    {"state", printer.reachable ? printer.state : "stopped"},
                    {"accepting", printer.accepting},
                    {"reasons", reasons},
                    {"sentence", printer.faults.empty() ? "" : Sentence(printer.faults.front())},
                    {"media", media},
                    {"preferred", preferred}});
    preferred = false;
  }
  return Ok(list);
}

}  // namespace

Json ToJson(const Screens& s, const Print& print, Language language) {
  bool drawn = !print.paper.empty() ||
               (print.detail.contains("media") && IsConfidentialPaper(s.desk, print));
  std::string paper = drawn ? "/api/prints/" + print.id + "/paper.pdf" : "";
  Json json = {{"id", print.id},           {"kind", print.kind},
               {"letter", nullptr},        {"at", IsoText(print.at)},
               {"state", print.state},     {"reasons", print.reasons},
               {"printer", print.printer}, {"duplicate", print.copy > 1},
               {"attempt", print.copy},    {"paper", paper}};
  Fault fault = Fault::kInternal;
  if (print.state == "unknown") {
    json["sentence"] = Sentence(Fault::kPrintUnknown, language);
  } else if (!print.reasons.empty()) {
    if (auto known = FaultFromWord(print.reasons.front())) fault = *known;
    json["sentence"] = Sentence(fault, language);
  }
  if (!print.letter.empty()) {
    auto letter =
        s.desk.database().Read([&](Database& db) { return FindLetter(db, print.letter); });
    if (letter) {
      bool hidden = IsConfidential(letter->particulars);
      std::string display = letter->agenda ? AgendaDisplay(s.desk.settings, letter->agenda->number,
                                                           letter->agenda->year)
                                           : letter->receipt_number;
      json["letter"] = {{"id", letter->id},
                        {"display", display},
                        {"subject", hidden ? "" : letter->particulars.subject},
                        {"sender", hidden ? "" : letter->particulars.sender}};
    }
  }
  return json;
}

void AddPrintRoutes(Routes& routes, Screens& s) {
  const std::string clerk = "loket|agendaris";
  routes.Add("GET", "/api/prints", "any", [&s](Call& call) { return GetPrints(s, call); });
  routes.Add("GET", "/api/prints/{}/paper.pdf", clerk,
             [&s](Call& call) { return GetPaper(s, call); });
  routes.Add("POST", "/api/prints/separators", clerk, [&s](Call& call) {
    int count = static_cast<int>(IntegerOr(call.json, "count", 1));
    return PrintAnswer(s, s.print.OrderSeparators(count, call.officer.id), call);
  });
  routes.Add("POST", "/api/prints/forms", clerk, [&s](Call& call) {
    int rows = static_cast<int>(IntegerOr(call.json, "rows", 24));
    return PrintAnswer(s, s.print.OrderHandForm(rows, call.officer.id), call);
  });
  routes.Add("POST", "/api/prints/{}/answer", clerk, [&s](Call& call) {
    if (!call.json.contains("in_tray")) {
      return Failed({Fault::kBadRequest, "in_tray"}, call.language);
    }
    return PrintAnswer(
        s, s.print.Answer(call.parts[0], BoolOr(call.json, "in_tray"), call.officer.id), call);
  });
  routes.Add("POST", "/api/prints/{}/again", clerk, [&s](Call& call) {
    return PrintAnswer(
        s, s.print.Again(call.parts[0], TextOr(call.json, "reason"), call.officer.id), call);
  });
  routes.Add("POST", "/api/prints/{}/cancel", clerk, [&s](Call& call) {
    return PrintAnswer(s, s.print.Cancel(call.parts[0], call.officer.id), call);
  });
  routes.Add("GET", "/api/printers", "any", [&s](Call&) { return GetPrinters(s); });
}

}  // namespace piket
