/* api/public/shop_info.h -- the shop's details from the settings, for its pages and for GET /api/shop. */
#ifndef API_PUBLIC_SHOP_INFO_H
#define API_PUBLIC_SHOP_INFO_H

struct buf;

struct shop_info { /* all borrowed; UTF-8 without control characters */
    const char *name;
    const char *address, *hours, *phone; /* "": unknown */
    const char *currency;                /* "EUR" */
};

void shop_info_write(struct buf *out, const struct shop_info *shop); /* as JSON */

#endif
