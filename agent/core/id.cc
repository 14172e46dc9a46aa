#include "agent/core/id.h"

#include <cctype>

#include "agent/core/crypto.h"

namespace piket {
namespace {

constexpr std::string_view kCrockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::string_view kAlphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

Id IdFromBytes(std::string_view bytes) {
  std::string hex = Hex(bytes);
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
         hex.substr(16, 4) + "-" + hex.substr(20);
}

std::string BytesFromId(const Id& id) {
  std::string hex;
  for (char c : id) {
    if (c != '-') hex += c;
  }
  auto bytes = FromHex(hex);
  return bytes ? *bytes : std::string(16, '\0');
}

}  // namespace

Id NewId(Instant now) {
  std::string bytes = RandomBytes(16);
  auto ms = static_cast<uint64_t>(now.time_since_epoch().count());
  for (int i = 0; i < 6; ++i) bytes[static_cast<size_t>(i)] = static_cast<char>(ms >> (40 - 8 * i));
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x70);
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  return IdFromBytes(bytes);
}

bool IsId(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-'
             : !(std::isdigit(static_cast<unsigned char>(text[i])) ||
                 (text[i] >= 'a' && text[i] <= 'f'))) {
      return false;
    }
  }
  return true;
}

std::string Base32(std::string_view bytes) {
  std::string text;
  unsigned buffer = 0;
  int bits = 0;
  for (char c : bytes) {
    buffer = (buffer << 8) | static_cast<unsigned char>(c);
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += kCrockford[(buffer >> bits) & 31];
    }
  }
  if (bits > 0) text += kCrockford[(buffer << (5 - bits)) & 31];
  return text;
}

std::string IdToBase32(const Id& id) { return Base32(BytesFromId(id)); }

std::optional<Id> IdFromBase32(std::string_view text) {
  if (text.size() != 26) return std::nullopt;
  std::string bytes;
  unsigned buffer = 0;
  int bits = 0;
  for (char c : text) {
    size_t value = kCrockford.find(static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
    if (value == std::string_view::npos) return std::nullopt;
    buffer = (buffer << 5) | static_cast<unsigned>(value);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes += static_cast<char>(buffer >> bits);
    }
  }
  return IdFromBytes(bytes);
}

std::string RandomCode(size_t length) {
  std::string code;
  for (char c : RandomBytes(length)) code += kCrockford[static_cast<unsigned char>(c) & 31];
  return code;
}

char CheckCharacter(std::string_view text) {
  int sum = 36;
  for (char c : text) {
    size_t value =
        kAlphanumeric.find(static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
    if (value == std::string_view::npos) continue;
    sum += static_cast<int>(value);
    if (sum > 36) sum -= 36;
    sum = sum * 2 % 37;
  }
  return kAlphanumeric[static_cast<size_t>((37 - sum) % 36)];
}

bool HasRightCheckCharacter(std::string_view text) {
  return text.size() > 1 && CheckCharacter(text.substr(0, text.size() - 1)) == text.back();
}

}  // namespace piket
