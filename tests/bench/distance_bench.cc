// bench-distance: what it takes from the centre to the desk's printer, on a separate office with
// its virtual devices (`sync-print`). One JSON line a figure.
#include <algorithm>
#include <iostream>
#include <thread>

#include "agent/core/file.h"
#include "drivers/printer/print_device.h"
#include "tests/virtual/desk_client.h"
#include "tests/virtual/office_staff.h"
#include "tests/virtual/separate_office.h"

namespace piket {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

void Must(const Result<void>& done, const char* what) {
  if (done) return;
  std::cerr << what << ": " << done.error().detail << "\n";
  std::exit(1);
}
Json Must(const Result<Json>& answer, const char* what) {
  if (answer) return *answer;
  std::cerr << what << ": " << answer.error().detail << "\n";
  std::exit(1);
}

double Percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  auto at = static_cast<size_t>(share * static_cast<double>(values.size()) + 0.5);
  return values[std::min(values.size() - 1, at == 0 ? 0 : at - 1)];
}

// The order that the disposition made, as the centre knows it.
std::string AskedSheet(DeskClient& head, const std::string& letter) {
  Json whole = Must(head.Get("/api/letters/" + letter), "reading the letter");
  std::string newest;
  Json prints = whole["prints"];
  for (const Json& print : prints) newest = std::max(newest, TextOr(print, "id"));
  return newest;
}

// The letter's dispositions, as soon as the letter is at the centre.
Json WhenItCame(DeskClient& head, const std::string& path) {
  for (auto begun = steady_clock::now();;) {
    auto answer = head.Get(path);
    if (answer || answer.error().fault != Fault::kNotFound ||
        steady_clock::now() - begun > seconds(30)) {
      return Must(answer, "waiting for the letter at the centre");
    }
    std::this_thread::sleep_for(milliseconds(20));
  }
}

// The head hands on a letter that lies at the centre; its sheet prints at the desk by itself.
// Measured from the call to the job that the printer itself is at.
double ApprovedToPrinter(DeskClient& clerk, DeskClient& head, const std::string& printer, int n) {
  Json letter = Must(clerk.Post("/api/letters", {{"sender", "Dinas Kesehatan"},
                                                 {"number", "800/" + std::to_string(n) + "/2026"},
                                                 {"date", "2026-05-11"},
                                                 {"subject", "Permohonan pembuatan website"},
                                                 {"service", "website"},
                                                 {"without_page_reason", "pengukuran"}}),
                     "entering");
  const std::string path = "/api/letters/" + TextOr(letter, "id") + "/dispositions";
  Json seen = WhenItCame(head, path);
  // Receipt and sheet of the entry are out of the way first.
  auto quiet = clerk.Until(
      "/api/prints?open=1", [](const Json& open) { return open.empty(); }, seconds(60));
  Must(quiet, "waiting for the printer");
  Json to = Json::array();
  to.push_back({{"position", "kabid-aplikasi"}, {"responsible", true}, {"informed", false}});
  auto begun = steady_clock::now();
  Must(head.Post(path, {{"position", "kadis"},
                        {"to", to},
                        {"instructions", Json::array()},
                        {"text", "Mohon ditindaklanjuti"},
                        {"after", TextOr(seen, "after")}}),
       "disposing");
  PrintOrder order;
  order.id = AskedSheet(head, TextOr(letter, "id"));
  // Seldom enough that the asking does not become the printer's main work.
  constexpr milliseconds kLook{20};
  while (steady_clock::now() - begun < seconds(30)) {
    auto job = LookAtDevice(printer, PrintToken(order), milliseconds(1000)).job;
    if (job && *job >= DeviceJob::kActive) break;
    std::this_thread::sleep_for(kLook);
  }
  return std::chrono::duration<double, std::milli>(steady_clock::now() - begun).count();
}

void BenchPrint(int runs) {
  TemporaryFolder folder;
  SeparateOfficePlan plan;
  plan.folder = folder.path();
  plan.room = false;
  auto office = SeparateOffice::Start(plan);
  if (!office) {
    std::cerr << office.error().detail << "\n";
    std::exit(1);
  }
  DeskClient admin((*office)->centre().screens());
  Must(admin.SignIn(), "signing in");
  Must(OfficeStaff::Appoint(admin), "appointing");
  OfficeStaff staff((*office)->centre().screens());
  auto head = staff.In("kadis");
  if (!head) std::exit(1);
  DeskClient clerk((*office)->desk().screens());
  Must(clerk.SignIn(), "signing in");
  std::vector<double> took;
  for (int i = 0; i <= runs; ++i) {
    double ms = ApprovedToPrinter(clerk, **head, (*office)->desk().printer().uri(), i);
    if (i > 0) took.push_back(ms);  // the first one warms the print service up
  }
  Json line = {{"bench", "sync-print"}, {"ours", Percentile(took, 0.95)},
               {"peer", nullptr},       {"peer_name", nullptr},
               {"ratio", nullptr},      {"unit", "ms, p95"},
               {"runs", took.size()},   {"median", Percentile(took, 0.5)}};
  std::cout << CanonicalText(line) << std::endl;
}

}  // namespace
}  // namespace piket

int main() {
  piket::BenchPrint(40);
  return 0;
}
