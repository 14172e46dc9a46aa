#include "tests/virtual/office_staff.h"

#include <set>

namespace piket {

const std::vector<StaffMember>& Staff() {
  static const std::vector<StaffMember> kStaff = {
      {"Melati Kadis", "Kepala Dinas", "kadis", {}},
      {"Anggrek Sekretaris", "Sekretaris Dinas", "sekretaris", {}},
      {"Kenanga Kasubbag", "Kasubbag Umum dan Kepegawaian", "kasubbag-umum", {"agendaris"}},
      {"Cempaka Kabid", "Kabid Aplikasi dan Informatika", "kabid-aplikasi", {}},
      {"Dahlia Kabid", "Kabid Statistik", "kabid-statistik", {}},
      {"Mawar Subkoordinator", "JFT Pengelolaan e-Government", "sub-koordinator", {}},
      {"Teratai Staf", "Staf Pengelolaan e-Government", "staf", {}},
      {"Seruni Teknisi", "Petugas NOC", "petugas-noc", {}},
      {"Flamboyan Loket", "Pengadministrasi Umum", "", {"loket", "agendaris"}},
      {"Bakung Auditor", "Auditor", "-auditor", {"auditor"}},
  };
  return kStaff;
}

Result<void> OfficeStaff::Appoint(DeskClient& admin) {
  auto officers = admin.Get("/api/officers");
  if (!officers) return officers.error();
  std::set<std::string> known;
  for (const Json& officer : *officers) known.insert(TextOr(officer, "name"));
  for (const StaffMember& member : Staff()) {
    if (known.count(member.name) != 0) continue;
    auto officer = admin.Post("/api/officers", {{"name", member.name},
                                                {"title", member.title},
                                                {"roles", member.roles},
                                                {"pin", kStaffPin}});
    if (!officer) return officer.error().While(member.name);
    if (member.position[0] == '\0' || member.position[0] == '-') continue;
    auto appointed = admin.Post("/api/appointments", {{"officer", TextOr(*officer, "id")},
                                                      {"position", member.position},
                                                      {"as", "definitif"},
                                                      {"from", "2026-01-02"}});
    if (!appointed) return appointed.error().While(member.position);
  }
  return {};
}

Result<DeskClient*> OfficeStaff::In(const std::string& position) {
  auto& client = clients_[position];
  if (client) return client.get();
  for (const StaffMember& member : Staff()) {
    if (member.position != position) continue;
    auto fresh = std::make_unique<DeskClient>(screens_);
    if (auto in = fresh->SignIn(member.name, kStaffPin); !in) return in.error();
    client = std::move(fresh);
    return client.get();
  }
  return Error{Fault::kNotFound, "nobody holds " + position};
}

}  // namespace piket
