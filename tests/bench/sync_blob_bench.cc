// bench-sync-blob [--pairs N] [--mib N]
// One upload over mutual TLS on loopback, durable at the end: our post's end of /v1/blobs to our
// listener, against curl's PUT to nginx (DAV) with the same certificates and suite and an fsync of
// what it stored, both in turn in the same run. A JSON line as in the README.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "agent/central/admit.h"
#include "agent/core/file.h"
#include "agent/http/post_server.h"
#include "agent/sync/blob_line.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

[[noreturn]] void Fail(const std::string& why) {
  std::fprintf(stderr, "bench-sync-blob: %s\n", why.c_str());
  std::exit(1);
}

template <class T>
T Must(Result<T> result, const char* doing) {
  if (!result) Fail(std::string(doing) + ": " + result.error().detail);
  return std::move(*result);
}
void Must(const Result<void>& result, const char* doing) {
  if (!result) Fail(std::string(doing) + ": " + result.error().detail);
}

double SecondsSince(steady_clock::time_point then) {
  return std::chrono::duration<double>(steady_clock::now() - then).count();
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// A store of its own, as a post has one.
struct Store {
  Store(const fs::path& folder, const std::string& post, Durability durability)
      : database(Must(Database::Open(folder / "piket.db", durability), "database")),
        journal(Must(Journal::Open(*database, clock, Kinds(), post), "journal")),
        blobs(Must(Blobs::Open(folder / "blobs"), "blobs")) {}
  static KindTable Kinds() {
    KindTable kinds;
    AddPostKinds(kinds);
    kinds["note.made"] = {1, [](Database&, const Entry&) -> Result<void> { return {}; }};
    return kinds;
  }
  SystemClock clock;
  std::unique_ptr<Database> database;
  std::unique_ptr<Journal> journal;
  Blobs blobs;
};

// The centre as main makes it, and one accepted post's certificate.
struct Office {
  explicit Office(const fs::path& folder)
      : store(folder, "P1", Durability::kCentre),
        key(Must(SigningKey::Generate(), "key")),
        authority(Must(Authority::Open(folder / "keys", "Kantor", store.clock), "authority")),
        centre{*store.journal, store.blobs, *key, *authority, settings, folder / "keys" / "letters",
               Json::array(),  ""},
        feeds(centre),
        blobs(centre) {
    settings.centre_port = 0;
    settings.centre_address = "127.0.0.1";
    server = Must(PostServer::Start({centre, feeds, blobs, {}}), "listener");
    Admit();
  }
  void Admit() {
    auto invitation = Must(Invite(centre, {.code = "L1", .roles = {"desk"}}, "admin"), "invite");
    auto own = Must(SigningKey::Generate(), "key");
    EnrolRequest request;
    request.token = invitation.token;
    request.code = "L1";
    request.roles = {"desk"};
    request.request = Must(MakeRequest(*own, "L1"), "request");
    request.public_key = own->PublicPem();
    request.signature =
        Hex(Must(own->Sign(Sha256(request.token + request.request)), "signing the request"));
    (void)Must(Asked(centre, request), "asking");
    (void)Must(Accept(centre, "L1", "admin"), "accepting");
    identity = {Must(Asked(centre, request), "asking again").certificate, own->Pem()};
  }

  Settings settings;
  Store store;
  std::unique_ptr<SigningKey> key;
  std::unique_ptr<Authority> authority;
  Centre centre;
  Feeds feeds;
  BlobStore blobs;
  std::unique_ptr<PostServer> server;
  TlsIdentity identity;
};

std::string MakeBlob(const Blobs& blobs, int64_t bytes) {
  Sha256Stream hash;
  const fs::path part = blobs.Incoming() / "bench";
  int file = open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  for (int64_t done = 0; done < bytes; done += 1 << 20) {
    std::string piece = RandomBytes(1 << 20);
    hash.Add(piece);
    if (write(file, piece.data(), piece.size()) != static_cast<ssize_t>(piece.size())) {
      Fail("writing the blob");
    }
  }
  fsync(file);
  close(file);
  std::string name = Hex(hash.Finish());
  Must(blobs.Adopt(part, name), "adopting the blob");
  return name;
}

double Ours(Office& office, Store& post, const std::string& name) {
  TlsClientPlan plan;
  plan.authority = office.authority->certificate();
  plan.server_name = "localhost";
  plan.identity = office.identity;
  Must(office.store.journal->Write<void>([&](Database& db) {
    return db.Run("INSERT OR IGNORE INTO local_blob_known VALUES (?,'L1')", {name});
  }),
       "letting the post know");
  Must(post.journal->AppendAlone({"note.made", "bench", NewId(Instant()), {{"blob", name}}}),
       "naming the blob");
  auto begun = steady_clock::now();
  Line line(Must(TlsContext::Client(plan), "TLS"), "127.0.0.1", office.server->port());
  BlobLine blobs({*post.journal, post.blobs, "", 0});
  while (Must(blobs.Send(line), "sending")) {
  }
  double took = SecondsSince(begun);
  if (!office.store.blobs.Has(name)) Fail("the blob did not arrive");
  Must(office.store.blobs.Remove(name), "removing");
  return took;
}

int RunProgram(const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t pid = fork();
  if (pid == 0) {
    execvp(arguments[0], arguments.data());
    _exit(127);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

// nginx with a configuration of its own in a temporary folder.
class Nginx {
 public:
  Nginx(const fs::path& folder, Office& office) : folder_(folder) {
    fs::create_directories(folder / "store");
    TlsIdentity own = Must(office.authority->Listener("nginx", {"localhost"}), "certificate");
    Write("server.crt", own.certificate);
    Write("server.key", own.key);
    Write("authority.crt", office.authority->certificate());
    Write("client.crt", office.identity.certificate);
    Write("client.key", office.identity.key);
    port_ = 20000 + static_cast<int>(getpid()) % 20000;
    const std::string at = folder.string();
    Write("nginx.conf",
          "daemon off; user root; worker_processes 1; pid " + at + "/pid; error_log " + at +
              "/error.log;\nevents { worker_connections 64; }\nhttp { access_log off;\n"
              "client_body_temp_path " +
              at +
              "/temp; client_max_body_size 0;\n"
              "proxy_temp_path " +
              at + "/t1; fastcgi_temp_path " + at + "/t2; uwsgi_temp_path " + at +
              "/t3; scgi_temp_path " + at +
              "/t4;\n"
              "server { listen 127.0.0.1:" +
              std::to_string(port_) + " ssl; root " + at + "/store;\nssl_certificate " + at +
              "/server.crt; ssl_certificate_key " + at + "/server.key; ssl_client_certificate " +
              at +
              "/authority.crt; ssl_verify_client on;\nssl_protocols TLSv1.2; "
              "ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256;\nlocation / { dav_methods PUT; } } }\n");
    pid_ = fork();
    if (pid_ == 0) {
      execlp("nginx", "nginx", "-e", (at + "/error.log").c_str(), "-c",
             (at + "/nginx.conf").c_str(), nullptr);
      _exit(127);
    }
    for (int i = 0; i < 200 && !fs::exists(folder / "pid"); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
  }
  ~Nginx() {
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }
  double Put(const fs::path& blob) {
    const std::string at = folder_.string();
    auto begun = steady_clock::now();
    int code = RunProgram({"curl", "-sS", "-f", "-o", "/dev/null", "-T", blob.string(), "--cacert",
                           at + "/authority.crt", "--cert", at + "/client.crt", "--key",
                           at + "/client.key", "-H",
                           "Expect:", "https://localhost:" + std::to_string(port_) + "/blob"});
    if (code != 0) Fail("curl: " + std::to_string(code));
    int file = open((folder_ / "store" / "blob").c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0 || fsync(file) != 0) Fail("nginx stored nothing");
    close(file);
    double took = SecondsSince(begun);
    fs::remove(folder_ / "store" / "blob");
    return took;
  }

 private:
  void Write(const std::string& name, const std::string& text) {
    Must(WriteFileDurably(folder_ / name, text), "writing nginx's files");
  }
  const fs::path folder_;
  int port_ = 0;
  pid_t pid_ = 0;
};

void Measure(int pairs, int64_t mib) {
  TemporaryFolder folder;
  for (const char* part : {"centre", "post", "nginx"}) fs::create_directories(folder.path() / part);
  Office office(folder.path() / "centre");
  Store post(folder.path() / "post", "L1", Durability::kPost);
  const std::string name = MakeBlob(post.blobs, mib << 20);
  Nginx nginx(folder.path() / "nginx", office);
  std::vector<double> ours;
  std::vector<double> theirs;
  std::vector<double> ratios;
  for (int i = 0; i < pairs; ++i) {
    ours.push_back(static_cast<double>(mib) / Ours(office, post, name));
    theirs.push_back(static_cast<double>(mib) / nginx.Put(post.blobs.PathOf(name)));
    ratios.push_back(ours.back() / theirs.back());
  }
  auto rounded = [](double value, double parts) { return std::round(value * parts) / parts; };
  Json line = {{"bench", "sync-blob"},
               {"ours", rounded(Median(ours), 10)},
               {"peer", rounded(Median(theirs), 10)},
               {"peer_name", "curl PUT to nginx, then fsync"},
               {"ratio", rounded(Median(ratios), 1000)},
               {"unit", "MiB/s"},
               {"runs", pairs},
               {"mib", mib}};
  std::printf("%s\n", CanonicalText(line).c_str());
}

}  // namespace
}  // namespace piket

int main(int count, char** words) {
  int pairs = 5;
  int64_t mib = 256;
  for (int i = 1; i + 1 < count; i += 2) {
    std::string word = words[i];
    if (word == "--pairs") pairs = std::atoi(words[i + 1]);
    if (word == "--mib") mib = std::atoi(words[i + 1]);
  }
  signal(SIGPIPE, SIG_IGN);
  piket::Measure(pairs, mib);
}
