#include "drivers/printer/print_recovery.h"

#include <algorithm>

namespace piket {
namespace {

using State = SpoolJob::State;

bool IsOver(const SpoolJob& job) { return job.state >= State::kCanceled; }

std::vector<int> JobsThatWait(const PrintWorld& world) {
  std::vector<int> ids;
  for (const SpoolJob& job : world.jobs) {
    if (job.state == State::kHeld || job.state == State::kPending) ids.push_back(job.id);
  }
  return ids;
}

std::vector<int> JobsNotOver(const PrintWorld& world) {
  std::vector<int> ids;
  for (const SpoolJob& job : world.jobs) {
    if (!IsOver(job)) ids.push_back(job.id);
  }
  return ids;
}

PrintDecision Stay(const PrintRecord& recorded, const std::vector<Fault>& reasons) {
  PrintDecision decision;
  decision.record = recorded;
  decision.record.reasons = reasons;
  return decision;
}

PrintDecision End(const PrintRecord& recorded, PrintStage stage, const std::vector<Fault>& reasons,
                  const PrintWorld& world, bool nothing_sent = false) {
  PrintDecision decision = Stay(recorded, reasons);
  decision.record.stage = stage;
  decision.record.nothing_sent = nothing_sent;
  // What the service still holds of it must never start; a job in work is ending by itself.
  decision.cancel = JobsThatWait(world);
  return decision;
}

PrintDecision Unknown(const PrintRecord& recorded, const PrintWorld& world,
                      const DeviceEvidence& evidence) {
  std::vector<Fault> reasons = {Fault::kPrintUnknown};
  for (Fault fault : evidence.faults) {
    if (fault == Fault::kPrinterReplaced) reasons.push_back(fault);
  }
  return End(recorded, PrintStage::kUnknown, reasons, world);
}

// It did not come out: on request, or because the printer failed.
PrintDecision NotPrinted(const PrintRecord& recorded, const PrintWorld& world,
                         std::vector<Fault> reasons, bool nothing_sent) {
  if (recorded.cancelling) {
    return End(recorded, PrintStage::kCancelled, {}, world, nothing_sent);
  }
  if (reasons.empty()) reasons = {Fault::kPrinterFailed};
  return End(recorded, PrintStage::kFailed, reasons, world, nothing_sent);
}

// The gate has started: from here only evidence counts, never a second try.
PrintDecision AfterStart(const PrintRecord& recorded, const PrintWorld& world) {
  PrintRecord moved = recorded;
  moved.stage = PrintStage::kReleasing;
  if (world.gate.alive) return Stay(moved, world.device.faults);

  const auto& finished = world.gate.finished;
  bool final = finished && finished->evidence.job != DeviceJob::kActive;
  const DeviceEvidence& evidence = final ? finished->evidence : world.device;
  bool succeeded = finished && finished->exit_status == 0 && !finished->cancelled;
  switch (evidence.job) {
    case DeviceJob::kCompleted:
      return End(moved, PrintStage::kPrinted, {}, world);
    case DeviceJob::kActive:
      return Stay(moved, world.device.faults);
    case DeviceJob::kAborted:
    case DeviceJob::kCanceled:
      return NotPrinted(moved, world, evidence.faults, false);
    case DeviceJob::kAbsent:
      // CUPS calls a job completed that the device has lost (parts.md §3): a backend that ended
      // well without the device's word for it is the very case nobody can decide from here.
      if (evidence.never_came && !succeeded) {
        return NotPrinted(moved, world, evidence.faults, true);
      }
      return Unknown(moved, world, evidence);
    case DeviceJob::kNoList:
      if (succeeded) return End(moved, PrintStage::kPrinted, {}, world);
      return Unknown(moved, world, evidence);
    case DeviceJob::kUnreachable:
      return Unknown(moved, world, evidence);
  }
  return Unknown(moved, world, evidence);
}

PrintDecision Spool(const PrintRecord& recorded, const PrintWorld& world) {
  PrintDecision decision = Stay(recorded, {});
  decision.action = PrintAction::kSpool;
  decision.cancel = JobsNotOver(world);
  decision.record.stage = PrintStage::kHeld;
  decision.record.boot_id = world.boot_id;
  return decision;
}

// Nothing was sent, and the job in the service cannot be used: hand it over anew.
PrintDecision SpoolAgain(const PrintRecord& recorded, const std::string& printer) {
  PrintDecision decision = Stay(recorded, {});
  decision.record.stage = PrintStage::kSpooling;
  decision.record.printer = printer;
  decision.record.queue.clear();
  decision.record.job = 0;
  return decision;
}

PrintDecision Cancelling(const PrintRecord& recorded, const PrintWorld& world) {
  if (world.gate.alive || !JobsNotOver(world).empty()) {
    PrintDecision decision = Stay(recorded, {});
    decision.cancel = JobsNotOver(world);
    return decision;
  }
  return End(recorded, PrintStage::kCancelled, {}, world, true);
}

// kHeld and kReleasing, with nothing sent yet.
PrintDecision BeforeStart(const PrintRecord& recorded, const PrintWorld& world) {
  // Of a job spooled in another boot the document may be empty: CUPS does not fsync it.
  if (recorded.boot_id != world.boot_id) return SpoolAgain(recorded, recorded.printer);

  auto ours = std::find_if(world.jobs.begin(), world.jobs.end(), [&](const SpoolJob& job) {
    return job.id == recorded.job && job.queue == recorded.queue;
  });
  if (ours == world.jobs.end()) return SpoolAgain(recorded, recorded.printer);
  if (IsOver(*ours)) {  // the gate or the service refused it before anything was sent
    return End(recorded, PrintStage::kFailed, {Fault::kPrinterFailed}, world, true);
  }

  PrintDecision decision = Stay(recorded, world.device.faults);
  for (int id : JobsNotOver(world)) {
    if (id != ours->id) decision.cancel.push_back(id);
  }
  if (ours->state != State::kHeld) return decision;
  if (!world.device.faults.empty()) {
    if (world.ready_printer.empty()) {
      decision.record.stage = PrintStage::kHeld;
      return decision;
    }
    return SpoolAgain(recorded, world.ready_printer);
  }
  if (recorded.stage == PrintStage::kReleasing) {
    decision.action = PrintAction::kRelease;
  } else {
    decision.record.stage = PrintStage::kReleasing;
  }
  return decision;
}

}  // namespace

PrintDecision Decide(const PrintRecord& recorded, const PrintWorld& world) {
  if (Ended(recorded.stage)) return Stay(recorded, recorded.reasons);
  if (world.gate.started) return AfterStart(recorded, world);
  if (recorded.cancelling) return Cancelling(recorded, world);
  if (recorded.stage == PrintStage::kNew) {
    PrintDecision decision = Stay(recorded, {});
    decision.record.stage = PrintStage::kSpooling;
    return decision;
  }
  if (world.gate.alive) return Stay(recorded, world.device.faults);  // about to start, or to refuse
  if (recorded.stage == PrintStage::kSpooling) return Spool(recorded, world);
  return BeforeStart(recorded, world);
}

}  // namespace piket
