// The screens' interface: any sequence of calls of a signed-in officer gets an answer, never a 500.
#include <cstdlib>
#include <memory>

#include "agent/core/file.h"
#include "agent/core/text.h"
#include "agent/http/screens.h"
#include "agent/letters/print.h"
#include "drivers/printer/printer_fake.h"
#include "drivers/scanner/scanner_fake.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fuzz/fuzz.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

// What every desk of a run shares.
struct Shop {
  Shop() {
    // Pages are given back unread: page work has its own target.
    setenv("PIKET_BINARY", "/bin/false", 1);
    const fs::path config = fs::path(PIKET_SOURCE_DIR) / "config";
    auto read = ReadPaperConfig(config / "papers");
    Demand(read.ok(), "the papers are read");
    papers = *read;
    offices = ShippedOffices();
    settings.data = folder.path();
    settings.disk_reserve_mib = 1;
  }
  TemporaryFolder folder;
  PaperConfig papers;
  std::vector<Office> offices;
  Settings settings;
};

const Shop& OneShop() {
  static const Shop shop;
  return shop;
}

// A desk in memory with a scanned document, an entered letter and its papers.
class FuzzedDesk {
 public:
  FuzzedDesk() {
    ids_["$officer"] = NewId(clock_.Now());
    Append("officer.added", "$officer",
           OfficerBody({"", "Ani", "Staf", {"loket", "agendaris", "admin"}, true}));
    AddBatch("$batch", "$document", "$page");
    AddBatch("$other_batch", "$other_document", "$other_page");
    session_ = sessions_.SignIn("", ids_["$officer"]);
    Ask("POST /api/documents/$other_document/enter "
        R"({"sender":"Dinas Kesehatan","subject":"Permohonan","service":"subdomain"})");
    (void)desk_->database().Read([&](Database& db) {
      auto letters = NewestLetters(db, 0, 1);
      Demand(letters && !letters->empty(), "a letter is entered");
      ids_["$letter"] = letters->front().id;
      if (auto prints = NewestPrints(db, false, 1); prints && !prints->empty()) {
        ids_["$print"] = prints->front().id;
      }
      return Result<void>();
    });
  }
  ~FuzzedDesk() {
    print_.reset();
    scan_.reset();
    reader_->Stop();
    archivist_.reset();
  }

  // "POST /api/batches/$batch/scan?x=y {…}"
  void Ask(const std::string& line) {
    size_t after_method = line.find(' ');
    if (after_method == std::string::npos) return;
    Call call;
    call.method = line.substr(0, after_method);
    size_t after_path = std::min(line.find(' ', after_method + 1), line.size());
    std::string path = WithIds(line.substr(after_method + 1, after_path - after_method - 1));
    call.body = WithIds(line.substr(std::min(after_path + 1, line.size())));
    size_t question = std::min(path.find('?'), path.size());
    call.path = path.substr(0, question);
    for (const std::string& pair : Split(path.substr(std::min(question + 1, path.size())), '&')) {
      size_t equals = std::min(pair.find('='), pair.size());
      call.query[pair.substr(0, equals)] = pair.substr(std::min(equals + 1, pair.size()));
    }
    if (call.path.size() < 5 || call.path.substr(call.path.size() - 5) != "/file") {
      // As the server does: a body is a JSON object or the call is refused before this.
      auto json = ParseJson(call.body.empty() ? "{}" : call.body);
      if (!json || !json->is_object()) return;
      call.json = *json;
    }
    call.session = session_.key;
    call.token = session_.token;
    DemandGood(Serve(routes_, *screens_, call), line);
  }

  std::vector<std::string> RoutesAsLines() const {
    const std::map<std::string, std::string> kIds = {
        {"batches", "$batch"},  {"documents", "$document"}, {"pages", "$page"},  {"agenda", "2026"},
        {"letters", "$letter"}, {"officers", "$officer"},   {"prints", "$print"}};
    std::vector<std::string> lines;
    for (const Route& route : routes_.all()) {
      std::string path;
      std::string before;
      for (const std::string& part : Split(route.pattern, '/')) {
        if (part.empty()) continue;
        auto id = kIds.find(before);
        path += "/" + (part == "{}" && id != kIds.end() ? id->second : part);
        before = part;
      }
      lines.push_back(route.method + " " + path);
    }
    return lines;
  }

 private:
  static std::unique_ptr<Database> Memory() {
    auto database = Database::Open(":memory:", Durability::kCentre);
    Demand(database.ok(), "the database opens");
    return std::move(*database);
  }
  std::unique_ptr<Journal> OpenJournal() {
    KindTable kinds;
    AddBatchKinds(kinds);
    AddLetterKinds(kinds);
    AddPrintKinds(kinds);
    AddOfficerKinds(kinds);
    auto journal = Journal::Open(*database_, clock_, kinds, "L1");
    Demand(journal.ok(), "the journal opens");
    return std::move(*journal);
  }
  std::unique_ptr<Desk> OpenDesk() {
    const Shop& shop = OneShop();
    auto blobs = Blobs::Open(shop.folder.path() / "blobs");
    Demand(blobs.ok(), "the blobs open");
    return std::make_unique<Desk>(Desk{*journal_,
                                       *blobs,
                                       shop.settings,
                                       shop.papers,
                                       shop.offices,
                                       {{"1", std::string(32, 'k')}}});
  }

  void Append(const std::string& kind, const std::string& subject, const Json& body) {
    auto done = journal_->Write<Entry>([&](Database& db) {
      return journal_->Append(db, {kind, kAgentAuthor, WithIds(subject), body});
    });
    Demand(done.ok(), "the desk is laid");
  }
  void AddBatch(const std::string& batch, const std::string& document, const std::string& page) {
    for (const std::string& name : {batch, document, page}) ids_[name] = NewId(clock_.Now());
    Append("batch.opened", batch, {{"received_by", "langsung"}});
    Page added;
    added.id = ids_[page];
    added.document = ids_[document];
    added.position = 1;
    added.blob = std::string(64, 'a');
    added.media_type = "image/jpeg";
    Append("page.added", batch, PageBody(added));
    Append("page.read", batch, {{"page", added.id}, {"state", "read"}, {"likeness", "ff"}});
  }
  std::string WithIds(std::string text) const {
    for (const auto& [name, id] : ids_) {
      for (size_t at = text.find(name); at != std::string::npos; at = text.find(name, at)) {
        text.replace(at, name.size(), id);
      }
    }
    return text;
  }

  static void DemandGood(const Answer& answer, const std::string& line) {
    Demand(answer.status >= 200 && answer.status < 600, line + ": has a status");
    Demand(answer.status != 500, line + ": never 500: " + answer.body);
    for (const auto& [name, value] : answer.headers) {
      Demand(value.find_first_of("\r\n") == std::string::npos, line + ": one line a header");
    }
    if (answer.file.empty() && answer.type.rfind("application/json", 0) == 0) {
      auto json = ParseJson(answer.body);
      Demand(json.ok(), line + ": is JSON");
      Demand(answer.status < 400 || !TextOr(*json, "sentence").empty(), line + ": has a sentence");
    }
  }

  FakeClock clock_;
  std::map<std::string, Id> ids_;
  std::unique_ptr<Database> database_ = Memory();
  std::unique_ptr<Journal> journal_ = OpenJournal();
  std::unique_ptr<Desk> desk_ = OpenDesk();
  FakePrinter printer_;
  FakeScanner scanner_{desk_->blobs.Incoming()};
  std::unique_ptr<PageReader> reader_ =
      std::make_unique<PageReader>(*desk_, [](const Id&, const Id&) {});
  std::unique_ptr<Archivist> archivist_ = std::make_unique<Archivist>(*desk_, *reader_);
  std::unique_ptr<ScanStation> scan_ =
      std::make_unique<ScanStation>(*desk_, scanner_, [](const Page&) {});
  std::unique_ptr<PrintStation> print_ = std::make_unique<PrintStation>(*desk_, printer_);
  EventBoard events_;
  Sessions sessions_{clock_, 300};
  std::unique_ptr<Screens> screens_ = std::make_unique<Screens>(
      Screens{*desk_, *scan_, *reader_, *archivist_, *print_, events_, sessions_});
  Routes routes_ = AllRoutes(*screens_);
  Session session_;
};

}  // namespace

std::vector<std::string> ScreensSeeds() {
  // Members of every route's body at once: each handler takes its own.
  const std::string body =
      R"( {"settings":{"resolution":300,"mode":"gray"},"received_by":"kurir","expected_sheets":2,)"
      R"("scan":true,"hidden":true,"turn":90,"removed":false,"separator":false,"read_again":true,)"
      R"("sheets":2,"before":"$page","replace":"","sender":"Dinas","number":"1/A","date":)"
      R"("2026-05-12","urgency":"segera","security":"R","subject":"S","service":"subdomain",)"
      R"("reason":"salah","count":2,"in_tray":true,"year":2026,"from":1,"to":5,"name":"B",)"
      R"("title":"Staf","roles":["loket"],"active":true,"pin":"","officer":"$officer",)"
      R"("without_page_reason":"tanpa"})";
  std::vector<std::string> seeds;
  const std::vector<std::string> routes = FuzzedDesk().RoutesAsLines();
  for (const std::string& line : routes) {
    // The body as it should be, then with every member odd in the same way.
    std::string odd = line + (line.rfind("GET", 0) == 0 ? "" : body) + "\n";
    if (line.rfind("GET", 0) != 0) {
      for (const Json& value : OddOnes(nullptr)) {
        Json all = *ParseJson(body);
        for (Json& member : all) member = value;
        odd += line + " " + CanonicalText(all) + "\n";
      }
    }
    seeds.push_back(odd);
  }
  seeds.push_back("GET /api/letters?q=permohonan&from=0&limit=5");
  seeds.push_back("GET /api/letters?q=\"a*%20OR%20(b\nGET /api/agenda?year=2026&from=1&limit=1000");
  seeds.push_back(
      "POST /api/batches/$batch/file?name=a.pdf \xFF\xD8\xFFx\nGET /api/batches/$batch");
  seeds.push_back("POST /api/letters/$letter/void {\"reason\":\"salah\"}\nGET /api/agenda.csv");
  seeds.push_back("POST /api/agenda/2026/first {\"number\":100}\nPOST /api/letters" + body);
  return seeds;
}

int FuzzScreens(std::string_view bytes) {
  if (bytes.size() > 10'000) return 0;
  FuzzedDesk desk;
  for (const std::string& line : Split(bytes, '\n')) desk.Ask(line);
  return 0;
}

}  // namespace piket
