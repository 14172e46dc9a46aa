#include "agent/http/events.h"

#include "agent/core/text.h"

namespace piket {
namespace {

constexpr size_t kMostWaiting = 500;

}  // namespace

void EventBoard::Tell(const std::string& topic, const Json& data) {
  std::string text = "event: " + topic + "\ndata: " + CanonicalText(data) + "\n\n";
  {
    std::lock_guard lock(mutex_);
    for (auto& [id, queue] : queues_) {
      if (queue.size() >= kMostWaiting) {
        queue.clear();
        queue.push_back("event: batch\ndata: {\"id\":\"\"}\n\n");
      }
      // The same news twice in a row is one piece of news.
      if (queue.empty() || queue.back() != text) queue.push_back(text);
    }
  }
  changed_.notify_all();
}

void EventBoard::TellEntry(const Entry& entry) {
  const std::string& kind = entry.kind;
  auto begins = [&](const char* word) { return kind.rfind(word, 0) == 0; };
  if (begins("page.")) {
    Tell("page", {{"id", TextOr(entry.body, "page")}, {"batch", entry.subject}});
  } else if (begins("batch.")) {
    Tell("batch", {{"id", entry.subject}});
  } else if (begins("document.")) {
    Tell("document", {{"id", TextOr(entry.body, "document")}, {"batch", entry.subject}});
  } else if (begins("letter.")) {
    Tell("letter", {{"id", entry.subject}});
  } else if (begins("agenda.")) {
    Tell("letter", {{"id", TextOr(entry.body, "letter")}});
  } else if (begins("print.")) {
    Tell("print", {{"id", entry.subject}});
  } else if (begins("case.")) {
    Tell("case", {{"id", entry.subject}});
  } else if (begins("disposition.")) {
    Tell("disposition", {{"id", entry.subject}});
  } else if (begins("outgoing.")) {
    Tell("outgoing", {{"id", entry.subject}});
  } else if (begins("appointment.")) {
    Tell("appointment", {{"id", entry.subject}});
  } else if (begins("sheet.")) {
    Tell("page", {{"id", TextOr(entry.body, "page")}, {"batch", entry.subject}});
  } else if (begins("post.")) {
    Tell("post", {{"id", entry.subject.substr(entry.subject.find('/') + 1)}});
  } else if (begins("officer.")) {
    Tell("session", {{"id", entry.subject}});
  }
}

void EventBoard::Close() {
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

EventBoard::Listener::Listener(EventBoard& board) : board_(board) {
  std::lock_guard lock(board_.mutex_);
  id_ = ++board_.next_id_;
  board_.queues_[id_];
}

EventBoard::Listener::~Listener() {
  std::lock_guard lock(board_.mutex_);
  board_.queues_.erase(id_);
}

std::optional<std::string> EventBoard::Listener::Next(std::chrono::milliseconds timeout) {
  std::unique_lock lock(board_.mutex_);
  auto& queue = board_.queues_[id_];
  board_.changed_.wait_for(lock, timeout, [&] { return board_.closed_ || !queue.empty(); });
  if (board_.closed_) return "";
  if (queue.empty()) return std::nullopt;
  std::string all;
  for (const std::string& event : queue) all += event;
  queue.clear();
  return all;
}

}  // namespace piket
