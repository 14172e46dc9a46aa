// One SQLite file through one connection: prepared statements, BEGIN IMMEDIATE only, extended error
// codes. A thin wrapper, so that what is durable when is in plain sight (trust.md §4.3).
#ifndef PIKET_AGENT_STORE_DATABASE_H_
#define PIKET_AGENT_STORE_DATABASE_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "agent/core/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace piket {

using SqlValue = std::variant<std::nullptr_t, int64_t, double, std::string>;

// One row of an answer, by column name.
class Row {
 public:
  Row(std::shared_ptr<const std::vector<std::string>> columns, std::vector<SqlValue> values)
      : columns_(std::move(columns)), values_(std::move(values)) {}
  bool IsNull(std::string_view column) const;
  // "" and 0 stand for NULL.
  std::string Text(std::string_view column) const;
  int64_t Integer(std::string_view column) const;
  double Number(std::string_view column) const;
  const std::vector<SqlValue>& values() const { return values_; }

 private:
  const SqlValue& At(std::string_view column) const;
  std::shared_ptr<const std::vector<std::string>> columns_;
  std::vector<SqlValue> values_;
};
using Rows = std::vector<Row>;

// How hard a commit is: kPost uses a rollback journal (immune to the WAL-reset bug of Debian's
// versions), kCentre a write-ahead log with this one connection doing every write and checkpoint.
// kScratch is a database without a name that is gone when closed: path "", a temporary file once it
// outgrows its cache.
enum class Durability { kPost, kCentre, kReadOnly, kScratch };

// Thread-safe: Read and Write take turns. Inside them, use the Database handed in; do not nest.
class Database {
 public:
  static Result<std::unique_ptr<Database>> Open(const std::filesystem::path& path,
                                                Durability durability);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs `work` in BEGIN IMMEDIATE … COMMIT; when it fails nothing of it stays.
  template <class T>
  Result<T> Write(const std::function<Result<T>(Database&)>& work) {
    std::lock_guard lock(mutex_);
    if (auto begun = Begin(); !begun) return begun.error();
    Result<T> outcome = work(*this);
    if (!outcome) {
      Rollback();
      return outcome;
    }
    if (auto committed = Commit(); !committed) return committed.error();
    return outcome;
  }
  template <class Work>
  auto Read(Work work) -> decltype(work(std::declval<Database&>())) {
    std::lock_guard lock(mutex_);
    return work(*this);
  }

  // One statement with its values, inside Read or Write.
  Result<Rows> Ask(const std::string& sql, const std::vector<SqlValue>& values = {});
  // Row by row, for answers that must not lie in memory as a whole; stops at the first failure.
  // `work` may ask other things of this database, not the same.
  Result<void> Each(const std::string& sql, const std::vector<SqlValue>& values,
                    const std::function<Result<void>(Row)>& work);
  Result<void> Run(const std::string& sql, const std::vector<SqlValue>& values = {});
  // Several statements without values (schema).
  Result<void> RunScript(const std::string& sql);
  int64_t ChangedRows() const;
  // Copies the whole database as it stands into a new file, while others write.
  Result<void> BackUpTo(const std::filesystem::path& path);
  // "ok", or what PRAGMA integrity_check found.
  std::string CheckIntegrity();

 private:
  explicit Database(sqlite3* handle) : handle_(handle) {}
  Result<void> Begin();
  Result<void> Commit();
  void Rollback();
  Result<sqlite3_stmt*> Prepared(const std::string& sql);
  Error SqlError(const std::string& doing) const;

  std::mutex mutex_;
  sqlite3* handle_;
  std::unordered_map<std::string, sqlite3_stmt*> statements_;
};

// The version of the SQLite library at hand, "3.40.1".
std::string SqliteVersion();

}  // namespace piket

#endif  // PIKET_AGENT_STORE_DATABASE_H_
