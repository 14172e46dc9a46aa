#include "drivers/printer/print_spool.h"

#include <cstdlib>

#include "agent/core/process.h"
#include "drivers/printer/ipp.h"

namespace piket {
namespace {

using Group = IppGroup;
using Kind = IppKind;

constexpr std::chrono::seconds kAnswerWithin{5};
constexpr std::chrono::seconds kCommandWithin{20};
constexpr const char* kUser = "piket";

std::string UriOf(const std::string& queue) { return "ipp://localhost/printers/" + queue; }

Error ServiceError(const Error& error) { return {Fault::kPrintService, error.detail}; }
Error Refused(const char* what, const IppAnswer& answer) {
  return {Fault::kPrintService, std::string(what) + ": " + answer.status};
}

Result<IppAnswer> Ask(const std::string& socket, const IppQuestion& question) {
  auto service = IppConnection::Open(socket, kAnswerWithin);
  if (!service) return ServiceError(service.error());
  auto answer = (*service)->Ask(question);
  if (!answer) return ServiceError(answer.error());
  return answer;
}

SpoolJob::State StateFrom(const std::string& word) {
  using State = SpoolJob::State;
  if (word == "pending") return State::kPending;
  if (word == "pending-held") return State::kHeld;
  if (word == "canceled") return State::kCanceled;
  if (word == "aborted") return State::kAborted;
  if (word == "completed") return State::kCompleted;
  return State::kProcessing;
}

IppAttribute Asker() { return {Group::kOperation, Kind::kName, "requesting-user-name", {kUser}}; }
IppAttribute JobNumber(int job) {
  return {Group::kOperation, Kind::kInteger, "job-id", {std::to_string(job)}};
}

}  // namespace

Result<void> PrintSpool::ChangeQueue(const std::string& queue,
                                     const std::string& device_uri) const {
  // parts.md §3: queues are shared by default; abort-job, or the service prints again by itself.
  auto answer =
      Ask(socket_, {IppOperation::kAddPrinter,
                    UriOf(queue),
                    {Asker(),
                     {Group::kPrinter, Kind::kUri, "device-uri", {device_uri}},
                     {Group::kPrinter, Kind::kName, "printer-error-policy", {"abort-job"}},
                     {Group::kPrinter, Kind::kBoolean, "printer-is-shared", {"false"}},
                     {Group::kPrinter, Kind::kEnum, "printer-state", {"3"}},
                     {Group::kPrinter, Kind::kBoolean, "printer-is-accepting-jobs", {"true"}}}});
  if (!answer) return answer.error();
  if (!answer->successful) return Refused("making a queue", *answer);
  return {};
}

Result<void> PrintSpool::AddPlainQueue(const std::string& queue, const std::string& uri) const {
  return ChangeQueue(queue, "piket:" + uri);
}

Result<void> PrintSpool::AddFilteredQueue(const std::string& queue, const std::string& uri) const {
  // `-m everywhere` refuses any URI but the device's own, so the gate comes in afterwards.
  auto made =
      RunCommand({.argv = {"lpadmin", "-h", socket_, "-p", queue, "-v", uri, "-m", "everywhere"},
                  .read_errors = true},
                 kCommandWithin);
  if (!made) return ServiceError(made.error());
  return ChangeQueue(queue, "piket:" + uri);
}

Result<std::vector<SpoolJob>> PrintSpool::Jobs() const {
  auto answer = Ask(socket_, {IppOperation::kGetJobs,
                              "ipp://localhost/",
                              {Asker(),
                               {Group::kOperation, Kind::kKeyword, "which-jobs", {"all"}},
                               {Group::kOperation,
                                Kind::kKeyword,
                                "requested-attributes",
                                {"job-id", "job-name", "job-state", "job-printer-uri"}}}});
  if (!answer) return answer.error();
  // "Not found" is how cupsd says that there is no queue yet.
  if (!answer->successful && answer->status != "client-error-not-found") {
    return Refused("listing jobs", *answer);
  }
  std::vector<SpoolJob> jobs;
  for (const IppValues& values : answer->jobs) {
    std::string queue = FirstValue(values, "job-printer-uri");
    jobs.push_back({atoi(FirstValue(values, "job-id").c_str()), queue.substr(queue.rfind('/') + 1),
                    FirstValue(values, "job-name"), StateFrom(FirstValue(values, "job-state"))});
  }
  return jobs;
}

Result<int> PrintSpool::Hold(const std::string& queue, const PrintOrder& order,
                             const std::string& token) const {
  auto service = IppConnection::Open(socket_, kAnswerWithin);
  if (!service) return ServiceError(service.error());
  std::string name = token + (order.title.empty() ? "" : " " + order.title);
  auto created = (*service)->Ask({IppOperation::kCreateJob,
                                  UriOf(queue),
                                  {Asker(),
                                   {Group::kOperation, Kind::kName, "job-name", {name}},
                                   {Group::kJob, Kind::kKeyword, "job-hold-until", {"indefinite"}},
                                   {Group::kJob, Kind::kKeyword, "media", {order.media}},
                                   {Group::kJob, Kind::kKeyword, "print-scaling", {"none"}},
                                   {Group::kJob, Kind::kKeyword, "sides", {"one-sided"}}}});
  if (!created) return ServiceError(created.error());
  int job = created->jobs.empty() ? 0 : atoi(FirstValue(created->jobs.front(), "job-id").c_str());
  if (!created->successful || job == 0) return Refused("handing a paper over", *created);
  auto sent = (*service)->Ask(
      {IppOperation::kSendDocument,
       UriOf(queue),
       {Asker(),
        JobNumber(job),
        {Group::kOperation, Kind::kMimeType, "document-format", {"application/pdf"}},
        {Group::kOperation, Kind::kBoolean, "last-document", {"true"}}},
       order.pdf});
  if (sent && sent->successful) return job;
  (void)Cancel(job);
  return sent ? Refused("handing a document over", *sent) : ServiceError(sent.error());
}

Result<void> PrintSpool::Release(int job) const {
  auto answer =
      Ask(socket_, {IppOperation::kReleaseJob, "ipp://localhost/", {Asker(), JobNumber(job)}});
  if (!answer) return answer.error();
  return {};
}

Result<void> PrintSpool::Cancel(int job) const {
  auto answer =
      Ask(socket_, {IppOperation::kCancelJob, "ipp://localhost/", {Asker(), JobNumber(job)}});
  if (!answer) return answer.error();
  return {};
}

}  // namespace piket
