// How every part of this post is, as `piket doctor`, its screen and the service's watchers are
// told: the devices, and what only the running agent knows: its calendar and its line.
#ifndef PIKET_AGENT_HTTP_HEALTH_H_
#define PIKET_AGENT_HTTP_HEALTH_H_

#include <optional>
#include <vector>

#include "agent/desk/doctor.h"
#include "agent/http/screens.h"
#include "agent/sync/courier.h"

namespace piket {

std::vector<PartHealth> ExamineAll(Screens& screens);

// The line to the centre: work goes on without it, so it is only a fault when a person has to act.
PartHealth LineHealth(const LineState& line, const Zone& zone);
// How far this post's clock is from the centre's, once they have met; nothing while it is right.
std::optional<PartHealth> ClockBesideCentre(const LineState& line);
PartHealth CertificateHealth(Instant not_after, Instant now, const Zone& zone);
// When this post's certificate ends; nothing for who never joined a centre.
std::optional<Instant> CertificateEnd(const Settings& settings);

}  // namespace piket

#endif  // PIKET_AGENT_HTTP_HEALTH_H_
