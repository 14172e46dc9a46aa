#include "agent/post_commands.h"

#include <cstdlib>
#include <iostream>
#include <map>

#include "agent/central/admit.h"
#include "agent/central/fleet.h"
#include "agent/central/publish.h"
#include "agent/commands.h"
#include "agent/core/text.h"
#include "agent/http/invitation_json.h"
#include "agent/office_settings.h"
#include "agent/post.h"
#include "agent/sync/config_shelf.h"

namespace piket {
namespace {

using std::chrono::milliseconds;

constexpr const char* kAuthor = "piket";  // who may run a command on this machine is root or piket
constexpr milliseconds kSoon(15000);
constexpr milliseconds kAnHour(3600000);  // a person has to accept

FleetPlan PlanNow(const Centre& centre) {
  return {centre.journal.Now(), centre.settings.zone, centre.settings.disk_reserve_mib};
}

Result<Json> AllPostsJson(Centre& centre) {
  const FleetPlan plan = PlanNow(centre);
  auto board = centre.journal.database().Read([&](Database& db) { return FleetBoard(db, plan); });
  if (!board) return board.error();
  Json list = Json::array();
  for (const FleetRow& row : *board) list.push_back(ToJson(row, plan));
  return list;
}

Result<Json> InviteJson(Centre& centre, const Json& words) {
  InvitePlan plan;
  plan.code = TextOr(words, "code");
  plan.roles = TextsOf(words.value("roles", Json::array()));
  plan.minutes = static_cast<int>(IntegerOr(words, "minutes", 15));
  plan.replaces = BoolOr(words, "replaces");
  auto invitation = Invite(centre, plan, kAuthor);
  if (!invitation) return invitation.error();
  auto json =
      InvitationJson(*invitation, centre.journal.Now() + std::chrono::minutes(plan.minutes));
  if (json) (*json)["code"] = plan.code;
  return json;
}

Result<Json> PublishJson(Centre& centre, const Json& words) {
  const std::string folder = TextOr(words, "folder");
  auto files = ReadConfigFolder(folder);
  if (!files) return files.error();
  if (auto fine = CheckOfficeConfig(centre.settings, folder); !fine) return fine.error();
  auto version = Publish(centre, std::move(*files), kAuthor);
  if (!version) return version.error();
  return Json{{"version", *version}};
}

// What is published, and what each post says of it.
Result<Json> ConfigJson(Centre& centre) {
  return centre.journal.database().Read([](Database& db) -> Result<Json> {
    auto version = NewestConfig(db);
    if (!version) return version.error();
    auto rows = db.Ask("SELECT post, report FROM local_post_report ORDER BY post");
    if (!rows) return rows.error();
    Json posts = Json::object();
    for (const Row& row : *rows) {
      auto report = ParseJson(row.Text("report"));
      if (report && report->is_object()) posts[row.Text("post")] = report->value("config", Json());
    }
    return Json{{"published", *version}, {"posts", posts}};
  });
}

Result<Json> PostJson(const Result<PostRecord>& post) {
  if (!post) return post.error();
  return Json{{"code", post->code}, {"state", post->state}};
}

Json MembershipJson(const Membership& membership) {
  return {{"post", membership.post},
          {"centre", membership.centre},
          {"centre_post", membership.centre_post}};
}

Result<Membership> EnrolHere(const Settings& settings, const SigningKey& key,
                             const std::string& text, const std::function<bool()>& ended) {
  if (settings.Has("central")) {
    return Error{Fault::kConfiguration, "komputer ini pusatnya sendiri (roles)"};
  }
  auto invitation = ReadInvitation(text);
  if (!invitation) return invitation.error();
  return Enrol({*invitation, settings.post, settings.roles, settings.data, key}, ended);
}

// The words of a command: --name value, flags, and the rest in order.
struct Parsed {
  Words words;
  std::map<std::string, std::string> options;
  std::vector<std::string> rest;
};
Parsed Parse(int argc, char** argv, const std::vector<std::string>& flags = {}) {
  Parsed parsed{WordsOf(argc, argv), {}, {}};
  const std::vector<std::string>& words = parsed.words.rest;
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i].rfind("--", 0) != 0) {
      parsed.rest.push_back(words[i]);
      continue;
    }
    const std::string name = words[i].substr(2);
    bool is_flag = std::find(flags.begin(), flags.end(), name) != flags.end();
    if (is_flag) {
      parsed.options[name] = "1";
    } else if (i + 1 < words.size()) {
      parsed.options[name] = words[++i];
    }
  }
  return parsed;
}

int WrongWords(const char* usage) {
  std::cerr << usage << "\n";
  return 2;
}

// Asks the agent of this machine; says what is wrong on standard error.
std::optional<Json> AskOrComplain(const Words& words, const std::string& command,
                                  const Json& asked) {
  auto settings = ReadSettings(words.config);
  if (!settings) {
    Complain(settings.error());
    return std::nullopt;
  }
  auto answer = AskAgentCommand(settings->data, command, asked, kSoon);
  if (answer) return *answer;
  if (answer.error().fault == Fault::kNotFound && answer.error().detail.ends_with(kCommandSocket)) {
    std::cerr << "Piket tidak berjalan di komputer ini. Jalankan: systemctl start piket\n";
  } else {
    Complain(answer.error());
  }
  return std::nullopt;
}

int ChangeCommand(int argc, char** argv, const std::string& command, const std::string& said) {
  Parsed parsed = Parse(argc, argv);
  if (parsed.rest.size() != 1) return WrongWords(("piket " + command + " KODE").c_str());
  const Json asked = {{"code", parsed.rest.front()}, {"reason", parsed.options["reason"]}};
  auto answer = AskOrComplain(parsed.words, command, asked);
  if (!answer) return 1;
  std::cout << (parsed.words.json ? CanonicalText(*answer)
                                  : "Pos " + TextOr(*answer, "code") + " " + said + ".")
            << "\n";
  return 0;
}

std::string Seen(const Json& post, const Zone& zone) {
  auto at = InstantFromIso(TextOr(post, "last_seen"));
  return at ? IndonesianText(*at, zone) : "belum pernah";
}

void PrintPosts(const Json& posts, const Zone& zone) {
  const std::map<std::string, const char*> words = {
      {"green", "baik    "}, {"yellow", "periksa "}, {"red", "RUSAK   "}, {"off", "-       "}};
  for (const Json& post : posts) {
    std::cout << words.at(TextOr(post, "lamp", "off")) << TextOr(post, "code") << " ("
              << Join(TextsOf(post["roles"]), ", ") << "), " << TextOr(post, "state")
              << ", terdengar " << Seen(post, zone) << "\n";
    for (const Json& lamp : post["lamps"]) {
      if (TextOr(lamp, "sentence").empty()) continue;
      std::cout << "          " << TextOr(lamp, "sentence") << "\n";
    }
  }
}

int Joined(const Words& words, const Json& membership) {
  if (words.json) {
    std::cout << CanonicalText(membership) << "\n";
  } else {
    std::cout << "Pos " << TextOr(membership, "post") << " diterima oleh pusat "
              << TextOr(membership, "centre") << ".\n";
  }
  return 0;
}

}  // namespace

CommandTable PostCommands(PostCommandPlan plan) {
  CommandTable table;
  auto at_centre = [&](const char* name, auto work) {
    table[name] = [centre = plan.centre, work](const Json& words,
                                               const std::function<bool()>&) -> Result<Json> {
      if (centre == nullptr) {
        return Error{Fault::kConfiguration, "komputer ini bukan pusat (roles)"};
      }
      return work(*centre, words);
    };
  };
  at_centre("invite", [](Centre& centre, const Json& words) { return InviteJson(centre, words); });
  at_centre("posts", [](Centre& centre, const Json&) { return AllPostsJson(centre); });
  at_centre("config publish",
            [](Centre& centre, const Json& words) { return PublishJson(centre, words); });
  at_centre("config show", [](Centre& centre, const Json&) { return ConfigJson(centre); });
  at_centre("accept", [](Centre& centre, const Json& words) {
    return PostJson(Accept(centre, TextOr(words, "code"), kAuthor));
  });
  at_centre("refuse", [](Centre& centre, const Json& words) {
    return PostJson(Refuse(centre, TextOr(words, "code"), kAuthor));
  });
  at_centre("allow", [](Centre& centre, const Json& words) {
    return PostJson(Allow(centre, TextOr(words, "code"), kAuthor));
  });
  at_centre("revoke", [](Centre& centre, const Json& words) {
    return PostJson(Revoke(centre, TextOr(words, "code"), TextOr(words, "reason"), kAuthor));
  });
  table["enroll"] = [plan](const Json& words, const std::function<bool()>& ended) -> Result<Json> {
    auto membership = EnrolHere(plan.settings, plan.key, TextOr(words, "invitation"), ended);
    if (!membership) return membership.error();
    if (plan.enrolled) plan.enrolled(*membership);
    return MembershipJson(*membership);
  };
  return table;
}

int InviteCommand(int argc, char** argv) {
  Parsed parsed = Parse(argc, argv, {"replaces"});
  if (parsed.rest.size() != 1 || parsed.options.count("roles") == 0) {
    return WrongWords("piket invite KODE --roles desk [--minutes 15] [--replaces] [--json]");
  }
  Json asked = {{"code", parsed.rest.front()},
                {"roles", Split(parsed.options["roles"], ',')},
                {"replaces", parsed.options.count("replaces") != 0}};
  if (parsed.options.count("minutes") != 0) {
    asked["minutes"] = std::atoi(parsed.options["minutes"].c_str());
  }
  auto answer = AskOrComplain(parsed.words, "invite", asked);
  if (!answer) return 1;
  if (parsed.words.json) {
    std::cout << CanonicalText(*answer) << "\n";
    return 0;
  }
  const std::string text = TextOr(*answer, "invitation");
  if (auto picture = QrInBlocks(text)) std::cout << *picture << "\n";
  std::cout << text << "\n\nKetik di komputer pos itu: sudo piket enroll " << text << "\n";
  return 0;
}

int EnrollCommand(int argc, char** argv) {
  Parsed parsed = Parse(argc, argv);
  if (parsed.rest.size() != 1) return WrongWords("piket enroll UNDANGAN");
  auto settings = ReadSettings(parsed.words.config);
  if (!settings) return Complain(settings.error());
  std::cerr << "Menunggu diterima di pusat (layar Pos-pos, atau: piket accept " << settings->post
            << ") …\n";
  auto asked =
      AskAgentCommand(settings->data, "enroll", {{"invitation", parsed.rest.front()}}, kAnHour);
  if (asked) return Joined(parsed.words, *asked);
  if (asked.error().fault != Fault::kNotFound) return Complain(asked.error());
  const SystemClock clock;
  auto post = Post::Open(*settings, clock, PostAccess::kWrite);
  if (!post) return Complain(post.error());
  auto membership = EnrolHere(*settings, (*post)->key(), parsed.rest.front(), [] { return false; });
  return membership ? Joined(parsed.words, MembershipJson(*membership))
                    : Complain(membership.error());
}

int ConfigPublishCommand(int argc, char** argv) {
  Parsed parsed = Parse(argc, argv);
  if (parsed.rest.size() != 1) return WrongWords("piket config publish FOLDER");
  std::error_code error;
  const std::string folder = std::filesystem::absolute(parsed.rest.front(), error).string();
  auto answer = AskOrComplain(parsed.words, "config publish", {{"folder", folder}});
  if (!answer) return 1;
  std::cout << (parsed.words.json
                    ? CanonicalText(*answer)
                    : "Konfigurasi versi " + std::to_string(IntegerOr(*answer, "version")) +
                          " terbit; pos-pos mengambilnya sendiri.")
            << "\n";
  return 0;
}

int ConfigShowCommand(int argc, char** argv) {
  Words words = WordsOf(argc, argv);
  auto settings = ReadSettings(words.config);
  if (!settings) return Complain(settings.error());
  Json shown;
  if (settings->Has("central")) {
    auto answer = AskOrComplain(words, "config show", Json::object());
    if (!answer) return 1;
    shown = *answer;
  } else {
    shown = ToJson(ReadConfigInForce(settings->data).state);
  }
  std::cout << (words.json ? CanonicalText(shown) : shown.dump(2)) << "\n";
  return 0;
}

int AcceptCommand(int argc, char** argv) { return ChangeCommand(argc, argv, "accept", "diterima"); }
int RefuseCommand(int argc, char** argv) { return ChangeCommand(argc, argv, "refuse", "ditolak"); }
int AllowCommand(int argc, char** argv) {
  return ChangeCommand(argc, argv, "allow", "diizinkan memperbarui sertifikatnya");
}
int RevokeCommand(int argc, char** argv) { return ChangeCommand(argc, argv, "revoke", "dicabut"); }

int PostsCommand(int argc, char** argv) {
  Words words = WordsOf(argc, argv);
  auto answer = AskOrComplain(words, "posts", Json::object());
  if (!answer) return 1;
  auto settings = ReadSettings(words.config);
  if (words.json) {
    std::cout << CanonicalText(*answer) << "\n";
  } else {
    PrintPosts(*answer, settings ? settings->zone : Zone());
  }
  return 0;
}

}  // namespace piket
