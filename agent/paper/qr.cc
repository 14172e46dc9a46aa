#include "agent/paper/qr.h"

#include <qrencode.h>

#include <memory>

namespace piket {

Result<QrModules> MakeQr(const std::string& text) {
  // Upper-case texts become the denser alphanumeric mode by themselves.
  std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_Q, QR_MODE_8, 1), &QRcode_free);
  if (!code) return Error{Fault::kTooLarge, "text too long for a QR code"};
  QrModules modules{code->width, {}};
  modules.dark.resize(static_cast<size_t>(code->width) * static_cast<size_t>(code->width));
  for (size_t i = 0; i < modules.dark.size(); ++i) modules.dark[i] = (code->data[i] & 1) != 0;
  return modules;
}

}  // namespace piket
