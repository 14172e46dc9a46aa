#include "drivers/printer/ipp.h"

#include <cups/cups.h>

#include <algorithm>
#include <cstdlib>

#include "agent/core/text.h"

namespace piket {
namespace {

ipp_op_t CodeOf(IppOperation operation) {
  switch (operation) {
    case IppOperation::kGetPrinterAttributes:
      return IPP_OP_GET_PRINTER_ATTRIBUTES;
    case IppOperation::kGetJobs:
      return IPP_OP_GET_JOBS;
    case IppOperation::kCreateJob:
      return IPP_OP_CREATE_JOB;
    case IppOperation::kSendDocument:
      return IPP_OP_SEND_DOCUMENT;
    case IppOperation::kReleaseJob:
      return IPP_OP_RELEASE_JOB;
    case IppOperation::kCancelJob:
      return IPP_OP_CANCEL_JOB;
    case IppOperation::kAddPrinter:
      return IPP_OP_CUPS_ADD_MODIFY_PRINTER;
  }
  return IPP_OP_GET_PRINTER_ATTRIBUTES;
}

ipp_tag_t TagOf(IppGroup group) {
  switch (group) {
    case IppGroup::kOperation:
      return IPP_TAG_OPERATION;
    case IppGroup::kJob:
      return IPP_TAG_JOB;
    case IppGroup::kPrinter:
      return IPP_TAG_PRINTER;
  }
  return IPP_TAG_OPERATION;
}

ipp_tag_t TagOf(IppKind kind) {
  switch (kind) {
    case IppKind::kUri:
      return IPP_TAG_URI;
    case IppKind::kName:
      return IPP_TAG_NAME;
    case IppKind::kKeyword:
      return IPP_TAG_KEYWORD;
    case IppKind::kMimeType:
      return IPP_TAG_MIMETYPE;
    case IppKind::kInteger:
      return IPP_TAG_INTEGER;
    case IppKind::kEnum:
      return IPP_TAG_ENUM;
    case IppKind::kBoolean:
      return IPP_TAG_BOOLEAN;
  }
  return IPP_TAG_NAME;
}

void Add(ipp_t* request, const IppAttribute& attribute) {
  ipp_tag_t group = TagOf(attribute.group);
  const char* name = attribute.name.c_str();
  if (attribute.values.empty()) return;
  const std::string& first = attribute.values.front();
  switch (attribute.kind) {
    case IppKind::kBoolean:
      ippAddBoolean(request, group, name, first == "true" ? 1 : 0);
      return;
    case IppKind::kInteger:
    case IppKind::kEnum:
      ippAddInteger(request, group, TagOf(attribute.kind), name, atoi(first.c_str()));
      return;
    default:
      break;
  }
  std::vector<const char*> values;
  for (const std::string& value : attribute.values) values.push_back(value.c_str());
  ippAddStrings(request, group, TagOf(attribute.kind), name, static_cast<int>(values.size()),
                nullptr, values.data());
}

// Of collections only paper is read: a media-col as SOURCE_WIDTHxHEIGHTmm.
std::string PaperText(ipp_t* collection) {
  ipp_attribute_t* size = ippFindAttribute(collection, "media-size", IPP_TAG_BEGIN_COLLECTION);
  ipp_t* sides = size != nullptr ? ippGetCollection(size, 0) : nullptr;
  ipp_attribute_t* width = ippFindAttribute(sides, "x-dimension", IPP_TAG_INTEGER);
  ipp_attribute_t* height = ippFindAttribute(sides, "y-dimension", IPP_TAG_INTEGER);
  if (width == nullptr || height == nullptr) return "";
  ipp_attribute_t* source = ippFindAttribute(collection, "media-source", IPP_TAG_ZERO);
  const char* tray = source != nullptr ? ippGetString(source, 0, nullptr) : nullptr;
  // IPP counts in hundredths of a millimetre.
  return Format("%s_%.1fx%.1fmm", tray != nullptr ? tray : "", ippGetInteger(width, 0) / 100.0,
                ippGetInteger(height, 0) / 100.0);
}

std::string ValueText(ipp_attribute_t* attribute, int index) {
  switch (ippGetValueTag(attribute)) {
    case IPP_TAG_BEGIN_COLLECTION:
      return PaperText(ippGetCollection(attribute, index));
    case IPP_TAG_INTEGER:
      return std::to_string(ippGetInteger(attribute, index));
    case IPP_TAG_ENUM:
      return ippEnumString(ippGetName(attribute), ippGetInteger(attribute, index));
    case IPP_TAG_BOOLEAN:
      return ippGetBoolean(attribute, index) != 0 ? "true" : "false";
    case IPP_TAG_STRING: {
      int size = 0;
      const void* bytes = ippGetOctetString(attribute, index, &size);
      return bytes != nullptr ? std::string(static_cast<const char*>(bytes), size) : "";
    }
    default: {
      const char* text = ippGetString(attribute, index, nullptr);
      return text != nullptr ? text : "";
    }
  }
}

IppAnswer AnswerFrom(ipp_t* response) {
  IppAnswer answer;
  ipp_status_t status = ippGetStatusCode(response);
  answer.successful = status <= IPP_STATUS_OK_CONFLICTING;
  answer.status = ippErrorString(status);
  bool in_job = false;
  for (ipp_attribute_t* attribute = ippFirstAttribute(response); attribute != nullptr;
       attribute = ippNextAttribute(response)) {
    const char* name = ippGetName(attribute);
    ipp_tag_t group = ippGetGroupTag(attribute);
    if (name == nullptr || group == IPP_TAG_ZERO) {  // a separator: the next job begins
      in_job = false;
      continue;
    }
    IppValues* values = nullptr;
    if (group == IPP_TAG_JOB) {
      if (!in_job) answer.jobs.emplace_back();
      values = &answer.jobs.back();
    } else if (group == IPP_TAG_PRINTER) {
      values = &answer.printer;
    }
    in_job = group == IPP_TAG_JOB;
    if (values == nullptr) continue;
    std::vector<std::string>& texts = (*values)[name];
    for (int i = 0; i < ippGetCount(attribute); ++i) texts.push_back(ValueText(attribute, i));
  }
  return answer;
}

int GiveUp(http_t*, void*) { return 0; }

// Nobody sits at this program's terminal: a device that asks for a password is refused.
const char* NoPassword(const char*, http_t*, const char*, const char*, void*) { return nullptr; }

}  // namespace

struct IppConnection::State {
  http_t* http = nullptr;
  std::string resource;
  ~State() {
    if (http != nullptr) httpClose(http);
  }
};

IppConnection::IppConnection(std::unique_ptr<State> state) : state_(std::move(state)) {}
IppConnection::~IppConnection() = default;

Result<UriParts> SplitUri(const std::string& uri) {
  char scheme[32];
  char user[256];
  char host[256];
  char path[1024];
  int port = 0;
  if (httpSeparateURI(HTTP_URI_CODING_ALL, uri.c_str(), scheme, sizeof scheme, user, sizeof user,
                      host, sizeof host, &port, path, sizeof path) < HTTP_URI_STATUS_OK) {
    return Error{Fault::kConfiguration, "not a printer's URI: " + uri};
  }
  return UriParts{scheme, host, port, path};
}

Result<std::unique_ptr<IppConnection>> IppConnection::Open(const std::string& address,
                                                           std::chrono::milliseconds timeout) {
  cupsSetPasswordCB2(NoPassword, nullptr);
  auto state = std::make_unique<State>();
  std::string host = address;
  int port = 0;
  http_encryption_t encryption = HTTP_ENCRYPTION_IF_REQUESTED;
  state->resource = "/";
  if (address.empty() || address[0] != '/') {
    auto parts = SplitUri(address);
    if (!parts) return parts.error();
    host = parts->host;
    port = parts->port;
    state->resource = parts->path;
    if (parts->scheme == "ipps") encryption = HTTP_ENCRYPTION_ALWAYS;
  }
  state->http = httpConnect2(host.c_str(), port, nullptr, AF_UNSPEC, encryption, 1,
                             static_cast<int>(timeout.count()), nullptr);
  if (state->http == nullptr) return Error{Fault::kTimedOut, "no answer from " + address};
  double seconds = std::chrono::duration<double>(timeout).count();
  httpSetTimeout(state->http, seconds, GiveUp, nullptr);
  return std::unique_ptr<IppConnection>(new IppConnection(std::move(state)));
}

Result<IppAnswer> IppConnection::Ask(const IppQuestion& question) {
  ipp_t* request = ippNewRequest(CodeOf(question.operation));
  ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", nullptr,
               question.target.c_str());
  // RFC 8011 wants the operation's own attributes first, then the other groups.
  for (IppGroup group : {IppGroup::kOperation, IppGroup::kJob, IppGroup::kPrinter}) {
    for (const IppAttribute& attribute : question.attributes) {
      if (attribute.group == group) Add(request, attribute);
    }
  }
  const char* resource = state_->resource.c_str();
  if (question.operation == IppOperation::kAddPrinter) resource = "/admin/";
  ipp_t* response = question.document.empty() ? cupsDoRequest(state_->http, request, resource)
                                              : cupsDoFileRequest(state_->http, request, resource,
                                                                  question.document.c_str());
  if (response == nullptr) {
    return Error{Fault::kTimedOut, std::string("no answer: ") + cupsLastErrorString()};
  }
  IppAnswer answer = AnswerFrom(response);
  ippDelete(response);
  return answer;
}

std::string FirstValue(const IppValues& values, const std::string& name) {
  auto found = values.find(name);
  return found == values.end() || found->second.empty() ? "" : found->second.front();
}

}  // namespace piket
