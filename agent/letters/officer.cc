#include "agent/letters/officer.h"

#include <algorithm>

namespace piket {
namespace {

Officer OfficerFromRow(const Row& row) {
  Officer officer{
      row.Text("id"), row.Text("name"), row.Text("title"), {}, row.Integer("active") != 0, ""};
  officer.email = row.Text("email");
  if (auto roles = ParseJson(row.Text("roles"))) officer.roles = TextsOf(*roles);
  officer.rank = row.Text("rank");
  officer.nip = row.Text("nip");
  return officer;
}

Result<void> ApplyOfficer(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  return db.Run(
      "INSERT OR REPLACE INTO officer (id, name, title, roles, active, email, rank, nip) "
      "VALUES (?,?,?,?,?,?,?,?)",
      {entry.subject, TextOr(body, "name"), TextOr(body, "title"),
       CanonicalText(body.value("roles", Json::array())), int64_t{BoolOr(body, "active", true)},
       TextOr(body, "email"), TextOr(body, "rank"), TextOr(body, "nip")});
}

}  // namespace

bool Officer::May(const std::string& role) const {
  return active && std::find(roles.begin(), roles.end(), role) != roles.end();
}

std::vector<std::string> AllRoles() {
  return {"loket", "agendaris", "arsiparis", "auditor", "admin"};
}

bool IsRole(const std::string& role) {
  auto roles = AllRoles();
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

void AddOfficerKinds(KindTable& kinds) {
  kinds["officer.added"] = {1, ApplyOfficer, Home::kBeginner, EveryDesk()};
  kinds["officer.changed"] = {1, ApplyOfficer, Home::kBeginner, EveryDesk()};
  // Only for the audit: no table follows from it.
  kinds["officer.signed"] = {1, [](Database&, const Entry&) { return Result<void>(); },
                             Home::kAnyPost};
}

Json OfficerBody(const Officer& officer) {
  Json body = {{"name", officer.name},
               {"title", officer.title},
               {"roles", officer.roles},
               {"active", officer.active}};
  if (!officer.email.empty()) body["email"] = officer.email;
  if (!officer.rank.empty()) body["rank"] = officer.rank;
  if (!officer.nip.empty()) body["nip"] = officer.nip;
  return body;
}

Result<Officer> FindOfficer(Database& db, const Id& id) {
  auto rows = db.Ask("SELECT * FROM officer WHERE id=?", {id});
  if (!rows) return rows.error();
  if (rows->empty()) return Error{Fault::kNotFound, "officer " + id};
  return OfficerFromRow(rows->front());
}

Result<std::vector<Officer>> AllOfficers(Database& db) {
  auto rows = db.Ask("SELECT * FROM officer ORDER BY name");
  if (!rows) return rows.error();
  std::vector<Officer> officers;
  for (const Row& row : *rows) officers.push_back(OfficerFromRow(row));
  return officers;
}

}  // namespace piket
