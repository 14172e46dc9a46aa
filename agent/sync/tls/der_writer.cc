#include "agent/sync/tls/der_writer.h"

#include <mbedtls/version.h>

#include "agent/core/text.h"
#include "agent/sync/tls/certificate_facts.h"

namespace piket {

int ReadPrivate(const SigningKey& key, mbedtls_pk_context& out) {
  std::string pem = key.Pem();
#if MBEDTLS_VERSION_MAJOR < 3
  return mbedtls_pk_parse_key(&out, Raw(std::string_view(pem)), pem.size() + 1, nullptr, 0);
#else
  return mbedtls_pk_parse_key(&out, Raw(std::string_view(pem)), pem.size() + 1, nullptr, 0,
                              TlsRandom, nullptr);
#endif
}

// "20261122045501", in UTC
std::string TimeText(Instant instant) {
  LocalTime time = ToLocal(instant, Zone{"UTC", std::chrono::minutes(0)});
  return Format("%04d%02u%02u%02d%02d%02d", static_cast<int>(time.date.year()),
                static_cast<unsigned>(time.date.month()), static_cast<unsigned>(time.date.day()),
                time.hour, time.minute, time.second);
}

void DerWriter::Tagged(unsigned char tag, std::string_view bytes) {
  unsigned char head[8];
  unsigned char* at = head + sizeof head;
  // Room for a tag and a length of any size that stands in memory here.
  mbedtls_asn1_write_len(&at, head, bytes.size());
  mbedtls_asn1_write_tag(&at, head, tag);
  std::string all(reinterpret_cast<char*>(at), static_cast<size_t>(head + sizeof head - at));
  all.append(bytes);
  Bytes(all);
}

void DerWriter::Wrap(unsigned char tag) {
  std::string inner;
  inner.swap(written_);
  Tagged(tag, inner);
}

std::string DerWriter::Sequence() {
  Wrap(kDerSequence);
  return written_;
}

}  // namespace piket
