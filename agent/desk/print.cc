#include "agent/desk/print.h"

#include <algorithm>

#include "agent/core/file.h"
#include "agent/core/log.h"
#include "agent/core/text.h"
#include "agent/desk/confidential.h"
#include "agent/desk/draw.h"

namespace piket {
namespace {

using std::chrono::milliseconds;

// Between two looks at a printer that is at work, and at one that has nothing to do for us.
constexpr milliseconds kLookAgain{100};
constexpr milliseconds kLookAtTroubled{1000};

std::string StateWord(PrintStage stage) {
  switch (stage) {
    case PrintStage::kPrinted:
      return "printed";
    case PrintStage::kFailed:
      return "failed";
    case PrintStage::kUnknown:
      return "unknown";
    case PrintStage::kCancelled:
      return "cancelled";
    case PrintStage::kReleasing:
      return "printing";
    default:
      return "waiting";
  }
}

// Why a confidential letter's paper is printed again is sealed with the letter.
Result<std::string> KeptReason(const Desk& desk, const Print& print, const std::string& reason) {
  if (print.letter.empty()) return reason;
  auto letter = desk.database().Read([&](Database& db) { return FindLetter(db, print.letter); });
  if (!letter) return letter.error();
  return KeptText(desk.safe(), *letter, reason);
}

std::vector<std::string> Words(const std::vector<Fault>& faults) {
  std::vector<std::string> words;
  for (Fault fault : faults) words.emplace_back(Word(fault));
  return words;
}

}  // namespace

PrintStation::PrintStation(Desk& desk, Printer& printer)
    : desk_(desk), printer_(printer), thread_([this] { Run(); }) {}

PrintStation::~PrintStation() {
  {
    std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void PrintStation::Knock() {
  {
    std::lock_guard lock(mutex_);
    knocked_ = true;
  }
  changed_.notify_all();
}

void PrintStation::Run() {
  milliseconds pause{0};
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      auto woken = [this] { return ending_ || knocked_; };
      if (open_ == 0) {
        changed_.wait(lock, woken);
      } else {
        changed_.wait_for(lock, pause, woken);
      }
      if (ending_) return;
      knocked_ = false;
      working_ = true;
    }
    bool moved = AdvanceAll();
    pause = moved ? milliseconds(0) : kLookAgain;
    auto open = desk_.database().Read([](Database& db) { return OpenPrints(db); });
    bool troubled = open && std::all_of(open->begin(), open->end(),
                                        [](const Print& print) { return !print.reasons.empty(); });
    if (!moved && troubled) pause = kLookAtTroubled;
    {
      std::lock_guard lock(mutex_);
      open_ = open ? open->size() : 1;
      working_ = false;
    }
    changed_.notify_all();
  }
}

bool PrintStation::WaitUntilDone(milliseconds timeout) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, timeout, [this] { return !knocked_ && !working_ && open_ == 0; });
}

bool PrintStation::AdvanceAll() {
  auto open = desk_.database().Read([](Database& db) { return OpenPrints(db); });
  if (!open) {
    LogError("print orders", open.error());
    return false;
  }
  bool moved = false;
  for (const Print& print : *open) {
    {
      std::lock_guard lock(mutex_);
      if (ending_) return false;
    }
    moved = AdvanceOne(print) || moved;
  }
  return moved;
}

bool PrintStation::AdvanceOne(const Print& waiting) {
  auto print = DrawPaper(waiting);
  if (!print) {
    LogError("drawing a paper", print.error(), {{"print", waiting.id}});
    PrintRecord before;
    PrintRecord failed;
    failed.stage = PrintStage::kFailed;
    failed.reasons = {print.error().fault};
    return Record(waiting, before, failed).ok();
  }
  PrintOrder order;
  order.id = print->id;
  order.pdf = PaperFile(*print);
  order.media = TextOr(print->detail, "media", std::string(kMediaA4));
  order.title = print->kind;
  PrintRecord before = RecordOf(print->id);
  const bool cancel = print->withdrawn && !before.cancelling;
  auto after = cancel ? printer_.Cancel(order, before) : printer_.Advance(order, before);
  if (!after) {
    PrintRecord troubled = before;
    troubled.reasons = {after.error().fault};
    if (troubled == before) return false;
    LogError("printing", after.error(), {{"print", print->id}});
    (void)Record(*print, before, troubled);
    return false;
  }
  if (*after == before) return false;
  if (auto recorded = Record(*print, before, *after); !recorded) {
    // Without the record nothing more may happen to the world: ask again from where it stood.
    LogError("recording a print", recorded.error(), {{"print", print->id}});
    return false;
  }
  std::string state = StateWord(after->stage);
  if (print->paper.empty() && state != "waiting" && state != "printing") {
    std::error_code ignored;
    std::filesystem::remove(PaperFile(*print), ignored);
  }
  return true;
}

std::filesystem::path PrintStation::PaperFile(const Print& print) const {
  // What is on its way in is swept at every start.
  return print.paper.empty() ? desk_.blobs.Incoming() / (print.id + ".pdf")
                             : desk_.blobs.PathOf(print.paper);
}

Result<Print> PrintStation::DrawPaper(const Print& print) {
  if (!print.paper.empty()) return print;
  const bool confidential = IsConfidentialPaper(desk_, print);
  std::error_code ignored;
  if (confidential && std::filesystem::exists(PaperFile(print), ignored)) return print;
  auto drawn = Draw(desk_, print);
  if (!drawn) return drawn.error();
  std::string paper;
  if (confidential) {
    auto written = WriteFileDurably(PaperFile(print), drawn->pdf);
    if (!written) return written.error();
    if (print.detail.contains("media")) return print;
  } else {
    auto blob = desk_.blobs.Put(drawn->pdf);
    if (!blob) return blob.error();
    paper = *blob;
  }
  return desk_.journal.Write<Print>([&](Database& db) -> Result<Print> {
    auto appended = desk_.journal.Append(
        db, {"print.drawn", kAgentAuthor, print.id, {{"paper", paper}, {"media", drawn->media}}});
    if (!appended) return appended.error();
    return FindPrint(db, print.id);
  });
}

PrintRecord PrintStation::RecordOf(const Id& print) {
  auto rows = desk_.database().Read(
      [&](Database& db) { return db.Ask("SELECT state FROM local_print WHERE print=?", {print}); });
  if (!rows || rows->empty()) return {};
  auto json = ParseJson(rows->front().Text("state"));
  if (!json) return {};
  auto record = PrintRecordFromJson(*json);
  return record ? *record : PrintRecord{};
}

Result<void> PrintStation::Record(const Print& print, const PrintRecord& before,
                                  const PrintRecord& after) {
  std::string state = StateWord(after.stage);
  bool shown = state != print.state || after.reasons != before.reasons;
  auto recorded = desk_.journal.Write<void>([&](Database& db) -> Result<void> {
    auto run = db.Run("INSERT OR REPLACE INTO local_print VALUES (?,?)",
                      {print.id, CanonicalText(ToJson(after))});
    if (!run) return run;
    if (!shown) return {};
    auto appended =
        desk_.journal.Append(db, {"print.state", kAgentAuthor, print.id,
                                  PrintStateBody(state, Words(after.reasons), after.printer)});
    if (!appended) return appended.error();
    return {};
  });
  if (recorded && shown) {
    LogLine("print", {{"print", print.id},
                      {"kind", print.kind},
                      {"state", state},
                      {"reasons", Join(Words(after.reasons), ",")}});
  }
  return recorded;
}

Result<Print> PrintStation::Order(Print print, const std::string& officer, const Json& why) {
  print.id = NewId(desk_.Now());
  auto ordered = desk_.journal.Write<Print>([&](Database& db) -> Result<Print> {
    if (!print.letter.empty()) {
      auto copies = CopiesOrdered(db, print.letter, print.kind);
      if (!copies) return copies.error();
      print.copy = *copies + 1;
    }
    Json body = OrderedBody(print);
    body.update(why);
    auto appended = desk_.journal.Append(db, {"print.ordered", officer, print.id, body});
    if (!appended) return appended.error();
    return FindPrint(db, print.id);
  });
  Knock();
  return ordered;
}

Result<Print> PrintStation::Again(const Id& id, const std::string& reason,
                                  const std::string& officer) {
  if (Trimmed(reason).empty()) return Error{Fault::kReasonMissing, "a reprint needs a reason"};
  auto old = desk_.database().Read([&](Database& db) { return FindPrint(db, id); });
  if (!old) return old;
  if (old->state == "waiting" || old->state == "printing") {
    return Error{Fault::kConflict, "the paper is still on its way"};
  }
  Print print;
  print.kind = old->kind;
  print.letter = old->letter;
  print.copy = old->copy + 1;
  print.again_of = old->id;
  print.detail = old->detail;
  auto words = KeptReason(desk_, *old, Trimmed(reason));
  if (!words) return words.error();
  return Order(print, officer, {{"reason", *words}});
}

Result<Print> PrintStation::Answer(const Id& id, bool in_tray, const std::string& officer) {
  return desk_.journal.Write<Print>([&](Database& db) -> Result<Print> {
    auto print = FindPrint(db, id);
    if (!print) return print;
    if (print->state != "unknown") return Error{Fault::kConflict, "there is no doubt about it"};
    Json body = PrintStateBody(in_tray ? "printed" : "failed", {}, print->printer);
    body["in_tray"] = in_tray;
    auto appended = desk_.journal.Append(db, {"print.state", officer, id, body});
    if (!appended) return appended.error();
    return FindPrint(db, id);
  });
}

Result<Print> PrintStation::Cancel(const Id& id, const std::string& officer) {
  auto print = desk_.journal.Write<Print>([&](Database& db) -> Result<Print> {
    auto open = FindPrint(db, id);
    if (!open) return open;
    if (open->withdrawn || (open->state != "waiting" && open->state != "printing")) return open;
    auto appended = desk_.journal.Append(db, {"print.withdrawn", officer, id, Json::object()});
    if (!appended) return appended.error();
    return FindPrint(db, id);
  });
  Knock();
  return print;
}

Result<Print> PrintStation::OrderSeparators(int count, const std::string& officer) {
  if (count < 1 || count > 50) return Error{Fault::kBadRequest, "count"};
  Result<Print> last = Error{Fault::kInternal, "no separator ordered"};
  for (int i = 0; i < count; ++i) {
    Print print;
    print.kind = "separator";
    last = Order(print, officer, Json::object());
    if (!last) return last;
  }
  return last;
}

Result<Print> PrintStation::OrderHandForm(int rows, const std::string& officer) {
  if (rows < 1 || rows > 300) return Error{Fault::kBadRequest, "rows"};
  Print print;
  print.kind = "form";
  print.detail = {{"rows", rows}};
  return Order(print, officer, Json::object());
}

Result<Print> PrintStation::OrderAgendaPages(int year, int from, int to, bool confidential,
                                             const std::string& officer) {
  if (from < 1 || to < from) return Error{Fault::kBadRequest, "from"};
  Print print;
  print.kind = "agenda";
  print.detail = {{"year", year}, {"from", from}, {"to", to}, {"confidential", confidential}};
  return Order(print, officer, Json::object());
}

std::vector<PrinterEntry> PrintStation::Printers() { return printer_.Health(); }

}  // namespace piket
