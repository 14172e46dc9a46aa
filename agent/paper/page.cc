#include "agent/paper/page.h"

#include <cmath>
#include <cstdlib>
#include <numbers>

#include "agent/core/text.h"

namespace piket {
namespace {

// Hundredths of a millimetre are finer than any scan and keep the JSON short and its bytes stable.
double Rounded(double value) { return std::isfinite(value) ? std::round(value * 100) / 100 : 0; }

Json ToJson(const Box& box) {
  return Json::array({Rounded(box.x), Rounded(box.y), Rounded(box.width), Rounded(box.height)});
}

// A page has hundreds of words, so a word is an array: text, x, y, width, height, confidence,
// line, block.
Json ToJson(const PageWord& word) {
  return Json::array({word.text, Rounded(word.box.x), Rounded(word.box.y), Rounded(word.box.width),
                      Rounded(word.box.height), Rounded(word.confidence), word.line, word.block});
}

Json ToJson(const PageView& view) {
  return {{"turn", view.turn},
          {"skew", Rounded(view.skew)},
          {"original_width", Rounded(view.original_width)},
          {"original_height", Rounded(view.original_height)},
          {"left", Rounded(view.left)},
          {"top", Rounded(view.top)},
          {"width", Rounded(view.width)},
          {"height", Rounded(view.height)}};
}

bool AreNumbers(const Json& array, size_t first, size_t count) {
  if (!array.is_array() || array.size() < first + count) return false;
  for (size_t i = first; i < first + count; ++i) {
    if (!array[i].is_number()) return false;
  }
  return true;
}

Box BoxFromJson(const Json& array, size_t first) {
  return {array[first].get<double>(), array[first + 1].get<double>(),
          array[first + 2].get<double>(), array[first + 3].get<double>()};
}

PageView ViewFromJson(const Json& json) {
  PageView view;
  int turn = static_cast<int>(IntegerOr(json, "turn"));
  view.turn = turn == 90 || turn == 180 || turn == 270 ? turn : 0;
  view.skew = NumberOr(json, "skew");
  view.original_width = NumberOr(json, "original_width");
  view.original_height = NumberOr(json, "original_height");
  view.left = NumberOr(json, "left");
  view.top = NumberOr(json, "top");
  view.width = NumberOr(json, "width");
  view.height = NumberOr(json, "height");
  return view;
}

const Json& MemberOr(const Json& object, const char* key, const Json& otherwise) {
  auto found = object.find(key);
  return found == object.end() ? otherwise : *found;
}

}  // namespace

Point ToOriginal(const PageView& view, Point in_view) {
  bool upright = view.turn == 0 || view.turn == 180;
  double turned_width = upright ? view.original_width : view.original_height;
  double turned_height = upright ? view.original_height : view.original_width;
  // Back from the crop, then anticlockwise by the skew about the centre (y points down).
  double dx = in_view.x + view.left - turned_width / 2;
  double dy = in_view.y + view.top - turned_height / 2;
  double angle = view.skew * std::numbers::pi / 180;
  double x = turned_width / 2 + dx * std::cos(angle) + dy * std::sin(angle);
  double y = turned_height / 2 - dx * std::sin(angle) + dy * std::cos(angle);
  if (view.turn == 90) return {y, view.original_height - x};
  if (view.turn == 180) return {view.original_width - x, view.original_height - y};
  if (view.turn == 270) return {view.original_width - y, x};
  return {x, y};
}

std::string PageReading::Text() const {
  std::string text;
  const PageWord* before = nullptr;
  for (const PageWord& word : words) {
    if (before != nullptr) text += before->line == word.line ? ' ' : '\n';
    text += word.text;
    before = &word;
  }
  return text;
}

Json ToJson(const PageReading& reading) {
  Json json = {{"view", ToJson(reading.view)},
               {"blank", reading.blank},
               {"separator", reading.separator},
               {"read", reading.read},
               {"mean_confidence", Rounded(reading.mean_confidence)},
               {"likeness", Format("%016llx", static_cast<unsigned long long>(reading.likeness))},
               {"words", Json::array()},
               {"codes", Json::array()}};
  if (reading.fault) json["fault"] = Word(*reading.fault);
  for (const PageWord& word : reading.words) json["words"].push_back(ToJson(word));
  for (const PageCode& code : reading.codes) {
    json["codes"].push_back({{"text", code.text}, {"box", ToJson(code.box)}});
  }
  return json;
}

Result<PageReading> PageReadingFromJson(const Json& json) {
  if (!json.is_object()) return Error{Fault::kBadRequest, "a page reading is an object"};
  static const Json kNone = Json::array();
  PageReading reading;
  reading.view = ViewFromJson(MemberOr(json, "view", kNone));
  reading.blank = BoolOr(json, "blank");
  reading.separator = BoolOr(json, "separator");
  reading.read = BoolOr(json, "read");
  reading.mean_confidence = NumberOr(json, "mean_confidence");
  reading.likeness = std::strtoull(TextOr(json, "likeness", "0").c_str(), nullptr, 16);
  if (json.contains("fault")) reading.fault = FaultFromWord(TextOr(json, "fault"));
  for (const Json& word : MemberOr(json, "words", kNone)) {
    // A line or block beyond an int has no int to be made of.
    if (!AreNumbers(word, 1, 7) || !word[0].is_string() || !word[6].is_number_integer() ||
        !word[7].is_number_integer()) {
      return Error{Fault::kBadRequest, "a word is text and seven numbers"};
    }
    reading.words.push_back({word[0].get<std::string>(), BoxFromJson(word, 1),
                             word[5].get<double>(), word[6].get<int>(), word[7].get<int>()});
  }
  for (const Json& code : MemberOr(json, "codes", kNone)) {
    const Json& box = code.is_object() ? MemberOr(code, "box", kNone) : kNone;
    if (!AreNumbers(box, 0, 4)) return Error{Fault::kBadRequest, "a code has text and a box"};
    reading.codes.push_back({TextOr(code, "text"), BoxFromJson(box, 0)});
  }
  return reading;
}

}  // namespace piket
