#include "agent/core/crypto.h"

#include <mbedtls/base64.h>
#include <mbedtls/ecp.h>
#include <mbedtls/error.h>
#include <mbedtls/gcm.h>
#include <mbedtls/md.h>
#include <mbedtls/pk.h>
#include <mbedtls/sha256.h>
#include <mbedtls/version.h>
#include <sys/random.h>

#include <cstdlib>
#include <mutex>

namespace piket {
namespace {

constexpr size_t kNonceSize = 12;
constexpr size_t kTagSize = 16;

const unsigned char* Raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* Raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

// mbedTLS's random source interface over the operating system's.
int SystemRandom(void*, unsigned char* out, size_t size) {
  while (size > 0) {
    ssize_t got = getrandom(out, size, 0);
    if (got < 0) continue;
    out += got;
    size -= static_cast<size_t>(got);
  }
  return 0;
}

Error MbedError(const char* doing, int code) {
  char text[128];
  mbedtls_strerror(code, text, sizeof text);
  return {Fault::kInternal, std::string(doing) + ": " + text};
}

}  // namespace

Digest Sha256(std::string_view bytes) {
  Sha256Stream stream;
  stream.Add(bytes);
  return stream.Finish();
}

Digest HmacSha256(std::string_view key, std::string_view bytes) {
  Digest digest{};
  mbedtls_md_hmac(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), Raw(key), key.size(), Raw(bytes),
                  bytes.size(), digest.data());
  return digest;
}

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  SystemRandom(nullptr, Raw(bytes), count);
  return bytes;
}

bool EqualInConstantTime(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
  }
  return difference == 0;
}

std::string Hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (char c : bytes) {
    hex += kDigits[static_cast<unsigned char>(c) >> 4];
    hex += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return hex;
}

std::string Hex(const Digest& digest) {
  return Hex(std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

Result<std::string> FromHex(std::string_view hex) {
  auto value = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  std::string bytes;
  if (hex.size() % 2 != 0) return Error{Fault::kBadRequest, "odd number of hexadecimal digits"};
  for (size_t i = 0; i < hex.size(); i += 2) {
    int high = value(hex[i]);
    int low = value(hex[i + 1]);
    if (high < 0 || low < 0) return Error{Fault::kBadRequest, "not a hexadecimal digit"};
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

std::string Base64(std::string_view bytes) {
  size_t size = 0;
  std::string text(bytes.size() / 3 * 4 + 5, '\0');
  mbedtls_base64_encode(Raw(text), text.size(), &size, Raw(bytes), bytes.size());
  text.resize(size);
  return text;
}

Result<std::string> FromBase64(std::string_view text) {
  size_t size = 0;
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  if (mbedtls_base64_decode(Raw(bytes), bytes.size(), &size, Raw(text), text.size()) != 0) {
    return Error{Fault::kBadRequest, "base64"};
  }
  bytes.resize(size);
  return bytes;
}

struct Sha256Stream::State {
  State() { mbedtls_sha256_init(&context); }
  ~State() { mbedtls_sha256_free(&context); }
  mbedtls_sha256_context context;
};

// mbedTLS 2.28 has the _ret names for what 3.x calls without.
#if MBEDTLS_VERSION_MAJOR < 3
#define PIKET_SHA256(name) mbedtls_sha256_##name##_ret
#else
#define PIKET_SHA256(name) mbedtls_sha256_##name
#endif

Sha256Stream::Sha256Stream() : state_(std::make_unique<State>()) {
  PIKET_SHA256(starts)(&state_->context, 0);
}
Sha256Stream::~Sha256Stream() = default;
Sha256Stream::Sha256Stream(Sha256Stream&&) noexcept = default;
Sha256Stream& Sha256Stream::operator=(Sha256Stream&&) noexcept = default;
void Sha256Stream::Add(std::string_view bytes) {
  PIKET_SHA256(update)(&state_->context, Raw(bytes), bytes.size());
}
Digest Sha256Stream::Finish() {
  Digest digest{};
  PIKET_SHA256(finish)(&state_->context, digest.data());
  return digest;
}

std::string Seal(std::string_view key, std::string_view plain) {
  std::string nonce = RandomBytes(kNonceSize);
  std::string body(plain.size(), '\0');
  std::string tag(kTagSize, '\0');
  mbedtls_gcm_context gcm;
  mbedtls_gcm_init(&gcm);
  mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, Raw(key),
                     static_cast<unsigned int>(key.size() * 8));
  mbedtls_gcm_crypt_and_tag(&gcm, MBEDTLS_GCM_ENCRYPT, plain.size(), Raw(nonce), nonce.size(),
                            nullptr, 0, Raw(plain), Raw(body), tag.size(), Raw(tag));
  mbedtls_gcm_free(&gcm);
  return nonce + body + tag;
}

Result<std::string> Unseal(std::string_view key, std::string_view sealed) {
  if (sealed.size() < kNonceSize + kTagSize) return Error{Fault::kBadCode, "sealed text too short"};
  std::string_view nonce = sealed.substr(0, kNonceSize);
  std::string_view tag = sealed.substr(sealed.size() - kTagSize);
  std::string_view body = sealed.substr(kNonceSize, sealed.size() - kNonceSize - kTagSize);
  std::string plain(body.size(), '\0');
  mbedtls_gcm_context gcm;
  mbedtls_gcm_init(&gcm);
  mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, Raw(key),
                     static_cast<unsigned int>(key.size() * 8));
  int code = mbedtls_gcm_auth_decrypt(&gcm, body.size(), Raw(nonce), nonce.size(), nullptr, 0,
                                      Raw(tag), tag.size(), Raw(body), Raw(plain));
  mbedtls_gcm_free(&gcm);
  if (code != 0) return Error{Fault::kBadCode, "sealed text does not open with this key"};
  return plain;
}

struct SigningKey::State {
  State() { mbedtls_pk_init(&pk); }
  ~State() { mbedtls_pk_free(&pk); }
  mutable std::mutex mutex;
  mutable mbedtls_pk_context pk;
};

SigningKey::SigningKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
SigningKey::~SigningKey() = default;

Result<std::unique_ptr<SigningKey>> SigningKey::Generate() {
  auto state = std::make_unique<State>();
  int code = mbedtls_pk_setup(&state->pk, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY));
  if (code == 0) {
    code = mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1, mbedtls_pk_ec(state->pk), SystemRandom,
                               nullptr);
  }
  if (code != 0) return MbedError("making a key", code);
  return std::unique_ptr<SigningKey>(new SigningKey(std::move(state)));
}

Result<std::unique_ptr<SigningKey>> SigningKey::FromPem(const std::string& pem) {
  auto state = std::make_unique<State>();
#if MBEDTLS_VERSION_MAJOR < 3
  int code =
      mbedtls_pk_parse_key(&state->pk, Raw(std::string_view(pem)), pem.size() + 1, nullptr, 0);
#else
  int code = mbedtls_pk_parse_key(&state->pk, Raw(std::string_view(pem)), pem.size() + 1, nullptr,
                                  0, SystemRandom, nullptr);
#endif
  if (code != 0) return MbedError("reading a key", code);
  return std::unique_ptr<SigningKey>(new SigningKey(std::move(state)));
}

std::string SigningKey::Pem() const {
  std::lock_guard lock(state_->mutex);
  std::string pem(2048, '\0');
  mbedtls_pk_write_key_pem(&state_->pk, Raw(pem), pem.size());
  pem.resize(pem.find('\0'));
  return pem;
}

std::string SigningKey::PublicPem() const {
  std::lock_guard lock(state_->mutex);
  std::string pem(2048, '\0');
  mbedtls_pk_write_pubkey_pem(&state_->pk, Raw(pem), pem.size());
  pem.resize(pem.find('\0'));
  return pem;
}

Result<std::string> SigningKey::Sign(const Digest& digest) const {
  std::lock_guard lock(state_->mutex);
  std::string signature(MBEDTLS_PK_SIGNATURE_MAX_SIZE, '\0');
  size_t size = 0;
#if MBEDTLS_VERSION_MAJOR < 3
  int code = mbedtls_pk_sign(&state_->pk, MBEDTLS_MD_SHA256, digest.data(), digest.size(),
                             Raw(signature), &size, SystemRandom, nullptr);
#else
  int code = mbedtls_pk_sign(&state_->pk, MBEDTLS_MD_SHA256, digest.data(), digest.size(),
                             Raw(signature), signature.size(), &size, SystemRandom, nullptr);
#endif
  if (code != 0) return MbedError("signing", code);
  signature.resize(size);
  return signature;
}

bool VerifySignature(const std::string& public_pem, const Digest& digest,
                     std::string_view signature) {
  mbedtls_pk_context pk;
  mbedtls_pk_init(&pk);
  int code =
      mbedtls_pk_parse_public_key(&pk, Raw(std::string_view(public_pem)), public_pem.size() + 1);
  if (code == 0) {
    code = mbedtls_pk_verify(&pk, MBEDTLS_MD_SHA256, digest.data(), digest.size(), Raw(signature),
                             signature.size());
  }
  mbedtls_pk_free(&pk);
  return code == 0;
}

}  // namespace piket
