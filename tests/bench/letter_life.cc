#include "tests/bench/letter_life.h"

#include "agent/core/text.h"
#include "agent/letters/batch.h"
#include "agent/letters/letter.h"
#include "agent/letters/print.h"

namespace piket {

std::vector<NewEntry> LifeOf(const std::string& post, int n, Instant now) {
  Letter letter;
  letter.id = NewId(now);
  letter.document = NewId(now);
  letter.particulars.sender = "Dinas Kesehatan";
  letter.particulars.number = Format("800/%d/2026", n);
  letter.particulars.date = "2026-03-02";
  letter.particulars.subject = "Permohonan pembuatan website untuk pelayanan puskesmas";
  letter.particulars.service = "website";
  letter.receipt_counter = n + 1;
  letter.receipt_number = ReceiptNumber(post, n + 1);
  letter.tracking_code = RandomCode(12);
  letter.received_at = now;
  letter.received_by = "langsung";
  letter.page_count = 2;
  Id batch = NewId(now);
  std::vector<NewEntry> life = {{"batch.opened", "petugas", batch, {{"received_by", "langsung"}}}};
  for (int position = 1; position <= 2; ++position) {
    Page page;
    page.id = NewId(now);
    page.document = letter.document;
    page.position = position;
    page.blob = Hex(Sha256(page.id));
    page.media_type = "image/jpeg";
    letter.pages.push_back(page.id);
    life.push_back({"page.added", "piket", batch, PageBody(page)});
    life.push_back({"page.read",
                    "piket",
                    batch,
                    {{"page", page.id},
                     {"state", "read"},
                     {"width", 210.0},
                     {"reading", Hex(Sha256(page.id + "r"))}}});
  }
  life.push_back({"letter.entered", "petugas", letter.id, EnteredBody(letter)});
  life.push_back(
      {"agenda.numbered",
       "petugas",
       AgendaSubject("masuk-" + post, 2026),
       {{"book", "masuk-" + post}, {"year", 2026}, {"number", n + 1}, {"letter", letter.id}}});
  life.push_back(
      {"document.entered", "piket", batch, {{"document", letter.document}, {"letter", letter.id}}});
  for (const char* kind : {"receipt", "sheet"}) {
    Print order;
    order.id = NewId(now);
    order.kind = kind;
    order.letter = letter.id;
    life.push_back({"print.ordered", "petugas", order.id, OrderedBody(order)});
    life.push_back({"print.drawn",
                    "piket",
                    order.id,
                    {{"paper", Hex(Sha256(order.id))}, {"media", "iso_a4_210x297mm"}}});
    life.push_back({"print.state", "piket", order.id, PrintStateBody("printed", {}, "Pencetak")});
  }
  return life;
}

}  // namespace piket
