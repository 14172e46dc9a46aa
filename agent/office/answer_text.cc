#include "agent/office/answer_text.h"

#include <algorithm>
#include <set>

#include "agent/core/text.h"
#include "agent/procedure/case_texts.h"
#include "agent/procedure/register.h"

namespace piket {
namespace {

constexpr size_t kLongest = 4000;
constexpr size_t kLongestBody = 20000;
constexpr size_t kMostRows = 300;

std::string Capital(std::string word) {
  if (!word.empty() && word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 32);
  return word;
}

std::string OrWithout(const std::string& text, const char* without) {
  return text.empty() ? without : text;
}

std::string DateText(const std::string& iso) {
  auto date = DateFromIso(iso);
  return date ? IndonesianText(*date) : "";
}

// A letter of an office is answered to its head.
std::string Addressee(const std::string& sender) {
  for (const char* unit : {"Dinas ", "Badan ", "Bagian ", "Kantor ", "Bidang ", "Sekretariat "}) {
    if (sender.rfind(unit, 0) == 0) return "Kepala " + sender;
  }
  return sender;
}

struct Registered {
  std::vector<Subdomain> subdomains;
  std::vector<PublicAddress> addresses;
};

// Of the case and of those linked to it.
Result<Registered> RegisteredFor(Database& db, const Id& case_id) {
  Registered all;
  std::vector<Id> cases = {case_id};
  auto linked = LinkedCases(db, case_id);
  if (!linked) return linked.error();
  for (const Case& each : *linked) cases.push_back(each.id);
  for (const Id& id : cases) {
    auto subdomains = SubdomainsOfCase(db, id);
    if (!subdomains) return subdomains.error();
    auto addresses = AddressesOfCase(db, id);
    if (!addresses) return addresses.error();
    for (const Subdomain& each : *subdomains) {
      if (each.state != "dihapus") all.subdomains.push_back(each);
    }
    all.addresses.insert(all.addresses.end(), addresses->begin(), addresses->end());
  }
  return all;
}

std::map<std::string, std::string> Words(const OfficeWork& office, const AnswerGround& ground,
                                         const Registered& registered) {
  const Letter& letter = ground.letter;
  const Particulars& p = letter.particulars;
  const Zone& zone = office.settings.zone;
  Date today = office.Today();
  std::string sop;
  auto procedure = office.procedures.Version(ground.of_case.procedure, ground.of_case.version);
  if (procedure) sop = (*procedure)->number.empty() ? "" : "SOP nomor " + (*procedure)->number;
  std::vector<std::string> names, ips;
  for (const Subdomain& each : registered.subdomains) names.push_back(each.name);
  for (const PublicAddress& each : registered.addresses) ips.push_back(each.ip);
  const ServiceTexts& service = office.papers.Service(ground.of_case.procedure);
  return {
      {"nomor_surat", OrWithout(p.number, "(tanpa nomor)")},
      {"tanggal_surat", OrWithout(DateText(p.date), "(tanpa tanggal)")},
      {"perihal", p.subject},
      {"pengirim", p.sender},
      {"nomor_agenda",
       letter.agenda ? AgendaDisplay(office.settings, letter.agenda->number, letter.agenda->year)
                     : letter.receipt_number},
      {"nomor_resi", letter.receipt_number},
      {"tanggal_terima", IndonesianText(ToLocal(letter.received_at, zone).date)},
      {"layanan", LowerAscii(service.name)},
      {"sop", OrWithout(sop, "prosedur yang berlaku")},
      {"batas", ground.of_case.due_at ? IndonesianText(*ground.of_case.due_at, zone) : "-"},
      {"kantor", office.papers.letterhead.short_name},
      {"kontak_kantor", OrWithout(office.papers.letterhead.contact, "kantor kami")},
      {"kontak", OrWithout(p.contact, "-")},
      {"telepon", OrWithout(p.telephone, "-")},
      {"hari", std::string(IndonesianWeekday(today))},
      {"tanggal", IndonesianText(today)},
      {"subdomain", OrWithout(Join(names, ", "), "-")},
      {"alamat_ip", OrWithout(Join(ips, ", "), "-")},
  };
}

std::string FilledAll(const std::vector<std::string>& texts,
                      const std::map<std::string, std::string>& words) {
  std::vector<std::string> filled;
  for (const std::string& text : texts) filled.push_back(Filled(text, words));
  return Join(filled, "\n");
}

void AddDatum(Json& data, const std::string& name, const std::string& value,
              const std::string& group = "") {
  data.push_back({{"name", name}, {"value", value}, {"group", group}});
}

// What the registers and the case's logbook say already.
Result<Json> DataOf(const OfficeWork& office, Database& db, const AnswerGround& ground,
                    const OutgoingKind& kind, const Registered& registered) {
  Json data = Json::array();
  bool report = kind.form == "berita-acara";
  const std::string network = report ? "Jaringan" : "";
  for (const Subdomain& each : registered.subdomains) {
    AddDatum(data, "Subdomain", each.name, network);
    if (!each.target.empty()) AddDatum(data, "Diarahkan ke", each.target, network);
    if (!each.manager.empty()) AddDatum(data, "Pengelola", each.manager, network);
  }
  for (const PublicAddress& each : registered.addresses) {
    AddDatum(data, "Alamat IP publik", each.ip, network);
  }
  if (!report) return data;
  auto records = AllOpened(office.safe(), ground.of_case, RecordsOfCase(db, ground.of_case.id));
  if (!records) return records.error();
  for (const CaseRecord& record : *records) {
    std::string group = Capital(record.kind);
    if (!record.text.empty()) AddDatum(data, "Catatan", record.text, group);
    for (const auto& [name, value] : record.data.items()) {
      if (value.is_string()) AddDatum(data, Capital(name), value.get<std::string>(), group);
    }
  }
  if (!data.empty()) return data;
  // To be filled in (domain.md §6.4).
  for (const auto& [group, names] : std::vector<std::pair<std::string, std::vector<std::string>>>{
           {"Perangkat", {"Merek dan tipe", "Nomor seri", "Tinggi (U)", "Catu daya"}},
           {"Penempatan", {"Rak dan posisi U", "PDU dan outlet"}},
           {"Jaringan", {"Port switch", "VLAN", "Alamat IP", "Gateway dan DNS", "Subdomain"}},
           {"Hasil uji", {"Link", "Ping gateway dan internet", "DNS", "Port terbuka"}}}) {
    for (const std::string& name : names) AddDatum(data, name, "", group);
  }
  return data;
}

// The newest run that turned the case down, or asked for repairs.
Result<std::optional<CaseRun>> Refusal(const OfficeWork& office, Database& db, const Case& c) {
  auto runs = AllOpened(office.safe(), c, RunsOfCase(db, c.id));
  if (!runs) return runs.error();
  std::optional<CaseRun> refusal;
  for (const CaseRun& run : *runs) {
    if (run.finished_at && (run.outcome == "tidak" || !run.return_items.empty())) refusal = run;
  }
  return refusal;
}

// each item to repair with the reason it was refused for.
Json ReasonsOf(const OfficeWork& office, const AnswerGround& ground, const CaseRun& refusal) {
  auto procedure = office.procedures.Version(ground.of_case.procedure, ground.of_case.version);
  Json reasons = Json::array();
  for (const std::string& id : refusal.return_items) {
    const Item* item = procedure ? (*procedure)->FindItem(id) : nullptr;
    reasons.push_back({{"item", id}, {"name", item ? item->name : id}, {"reason", refusal.reason}});
  }
  if (reasons.empty() && !refusal.reason.empty()) {
    reasons.push_back({{"item", ""}, {"name", "Permohonan"}, {"reason", refusal.reason}});
  }
  return reasons;
}

const std::vector<std::string> kTexts = {"subject",     "to",       "address", "nature",
                                         "attachments", "decision", "opening", "body",
                                         "closing",     "deadline", "contact", "party"};

bool IsShortText(const Json& value, size_t longest) {
  return value.is_string() && value.get_ref<const std::string&>().size() <= longest;
}

// A list of objects with these texts, none too long.
bool IsTable(const Json& value, const std::vector<const char*>& fields) {
  if (!value.is_array() || value.size() > kMostRows) return false;
  return std::all_of(value.begin(), value.end(), [&](const Json& row) {
    if (!row.is_object()) return false;
    return std::all_of(fields.begin(), fields.end(), [&](const char* field) {
      return !row.contains(field) || IsShortText(row[field], kLongest);
    });
  });
}

bool IsRight(const std::string& field, const Json& value) {
  if (field == "body") return IsShortText(value, kLongestBody);
  if (field == "data") return IsTable(value, {"name", "value", "group"});
  if (field == "reasons") return IsTable(value, {"item", "name", "reason"});
  if (field == "copies") {
    return value.is_array() && value.size() <= kMostRows &&
           std::all_of(value.begin(), value.end(),
                       [](const Json& copy) { return IsShortText(copy, kLongest); });
  }
  return std::find(kTexts.begin(), kTexts.end(), field) != kTexts.end() &&
         IsShortText(value, kLongest);
}

}  // namespace

Result<AnswerGround> GroundOf(const OfficeWork& office, Database& db, const Id& case_id) {
  auto of_case = FindCase(db, case_id);
  if (!of_case) return of_case.error();
  auto letter = FindLetter(db, of_case->letter);
  if (letter) letter = Opened(office.safe(), *letter);
  if (!letter) return letter.error();
  return AnswerGround{*of_case, *letter};
}

Result<Json> TemplateText(const OfficeWork& office, Database& db, const AnswerGround& ground,
                          const OutgoingKind& kind, const std::string& wanted) {
  auto registered = RegisteredFor(db, ground.of_case.id);
  if (!registered) return registered.error();
  auto refusal = Refusal(office, db, ground.of_case);
  if (!refusal) return refusal.error();
  auto data = DataOf(office, db, ground, kind, *registered);
  if (!data) return data.error();
  std::string decision = wanted;
  if (decision.empty() && !kind.decisions.empty()) {
    decision = *refusal ? "tidak" : kind.decisions.front().code;
  }
  auto words = Words(office, ground, *registered);
  std::vector<std::string> body = kind.body;
  for (const OutgoingDecision& each : kind.decisions) {
    if (each.code == decision) body = each.body;
  }
  bool refuses = decision == "tidak" || kind.form == "slip";
  std::vector<std::string> copies;
  for (const std::string& copy : kind.copies) copies.push_back(Filled(copy, words));
  Json text = {
      {"subject", Filled(kind.subject, words)},
      {"to", Addressee(ground.letter.particulars.sender)},
      {"address", "di " + office.papers.outgoing.place},
      {"nature", Capital(ground.letter.particulars.urgency)},
      {"attachments", "-"},
      {"decision", decision},
      {"opening", Filled(kind.opening, words)},
      {"body", FilledAll(body, words)},
      {"data", refuses ? Json::array() : *data},
      {"reasons", refuses && *refusal ? ReasonsOf(office, ground, **refusal) : Json::array()},
      {"closing", Filled(kind.closing, words)},
      {"deadline", ""},
      {"contact", ""},
      {"party", ""},
      {"copies", copies}};
  // What the sender wrote may be as long as the sender wished; a field of ours is not.
  for (const std::string& field : kTexts) {
    std::string& value = text[field].get_ref<std::string&>();
    if (field != "body" && value.size() > kLongest) value = value.substr(0, kLongest - 3) + "…";
  }
  return text;
}

Result<Json> MergedText(Json base, const Json& given) {
  if (!given.is_object()) return Error{Fault::kBadRequest, "text"};
  std::vector<std::string> wrong;
  for (const auto& [field, value] : given.items()) {
    if (IsRight(field, value)) {
      base[field] = value;
    } else {
      wrong.push_back(field.size() <= 40 ? field : "text");
    }
  }
  if (!wrong.empty()) return Error{Fault::kBadRequest, Join(wrong, ",")};
  return base;
}

std::vector<std::string> MissingFields(const OutgoingKind& kind, const Json& text) {
  std::vector<std::string> missing;
  for (const char* field : {"subject", "to"}) {
    if (Trimmed(TextOr(text, field)).empty()) missing.emplace_back(field);
  }
  const Json reasons = text.value("reasons", Json::array());
  bool told = !reasons.empty() && std::all_of(reasons.begin(), reasons.end(), [](const Json& row) {
    return !Trimmed(TextOr(row, "reason")).empty();
  });
  // A letter that says no says why.
  bool refuses = kind.form == "slip" || TextOr(text, "decision") == "tidak";
  if (refuses && !told) missing.emplace_back("reasons");
  if (kind.form == "surat" && Trimmed(TextOr(text, "body")).empty()) missing.emplace_back("body");
  if (kind.form == "berita-acara" && text.value("data", Json::array()).empty()) {
    missing.emplace_back("data");
  }
  return missing;
}

OutgoingPaper PaperOf(const OfficeWork& office, const OutgoingKind& kind, const Json& text,
                      const Letter& letter) {
  OutgoingPaper paper;
  paper.form = kind.form;
  paper.name = kind.name;
  paper.nature = TextOr(text, "nature");
  paper.attachments = TextOr(text, "attachments");
  paper.subject = TextOr(text, "subject");
  paper.to = TextOr(text, "to");
  paper.address = TextOr(text, "address");
  paper.opening = TextOr(text, "opening");
  paper.body = {TextOr(text, "body")};
  for (const Json& row : text.value("data", Json::array())) {
    paper.data.push_back({TextOr(row, "name"), TextOr(row, "value"), TextOr(row, "group")});
  }
  for (const Json& row : text.value("reasons", Json::array())) {
    std::string name = TextOr(row, "name");
    paper.reasons.push_back({name.empty() ? TextOr(row, "item") : name, TextOr(row, "reason")});
  }
  if (std::string deadline = TextOr(text, "deadline"); !deadline.empty()) {
    std::string day = DateText(deadline);
    paper.deadline = "Tindak lanjut disampaikan kepada kami paling lambat " +
                     (day.empty() ? deadline : day) + ".";
  }
  if (std::string contact = TextOr(text, "contact"); !contact.empty()) {
    paper.contact = "Penanggung jawab dan kontak: " + contact + ".";
  }
  paper.closing = TextOr(text, "closing");
  paper.copies = TextsOf(text.value("copies", Json::array()));
  if (kind.form == "berita-acara") {
    paper.other_party.title = "Wakil " + letter.particulars.sender;
    paper.other_party.name = TextOr(text, "party");
  }
  bool confidential = IsConfidential(letter.particulars);
  paper.file_title = confidential ? "Surat keluar rahasia" : paper.subject;
  paper.made = office.Now();
  return paper;
}

Result<Signatory> SignatoryOf(const OfficeWork& office, Database& db,
                              const Appointment& appointment) {
  auto officer = FindOfficer(db, appointment.officer);
  if (!officer) return officer.error();
  auto title = SigningTitle(db, office.positions, appointment, office.Today());
  if (!title) return title.error();
  return Signatory{*title, officer->name, officer->rank, officer->nip};
}

}  // namespace piket
