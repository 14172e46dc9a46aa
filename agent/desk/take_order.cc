#include "agent/desk/take_order.h"

#include "agent/letters/print.h"

namespace piket {

Result<int> TakeOrders(Desk& desk) {
  auto asked = desk.database().Read([](Database& db) { return AskedPrints(db); });
  if (!asked) return asked.error();
  int taken = 0;
  for (const Print& order : *asked) {
    // An outgoing letter is drawn at the centre: its paper comes as a blob, after the order.
    std::string blob = TextOr(order.detail, "blob");
    if (!blob.empty() && !desk.blobs.Has(blob)) continue;
    auto done = desk.journal.Write<bool>([&](Database& db) -> Result<bool> {
      auto now = FindPrint(db, order.id);
      if (!now) return now.error();
      if (now->state != "asked") return false;
      auto appended =
          desk.journal.Append(db, {"print.ordered", "piket", order.id, OrderedBody(order)});
      if (!appended) return appended.error();
      return true;
    });
    if (!done) return done.error();
    if (*done) ++taken;
  }
  return taken;
}

}  // namespace piket
