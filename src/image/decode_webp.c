/* decode_webp.c -- WebP, with libwebp: it crops and reduces by itself. */
#include "image/decoder.h"

#include <stdlib.h>
#include <webp/decode.h>
#include <webp/demux.h>

static enum image_fault fault_of(VP8StatusCode status)
{
    if (status == VP8_STATUS_OK)
        return IMAGE_FINE;
    return status == VP8_STATUS_OUT_OF_MEMORY ? IMAGE_NO_MEMORY : IMAGE_DAMAGED;
}

static void read_metadata(struct decoding *decoding)
{
    const WebPData data = { decoding->bytes, decoding->len };
    WebPDemuxer *demuxer = WebPDemux(&data);
    WebPChunkIterator chunk;

    if (demuxer == NULL)
        return;
    if (WebPDemuxGetChunk(demuxer, "EXIF", 1, &chunk)) {
        decoding_read_exif(decoding, chunk.chunk.bytes, chunk.chunk.size);
        WebPDemuxReleaseChunkIterator(&chunk);
    }
    if (WebPDemuxGetChunk(demuxer, "ICCP", 1, &chunk)) {
        decoding_set_profile(decoding, chunk.chunk.bytes, chunk.chunk.size);
        WebPDemuxReleaseChunkIterator(&chunk);
    }
    WebPDemuxDelete(demuxer);
}

static enum image_fault decode(struct decoding *decoding, WebPDecoderConfig *config)
{
    const struct cut *cut = &decoding->cut;
    struct pixels *pixels = &decoding->pixels;
    /* libwebp makes an odd left or top edge even. */
    WebPDecoderOptions *options = &config->options;

    options->use_cropping = 1;
    options->crop_left = cut->x & ~1;
    options->crop_top = cut->y & ~1;
    options->crop_width = cut->width;
    options->crop_height = cut->height;
    options->use_scaling = cut->shrink > 1;
    options->scaled_width = cut->width / cut->shrink;
    options->scaled_height = cut->height / cut->shrink;
    config->output.colorspace = MODE_RGBA;
    enum image_fault fault = fault_of(WebPDecode(decoding->bytes, decoding->len, config));
    if (fault != IMAGE_FINE)
        return fault;
    const WebPDecBuffer *output = &config->output;
    if (!pixels_init(pixels, output->width, output->height))
        return IMAGE_NO_MEMORY;
    for (int y = 0; y < pixels->height; y++)
        pixels_drop_alpha(pixels->rgb + (size_t)y * (size_t)pixels->width * PIXEL_BYTES,
                          output->u.RGBA.rgba + (size_t)y * (size_t)output->u.RGBA.stride,
                          (size_t)pixels->width);
    return IMAGE_FINE;
}

enum image_fault decode_webp(struct decoding *decoding)
{
    WebPDecoderConfig config;

    if (!WebPInitDecoderConfig(&config))
        return IMAGE_DAMAGED;
    enum image_fault fault = fault_of(WebPGetFeatures(decoding->bytes, decoding->len, &config.input));
    if (fault != IMAGE_FINE)
        return fault;
    if (config.input.has_animation)
        return IMAGE_ANIMATED;
    read_metadata(decoding);
    fault = decoding_plan(decoding, config.input.width, config.input.height);
    if (fault == IMAGE_FINE)
        fault = decode(decoding, &config);
    WebPFreeDecBuffer(&config.output);
    return fault;
}
