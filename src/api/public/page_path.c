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
static const char *const pages[] = { "",          PRODUCT,  "/basket",  "/checkout", "/orders",
                                     "/orders/*", "/staff", "/staff/*", "/staff/*/*" };

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
static bool has_product(const char *products, const char *path)
{
    char id[TEXT_NUMBER_BYTES], start[TEXT_NUMBER_BYTES + 16];
    const char *segment = path + strlen(PRODUCT) - 1;
    uint64_t number;

    (void)snprintf(id, sizeof(id), "%.*s", (int)strcspn(segment, "/"), segment);
    if (!text_to_u64(id, INT64_MAX, &number))
        return false;
    (void)snprintf(start, sizeof(start), "{\"id\":%" PRIu64 ",", number);
    return strstr(products, start) != NULL;
}

bool page_path_exists(const char *path, const char *products)
{
    for (size_t i = 0; i < ARRAY_LEN(pages); i++)
        if (matches(pages[i], path))
            return products == NULL || strcmp(pages[i], PRODUCT) != 0 || has_product(products, path);
    return false;
}
