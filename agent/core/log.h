// The log: one line per arrow on standard error, where journald takes it. A line is a word, then
// key=value pairs; never a letter's content, never a secret.
#ifndef PIKET_AGENT_CORE_LOG_H_
#define PIKET_AGENT_CORE_LOG_H_

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "agent/core/result.h"

namespace piket {

using LogPairs = std::initializer_list<std::pair<std::string_view, std::string>>;

// Any thread may call these; a line is written whole.
void LogLine(std::string_view word, LogPairs pairs = {});     // what happened
void LogWarning(std::string_view word, LogPairs pairs = {});  // what somebody should look at
void LogError(std::string_view word, const Error& error, LogPairs pairs = {});

}  // namespace piket

#endif  // PIKET_AGENT_CORE_LOG_H_
