#include "agent/central/posts.h"

#include <algorithm>

namespace piket {
namespace {

int64_t Milliseconds(Instant instant) { return instant.time_since_epoch().count(); }
Instant InstantOf(int64_t milliseconds) { return Instant(std::chrono::milliseconds(milliseconds)); }

std::string CodeOf(const Entry& entry) { return entry.subject.substr(entry.subject.find('/') + 1); }

std::vector<std::string> RolesFrom(const std::string& text) {
  auto json = ParseJson(text);
  return json ? TextsOf(*json) : std::vector<std::string>();
}

Result<void> Revoked(Database& db, const std::string& code, Instant at) {
  return db.Run("UPDATE post_certificate SET revoked=? WHERE code=? AND revoked=0",
                {Milliseconds(at), code});
}

Result<void> StoreCertificate(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  return db.Run("INSERT INTO post_certificate VALUES (?,?,?,?,0,'',0)",
                {TextOr(body, "serial"), CodeOf(entry), TextOr(body, "certificate"),
                 IntegerOr(body, "not_after")});
}

Result<void> ApplyInvited(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  const std::string roles = CanonicalText(body.value("roles", Json::array()));
  const int64_t at = Milliseconds(entry.at);
  // One that is accepted stays what it is until its replacement is accepted.
  auto done = db.Run(
      "INSERT INTO post VALUES (?,?,'diundang','','','',0,'','','','',?) ON CONFLICT(code) DO "
      "UPDATE SET roles=excluded.roles, state='diundang', changed_at=excluded.changed_at WHERE "
      "state<>'diterima'",
      {CodeOf(entry), roles, at});
  if (!done) return done;
  return db.Run("INSERT OR REPLACE INTO post_asking VALUES (?,?,'diundang',?,?,?,'','','',?)",
                {CodeOf(entry), roles, TextOr(body, "token"), IntegerOr(body, "until"),
                 int64_t{BoolOr(body, "replaces")}, at});
}

Result<void> ApplyAsked(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  const int64_t at = Milliseconds(entry.at);
  auto done = db.Run(
      "UPDATE post_asking SET state='meminta', device=?, public_key=?, request=?, changed_at=? "
      "WHERE code=?",
      {TextOr(body, "device"), TextOr(body, "public_key"), TextOr(body, "request"), at,
       CodeOf(entry)});
  if (!done) return done;
  return db.Run("UPDATE post SET state='meminta', changed_at=? WHERE code=? AND state<>'diterima'",
                {at, CodeOf(entry)});
}

// The device that asked takes the post's place: what another had of it ends in the same moment.
Result<void> ApplyAccepted(Database& db, const Entry& entry) {
  const std::string code = CodeOf(entry);
  const int64_t at = Milliseconds(entry.at);
  if (auto done = Revoked(db, code, entry.at); !done) return done;
  if (auto done = StoreCertificate(db, entry); !done) return done;
  auto done = db.Run(
      "UPDATE post SET state='diterima', roles=a.roles, device=a.device, public_key=a.public_key, "
      "serial=?2, not_after=?3, alarm='', waits='', allowed='', reason='', changed_at=?4 FROM "
      "post_asking a WHERE a.code=post.code AND post.code=?1",
      {code, TextOr(entry.body, "serial"), IntegerOr(entry.body, "not_after"), at});
  if (!done) return done;
  return db.Run("UPDATE post_asking SET state='diterima', changed_at=? WHERE code=?", {at, code});
}

Result<void> ApplyRefused(Database& db, const Entry& entry) {
  const int64_t at = Milliseconds(entry.at);
  auto done =
      db.Run("UPDATE post SET state='ditolak', changed_at=? WHERE code=? AND state<>'diterima'",
             {at, CodeOf(entry)});
  if (!done) return done;
  return db.Run("UPDATE post_asking SET state='ditolak', changed_at=? WHERE code=?",
                {at, CodeOf(entry)});
}

Result<void> ApplyCertified(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  const std::string code = CodeOf(entry);
  const std::string from = TextOr(body, "from");
  const std::string serial = TextOr(body, "serial");
  // Renewed by an officer's leave: whatever other copy of the post there is ends here.
  if (BoolOr(body, "by_leave")) {
    if (auto done = Revoked(db, code, entry.at); !done) return done;
  }
  auto done =
      db.Run("UPDATE post_certificate SET renewed=1, successor=? WHERE serial=?", {serial, from});
  if (!done) return done;
  if (done = StoreCertificate(db, entry); !done) return done;
  return db.Run(
      "UPDATE post SET serial=?, not_after=?, waits='', allowed='', changed_at=? WHERE code=?",
      {serial, IntegerOr(body, "not_after"), Milliseconds(entry.at), code});
}

Result<void> ApplyWaiting(Database& db, const Entry& entry) {
  return db.Run("UPDATE post SET waits=?, changed_at=? WHERE code=?",
                {TextOr(entry.body, "serial"), Milliseconds(entry.at), CodeOf(entry)});
}

Result<void> ApplyAllowed(Database& db, const Entry& entry) {
  return db.Run("UPDATE post SET allowed=waits, waits='', alarm='', changed_at=? WHERE code=?",
                {Milliseconds(entry.at), CodeOf(entry)});
}

Result<void> ApplyAlarmed(Database& db, const Entry& entry) {
  return db.Run("UPDATE post SET alarm='klon', waits=?, changed_at=? WHERE code=?",
                {TextOr(entry.body, "serial"), Milliseconds(entry.at), CodeOf(entry)});
}

Result<void> ApplyRevoked(Database& db, const Entry& entry) {
  const std::string code = CodeOf(entry);
  if (auto done = Revoked(db, code, entry.at); !done) return done;
  auto done = db.Run(
      "UPDATE post SET state='dicabut', reason=?, waits='', allowed='', changed_at=? WHERE code=?",
      {TextOr(entry.body, "reason"), Milliseconds(entry.at), code});
  if (!done) return done;
  return db.Run("DELETE FROM post_asking WHERE code=?", {code});
}

PostAsking AskingFromRow(const Row& row) {
  PostAsking asking;
  asking.state = row.Text("state");
  asking.roles = RolesFrom(row.Text("roles"));
  asking.token = row.Text("token");
  asking.until = InstantOf(row.Integer("invited_until"));
  asking.replaces = row.Integer("replaces") != 0;
  asking.device = row.Text("device");
  asking.public_key = row.Text("public_key");
  asking.request = row.Text("request");
  asking.changed_at = InstantOf(row.Integer("changed_at"));
  return asking;
}

Result<PostRecord> PostFromRow(Database& db, const Row& row) {
  PostRecord post;
  post.code = row.Text("code");
  post.roles = RolesFrom(row.Text("roles"));
  post.state = row.Text("state");
  post.device = row.Text("device");
  post.public_key = row.Text("public_key");
  post.serial = row.Text("serial");
  post.not_after = InstantOf(row.Integer("not_after"));
  post.alarm = row.Text("alarm");
  post.waits = row.Text("waits");
  post.allowed = row.Text("allowed");
  post.reason = row.Text("reason");
  post.changed_at = InstantOf(row.Integer("changed_at"));
  auto asking = db.Ask("SELECT * FROM post_asking WHERE code=?", {post.code});
  if (!asking) return asking.error();
  if (!asking->empty()) post.asking = AskingFromRow(asking->front());
  return post;
}

}  // namespace

bool PostRecord::Has(const std::string& role) const {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

std::string PostSubject(const std::string& code) { return "post/" + code; }

void AddPostKinds(KindTable& kinds) {
  kinds["post.invited"] = {1, ApplyInvited, Home::kCentre};
  kinds["post.asked"] = {1, ApplyAsked, Home::kCentre};
  kinds["post.accepted"] = {1, ApplyAccepted, Home::kCentre};
  kinds["post.refused"] = {1, ApplyRefused, Home::kCentre};
  kinds["post.certified"] = {1, ApplyCertified, Home::kCentre};
  kinds["post.waiting"] = {1, ApplyWaiting, Home::kCentre};
  kinds["post.allowed"] = {1, ApplyAllowed, Home::kCentre};
  kinds["post.alarmed"] = {1, ApplyAlarmed, Home::kCentre};
  kinds["post.revoked"] = {1, ApplyRevoked, Home::kCentre};
}

Result<PostRecord> FindPost(Database& db, const std::string& code) {
  auto rows = db.Ask("SELECT * FROM post WHERE code=?", {code});
  if (!rows) return rows.error();
  if (rows->empty()) return Error{Fault::kNotFound, "post " + code};
  return PostFromRow(db, rows->front());
}

Result<std::vector<PostRecord>> AllPosts(Database& db) {
  auto rows = db.Ask("SELECT * FROM post ORDER BY code");
  if (!rows) return rows.error();
  std::vector<PostRecord> posts;
  for (const Row& row : *rows) {
    auto post = PostFromRow(db, row);
    if (!post) return post.error();
    posts.push_back(std::move(*post));
  }
  return posts;
}

Result<PostCertificate> FindPostCertificate(Database& db, const std::string& serial) {
  auto rows = db.Ask("SELECT * FROM post_certificate WHERE serial=?", {serial});
  if (!rows) return rows.error();
  if (rows->empty()) return Error{Fault::kNotFound, "certificate " + serial};
  const Row& row = rows->front();
  return PostCertificate{row.Text("serial"),          row.Text("code"),
                         row.Text("certificate"),     InstantOf(row.Integer("not_after")),
                         row.Integer("renewed") != 0, row.Text("successor"),
                         row.Integer("revoked") != 0};
}

Result<std::vector<RevokedCertificate>> RevokedCertificates(Database& db, Instant now) {
  auto rows = db.Ask(
      "SELECT serial, revoked FROM post_certificate WHERE revoked<>0 AND not_after>? ORDER BY "
      "revoked, serial",
      {Milliseconds(now)});
  if (!rows) return rows.error();
  std::vector<RevokedCertificate> revoked;
  for (const Row& row : *rows) {
    revoked.push_back({row.Text("serial"), InstantOf(row.Integer("revoked"))});
  }
  return revoked;
}

Result<std::string> DeviceOf(const std::string& public_pem) {
  const std::string begin = "-----BEGIN PUBLIC KEY-----";
  const std::string end = "-----END PUBLIC KEY-----";
  size_t from = public_pem.find(begin);
  size_t to = public_pem.find(end);
  if (public_pem.size() > 2000 || from != 0 || to == std::string::npos) {
    return Error{Fault::kBadRequest, "public_key"};
  }
  std::string text;
  for (char c : public_pem.substr(begin.size(), to - begin.size())) {
    if (c != '\n' && c != '\r') text += c;
  }
  auto der = FromBase64(text);
  if (!der || der->empty()) return Error{Fault::kBadRequest, "public_key"};
  return Hex(Sha256(*der));
}

}  // namespace piket
