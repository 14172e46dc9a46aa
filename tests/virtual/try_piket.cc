// try-piket: the demo behind packaging/try. Without --once it opens the office and shows its
// address; with it, every letter of a folder is scanned, entered and printed without screens.
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>

#include "agent/core/crypto.h"
#include "agent/core/file.h"
#include "agent/core/text.h"
#include "drivers/printer/print_ledger.h"
#include "tests/virtual/office_staff.h"
#include "tests/virtual/separate_office.h"
#include "tests/virtual/small_office.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using std::chrono::steady_clock;

struct TryPlan {
  bool once = false;
  bool separate = false;
  fs::path pages;
  fs::path out;
  std::string kiosk;
  int port = 8470;
};

TryPlan PlanOf(int argc, char** argv) {
  TryPlan plan;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    bool has_next = i + 1 < argc;
    if (word == "--once") {
      plan.once = true;
    } else if (word == "--separate") {
      plan.separate = true;
    } else if (word == "--pages" && has_next) {
      plan.pages = fs::absolute(argv[++i]);
    } else if (word == "--out" && has_next) {
      plan.out = fs::absolute(argv[++i]);
    } else if (word == "--kiosk" && has_next) {
      plan.kiosk = argv[++i];
    } else if (word == "--port" && has_next) {
      plan.port = atoi(argv[++i]);
    } else {
      std::cerr << "Kata tidak dikenal: " << word << "\n";
      std::exit(2);
    }
  }
  return plan;
}

// What one stage of a letter took.
class Stages {
 public:
  void End(const char* stage) {
    auto now = steady_clock::now();
    ms_[stage] = std::chrono::duration_cast<std::chrono::milliseconds>(now - began_).count();
    began_ = now;
  }
  const Json& ms() const { return ms_; }

 private:
  steady_clock::time_point began_ = steady_clock::now();
  Json ms_ = Json::object();
};

Result<Json> ScanLetter(SmallOffice& office, DeskClient& desk) {
  auto batch = desk.Post("/api/batches", {{"received_by", "langsung"}, {"scan", true}});
  if (!batch) return batch;
  std::string path = "/api/batches/" + TextOr(*batch, "id");
  for (;;) {
    batch = desk.Until(
        path, [](const Json& b) { return TextOr(b, "state") != "scanning"; }, seconds(600));
    if (!batch || TextOr(*batch, "state") != "interrupted") return batch;
    // As the officer would: put the rest of the stack back and go on.
    if (office.scanner().sheets_left() == 0) {
      auto fault = FaultFromWord(TextOr(*batch, "fault"));
      return Error{fault.value_or(Fault::kScannerFailed), CanonicalText(*batch)};
    }
    if (auto more = desk.Post(path + "/scan"); !more) return more;
  }
}

// The proposals as particulars, unsure ones as read; the names of the unsure ones beside them.
std::pair<Json, Json> TakeProposals(const Json& document) {
  Json particulars = Json::object();
  Json unsure = Json::array();
  for (const auto& [field, proposal] : document["proposals"].items()) {
    particulars[field] = TextOr(proposal, "value");
    if (proposal.contains("office_code")) particulars["sender_code"] = proposal["office_code"];
    if (BoolOr(proposal, "unsure")) unsure.push_back(field);
  }
  for (const char* field : {"sender", "subject"}) {
    if (TextOr(particulars, field).empty()) particulars[field] = "(tidak terbaca)";
  }
  return {particulars, unsure};
}

Result<void> WaitForPaper(DeskClient& desk, const Json& letter) {
  auto ended = [](const Json& now) {
    for (const Json& print : now["prints"]) {
      std::string state = TextOr(print, "state");
      if (state == "waiting" || state == "printing") return false;
    }
    return BoolOr(now, "archived") || now["page_count"] == 0;
  };
  auto now = desk.Until("/api/letters/" + TextOr(letter, "id"), ended, seconds(300));
  if (!now) return now.error();
  for (const Json& print : (*now)["prints"]) {
    if (TextOr(print, "state") != "printed") {
      return Error{Fault::kPrinterFailed, CanonicalText(print)};
    }
  }
  return {};
}

// What the printer received for each of the letter's prints, found by the print's own token.
Result<void> KeepPapers(SmallOffice& office, DeskClient& desk, const Json& letter,
                        const fs::path& out) {
  auto now = desk.Get("/api/letters/" + TextOr(letter, "id"));
  if (!now) return now.error();
  auto papers = office.printer().Papers();
  auto names = office.printer().PaperNames();
  for (const Json& print : (*now)["prints"]) {
    PrintOrder order;
    order.id = TextOr(print, "id");
    auto found = std::find_if(names.begin(), names.end(), [&](const std::string& name) {
      return name.find(PrintToken(order)) != std::string::npos;
    });
    if (found == names.end()) return Error{Fault::kPrinterFailed, "no paper for " + order.id};
    fs::copy_file(papers[static_cast<size_t>(found - names.begin())],
                  out / (TextOr(print, "kind") + ".pdf"), fs::copy_options::overwrite_existing);
  }
  auto archive = desk.Download("/api/letters/" + TextOr(letter, "id") + "/document.pdf");
  if (!archive) return archive.error();
  return WriteFileDurably(out / "document.pdf", *archive, 0644);
}

Result<Json> DoLetter(SmallOffice& office, DeskClient& desk, const fs::path& out) {
  Stages stages;
  auto batch = ScanLetter(office, desk);
  if (!batch) return batch;
  stages.End("scan");
  if ((*batch)["documents"].empty()) return Error{Fault::kNoPages, "nothing was scanned"};
  std::string path = "/api/documents/" + TextOr((*batch)["documents"][0], "id");
  auto document = desk.Until(
      path, [](const Json& d) { return !BoolOr(d, "reading", true); }, seconds(300));
  if (!document) return document;
  stages.End("read");
  auto [particulars, unsure] = TakeProposals(*document);
  auto letter = desk.Post(path + "/enter", particulars);
  if (!letter) return letter;
  stages.End("enter");
  if (auto printed = WaitForPaper(desk, *letter); !printed) return printed.error();
  stages.End("print");
  fs::create_directories(out);
  if (auto kept = KeepPapers(office, desk, *letter, out); !kept) return kept.error();

  auto whole = desk.Get("/api/letters/" + TextOr(*letter, "id"));
  if (!whole) return whole;
  auto final_batch = desk.Get("/api/batches/" + TextOr(*batch, "id"));
  if (!final_batch) return final_batch;
  Json blobs = Json::array();
  for (const Json& page : (*whole)["pages"]) {
    auto original = desk.Download(TextOr(page, "original"));
    if (!original) return original.error();
    blobs.push_back(Hex(Sha256(*original)));
  }
  Json result = {{"receipt_number", (*letter)["receipt_number"]},
                 {"agenda_number", (*letter)["agenda"]["number"]},
                 {"agenda_year", (*letter)["agenda"]["year"]},
                 {"pages", (*letter)["page_count"]},
                 {"blobs", blobs},
                 {"unsure", unsure},
                 {"proposals", (*document)["proposals"]},
                 {"timings_ms", stages.ms()}};
  for (const char* field :
       {"sender", "number", "date", "urgency", "attachments", "subject", "service"}) {
    result[field] = (*letter)[field];
  }
  auto written = WriteFileDurably(out / "letter.json", result.dump(2) + "\n", 0644);
  if (!written) return written.error();
  return result;
}

int Once(const TryPlan& plan) {
  fs::remove_all(plan.out / ".piket");
  SmallOfficePlan office_plan;
  office_plan.folder = plan.out / ".piket";
  auto office = SmallOffice::Start(office_plan);
  if (!office) {
    std::cerr << Sentence(office.error().fault) << "\n" << office.error().detail << "\n";
    return 1;
  }
  DeskClient desk((*office)->screens());
  if (auto in = desk.SignIn(); !in) {
    std::cerr << in.error().detail << "\n";
    return 1;
  }
  (*office)->scanner().SetLetters(plan.pages);
  int failed = 0;
  int done = 0;
  for (std::string name = (*office)->scanner().LoadNext(); !name.empty();
       name = (*office)->scanner().LoadNext()) {
    auto result = DoLetter(**office, desk, plan.out / name);
    Json line = {{"letter", name}, {"printed", result.ok()}};
    if (result) {
      line.update(*result);
      line.erase("proposals");
      ++done;
    } else {
      line["fault"] = Word(result.error().fault);
      line["sentence"] = Sentence(result.error().fault);
      line["detail"] = result.error().detail;
      ++failed;
    }
    std::cout << CanonicalText(line) << std::endl;
  }
  if (done + failed == 0) std::cerr << "Tidak ada surat di " << plan.pages.string() << "\n";
  std::cerr << "Konfigurasi untuk memeriksa: " << (*office)->config().string() << "\n";
  return failed == 0 && done > 0 ? 0 : 1;
}

void WaitForTheEnd() {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  int signal = 0;
  sigwait(&ends, &signal);
}

int Open(const TryPlan& plan) {
  TemporaryFolder folder;
  SmallOfficePlan office_plan;
  office_plan.folder = folder.path();
  office_plan.port = plan.port;
  office_plan.quiet = false;
  auto office = SmallOffice::Start(office_plan);
  if (!office) {
    std::cerr << Sentence(office.error().fault) << "\n" << office.error().detail << "\n";
    return 1;
  }
  DeskClient desk((*office)->screens());
  if (auto in = desk.SignIn(); !in) {
    std::cerr << in.error().detail << "\n";
    return 1;
  }
  if (auto staffed = OfficeStaff::Appoint(desk); !staffed) {
    std::cerr << staffed.error().detail << "\n";
    return 1;
  }
  (*office)->scanner().SetLetters(plan.pages);
  (void)(*office)->scanner().LoadNext();
  std::cout << "\nLayar loket:   " << (*office)->url() << "\n"
            << "Layar kantor:  " << (*office)->url() << "/office\n"
            << "Petugas:       Petugas Coba di loket; di kantor satu orang tiap jabatan, misalnya "
            << Staff().front().name << "\n"
            << "PIN semua:     " << kStaffPin << "\n"
            << "Surat berikut: curl -X POST http://127.0.0.1:" << (*office)->scanner().port()
            << "/control/next\n"
            << "Hasil cetak:   " << (folder.path() / "printer" / "papers").string() << "\n"
            << "Berhenti:      Ctrl-C\n"
            << std::endl;
  if (!plan.kiosk.empty()) {
    auto kiosk = RunCommand({.argv = {plan.kiosk, (*office)->url()}}, std::chrono::hours(24));
    return kiosk ? 0 : 1;
  }
  WaitForTheEnd();
  return 0;
}

// Centre, desk and room as three enrolled processes; one line of JSON says where they are.
int Separate(const TryPlan& plan) {
  TemporaryFolder folder;
  SeparateOfficePlan office_plan;
  office_plan.folder = folder.path();
  auto office = SeparateOffice::Start(office_plan);
  if (!office) {
    std::cerr << Sentence(office.error().fault) << "\n" << office.error().detail << "\n";
    return 1;
  }
  DeskClient admin((*office)->centre().screens());
  auto staffed = admin.SignIn();
  if (staffed) staffed = OfficeStaff::Appoint(admin);
  DeskClient clerk((*office)->desk().screens());
  if (staffed) staffed = clerk.SignIn();
  if (!staffed) {
    std::cerr << staffed.error().detail << "\n";
    return 1;
  }
  (*office)->desk().scanner().SetLetters(plan.pages);
  (void)(*office)->desk().scanner().LoadNext();
  std::cout << CanonicalText((*office)->Addresses()) << std::endl;
  WaitForTheEnd();
  return 0;
}

int Try(int argc, char** argv) {
  TryPlan plan = PlanOf(argc, argv);
  IgnoreBrokenPipes();
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  TemporaryFolder samples;
  if (plan.pages.empty()) {
    auto drawn =
        RunCommand({.argv = {fs::path(OwnBinary()).parent_path() / "virtual" / "sample-letters",
                             samples.path().string()},
                    .read_errors = true},
                   seconds(120));
    if (!drawn) {
      std::cerr << drawn.error().detail << "\n";
      return 1;
    }
    plan.pages = samples.path();
  }
  if (plan.once && plan.out.empty()) {
    std::cerr << "Sebutkan folder hasil: --out FOLDER\n";
    return 2;
  }
  if (plan.separate) return Separate(plan);
  return plan.once ? Once(plan) : Open(plan);
}

}  // namespace
}  // namespace piket

int main(int argc, char** argv) { return piket::Try(argc, argv); }
