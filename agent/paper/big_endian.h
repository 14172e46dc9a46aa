// Numbers as fonts, colour profiles, JPEG and PNG files store them: most significant byte first.
#ifndef PIKET_AGENT_PAPER_BIG_ENDIAN_H_
#define PIKET_AGENT_PAPER_BIG_ENDIAN_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace piket {

inline void Put16(std::string* bytes, uint32_t value) {
  bytes->push_back(static_cast<char>(value >> 8 & 0xff));
  bytes->push_back(static_cast<char>(value & 0xff));
}

inline void Put32(std::string* bytes, uint32_t value) {
  Put16(bytes, value >> 16);
  Put16(bytes, value & 0xffff);
}

// 0 beyond the end: a damaged file then fails the test of what was read.
inline uint32_t Get8(std::string_view bytes, size_t at) {
  return at < bytes.size() ? static_cast<uint8_t>(bytes[at]) : 0;
}

inline uint32_t Get16(std::string_view bytes, size_t at) {
  return Get8(bytes, at) << 8 | Get8(bytes, at + 1);
}

inline uint32_t Get32(std::string_view bytes, size_t at) {
  return Get16(bytes, at) << 16 | Get16(bytes, at + 2);
}

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_BIG_ENDIAN_H_
