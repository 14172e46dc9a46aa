// The receipt: what was received, its numbers and code at the right, what happens next below.
#include <algorithm>

#include "agent/paper/canvas.h"
#include "agent/paper/paper_parts.h"
#include "agent/paper/printed_papers.h"

namespace piket {
namespace {

constexpr double kEdge = 9;
constexpr double kPanel = 46;  // width of the panel with the code
constexpr double kPanelHeight = 54.3;
constexpr double kNarrow = 185;  // below, blocks stand one under the other

std::string InGroupsOfFour(const std::string& code) {
  std::string grouped;
  for (size_t i = 0; i < code.size(); ++i) {
    if (i > 0 && i % 4 == 0) grouped += ' ';
    grouped += code[i];
  }
  return grouped;
}

class ReceiptDrawing {
 public:
  ReceiptDrawing(Canvas& canvas, const ReceiptPaper& paper, const PaperConfig& config)
      : canvas_(canvas), paper_(paper), config_(config), size_(config.receipt.size) {}

  Result<void> Draw();

 private:
  double Right() const { return size_.width - kEdge; }
  double Width() const { return size_.width - 2 * kEdge; }
  bool Narrow() const { return size_.width < kNarrow; }

  void DrawTitle(double top);
  double DrawNumbers(double top, double width);
  void DrawNumber(const Box& box, const std::string& label, const std::string& number, double size);
  double DrawParticulars(double top, double width);
  double DrawPanel(double top, const QrModules& modules);
  void DrawNextSteps(const Box& box);
  void DrawFoot(double top);

  Canvas& canvas_;
  const ReceiptPaper& paper_;
  const PaperConfig& config_;
  PaperSize size_;
};

Result<void> ReceiptDrawing::Draw() {
  auto modules = MakeQr(StatusAddress(config_.receipt, paper_.tracking_code));
  if (!modules) return modules.error();
  constexpr double kFoot = 21;
  DrawLetterhead(canvas_, {kEdge, 7, Width(), 17.5}, config_.letterhead);
  DrawTitle(26.5);
  double panel_bottom = DrawPanel(36, *modules);
  double left_width = Width() - kPanel - 4;
  double y = DrawNumbers(36, left_width);
  // On narrow paper the fields need the whole width, so they begin below the code.
  if (Narrow()) y = std::max(y, panel_bottom) + 2;
  y = DrawParticulars(y, Narrow() ? Width() : left_width);
  y = std::max(y, panel_bottom) + 3;
  // On tall paper the foot follows the texts, so that the rest can be cut off.
  double foot = std::min(size_.height - 7 - kFoot, y + (Narrow() ? 85 : 60));
  DrawNextSteps({kEdge, y, Width(), foot - 2 - y});
  DrawFoot(foot);
  return {};
}

void ReceiptDrawing::DrawTitle(double top) {
  TextStyle title{.size = 14, .smallest = 9, .bold = true, .in_middle = true, .spacing = 0.8};
  canvas_.Text({kEdge, top, Width() - kPanel - 4, 7}, "TANDA TERIMA SURAT", title);
  if (paper_.copy > 1) {
    DrawDuplicateMark(canvas_, {Right() - kPanel, top + 0.6, kPanel, 6}, paper_.copy);
  }
}

// Side by side; on narrow paper one above the other, as high as the panel with the code.
double ReceiptDrawing::DrawNumbers(double top, double width) {
  Box receipt{kEdge, top, width * 0.6, 14.5};
  Box agenda{kEdge + receipt.width, top, width - receipt.width, receipt.height};
  if (Narrow()) {
    receipt.width = agenda.width = width;
    receipt.height = agenda.height = kPanelHeight / 2;
    agenda.x = kEdge;
    agenda.y = top + receipt.height;
  }
  DrawNumber(receipt, "Nomor tanda terima", paper_.receipt_number, 21);
  DrawNumber(agenda, "Nomor agenda",
             paper_.agenda_number.empty() ? "menyusul" : paper_.agenda_number, 16);
  return agenda.y + agenda.height;
}

void ReceiptDrawing::DrawNumber(const Box& box, const std::string& label, const std::string& number,
                                double size) {
  canvas_.Frame(box, 0.3);
  TextStyle label_style{.size = 7.5, .smallest = 6, .gray = 0.3};
  TextStyle style{.size = size, .smallest = 9, .bold = true, .in_middle = true};
  canvas_.Text({box.x + 2, box.y + 1, box.width - 3, 3.4}, label, label_style);
  canvas_.Text({box.x + 2, box.y + 4.4, box.width - 3, box.height - 5.1}, number, style);
}

double ReceiptDrawing::DrawParticulars(double top, double width) {
  std::vector<Field> fields = {
      {"Diterima", IndonesianText(paper_.received_at, paper_.zone), 5.2},
      {"Surat dari", paper_.sender, 5.2},
      {"Nomor surat", paper_.number, 5.2},
      {"Tanggal surat", paper_.date ? IndonesianText(*paper_.date) : "", 5.2},
      {"Hal", PrintedSubject(paper_.subject, paper_.security), 8.4},
      {"Lampiran", PrintedAttachments(paper_.attachments, paper_.page_count), 5.2},
      {"Layanan", config_.Service(paper_.service).name, 5.2}};
  double height = DrawFields(canvas_, {kEdge, top}, width, 25, fields);
  canvas_.Frame({kEdge, top, width, height}, 0.3);
  return top + height;
}

double ReceiptDrawing::DrawPanel(double top, const QrModules& modules) {
  constexpr double kSide = 37;
  Box panel{Right() - kPanel, top, kPanel, kPanelHeight};
  canvas_.Frame(panel, 0.3);
  canvas_.Qr({panel.x + (kPanel - kSide) / 2, top + 1.2, kSide, kSide}, modules);
  TextStyle label{.size = 7.5, .smallest = 6, .align = Align::kCentre, .gray = 0.3};
  TextStyle code{.size = 13,
                 .smallest = 9,
                 .bold = true,
                 .align = Align::kCentre,
                 .face = Face::kMono,
                 .in_middle = true};
  TextStyle address{.size = 6.5, .smallest = 5, .align = Align::kCentre, .gray = 0.2};
  double x = panel.x + 1, width = kPanel - 2;
  canvas_.Text({x, top + 38.4, width, 3.4}, "Kode pelacakan", label);
  canvas_.Text({x, top + 41.8, width, 5.8}, InGroupsOfFour(paper_.tracking_code), code);
  const std::string& url = config_.receipt.status_url;
  canvas_.Text({x, top + 48, width, 2.8}, "Pindai kode, atau buka", address);
  canvas_.Text({x, top + 50.7, width, 2.8}, url.substr(url.find("//") + 2), address);
  return top + kPanelHeight;
}

void ReceiptDrawing::DrawNextSteps(const Box& box) {
  const ServiceTexts& service = config_.Service(paper_.service);
  std::vector<std::string> next = service.next;
  std::string due = paper_.due ? "paling lambat " + IndonesianText(*paper_.due, paper_.zone) : "";
  if (!paper_.next_step.empty() || !due.empty()) {
    std::string step = paper_.next_step.empty() ? "Langkah berikut" : paper_.next_step;
    next.insert(next.begin(), due.empty() ? step + "." : step + ", " + due + ".");
  }
  std::vector<std::string> bring = service.bring;
  if (bring.empty()) bring = {"Tidak ada yang perlu dibawa."};
  Box left = box, right = box;
  if (Narrow()) {
    left.height = right.height = (box.height - 2) / 2;
    right.y += left.height + 2;
  } else {
    left.width = box.width * 0.54;
    right.x += left.width + 3;
    right.width -= left.width + 3;
  }
  double size = std::min(BulletSize(canvas_, left, next), BulletSize(canvas_, right, bring));
  DrawBullets(canvas_, left, "APA YANG TERJADI SELANJUTNYA", next, size);
  DrawBullets(canvas_, right, "YANG PERLU DIBAWA ATAU DISIAPKAN", bring, size);
}

void ReceiptDrawing::DrawFoot(double top) {
  constexpr double kSignature = 56;
  double x = Right() - kSignature;
  TextStyle centre{.size = 8, .smallest = 6, .align = Align::kCentre};
  TextStyle name{.size = 8.5, .smallest = 6, .bold = true, .align = Align::kCentre};
  canvas_.Text({x, top, kSignature, 3.6}, "Petugas penerima,", centre);
  canvas_.Line({x + 5, top + 17}, {x + kSignature - 5, top + 17}, 0.15, 0.3);
  canvas_.Text({x, top + 17.7, kSignature, 3.8}, paper_.officer.empty() ? "-" : paper_.officer,
               name);
  TextStyle note{.size = 7, .smallest = 5.5, .gray = 0.2};
  double width = Width() - kSignature - 6;
  canvas_.Text({kEdge, top + 4, width, 12.6}, config_.receipt.note, note);
  TextStyle foot{.size = 6, .smallest = 5, .gray = 0.35};
  canvas_.Text({kEdge, top + 18.4, width, 2.6},
               "Dicetak " + IndonesianText(paper_.printed_at, paper_.zone) + " · salinan " +
                   std::to_string(paper_.copy),
               foot);
}

}  // namespace

std::string StatusAddress(const ReceiptConfig& config, const std::string& tracking_code) {
  return config.status_url + "/" + tracking_code;
}

Result<std::string> DrawReceipt(const ReceiptPaper& paper, const PaperConfig& config) {
  auto canvas =
      Canvas::Make(config.receipt.size, "Tanda terima " + paper.receipt_number, paper.printed_at);
  if (!canvas) return canvas.error();
  if (auto drawn = ReceiptDrawing(**canvas, paper, config).Draw(); !drawn) {
    return drawn.error().While("drawing a receipt");
  }
  return (*canvas)->Finish();
}

}  // namespace piket
