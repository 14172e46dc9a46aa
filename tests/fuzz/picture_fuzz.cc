// A page's picture on its way through page work: decoded, made upright, searched for codes.
#include <leptonica/allheaders.h>

#include "agent/paper/page_clean.h"
#include "agent/paper/page_code.h"
#include "agent/paper/page_picture.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/pictures.h"

namespace piket {

std::vector<std::string> PictureSeeds() { return SmallPictures(); }

int FuzzPicture(std::string_view bytes) {
  QuietPictures();
  auto scan = LoadPageFromBytes(bytes, 0);
  if (!scan) return 0;
  int width = pixGetWidth(scan->picture.get());
  int height = pixGetHeight(scan->picture.get());
  int depth = pixGetDepth(scan->picture.get());
  Demand(scan->dpi > 0, "a page has a resolution");
  Demand(depth == 8 || depth == 32, "a page is gray or of colour");
  if (int64_t{width} * height > 60'000) return 0;  // the work after decoding costs by the point
  CleanPage page = Clean(*scan);
  Demand(page.gray != nullptr, "a page has a view");
  FindCodes(page.gray.get(), page.dpi);
  Likeness(page);
  Demand(ViewPicture(*scan, page, 100) != nullptr, "a page has a picture for the screen");
  return 0;
}

}  // namespace piket
