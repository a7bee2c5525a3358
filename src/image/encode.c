/* encode.c -- see image/encode.h. */
#include "image/encode.h"

#include <stdlib.h>
#include <string.h>
#include <webp/encode.h>

/* At 80 a photo of bread and its WebP look the same on a phone; 90 doubles the bytes. */
#define QUALITY 80

bool image_encode(const struct pixels *pixels, int width, int height, uint8_t **out, size_t *len)
{
    WebPConfig config;
    WebPPicture picture;
    WebPMemoryWriter writer;

    if (!WebPConfigPreset(&config, WEBP_PRESET_PHOTO, QUALITY) || !WebPPictureInit(&picture))
        return false;
    WebPMemoryWriterInit(&writer);
    picture.use_argb = 1; /* scales the colours of all pixels, not of every fourth */
    picture.width = pixels->width;
    picture.height = pixels->height;
    picture.writer = WebPMemoryWrite;
    picture.custom_ptr = &writer;
    bool encoded = WebPPictureImportRGB(&picture, pixels->rgb, pixels->width * PIXEL_BYTES) &&
                   WebPPictureRescale(&picture, width, height) && WebPEncode(&config, &picture);
    WebPPictureFree(&picture);
    if (!encoded)
        WebPMemoryWriterClear(&writer);
    *out = writer.mem;
    *len = writer.size;
    return encoded;
}
