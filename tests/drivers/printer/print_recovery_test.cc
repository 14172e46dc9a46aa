// Every state that a crash or a power cut can leave, and what follows from it.
#include "drivers/printer/print_recovery.h"

#include <gtest/gtest.h>

namespace piket {
namespace {

using State = SpoolJob::State;
using Stage = PrintStage;

constexpr const char* kBoot = "this boot";

PrintRecord Recorded(Stage stage, const char* boot = kBoot) {
  PrintRecord record;
  record.stage = stage;
  record.printer = "one";
  if (stage >= Stage::kHeld) {
    record.queue = "q_1";
    record.job = 7;
    record.boot_id = boot;
  }
  return record;
}

PrintWorld World() {
  PrintWorld world;
  world.boot_id = kBoot;
  world.device.job = DeviceJob::kAbsent;
  return world;
}

SpoolJob Job(int id, State state) { return {id, "q_1", "piket-X-1", state}; }

GateEntry Finished(int exit_status, DeviceJob job, bool cancelled = false) {
  GateEntry gate;
  gate.started = GateStart{};
  gate.finished = GateFinish{{}, exit_status, cancelled, {job, false, {}}};
  return gate;
}

TEST(PrintRecovery, TakesANewOrderOneStepAtATime) {
  PrintDecision decision = Decide(Recorded(Stage::kNew), World());
  EXPECT_EQ(decision.record.stage, Stage::kSpooling);
  EXPECT_EQ(decision.action, PrintAction::kNothing);  // recorded before anything is done

  decision = Decide(Recorded(Stage::kSpooling), World());
  EXPECT_EQ(decision.record.stage, Stage::kHeld);
  EXPECT_EQ(decision.action, PrintAction::kSpool);

  PrintWorld held = World();
  held.jobs = {Job(7, State::kHeld)};
  decision = Decide(Recorded(Stage::kHeld), held);
  EXPECT_EQ(decision.record.stage, Stage::kReleasing);
  EXPECT_EQ(decision.action, PrintAction::kNothing);

  decision = Decide(Recorded(Stage::kReleasing), held);
  EXPECT_EQ(decision.action, PrintAction::kRelease);
}

TEST(PrintRecovery, CancelsTwinsOfACrashWhileSpooling) {
  PrintWorld world = World();
  world.jobs = {Job(3, State::kHeld), Job(4, State::kCanceled)};
  PrintDecision decision = Decide(Recorded(Stage::kSpooling), world);
  EXPECT_EQ(decision.action, PrintAction::kSpool);
  EXPECT_EQ(decision.cancel, std::vector<int>{3});

  world.jobs = {Job(3, State::kHeld), Job(7, State::kHeld)};
  decision = Decide(Recorded(Stage::kHeld), world);
  EXPECT_EQ(decision.cancel, std::vector<int>{3});
  EXPECT_EQ(decision.record.stage, Stage::kReleasing);
}

TEST(PrintRecovery, SpoolsAnewWhatWasSpooledInAnotherBoot) {
  for (Stage stage : {Stage::kHeld, Stage::kReleasing}) {
    for (State state : {State::kHeld, State::kPending, State::kCanceled}) {
      PrintWorld world = World();
      world.jobs = {Job(7, state)};
      PrintDecision decision = Decide(Recorded(stage, "another boot"), world);
      EXPECT_EQ(decision.record.stage, Stage::kSpooling);
      EXPECT_EQ(decision.action, PrintAction::kNothing);
    }
  }
}

TEST(PrintRecovery, SpoolsAnewWhatTheServiceHasLost) {
  for (Stage stage : {Stage::kHeld, Stage::kReleasing}) {
    EXPECT_EQ(Decide(Recorded(stage), World()).record.stage, Stage::kSpooling);
    PrintWorld reused = World();  // the number belongs to a job of another queue now
    reused.jobs = {{7, "q_2", "piket-X-1", State::kHeld}};
    EXPECT_EQ(Decide(Recorded(stage), reused).record.stage, Stage::kSpooling);
  }
}

TEST(PrintRecovery, WaitsWhileTheDeviceIsNotReady) {
  PrintWorld world = World();
  world.jobs = {Job(7, State::kHeld)};
  world.device.faults = {Fault::kPaperOut};
  for (Stage stage : {Stage::kHeld, Stage::kReleasing}) {
    PrintDecision decision = Decide(Recorded(stage), world);
    EXPECT_EQ(decision.record.stage, Stage::kHeld);
    EXPECT_EQ(decision.record.reasons, std::vector<Fault>{Fault::kPaperOut});
    EXPECT_EQ(decision.action, PrintAction::kNothing);
  }
  world.ready_printer = "two";
  PrintDecision decision = Decide(Recorded(Stage::kHeld), world);
  EXPECT_EQ(decision.record.stage, Stage::kSpooling);
  EXPECT_EQ(decision.record.printer, "two");
}

TEST(PrintRecovery, FailsWithNothingSentWhenTheGateRefusedForGood) {
  for (State state : {State::kCanceled, State::kAborted, State::kCompleted}) {
    PrintWorld world = World();
    world.jobs = {Job(7, state)};
    PrintDecision decision = Decide(Recorded(Stage::kReleasing), world);
    EXPECT_EQ(decision.record.stage, Stage::kFailed);
    EXPECT_TRUE(decision.record.nothing_sent);
  }
}

struct AfterStart {
  const char* what;
  GateEntry gate;
  DeviceEvidence device;
  Stage stage;
};

TEST(PrintRecovery, DecidesByEvidenceAloneOnceTheGateHasStarted) {
  GateEntry running;
  running.started = GateStart{};
  running.alive = true;
  GateEntry cut;  // the power went
  cut.started = GateStart{};
  DeviceEvidence never{DeviceJob::kAbsent, true, {}};
  DeviceEvidence gone{DeviceJob::kAbsent, false, {}};
  GateEntry never_came = Finished(1, DeviceJob::kAbsent);
  never_came.finished->evidence.never_came = true;
  GateEntry lost_in_cups = Finished(0, DeviceJob::kAbsent);
  lost_in_cups.finished->evidence.never_came = true;
  const AfterStart kTable[] = {
      {"running", running, gone, Stage::kReleasing},
      {"cut, device has printed it", cut, {DeviceJob::kCompleted, false, {}}, Stage::kPrinted},
      {"cut, device still has it", cut, {DeviceJob::kActive, false, {}}, Stage::kReleasing},
      {"cut, device gave up", cut, {DeviceJob::kAborted, false, {}}, Stage::kFailed},
      {"cut, it never came", cut, never, Stage::kFailed},
      {"cut, device has forgotten", cut, gone, Stage::kUnknown},
      {"cut, device is off", cut, {DeviceJob::kUnreachable, false, {}}, Stage::kUnknown},
      {"cut, no list", cut, {DeviceJob::kNoList, false, {}}, Stage::kUnknown},
      {"done", Finished(0, DeviceJob::kCompleted), gone, Stage::kPrinted},
      {"failed, yet printed", Finished(1, DeviceJob::kCompleted), gone, Stage::kPrinted},
      {"done for CUPS, lost by the device", lost_in_cups, gone, Stage::kUnknown},
      {"done for CUPS, device off", Finished(0, DeviceJob::kUnreachable), gone, Stage::kUnknown},
      {"failed before it came", never_came, gone, Stage::kFailed},
      {"failed, device forgot", Finished(1, DeviceJob::kAbsent), gone, Stage::kUnknown},
      {"failed, device aborted", Finished(1, DeviceJob::kAborted), gone, Stage::kFailed},
      {"still printing at the end",
       Finished(0, DeviceJob::kActive),
       {DeviceJob::kCompleted, false, {}},
       Stage::kPrinted},
      {"usb done", Finished(0, DeviceJob::kNoList), gone, Stage::kPrinted},
      {"usb failed", Finished(1, DeviceJob::kNoList), gone, Stage::kUnknown},
      {"usb stopped", Finished(0, DeviceJob::kNoList, true), gone, Stage::kUnknown},
  };
  for (const AfterStart& line : kTable) {
    // Whatever the desk remembers, even nothing: there is no second start.
    for (Stage stage : {Stage::kNew, Stage::kSpooling, Stage::kHeld, Stage::kReleasing}) {
      for (const char* boot : {kBoot, "another boot"}) {
        PrintWorld world = World();
        world.gate = line.gate;
        world.device = line.device;
        world.jobs = {Job(7, State::kHeld)};
        PrintDecision decision = Decide(Recorded(stage, boot), world);
        EXPECT_EQ(Word(decision.record.stage), Word(line.stage)) << line.what;
        EXPECT_EQ(decision.action, PrintAction::kNothing) << line.what;
        // The service's leftover must not come out later.
        EXPECT_EQ(decision.cancel.size(), Ended(line.stage) ? 1u : 0u) << line.what;
      }
    }
  }
}

TEST(PrintRecovery, SaysThatThePrinterWasReplaced) {
  PrintWorld world = World();
  world.gate.started = GateStart{};
  world.device = {DeviceJob::kAbsent, false, {Fault::kPrinterReplaced}};
  PrintDecision decision = Decide(Recorded(Stage::kReleasing), world);
  EXPECT_EQ(decision.record.stage, Stage::kUnknown);
  EXPECT_EQ(decision.record.reasons,
            (std::vector<Fault>{Fault::kPrintUnknown, Fault::kPrinterReplaced}));
}

TEST(PrintRecovery, CancelsOnlyWhenNothingCanStartAnyMore) {
  PrintRecord record = Recorded(Stage::kReleasing);
  record.cancelling = true;
  PrintWorld world = World();
  world.jobs = {Job(7, State::kProcessing)};
  PrintDecision decision = Decide(record, world);
  EXPECT_EQ(decision.record.stage, Stage::kReleasing);
  EXPECT_EQ(decision.cancel, std::vector<int>{7});

  world.jobs = {Job(7, State::kCanceled)};
  decision = Decide(record, world);
  EXPECT_EQ(decision.record.stage, Stage::kCancelled);
  EXPECT_TRUE(decision.record.nothing_sent);

  world.gate.started = GateStart{};
  world.device.job = DeviceJob::kCanceled;
  decision = Decide(record, world);
  EXPECT_EQ(decision.record.stage, Stage::kCancelled);
  EXPECT_FALSE(decision.record.nothing_sent);

  world.device.job = DeviceJob::kUnreachable;
  EXPECT_EQ(Decide(record, world).record.stage, Stage::kUnknown);
}

TEST(PrintRecovery, LeavesAnEndedOrderAlone) {
  for (Stage stage : {Stage::kPrinted, Stage::kFailed, Stage::kUnknown, Stage::kCancelled}) {
    PrintWorld world = World();
    world.jobs = {Job(7, State::kHeld)};
    PrintDecision decision = Decide(Recorded(stage), world);
    EXPECT_EQ(decision.record, Recorded(stage));
    EXPECT_EQ(decision.action, PrintAction::kNothing);
  }
}

TEST(PrintRecord, SurvivesItsJson) {
  PrintRecord record = Recorded(Stage::kHeld);
  record.reasons = {Fault::kPaperOut, Fault::kPrinterOffline};
  record.cancelling = true;
  auto back = PrintRecordFromJson(ToJson(record));
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, record);
  EXPECT_FALSE(PrintRecordFromJson(Json{{"stage", "sideways"}}));
}

TEST(Media, AreTheSameWhenTheirSizesAre) {
  EXPECT_TRUE(SameMedia(kMediaA4, "custom_x_210x297mm"));
  EXPECT_TRUE(SameMedia("na_letter_8.5x11in", "main_215.9x279.4mm"));
  EXPECT_TRUE(SameMedia(kMediaF4, "custom_215.9x330.2mm_215.9x330.2mm"));
  EXPECT_FALSE(SameMedia(kMediaF4, "om_folio-sp_215x315mm"));
  EXPECT_FALSE(SameMedia(kMediaA4, kMediaA5));
  EXPECT_FALSE(SameMedia("roll", kMediaA5));
}

}  // namespace
}  // namespace piket
