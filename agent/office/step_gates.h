// The named evidence a step, a letter or a case's close asks for (R-23 … R-26), kept in the
// registers by hand or by the server room.
#ifndef PIKET_AGENT_OFFICE_STEP_GATES_H_
#define PIKET_AGENT_OFFICE_STEP_GATES_H_

#include <string>

#include "agent/office/office.h"
#include "agent/procedure/case.h"

namespace piket {

// A reserved address that was not used for so long is free again. Assumed: the time other
// colocation rooms give until the installation, doubled.
inline constexpr std::chrono::hours kReservationHolds{28 * 24};

// Whether the evidence is there for this case or one linked to it. Inside Read or Write.
//   alamat-bebas        a public address is free, or the case has one
//   alamat-dipesan      the same; both are reserved when the step ends this way
//   kapasitas           a hosting server has disk and bandwidth left
//   register-subdomain  the subdomain stands in the register as active
//   alamat, subdomain   the case has one on record; a name that points to an address counts for
//   both bandwidth           stands in the case's logbook: a record with data {"bandwidth": "10
//   Mbps"}
Result<bool> IsGateOpen(const OfficeWork& office, Database& db, const Case& c,
                        const std::string& gate);
// As the person reads it: "Alamat IP publik yang bebas".
std::string GateName(const std::string& gate);

// Inside Write. Reserves the first free address for the case unless it has one; kGateClosed when
// none is free.
Result<void> ReserveAddress(const OfficeWork& office, Database& db, const Id& case_id,
                            const std::string& author);
// What the case reserved is free again, or in use from now on.
Result<void> FreeAddresses(const OfficeWork& office, Database& db, const Id& case_id,
                           const std::string& author);
Result<void> UseAddresses(const OfficeWork& office, Database& db, const Id& case_id,
                          const std::string& author);
// Frees what was reserved longer than kReservationHolds ago. How many.
Result<int> FreeExpiredAddresses(const OfficeWork& office, Database& db);

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_STEP_GATES_H_
