// The schema steps of schema/NNN_*.sql, compiled in; step N brings version N-1 to N.
#ifndef PIKET_AGENT_STORE_SCHEMA_H_
#define PIKET_AGENT_STORE_SCHEMA_H_

#include <string_view>
#include <utility>
#include <vector>

namespace piket {

extern const std::vector<std::pair<std::string_view, std::string_view>> kSchema;

}  // namespace piket

#endif  // PIKET_AGENT_STORE_SCHEMA_H_
