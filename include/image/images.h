/* images.h -- turns an uploaded photo into pictures for the web: decoded, turned upright, cropped to 4:3
 * around a focus point, in several widths, without any metadata.
 *
 * Decoders are large and read what strangers made, so each photo is handled by a process of its own, which
 * may only read the upload and write the result (image/sandbox.h). A thread waits for it, never the loop. */
#ifndef IMAGE_IMAGES_H
#define IMAGE_IMAGES_H

#include "base/err.h"

#include <stddef.h>

struct images;
struct loop;
struct op_list;

#define IMAGE_UPLOAD_BYTES_MAX ((size_t)12 * 1000 * 1000)

/* The widths: of a phone's shelf, of its product page, and of both on a sharp large screen. A photo that is
 * too small for one of the larger two has fewer pictures. */
#define IMAGE_SIZES 3
extern const int image_widths[IMAGE_SIZES];

/* The pictures are WebP, and this wide: height. */
#define IMAGE_HEIGHT(width) ((width) / 4 * 3)
/* What one picture can have at most. */
#define IMAGE_BYTES_MAX ((size_t)2 << 20)

struct image {
    int width;
    const unsigned char *bytes;
    size_t len;
};

struct image_set {
    int count; /* from the smallest on */
    struct image images[IMAGE_SIZES];
};

/* The point that stays in the picture, in per cent from the left and from the top. */
struct image_focus {
    int x, y;
};

/* Either `set` or `err` is not NULL; both are borrowed until the callback returns. The values of `err->kind`:
 *   ERR_UNSUPPORTED  not a JPEG, PNG or WebP
 *   ERR_INVALID      damaged, animated, too small, or too large to decode within the limits
 *   ERR_UNAVAILABLE  too many photos at once, or no process could be started
 *   ERR_INTERNAL     the helper does not work here */
typedef void images_fn(void *arg, const struct image_set *set, const struct err *err);

struct images_options {
    const char
        *program; /* started as `program image-helper …`, it calls images_helper(); NULL: this program */
    int time_limit_ms; /* for one photo; 0: 10 s */
};

struct images *images_new(struct loop *loop, const struct images_options *options);
void images_free(struct images *images); /* ends the photo that is in work; accepts NULL */

/* Takes `upload`, of `len` bytes, allocated with malloc(). */
void images_make(struct images *images, struct op_list *owner, void *upload, size_t len,
                 struct image_focus focus, images_fn *fn, void *arg);

/* The helper: if these are its arguments, does its work and does not return. Call it first in main(). */
void images_helper(int argc, char *argv[]);

#endif
