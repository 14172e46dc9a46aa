// Cases: finding them, and everything an officer does with one.
#include <algorithm>

#include "agent/core/text.h"
#include "agent/http/case_rows.h"
#include "agent/office/step.h"
#include "agent/procedure/case_texts.h"

namespace piket {
namespace {

constexpr size_t kLargestFile = 25 * 1024 * 1024;

// The whole case after a doing, or why it was not done; of missing items their names too.
Answer Done(Screens& s, OfficeWork& office, Call& call, const Result<Case>& done,
            const std::string& outcome = "") {
  if (done) {
    auto json = FullCase(s, office, call.officer, done->id);
    return json ? Ok(*json) : Failed(json.error(), call.language);
  }
  Answer answer = Failed(done.error(), call.language);
  if (done.error().fault != Fault::kItemsMissing) return answer;
  auto json = ParseJson(answer.body);
  auto whole = FullCase(s, office, call.officer, call.parts[0]);
  if (!json || !whole) return answer;
  (*json)["fields"] = Split(done.error().detail, ',');
  Json missing = (*whole)["missing"]["start"];
  const Json& finish = (*whole)["missing"]["finish"];
  if (finish.contains(outcome)) {
    for (const Json& each : finish[outcome]) {
      if (std::find(missing.begin(), missing.end(), each) == missing.end()) {
        missing.push_back(each);
      }
    }
  }
  (*json)["missing"] = missing;
  answer.body = CanonicalText(*json);
  return answer;
}

// Runs `work` for who may know of the case.
Answer With(OfficeWork& office, Screens& s, Call& call,
            const std::function<Answer(const Actor&)>& work) {
  auto actor = ActorOfCall(s, call);
  if (!actor) return Failed(actor.error(), call.language);
  auto rows = office.database().Read([&](Database& db) {
    return CaseRows(office, db, ViewOf(office, *actor), "c.id=?", {call.parts[0]}, "");
  });
  if (!rows) return Failed(rows.error(), call.language);
  if (rows->empty()) return Failed({Fault::kNotFound, "case"}, call.language);
  return work(*actor);
}

Answer GetCases(OfficeWork& office, Screens& s, Call& call) {
  auto actor = ActorOfCall(s, call);
  if (!actor) return Failed(actor.error(), call.language);
  int from = call.Number("from", 0);
  int limit = std::clamp(call.Number("limit", 30), 1, 200);
  const View view = ViewOf(office, *actor);
  std::string where = "1";
  std::vector<SqlValue> values;
  auto add = [&](const std::string& condition, const std::string& value) {
    if (value.empty()) return;
    where += " AND " + condition;
    values.emplace_back(value);
  };
  std::string state = call.Query("state");
  if (state == "terbuka") {
    where += " AND c.ended_at IS NULL";
  } else {
    add("c.state=?", state);
  }
  add("c.procedure=?", call.Query("service"));
  add("c.position=?", call.Query("position"));
  std::string words = Trimmed(call.Query("q"));
  if (!words.empty()) {
    // Sealed letters have no particulars in the table, so nothing confidential is found this way.
    where +=
        " AND (instr(lower(l.sender), lower(?))>0 OR instr(lower(l.subject), lower(?))>0 OR "
        "l.receipt_number=? OR CAST(a.number AS TEXT)=?)";
    for (int i = 0; i < 4; ++i) values.emplace_back(words);
  }
  auto rows = office.database().Read([&](Database& db) {
    return CaseRows(office, db, view, where, values,
                    "ORDER BY c.opened_at DESC, c.id DESC LIMIT " + std::to_string(limit + 1) +
                        " OFFSET " + std::to_string(from));
  });
  if (!rows) return Failed(rows.error(), call.language);
  Calendar calendar = office.calendar.Now();
  bool more = static_cast<int>(rows->size()) > limit;
  if (more) rows->pop_back();
  // What a hidden letter says must not be found out by asking for words.
  if (!words.empty()) std::erase_if(*rows, [](const CaseRow& row) { return row.hidden; });
  Json list = Json::array();
  for (const CaseRow& row : *rows) list.push_back(ToJson(office, calendar, row));
  return Ok({{"cases", list}, {"more", more}});
}

Finish FinishOf(const Json& json) {
  Finish finish;
  finish.run = static_cast<int>(IntegerOr(json, "run"));
  finish.outcome = TextOr(json, "outcome");
  finish.reason = TextOr(json, "reason");
  finish.reviewed_with = TextsOf(json.value("reviewed_with", Json::array()));
  finish.return_items = TextsOf(json.value("return_items", Json::array()));
  Json facts = json.value("facts", Json::object());
  if (facts.is_object()) finish.facts = facts;
  return finish;
}

// What the bytes are, by themselves: what the sender calls them is not believed.
std::string MediaTypeOf(const std::string& bytes) {
  auto begins = [&](std::string_view mark) { return bytes.compare(0, mark.size(), mark) == 0; };
  if (begins("%PDF-")) return "application/pdf";
  if (begins("\xff\xd8\xff")) return "image/jpeg";
  if (begins("\x89PNG\r\n\x1a\n")) return "image/png";
  if (begins("II*") || begins("MM")) return "image/tiff";
  return "application/octet-stream";
}

// A file name that is safe in a header: letters, digits and a few marks.
std::string SafeName(const std::string& name) {
  std::string safe;
  for (char c : name.substr(0, 120)) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 c == '.' || c == '-' || c == '_';
    safe += plain ? c : '_';
  }
  return safe.empty() || safe.front() == '.' ? "berkas" + safe : safe;
}

struct FileOf {
  Id letter;
  bool confidential = false;
  bool may = false;
};

Result<FileOf> FileRight(const OfficeWork& office, const Actor& actor, const Id& id) {
  return office.database().Read([&](Database& db) -> Result<FileOf> {
    auto c = FindCase(db, id);
    if (!c) return c.error();
    auto verbs = CanDo(office, db, actor, *c);
    if (!verbs) return verbs.error();
    return FileOf{c->letter, IsConfidential(*c),
                  std::find(verbs->begin(), verbs->end(), "lengkapi") != verbs->end()};
  });
}

Answer PostFile(OfficeWork& office, Screens& s, Call& call, const Actor& actor) {
  auto right = FileRight(office, actor, call.parts[0]);
  if (!right) return Failed(right.error(), call.language);
  // Asked before the bytes are kept.
  if (!right->may) return Failed({Fault::kNotYourStep, ""}, call.language);
  if (call.body.empty()) return Failed({Fault::kBadRequest, "file"}, call.language);
  if (call.body.size() > kLargestFile) return Failed({Fault::kTooLarge, ""}, call.language);
  auto blob = right->confidential ? PutSealed(office.safe(), right->letter, call.body)
                                  : office.blobs.Put(call.body);
  if (!blob) return Failed(blob.error(), call.language);
  ItemProof proof{"berkas", *blob, SafeName(call.Query("name"))};
  return Done(s, office, call, SetItem(office, actor, call.parts[0], call.parts[1], proof));
}

Answer GetFile(OfficeWork& office, Call& call, const Actor& actor) {
  struct Found {
    FileOf file;
    CaseItem item;
  };
  auto found = office.database().Read([&](Database& db) -> Result<Found> {
    auto c = FindCase(db, call.parts[0]);
    if (!c) return c.error();
    auto sight = SightOf(office, db, actor, c->letter, c->security);
    if (!sight) return sight.error();
    bool confidential = IsConfidential(*c);
    // Of a confidential case the files are for who may read the letter.
    if (confidential && *sight != Sight::kAll) return Error{Fault::kNotFound, "file"};
    auto items = AllOpened(office.safe(), *c, ItemsOfCase(db, c->id));
    if (!items) return items.error();
    for (const CaseItem& item : *items) {
      if (item.item == call.parts[1] && item.proof == "berkas" && IsBlobName(item.reference)) {
        return Found{{c->letter, confidential, true}, item};
      }
    }
    return Error{Fault::kNotFound, "file"};
  });
  if (!found) return Failed(found.error(), call.language);
  auto bytes = found->file.confidential
                   ? GetSealed(office.safe(), found->file.letter, found->item.reference)
                   : office.blobs.Get(found->item.reference);
  if (!bytes) return Failed(bytes.error(), call.language);
  std::string type = MediaTypeOf(*bytes);
  Answer answer = Bytes(std::move(*bytes), type);
  answer.headers.emplace_back("Content-Disposition",
                              "attachment; filename=\"" + SafeName(found->item.note) + "\"");
  answer.headers.emplace_back("X-Content-Type-Options", "nosniff");
  return answer;
}

Answer PostRecord(OfficeWork& office, Screens& s, Call& call, const Actor& actor) {
  CaseRecord record;
  record.kind = TextOr(call.json, "kind");
  record.text = TextOr(call.json, "text");
  record.data = call.json.value("data", Json::object());
  auto added = AddRecord(office, actor, call.parts[0], record);
  if (!added) return Failed(added.error(), call.language);
  auto json = FullCase(s, office, call.officer, call.parts[0]);
  return json ? Ok(*json) : Failed(json.error(), call.language);
}

using Doing = std::function<Answer(OfficeWork&, Call&, const Actor&)>;

void AddDoing(Routes& routes, Screens& s, const std::string& method, const std::string& path,
              const Doing& doing) {
  routes.Add(method, "/api/cases/{}" + path, "any",
             InOffice(s, [&s, doing](Call& call, OfficeWork& office) {
               return With(office, s, call,
                           [&](const Actor& actor) { return doing(office, call, actor); });
             }));
}

void AddStepDoings(Routes& routes, Screens& s) {
  AddDoing(routes, s, "POST", "/start", [&s](OfficeWork& office, Call& call, const Actor& actor) {
    int run = static_cast<int>(IntegerOr(call.json, "run"));
    return Done(s, office, call, StartStep(office, actor, call.parts[0], run));
  });
  AddDoing(routes, s, "POST", "/finish", [&s](OfficeWork& office, Call& call, const Actor& actor) {
    Finish finish = FinishOf(call.json);
    return Done(s, office, call, FinishStep(office, actor, call.parts[0], finish), finish.outcome);
  });
  AddDoing(routes, s, "POST", "/facts", [&s](OfficeWork& office, Call& call, const Actor& actor) {
    return Done(s, office, call, SetFacts(office, actor, call.parts[0], call.json));
  });
  AddDoing(routes, s, "POST", "/stop", [&s](OfficeWork& office, Call& call, const Actor& actor) {
    return Done(s, office, call,
                StopCase(office, actor, call.parts[0], TextOr(call.json, "state"),
                         TextOr(call.json, "reason")));
  });
  AddDoing(routes, s, "POST", "/resume", [&s](OfficeWork& office, Call& call, const Actor& actor) {
    return Done(s, office, call,
                ResumeCase(office, actor, call.parts[0], TextOr(call.json, "reason")));
  });
  AddDoing(routes, s, "POST", "/cancel", [&s](OfficeWork& office, Call& call, const Actor& actor) {
    return Done(s, office, call,
                CancelCase(office, actor, call.parts[0], TextOr(call.json, "reason")));
  });
  AddDoing(
      routes, s, "POST", "/procedure", [&s](OfficeWork& office, Call& call, const Actor& actor) {
        return Done(s, office, call,
                    ChangeProcedure(office, actor, call.parts[0], TextOr(call.json, "procedure"),
                                    TextOr(call.json, "reason")));
      });
  AddDoing(routes, s, "POST", "/links", [&s](OfficeWork& office, Call& call, const Actor& actor) {
    return Done(s, office, call,
                OpenLinkedCase(office, actor, call.parts[0], TextOr(call.json, "procedure")));
  });
}

void AddItemDoings(Routes& routes, Screens& s) {
  AddDoing(
      routes, s, "POST", "/items/{}", [&s](OfficeWork& office, Call& call, const Actor& actor) {
        ItemProof proof{TextOr(call.json, "proof"), "", TextOr(call.json, "note")};
        // A file comes by its own call.
        if (proof.proof == "berkas") return Failed({Fault::kBadRequest, "proof"}, call.language);
        return Done(s, office, call, SetItem(office, actor, call.parts[0], call.parts[1], proof));
      });
  AddDoing(routes, s, "POST", "/items/{}/file",
           [&s](OfficeWork& office, Call& call, const Actor& actor) {
             return PostFile(office, s, call, actor);
           });
  AddDoing(routes, s, "GET", "/items/{}/file",
           [](OfficeWork& office, Call& call, const Actor& actor) {
             return GetFile(office, call, actor);
           });
  AddDoing(routes, s, "POST", "/items/{}/waive",
           [&s](OfficeWork& office, Call& call, const Actor& actor) {
             return Done(s, office, call,
                         WaiveItem(office, actor, call.parts[0], call.parts[1],
                                   TextOr(call.json, "reason")));
           });
  AddDoing(routes, s, "POST", "/records", [&s](OfficeWork& office, Call& call, const Actor& actor) {
    return PostRecord(office, s, call, actor);
  });
}

}  // namespace

void AddCaseRoutes(Routes& routes, Screens& s) {
  routes.Add("GET", "/api/cases", "any", InOffice(s, [&s](Call& call, OfficeWork& office) {
               return GetCases(office, s, call);
             }));
  AddDoing(routes, s, "GET", "", [&s](OfficeWork& office, Call& call, const Actor&) {
    auto json = FullCase(s, office, call.officer, call.parts[0]);
    return json ? Ok(*json) : Failed(json.error(), call.language);
  });
  AddStepDoings(routes, s);
  AddItemDoings(routes, s);
}

}  // namespace piket
