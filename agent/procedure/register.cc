#include "agent/procedure/register.h"

#include <arpa/inet.h>

#include <algorithm>

#include "agent/core/text.h"

namespace piket {
namespace {

constexpr size_t kLongestText = 4000;
constexpr int kMost = 1000000000;

Instant InstantOf(const Row& row) { return Instant(std::chrono::milliseconds(row.Integer("at"))); }

int64_t Milliseconds(const Entry& entry) { return entry.at.time_since_epoch().count(); }

bool IsOneOf(const std::string& value, std::initializer_list<const char*> allowed) {
  return std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

Result<void> ApplyAddress(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  return db.Run("INSERT OR REPLACE INTO public_address VALUES (?,?,?,?,?,?)",
                {TextOr(body, "ip"), TextOr(body, "state"), TextOr(body, "case"),
                 TextOr(body, "note"), entry.author, Milliseconds(entry)});
}

Result<void> ApplySubdomain(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  return db.Run(
      "INSERT OR REPLACE INTO subdomain VALUES (?,?,?,?,?,?,?,?)",
      {TextOr(body, "name"), TextOr(body, "target"), TextOr(body, "owner"), TextOr(body, "manager"),
       TextOr(body, "state"), TextOr(body, "case"), entry.author, Milliseconds(entry)});
}

Result<void> ApplyServer(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  return db.Run("INSERT OR REPLACE INTO hosting_server VALUES (?,?,?,?,?,?,?,?,?)",
                {TextOr(body, "name"), TextOr(body, "ip"), IntegerOr(body, "disk_gb"),
                 IntegerOr(body, "disk_used_gb"), IntegerOr(body, "bandwidth_mbps"),
                 IntegerOr(body, "bandwidth_used_mbps"), TextOr(body, "note"), entry.author,
                 Milliseconds(entry)});
}

Result<std::vector<PublicAddress>> AskAddresses(Database& db, const std::string& where,
                                                const std::vector<SqlValue>& values) {
  auto rows = db.Ask("SELECT * FROM public_address " + where, values);
  if (!rows) return rows.error();
  std::vector<PublicAddress> addresses;
  for (const Row& row : *rows) {
    addresses.push_back({row.Text("ip"), row.Text("state"), row.Text("case_id"), row.Text("note"),
                         row.Text("officer"), InstantOf(row)});
  }
  return addresses;
}

Result<std::vector<Subdomain>> AskSubdomains(Database& db, const std::string& where,
                                             const std::vector<SqlValue>& values) {
  auto rows = db.Ask("SELECT * FROM subdomain " + where + " ORDER BY name", values);
  if (!rows) return rows.error();
  std::vector<Subdomain> subdomains;
  for (const Row& row : *rows) {
    subdomains.push_back({row.Text("name"), row.Text("target"), row.Text("owner"),
                          row.Text("manager"), row.Text("state"), row.Text("case_id"),
                          row.Text("officer"), InstantOf(row)});
  }
  return subdomains;
}

// The four bytes of an address that a machine on the public network may have.
bool IsPublicV4(const in_addr& address) {
  uint32_t a = ntohl(address.s_addr);
  auto in = [a](uint32_t net, int bits) { return a >> (32 - bits) == net >> (32 - bits); };
  return !in(0x00000000, 8) && !in(0x0a000000, 8) && !in(0x64400000, 10) && !in(0x7f000000, 8) &&
         !in(0xa9fe0000, 16) && !in(0xac100000, 12) && !in(0xc0a80000, 16) && !in(0xe0000000, 3);
}

// Of IPv6 the global unicast space 2000::/3.
bool IsPublicV6(const in6_addr& address) { return (address.s6_addr[0] & 0xe0) == 0x20; }

bool IsLabel(const std::string& label) {
  auto is_right = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), is_right);
}

}  // namespace

std::string CanonicalIp(const std::string& text) {
  char buffer[INET6_ADDRSTRLEN];
  in_addr v4{};
  in6_addr v6{};
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) {
    return inet_ntop(AF_INET, &v4, buffer, sizeof buffer);
  }
  if (inet_pton(AF_INET6, text.c_str(), &v6) == 1) {
    return inet_ntop(AF_INET6, &v6, buffer, sizeof buffer);
  }
  return "";
}

bool IsPublicIp(const std::string& text) {
  in_addr v4{};
  in6_addr v6{};
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return IsPublicV4(v4);
  return inet_pton(AF_INET6, text.c_str(), &v6) == 1 && IsPublicV6(v6);
}

bool IsHostName(const std::string& name) {
  auto labels = Split(name, '.');
  if (name.size() > 253 || labels.size() < 2) return false;
  // A last label of digits would make it an address.
  bool digits = labels.back().find_first_not_of("0123456789") == std::string::npos;
  return !digits && std::all_of(labels.begin(), labels.end(), IsLabel);
}

std::vector<std::string> WrongFields(const PublicAddress& address) {
  std::vector<std::string> wrong;
  if (CanonicalIp(address.ip) != address.ip || !IsPublicIp(address.ip)) wrong.emplace_back("ip");
  if (!IsOneOf(address.state, {"bebas", "dipesan", "terpakai"})) wrong.emplace_back("state");
  // A reserved or used address is somebody's.
  bool taken = IsOneOf(address.state, {"dipesan", "terpakai"});
  if (taken && address.case_id.empty() && Trimmed(address.note).empty()) {
    wrong.emplace_back("note");
  }
  if (address.note.size() > kLongestText) wrong.emplace_back("note");
  return wrong;
}

std::vector<std::string> WrongFields(const Subdomain& subdomain) {
  std::vector<std::string> wrong;
  if (!IsHostName(subdomain.name)) wrong.emplace_back("name");
  bool needs_target = subdomain.state == "aktif";
  if (subdomain.target.empty()
          ? needs_target
          : CanonicalIp(subdomain.target).empty() && !IsHostName(subdomain.target)) {
    wrong.emplace_back("target");
  }
  if (Trimmed(subdomain.owner).empty() || subdomain.owner.size() > kLongestText) {
    wrong.emplace_back("owner");
  }
  if (subdomain.manager.size() > kLongestText) wrong.emplace_back("manager");
  if (!IsOneOf(subdomain.state, {"diminta", "aktif", "dihapus"})) wrong.emplace_back("state");
  return wrong;
}

std::vector<std::string> WrongFields(const HostingServer& server) {
  std::vector<std::string> wrong;
  if (Trimmed(server.name).empty() || server.name.size() > 200) wrong.emplace_back("name");
  if (!server.ip.empty() && CanonicalIp(server.ip).empty()) wrong.emplace_back("ip");
  for (const auto& [field, value] : {std::pair{"disk_gb", server.disk_gb},
                                     {"disk_used_gb", server.disk_used_gb},
                                     {"bandwidth_mbps", server.bandwidth_mbps},
                                     {"bandwidth_used_mbps", server.bandwidth_used_mbps}}) {
    if (value < 0 || value > kMost) wrong.emplace_back(field);
  }
  if (server.note.size() > kLongestText) wrong.emplace_back("note");
  return wrong;
}

NewEntry AddressEntry(const PublicAddress& address, const std::string& author) {
  return {"address.set",
          author,
          "alamat/" + address.ip,
          {{"ip", address.ip},
           {"state", address.state},
           {"case", address.case_id},
           {"note", address.note}}};
}

NewEntry SubdomainEntry(const Subdomain& subdomain, const std::string& author) {
  return {"subdomain.set",
          author,
          "subdomain/" + subdomain.name,
          {{"name", subdomain.name},
           {"target", subdomain.target},
           {"owner", subdomain.owner},
           {"manager", subdomain.manager},
           {"state", subdomain.state},
           {"case", subdomain.case_id}}};
}

NewEntry ServerEntry(const HostingServer& server, const std::string& author) {
  return {"server.set",
          author,
          "server-hosting/" + server.name,
          {{"name", server.name},
           {"ip", server.ip},
           {"disk_gb", server.disk_gb},
           {"disk_used_gb", server.disk_used_gb},
           {"bandwidth_mbps", server.bandwidth_mbps},
           {"bandwidth_used_mbps", server.bandwidth_used_mbps},
           {"note", server.note}}};
}

void AddRegisterKinds(KindTable& kinds) {
  kinds["address.set"] = {1, ApplyAddress, Home::kCentre};
  kinds["subdomain.set"] = {1, ApplySubdomain, Home::kCentre};
  kinds["server.set"] = {1, ApplyServer, Home::kCentre};
}

Result<std::vector<PublicAddress>> Addresses(Database& db, const std::string& state) {
  if (state.empty()) return AskAddresses(db, "ORDER BY ip", {});
  return AskAddresses(db, "WHERE state=? ORDER BY ip", {state});
}

Result<std::vector<PublicAddress>> AddressesOfCase(Database& db, const Id& case_id) {
  return AskAddresses(db, "WHERE case_id=? ORDER BY ip", {case_id});
}

Result<std::optional<PublicAddress>> FindAddress(Database& db, const std::string& ip) {
  auto addresses = AskAddresses(db, "WHERE ip=?", {ip});
  if (!addresses) return addresses.error();
  if (addresses->empty()) return std::optional<PublicAddress>();
  return std::optional(addresses->front());
}

Result<std::vector<Subdomain>> Subdomains(Database& db) { return AskSubdomains(db, "", {}); }

Result<std::vector<Subdomain>> SubdomainsOfCase(Database& db, const Id& case_id) {
  return AskSubdomains(db, "WHERE case_id=?", {case_id});
}

Result<std::optional<Subdomain>> FindSubdomain(Database& db, const std::string& name) {
  auto subdomains = AskSubdomains(db, "WHERE name=?", {name});
  if (!subdomains) return subdomains.error();
  if (subdomains->empty()) return std::optional<Subdomain>();
  return std::optional(subdomains->front());
}

Result<std::vector<HostingServer>> HostingServers(Database& db) {
  auto rows = db.Ask("SELECT * FROM hosting_server ORDER BY name");
  if (!rows) return rows.error();
  auto whole = [](const Row& row, const char* column) {
    return static_cast<int>(row.Integer(column));
  };
  std::vector<HostingServer> servers;
  for (const Row& row : *rows) {
    servers.push_back({row.Text("name"), row.Text("ip"), whole(row, "disk_gb"),
                       whole(row, "disk_used_gb"), whole(row, "bandwidth_mbps"),
                       whole(row, "bandwidth_used_mbps"), row.Text("note"), row.Text("officer"),
                       InstantOf(row)});
  }
  return servers;
}

}  // namespace piket
