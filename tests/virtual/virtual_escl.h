// A network scanner made of nothing: an eSCL (AirScan) device on loopback with a flatbed and a
// feeder that holds pictures from a folder. Real sane-airscan drives it, so what is tested is what
// runs at the desk. Knobs are methods here, and `/control/…` on the same port for other processes.
#ifndef PIKET_TESTS_VIRTUAL_VIRTUAL_ESCL_H_
#define PIKET_TESTS_VIRTUAL_VIRTUAL_ESCL_H_

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "agent/core/json.h"
#include "agent/core/result.h"

namespace piket {

// Knobs may be turned from any thread. `at` counts sheets from 1, from now on; each happens once.
class VirtualEscl {
 public:
  // On 127.0.0.1; port 0 picks a free one. kInternal when the port is taken.
  static Result<std::unique_ptr<VirtualEscl>> Start(int port = 0);
  ~VirtualEscl();

  int port() const;

  // The pictures (JPEG, PNG) of a folder in name order become the stack; with `add` they are put
  // under it. kNotFound when there is none.
  Result<int> Load(const std::filesystem::path& folder, bool add = false);
  void LoadPictures(const std::vector<std::filesystem::path>& pictures, bool add = false);
  void LoadBlank(int sheets);
  void TakeOut();  // the stack
  int sheets_left() const;

  // The subfolders of this folder are letters, in name order; LoadNext puts the next one in. A
  // folder with pictures of its own is one letter.
  void SetLetters(const std::filesystem::path& folder);
  // Its name; "" when there was none left.
  std::string LoadNext();

  void JamAt(int at);           // stays jammed until the next scan job: the sheet was put back
  void EarlyEndAt(int at);      // says "empty" too early
  void EmptyImageAt(int at);    // sends 0 bytes
  void DamagedImageAt(int at);  // sends a cut JPEG
  void OpenCover(bool open);
  void SetBusy(bool busy);
  void SetPageTime(std::chrono::milliseconds time);
  void Disappear();  // the port closes, connections break
  void Reappear();   // on the same port

  Json Status() const;

 private:
  struct Machine;
  explicit VirtualEscl(std::unique_ptr<Machine> machine);
  std::unique_ptr<Machine> machine_;
};

}  // namespace piket

#endif  // PIKET_TESTS_VIRTUAL_VIRTUAL_ESCL_H_
