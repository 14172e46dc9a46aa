// Whom to call about the letter, when it says so: the person named in the body ("dapat menghubungi
// Sdr. …") and a telephone number, else the telephone of the letterhead.
#include <algorithm>
#include <cctype>
#include <set>

#include "agent/core/text.h"
#include "agent/paper/letter_fields.h"
#include "agent/paper/letter_words.h"

namespace piket {
namespace {

struct Place {
  int page = 0;
  Run line;
  size_t word = 0;
};

bool BeginsCapital(const std::string& word) {
  return !word.empty() && std::isupper(static_cast<unsigned char>(word[0]));
}

size_t DigitsIn(const std::string& text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); }));
}

// All words in reading order with the lines they stand on, from `from` down.
std::vector<Place> WordsOf(const LetterLayout& layout, double from, double until) {
  std::vector<Place> words;
  for (const Run& run : layout.runs) {
    if (run.middle() < from || run.middle() > until) continue;
    for (size_t i = 0; i < run.words.size(); ++i) words.push_back({layout.page, run, i});
  }
  return words;
}

const PageWord& Word(const Place& place) { return place.line.words[place.word]; }

bool AsksToCall(const std::string& word) {
  std::string plain = LettersAndDigits(word);
  static const std::set<std::string> kWords = {"cp", "pic", "narahubung", "kontak"};
  return kWords.count(plain) > 0 || MayBe(plain, "menghubungi") || MayBe(plain, "narahubung") ||
         MayBe(plain, "dihubungi");
}

bool IsTitle(const std::string& word) {
  static const std::set<std::string> kTitles = {
      "sdr",  "sdri", "saudara", "saudari", "bapak", "ibu",  "bpk",   "an",
      "atas", "nama", "person",  "contact", "kami",  "pada", "dengan"};
  return kTitles.count(LettersAndDigits(word)) > 0;
}

bool SpeaksOfPhone(const std::string& word) {
  static const std::set<std::string> kWords = {"hp",  "wa",        "telp",   "telepon",
                                               "tlp", "nomor",     "no",     "whatsapp",
                                               "di",  "handphone", "ponsel", "melalui"};
  return kWords.count(LettersAndDigits(word)) > 0;
}

// The name behind the words that ask to call: words with capitals, up to a mark or number.
std::optional<Proposal> NameAfter(const std::vector<Place>& words, size_t i) {
  size_t begin = i + 1;
  bool titled = false;
  while (begin < words.size() &&
         (IsTitle(Word(words[begin]).text) || LettersAndDigits(Word(words[begin]).text).empty())) {
    titled = true;
    ++begin;
  }
  Run name;
  for (size_t k = begin; k < words.size() && name.words.size() < 6; ++k) {
    const PageWord& word = Word(words[k]);
    if (!BeginsCapital(word.text) || DigitsIn(word.text) > 0 || SpeaksOfPhone(word.text)) break;
    name.words.push_back(word);
    char end = word.text.back();
    bool degree = end == ',' && k + 1 < words.size() && Word(words[k + 1]).text.back() == '.';
    if (std::string(";)(").find(end) != std::string::npos || (end == ',' && !degree)) break;
  }
  if (name.empty() || LettersAndDigits(name.Text()).size() < 3) return std::nullopt;
  std::string text = name.Text();
  while (!text.empty() && std::string(",;:()").find(text.back()) != std::string::npos) {
    text.pop_back();
  }
  return Propose(text, titled ? 0.88 : 0.7, name.Confidence(), words[begin].page, name.Place());
}

bool IsPhonePart(const std::string& text) {
  return DigitsIn(text) >= 2 && std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return std::isdigit(c) ||
                  std::string("()+-./,;:").find(static_cast<char>(c)) != std::string::npos;
         });
}

std::string CleanPhone(const std::string& text) {
  size_t begin = text.find_first_of("(+0123456789");
  size_t end = text.find_last_of("0123456789");
  if (begin == std::string::npos || end == std::string::npos || end < begin) return "";
  std::string phone = text.substr(begin, end - begin + 1);
  // A bracket around the whole number is not part of it; one around the area code is.
  if (phone[0] == '(' && phone.find(')') == std::string::npos) phone.erase(0, 1);
  return phone;
}

// A number that can be dialled, beginning at words[i]: 0551…, (0551) …, 08…, +62….
std::optional<Proposal> PhoneAt(const std::vector<Place>& words, size_t i, double found) {
  Run parts;
  std::string text;
  size_t limit = std::min(words.size(), i + 4);
  for (size_t k = i; k < limit && IsPhonePart(Word(words[k]).text); ++k) {
    parts.words.push_back(Word(words[k]));
    text += (text.empty() ? "" : " ") + Word(words[k]).text;
    char end = text.back();
    if (end == ',' || end == ';' || end == '.' || (end == ')' && DigitsIn(text) > 6)) break;
  }
  std::string phone = CleanPhone(text);
  size_t digits = DigitsIn(phone);
  size_t first = phone.find_first_not_of('(');
  if (digits < 8 || digits > 14 || first == std::string::npos) return std::nullopt;
  bool dials = phone[first] == '0' || phone.compare(first, 3, "+62") == 0 ||
               phone.compare(first, 2, "62") == 0;
  bool grows = phone.find('/') != std::string::npos;
  if (!dials || grows) return std::nullopt;
  return Propose(phone, found, parts.Confidence(), words[i].page, parts.Place());
}

// A telephone in the body stands behind the name or the word for it, never alone.
std::optional<Proposal> PhoneNear(const std::vector<Place>& words, size_t i) {
  for (size_t k = i + 1; k < words.size() && k < i + 16; ++k) {
    if (auto phone = PhoneAt(words, k, 0.95)) return phone;
  }
  return std::nullopt;
}

std::vector<Place> BodyOf(const LetterPages& pages) {
  std::vector<Place> words = WordsOf(pages.letter, pages.letter.body_top - 1, pages.letter.height);
  for (const LetterLayout& page : pages.further) {
    std::vector<Place> more = WordsOf(page, 0, page.height);
    words.insert(words.end(), more.begin(), more.end());
  }
  return words;
}

}  // namespace

std::optional<Proposal> ReadContact(const LetterPages& pages) {
  std::vector<Place> body = BodyOf(pages);
  for (size_t i = 0; i < body.size(); ++i) {
    if (!AsksToCall(Word(body[i]).text)) continue;
    if (auto name = NameAfter(body, i)) return name;
  }
  return std::nullopt;
}

std::optional<Proposal> ReadTelephone(const LetterPages& pages) {
  std::vector<Place> body = BodyOf(pages);
  for (size_t i = 0; i < body.size(); ++i) {
    if (!AsksToCall(Word(body[i]).text)) continue;
    if (auto phone = PhoneNear(body, i)) return phone;
  }
  std::vector<Place> head = WordsOf(pages.letter, 0, pages.letter.block_top);
  for (size_t i = 0; i < head.size(); ++i) {
    std::string word = LettersAndDigits(Word(head[i]).text);
    bool named = MayBe(word, "telepon") || word == "telp" || word == "tlp" || word == "hp" ||
                 word == "phone" || word == "wa" || word == "tel";
    if (!named) continue;
    for (size_t k = i + 1; k < head.size() && k < i + 3; ++k) {
      if (auto phone = PhoneAt(head, k, 0.9)) return phone;
    }
  }
  return std::nullopt;
}

}  // namespace piket
