// A definition file opened but not yet judged: its values, and where in the file each stands, so
// that a mistake found later is still told with line and column.
#ifndef PIKET_AGENT_PROCEDURE_PROCEDURE_FILE_H_
#define PIKET_AGENT_PROCEDURE_PROCEDURE_FILE_H_

#include <string>
#include <vector>

#include "agent/core/config_file.h"
#include "agent/procedure/procedure.h"

namespace piket {

struct StepPlaces {
  ConfigTable step;
  ConfigTable actor;  // its `pelaksana`
  std::vector<ConfigTable> needs;
  std::vector<ConfigTable> makes;
  std::vector<ConfigTable> ways;
};

// Parallel to the procedure's lists.
struct ProcedurePlaces {
  ConfigTable root;
  ConfigTable closing;
  std::vector<ConfigTable> columns;
  std::vector<ConfigTable> facts;
  std::vector<ConfigTable> items;
  std::vector<StepPlaces> steps;
};

struct ProcedureFile {
  ConfigFile file;
  Procedure procedure;
  ProcedurePlaces places;
};

// Values as they stand; wrong ones are noted and told by file.Finish(). kConfiguration when it is
// no TOML.
Result<ProcedureFile> ParseProcedure(const std::string& text, const std::string& name);

// Notes what is wrong with the way through the steps, with names and with numbers.
void CheckProcedure(const Procedure& procedure, const std::vector<std::string>& actors,
                    ProcedurePlaces& places);

// Words a definition may use.
const std::vector<std::string>& StepGates();
const std::vector<std::string>& CloseGates();
const std::vector<std::string>& RecordKinds();

// "bandwidth when tempat=noc" taken apart: {"bandwidth", "tempat=noc"}.
std::pair<std::string, std::string> GateParts(const std::string& gate);

// "jenis=pembaruan" taken apart. Empty `fact`: malformed.
struct Condition {
  std::string fact;
  std::string value;
  bool negated = false;
};
Condition ConditionFromText(const std::string& text);

}  // namespace piket

#endif  // PIKET_AGENT_PROCEDURE_PROCEDURE_FILE_H_
