// IPP questions and answers in plain values, over libcups with our own time limits. Nothing else in
// Piket includes a CUPS header.
#ifndef PIKET_DRIVERS_PRINTER_IPP_H_
#define PIKET_DRIVERS_PRINTER_IPP_H_

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "agent/core/result.h"

namespace piket {

enum class IppOperation {
  kGetPrinterAttributes,
  kGetJobs,
  kCreateJob,
  kSendDocument,
  kReleaseJob,
  kCancelJob,
  kAddPrinter,
};

enum class IppGroup { kOperation, kJob, kPrinter };
enum class IppKind { kUri, kName, kKeyword, kInteger, kEnum, kBoolean, kMimeType };

struct IppAttribute {
  IppGroup group;
  IppKind kind;
  std::string name;
  std::vector<std::string> values;
};

struct IppQuestion {
  IppOperation operation;
  std::string target;  // printer-uri
  std::vector<IppAttribute> attributes = {};
  std::filesystem::path document = {};  // sent after the question
};

// Attribute name → values as text: numbers in decimal, enums by their registered words.
using IppValues = std::map<std::string, std::vector<std::string>>;

struct IppAnswer {
  bool successful = false;
  std::string status;           // "successful-ok", "client-error-not-possible", …
  std::vector<IppValues> jobs;  // one per job group
  IppValues printer;
};

std::string FirstValue(const IppValues& values, const std::string& name);

// One connection to a printer or a print service. One thread at a time; cheap to make and to drop.
class IppConnection {
 public:
  // `address` is an ipp:// or ipps:// URI, or the path of a Unix socket. Each answer must come
  // within `timeout`. kTimedOut when nobody answers.
  static Result<std::unique_ptr<IppConnection>> Open(const std::string& address,
                                                     std::chrono::milliseconds timeout);
  ~IppConnection();
  IppConnection(const IppConnection&) = delete;
  IppConnection& operator=(const IppConnection&) = delete;

  // An answer that says no is an answer; kTimedOut when there is none.
  Result<IppAnswer> Ask(const IppQuestion& question);

 private:
  struct State;
  explicit IppConnection(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Splits ipp://host:port/path; false for what is no such URI.
struct UriParts {
  std::string scheme;
  std::string host;
  int port = 0;
  std::string path;
};
Result<UriParts> SplitUri(const std::string& uri);

}  // namespace piket

#endif  // PIKET_DRIVERS_PRINTER_IPP_H_
