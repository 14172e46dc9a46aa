// The printed codes, marks and boxes, looked for in the printed picture where the geometry says.
#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>
#include <gtest/gtest.h>

#include "agent/paper/printed_papers.h"
#include "tests/agent/paper/printed_paper_reading.h"
#include "tests/virtual/sample_papers.h"

namespace piket {
namespace {

// The code within `box`, given 3 mm around it.
std::string CodeIn(const GrayPicture& picture, const Box& box) {
  double scale = picture.dpi / 25.4;
  int left = static_cast<int>((box.x - 3) * scale), top = static_cast<int>((box.y - 3) * scale);
  int width = static_cast<int>((box.width + 6) * scale);
  int height = static_cast<int>((box.height + 6) * scale);
  const uint8_t* corner = picture.pixels.data() + top * picture.width + left;
  ZXing::ImageView view(corner, width, height, ZXing::ImageFormat::Lum, picture.width);
  auto found = ZXing::ReadBarcode(view);
  return found.isValid() ? found.text() : "";
}

Box Inner(const Box& box, double inset) {
  return {box.x + inset, box.y + inset, box.width - 2 * inset, box.height - 2 * inset};
}

class SheetOfEachSize : public ::testing::TestWithParam<const char*> {};

TEST_P(SheetOfEachSize, HasCodesMarksAndBoxesWhereItsGeometrySays) {
  PaperConfig config = SampleConfig();
  config.sheet.size = *PaperSizeFromWord(GetParam());
  auto sheet = DrawDispositionSheet(SampleSheet(), config);
  ASSERT_TRUE(sheet.ok()) << sheet.error().detail;
  const SheetGeometry& geometry = sheet->geometry;
  GrayPicture picture = Rasterised(sheet->pdf, 300);

  ASSERT_EQ(geometry.codes.size(), 2u);
  for (const Box& box : geometry.codes) {
    EXPECT_GE(box.width, 20);
    auto code = ReadPaperCode(CodeIn(picture, box), {SampleKey()});
    ASSERT_TRUE(code.ok()) << code.error().detail;
    EXPECT_EQ(code->kind, PaperKind::kDispositionSheet);
  }
  ASSERT_EQ(geometry.marks.size(), 4u);
  for (const Box& mark : geometry.marks) EXPECT_GT(picture.Ink(Inner(mark, 0.2)), 0.99);

  EXPECT_EQ(geometry.ticks.size(),
            config.sheet.recipients.size() + config.sheet.instructions.size() + 2 + 4 + 4);
  EXPECT_EQ(geometry.printed_ticks, (std::vector<std::string>{"urgency:segera", "security:B"}));
  for (const SheetPlace& tick : geometry.ticks) {
    EXPECT_GE(tick.box.width, 4);
    bool ticked = tick.id == "urgency:segera" || tick.id == "security:B";
    EXPECT_EQ(picture.Ink(Inner(tick.box, 0.5)) > 0.05, ticked) << tick.id;
    EXPECT_GT(picture.Ink(Inner(tick.box, -0.3)), 0.1) << tick.id << " has no frame";
  }
  bool has_notes = false;
  for (const SheetPlace& area : geometry.areas) {
    has_notes = has_notes || area.id == "notes";
    if (!area.id.starts_with("chain:")) continue;
    EXPECT_GE(area.box.height, 6) << area.id;
    EXPECT_EQ(picture.Ink(Inner(area.box, 0.4)), 0) << area.id;
  }
  EXPECT_TRUE(has_notes);
}

INSTANTIATE_TEST_SUITE_P(, SheetOfEachSize,
                         ::testing::Values("setengah-f4", "setengah-f4-tegak", "a5", "a5-tegak",
                                           "a4", "f4"));

TEST(SheetGeometry, SurvivesTheWayThroughJson) {
  auto sheet = DrawDispositionSheet(SampleSheet(), SampleConfig());
  ASSERT_TRUE(sheet.ok());
  Json json = ToJson(sheet->geometry);
  auto back = SheetGeometryFromJson(json);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(ToJson(*back), json);
  EXPECT_EQ(back->ticks.size(), sheet->geometry.ticks.size());
  for (const char* bad : {"7", "{}", R"({"version":1,"codes":[[1,2,3]]})",
                          R"({"version":1,"ticks":[{"id":"to:x"}]})"}) {
    EXPECT_FALSE(SheetGeometryFromJson(*ParseJson(bad)).ok()) << bad;
  }
}

TEST(Receipt, CarriesTheStatusAddressInItsCode) {
  PaperConfig config = SampleConfig();
  GrayPicture picture = Rasterised(*DrawReceipt(SampleReceipt(), config), 300);
  EXPECT_EQ(CodeIn(picture, {150, 30, 60, 60}), config.receipt.status_url + "/7KQ2M9XVB4TD");
}

TEST(SeparatorSheet, CarriesItsCodeAtBothEnds) {
  GrayPicture picture = Rasterised(*DrawSeparator(SampleSeparator(), SampleConfig()), 300);
  for (const Box& half : {Box{20, 6, 170, 100}, Box{20, 190, 170, 100}}) {
    auto code = ReadPaperCode(CodeIn(picture, half), {SampleKey()});
    ASSERT_TRUE(code.ok()) << code.error().detail;
    EXPECT_EQ(code->kind, PaperKind::kSeparator);
  }
}

}  // namespace
}  // namespace piket
