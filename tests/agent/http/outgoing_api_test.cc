// The office's own letters as the screens ask for them: drafts, checks, approvals, sending.
#include "tests/agent/http/screens_rig.h"
#include "tests/agent/office/office_rig.h"

namespace piket {
namespace {

class OutgoingApi : public ScreensOver<OfficeTest> {
 protected:
  // A colocation case whose letter went down to who works on it.
  Case WorkedOn() {
    Letter letter = EnterLetter("colocation");
    Case c = CaseOf(letter.id);
    HandOn(letter.id, "kadis", {"kabid-aplikasi"});
    HandOn(letter.id, "kabid-aplikasi", {"sub-koordinator"});
    return Again(c);
  }
  static std::string DraftsOf(const Case& c) { return "/api/cases/" + c.id + "/outgoing"; }
  Json Drafted(const Case& c, const Json& text = Json::object()) {
    return Post("sub-koordinator", DraftsOf(c), {{"kind", "surat-tindak-lanjut"}, {"text", text}});
  }
  static std::string At(const Json& outgoing) { return "/api/outgoing/" + TextOr(outgoing, "id"); }
  Json Approved(const Case& c) {
    Json draft = Drafted(c);
    Post("kabid-aplikasi", At(draft) + "/check");
    return Post("kadis", At(draft) + "/approve");
  }
  void ExpectRefused(const std::string& who, const std::string& path, const Json& body,
                     const std::string& why) {
    int64_t before = Entries();
    EXPECT_EQ(Refused(who, path, body), why) << path << " " << body.dump().substr(0, 200);
    EXPECT_EQ(Entries(), before) << path;
  }
};

TEST_F(OutgoingApi, AnswersWithTheWholeLetterAtEachOfItsStates) {
  Case c = WorkedOn();
  Json draft = Drafted(c, {{"attachments", "1 (satu) lembar"}, {"copies", Json::array({"Arsip"})}});
  for (const char* field :
       {"id", "kind", "kind_name", "case", "letter", "state", "text", "author", "checked_by",
        "approved_by", "title", "number", "approved_at", "paper", "print", "expedition", "can"}) {
    EXPECT_TRUE(draft.contains(field)) << field;
  }
  EXPECT_EQ(draft["state"], "draf");
  EXPECT_EQ(draft["kind_name"], "Surat Tindak Lanjut");
  EXPECT_EQ(draft["author"], "Pejabat sub-koordinator");
  EXPECT_EQ(draft["text"]["attachments"], "1 (satu) lembar");
  EXPECT_EQ(draft["text"]["to"], "Kepala Dinas Pendidikan");
  EXPECT_TRUE(draft["approved_at"].is_null());
  Answer paper = AskAs("sub-koordinator", "GET", At(draft) + "/paper.pdf");
  EXPECT_EQ(paper.type, "application/pdf");
  EXPECT_EQ(paper.body.substr(0, 5), "%PDF-");
  EXPECT_EQ(
      Post("sub-koordinator", At(draft), {{"text", {{"subject", "Lain"}}}})["text"]["subject"],
      "Lain");
  Json checked = Post("kabid-aplikasi", At(draft) + "/check");
  EXPECT_EQ(checked["state"], "diperiksa");
  EXPECT_EQ(checked["checked_by"], "Pejabat kabid-aplikasi");
  Json approved = Post("kadis", At(draft) + "/approve");
  EXPECT_EQ(approved["state"], "disetujui");
  EXPECT_EQ(approved["number"], "500.12.6.2/0001/TL/DKISP/V/2026");
  EXPECT_EQ(approved["approved_at"], "2026-05-13T02:00:00.000Z");
  EXPECT_EQ(approved["print"]["kind"], "outgoing");
  Json sent = Post("loket", At(draft) + "/send",
                   {{"by", "langsung"},
                    {"receiver", "Dewi"},
                    {"note", "di loket"},
                    {"signature", "data:image/png;base64,iVBORw0KGgo="}});
  EXPECT_EQ(sent["state"], "dikirim");
  EXPECT_EQ(sent["expedition"]["receiver"], "Dewi");
  EXPECT_EQ(sent["expedition"]["signed"], true);
  EXPECT_EQ(Get("kadis", At(draft))["number"], approved["number"]);
  EXPECT_EQ(Get("kadis", "/api/outgoing?state=dikirim").size(), 1u);
  EXPECT_EQ(Get("kadis", "/api/outgoing?state=draf").size(), 0u);
  EXPECT_EQ(Get("kadis", "/api/outgoing").size(), 1u);
  ASSERT_TRUE(print_->WaitUntilDone(std::chrono::seconds(60)));
  ExpectJournalAndTablesAgree();
}

TEST_F(OutgoingApi, NamesTheKindsThatFitTheCase) {
  Case c = WorkedOn();
  Json kinds = Get("kabid-aplikasi", "/api/outgoing/kinds?case=" + c.id);
  bool follows = false;
  for (const Json& kind : kinds) {
    EXPECT_NE(kind["kind"], "surat-tanggapan");  // of other services
    if (kind["kind"] != "surat-tindak-lanjut") continue;
    follows = true;
    EXPECT_EQ(kind["decisions"][1],
              Json({{"code", "tidak"}, {"name", "Tidak dapat dilaksanakan"}}));
  }
  EXPECT_TRUE(follows);
  EXPECT_EQ(WhyNot(AskAs("kabid-aplikasi", "GET", "/api/outgoing/kinds?case=x")), "not_found");
  EXPECT_EQ(WhyNot(AskAs("staf", "GET", "/api/outgoing/kinds?case=" + c.id)), "not_found");
  EXPECT_EQ(Get("kabid-aplikasi", "/api/outgoing/kinds").size(), 6u);
}

TEST_F(OutgoingApi, RefusesADraftThatIsNotRightAndWritesNothing) {
  Case c = WorkedOn();
  auto draft = [&](const Json& text) {
    return Json{{"kind", "surat-tindak-lanjut"}, {"text", text}};
  };
  const std::string long_text(4001, 'x');
  const std::string who = "sub-koordinator";
  ExpectRefused(who, DraftsOf(c), Json::object(), "bad_request kind");
  ExpectRefused(who, DraftsOf(c), {{"kind", "surat-cinta"}}, "bad_request kind");
  ExpectRefused(who, DraftsOf(c), {{"kind", 7}}, "bad_request kind");
  ExpectRefused(who, DraftsOf(c), draft("teks"), "bad_request text");
  ExpectRefused(who, DraftsOf(c), draft(Json::array()), "bad_request text");
  ExpectRefused(who, DraftsOf(c), draft({{"subject", 7}}), "bad_request subject");
  ExpectRefused(who, DraftsOf(c), draft({{"subject", long_text}}), "bad_request subject");
  ExpectRefused(who, DraftsOf(c), draft({{"body", std::string(20001, 'x')}}), "bad_request body");
  ExpectRefused(who, DraftsOf(c), draft({{"rahasia", "x"}}), "bad_request rahasia");
  ExpectRefused(who, DraftsOf(c), draft({{"decision", "mungkin"}}), "bad_request decision");
  ExpectRefused(who, DraftsOf(c), draft({{"copies", "Arsip"}}), "bad_request copies");
  ExpectRefused(who, DraftsOf(c), draft({{"copies", Json(std::vector<std::string>(301, "a"))}}),
                "bad_request copies");
  ExpectRefused(who, DraftsOf(c), draft({{"data", {{{"name", 1}}}}}), "bad_request data");
  ExpectRefused(who, DraftsOf(c), draft({{"reasons", {"satu"}}}), "bad_request reasons");
  ExpectRefused(who, "/api/cases/tidak-ada/outgoing", draft(Json::object()), "not_found");
  ExpectRefused("kabid-statistik", DraftsOf(c), draft(Json::object()), "not_your_step");
  ExpectRefused("loket", DraftsOf(c), draft(Json::object()), "not_allowed");
}

TEST_F(OutgoingApi, RefusesAChangeThatIsNotRightAndKeepsTheText) {
  Case c = WorkedOn();
  Json draft = Drafted(c);
  const std::string who = "sub-koordinator";
  ExpectRefused(who, At(draft), {{"text", {{"subject", nullptr}}}}, "bad_request subject");
  ExpectRefused(who, At(draft), {{"text", {{"decision", "mungkin"}}}}, "bad_request decision");
  ExpectRefused(who, At(draft), {{"text", "x"}}, "bad_request text");
  ExpectRefused(who, "/api/outgoing/tidak-ada", {{"text", Json::object()}}, "not_found");
  ExpectRefused("staf", At(draft), {{"text", Json::object()}}, "not_found");
  ExpectRefused("sub-koordinator", At(draft) + "/approve", Json::object(), "not_your_step");
  ExpectRefused("kadis", At(draft) + "/approve", Json::object(), "conflict");
  Post(who, At(draft), {{"text", {{"subject", " "}, {"body", ""}}}});
  ExpectRefused("kabid-aplikasi", At(draft) + "/check", Json::object(), "bad_request subject,body");
  // A letter that says no says why.
  Post(who, At(draft), {{"text", {{"subject", "a"}, {"body", "b"}, {"decision", "tidak"}}}});
  ExpectRefused("kabid-aplikasi", At(draft) + "/check", Json::object(), "bad_request reasons");
  EXPECT_EQ(Get(who, At(draft))["text"]["subject"], "a");
  EXPECT_EQ(Get(who, At(draft))["state"], "draf");
}

TEST_F(OutgoingApi, RefusesToSendWhatIsNotRightAndSendsOnce) {
  Case c = WorkedOn();
  Json draft = Drafted(c);
  const Json right = {{"by", "kurir"}, {"receiver", "Dewi"}};
  ExpectRefused("loket", At(draft) + "/send", right, "conflict");
  Post("kabid-aplikasi", At(draft) + "/check");
  Post("kadis", At(draft) + "/approve");
  const std::string path = At(draft) + "/send";
  auto with = [&](const char* field, const Json& value) {
    Json changed = right;
    changed[field] = value;
    return changed;
  };
  ExpectRefused("loket", path, Json::object(), "bad_request by,receiver");
  ExpectRefused("loket", path, with("by", "burung"), "bad_request by");
  ExpectRefused("loket", path, with("by", 1), "bad_request by");
  ExpectRefused("loket", path, with("receiver", "  "), "bad_request receiver");
  ExpectRefused("loket", path, with("receiver", std::string(401, 'x')), "bad_request receiver");
  ExpectRefused("loket", path, with("note", std::string(4001, 'x')), "bad_request note");
  ExpectRefused("loket", path, with("note", 5), "bad_request note");
  ExpectRefused("loket", path, with("sent_at", "kemarin"), "bad_request sent_at");
  ExpectRefused("loket", path, with("sent_at", 1778637600000), "bad_request sent_at");
  ExpectRefused("loket", path, with("sent_at", "2026-05-13T02:00:01.000Z"), "bad_request sent_at");
  ExpectRefused("loket", path, with("sent_at", "2026-05-13T01:59:59.000Z"), "bad_request sent_at");
  ExpectRefused("loket", path, with("signature", "?"), "bad_request signature");
  ExpectRefused("loket", path, with("signature", "PHNjcmlwdD4="), "bad_request signature");
  ExpectRefused("loket", "/api/outgoing/tidak-ada/send", right, "not_found");
  EXPECT_TRUE(Get("kadis", At(draft))["expedition"].is_null());
  Post("loket", path, right);
  ExpectRefused("loket", path, right, "conflict");
}

TEST_F(OutgoingApi, VoidsALetterWithAReasonAndKeepsItsNumber) {
  Case c = WorkedOn();
  Json approved = Approved(c);
  ExpectRefused("kadis", At(approved) + "/void", Json::object(), "reason_missing");
  ExpectRefused("kadis", At(approved) + "/void", {{"reason", 7}}, "reason_missing");
  ExpectRefused("kadis", At(approved) + "/void", {{"reason", "\t "}}, "reason_missing");
  ExpectRefused("kadis", "/api/outgoing/x/void", {{"reason", "salah"}}, "not_found");
  Json voided = Post("kadis", At(approved) + "/void", {{"reason", "salah alamat"}});
  EXPECT_EQ(voided["state"], "batal");
  EXPECT_EQ(voided["number"], approved["number"]);
  ExpectRefused("loket", At(approved) + "/send", {{"by", "pos"}, {"receiver", "x"}}, "conflict");
  Json book = Get("agendaris", "/api/books/surat-keluar");
  EXPECT_EQ(book["rows"][0][1], approved["number"]);
  EXPECT_EQ(book["rows"][0][10], "BATAL: salah alamat");
  EXPECT_EQ(book["void"], Json::array({0}));
}

TEST_F(OutgoingApi, ReservesANumberForALetterByHandOnce) {
  ExpectRefused("agendaris", "/api/numbers", Json::object(), "reason_missing");
  ExpectRefused("agendaris", "/api/numbers", {{"kind", "surat-tindak-lanjut"}, {"note", 7}},
                "reason_missing");
  ExpectRefused("agendaris", "/api/numbers", {{"note", "surat tangan"}}, "bad_request kind");
  ExpectRefused("agendaris", "/api/numbers",
                {{"kind", "surat-tindak-lanjut"}, {"note", std::string(4001, 'x')}},
                "bad_request note");
  ExpectRefused("loket", "/api/numbers", {{"kind", "surat-tindak-lanjut"}, {"note", "x"}},
                "not_allowed");
  const Json right = {{"kind", "surat-tindak-lanjut"}, {"note", "=surat tangan"}};
  EXPECT_EQ(Post("agendaris", "/api/numbers", right)["number"], "500.12/0001/TL/DKISP/V/2026");
  EXPECT_EQ(Post("kasubbag-umum", "/api/numbers", right)["number"], "500.12/0002/TL/DKISP/V/2026");
  EXPECT_EQ(Approved(WorkedOn())["number"], "500.12.6.2/0003/TL/DKISP/V/2026");
  EXPECT_EQ(Get("agendaris", "/api/books/surat-keluar")["rows"][0][5], "=surat tangan");
}

TEST_F(OutgoingApi, DrawsHostileTextAsText) {
  Case c = WorkedOn();
  const std::string hostile = "<b>&amp;</b> {nomor_surat} \u202e\U0001F600 %s \" \\ =cmd|'x'!A1";
  Json draft = Drafted(c, {{"subject", hostile},
                           {"body", hostile + std::string(1, '\0') + "\x1b[31m"},
                           {"copies", Json::array({hostile})},
                           {"data", {{{"name", hostile}, {"value", hostile}}}}});
  EXPECT_EQ(draft["text"]["subject"], hostile);
  EXPECT_EQ(Get("sub-koordinator", At(draft))["text"], draft["text"]);
  EXPECT_EQ(AskAs("sub-koordinator", "GET", At(draft) + "/paper.pdf").body.substr(0, 5), "%PDF-");
  Post("kabid-aplikasi", At(draft) + "/check");
  Post("kadis", At(draft) + "/approve");
  ASSERT_TRUE(print_->WaitUntilDone(std::chrono::seconds(60)));
  ExpectJournalAndTablesAgree();
}

}  // namespace
}  // namespace piket
