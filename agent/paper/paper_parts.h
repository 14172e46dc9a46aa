// What several printed papers have in common: letterhead, ruled fields, bulleted texts. Drawn at a
// place on a canvas; millimetres.
#ifndef PIKET_AGENT_PAPER_PAPER_PARTS_H_
#define PIKET_AGENT_PAPER_PAPER_PARTS_H_

#include <string>
#include <vector>

#include "agent/paper/canvas.h"
#include "agent/paper/paper_config.h"

namespace piket {

// The letterhead over a double rule at the box's foot; `scale` 1 is for half a sheet.
void DrawLetterhead(Canvas& canvas, const Box& box, const Letterhead& head, double scale = 1);

struct Field {
  std::string label;
  std::string value;  // empty: "-"
  double height = 5;
};
// Labels and values in a ruled table that begins at `top`; gives its height.
double DrawFields(Canvas& canvas, Point top, double width, double label_width,
                  const std::vector<Field>& fields);
double FieldsHeight(const std::vector<Field>& fields);

// Texts with bullets under a heading, in type of `size` points; the size at which they fit the box.
double BulletSize(Canvas& canvas, const Box& box, const std::vector<std::string>& texts);
void DrawBullets(Canvas& canvas, const Box& box, const std::string& heading,
                 const std::vector<std::string>& texts, double size);

// A gray bar with the heading of a block.
void DrawHeading(Canvas& canvas, const Box& box, const std::string& text);

// "DUPLIKAT — salinan 2" in a heavy frame.
void DrawDuplicateMark(Canvas& canvas, const Box& box, int copy);

bool IsConfidential(const std::string& security);  // R and SR
// The subject, or why it does not stand here.
std::string PrintedSubject(const std::string& subject, const std::string& security);
// "2 (dua) lembar · dipindai 3 halaman", "tidak ada · dipindai 3 halaman"
std::string PrintedAttachments(const std::string& attachments, int page_count);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_PAPER_PARTS_H_
