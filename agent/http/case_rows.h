// Cases as the screens show them: one row of a list, and the whole case.
#ifndef PIKET_AGENT_HTTP_CASE_ROWS_H_
#define PIKET_AGENT_HTTP_CASE_ROWS_H_

#include <string>
#include <vector>

#include "agent/http/screens.h"
#include "agent/office/office.h"
#include "agent/procedure/case.h"

namespace piket {

// A case with what its card shows of its letter. Of a hidden letter the numbers alone.
struct CaseRow {
  Case c;
  std::string display;  // agenda number, else the receipt number
  std::string sender;
  std::string subject;
  Instant arrived;
  bool hidden = false;
};

// The cases of `where` ("c" is the case, "l" its letter) that this view shows: those whose
// letter it shows, and those whose step one of its positions has, then by their numbers alone.
// `rest` orders and limits. Inside Read.
Result<std::vector<CaseRow>> CaseRows(const OfficeWork& office, Database& db, const View& view,
                                      const std::string& where, std::vector<SqlValue> values,
                                      const std::string& rest);
// The condition of the above by itself: " AND (…)", "" when the view shows all. Appends its values.
std::string ShownCondition(const View& view, std::vector<SqlValue>& values);

// Case, short.
Json ToJson(const OfficeWork& office, const Calendar& calendar, const CaseRow& row);
// Case, full. Takes the database's turn. kNotFound for who may not know of it.
Result<Json> FullCase(Screens& screens, OfficeWork& office, const Officer& viewer, const Id& id);

// 75, 100 or 150 per cent of the limit used, else 0.
int LevelOf(const Calendar& calendar, Instant arrived, const std::optional<Instant>& due,
            Instant now);
std::string StateName(const std::string& state);
Json TimeOrNull(const std::optional<Instant>& at);

}  // namespace piket

#endif  // PIKET_AGENT_HTTP_CASE_ROWS_H_
