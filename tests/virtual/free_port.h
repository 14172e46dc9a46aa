// A port of this machine for a program that must know it before it starts.
#ifndef PIKET_TESTS_VIRTUAL_FREE_PORT_H_
#define PIKET_TESTS_VIRTUAL_FREE_PORT_H_

namespace piket {

// Outside the range the kernel gives to clients, so that none of them takes it in between, and
// random, so that tests side by side rarely meet. 0 when none was found.
int FreePort();

}  // namespace piket

#endif  // PIKET_TESTS_VIRTUAL_FREE_PORT_H_
