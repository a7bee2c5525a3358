/* zone.h -- the shop's time zone, by the system's IANA database. It is one for the whole process. */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include "base/attr.h"
#include "base/date.h"

#include <stdbool.h>
#include <stdint.h>

#define ZONE_NAME_MAX 64

/* Whether the system knows the zone: "Europe/Dublin", "UTC". Reads a file. */
MUST_CHECK bool zone_is_known(const char *name);

/* The machine's zone: of TZ, or of /etc/localtime, else "UTC". */
void zone_of_machine(char out[ZONE_NAME_MAX + 1]);

/* Makes it the zone of zone_local(). An unknown zone is UTC. Only for the loop's thread. */
void zone_set(const char *name);

struct local_time {
    int days;   /* base/date.h */
    int minute; /* of the day, 0 … 1439 */
};

/* The date that it is now in the zone. */
void zone_today(char out[DATE_BYTES]);

/* The local time at an instant (base/clock.h). */
struct local_time zone_local(int64_t wall_ms);

/* The instant of a local time, the first one of a time that comes twice in autumn. `minute` may be 1440, the
 * end of the day. False: it does not exist, in spring. */
MUST_CHECK bool zone_instant(struct local_time local, int64_t *wall_ms);

#endif
