#include "agent/paper/letter_reading.h"

#include <algorithm>

#include "agent/paper/letter_fields.h"

namespace piket {
namespace {

// The page with the letter's own block of labels; a cover or a blank side may lie before it.
LetterPages Arranged(const std::vector<PageReading>& pages) {
  std::vector<LetterLayout> laid_out;
  for (size_t i = 0; i < pages.size(); ++i) {
    if (pages[i].blank || pages[i].separator || pages[i].words.empty()) continue;
    laid_out.push_back(LayOut(pages[i], static_cast<int>(i)));
  }
  LetterPages arranged;
  if (laid_out.empty()) return arranged;
  size_t own = 0;
  if (laid_out.size() > 1 && laid_out[0].labels.size() < 2 && laid_out[1].labels.size() >= 3) {
    own = 1;
  }
  arranged.letter = laid_out[own];
  for (size_t i = 0; i < laid_out.size(); ++i) {
    if (i != own) arranged.further.push_back(std::move(laid_out[i]));
  }
  return arranged;
}

double Rounded(double value) {
  return static_cast<double>(static_cast<int>(value * 100 + 0.5)) / 100;
}

}  // namespace

Proposal Propose(std::string value, double found, double read, int page, const Box& place) {
  Proposal proposal;
  proposal.value = std::move(value);
  if (proposal.value.empty()) return proposal;
  proposal.confidence = std::clamp(found * (0.35 + 0.65 * std::clamp(read, 0.0, 1.0)), 0.0, 1.0);
  proposal.unsure = proposal.confidence < kSureFrom;
  proposal.page = page;
  proposal.box = place;
  return proposal;
}

LetterReading ReadLetter(const std::vector<PageReading>& pages, const std::vector<Office>& offices,
                         std::string_view home) {
  LetterPages arranged = Arranged(pages);
  LetterReading reading;
  Proposal sender = ReadSender(arranged, offices, home);
  Proposal date = ReadDate(arranged);
  Proposal subject = ReadSubject(arranged);
  reading["number"] = ReadNumber(arranged, date, sender);
  reading["urgency"] = ReadUrgency(arranged);
  reading["service"] = ReadService(arranged, subject);
  if (auto attachments = ReadAttachments(arranged)) reading["attachments"] = *attachments;
  if (auto contact = ReadContact(arranged)) reading["contact"] = *contact;
  if (auto telephone = ReadTelephone(arranged)) reading["telephone"] = *telephone;
  reading["sender"] = std::move(sender);
  reading["date"] = std::move(date);
  reading["subject"] = std::move(subject);
  return reading;
}

Json ToJson(const Proposal& proposal) {
  Json json = {{"value", proposal.value},
               {"confidence", Rounded(proposal.confidence)},
               {"unsure", proposal.unsure},
               {"page", proposal.page},
               {"box",
                {{"x", Rounded(proposal.box.x)},
                 {"y", Rounded(proposal.box.y)},
                 {"width", Rounded(proposal.box.width)},
                 {"height", Rounded(proposal.box.height)}}}};
  if (!proposal.office_code.empty()) json["office_code"] = proposal.office_code;
  return json;
}

Json ToJson(const LetterReading& reading) {
  Json json = Json::object();
  for (const auto& [field, proposal] : reading) json[field] = ToJson(proposal);
  return json;
}

}  // namespace piket
