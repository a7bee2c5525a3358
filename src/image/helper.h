/* helper.h -- what the helper process writes to its standard output: an answer, then the bytes of its
 * pictures. Both sides are the same program. The reader trusts nothing of it. */
#ifndef IMAGE_HELPER_H
#define IMAGE_HELPER_H

#include "image/images.h"

#include <stdint.h>

#define IMAGE_HELPER "image-helper" /* argv[1]; then the focus, in per cent */

struct image_answer {
    uint32_t fault; /* enum image_fault; then `count` is 0 */
    uint32_t count;
    uint32_t bytes[IMAGE_SIZES]; /* of each picture, from the smallest on */
};

#define IMAGE_ANSWER_BYTES_MAX (sizeof(struct image_answer) + IMAGE_SIZES * IMAGE_BYTES_MAX)

/* The limits of one photo. */
#define IMAGE_MEMORY_BYTES ((size_t)256 << 20)
#define IMAGE_SECONDS      10

#endif
