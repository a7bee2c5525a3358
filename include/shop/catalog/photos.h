/* photos.h -- the pictures of products: stored in the database, and kept in memory while they are in demand.
 *
 * A picture that is not in memory is read once, however many requests wait for it, and only a few are read at
 * the same time. */
#ifndef SHOP_CATALOG_PHOTOS_H
#define SHOP_CATALOG_PHOTOS_H

#include "base/err.h"
#include "db/db.h"

#include <stdbool.h>
#include <stddef.h>

struct blob;
struct image_set;
struct op_list;
struct photos;

/* What is kept in memory: a hundred products, in the two sizes that phones load. */
#define PHOTOS_BYTES_MAX ((size_t)16 << 20)
/* Pictures that are read or wait to be read; any more are ERR_UNAVAILABLE. */
#define PHOTOS_WANTED_MAX 512
/* Of these, how many are read at the same time. */
#define PHOTOS_READS_MAX 8

struct photos *photos_new(struct db *db); /* borrows it */
void photos_free(struct photos *photos);  /* pending requests are not called back; accepts NULL */

/* Stores the pictures under the names that photo_path() gives them. */
void photos_put(struct photos *photos, struct op_list *owner, const struct image_set *set, db_fn *fn,
                void *arg);

/* The picture in memory, or NULL: call photos_get(). Borrowed. */
struct blob *photos_peek(struct photos *photos, const char *file);

/* `picture` is borrowed until the callback returns; NULL without `err`: there is no such picture. */
typedef void photos_fn(void *arg, struct blob *picture, const struct err *err);

/* For a picture that is not in memory. `file` must satisfy photo_is_file(). False if too many are wanted:
 * then there is no callback. */
MUST_CHECK bool photos_get(struct photos *photos, struct op_list *owner, const char *file, photos_fn *fn,
                           void *arg, struct err *err);

#endif
