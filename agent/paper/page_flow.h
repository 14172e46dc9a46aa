// Text and tables that run on from page to page between fixed edges: for papers as long as what
// stands in them. Millimetres; one canvas, one thread.
#ifndef PIKET_AGENT_PAPER_PAGE_FLOW_H_
#define PIKET_AGENT_PAPER_PAGE_FLOW_H_

#include <functional>
#include <string>
#include <vector>

#include "agent/paper/canvas.h"

namespace piket {

struct FlowEdges {
  double left = 25;
  double right = 20;
  double top = 20;  // of every page but the first, below what `on_page` draws
  double bottom = 20;
};

struct FlowColumn {
  std::string name;
  double share = 1;  // of the table's width; all together 1
  Align align = Align::kLeft;
};

class PageFlow {
 public:
  // `on_page` draws what stands outside the flow on each page, given its number; it is called for
  // the first page at once.
  PageFlow(Canvas& canvas, const PaperSize& size, const FlowEdges& edges,
           std::function<void(int page)> on_page);

  double left() const { return edges_.left; }
  double width() const { return size_.width - edges_.left - edges_.right; }
  double bottom() const { return size_.height - edges_.bottom; }
  double room() const { return bottom() - y; }  // left on this page
  int page() const { return page_; }
  void NextPage();
  // Goes to the next page when this much does not fit any more.
  void Keep(double height);

  // `text` with its own line ends as paragraphs, `gap` between them.
  void Paragraphs(const std::string& text, const TextStyle& style, double gap = 1.5);
  void Paragraph(const std::string& text, const TextStyle& style, double indent = 0);
  // "label : value", the value on as many lines and pages as it takes.
  void Pair(const std::string& label, const std::string& value, double label_width,
            const TextStyle& style);
  // A ruled table; its head is repeated on every page. A row in which `struck` holds is struck
  // through.
  void Table(const std::vector<FlowColumn>& columns,
             const std::vector<std::vector<std::string>>& rows, const TextStyle& style,
             const std::function<bool(size_t row)>& struck = nullptr);

  double y = 0;  // where the next thing begins

 private:
  void TableHead(const std::vector<FlowColumn>& columns, const TextStyle& style);
  void TableRow(const std::vector<FlowColumn>& columns, const std::vector<std::string>& cells,
                const TextStyle& style, const TextStyle& head);

  Canvas& canvas_;
  PaperSize size_;
  FlowEdges edges_;
  std::function<void(int)> on_page_;
  int page_ = 1;
};

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_PAGE_FLOW_H_
