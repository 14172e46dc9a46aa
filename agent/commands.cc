#include "agent/commands.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>

#include <cstdio>
#include <iostream>

#include "agent/core/file.h"
#include "agent/core/text.h"
#include "agent/desk/draw.h"
#include "agent/office_settings.h"
#include "agent/post.h"
#include "agent/sync/tls/tls.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

const SystemClock kClock;

Result<std::unique_ptr<Post>> OpenPost(const Words& words) {
  auto settings = ReadSettingsHere(words.config);
  if (!settings) return settings.error();
  if (!fs::exists(settings->data / "piket.db")) {
    return Error{Fault::kNotFound, (settings->data / "piket.db").string()};
  }
  // Without an agent the last one may have left a transaction to roll back: that needs writing.
  auto post = Post::Open(*settings, kClock, PostAccess::kWrite);
  if (post || post.error().fault != Fault::kAnotherAgent) return post;
  return Post::Open(*settings, kClock, PostAccess::kReadOnly);
}

fs::path AuthorityFile(const Settings& settings) {
  return settings.data / "keys" / "authority.crt";
}

// A session with the running agent's screens; over TLS it is believed by the authority's file.
Result<std::unique_ptr<Poco::Net::HTTPClientSession>> ScreenSession(const Settings& settings) {
  std::string host = settings.address == "0.0.0.0" ? "127.0.0.1"
                     : settings.address == "::"    ? "::1"
                                                   : settings.address;
  if (settings.screen_tls == "none") {
    return std::make_unique<Poco::Net::HTTPClientSession>(host,
                                                          static_cast<Poco::UInt16>(settings.port));
  }
  auto authority = ReadFile(settings.screen_tls == "own" ? AuthorityFile(settings)
                                                         : settings.screen_certificate);
  if (!authority) return authority.error();
  TlsClientPlan plan;
  plan.authority = *authority;
  plan.server_name = settings.ScreenNames().front();
  auto context = TlsContext::Client(plan);
  if (!context) return context.error();
  return TlsSession(*context, host, settings.port);
}

// The running agent's own examination, over loopback.
Result<Json> AskAgent(const Settings& settings) {
  try {
    auto session = ScreenSession(settings);
    if (!session) return session.error();
    (*session)->setTimeout(Poco::Timespan(10, 0));
    Poco::Net::HTTPRequest request("GET", "/healthz", "HTTP/1.1");
    request.setHost("localhost", static_cast<Poco::UInt16>(settings.port));
    (*session)->sendRequest(request);
    Poco::Net::HTTPResponse response;
    std::string body;
    Poco::StreamCopier::copyToString((*session)->receiveResponse(response), body);
    return ParseJson(body);
  } catch (const Poco::Exception& exception) {
    return Error{Fault::kNotFound, exception.displayText()};
  }
}

// Everything a post reads at its start.
Result<void> CheckAll(const fs::path& config) {
  auto settings = ReadSettings(config);
  if (!settings) return settings.error();
  if (auto papers = ReadPaperConfig(settings->PapersFolder()); !papers) return papers.error();
  if (auto offices = ReadOffices(settings->OfficesFile()); !offices) return offices.error();
  if (!settings->Has("central")) return {};
  auto positions = ReadPositions(settings->PositionsFile());
  if (!positions) return positions.error();
  auto procedures = ProcedureShelf::Open(settings->ProceduresFolder(), positions->Actors());
  if (!procedures) return procedures.error();
  auto calendar = Calendar::Read(settings->CalendarFolder());
  return calendar ? Result<void>() : calendar.error();
}

}  // namespace

Words WordsOf(int argc, char** argv) {
  Words words;
  for (int i = 0; i < argc; ++i) {
    std::string word = argv[i];
    bool has_next = i + 1 < argc;
    if (word == "--json") {
      words.json = true;
    } else if (word == "--config" && has_next) {
      words.config = argv[++i];
    } else if (word == "--out" && has_next) {
      words.out = argv[++i];
    } else if (word == "--year" && has_next) {
      words.year = atoi(argv[++i]);
    } else if (word == "--format" && has_next) {
      words.format = argv[++i];
    } else {
      words.rest.push_back(word);
    }
  }
  return words;
}

int Complain(const Error& error) {
  std::cerr << Sentence(error.fault) << "\n";
  if (!error.detail.empty()) std::cerr << error.detail << "\n";
  return 1;
}

int CheckConfig(int argc, char** argv) {
  Words words = WordsOf(argc, argv);
  if (!words.rest.empty()) words.config = words.rest.front();
  auto checked = CheckAll(words.config);
  if (checked) {
    std::cout << (words.json ? "{\"ok\":true}" : "Konfigurasi benar.") << "\n";
    return 0;
  }
  const Error& error = checked.error();
  if (words.json) {
    Json json = {{"ok", false}, {"problems", Split(error.detail, '\n')}};
    std::cout << CanonicalText(json) << "\n";
    return 1;
  }
  return Complain(error);
}

int JournalVerify(int argc, char** argv) {
  Words words = WordsOf(argc, argv);
  auto post = OpenPost(words);
  if (!post) return Complain(post.error());
  JournalReport report = (*post)->journal().Verify((*post)->public_key());
  if (words.json) {
    Json json = {{"entries", report.entries},
                 {"unsigned", report.unsigned_entries},
                 {"problems", report.problems}};
    std::cout << CanonicalText(json) << "\n";
  } else {
    for (const std::string& problem : report.problems) std::cout << problem << "\n";
    std::cout << report.entries << " catatan, " << report.problems.size() << " masalah, "
              << report.unsigned_entries << " belum ditandatangani\n";
  }
  return report.problems.empty() ? 0 : 1;
}

int JournalReplay(int argc, char** argv) {
  Words words = WordsOf(argc, argv);
  auto post = OpenPost(words);
  if (!post) return Complain(post.error());
  auto different = (*post)->journal().Replay();
  if (!different) return Complain(different.error());
  if (words.json) {
    std::cout << CanonicalText({{"different", *different}}) << "\n";
  } else if (different->empty()) {
    std::cout << "Semua tabel sama dengan jurnal.\n";
  } else {
    std::cout << "Tabel yang berbeda dari jurnal: " << Join(*different, ", ") << "\n";
  }
  return different->empty() ? 0 : 1;
}

int AgendaExport(int argc, char** argv) {
  Words words = WordsOf(argc, argv);
  auto post = OpenPost(words);
  if (!post) return Complain(post.error());
  Desk& desk = (*post)->desk();
  if (words.year == 0) {
    words.year = static_cast<int>(ToLocal(desk.Now(), desk.settings.zone).date.year());
  }
  auto bytes =
      words.format == "pdf" ? AgendaPdf(desk, words.year, 1, 999999) : AgendaCsv(desk, words.year);
  if (!bytes) return Complain(bytes.error());
  if (words.out.empty()) {
    std::cout << *bytes;
    return 0;
  }
  auto written = WriteFileDurably(words.out, *bytes, 0644);
  return written ? 0 : Complain(written.error());
}

int Doctor(int argc, char** argv) {
  Words words = WordsOf(argc, argv);
  auto settings = ReadSettings(words.config);
  if (!settings) return Complain(settings.error());
  Json parts = Json::array();
  if (auto asked = AskAgent(*settings)) {
    parts = asked->value("parts", Json::array());
  } else {
    parts.push_back({{"part", "agent"},
                     {"state", "fault"},
                     {"sentence", "Piket tidak berjalan di komputer ini."},
                     {"next", "Jalankan: systemctl start piket"}});
  }
  bool well = true;
  for (const Json& part : parts) well = well && TextOr(part, "state") != "fault";
  if (words.json) {
    std::cout << CanonicalText(parts) << "\n";
    return well ? 0 : 1;
  }
  for (const Json& part : parts) {
    std::string state = TextOr(part, "state");
    std::cout << (state == "ok"        ? "baik    "
                  : state == "warning" ? "periksa "
                                       : "RUSAK   ")
              << TextOr(part, "part") << ": " << TextOr(part, "sentence") << " "
              << TextOr(part, "next") << "\n";
  }
  return well ? 0 : 1;
}

int AuthorityCommand(int argc, char** argv) {
  Words words = WordsOf(argc, argv);
  auto settings = ReadSettings(words.config);
  if (!settings) return Complain(settings.error());
  auto pem = ReadFile(AuthorityFile(*settings));
  if (!pem) return Complain(pem.error());
  auto facts = ReadCertificate(*pem);
  if (!facts) return Complain(facts.error());
  if (words.json) {
    Json json = {{"name", facts->name},
                 {"fingerprint", facts->fingerprint},
                 {"until", IsoText(facts->not_after)},
                 {"certificate", *pem}};
    std::cout << CanonicalText(json) << "\n";
    return 0;
  }
  std::cout << facts->name << "\nSHA-256: " << facts->fingerprint << "\n" << *pem;
  return 0;
}

int Backup(int argc, char** argv) {
  Words words = WordsOf(argc, argv);
  if (words.rest.empty()) {
    std::cerr << "Sebutkan folder tujuan: piket backup FOLDER\n";
    return 2;
  }
  auto post = OpenPost(words);
  if (!post) return Complain(post.error());
  fs::path target = words.rest.front();
  const fs::path& data = (*post)->desk().settings.data;
  std::error_code error;
  fs::create_directories(target, error);
  if (fs::exists(target / "piket.db", error)) {
    return Complain({Fault::kConflict, target.string() + " sudah berisi cadangan"});
  }
  // The journal first: every blob it names was there before it.
  auto copied = (*post)->desk().database().BackUpTo(target / "piket.db");
  if (!copied) return Complain(copied.error());
  for (const char* folder : {"blobs", "keys"}) {
    fs::copy(data / folder, target / folder,
             fs::copy_options::recursive | fs::copy_options::skip_existing, error);
    if (error) return Complain(StorageError("copying " + std::string(folder), error.value()));
  }
  fs::remove_all(target / "blobs" / "incoming", error);
  if (auto synced = SyncFolder(target); !synced) return Complain(synced.error());
  std::cout << "Cadangan tersimpan di " << target.string() << "\n";
  return 0;
}

}  // namespace piket
