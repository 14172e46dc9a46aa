#include "agent/core/log.h"

#include <unistd.h>

namespace piket {
namespace {

std::string Quoted(std::string_view text) {
  bool plain = !text.empty();
  std::string quoted = "\"";
  for (char c : text) {
    if (c == ' ' || c == '=' || c == '"') plain = false;
    if (c == '\n' || c == '\r' || c == '\t') {
      plain = false;
      c = ' ';
    }
    if (c == '"') quoted += '\\';
    quoted += c;
  }
  return plain ? std::string(text) : quoted + "\"";
}

// `priority` is journald's prefix: <3> error, <4> warning, <6> information.
void Write(std::string_view priority, std::string_view word, LogPairs pairs,
           const Error* error = nullptr) {
  std::string line;
  if (getenv("JOURNAL_STREAM") != nullptr) line += priority;
  line += "piket: ";
  line += word;
  for (const auto& [key, value] : pairs) {
    line += ' ';
    line += key;
    line += '=';
    line += Quoted(value);
  }
  if (error != nullptr) {
    line += " fault=";
    line += Word(error->fault);
    line += " detail=" + Quoted(error->detail);
  }
  line += '\n';
  // One write per line keeps lines of several threads and processes whole.
  [[maybe_unused]] ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace

void LogLine(std::string_view word, LogPairs pairs) { Write("<6>", word, pairs); }
void LogWarning(std::string_view word, LogPairs pairs) { Write("<4>", word, pairs); }
void LogError(std::string_view word, const Error& error, LogPairs pairs) {
  Write("<3>", word, pairs, &error);
}

}  // namespace piket
