// Everything in Piket that parses bytes from outside, as functions of those bytes, with seeds to
// begin from. Preset `fuzz` makes a libFuzzer program of each (tests/fuzz/run); every build feeds
// the seeds and a few hundred mutations of them through the same functions (seeds_test.cc).
//
// A function returns 0 whatever the bytes; an escaping exception, a sanitizer's word or a broken
// Demand is the finding.
#ifndef PIKET_TESTS_FUZZ_FUZZ_H_
#define PIKET_TESTS_FUZZ_FUZZ_H_

#include <string>
#include <string_view>
#include <vector>

#include "agent/core/json.h"

namespace piket {

int FuzzPicture(std::string_view bytes);  // a page's picture, as the page worker takes it
std::vector<std::string> PictureSeeds();
int FuzzArchive(std::string_view bytes);  // the same and PDF, as the archive takes them
std::vector<std::string> ArchiveSeeds();
int FuzzReading(std::string_view bytes);  // a page's reading as JSON, or a letter as text
std::vector<std::string> ReadingSeeds();
int FuzzCode(std::string_view bytes);  // what a paper's code says, and other short words
std::vector<std::string> CodeSeeds();
int FuzzConfig(std::string_view bytes);  // first line: which file; the rest: its text
std::vector<std::string> ConfigSeeds();
int FuzzRecord(std::string_view bytes);  // JSON of records: print, sheet, scanner, job
std::vector<std::string> RecordSeeds();
int FuzzWorker(std::string_view bytes);  // first line: which worker; the rest: what it answers
std::vector<std::string> WorkerSeeds();
int FuzzJournal(std::string_view bytes);  // each line an entry: kind, subject, body
std::vector<std::string> JournalSeeds();
int FuzzScreens(std::string_view bytes);  // each line a call: method, path, body
std::vector<std::string> ScreensSeeds();
int FuzzWire(std::string_view bytes);  // what goes between posts and centre
std::vector<std::string> WireSeeds();
int FuzzCertificate(std::string_view bytes);  // a certificate or a post's request for one
std::vector<std::string> CertificateSeeds();

struct FuzzTarget {
  const char* noun;
  int (*feed)(std::string_view);
  std::vector<std::string> (*seeds)();
  int mutations;  // in seeds_test: about a second's worth
};
const std::vector<FuzzTarget>& FuzzTargets();

// The value with each of its members, at any depth, in turn replaced by what nobody expects there:
// mutations of bytes rarely make another good JSON.
std::vector<Json> OddOnes(const Json& value);

// Ends the process, as libFuzzer wants it, when a property does not hold.
void Demand(bool holds, const std::string& property);

}  // namespace piket

#endif  // PIKET_TESTS_FUZZ_FUZZ_H_
