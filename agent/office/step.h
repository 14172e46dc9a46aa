// Cases from step to step: who may, what is missing, what follows (R-17 … R-33). Every function
// here is one transaction; what it decides stands in its entry.
//
// `run` is the run the officer saw on the screen: when the case has moved on since, kConflict and
// nothing happens, so two who decide at once cannot both win.
#ifndef PIKET_AGENT_OFFICE_STEP_H_
#define PIKET_AGENT_OFFICE_STEP_H_

#include <string>
#include <vector>

#include "agent/office/office.h"
#include "agent/procedure/case.h"

namespace piket {

// Opens a case for every entered letter that has none, under the version in force on the day of
// its agenda number, links it to the one it improves, and ends what ends by itself:
// the hand-over, the printed sheet, the disposition made, the reply sent. Idempotent; called at
// start and whenever something was appended.
Result<int> BringCasesUpToDate(OfficeWork& office);

// "mulai": the touch clock starts. kItemsMissing names each kelengkapan that is not there.
Result<Case> StartStep(OfficeWork& office, const Actor& actor, const Id& id, int run);

struct Finish {
  int run = 0;
  std::string outcome;                     // of a decision or of a step with several ways
  std::string reason;                      // kReasonMissing: of a "tidak", of a way outside the SOP
  std::vector<std::string> reviewed_with;  // officers
  std::vector<std::string> return_items;   // of a return: the kelengkapan to repair
  Json facts = Json::object();
};
// "selesai": kItemsMissing names outputs that do not exist yet, letters a decision owes
// facts not stated, gates not met.
Result<Case> FinishStep(OfficeWork& office, const Actor& actor, const Id& id, const Finish& finish);

struct ItemProof {
  std::string proof;  // berkas, keterangan, fisik
  std::string blob;   // of berkas
  std::string note;
};
Result<Case> SetItem(OfficeWork& office, const Actor& actor, const Id& id, const std::string& item,
                     const ItemProof& proof);
// A named officer waives a kelengkapan with a reason. kReasonMissing.
Result<Case> WaiveItem(OfficeWork& office, const Actor& actor, const Id& id,
                       const std::string& item, const std::string& reason);
Result<Case> SetFacts(OfficeWork& office, const Actor& actor, const Id& id, const Json& facts);
// The clock stands still and goes on.
Result<Case> StopCase(OfficeWork& office, const Actor& actor, const Id& id,
                      const std::string& state, const std::string& reason);
Result<Case> ResumeCase(OfficeWork& office, const Actor& actor, const Id& id,
                        const std::string& reason);
Result<CaseRecord> AddRecord(OfficeWork& office, const Actor& actor, const Id& id,
                             CaseRecord record);
// Another procedure, once, by the Kabid (G8). kConflict the second time.
Result<Case> ChangeProcedure(OfficeWork& office, const Actor& actor, const Id& id,
                             const std::string& procedure, const std::string& reason);
// A linked case of a related procedure.
Result<Case> OpenLinkedCase(OfficeWork& office, const Actor& actor, const Id& id,
                            const std::string& procedure);
// Ends a case that has nothing left to do in it, with a reason ("untuk diketahui", withdrawn).
Result<Case> CancelCase(OfficeWork& office, const Actor& actor, const Id& id,
                        const std::string& reason);

// What is missing for the step's start, for its end by this way, and for the case's close.
struct Missing {
  std::string item;  // id of the item, fact, gate or record
  std::string name;
  std::string what;  // kelengkapan, hasil, surat, fakta, gerbang, catatan
};
Result<std::vector<Missing>> MissingToStart(const OfficeWork& office, Database& db, const Case& c);
Result<std::vector<Missing>> MissingToFinish(const OfficeWork& office, Database& db, const Case& c,
                                             const std::string& outcome);
// "Catatan konfigurasi" of the logbook's kind konfigurasi.
std::string RecordName(const std::string& kind);
// Verbs this officer may use on the case now: mulai, selesai, lengkapi, kecualikan, hentikan,
// lanjutkan, catat, ubah-sop, tautkan, batalkan, disposisi, surat.
Result<std::vector<std::string>> CanDo(const OfficeWork& office, Database& db, const Actor& actor,
                                       const Case& c);

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_STEP_H_
