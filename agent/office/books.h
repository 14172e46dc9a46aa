// The office's books and reports as rows: on screen, as PDF (pages lying, letterhead, numbered) and
// as CSV (RFC 4180). Of a confidential letter only the numbers stand in them for who may not see
// more; a letter that was not handed on to the reader has no row.
#ifndef PIKET_AGENT_OFFICE_BOOKS_H_
#define PIKET_AGENT_OFFICE_BOOKS_H_

#include <set>
#include <string>
#include <vector>

#include "agent/office/office.h"

namespace piket {

struct BookColumn {
  std::string id;
  std::string name;
  double share = 1;  // of the width on paper; all together 1
};

struct Book {
  std::string id;
  std::string title;
  std::string period;  // "Tahun 2026", "Mei 2026"
  std::vector<BookColumn> columns;
  std::vector<std::vector<std::string>> rows;
  std::set<size_t> void_rows;  // struck through on paper
};

struct BookQuery {
  int year = 0;   // 0: this year
  int month = 0;  // 0: all of the year
  std::string service = {};
};

// agenda, surat-keluar, ekspedisi, subdomain, alamat, logbook, server-hosting, rekap, waktu.
const std::vector<std::string>& BookNames();

// Whether a book can be asked for this service: one of the procedures, "" for all.
bool IsService(const OfficeWork& office, const std::string& service);

// What this actor may see of it. kNotFound for another name, kBadRequest with the field for an
// impossible period and an unknown service.
// Takes the database's turn.
Result<Book> BookOf(const OfficeWork& office, const Actor& actor, const std::string& name,
                    const BookQuery& query);
std::string BookCsv(const Book& book);
Result<std::string> BookPdf(const OfficeWork& office, const Book& book);

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_BOOKS_H_
