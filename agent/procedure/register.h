// The registers of the office: public addresses, subdomains, hosting servers. Until a server room
// feeds them they are kept by hand; a row names the officer who vouches for it (R-24 … R-26).
// Subjects: "alamat/<ip>", "subdomain/<name>", "server-hosting/<name>".
#ifndef PIKET_AGENT_PROCEDURE_REGISTER_H_
#define PIKET_AGENT_PROCEDURE_REGISTER_H_

#include <optional>
#include <string>
#include <vector>

#include "agent/store/journal.h"

namespace piket {

struct PublicAddress {
  std::string ip = {};          // "203.0.113.10"
  std::string state = "bebas";  // bebas, dipesan, terpakai
  Id case_id = {};              // whose reservation or use
  std::string note = {};
  std::string officer = {};
  Instant at = {};
};

struct Subdomain {
  std::string name = {};        // "arsip.tarakankota.go.id", lower case, IDNA A-labels only
  std::string target = {};      // address or name it points to
  std::string owner = {};       // the office
  std::string manager = {};     // who answers for it, with telephone
  std::string state = "aktif";  // diminta, aktif, dihapus
  Id case_id = {};
  std::string officer = {};
  Instant at = {};
};

struct HostingServer {
  std::string name = {};
  std::string ip = {};
  int disk_gb = 0;  // capacity in all
  int disk_used_gb = 0;
  int bandwidth_mbps = 0;
  int bandwidth_used_mbps = 0;
  std::string note = {};
  std::string officer = {};
  Instant at = {};
};

// "203.0.113.10" and "2001:db8::1" as they are always written; "" when it is no address.
std::string CanonicalIp(const std::string& text);
// One that a machine on the public network may have.
bool IsPublicIp(const std::string& text);
// At least two labels of a-z, 0-9 and "-" (RFC 1123; IDNA names as A-labels).
bool IsHostName(const std::string& name);
// The names of the fields that are not right; empty when all are.
std::vector<std::string> WrongFields(const PublicAddress& address);
std::vector<std::string> WrongFields(const Subdomain& subdomain);
std::vector<std::string> WrongFields(const HostingServer& server);

// address.set, subdomain.set, server.set: the whole row as it is from then on.
void AddRegisterKinds(KindTable& kinds);
NewEntry AddressEntry(const PublicAddress& address, const std::string& author);
NewEntry SubdomainEntry(const Subdomain& subdomain, const std::string& author);
NewEntry ServerEntry(const HostingServer& server, const std::string& author);

// Inside Read or Write.
Result<std::vector<PublicAddress>> Addresses(Database& db, const std::string& state = "");
Result<std::vector<PublicAddress>> AddressesOfCase(Database& db, const Id& case_id);
Result<std::optional<PublicAddress>> FindAddress(Database& db, const std::string& ip);
Result<std::vector<Subdomain>> Subdomains(Database& db);
Result<std::vector<Subdomain>> SubdomainsOfCase(Database& db, const Id& case_id);
Result<std::optional<Subdomain>> FindSubdomain(Database& db, const std::string& name);
Result<std::vector<HostingServer>> HostingServers(Database& db);

}  // namespace piket

#endif  // PIKET_AGENT_PROCEDURE_REGISTER_H_
