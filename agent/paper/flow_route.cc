#include "agent/paper/flow_route.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace piket {
namespace {

constexpr double kEntry = 1.3;  // below a row's upper edge, where arrows come together
constexpr double kHair = 0.05;
constexpr double kLabelHeight = 3;

enum Side { kLeft, kRight, kBottom };

struct Segment {
  Point a, b;
  size_t to;  // node the arrow goes to: arrows to one symbol may run together
  bool Upright() const { return std::abs(a.x - b.x) < kHair; }
  double Left() const { return std::min(a.x, b.x); }
  double Right() const { return std::max(a.x, b.x); }
  double Top() const { return std::min(a.y, b.y); }
  double Bottom() const { return std::max(a.y, b.y); }
};

bool Touches(const Segment& s, const Box& box) {
  return s.Right() > box.x - 0.4 && s.Left() < box.x + box.width + 0.4 &&
         s.Bottom() > box.y - 0.4 && s.Top() < box.y + box.height + 0.4;
}

double Overlap(double a1, double a2, double b1, double b2) {
  return std::min(a2, b2) - std::max(a1, b1);
}

class Router {
 public:
  Router(const std::vector<FlowNode>& nodes, const std::vector<FlowLink>& links,
         const std::vector<double>& lanes, const std::vector<double>& tops)
      : nodes_(nodes), links_(links), lanes_(lanes), tops_(tops), used_(nodes.size()) {}

  std::vector<FlowPath> Run() {
    paths_.resize(links_.size());
    // The next row first: those are the ways the eye follows.
    for (bool next : {true, false}) {
      for (size_t i = 0; i < links_.size(); ++i) {
        if ((nodes_[links_[i].to].row == nodes_[links_[i].from].row + 1) == next) Place(i);
      }
    }
    return std::move(paths_);
  }

 private:
  void Place(size_t index) {
    const FlowLink& link = links_[index];
    std::vector<Point> best;
    Side best_side = kBottom;
    double least = std::numeric_limits<double>::max();
    for (Side side : {kBottom, kLeft, kRight}) {
      for (std::vector<Point>& candidate : Candidates(link, side)) {
        double cost = Cost(candidate, link) + (used_[link.from].count(side) != 0 ? 5000 : 0) +
                      (LeavesTowards(link, side) ? 0 : 25);
        if (cost >= least) continue;
        least = cost;
        best = std::move(candidate);
        best_side = side;
      }
    }
    used_[link.from].insert(best_side);
    for (size_t i = 0; i + 1 < best.size(); ++i) {
      segments_.push_back({best[i], best[i + 1], link.to});
    }
    paths_[index].points = std::move(best);
    if (!link.label.empty()) PlaceLabel(paths_[index], link, best_side);
  }

  bool LeavesTowards(const FlowLink& link, Side side) const {
    double ahead = nodes_[link.to].Middle().x - nodes_[link.from].Middle().x;
    return side == kBottom || (side == kLeft ? ahead < kHair : ahead > -kHair);
  }

  // Ways from one side of the symbol to the top of the other: out, along a lane, in from above.
  std::vector<std::vector<Point>> Candidates(const FlowLink& link, Side side) const {
    const FlowNode& from = nodes_[link.from];
    const FlowNode& to = nodes_[link.to];
    Point tip{to.Middle().x, to.box.y};
    double entry = tops_[to.row] + kEntry;
    std::vector<std::vector<Point>> all;
    if (side == kBottom) {
      Point out{from.Middle().x, from.box.y + from.box.height};
      if (to.row > from.row) {
        all.push_back(Straight({out, {out.x, entry}, {tip.x, entry}, tip}));
      }
      return all;
    }
    Point out{side == kLeft ? from.box.x : from.box.x + from.box.width, from.Middle().y};
    bool ahead = side == kLeft ? tip.x < out.x : tip.x > out.x;
    if (ahead && to.row > from.row) all.push_back(Straight({out, {tip.x, out.y}, tip}));
    for (size_t column = 0; column + 1 < lanes_.size(); ++column) {
      for (double inset : {1.2, 2.2, 3.2}) {
        for (double x : {lanes_[column] + inset, lanes_[column + 1] - inset}) {
          if (side == kLeft ? x > out.x - 0.8 : x < out.x + 0.8) continue;
          all.push_back(Straight({out, {x, out.y}, {x, entry}, {tip.x, entry}, tip}));
        }
      }
    }
    return all;
  }

  // Without points that lie on the line between their neighbours.
  static std::vector<Point> Straight(std::vector<Point> points) {
    for (size_t i = 1; i + 1 < points.size();) {
      bool upright = std::abs(points[i - 1].x - points[i].x) < kHair &&
                     std::abs(points[i].x - points[i + 1].x) < kHair;
      bool level = std::abs(points[i - 1].y - points[i].y) < kHair &&
                   std::abs(points[i].y - points[i + 1].y) < kHair;
      if (upright || level) {
        points.erase(points.begin() + static_cast<ptrdiff_t>(i));
      } else {
        ++i;
      }
    }
    return points;
  }

  double Cost(const std::vector<Point>& points, const FlowLink& link) const {
    double cost = 6.0 * static_cast<double>(points.size());
    for (size_t i = 0; i + 1 < points.size(); ++i) {
      Segment s{points[i], points[i + 1], link.to};
      cost += 0.1 * (s.Right() - s.Left() + s.Bottom() - s.Top());
      for (size_t node = 0; node < nodes_.size(); ++node) {
        bool ends = (node == link.from && i == 0) || (node == link.to && i + 2 == points.size());
        if (!ends && Touches(s, nodes_[node].box)) cost += 100000;
      }
      for (const Segment& other : segments_) cost += Against(s, other);
    }
    return cost;
  }

  static double Against(const Segment& s, const Segment& other) {
    bool same = s.to == other.to;
    if (s.Upright() && other.Upright()) {
      bool near = std::abs(s.a.x - other.a.x) < 0.9;
      return near && Overlap(s.Top(), s.Bottom(), other.Top(), other.Bottom()) > 0.2 && !same ? 3000
                                                                                              : 0;
    }
    if (!s.Upright() && !other.Upright()) {
      bool near = std::abs(s.a.y - other.a.y) < 0.9;
      return near && Overlap(s.Left(), s.Right(), other.Left(), other.Right()) > 0.2 && !same ? 3000
                                                                                              : 0;
    }
    if (same) return 0;
    const Segment& level = s.Upright() ? other : s;
    const Segment& upright = s.Upright() ? s : other;
    bool crosses = upright.a.x > level.Left() - kHair && upright.a.x < level.Right() + kHair &&
                   level.a.y > upright.Top() - kHair && level.a.y < upright.Bottom() + kHair;
    return crosses ? 40 : 0;
  }

  // Beside the arrow's beginning: over a level one, right of one that goes down.
  void PlaceLabel(FlowPath& path, const FlowLink& link, Side side) const {
    const FlowNode& from = nodes_[link.from];
    double column_right = 0;
    for (size_t i = 0; i + 1 < lanes_.size(); ++i) {
      if (from.Middle().x < lanes_[i] || from.Middle().x > lanes_[i + 1]) continue;
      column_right = lanes_[i + 1];
    }
    // On the side of the line away from where it turns to.
    bool rises = path.points.size() > 2 && path.points[2].y < path.points[1].y;
    double y = from.Middle().y + (rises ? 0.4 : -kLabelHeight - 0.2);
    if (side == kBottom) {
      double x = from.Middle().x + 0.7;
      path.label = {x, from.box.y + from.box.height + 0.1, column_right - x - 0.3, kLabelHeight};
    } else if (side == kLeft) {
      double right = from.box.x - 0.2;
      double left = std::max(lanes_.front() + 0.2, right - 26);
      path.label = {left, y, right - left, kLabelHeight};
      path.label_right = true;
    } else {
      double left = from.box.x + from.box.width + 0.2;
      double right = std::min(lanes_.back() - 0.2, left + 26);
      path.label = {left, y, right - left, kLabelHeight};
    }
  }

  const std::vector<FlowNode>& nodes_;
  const std::vector<FlowLink>& links_;
  const std::vector<double>& lanes_;
  const std::vector<double>& tops_;
  std::vector<std::set<int>> used_;  // sides an arrow leaves by
  std::vector<Segment> segments_;
  std::vector<FlowPath> paths_;
};

}  // namespace

std::vector<FlowPath> RouteFlow(const std::vector<FlowNode>& nodes,
                                const std::vector<FlowLink>& links,
                                const std::vector<double>& lanes, const std::vector<double>& tops) {
  return Router(nodes, links, lanes, tops).Run();
}

}  // namespace piket
