// How this post and, at the centre, every post is, in the text format of Prometheus (0.0.4).
// Numbers and codes of posts only: no person, no letter.
#ifndef PIKET_AGENT_HTTP_METRICS_H_
#define PIKET_AGENT_HTTP_METRICS_H_

#include <string>

#include "agent/http/screens.h"

namespace piket {

inline constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

// Takes the database's turn for some milliseconds.
Result<std::string> MetricsText(Screens& screens);

// Whether a caller may read them: anybody on this machine, and from others who shows the token in
// <data>/keys/metrics.token (`Authorization: Bearer …`). Without that file this machine alone.
// `forwarded`: another program asks on somebody's behalf.
bool MayReadMetrics(const Settings& settings, const std::string& client, bool forwarded,
                    const std::string& authorization);

}  // namespace piket

#endif  // PIKET_AGENT_HTTP_METRICS_H_
