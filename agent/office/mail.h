// Mail on its way out: waits in local_mail until the office's server has taken it. What is mailed
// names numbers, steps and times, never what a letter says.
#ifndef PIKET_AGENT_OFFICE_MAIL_H_
#define PIKET_AGENT_OFFICE_MAIL_H_

#include <string>

#include "agent/office/office.h"

namespace piket {

struct Mail {
  std::string recipient;  // an address, nothing else
  std::string subject;
  std::string text;
};

// Puts it into the queue, inside Write; nothing without a server or to what is no address.
Result<void> QueueMail(const OfficeWork& office, Database& db, const Mail& mail);

// SendWaitingMail stands in remind.h.

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_MAIL_H_
