#include "agent/office/step_gates.h"

#include <algorithm>
#include <map>

#include "agent/core/text.h"
#include "agent/procedure/case_texts.h"
#include "agent/procedure/register.h"

namespace piket {
namespace {

// The agent's own entries name no officer.
constexpr const char* kAgent = "piket";

Result<bool> AnyRow(Database& db, const std::string& sql, const std::vector<SqlValue>& values) {
  auto rows = db.Ask(sql, values);
  if (!rows) return rows.error();
  return !rows->empty();
}

// The case and the linked ones it opened.
constexpr const char* kOwnOrLinked =
    " case_id IN (SELECT ?1 UNION SELECT id FROM office_case WHERE parent=?1) ";

Result<bool> HasAddress(Database& db, const Id& id) {
  return AnyRow(db,
                std::string("SELECT 1 FROM public_address WHERE state<>'bebas' AND") + kOwnOrLinked,
                {id});
}

Result<bool> HasSubdomain(Database& db, const Id& id) {
  return AnyRow(db, std::string("SELECT 1 FROM subdomain WHERE state='aktif' AND") + kOwnOrLinked,
                {id});
}

// A site beside others has the address its name points to.
Result<bool> NameHasAddress(Database& db, const Id& id) {
  auto rows = db.Ask(
      std::string("SELECT target FROM subdomain WHERE state='aktif' AND") + kOwnOrLinked, {id});
  if (!rows) return rows.error();
  for (const Row& row : *rows) {
    if (!CanonicalIp(row.Text("target")).empty()) return true;
  }
  return false;
}

Result<bool> HasFreeAddress(Database& db) {
  return AnyRow(db, "SELECT 1 FROM public_address WHERE state='bebas' LIMIT 1", {});
}

Result<bool> HasCapacity(Database& db) {
  return AnyRow(db,
                "SELECT 1 FROM hosting_server WHERE disk_gb > disk_used_gb AND bandwidth_mbps > "
                "bandwidth_used_mbps LIMIT 1",
                {});
}

Result<bool> HasBandwidth(const OfficeWork& office, Database& db, const Case& c) {
  auto records = AllOpened(office.safe(), c, RecordsOfCase(db, c.id));
  if (!records) return records.error();
  return std::any_of(records->begin(), records->end(), [](const CaseRecord& record) {
    return !Trimmed(TextOr(record.data, "bandwidth")).empty();
  });
}

// Gives each of the case's reserved addresses another state.
Result<void> SetReserved(const OfficeWork& office, Database& db, const Id& case_id,
                         const std::string& state, const std::string& author) {
  auto addresses = AddressesOfCase(db, case_id);
  if (!addresses) return addresses.error();
  for (PublicAddress& address : *addresses) {
    if (address.state != "dipesan") continue;
    address.state = state;
    if (state == "bebas") address.case_id.clear();
    auto set = office.journal.Append(db, AddressEntry(address, author));
    if (!set) return set.error();
  }
  return {};
}

}  // namespace

Result<bool> IsGateOpen(const OfficeWork& office, Database& db, const Case& c,
                        const std::string& gate) {
  if (gate == "alamat") {
    auto own = HasAddress(db, c.id);
    return !own || *own ? own : NameHasAddress(db, c.id);
  }
  if (gate == "alamat-bebas" || gate == "alamat-dipesan") {
    auto own = HasAddress(db, c.id);
    return !own || *own ? own : HasFreeAddress(db);
  }
  if (gate == "subdomain" || gate == "register-subdomain") return HasSubdomain(db, c.id);
  if (gate == "kapasitas") return HasCapacity(db);
  if (gate == "bandwidth") return HasBandwidth(office, db, c);
  return Error{Fault::kNotFound, "gate " + gate};
}

std::string GateName(const std::string& gate) {
  static const std::map<std::string, std::string> kNames = {
      {"alamat-bebas", "Alamat IP publik yang bebas"},
      {"alamat-dipesan", "Alamat IP publik untuk dipesan"},
      {"kapasitas", "Kapasitas dan bandwidth server hosting"},
      {"register-subdomain", "Subdomain tercatat aktif di daftar subdomain"},
      {"alamat", "Alamat IP publik tercatat atas layanan ini"},
      {"subdomain", "Subdomain tercatat aktif atas layanan ini"},
      {"bandwidth", "Bandwidth tercatat"},
  };
  auto name = kNames.find(gate);
  return name == kNames.end() ? gate : name->second;
}

Result<void> ReserveAddress(const OfficeWork& office, Database& db, const Id& case_id,
                            const std::string& author) {
  auto own = HasAddress(db, case_id);
  if (!own) return own.error();
  if (*own) return {};
  auto free = Addresses(db, "bebas");
  if (!free) return free.error();
  if (free->empty()) return Error{Fault::kGateClosed, "no public address is free"};
  PublicAddress address = free->front();
  address.state = "dipesan";
  address.case_id = case_id;
  auto set = office.journal.Append(db, AddressEntry(address, author));
  if (!set) return set.error();
  return {};
}

Result<void> FreeAddresses(const OfficeWork& office, Database& db, const Id& case_id,
                           const std::string& author) {
  return SetReserved(office, db, case_id, "bebas", author);
}

Result<void> UseAddresses(const OfficeWork& office, Database& db, const Id& case_id,
                          const std::string& author) {
  return SetReserved(office, db, case_id, "terpakai", author);
}

Result<int> FreeExpiredAddresses(const OfficeWork& office, Database& db) {
  Instant oldest = office.Now() - kReservationHolds;
  auto reserved = Addresses(db, "dipesan");
  if (!reserved) return reserved.error();
  int freed = 0;
  for (PublicAddress& address : *reserved) {
    // Without a case somebody keeps it by hand, with a note.
    if (address.at >= oldest || address.case_id.empty()) continue;
    address.state = "bebas";
    address.case_id.clear();
    auto set = office.journal.Append(db, AddressEntry(address, kAgent));
    if (!set) return set.error();
    ++freed;
  }
  return freed;
}

}  // namespace piket
