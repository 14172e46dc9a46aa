// Hashing, authentication and signing, on mbedTLS. Nothing outside core/crypto and sync/tls
// includes an mbedTLS header.
#ifndef PIKET_AGENT_CORE_CRYPTO_H_
#define PIKET_AGENT_CORE_CRYPTO_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "agent/core/result.h"

namespace piket {

using Digest = std::array<uint8_t, 32>;

Digest Sha256(std::string_view bytes);
Digest HmacSha256(std::string_view key, std::string_view bytes);
// From the operating system; never fails on a running Linux.
std::string RandomBytes(size_t count);
bool EqualInConstantTime(std::string_view a, std::string_view b);

std::string Hex(std::string_view bytes);
std::string Hex(const Digest& digest);
Result<std::string> FromHex(std::string_view hex);
std::string Base64(std::string_view bytes);
Result<std::string> FromBase64(std::string_view text);  // kBadRequest

// SHA-256 of bytes that come in pieces. Not thread-safe.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(Sha256Stream&&) noexcept;
  Sha256Stream& operator=(Sha256Stream&&) noexcept;
  void Add(std::string_view bytes);
  // Ends the stream; call once.
  Digest Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// AES-256-GCM. `key` is 32 bytes; the sealed text carries its random nonce and its tag.
std::string Seal(std::string_view key, std::string_view plain);
// kBadCode when the key is wrong or a byte was changed.
Result<std::string> Unseal(std::string_view key, std::string_view sealed);

// A post's own key: ECDSA on P-256. Thread-safe: signing takes turns.
class SigningKey {
 public:
  static Result<std::unique_ptr<SigningKey>> Generate();
  static Result<std::unique_ptr<SigningKey>> FromPem(const std::string& pem);
  ~SigningKey();

  std::string Pem() const;        // the private key: to a 0400 file and nowhere else
  std::string PublicPem() const;  // what others verify with
  Result<std::string> Sign(const Digest& digest) const;  // DER

 private:
  struct State;
  explicit SigningKey(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

bool VerifySignature(const std::string& public_pem, const Digest& digest,
                     std::string_view signature);

}  // namespace piket

#endif  // PIKET_AGENT_CORE_CRYPTO_H_
