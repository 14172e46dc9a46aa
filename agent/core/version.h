// The release of this program, as `piket version` and the screen of posts show it.
#ifndef PIKET_AGENT_CORE_VERSION_H_
#define PIKET_AGENT_CORE_VERSION_H_

namespace piket {

inline constexpr const char* kProgramVersion = "0.1.0";

}  // namespace piket

#endif  // PIKET_AGENT_CORE_VERSION_H_
