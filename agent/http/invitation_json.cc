#include "agent/http/invitation_json.h"

#include "agent/core/text.h"
#include "agent/paper/qr.h"

namespace piket {
namespace {

Result<std::string> QrSvg(const std::string& text) {
  auto qr = MakeQr(text);
  if (!qr) return qr.error();
  const int side = qr->side + 2 * kQuietModules;
  std::string path;
  for (int row = 0; row < qr->side; ++row) {
    for (int column = 0; column < qr->side; ++column) {
      if (!qr->Dark(row, column)) continue;
      path += Format("M%d %dh1v1h-1z", column + kQuietModules, row + kQuietModules);
    }
  }
  return Format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
             "shape-rendering=\"crispEdges\"><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>",
             side, side, side, side) +
         "<path d=\"" + path + "\"/></svg>";
}

}  // namespace

Result<Json> InvitationJson(const Invitation& invitation, Instant until) {
  const std::string text = InvitationText(invitation);
  auto svg = QrSvg(text);
  if (!svg) return svg.error();
  return Json{{"invitation", text}, {"qr", *svg}, {"until", IsoText(until)}};
}

Result<std::string> QrInBlocks(const std::string& text) {
  auto qr = MakeQr(text);
  if (!qr) return qr.error();
  const int quiet = 2;  // enough for a camera held to a screen, and the lines stay short
  auto dark = [&](int row, int column) {
    return row >= 0 && column >= 0 && row < qr->side && column < qr->side && qr->Dark(row, column);
  };
  // Terminals are mostly light on dark: the blocks are the light modules.
  std::string picture;
  for (int row = -quiet; row < qr->side + quiet; row += 2) {
    for (int column = -quiet; column < qr->side + quiet; ++column) {
      const bool above = !dark(row, column);
      const bool below = !dark(row + 1, column);
      picture += above && below ? "█" : above ? "▀" : below ? "▄" : " ";
    }
    picture += "\n";
  }
  return picture;
}

}  // namespace piket
