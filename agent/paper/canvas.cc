#include "agent/paper/canvas.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <mutex>

#include "agent/core/text.h"

// Fontconfig keeps its patterns behind offsets that the leak checker cannot follow. That nothing is
// lost was measured: after 2,000 papers the memory is what it was after one. Weak: a test may say
// more.
extern "C" [[gnu::weak]] const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig\n"; }

namespace piket {
namespace {

constexpr double kPoint = 72 / 25.4;  // points in a millimetre

// Pango's and fontconfig's own state is shared: one canvas draws at a time.
class DrawingTurn {
 public:
  DrawingTurn() : lock_(Mutex()) {}

 private:
  static std::mutex& Mutex() {
    static std::mutex mutex;
    return mutex;
  }
  std::lock_guard<std::mutex> lock_;
};

// Only Liberation, so that papers look alike on every post and the other fonts of the machine cost
// no memory. Debian 12 and 13 name the folder differently; elsewhere the system's list is used.
constexpr char kOurFonts[] =
    "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig>"
    "<dir>/usr/share/fonts/truetype/liberation2</dir>"
    "<dir>/usr/share/fonts/truetype/liberation</dir>"
    "<cachedir>/var/cache/fontconfig</cachedir></fontconfig>";

FcConfig* LoadOurFonts() {
  FcConfig* config = FcConfigCreate();
  bool read = FcConfigParseAndLoadFromMemory(config, reinterpret_cast<const FcChar8*>(kOurFonts),
                                             FcFalse) &&
              FcConfigBuildFonts(config);
  const FcFontSet* fonts = read ? FcConfigGetFonts(config, FcSetSystem) : nullptr;
  if (fonts != nullptr && fonts->nfont > 0) return config;
  FcConfigDestroy(config);
  return FcInitLoadConfigAndFonts();
}

// Made once and kept; call in a DrawingTurn.
PangoFontMap* Fonts() {
  static PangoFontMap* const fonts = [] {
    PangoFontMap* map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    if (map != nullptr) pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), LoadOurFonts());
    return map;
  }();
  return fonts;
}

const char* Family(Face face) {
  switch (face) {
    case Face::kSerif:
      return "Liberation Serif";
    case Face::kMono:
      return "Liberation Mono";
    case Face::kSans:
      break;
  }
  return "Liberation Sans";
}

// One line of valid UTF-8 without control characters, of a length a paper can hold.
std::string Printable(std::string_view text) {
  constexpr gssize kLongest = 20000;
  gchar* valid = g_utf8_make_valid(text.data(), std::min<gssize>(std::ssize(text), kLongest));
  std::string clean;
  for (const gchar *at = valid, *next = nullptr; *at != 0; at = next) {
    next = g_utf8_find_next_char(at, nullptr);
    gunichar c = g_utf8_get_char(at);
    if (c == 0xfffd) {
      clean += '?';
    } else if (c < 0x20 || c == 0x7f || c == 0x2028 || c == 0x2029 || c == 0x85) {
      clean += ' ';
    } else {
      clean.append(at, next);
    }
  }
  g_free(valid);
  return clean;
}

cairo_status_t AppendTo(void* closure, const unsigned char* data, unsigned length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

struct Canvas::State {
  PaperSize sheet;
  std::string pdf;
  cairo_surface_t* surface = nullptr;
  cairo_t* cairo = nullptr;
  PangoContext* context = nullptr;
  PangoLayout* layout = nullptr;

  ~State() {
    DrawingTurn turn;
    if (layout != nullptr) g_object_unref(layout);
    if (context != nullptr) g_object_unref(context);
    if (cairo != nullptr) cairo_destroy(cairo);
    if (surface != nullptr) cairo_surface_destroy(surface);
  }

  void Begin();
  void SetStyle(const TextStyle& style, double size);
  void SetText(const std::string& text, const TextStyle& style, double width_points);
  PangoRectangle Extents();
  double Measured(const TextStyle& style, double size);
  bool Fits(const TextStyle& style, double size, const Box& box);
  void Rectangle(const Box& box) {
    cairo_rectangle(cairo, box.x * kPoint, box.y * kPoint, box.width * kPoint, box.height * kPoint);
  }
  void FillAndStroke(double thickness, double fill, bool dashed) {
    const double dashes[] = {1.2 * kPoint, 0.8 * kPoint};
    cairo_set_source_rgb(cairo, fill, fill, fill);
    cairo_fill_preserve(cairo);
    if (dashed) cairo_set_dash(cairo, dashes, 2, 0);
    Stroke(thickness, 0);
    cairo_set_dash(cairo, nullptr, 0, 0);
  }
  void Stroke(double thickness, double gray) {
    cairo_set_line_width(cairo, thickness * kPoint);
    cairo_set_source_rgb(cairo, gray, gray, gray);
    cairo_stroke(cairo);
  }
};

void Canvas::State::SetStyle(const TextStyle& style, double size) {
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family_static(font, Family(style.face));
  pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_style(font, style.italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
  pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
}

void Canvas::State::SetText(const std::string& text, const TextStyle& style, double width_points) {
  pango_layout_set_width(
      layout, width_points < 0 ? -1 : static_cast<int>(std::max(width_points, 1.0) * PANGO_SCALE));
  constexpr PangoAlignment kAlignments[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER,
                                            PANGO_ALIGN_RIGHT};
  pango_layout_set_alignment(layout, kAlignments[static_cast<int>(style.align)]);
  pango_layout_set_justify(layout, style.justified ? TRUE : FALSE);
  pango_layout_set_indent(layout, static_cast<int>(style.indent * kPoint * PANGO_SCALE));
  PangoAttrList* attributes = pango_attr_list_new();
  // A hyphen where a long number breaks would be a character that is not in it.
  pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
  if (style.spacing != 0) {
    int spacing = static_cast<int>(style.spacing * PANGO_SCALE);
    pango_attr_list_insert(attributes, pango_attr_letter_spacing_new(spacing));
  }
  if (style.struck) pango_attr_list_insert(attributes, pango_attr_strikethrough_new(TRUE));
  if (style.underlined) {
    pango_attr_list_insert(attributes, pango_attr_underline_new(PANGO_UNDERLINE_SINGLE));
  }
  pango_layout_set_attributes(layout, attributes);
  pango_attr_list_unref(attributes);
  pango_layout_set_text(layout, text.data(), static_cast<int>(text.size()));
}

PangoRectangle Canvas::State::Extents() {
  PangoRectangle extents;
  pango_layout_get_extents(layout, nullptr, &extents);
  return extents;
}

// The height of one line, in points.
double Canvas::State::Measured(const TextStyle& style, double size) {
  SetStyle(style, size);
  SetText("X", TextStyle{}, -1);
  pango_layout_set_height(layout, -1);
  return static_cast<double>(Extents().height) / PANGO_SCALE;
}

// Sets the layout to this size; whether all of the text stands in the box.
bool Canvas::State::Fits(const TextStyle& style, double size, const Box& box) {
  SetStyle(style, size);
  double line = size * 1.15;  // Liberation's line, and a hair
  int lines = std::max(1, static_cast<int>((box.height * kPoint + 0.4) / line));
  pango_layout_set_height(layout, -lines);
  return !pango_layout_is_ellipsized(layout) &&
         Extents().height <= (box.height * kPoint + 0.6) * PANGO_SCALE;
}

Canvas::Canvas(std::unique_ptr<State> state) : state_(std::move(state)) {}
Canvas::~Canvas() = default;

// Everything that does not depend on what comes out; in a DrawingTurn.
void Canvas::State::Begin() {
  cairo = cairo_create(surface);
  context = pango_font_map_create_context(Fonts());
  pango_context_set_round_glyph_positions(context, FALSE);
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context, options);
  cairo_font_options_destroy(options);
  pango_cairo_context_set_resolution(context, 72);
  layout = pango_layout_new(context);
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode(layout, TRUE);
}

Result<std::unique_ptr<Canvas>> Canvas::Make(const PaperSize& size, const std::string& title,
                                             Instant made) {
  auto state = std::make_unique<State>();
  state->sheet = size;
  DrawingTurn turn;
  if (Fonts() == nullptr) return Error{Fault::kInternal, "no font map"};
  state->surface = cairo_pdf_surface_create_for_stream(AppendTo, &state->pdf, size.width * kPoint,
                                                       size.height * kPoint);
  cairo_pdf_surface_set_metadata(state->surface, CAIRO_PDF_METADATA_TITLE,
                                 Printable(title).c_str());
  cairo_pdf_surface_set_metadata(state->surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                 (IsoText(made).substr(0, 19) + "Z").c_str());
  state->Begin();
  return std::unique_ptr<Canvas>(new Canvas(std::move(state)));
}

Result<std::unique_ptr<Canvas>> Canvas::MakeSvg(const PaperSize& size) {
  auto state = std::make_unique<State>();
  state->sheet = size;
  DrawingTurn turn;
  if (Fonts() == nullptr) return Error{Fault::kInternal, "no font map"};
  state->surface = cairo_svg_surface_create_for_stream(AppendTo, &state->pdf, size.width * kPoint,
                                                       size.height * kPoint);
  state->Begin();
  return std::unique_ptr<Canvas>(new Canvas(std::move(state)));
}

double Canvas::Text(const Box& box, std::string_view text, const TextStyle& style) {
  std::string line = Printable(text);
  if (line.empty() || box.width <= 0 || box.height <= 0) return 0;
  DrawingTurn turn;
  State& state = *state_;
  state.SetText(line, style, box.width * kPoint);
  double size = style.size;
  while (!state.Fits(style, size, box) && size > style.smallest) {
    size = std::max(style.smallest, size - 0.25);
  }
  PangoRectangle extents = state.Extents();
  double height = static_cast<double>(extents.height) / PANGO_SCALE / kPoint;
  double top = style.in_middle ? box.y + std::max(0.0, (box.height - height) / 2) : box.y;
  cairo_save(state.cairo);
  // Marks piled on a letter, or a script taller than ours, must not run over the neighbours.
  state.Rectangle({box.x - 0.3, box.y - 0.3, box.width + 0.6, box.height + 0.6});
  cairo_clip(state.cairo);
  cairo_set_source_rgb(state.cairo, style.gray, style.gray, style.gray);
  cairo_move_to(state.cairo, box.x * kPoint, top * kPoint);
  pango_cairo_show_layout(state.cairo, state.layout);
  cairo_restore(state.cairo);
  return std::min(height, box.height);
}

TextRun Canvas::TextLines(const Box& box, std::string_view text, const TextStyle& style,
                          size_t first) {
  DrawingTurn turn;
  State& state = *state_;
  state.SetText(Printable(text), style, box.width * kPoint);
  state.SetStyle(style, style.size);
  pango_layout_set_height(state.layout, -1);
  pango_layout_set_ellipsize(state.layout, PANGO_ELLIPSIZE_NONE);
  cairo_set_source_rgb(state.cairo, style.gray, style.gray, style.gray);
  TextRun run;
  run.lines = static_cast<size_t>(pango_layout_get_line_count(state.layout));
  run.next = first;
  PangoLayoutIter* iter = pango_layout_get_iter(state.layout);
  size_t line = 0;
  double top = 0;  // of line `first` within the layout, points
  do {
    PangoRectangle extents;
    pango_layout_iter_get_line_extents(iter, nullptr, &extents);
    double begin = static_cast<double>(extents.y) / PANGO_SCALE;
    double end = begin + static_cast<double>(extents.height) / PANGO_SCALE;
    if (line == first) top = begin;
    if (line >= first) {
      if (end - top > box.height * kPoint + 0.1) break;
      double base = static_cast<double>(pango_layout_iter_get_baseline(iter)) / PANGO_SCALE;
      double left = static_cast<double>(extents.x) / PANGO_SCALE;
      cairo_move_to(state.cairo, box.x * kPoint + left, box.y * kPoint + base - top);
      pango_cairo_show_layout_line(state.cairo, pango_layout_iter_get_line_readonly(iter));
      run.next = line + 1;
      run.height = (end - top) / kPoint;
    }
    ++line;
  } while (pango_layout_iter_next_line(iter));
  pango_layout_iter_free(iter);
  pango_layout_set_ellipsize(state.layout, PANGO_ELLIPSIZE_END);
  return run;
}

double Canvas::TextHeight(std::string_view text, double width, const TextStyle& style) {
  DrawingTurn turn;
  state_->SetText(Printable(text), style, width * kPoint);
  state_->SetStyle(style, style.size);
  pango_layout_set_height(state_->layout, -1000);
  return static_cast<double>(state_->Extents().height) / PANGO_SCALE / kPoint;
}

double Canvas::TextWidth(std::string_view text, const TextStyle& style) {
  DrawingTurn turn;
  state_->SetText(Printable(text), style, -1);
  state_->SetStyle(style, style.size);
  pango_layout_set_height(state_->layout, -1);
  return static_cast<double>(state_->Extents().width) / PANGO_SCALE / kPoint;
}

double Canvas::LineHeight(const TextStyle& style) {
  DrawingTurn turn;
  return state_->Measured(style, style.size) / kPoint;
}

void Canvas::Line(Point from, Point to, double thickness, double gray) {
  cairo_move_to(state_->cairo, from.x * kPoint, from.y * kPoint);
  cairo_line_to(state_->cairo, to.x * kPoint, to.y * kPoint);
  state_->Stroke(thickness, gray);
}

void Canvas::DottedLine(Point from, Point to) {
  const double dashes[] = {0.3 * kPoint, 0.7 * kPoint};
  cairo_set_dash(state_->cairo, dashes, 2, 0);
  Line(from, to, 0.2, 0.35);
  cairo_set_dash(state_->cairo, nullptr, 0, 0);
}

void Canvas::Path(const std::vector<Point>& points, double thickness, bool dashed) {
  const double dashes[] = {1.2 * kPoint, 0.8 * kPoint};
  if (dashed) cairo_set_dash(state_->cairo, dashes, 2, 0);
  cairo_new_path(state_->cairo);  // a text leaves its place behind
  for (const Point& point : points) {
    cairo_line_to(state_->cairo, point.x * kPoint, point.y * kPoint);
  }
  state_->Stroke(thickness, 0);
  cairo_set_dash(state_->cairo, nullptr, 0, 0);
}

void Canvas::ArrowHead(Point from, Point tip) {
  constexpr double kLength = 1.8;
  double length = std::hypot(tip.x - from.x, tip.y - from.y);
  if (length <= 0) return;
  double x = (tip.x - from.x) / length * kLength;
  double y = (tip.y - from.y) / length * kLength;
  cairo_move_to(state_->cairo, tip.x * kPoint, tip.y * kPoint);
  cairo_line_to(state_->cairo, (tip.x - x - y * 0.4) * kPoint, (tip.y - y + x * 0.4) * kPoint);
  cairo_line_to(state_->cairo, (tip.x - x + y * 0.4) * kPoint, (tip.y - y - x * 0.4) * kPoint);
  cairo_set_source_rgb(state_->cairo, 0, 0, 0);
  cairo_fill(state_->cairo);
}

void Canvas::Polygon(const std::vector<Point>& corners, double thickness, double fill,
                     bool dashed) {
  cairo_new_path(state_->cairo);
  for (const Point& corner : corners) {
    cairo_line_to(state_->cairo, corner.x * kPoint, corner.y * kPoint);
  }
  cairo_close_path(state_->cairo);
  state_->FillAndStroke(thickness, fill, dashed);
}

void Canvas::Capsule(const Box& box, double thickness, double fill, bool dashed) {
  constexpr double kQuarter = 1.5707963267948966;
  double radius = box.height / 2 * kPoint;
  double y = box.y * kPoint + radius;
  cairo_new_path(state_->cairo);
  cairo_arc(state_->cairo, (box.x + box.width) * kPoint - radius, y, radius, -kQuarter, kQuarter);
  cairo_arc(state_->cairo, box.x * kPoint + radius, y, radius, kQuarter, 3 * kQuarter);
  cairo_close_path(state_->cairo);
  state_->FillAndStroke(thickness, fill, dashed);
}

void Canvas::Frame(const Box& box, double thickness, double gray) {
  state_->Rectangle(box);
  state_->Stroke(thickness, gray);
}

void Canvas::Fill(const Box& box, double gray) {
  state_->Rectangle(box);
  cairo_set_source_rgb(state_->cairo, gray, gray, gray);
  cairo_fill(state_->cairo);
}

void Canvas::TickBox(const Box& box, bool ticked) {
  Frame(box, 0.25);
  if (!ticked) return;
  double inset = box.width * 0.2;
  double left = box.x + inset, right = box.x + box.width - inset;
  double top = box.y + inset, bottom = box.y + box.height - inset;
  Line({left, top}, {right, bottom}, 0.6);
  Line({left, bottom}, {right, top}, 0.6);
}

void Canvas::Qr(const Box& box, const QrModules& modules) {
  double module = box.width / (modules.side + 2 * kQuietModules);
  Fill(box, 1);
  for (int row = 0; row < modules.side; ++row) {
    for (int column = 0; column < modules.side;) {
      int end = column;
      while (end < modules.side && modules.Dark(row, end)) ++end;
      if (end > column) {
        // A run is one rectangle, a hair taller than its row, so that no seam shows between rows.
        state_->Rectangle({box.x + (column + kQuietModules) * module,
                           box.y + (row + kQuietModules) * module, (end - column) * module,
                           module * 1.01});
      }
      column = std::max(end, column + 1);
    }
  }
  cairo_set_source_rgb(state_->cairo, 0, 0, 0);
  cairo_fill(state_->cairo);
}

Result<void> Canvas::Picture(const Box& box, std::string_view png) {
  auto read = [](void* closure, unsigned char* data, unsigned length) {
    auto* left = static_cast<std::string_view*>(closure);
    if (left->size() < length) return CAIRO_STATUS_READ_ERROR;
    std::memcpy(data, left->data(), length);
    left->remove_prefix(length);
    return CAIRO_STATUS_SUCCESS;
  };
  cairo_surface_t* picture = cairo_image_surface_create_from_png_stream(read, &png);
  bool good = cairo_surface_status(picture) == CAIRO_STATUS_SUCCESS;
  if (good) {
    double width = cairo_image_surface_get_width(picture);
    double height = cairo_image_surface_get_height(picture);
    double scale = std::min(box.width / width, box.height / height) * kPoint;
    cairo_save(state_->cairo);
    cairo_translate(state_->cairo, (box.x + box.width / 2) * kPoint - width * scale / 2,
                    (box.y + box.height / 2) * kPoint - height * scale / 2);
    cairo_scale(state_->cairo, scale, scale);
    cairo_set_source_surface(state_->cairo, picture, 0, 0);
    cairo_paint(state_->cairo);
    cairo_restore(state_->cairo);
  }
  cairo_surface_destroy(picture);
  if (!good) return Error{Fault::kDamagedFile, "the picture is no PNG"};
  return {};
}

void Canvas::Watermark(std::string_view word) {
  DrawingTurn turn;
  State& state = *state_;
  double width = state.sheet.width * kPoint;
  double height = state.sheet.height * kPoint;
  TextStyle style{.bold = true, .gray = 0.88};
  state.SetText(Printable(word), style, -1);
  state.SetStyle(style, 100);
  pango_layout_set_height(state.layout, -1);
  PangoRectangle extents = state.Extents();
  double scale = 0.75 * std::hypot(width, height) / (extents.width / double{PANGO_SCALE});
  cairo_save(state.cairo);
  cairo_translate(state.cairo, width / 2, height / 2);
  cairo_rotate(state.cairo, -std::atan2(height, width));
  cairo_scale(state.cairo, scale, scale);
  cairo_move_to(state.cairo, -extents.width / 2.0 / PANGO_SCALE,
                -extents.height / 2.0 / PANGO_SCALE);
  cairo_set_source_rgb(state.cairo, style.gray, style.gray, style.gray);
  pango_cairo_show_layout(state.cairo, state.layout);
  cairo_restore(state.cairo);
}

void Canvas::NextPage() { cairo_show_page(state_->cairo); }

Result<std::string> Canvas::Finish() {
  DrawingTurn turn;
  cairo_surface_finish(state_->surface);
  cairo_status_t status = cairo_status(state_->cairo);
  if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status(state_->surface);
  if (status != CAIRO_STATUS_SUCCESS) {
    return Error{Fault::kInternal, std::string("drawing: ") + cairo_status_to_string(status)};
  }
  return std::move(state_->pdf);
}

void WarmUpPapers() {
  auto canvas = Canvas::Make(PaperSize{}, "", Instant{});
  if (!canvas) return;
  for (bool bold : {false, true}) {
    TextStyle style;
    style.bold = bold;
    (*canvas)->Text({10, 10, 100, 10}, "Lembar disposisi", style);
  }
  auto drawn = (*canvas)->Finish();
  static_cast<void>(drawn);
}

}  // namespace piket
