/* api/public/shop_info.h -- what customers see of the shop, for its pages and for GET /api/shop. */
#ifndef API_PUBLIC_SHOP_INFO_H
#define API_PUBLIC_SHOP_INFO_H

#include "base/buf.h"
#include "shop/settings/settings_store.h"

#include <stdint.h>

struct shop_info;

#define SHOP_ETAG_BYTES 40

/* The dates with other hours that others are told: those within the days that most shops take orders for. */
#define SHOP_DAYS_TOLD 28

/* The shop at this minute. */
struct shop_view {
    const struct shop_state *state;
    int today; /* base/date.h */
    struct buf json;
    char etag[SHOP_ETAG_BYTES]; /* with its quotes */
};

struct shop_info *shop_info_new(const struct settings_store *store); /* borrows it */
void shop_info_free(struct shop_info *info);                         /* accepts NULL */

/* From what the store knows; borrowed until the loop's next turn. */
const struct shop_view *shop_info_view(struct shop_info *info);

/* Writes the shop as JSON, as it is on a date at a minute. Pure; for tests. */
void shop_info_write(struct buf *out, const struct shop_state *state, struct local_time now);

#endif
