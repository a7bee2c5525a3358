/* page_head.c -- see api/public/page_head.h. The menu and products share one way: what is said of them is
 * collected first, and then written as tags. */
#include "api/public/page_head.h"

#include "api/public/page_escape.h"
#include "api/public/page_schema.h"
#include "base/money.h"
#include "base/text.h"
#include "shop/catalog/photo_path.h"
#include "shop/settings/settings_store.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define PATH_BYTES 40

/* ---- words ---- */

struct words {
    const char *titles[PAGE_KINDS];   /* not of a product, which has a name */
    const char *menu[2], *product[2]; /* descriptions: what stands around the shop's name */
};

static const struct words english = {
    .titles = { [PAGE_MENU] = "Order and collect",
                [PAGE_BASKET] = "Basket",
                [PAGE_CHECKOUT] = "Checkout",
                [PAGE_ORDERS] = "Your orders",
                [PAGE_ORDER] = "Your order",
                [PAGE_STAFF] = "Staff",
                [PAGE_NO_PRODUCT] = "That’s not on our shelf",
                [PAGE_NONE] = "There’s nothing here" },
    .menu = { "What ", " has on its shelf today, to order and collect." },
    .product = { " from ", ", to order and collect." },
};

static const struct words german = {
    .titles = { [PAGE_MENU] = "Bestellen und abholen",
                [PAGE_BASKET] = "Korb",
                [PAGE_CHECKOUT] = "Kasse",
                [PAGE_ORDERS] = "Deine Bestellungen",
                [PAGE_ORDER] = "Deine Bestellung",
                [PAGE_STAFF] = "Team",
                [PAGE_NO_PRODUCT] = "Das steht nicht in unserem Regal",
                [PAGE_NONE] = "Hier ist nichts" },
    .menu = { "Was ", " heute im Regal hat, zum Bestellen und Abholen." },
    .product = { " von ", ", zum Bestellen und Abholen." },
};

static const struct words *words_of(const struct settings *settings)
{
    return strcmp(settings->language, "de") == 0 ? &german : &english;
}

/* ---- the product ---- */

/* A drawing cannot be the picture of a link: what shows links takes photographs only. */
static const char *shown_image(const json_t *product)
{
    const char *photo = json_string_value(json_object_get(product, "photo")),
               *image = json_string_value(json_object_get(product, "image"));

    if (photo != NULL)
        return photo;
    size_t len = image != NULL ? strlen(image) : 0;
    return len > 4 && strcasecmp(image + len - 4, ".svg") != 0 ? image : NULL;
}

/* Borrows from `json`. */
static void read_product(struct schema_product *product, uint64_t id, const json_t *json)
{
    const char *name = json_string_value(json_object_get(json, "name")),
               *description = json_string_value(json_object_get(json, "description"));
    const json_t *price = json_object_get(json, "price");

    *product = (struct schema_product){
        .id = id,
        .name = name != NULL ? name : "",
        .description = description != NULL ? description : "",
        .image = shown_image(json),
        .available = json_is_true(json_object_get(json, "available")),
    };
    if (!json_is_number(price) || !money_from_double(json_number_value(price), &product->price_cents))
        product->price_cents = -1;
}

/* The product of the page, as JSON; NULL: the list is not known. */
static json_t *load_product(const struct page_head *head)
{
    const char *start = head->products != NULL ? page_path_product(head->products, head->path.product) : NULL;

    return start != NULL ? json_loads(start, JSON_DISABLE_EOF_CHECK, NULL) : NULL;
}

/* ---- tags ---- */

/* "Sourdough Loaf · Morrow", as web/src/ui/page-title.tsx does it. */
static void add_title(struct buf *out, const char *title, const char *shop)
{
    buf_adds(out, "<title>");
    page_add_html(out, title);
    if (*title != '\0' && *shop != '\0')
        buf_adds(out, " · ");
    page_add_html(out, shop);
    buf_adds(out, "</title>\n");
}

/* `key` is the attribute that names the tag: Open Graph takes "property", all others "name". */
static void add_meta(struct buf *out, const char *key, const char *name, const char *content)
{
    if (*content == '\0')
        return;
    buf_addf(out, "<meta %s=\"%s\" content=\"", key, name);
    page_add_html(out, content);
    buf_adds(out, "\">\n");
}

static void add_address(struct buf *out, const char *before, const struct page_head *head, const char *path)
{
    buf_adds(out, before);
    page_add_html(out, head->public_url);
    page_add_html(out, path);
    buf_adds(out, "\">\n");
}

/* A relative address would be no help: those who read these tags want absolute ones. */
static void add_addresses(struct buf *out, const struct page_head *head, const char *path, const char *image)
{
    if (head->public_url[0] == '\0')
        return;
    add_address(out, "<link rel=\"canonical\" href=\"", head, path);
    add_address(out, "<meta property=\"og:url\" content=\"", head, path);
    if (image != NULL)
        add_address(out, "<meta property=\"og:image\" content=\"", head, image);
}

/* ---- descriptions ---- */

/* The bytes of as many words as leave room for an ellipsis; of a text in words as long as Thai's or
 * Japanese's sentences, as many characters. */
static size_t clipped_len(const char *text)
{
    size_t count = 0, space = 0, at = 0;

    for (;; at++) {
        if (((unsigned char)text[at] & 0xc0) == 0x80)
            continue;
        if (++count == PAGE_HEAD_DESCRIPTION_MAX)
            return space > at / 2 ? space : at;
        if (text[at] == ' ')
            space = at;
    }
}

static void describe_menu(struct buf *out, const struct words *words, const char *shop)
{
    buf_addf(out, "%s%s%s", words->menu[0], shop, words->menu[1]);
}

static void describe_product(struct buf *out, const struct words *words, const struct schema_product *product,
                             const char *shop)
{
    if (product->description[0] == '\0') {
        buf_addf(out, "%s%s%s%s", product->name, words->product[0], shop, words->product[1]);
    } else if (text_length(product->description) <= PAGE_HEAD_DESCRIPTION_MAX) {
        buf_adds(out, product->description);
    } else {
        buf_add(out, product->description, clipped_len(product->description));
        buf_adds(out, "…");
    }
}

/* ---- the pages for search engines ---- */

/* What a page says of itself in its tags. Borrowed. */
struct card {
    const char *title, *description, *type;
    const char *path, *image; /* URL paths; image: NULL: none */
};

static void add_card(struct buf *out, const struct page_head *head, const struct card *card)
{
    add_meta(out, "name", "description", card->description);
    add_meta(out, "property", "og:site_name", head->shop->settings.name);
    add_meta(out, "property", "og:type", card->type);
    add_meta(out, "property", "og:title", card->title);
    add_meta(out, "property", "og:description", card->description);
    add_addresses(out, head, card->path, card->image);
}

static void add_schema(struct buf *out, const struct buf *schema)
{
    buf_adds(out, "<script type=\"application/ld+json\">");
    page_add_script_json(out, schema->data);
    buf_adds(out, "</script>\n");
}

/* The first photo of the list; "": there is none. Outside of a string, nothing can look like the member
 * (page_path_product()). */
static void first_photo(const char *products, char out[PHOTO_PATH_BYTES])
{
    static const char member[] = ",\"photo\":\"";
    const char *photo = products != NULL ? strstr(products, member) : NULL;

    out[0] = '\0';
    if (photo == NULL)
        return;
    photo += strlen(member);
    (void)snprintf(out, PHOTO_PATH_BYTES, "%.*s", (int)strcspn(photo, "\""), photo);
}

static void write_menu(struct buf *out, const struct page_head *head, const struct words *words)
{
    const struct settings *settings = &head->shop->settings;
    char photo[PHOTO_PATH_BYTES];
    struct buf description, schema;

    first_photo(head->products, photo);
    const char *image = photo[0] != '\0' ? photo : NULL;
    buf_init(&description, PAGE_HEAD_BYTES_MAX);
    buf_init(&schema, PAGE_HEAD_BYTES_MAX);
    describe_menu(&description, words, settings->name);
    page_schema_bakery(&schema, head->shop, head->today, head->public_url, image);
    add_title(out, words->titles[PAGE_MENU], settings->name);
    add_card(out, head, &(struct card){ settings->name, description.data, "website", "/", image });
    add_schema(out, &schema);
    buf_done(&description);
    buf_done(&schema);
}

static void write_product(struct buf *out, const struct page_head *head, const struct words *words,
                          const struct schema_product *product)
{
    const struct settings *settings = &head->shop->settings;
    char path[PATH_BYTES];
    struct buf description, schema;

    (void)snprintf(path, sizeof(path), "/products/%" PRIu64, product->id);
    buf_init(&description, PAGE_HEAD_BYTES_MAX);
    buf_init(&schema, PAGE_HEAD_BYTES_MAX);
    describe_product(&description, words, product, settings->name);
    page_schema_product(&schema, product, settings->currency, head->public_url);
    add_title(out, product->name, settings->name);
    add_card(out, head, &(struct card){ product->name, description.data, "product", path, product->image });
    add_schema(out, &schema);
    buf_done(&description);
    buf_done(&schema);
}

/* While the list is not known, the shop's name has to do; search engines may come back to the page. */
static void write_product_page(struct buf *out, const struct page_head *head, const struct words *words)
{
    struct schema_product product;
    json_t *json = load_product(head);

    if (json != NULL) {
        read_product(&product, head->path.product, json);
        write_product(out, head, words, &product);
    } else {
        add_title(out, "", head->shop->settings.name);
    }
    json_decref(json);
}

/* ---- api/public/page_head.h ---- */

void page_head_write(struct buf *out, const struct page_head *head)
{
    const struct settings *settings = &head->shop->settings;
    const struct words *words = words_of(settings);

    if (head->path.kind == PAGE_MENU) {
        write_menu(out, head, words);
    } else if (head->path.kind == PAGE_PRODUCT) {
        write_product_page(out, head, words);
    } else {
        add_title(out, words->titles[head->path.kind], settings->name);
        add_meta(out, "name", "robots", "noindex");
    }
}
