// Confidential letters (R, SR): what they say lies in blobs sealed under a key of the letter, one
// file of 32 bytes outside the journal (design.md §3). Who destroys the key destroys the letter
// (musnah): its numbers stay in the book, nothing else can be read again.
//
// A sealed blob is named by the hash of what lies on the disk. Thread-safe; none of these takes the
// database's turn.
#ifndef PIKET_AGENT_LETTERS_SEALED_H_
#define PIKET_AGENT_LETTERS_SEALED_H_

#include <filesystem>
#include <string>
#include <string_view>

#include "agent/letters/letter.h"
#include "agent/store/blobs.h"

namespace piket {

// Where sealed blobs and the letters' keys lie. A value; copies are cheap.
struct LetterSafe {
  Blobs blobs;
  std::filesystem::path keys;  // <data>/keys/letters
};
LetterSafe SafeOf(const Blobs& blobs, const std::filesystem::path& data);

// kNotFound once it is destroyed.
Result<std::string> LetterKey(const LetterSafe& safe, const Id& letter);

// Blobs under the letter's key. kNotFound without the key; Get also kBadCode when bytes changed.
Result<std::string> PutSealed(const LetterSafe& safe, const Id& letter, std::string_view plain);
Result<std::string> GetSealed(const LetterSafe& safe, const Id& letter, const std::string& blob);

// Makes the letter's key and the blob of its particulars, both durable before the entry that needs
// them. Without that entry neither harms. The blob's name.
Result<std::string> SealParticulars(const LetterSafe& safe, const Letter& letter);

// The letter with its particulars and the reasons given for it, for who may see them. They stay
// empty when the key is destroyed.
Result<Letter> Opened(const LetterSafe& safe, Letter letter);

// A free text about such a letter (a reason, a note, a receiver) as an entry keeps it: the name of
// a blob under the letter's key. "" stays "". kNotFound without the key.
Result<std::string> SealText(const LetterSafe& safe, const Id& letter, const std::string& plain);
// The same of a confidential letter; any other letter's text as it is.
Result<std::string> KeptText(const LetterSafe& safe, const Letter& letter,
                             const std::string& plain);
// What SealText sealed; "" once the key is destroyed. A text kept before texts were sealed is given
// as it is. For confidential letters only: another letter's text may look like a sealed one.
Result<std::string> OpenText(const LetterSafe& safe, const Id& letter, const std::string& kept);

}  // namespace piket

#endif  // PIKET_AGENT_LETTERS_SEALED_H_
