// The sRGB colour profile every archive names as its output intent, and the test of a profile's
// structure. Made here from the numbers of IEC 61966-2-1 and ICC.1:2001 (version 2).
#ifndef PIKET_AGENT_PAPER_COLOUR_PROFILE_H_
#define PIKET_AGENT_PAPER_COLOUR_PROFILE_H_

#include <string>
#include <string_view>
#include <vector>

namespace piket {

// A display profile with matrix and tone curves; always the same bytes.
std::string SrgbProfile();

// What is wrong with a profile of `components` colours; empty when nothing is.
std::vector<std::string> CheckColourProfile(std::string_view profile, int components);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_COLOUR_PROFILE_H_
