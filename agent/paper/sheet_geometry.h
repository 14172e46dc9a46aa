// Where things stand on a printed disposition sheet, so that the sheet can be read when it comes
// back: millimetres from the top left of the upright page.
#ifndef PIKET_AGENT_PAPER_SHEET_GEOMETRY_H_
#define PIKET_AGENT_PAPER_SHEET_GEOMETRY_H_

#include <string>
#include <vector>

#include "agent/core/json.h"
#include "agent/core/result.h"
#include "agent/paper/page.h"
#include "agent/paper/paper_size.h"

namespace piket {

// `id` of a box to tick: "urgency:segera", "security:R", "to:kabid-aplikasi", "do:wakili";
// "to:lain" and "do:lain" stand before an empty line. `id` of an area to write in: "to:lain",
// "do:lain", "notes", "signature", "finished", and of each row of the chain "chain:1:at", ":from",
// ":to",
// ":instruction", ":limit", ":initials".
struct SheetPlace {
  std::string id;
  Box box;
};

struct SheetGeometry {
  PaperSize size;
  std::string code;        // what both QR codes say
  std::vector<Box> codes;  // the dark part of each, top right then bottom left
  std::vector<Box> marks;  // black squares: top left, top right, bottom left, bottom right
  std::vector<SheetPlace> ticks;
  std::vector<SheetPlace> areas;
  std::vector<std::string> printed_ticks;  // ids ticked in print
};

Json ToJson(const SheetGeometry& geometry);
// kBadRequest when it is no geometry.
Result<SheetGeometry> SheetGeometryFromJson(const Json& json);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_SHEET_GEOMETRY_H_
