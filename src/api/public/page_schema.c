/* page_schema.c -- see api/public/page_schema.h; https://schema.org/Bakery and https://schema.org/Product. */
#include "api/public/page_schema.h"

#include "api/public/shop_info.h"
#include "base/json_text.h"
#include "base/money.h"

#include <inttypes.h>
#include <stdio.h>

static void add_text(struct buf *out, const char *name, const char *text)
{
    if (text == NULL || *text == '\0')
        return;
    buf_addf(out, ",\"%s\":", name);
    json_text_string(out, text);
}

/* Both parts of an address consist of characters that JSON does not escape. */
static void add_link(struct buf *out, const char *name, const char *public_url, const char *path)
{
    if (*public_url != '\0' && path != NULL)
        buf_addf(out, ",\"%s\":\"%s%s\"", name, public_url, path);
}

/* ---- opening hours ---- */

/* An empty list would say that the shop is always closed, so the first entry begins it. */
static void begin_hours(struct buf *out, bool *first)
{
    buf_addf(out, "%s{\"@type\":\"OpeningHoursSpecification\"",
             *first ? ",\"openingHoursSpecification\":[" : ",");
    *first = false;
}

/* The day's last minute stands for "24:00", which search engines do not know. */
static void end_hours(struct buf *out, int from, int to)
{
    char opens[TIME_BYTES], closes[TIME_BYTES];

    time_format(from, opens);
    time_format(to < DAY_MINUTES ? to : DAY_MINUTES - 1, closes);
    buf_addf(out, ",\"opens\":\"%s\",\"closes\":\"%s\"}", opens, closes);
}

/* The days with the same hours as `day`, unless an earlier one has them. */
static void add_weekdays(struct buf *out, const struct opening_hours *hours, int day, bool *first)
{
    static const char *const names[DATE_WEEKDAYS] = { "Monday", "Tuesday",  "Wednesday", "Thursday",
                                                      "Friday", "Saturday", "Sunday" };
    const struct day_hours *at = &hours->days[day];

    for (int earlier = 0; earlier < day; earlier++)
        if (day_hours_equal(&hours->days[earlier], at))
            return;
    for (int i = 0; i < at->count; i++) {
        begin_hours(out, first);
        buf_adds(out, ",\"dayOfWeek\":[");
        for (int same = day; same < DATE_WEEKDAYS; same++)
            if (day_hours_equal(&hours->days[same], at))
                buf_addf(out, "%s\"%s\"", same > day ? "," : "", names[same]);
        buf_addc(out, ']');
        end_hours(out, at->at[i].from, at->at[i].to);
    }
}

/* A date on which it opens and closes at midnight is a closed one. */
static void add_date(struct buf *out, const struct calendar_day *day, bool *first)
{
    static const struct interval closed = { 0, 0 };
    char date[DATE_BYTES];

    date_format(day->days, date);
    for (int i = 0; i < day->hours.count || i == 0; i++) {
        const struct interval *at = day->hours.count > 0 ? &day->hours.at[i] : &closed;

        begin_hours(out, first);
        buf_addf(out, ",\"validFrom\":\"%s\",\"validThrough\":\"%s\"", date, date);
        end_hours(out, at->from, at->to);
    }
}

static void add_hours(struct buf *out, const struct shop_state *shop, int today)
{
    bool first = true;

    for (int day = 0; day < DATE_WEEKDAYS; day++)
        add_weekdays(out, &shop->settings.hours, day, &first);
    for (int i = 0; i < shop->day_count; i++)
        if (shop->calendar[i].days >= today && shop->calendar[i].days < today + SHOP_DAYS_TOLD)
            add_date(out, &shop->calendar[i], &first);
    buf_adds(out, first ? "" : "]");
}

/* ---- api/public/page_schema.h ---- */

void page_schema_bakery(struct buf *out, const struct shop_state *shop, int today, const char *public_url,
                        const char *image)
{
    const struct settings *settings = &shop->settings;

    buf_adds(out, "{\"@context\":\"https://schema.org\",\"@type\":\"Bakery\"");
    add_text(out, "name", settings->name);
    add_link(out, "url", public_url, "/");
    add_link(out, "image", public_url, image);
    add_text(out, "address", settings->address);
    add_text(out, "telephone", settings->phone);
    add_text(out, "currenciesAccepted", settings->currency);
    add_hours(out, shop, today);
    buf_addc(out, '}');
}

void page_schema_product(struct buf *out, const struct schema_product *product, const char *currency,
                         const char *public_url)
{
    char path[40], price[MONEY_BYTES];

    (void)snprintf(path, sizeof(path), "/products/%" PRIu64, product->id);
    buf_adds(out, "{\"@context\":\"https://schema.org\",\"@type\":\"Product\"");
    add_text(out, "name", product->name);
    add_text(out, "description", product->description);
    add_link(out, "url", public_url, path);
    add_link(out, "image", public_url, product->image);
    if (product->price_cents >= 0) {
        money_format(product->price_cents, price);
        buf_addf(out, ",\"offers\":{\"@type\":\"Offer\",\"price\":\"%s\"", price);
        add_text(out, "priceCurrency", currency);
        add_link(out, "url", public_url, path);
        buf_addf(out, ",\"availability\":\"https://schema.org/%s\"}",
                 product->available ? "InStock" : "OutOfStock");
    }
    buf_addc(out, '}');
}
