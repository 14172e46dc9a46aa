#include "agent/store/database.h"

#include <sqlite3.h>

#include <algorithm>

namespace piket {
namespace {

constexpr int kBusyTimeoutMs = 5000;

const char* PragmasOf(Durability durability) {
  switch (durability) {
    case Durability::kPost:
      return "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=EXTRA;";
    case Durability::kCentre:
      return "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA journal_size_limit=8388608;";
    case Durability::kReadOnly:
      return "PRAGMA query_only=ON;";
    case Durability::kScratch:
      return "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;";
  }
  return "";
}

SqlValue ColumnValue(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return int64_t{sqlite3_column_int64(statement, column)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, column);
    case SQLITE_NULL:
      return nullptr;
    default: {
      auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
      return std::string(bytes == nullptr ? "" : bytes,
                         static_cast<size_t>(sqlite3_column_bytes(statement, column)));
    }
  }
}

void Bind(sqlite3_stmt* statement, int at, const SqlValue& value) {
  if (auto* integer = std::get_if<int64_t>(&value)) {
    sqlite3_bind_int64(statement, at, *integer);
  } else if (auto* number = std::get_if<double>(&value)) {
    sqlite3_bind_double(statement, at, *number);
  } else if (auto* text = std::get_if<std::string>(&value)) {
    sqlite3_bind_text64(statement, at, text->data(), text->size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  } else {
    sqlite3_bind_null(statement, at);
  }
}

}  // namespace

const SqlValue& Row::At(std::string_view column) const {
  static const SqlValue kNull = nullptr;
  for (size_t i = 0; i < columns_->size(); ++i) {
    if ((*columns_)[i] == column) return values_[i];
  }
  assert(!"no such column");
  return kNull;
}

bool Row::IsNull(std::string_view column) const {
  return std::holds_alternative<std::nullptr_t>(At(column));
}
std::string Row::Text(std::string_view column) const {
  auto* text = std::get_if<std::string>(&At(column));
  return text == nullptr ? "" : *text;
}
int64_t Row::Integer(std::string_view column) const {
  auto* integer = std::get_if<int64_t>(&At(column));
  return integer == nullptr ? 0 : *integer;
}
double Row::Number(std::string_view column) const {
  const SqlValue& value = At(column);
  if (auto* integer = std::get_if<int64_t>(&value)) return static_cast<double>(*integer);
  auto* number = std::get_if<double>(&value);
  return number == nullptr ? 0 : *number;
}

Result<std::unique_ptr<Database>> Database::Open(const std::filesystem::path& path,
                                                 Durability durability) {
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
              (durability == Durability::kReadOnly ? SQLITE_OPEN_READONLY
                                                   : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  sqlite3* handle = nullptr;
  int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  std::unique_ptr<Database> database(new Database(handle));
  if (code != SQLITE_OK) return database->SqlError("opening " + path.string());
  sqlite3_busy_timeout(handle, kBusyTimeoutMs);
  auto set = database->RunScript(std::string(PragmasOf(durability)) +
                                 "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;" +
                                 (durability == Durability::kScratch ? "PRAGMA cache_size=-16000;"
                                                                     : "PRAGMA cache_size=-2000;"));
  if (!set) return set.error();
  return database;
}

Database::~Database() {
  for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(handle_);
}

Error Database::SqlError(const std::string& doing) const {
  int code = sqlite3_extended_errcode(handle_) & 0xff;
  Fault fault = code == SQLITE_FULL                               ? Fault::kDiskFull
                : code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? Fault::kJournalBroken
                : code == SQLITE_IOERR || code == SQLITE_READONLY || code == SQLITE_CANTOPEN
                    ? Fault::kStorage
                    : Fault::kInternal;
  return {fault, doing + ": " + sqlite3_errmsg(handle_)};
}

Result<sqlite3_stmt*> Database::Prepared(const std::string& sql) {
  auto found = statements_.find(sql);
  if (found != statements_.end()) return found->second;
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
    return SqlError("preparing " + sql);
  }
  statements_[sql] = statement;
  return statement;
}

Result<void> Database::Each(const std::string& sql, const std::vector<SqlValue>& values,
                            const std::function<Result<void>(Row)>& work) {
  auto prepared = Prepared(sql);
  if (!prepared) return prepared.error();
  sqlite3_stmt* statement = *prepared;
  for (size_t i = 0; i < values.size(); ++i) Bind(statement, static_cast<int>(i + 1), values[i]);
  auto columns = std::make_shared<std::vector<std::string>>();
  int count = sqlite3_column_count(statement);
  for (int i = 0; i < count; ++i) columns->emplace_back(sqlite3_column_name(statement, i));
  Result<void> outcome;
  int code = SQLITE_DONE;
  while (outcome && (code = sqlite3_step(statement)) == SQLITE_ROW) {
    std::vector<SqlValue> row;
    row.reserve(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) row.push_back(ColumnValue(statement, i));
    outcome = work(Row(columns, std::move(row)));
  }
  if (outcome && code != SQLITE_DONE) outcome = SqlError("running " + sql);
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  return outcome;
}

Result<Rows> Database::Ask(const std::string& sql, const std::vector<SqlValue>& values) {
  Rows rows;
  auto asked = Each(sql, values, [&](Row row) -> Result<void> {
    rows.push_back(std::move(row));
    return {};
  });
  if (!asked) return asked.error();
  return rows;
}

Result<void> Database::Run(const std::string& sql, const std::vector<SqlValue>& values) {
  auto rows = Ask(sql, values);
  if (!rows) return rows.error();
  return {};
}

Result<void> Database::RunScript(const std::string& sql) {
  char* message = nullptr;
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, &message) != SQLITE_OK) {
    Error error = SqlError("running a script");
    sqlite3_free(message);
    return error;
  }
  return {};
}

int64_t Database::ChangedRows() const { return sqlite3_changes64(handle_); }

Result<void> Database::Begin() { return Run("BEGIN IMMEDIATE"); }

Result<void> Database::Commit() {
  auto committed = Run("COMMIT");
  if (!committed) Rollback();
  return committed;
}

void Database::Rollback() {
  // After some errors (a full disk) SQLite has rolled back by itself; asking again is harmless.
  if (sqlite3_get_autocommit(handle_) == 0) (void)Run("ROLLBACK");
}

Result<void> Database::BackUpTo(const std::filesystem::path& path) {
  std::lock_guard lock(mutex_);
  sqlite3* target = nullptr;
  int code =
      sqlite3_open_v2(path.c_str(), &target,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXRESCODE, nullptr);
  if (code == SQLITE_OK) {
    sqlite3_backup* backup = sqlite3_backup_init(target, "main", handle_, "main");
    if (backup != nullptr) {
      sqlite3_backup_step(backup, -1);
      code = sqlite3_backup_finish(backup);
    } else {
      code = sqlite3_extended_errcode(target);
    }
  }
  std::string message = sqlite3_errmsg(target);
  sqlite3_close(target);
  if (code != SQLITE_OK) {
    return Error{(code & 0xff) == SQLITE_FULL ? Fault::kDiskFull : Fault::kStorage,
                 "backing up: " + message};
  }
  return {};
}

std::string Database::CheckIntegrity() {
  std::lock_guard lock(mutex_);
  auto rows = Ask("PRAGMA integrity_check");
  if (!rows) return rows.error().detail;
  return rows->empty() ? "no answer" : rows->front().Text("integrity_check");
}

std::string SqliteVersion() { return sqlite3_libversion(); }

}  // namespace piket
