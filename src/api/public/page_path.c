/* page_path.c -- see api/public/page_path.h. */
#include "api/public/page_path.h"

#include "base/attr.h"
#include "base/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define PRODUCT "/products/*"

/* The routes of web/src/app.tsx; '*' is a segment. A test compares both. */
static const struct {
    const char *pattern;
    enum page_kind kind;
} pages[] = {
    { "", PAGE_MENU },
    { PRODUCT, PAGE_PRODUCT },
    { "/basket", PAGE_BASKET },
    { "/checkout", PAGE_CHECKOUT },
    { "/orders", PAGE_ORDERS },
    { "/orders/*", PAGE_ORDER },
    { "/staff", PAGE_STAFF },
    { "/staff/*", PAGE_STAFF },
    { "/staff/*/*", PAGE_STAFF },
};

/* As the router of the scripts does it: in any case, and with or without a slash at the end. */
static bool matches(const char *pattern, const char *path)
{
    for (; *pattern != '\0'; pattern++) {
        size_t len = *pattern == '*' ? strcspn(path, "/") : 1;

        if (len == 0 ||
            (*pattern != '*' && tolower((unsigned char)*pattern) != tolower((unsigned char)*path)))
            return false;
        path += len;
    }
    return *path == '\0' || strcmp(path, "/") == 0;
}

/* Each product begins so, and no string can look like it: its quotes would be escaped (shop/product.c). */
const char *page_path_product(const char *products, uint64_t id)
{
    char start[TEXT_NUMBER_BYTES + 16];

    (void)snprintf(start, sizeof(start), "{\"id\":%" PRIu64 ",", id);
    return strstr(products, start);
}

/* 0: it is not the id of a product. */
static uint64_t product_id(const char *path)
{
    const char *segment = path + strlen(PRODUCT) - 1;
    char id[TEXT_NUMBER_BYTES];
    uint64_t number;

    (void)snprintf(id, sizeof(id), "%.*s", (int)strcspn(segment, "/"), segment);
    return text_to_u64(id, INT64_MAX, &number) ? number : 0;
}

static struct page_path product_path(const char *path, const char *products)
{
    uint64_t id = product_id(path);

    if (products != NULL && (id == 0 || page_path_product(products, id) == NULL))
        return (struct page_path){ .kind = PAGE_NO_PRODUCT };
    return (struct page_path){ PAGE_PRODUCT, id };
}

struct page_path page_path_of(const char *path, const char *products)
{
    for (size_t i = 0; i < ARRAY_LEN(pages); i++)
        if (matches(pages[i].pattern, path))
            return pages[i].kind == PAGE_PRODUCT ? product_path(path, products)
                                                 : (struct page_path){ .kind = pages[i].kind };
    return (struct page_path){ .kind = PAGE_NONE };
}

bool page_path_exists(const struct page_path *path)
{
    return path->kind < PAGE_NO_PRODUCT;
}
