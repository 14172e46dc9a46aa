// A printer of thin air for tests of the desk: a machine with knobs that keeps the printed sheets.
// Never linked into the product.
#ifndef PIKET_DRIVERS_PRINTER_PRINTER_FAKE_H_
#define PIKET_DRIVERS_PRINTER_PRINTER_FAKE_H_

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "drivers/printer/printer.h"

namespace piket {

struct SheetInTray {
  Id order;
  int attempt = 1;
  std::string media;
  std::string title;
  std::string pdf;  // the file's bytes
};

// Behaves to the desk as the real one does: one step per Advance, one paper per order and attempt
// whatever record it is shown, nothing printed before kReleasing was recorded.
class FakePrinter : public Printer {
 public:
  FakePrinter();

  std::vector<PrinterEntry> Health() override;
  Result<PrintRecord> Advance(const PrintOrder& order, const PrintRecord& recorded) override;
  Result<PrintRecord> Cancel(const PrintOrder& order, const PrintRecord& recorded) override;

  // The knobs.
  void LoadTray(int sheets, std::string_view media = kMediaA4);
  void RunOutAfter(int sheets);
  void Jam();
  void ClearJam();
  void Offline(bool offline);
  void LoseJob();   // the next paper vanishes: neither seen in the tray nor known to have failed
  void FailNext();  // the next paper fails with nothing sent
  void LoseService(bool lost);  // the print service does not answer

  std::vector<SheetInTray> Sheets() const;

 private:
  using Key = std::pair<Id, int>;

  std::vector<Fault> FaultsFor(const std::string& media) const;
  Result<PrintRecord> Print(const PrintOrder& order, PrintRecord record);

  mutable std::mutex mutex_;
  int sheets_ = 250;
  std::string tray_media_{kMediaA4};
  bool any_media_ = true;  // until a tray is loaded, every size is there
  bool jammed_ = false;
  bool offline_ = false;
  bool lose_next_ = false;
  bool fail_next_ = false;
  bool service_lost_ = false;
  std::map<Key, PrintRecord> ended_;
  std::vector<SheetInTray> printed_;
};

}  // namespace piket

#endif  // PIKET_DRIVERS_PRINTER_PRINTER_FAKE_H_
