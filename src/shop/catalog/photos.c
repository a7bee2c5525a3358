/* photos.c -- see shop/catalog/photos.h.
 *
 *     photos_get -> wanted: queued -> read -> on_row -> its waiters are called; the picture is kept
 *
 * A picture is in one list: queued or reading while somebody waits for it, kept afterwards. The picture that
 * was used the longest time ago makes room. */
#include "shop/catalog/photos.h"

#include "base/base64.h"
#include "base/blob.h"
#include "base/mem.h"
#include "base/text.h"
#include "db/sql.h"
#include "image/images.h"
#include "loop/op.h"
#include "loop/waiters.h"
#include "shop/catalog/photo_path.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#define CHAINS 256 /* the first two hex digits of the hash choose one */

struct picture {
    struct photos *photos;
    char file[PHOTO_PATH_BYTES];
    struct blob *blob; /* NULL: it is still wanted */
    struct waiters waiters;
    LIST_ENTRY(picture) chain;
    TAILQ_ENTRY(picture) entry; /* queued, reading or kept */
};

LIST_HEAD(picture_chain, picture);
TAILQ_HEAD(picture_list, picture);

struct photos {
    struct db *db;
    struct op_list ops;
    struct picture_chain chains[CHAINS];
    struct picture_list queued, reading;
    struct picture_list kept; /* the last used first */
    int wanted_count, reading_count;
    size_t kept_bytes;
};

struct photos *photos_new(struct db *db)
{
    struct photos *photos = mem_alloc(sizeof(*photos));

    photos->db = db;
    op_list_init(&photos->ops);
    TAILQ_INIT(&photos->queued);
    TAILQ_INIT(&photos->reading);
    TAILQ_INIT(&photos->kept);
    return photos;
}

/* ---- pictures ---- */

static struct picture_chain *chain_of(struct photos *photos, const char *file)
{
    return &photos->chains[text_hex_digit(file[0]) * 16 + text_hex_digit(file[1])];
}

static struct picture *find(struct photos *photos, const char *file)
{
    struct picture *picture;

    LIST_FOREACH (picture, chain_of(photos, file), chain)
        if (strcmp(picture->file, file) == 0)
            return picture;
    return NULL;
}

/* It is in no list any more. */
static void picture_free(struct picture *picture)
{
    waiters_drop(&picture->waiters);
    LIST_REMOVE(picture, chain);
    blob_unref(picture->blob);
    free(picture);
}

static void free_all(struct picture_list *list)
{
    struct picture *picture;

    while ((picture = TAILQ_FIRST(list)) != NULL) {
        TAILQ_REMOVE(list, picture, entry);
        picture_free(picture);
    }
}

void photos_free(struct photos *photos)
{
    if (photos == NULL)
        return;
    op_list_cancel(&photos->ops);
    free_all(&photos->queued);
    free_all(&photos->reading);
    free_all(&photos->kept);
    free(photos);
}

/* ---- reading ---- */

static void keep(struct photos *photos, struct picture *picture)
{
    TAILQ_INSERT_HEAD(&photos->kept, picture, entry);
    photos->kept_bytes += picture->blob->len;
    while (photos->kept_bytes > PHOTOS_BYTES_MAX) {
        struct picture *last = TAILQ_LAST(&photos->kept, picture_list);
        photos->kept_bytes -= last->blob->len;
        TAILQ_REMOVE(&photos->kept, last, entry);
        picture_free(last);
    }
}

static struct blob *decode(const char *text)
{
    size_t text_len = strlen(text), size = BASE64_DECODED_BYTES(text_len), len;
    char *bytes = mem_alloc(size);
    struct blob *blob = base64_decode(text, text_len, bytes, size, &len) ? blob_new(bytes, len) : NULL;

    free(bytes);
    return blob;
}

static void call_waiters(struct picture *picture, const struct err *err)
{
    struct waiter_call call;

    while (waiters_next(&picture->waiters, &call))
        ((photos_fn *)call.fn)(call.arg, err != NULL ? NULL : picture->blob, err);
}

static void read_queued(struct photos *photos);

static void on_row(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct picture *picture = arg;
    struct photos *photos = picture->photos;

    TAILQ_REMOVE(&photos->reading, picture, entry);
    photos->reading_count--;
    photos->wanted_count--;
    if (err == NULL && db_rows_count(rows) > 0)
        picture->blob = decode(db_text(rows, 0, 0));
    call_waiters(picture, err);
    if (picture->blob != NULL)
        keep(photos, picture);
    else
        picture_free(picture);
    read_queued(photos);
}

static void read_queued(struct photos *photos)
{
    struct picture *picture;

    while (photos->reading_count < PHOTOS_READS_MAX && (picture = TAILQ_FIRST(&photos->queued)) != NULL) {
        const char *const params[] = { picture->file };
        TAILQ_REMOVE(&photos->queued, picture, entry);
        TAILQ_INSERT_TAIL(&photos->reading, picture, entry);
        photos->reading_count++;
        db_run(photos->db, &photos->ops, &sql_photo_get, params, on_row, picture);
    }
}

static struct picture *want(struct photos *photos, const char *file)
{
    struct picture *picture = mem_alloc(sizeof(*picture));

    picture->photos = photos;
    (void)snprintf(picture->file, sizeof(picture->file), "%s", file);
    waiters_init(&picture->waiters);
    LIST_INSERT_HEAD(chain_of(photos, file), picture, chain);
    TAILQ_INSERT_TAIL(&photos->queued, picture, entry);
    photos->wanted_count++;
    return picture;
}

/* ---- shop/catalog/photos.h ---- */

struct blob *photos_peek(struct photos *photos, const char *file)
{
    struct picture *picture = find(photos, file);

    if (picture == NULL || picture->blob == NULL)
        return NULL;
    TAILQ_REMOVE(&photos->kept, picture, entry);
    TAILQ_INSERT_HEAD(&photos->kept, picture, entry);
    return picture->blob;
}

bool photos_get(struct photos *photos, struct op_list *owner, const char *file, photos_fn *fn, void *arg,
                struct err *err)
{
    struct picture *picture = find(photos, file);

    if (picture == NULL && photos->wanted_count >= PHOTOS_WANTED_MAX)
        return err_set(err, ERR_UNAVAILABLE, "too many pictures are being loaded: try again");
    if (picture == NULL)
        picture = want(photos, file);
    assert(picture->blob == NULL);
    waiters_add(&picture->waiters, owner, (waiter_fn *)fn, arg);
    read_queued(photos);
    return true;
}

void photos_put(struct photos *photos, struct op_list *owner, const struct image_set *set, db_fn *fn,
                void *arg)
{
    char path[PHOTO_PATH_BYTES], files[IMAGE_SIZES][PHOTO_PATH_BYTES], *bytes[IMAGE_SIZES] = { NULL };
    const char *params[2 * IMAGE_SIZES] = { NULL };

    photo_path(set, path);
    for (int i = 0; i < set->count; i++) {
        photo_file(path, set->images[i].width, files[i]);
        bytes[i] = base64_encode(set->images[i].bytes, set->images[i].len);
        params[2 * i] = files[i];
        params[2 * i + 1] = bytes[i];
    }
    db_run(photos->db, owner, &sql_photo_put, params, fn, arg);
    for (int i = 0; i < set->count; i++)
        free(bytes[i]);
}
