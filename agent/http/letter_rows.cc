#include "agent/http/letter_rows.h"

#include <map>

#include "agent/core/log.h"
#include "agent/desk/confidential.h"

namespace piket {
namespace {

// What the viewer is shown of a letter, and who entered it.
struct Shown {
  Sight sight = Sight::kNothing;
  std::string officer;
};

// Without an office nobody stands above another.
Sight SightAtThePost(const Letter& letter, const Officer& viewer) {
  bool all = !IsConfidential(letter.particulars) || viewer.May("agendaris");
  return all ? Sight::kAll : Sight::kNumbers;
}

// One of each letter.
Result<std::vector<Shown>> ShownOf(const Screens& screens, Database& db,
                                   std::span<const Letter> letters, const Officer& viewer) {
  std::optional<Actor> actor;
  if (screens.office != nullptr) {
    auto found = ActorOf(*screens.office, db, viewer);
    if (!found) return found.error();
    actor = std::move(*found);
  }
  std::map<Id, std::string> names;
  std::vector<Shown> all;
  for (const Letter& letter : letters) {
    auto sight = actor
                     ? SightOf(*screens.office, db, *actor, letter.id, letter.particulars.security)
                     : Result<Sight>(SightAtThePost(letter, viewer));
    if (!sight) return sight.error();
    auto [name, is_new] = names.try_emplace(letter.officer);
    if (is_new) {
      if (auto officer = FindOfficer(db, letter.officer)) name->second = officer->name;
    }
    all.push_back({*sight, name->second});
  }
  return all;
}

// Nothing of any letter when it cannot be known who may see what.
std::vector<Shown> ShownTo(const Screens& screens, std::span<const Letter> letters,
                           const Officer& viewer) {
  auto shown = screens.desk.database().Read(
      [&](Database& db) { return ShownOf(screens, db, letters, viewer); });
  return shown ? std::move(*shown) : std::vector<Shown>(letters.size());
}

Json LetterJson(const Desk& desk, const Letter& letter, const Shown& shown) {
  Json json = ToJson(letter.particulars);
  std::string void_reason = letter.sealed.empty() ? letter.void_reason : "";
  if (!letter.sealed.empty() && shown.sight == Sight::kAll) {
    if (auto opened = Opened(desk.safe(), letter)) {
      json = ToJson(opened->particulars);
      void_reason = opened->void_reason;
    } else {
      LogError("opening a confidential letter", opened.error(), {{"letter", letter.id}});
    }
  }
  if (shown.sight != Sight::kAll) {
    for (const char* field : {"sender", "sender_code", "number", "date", "attachments", "subject",
                              "contact", "telephone", "note", "classification"}) {
      json[field] = "";
    }
    json["hidden"] = true;
  }
  json["id"] = letter.id;
  if (shown.sight == Sight::kNothing) return {{"id", letter.id}, {"hidden", true}};
  json["receipt_number"] = letter.receipt_number;
  json["tracking_code"] = letter.tracking_code;
  if (letter.agenda) {
    json["agenda"] = {
        {"book", letter.agenda->book},
        {"year", letter.agenda->year},
        {"number", letter.agenda->number},
        {"display", AgendaDisplay(desk.settings, letter.agenda->number, letter.agenda->year)}};
  } else {
    json["agenda"] = nullptr;
  }
  json["received_at"] = IsoText(letter.received_at);
  json["received_by"] = letter.received_by;
  json["officer"] = shown.officer;
  json["status"] = letter.void_at ? "batal" : "aktif";
  if (letter.void_at) json["void_reason"] = void_reason;
  json["page_count"] = letter.page_count;
  json["document"] = letter.document;
  json["archived"] = !letter.archive.empty();
  bool pictured = shown.sight == Sight::kAll && !letter.pages.empty();
  json["thumbnail"] = pictured ? "/api/pages/" + letter.pages.front() + "/thumbnail.jpg" : "";
  return json;
}

}  // namespace

Sight SightFor(const Screens& screens, const Letter& letter, const Officer& viewer) {
  return ShownTo(screens, std::span(&letter, 1), viewer).front().sight;
}

Json ToJson(const Screens& screens, const Letter& letter, const Officer& viewer) {
  return ToJson(screens, std::span(&letter, 1), viewer).front();
}

Json ToJson(const Screens& screens, std::span<const Letter> letters, const Officer& viewer) {
  const std::vector<Shown> shown = ShownTo(screens, letters, viewer);
  Json list = Json::array();
  for (size_t i = 0; i < letters.size(); ++i) {
    list.push_back(LetterJson(screens.desk, letters[i], shown[i]));
  }
  return list;
}

}  // namespace piket
