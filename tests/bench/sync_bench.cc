// bench-sync: what the line between posts and centre carries, over real TLS on loopback, both ends
// on this machine. One JSON line a figure; `sync-journal`: entries applied durably at the centre a
// second, as letters make them.
#include <algorithm>
#include <iostream>
#include <thread>

#include "agent/central/admit.h"
#include "agent/core/file.h"
#include "agent/http/post_line_api.h"
#include "agent/http/post_server.h"
#include "agent/post.h"
#include "agent/sync/courier.h"
#include "tests/bench/letter_life.h"

namespace piket {
namespace {

using std::chrono::steady_clock;

constexpr int kPosts = 4;
constexpr int kLetters = 1500;  // of each post, fourteen entries each
constexpr int kRuns = 3;

template <class T>
T Must(Result<T> outcome, const char* what) {
  if (outcome) return std::move(*outcome);
  std::cerr << what << ": " << outcome.error().detail << "\n";
  std::exit(1);
}
void Must(const Result<void>& outcome, const char* what) {
  if (outcome) return;
  std::cerr << what << ": " << outcome.error().detail << "\n";
  std::exit(1);
}

// One post's data.
struct Seat {
  std::filesystem::path folder;
  std::unique_ptr<SigningKey> key;
  std::unique_ptr<Database> database;
  std::unique_ptr<Journal> journal;
  std::unique_ptr<Blobs> blobs;
  int64_t entries = 0;

  Seat(const std::filesystem::path& at, const std::string& post, const Clock& clock,
       Durability durability)
      : folder(at) {
    std::filesystem::create_directories(folder);
    key = Must(SigningKey::Generate(), "a key");
    database = Must(Database::Open(folder / "piket.db", durability), "a database");
    journal = Must(Journal::Open(*database, clock, AllKinds(), post), "a journal");
    blobs = std::make_unique<Blobs>(Must(Blobs::Open(folder / "blobs"), "blobs"));
  }
  void WriteLetters(int letters) {
    constexpr int kTogether = 250;
    for (int n = 0; n < letters; n += kTogether) {
      Must(journal->Write<void>([&](Database& db) -> Result<void> {
        for (int i = n; i < n + kTogether; ++i) {
          for (const NewEntry& entry : LifeOf(journal->post(), i, journal->Now())) {
            auto appended = journal->Append(db, entry);
            if (!appended) return appended.error();
            entries = appended->seq;
          }
        }
        return {};
      }),
           "writing letters");
    }
  }
};

std::string Join(Centre& centre, const Seat& seat) {
  const std::string code = seat.journal->post();
  auto invitation = Must(Invite(centre, {code, {"desk"}}, "admin"), "inviting");
  EnrolRequest request;
  request.token = invitation.token;
  request.code = code;
  request.roles = {"desk"};
  request.request = Must(MakeRequest(*seat.key, code), "a request");
  request.public_key = seat.key->PublicPem();
  request.signature = Hex(Must(seat.key->Sign(Sha256(request.token + request.request)), "signing"));
  Must(Asked(centre, request), "asking");
  Must(Accept(centre, code, "admin"), "accepting");
  return Must(Asked(centre, request), "asking").certificate;
}

double EntriesPerSecond() {
  TemporaryFolder folder;
  const SystemClock clock;
  Settings settings;
  settings.centre_port = 0;
  Seat office(folder.path() / "P1", "P1", clock, Durability::kCentre);
  auto authority = Must(Authority::Open(folder.path() / "keys", "Dinas", clock), "an authority");
  Centre centre{*office.journal, *office.blobs,       *office.key,   *authority,
                settings,        folder.path() / "k", Json::array(), ""};
  Feeds feeds(centre);
  feeds.Start();
  office.journal->OnAppended([&](const Entry&) { feeds.Knock(); });
  BlobStore blobs(centre);
  PostRoutes routes;
  AddPostLineRoutes(routes, centre);
  auto server = Must(PostServer::Start({centre, feeds, blobs, routes}), "the listener");
  std::vector<std::unique_ptr<Seat>> seats;
  std::vector<Membership> memberships;
  int64_t total = 0;
  for (int i = 1; i <= kPosts; ++i) {
    const std::string code = "L" + std::to_string(i);
    seats.push_back(std::make_unique<Seat>(folder.path() / code, code, clock, Durability::kPost));
    seats.back()->WriteLetters(kLetters);
    total += seats.back()->entries;
    Membership membership;
    membership.centre = "127.0.0.1:" + std::to_string(server->port());
    membership.server_name = "127.0.0.1";
    membership.post = code;
    membership.authority = authority->certificate();
    membership.centre_post = "P1";
    membership.centre_key = office.key->PublicPem();
    membership.identity = {Join(centre, *seats.back()), seats.back()->key->Pem()};
    memberships.push_back(membership);
  }
  auto begun = steady_clock::now();
  std::vector<std::unique_ptr<Courier>> couriers;
  for (int i = 0; i < kPosts; ++i) {
    Seat& seat = *seats[static_cast<size_t>(i)];
    couriers.push_back(
        std::make_unique<Courier>(CourierPlan{*seat.journal, *seat.blobs, *seat.key, seat.folder,
                                              nullptr, nullptr, seat.folder / "k"},
                                  memberships[static_cast<size_t>(i)]));
  }
  int64_t have = 0;
  while (have < total) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    have = office.database->Read([](Database& db) {
      auto rows = db.Ask("SELECT ifnull(sum(seq),0) AS n FROM local_chain");
      return rows ? rows->front().Integer("n") : 0;
    });
    if (steady_clock::now() - begun > std::chrono::minutes(3)) break;
  }
  std::chrono::duration<double> took = steady_clock::now() - begun;
  couriers.clear();
  auto held = office.database->Ask("SELECT count(*) AS n FROM local_quarantine");
  if (have < total || held->front().Integer("n") > 0) {
    std::cerr << "only " << have << " of " << total << " came, " << held->front().Integer("n")
              << " are held\n";
    std::exit(1);
  }
  return static_cast<double>(total) / took.count();
}

int Main(int argc, char** argv) {
  const std::string name = argc > 1 ? argv[1] : "sync-journal";
  if (name != "sync-journal") {
    std::cerr << "no such figure: " << name << "\n";
    return 2;
  }
  std::vector<double> runs;
  for (int i = 0; i < kRuns; ++i) runs.push_back(EntriesPerSecond());
  std::sort(runs.begin(), runs.end());
  std::cout << CanonicalText({{"bench", name},
                              {"ours", runs[kRuns / 2]},
                              {"peer", nullptr},
                              {"peer_name", nullptr},
                              {"ratio", nullptr},
                              {"unit", "entries/s"},
                              {"runs", kRuns}})
            << std::endl;
  return 0;
}

}  // namespace
}  // namespace piket

int main(int argc, char** argv) { return piket::Main(argc, argv); }
