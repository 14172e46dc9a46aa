#include "agent/office/procedure_chart.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "agent/core/file.h"
#include "agent/letters/position.h"

namespace piket {
namespace {

std::vector<Procedure> Shipped() {
  auto config = std::filesystem::path(PIKET_SOURCE_DIR) / "config";
  auto positions = ReadPositions(config / "positions.toml");
  EXPECT_TRUE(positions);
  auto read = ReadProcedures(config / "sop", positions->Actors());
  EXPECT_TRUE(read) << read.error().detail;
  return std::move(*read);
}

FlowchartPaper Chart(const std::string& id, int under_way = 0) {
  for (const Procedure& each : Shipped()) {
    if (each.id == id) return ChartOf(each, "DKISP Kota Tarakan", under_way, Instant{});
  }
  ADD_FAILURE() << id;
  return {};
}

TEST(ProcedureChart, DrawsEverySopAsPdfAndSvg) {
  // PIKET_CHARTS=FOLDER keeps them to be looked at.
  const char* kept = std::getenv("PIKET_CHARTS");
  for (const Procedure& procedure : Shipped()) {
    FlowchartPaper paper = ChartOf(procedure, "DKISP Kota Tarakan", 0, Instant{});
    auto svg = DrawFlowchartSvg(paper);
    ASSERT_TRUE(svg) << svg.error().detail;
    EXPECT_NE(svg->find("<svg"), std::string::npos);
    for (const char* word : {"a4-mendatar", "f4-mendatar"}) {
      auto pdf = DrawFlowchartPdf(paper, *PaperSizeFromWord(word));
      ASSERT_TRUE(pdf) << pdf.error().detail;
      EXPECT_EQ(pdf->substr(0, 5), "%PDF-");
      if (kept == nullptr) continue;
      std::filesystem::path folder = kept;
      ASSERT_TRUE(WriteFileDurably(folder / (procedure.id + "-" + word + ".pdf"), *pdf));
      ASSERT_TRUE(WriteFileDurably(folder / (procedure.id + ".svg"), *svg));
    }
  }
}

TEST(ProcedureChart, HasRoomForManyActorsAndLongTexts) {
  FlowchartPaper paper = Chart("website");
  while (paper.columns.size() < 12) paper.columns.push_back("Bidang Statistik dan Persandian");
  paper.rows[10].column = 11;
  for (FlowRow& row : paper.rows) row.activity.text += std::string(5000, 'x');
  EXPECT_TRUE(DrawFlowchartSvg(paper));
  EXPECT_TRUE(DrawFlowchartPdf(paper, *PaperSizeFromWord("a4-mendatar")));
  paper.columns.clear();
  EXPECT_EQ(DrawFlowchartSvg(paper).error().fault, Fault::kInternal);
}

TEST(ProcedureChart, MarksTheStepUnderWay) {
  auto plain = DrawFlowchartSvg(Chart("colocation"));
  auto marked = DrawFlowchartSvg(Chart("colocation", 6));
  ASSERT_TRUE(plain && marked);
  EXPECT_NE(*plain, *marked);
}

TEST(ProcedureChart, HasOneArrowForWaysToOneStepWithBothAnswers) {
  FlowchartPaper paper = Chart("lainnya");
  ASSERT_EQ(paper.rows[3].arrows.size(), 2u);
  EXPECT_EQ(paper.rows[3].arrows[1].label, "Dilaksanakan / Diketahui");
}

TEST(ProcedureChart, SaysWhatIsAssumed) {
  FlowchartPaper paper = Chart("website");
  EXPECT_EQ(paper.rows[4].limit.text, "30 Menit");
  EXPECT_EQ(paper.rows[4].limit.mark, FlowMark::kRepaired);
  EXPECT_EQ(paper.rows[5].arrows[0].mark, FlowMark::kAssumed);
  EXPECT_EQ(Chart("subdomain").rows[5].limit.text, "hari yang sama");
}

}  // namespace
}  // namespace piket
