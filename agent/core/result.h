// How anything in Piket fails: as a value. A Result<T> holds either what was asked for or an Error;
// an Error holds a Fault the person at the desk can act on and a detail for the log.
// Exceptions stop at the library that threw them.
#ifndef PIKET_AGENT_CORE_RESULT_H_
#define PIKET_AGENT_CORE_RESULT_H_

#include <cassert>
#include <string>
#include <utility>
#include <variant>

#include "agent/core/fault.h"

namespace piket {

struct Error {
  Fault fault = Fault::kInternal;
  std::string detail;  // For the log: technical, never a letter's content, never a secret.

  // The same error with what was being done put before its detail.
  Error While(const std::string& doing) const { return {fault, doing + ": " + detail}; }
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(runtime/explicit)
  Result(Error error)
      : held_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(runtime/explicit)

  bool ok() const { return held_.index() == 0; }
  explicit operator bool() const { return ok(); }

  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(value()); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  const Error& error() const {
    assert(!ok());
    return std::get<1>(held_);
  }

 private:
  const T& value() const {
    assert(ok());
    return std::get<0>(held_);
  }
  T& value() {
    assert(ok());
    return std::get<0>(held_);
  }

  std::variant<T, Error> held_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)), ok_(false) {}  // NOLINT(runtime/explicit)

  bool ok() const { return ok_; }
  explicit operator bool() const { return ok_; }
  const Error& error() const {
    assert(!ok_);
    return error_;
  }

 private:
  Error error_;
  bool ok_ = true;
};

}  // namespace piket

#endif  // PIKET_AGENT_CORE_RESULT_H_
