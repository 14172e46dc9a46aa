#include "agent/central/publish.h"

#include <algorithm>

#include "agent/core/log.h"

namespace piket {
namespace {

constexpr const char* kSubject = "config";

// The newest version that a post says it has, waits for or refused.
Result<int64_t> NewestKnownToPosts(Database& db) {
  auto rows = db.Ask("SELECT report FROM local_post_report");
  if (!rows) return rows.error();
  int64_t newest = 0;
  for (const Row& row : *rows) {
    auto report = ParseJson(row.Text("report"));
    const Json config = report && report->is_object() ? report->value("config", Json()) : Json();
    for (const char* known : {"version", "next", "refused"}) {
      newest = std::max(newest, IntegerOr(config, known));
    }
  }
  return newest;
}

Result<Json> NewestBody(Database& db) {
  auto rows = db.Ask(
      "SELECT body FROM entry WHERE subject=? AND kind='config.published' ORDER BY "
      "json_extract(body,'$.version') DESC LIMIT 1",
      {kSubject});
  if (!rows) return rows.error();
  if (rows->empty()) return Error{Fault::kNotFound, "no configuration was published"};
  return ParseJson(rows->front().Text("body"));
}

}  // namespace

void AddConfigKinds(KindTable& kinds) {
  // No table: what is asked for is the newest entry itself.
  Apply nothing = [](Database&, const Entry&) { return Result<void>(); };
  kinds["config.published"] = {1, nothing, Home::kCentre};
}

Result<int64_t> NewestConfig(Database& db) {
  auto body = NewestBody(db);
  if (body) return IntegerOr(*body, "version");
  if (body.error().fault == Fault::kNotFound) return int64_t{0};
  return body.error();
}

Result<int64_t> Publish(Centre& centre, ConfigFiles files, const std::string& officer) {
  // Every blob before the entry that names it.
  for (const auto& [name, bytes] : files) {
    if (auto put = centre.blobs.Put(bytes); !put) return put.error().While(name);
  }
  auto published = centre.journal.Write<int64_t>([&](Database& db) -> Result<int64_t> {
    auto newest = NewestConfig(db);
    if (!newest) return newest;
    auto known = NewestKnownToPosts(db);
    if (!known) return known;
    const int64_t version = std::max(*newest, *known) + 1;
    auto bundle = MakeBundle(version, centre.journal.Now(), files, centre.key);
    if (!bundle) return bundle.error();
    auto entry = centre.journal.Append(
        db,
        {"config.published",
         officer,
         kSubject,
         {{"version", version}, {"manifest", bundle->manifest}, {"signature", bundle->signature}}});
    return entry ? Result<int64_t>(version) : entry.error();
  });
  if (published) LogLine("config.published", {{"version", std::to_string(*published)}});
  return published;
}

Result<ConfigBundle> PublishedConfig(Centre& centre, int64_t version) {
  auto body = centre.journal.database().Read([](Database& db) { return NewestBody(db); });
  if (!body) return body.error();
  if (IntegerOr(*body, "version") != version) {
    return Error{Fault::kNotFound, "configuration " + std::to_string(version)};
  }
  ConfigBundle bundle{TextOr(*body, "manifest"), TextOr(*body, "signature"), {}};
  auto named = FilesNamed(bundle.manifest);
  if (!named) return named.error();
  for (const auto& [name, hash] : *named) {
    auto bytes = centre.blobs.Get(hash);
    if (!bytes) return bytes.error().While(name);
    bundle.files[name] = std::move(*bytes);
  }
  return bundle;
}

}  // namespace piket
