// Small pictures of every coding the desk takes, as files' bytes: seeds.
#ifndef PIKET_TESTS_FUZZ_PICTURES_H_
#define PIKET_TESTS_FUZZ_PICTURES_H_

#include <string>
#include <vector>

namespace piket {

// JPEG gray and colour; PNG gray, colour, palette, one bit; TIFF plain, LZW, packbits, group 4.
std::vector<std::string> SmallPictures();
// leptonica says nothing about damaged pictures.
void QuietPictures();

}  // namespace piket

#endif  // PIKET_TESTS_FUZZ_PICTURES_H_
