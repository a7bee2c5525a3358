/* origin.h -- the address of a site: scheme, host and port, without a path (RFC 6454). */
#ifndef BASE_ORIGIN_H
#define BASE_ORIGIN_H

#include "base/attr.h"

#include <stdbool.h>

/* Whether the text is such an address, with http or https. One slash at the end is removed, and the letters
 * become small ones. A host in other letters must be written in punycode. */
MUST_CHECK bool origin_clean(char *text);

#endif
