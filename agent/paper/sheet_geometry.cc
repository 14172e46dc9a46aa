#include "agent/paper/sheet_geometry.h"

#include <cmath>
#include <optional>

namespace piket {
namespace {

// Hundredths of a millimetre: finer than any printer.
double Rounded(double length) { return std::round(length * 100) / 100; }

Json BoxJson(const Box& box) {
  return {Rounded(box.x), Rounded(box.y), Rounded(box.width), Rounded(box.height)};
}

std::optional<Box> BoxFrom(const Json& json) {
  if (!json.is_array() || json.size() != 4) return std::nullopt;
  for (const Json& number : json) {
    if (!number.is_number()) return std::nullopt;
  }
  return Box{json[0].get<double>(), json[1].get<double>(), json[2].get<double>(),
             json[3].get<double>()};
}

Json PlacesJson(const std::vector<SheetPlace>& places) {
  Json json = Json::array();
  for (const SheetPlace& place : places) {
    json.push_back({{"id", place.id}, {"box", BoxJson(place.box)}});
  }
  return json;
}

const Json& Member(const Json& json, const char* key) {
  static const Json kNothing = Json::array();
  auto found = json.find(key);
  return found == json.end() || !found->is_array() ? kNothing : *found;
}

bool TakeBoxes(const Json& json, const char* key, std::vector<Box>& boxes) {
  for (const Json& item : Member(json, key)) {
    std::optional<Box> box = BoxFrom(item);
    if (!box) return false;
    boxes.push_back(*box);
  }
  return true;
}

bool TakePlaces(const Json& json, const char* key, std::vector<SheetPlace>& places) {
  for (const Json& item : Member(json, key)) {
    std::optional<Box> box;
    if (item.is_object() && item.contains("box")) box = BoxFrom(item["box"]);
    if (!box) return false;
    places.push_back({TextOr(item, "id"), *box});
  }
  return true;
}

}  // namespace

Json ToJson(const SheetGeometry& geometry) {
  Json codes = Json::array(), marks = Json::array();
  for (const Box& box : geometry.codes) codes.push_back(BoxJson(box));
  for (const Box& box : geometry.marks) marks.push_back(BoxJson(box));
  return {{"version", 1},
          {"size", geometry.size.word},
          {"width", geometry.size.width},
          {"height", geometry.size.height},
          {"code", geometry.code},
          {"codes", codes},
          {"marks", marks},
          {"ticks", PlacesJson(geometry.ticks)},
          {"areas", PlacesJson(geometry.areas)},
          {"printed_ticks", geometry.printed_ticks}};
}

Result<SheetGeometry> SheetGeometryFromJson(const Json& json) {
  SheetGeometry geometry;
  if (!json.is_object() || IntegerOr(json, "version") != 1) {
    return Error{Fault::kBadRequest, "no sheet geometry of version 1"};
  }
  geometry.size = {TextOr(json, "size"), NumberOr(json, "width"), NumberOr(json, "height")};
  geometry.code = TextOr(json, "code");
  bool whole =
      TakeBoxes(json, "codes", geometry.codes) && TakeBoxes(json, "marks", geometry.marks) &&
      TakePlaces(json, "ticks", geometry.ticks) && TakePlaces(json, "areas", geometry.areas);
  for (const Json& id : Member(json, "printed_ticks")) {
    if (id.is_string()) geometry.printed_ticks.push_back(id.get<std::string>());
  }
  if (!whole) return Error{Fault::kBadRequest, "a sheet geometry with a damaged box"};
  return geometry;
}

}  // namespace piket
