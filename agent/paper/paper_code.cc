#include "agent/paper/paper_code.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "agent/core/crypto.h"
#include "agent/core/text.h"

namespace piket {
namespace {

constexpr std::string_view kVersion = "PK1";
constexpr std::string_view kKinds = "RDSALK";
constexpr size_t kSignatureBytes = 10;  // 80 bits: 16 characters of base 32
constexpr int kMostCopies = 9999;

bool IsName(std::string_view text, size_t longest, std::string_view more) {
  auto allowed = [&](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || more.find(c) != more.npos;
  };
  return !text.empty() && text.size() <= longest && std::all_of(text.begin(), text.end(), allowed);
}

std::string Signature(std::string_view signed_text, const PaperKey& key) {
  Digest digest = HmacSha256(key.secret, signed_text);
  return Base32(std::string(digest.begin(), digest.begin() + kSignatureBytes));
}

std::optional<int> CopyFromText(std::string_view text) {
  int copy = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), copy);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (copy < 1 || copy > kMostCopies || std::to_string(copy) != text) return std::nullopt;
  return copy;
}

Error Refused(const std::string& why) { return Error{Fault::kBadCode, "paper code: " + why}; }

}  // namespace

Result<std::string> MakePaperCode(const PaperCode& code, const PaperKey& key) {
  if (!IsName(code.post, 12, "-")) {
    return Error{Fault::kConfiguration, "post '" + code.post + "' cannot stand in a paper code"};
  }
  if (!IsName(key.id, 8, "") || key.secret.empty()) {
    return Error{Fault::kConfiguration, "paper key '" + key.id + "' cannot sign a paper code"};
  }
  if (!IsId(code.id) || code.copy < 1 || code.copy > kMostCopies) {
    return Error{Fault::kInternal, "paper code of no paper"};
  }
  std::string text = Join({std::string(kVersion), std::string(1, static_cast<char>(code.kind)),
                           code.post, IdToBase32(code.id), std::to_string(code.copy), key.id},
                          "/");
  return text + "/" + Signature(text, key);
}

Result<PaperCode> ReadPaperCode(std::string_view text, const std::vector<PaperKey>& keys) {
  std::string whole = Trimmed(text);
  std::vector<std::string> parts = Split(whole, '/');
  if (parts.size() != 7 || parts[0] != kVersion) return Refused("not one of ours");
  std::string signed_text = whole.substr(0, whole.rfind('/'));
  // A post's own key of before it was enrolled and the office's may have one id.
  auto key = std::find_if(keys.begin(), keys.end(), [&](const PaperKey& candidate) {
    return candidate.id == parts[5] &&
           EqualInConstantTime(Signature(signed_text, candidate), parts[6]);
  });
  if (key == keys.end()) return Refused("not signed by a key of ours");
  std::optional<Id> id = IdFromBase32(parts[3]);
  std::optional<int> copy = CopyFromText(parts[4]);
  if (parts[1].size() != 1 || kKinds.find(parts[1]) == kKinds.npos || !id || !copy) {
    return Refused("signed, but of an unknown form");
  }
  return PaperCode{static_cast<PaperKind>(parts[1][0]), parts[2], *id, *copy, parts[5]};
}

}  // namespace piket
