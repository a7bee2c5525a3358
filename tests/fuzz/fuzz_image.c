/* fuzz_image.c -- photos of strangers: whatever the bytes are, they become pixels of the announced size, or a
 * fault. The focus comes from the last byte. */
#include "image/decode.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct image_limits limits = { .pixels_max = 1 << 20, .width_min = 1, .width_max = 64 };
    struct image_focus focus = { 50, size > 0 ? data[size - 1] % 101 : 50 };
    struct pixels pixels;
    volatile uint8_t sum = 0;

    if (image_decode(data, size, focus, &limits, &pixels) != IMAGE_FINE)
        return 0;
    if (pixels.width < 1 || pixels.height < 1)
        abort();
    for (size_t i = 0; i < (size_t)pixels.width * (size_t)pixels.height * PIXEL_BYTES; i++)
        sum = (uint8_t)(sum + pixels.rgb[i]); /* each byte is there and was written */
    pixels_done(&pixels);
    return 0;
}
