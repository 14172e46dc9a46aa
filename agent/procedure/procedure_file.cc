#include "agent/procedure/procedure_file.h"

#include <set>

#include "agent/core/crypto.h"
#include "agent/core/file.h"
#include "agent/core/text.h"

namespace piket {
namespace {

constexpr char kByUrgency[] = "menurut derajat";

void NeededText(ConfigTable& table, const char* key, std::string& place) {
  table.Text(key, place);
  if (Trimmed(place).empty()) table.Problem(key, "harus diisi");
}

// One of `tertulis = "S0:80"`, `diperbaiki = "S0:80"`, `asumsi = ""`: the mark with its source.
// Only an assumption may be without a source.
Provenance ReadProvenance(ConfigTable& table) {
  Provenance provenance;
  int marks = 0;
  for (Mark mark : {Mark::kWritten, Mark::kRepaired, Mark::kAssumed}) {
    std::string word = MarkWord(mark);
    std::string source;
    table.Text(word.c_str(), source);
    if (!table.Has(word.c_str())) continue;
    ++marks;
    provenance.mark = mark;
    provenance.source = source;
    if (mark != Mark::kAssumed && Trimmed(source).empty()) {
      table.Problem(word.c_str(), "harus menyebut sumbernya");
    }
  }
  if (marks == 0) table.Problem("tertulis", "harus ada: tertulis, diperbaiki, atau asumsi");
  if (marks > 1) table.Problem("asumsi", "hanya satu dari tertulis, diperbaiki, asumsi");
  table.Text("catatan", provenance.note);
  return provenance;
}

std::vector<ConfigTable> ReadColumns(ConfigTable& root, std::vector<ActorColumn>& columns) {
  std::vector<ConfigTable> tables = root.Tables("kolom");
  for (ConfigTable& table : tables) {
    ActorColumn column;
    NeededText(table, "nama", column.name);
    table.Texts("pelaksana", column.actors);
    if (column.actors.empty()) table.Problem("pelaksana", "paling sedikit satu");
    column.provenance = ReadProvenance(table);
    columns.push_back(std::move(column));
  }
  if (columns.empty()) root.Problem("kolom", "paling sedikit satu");
  return tables;
}

std::vector<ConfigTable> ReadFacts(ConfigTable& root, std::vector<Fact>& facts) {
  std::vector<ConfigTable> tables = root.Tables("fakta");
  std::set<std::string> seen;
  for (ConfigTable& table : tables) {
    Fact fact;
    NeededText(table, "kode", fact.id);
    NeededText(table, "nama", fact.name);
    table.Texts("nilai", fact.values);
    if (fact.values.size() < 2) table.Problem("nilai", "paling sedikit dua");
    fact.provenance = ReadProvenance(table);
    if (!seen.insert(fact.id).second) table.Problem("kode", "sudah dipakai di atas");
    facts.push_back(std::move(fact));
  }
  return tables;
}

void ReadProof(ConfigTable& table, Item& item) {
  table.Choice("bukti", item.proof,
               {"surat", "dokumen", "agenda", "lembar", "disposisi", "surat-keluar", "register",
                "catatan", "berkas"});
  table.Texts("surat", item.letters);
  static const std::set<std::string> kLetters = {"surat-tanggapan",     "surat-tindak-lanjut",
                                                 "surat-pemberitahuan", "pemberitahuan-instalasi",
                                                 "slip-pengembalian",   "laporan-instalasi"};
  for (const std::string& letter : item.letters) {
    if (kLetters.count(letter) == 0) {
      table.Problem("surat", "\"" + letter + "\" bukan jenis surat keluar");
    }
  }
  bool is_letter = item.proof == "surat-keluar";
  if (is_letter == item.letters.empty()) {
    table.Problem("surat", is_letter ? "paling sedikit satu" : "hanya untuk bukti surat-keluar");
  }
  if (is_letter) {
    table.Choice("keadaan", item.letter_state, {"draf", "diperiksa", "disetujui", "dikirim"});
  }
  if (item.proof == "register") {
    table.Choice("register", item.record, {"alamat", "subdomain", "server-hosting"});
    if (item.record.empty()) table.Problem("register", "harus diisi");
  } else if (item.proof == "catatan") {
    table.Choice("jenis", item.record, RecordKinds());
    if (item.record.empty()) table.Problem("jenis", "harus diisi");
  }
}

std::vector<ConfigTable> ReadItems(ConfigTable& root, std::vector<Item>& items) {
  std::vector<ConfigTable> tables = root.Tables("benda");
  std::set<std::string> seen;
  for (ConfigTable& table : tables) {
    Item item;
    NeededText(table, "kode", item.id);
    NeededText(table, "nama", item.name);
    ReadProof(table, item);
    item.provenance = ReadProvenance(table);
    if (!seen.insert(item.id).second) table.Problem("kode", "sudah dipakai di atas");
    items.push_back(std::move(item));
  }
  return tables;
}

// A need says its thing under its origin's name: {sebelumnya = "surat", …}.
Need ReadNeed(ConfigTable& table) {
  Need need;
  int origins = 0;
  for (Origin origin : {Origin::kEarlier, Origin::kAttached, Origin::kMade}) {
    std::string word = OriginWord(origin);
    table.Text(word.c_str(), need.item);
    if (!table.Has(word.c_str())) continue;
    need.origin = origin;
    ++origins;
  }
  if (origins != 1) {
    table.Problem("sebelumnya", "harus ada tepat satu dari sebelumnya, lampiran, dibuat");
  }
  table.Flag("boleh_tanpa", need.optional);
  table.Text("bila", need.when);
  need.provenance = ReadProvenance(table);
  return need;
}

Product ReadProduct(ConfigTable& table) {
  Product product;
  NeededText(table, "benda", product.item);
  table.Text("bila", product.when);
  product.provenance = ReadProvenance(table);
  return product;
}

// Gates carry their condition in the office's word: "bandwidth bila tempat=noc".
void ReadGates(ConfigTable& table, const char* key, std::vector<std::string>& gates) {
  table.Texts(key, gates);
  for (std::string& gate : gates) {
    if (size_t at = gate.find(" bila "); at != std::string::npos) gate.replace(at, 6, " when ");
  }
}

Way ReadWay(ConfigTable& table) {
  Way way;
  bool ends = false;
  table.Text("jawab", way.outcome);
  table.Text("nama", way.name);
  table.Flag("selesai", ends);
  table.Integer("ke", way.to, 1, 99);
  if (ends == table.Has("ke"))
    table.Problem("ke", "harus ada satu: ke = nomor atau selesai = true");
  table.Text("bila", way.when);
  table.Text("tunggu", way.state);
  table.Flag("kembali", way.returns);
  table.Flag("di_luar_alur", way.outside);
  table.Text("buka", way.opens);
  table.Text("buka_bila", way.opens_when);
  table.Text("nyatakan", way.sets);
  table.Texts("hasil", way.makes);
  ReadGates(table, "gerbang", way.gates);
  way.provenance = ReadProvenance(table);
  return way;
}

void ReadLimit(ConfigTable& step_table, Step& step) {
  if (!step_table.Has("waktu")) {
    step_table.Problem("waktu", "harus diisi; tanpa batas ditulis nilai = \"\" dengan tandanya");
    return;
  }
  ConfigTable table = step_table.Table("waktu");
  std::string text;
  table.Text("nilai", text);
  if (!table.Has("nilai")) table.Problem("nilai", "harus ada, boleh \"\"");
  step.limit_by_urgency = text == kByUrgency;
  if (!step.limit_by_urgency) {
    auto limit = LimitFromText(text);
    if (!limit) {
      table.Problem("nilai",
                    "harus seperti \"2 Menit\", \"3 Hari\", \"menurut derajat\", atau \"\"");
    }
    step.limit = limit.value_or(Limit{});
  }
  step.limit_provenance = ReadProvenance(table);
}

Shape ReadShape(ConfigTable& table) {
  std::string word = "proses";
  table.Choice("bentuk", word, {"mulai", "proses", "keputusan", "selesai"});
  if (word == "mulai") return Shape::kStart;
  if (word == "keputusan") return Shape::kDecision;
  return word == "selesai" ? Shape::kEnd : Shape::kProcess;
}

StepPlaces ReadStep(ConfigTable table, Step& step) {
  table.Integer("no", step.no, 1, 99);
  if (!table.Has("no")) table.Problem("no", "harus diisi");
  NeededText(table, "kegiatan", step.activity);
  step.provenance = ReadProvenance(table);
  step.note = step.provenance.note;
  step.shape = ReadShape(table);
  ConfigTable actor = table.Table("pelaksana");
  if (table.Has("pelaksana")) {
    actor.Texts("siapa", step.actors);
    step.actor_provenance = ReadProvenance(actor);
  }
  if (step.actors.empty()) table.Problem("pelaksana", "paling sedikit satu dalam siapa");
  ReadLimit(table, step);
  StepPlaces places{table, actor, table.Tables("kelengkapan"), table.Tables("hasil"),
                    table.Tables("lanjut")};
  for (ConfigTable& each : places.needs) step.needs.push_back(ReadNeed(each));
  for (ConfigTable& each : places.makes) step.makes.push_back(ReadProduct(each));
  for (ConfigTable& each : places.ways) step.ways.push_back(ReadWay(each));
  table.Choice("selesai_oleh", step.ends_by,
               {"", "diserahkan", "lembar-tercetak", "disposisi", "surat-terkirim"});
  table.Flag("dinilai", step.judged);
  table.Texts("tanya", step.asks);
  ReadGates(table, "gerbang", step.gates);
  return places;
}

std::vector<HeaderLine> ReadHeader(ConfigTable& root) {
  std::vector<HeaderLine> lines;
  for (ConfigTable& table : root.Tables("kepala")) {
    HeaderLine line;
    NeededText(table, "nama", line.name);
    table.Texts("isi", line.values);
    line.provenance = ReadProvenance(table);
    lines.push_back(std::move(line));
  }
  return lines;
}

bool IsServiceCode(const std::string& text) {
  return !text.empty() && text.size() <= 60 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

void ReadIdentity(ConfigTable& root, Procedure& procedure) {
  root.Text("layanan", procedure.id);
  if (!IsServiceCode(procedure.id)) {
    root.Problem("layanan", "harus diisi: huruf kecil, angka, tanda hubung");
  }
  NeededText(root, "nama", procedure.name);
  ConfigTable number = root.Table("nomor");
  number.Text("nilai", procedure.number);
  procedure.number_provenance = ReadProvenance(number);
  ConfigTable effective = root.Table("berlaku");
  std::string day;
  effective.Text("nilai", day);
  auto date = DateFromIso(day);
  if (!date) effective.Problem("nilai", "harus tanggal seperti \"2022-01-03\"");
  procedure.effective = date.value_or(Date{});
  procedure.effective_provenance = ReadProvenance(effective);
  root.Texts("keterkaitan", procedure.related);
  root.Text("catatan_sumber", procedure.source_note);
}

ProcedurePlaces ReadAll(ConfigTable root, Procedure& procedure) {
  ReadIdentity(root, procedure);
  procedure.header = ReadHeader(root);
  ConfigTable closing = root.Table("penutupan");
  if (root.Has("penutupan")) {
    closing.Texts("catatan_kasus", procedure.records);
    ReadGates(closing, "gerbang", procedure.close_gates);
    procedure.closing_provenance = ReadProvenance(closing);
  }
  ProcedurePlaces places{root,
                         closing,
                         ReadColumns(root, procedure.columns),
                         ReadFacts(root, procedure.facts),
                         ReadItems(root, procedure.items),
                         {}};
  for (ConfigTable& table : root.Tables("langkah")) {
    Step step;
    places.steps.push_back(ReadStep(table, step));
    procedure.steps.push_back(std::move(step));
  }
  return places;
}

}  // namespace

Result<ProcedureFile> ParseProcedure(const std::string& text, const std::string& name) {
  auto file = ConfigFile::Parse(text, name);
  if (!file) return file.error();
  Procedure procedure;
  procedure.version = Hex(Sha256(text)).substr(0, 12);
  ProcedurePlaces places = ReadAll(file->Root(), procedure);
  return ProcedureFile{std::move(*file), std::move(procedure), std::move(places)};
}

Result<Procedure> ReadProcedure(const std::filesystem::path& file,
                                const std::vector<std::string>& actors) {
  auto text = ReadFile(file);
  if (!text) return text.error();
  auto parsed = ParseProcedure(*text, file.string());
  if (!parsed) return parsed.error();
  CheckProcedure(parsed->procedure, actors, parsed->places);
  if (auto good = parsed->file.Finish(); !good) return good.error();
  return std::move(parsed->procedure);
}

}  // namespace piket
