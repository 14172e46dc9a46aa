// Takes the papers the centre wants printed here: an order becomes this desk's own once everything
// it needs has come, and prints like any other. Asked for again it is taken once (trust.md §5).
#ifndef PIKET_AGENT_DESK_TAKE_ORDER_H_
#define PIKET_AGENT_DESK_TAKE_ORDER_H_

#include "agent/desk/desk.h"

namespace piket {

// How many were taken; those whose paper is still on its way wait. Takes the database's turn.
Result<int> TakeOrders(Desk& desk);

}  // namespace piket

#endif  // PIKET_AGENT_DESK_TAKE_ORDER_H_
