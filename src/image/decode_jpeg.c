/* decode_jpeg.c -- JPEG, with libjpeg-turbo: reduced while it is decoded, row by row. */
#include "image/decoder.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

/* After stdio.h: it uses FILE. */
#include <jerror.h>
#include <jpeglib.h>

/* A progressive JPEG of a camera has about ten scans. Each one passes over the whole photo, so a small file
 * with thousands of them takes hours. */
#define SCANS_MAX 100

struct jpeg {
    struct jpeg_decompress_struct info;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf failed;
    enum image_fault fault; /* why it failed */
    JOCTET *profile;
    uint8_t *row;
};

static struct jpeg *jpeg_of(j_common_ptr info)
{
    return info->client_data;
}

static void fail(j_common_ptr info, enum image_fault fault)
{
    struct jpeg *jpeg = jpeg_of(info);

    jpeg->fault = fault;
    longjmp(jpeg->failed, 1);
}

static void on_error(j_common_ptr info)
{
    fail(info, info->err->msg_code == JERR_OUT_OF_MEMORY ? IMAGE_NO_MEMORY : IMAGE_DAMAGED);
}

/* Level -1 is a warning. Cameras write some harmless ones, such as bytes that belong to nothing. */
static void on_message(j_common_ptr info, int level)
{
    if (level < 0 && info->err->msg_code != JWRN_EXTRANEOUS_DATA && info->err->msg_code != JWRN_JFIF_MAJOR &&
        info->err->msg_code != JWRN_ADOBE_XFORM)
        fail(info, IMAGE_DAMAGED);
}

static void on_progress(j_common_ptr info)
{
    if (info->is_decompressor && ((j_decompress_ptr)info)->input_scan_number > SCANS_MAX)
        fail(info, IMAGE_DAMAGED);
}

static void begin(struct jpeg *jpeg, const struct decoding *decoding)
{
    jpeg->info.err = jpeg_std_error(&jpeg->errors);
    jpeg->errors.error_exit = on_error;
    jpeg->errors.emit_message = on_message;
    jpeg->info.client_data = jpeg;
    jpeg_create_decompress(&jpeg->info);
    jpeg->progress.progress_monitor = on_progress;
    jpeg->info.progress = &jpeg->progress;
    jpeg_save_markers(&jpeg->info, JPEG_APP0 + 1, 0xffff); /* EXIF */
    jpeg_save_markers(&jpeg->info, JPEG_APP0 + 2, 0xffff); /* the profile */
    jpeg_mem_src(&jpeg->info, decoding->bytes, (unsigned long)decoding->len);
}

static void read_metadata(struct jpeg *jpeg, struct decoding *decoding)
{
    unsigned profile_bytes;

    for (jpeg_saved_marker_ptr marker = jpeg->info.marker_list; marker != NULL; marker = marker->next)
        if (marker->marker == JPEG_APP0 + 1 && marker->data_length >= 6 && marker->data[0] == 'E')
            decoding_read_exif(decoding, marker->data, marker->data_length);
    if (jpeg_read_icc_profile(&jpeg->info, &jpeg->profile, &profile_bytes))
        decoding_set_profile(decoding, jpeg->profile, profile_bytes);
}

static enum image_fault decode(struct jpeg *jpeg, struct decoding *decoding)
{
    struct jpeg_decompress_struct *info = &jpeg->info;

    begin(jpeg, decoding);
    (void)jpeg_read_header(info, TRUE);
    read_metadata(jpeg, decoding);
    if (info->jpeg_color_space == JCS_CMYK || info->jpeg_color_space == JCS_YCCK)
        return IMAGE_CMYK;
    enum image_fault fault = decoding_plan(decoding, info->image_width, info->image_height);
    if (fault != IMAGE_FINE)
        return fault;

    struct cut cut = decoding->cut;
    info->out_color_space = JCS_RGB;
    info->scale_num = 1;
    info->scale_denom = (unsigned)cut.shrink;
    (void)jpeg_start_decompress(info);
    cut = (struct cut){ cut.x / cut.shrink, cut.y / cut.shrink, cut.width / cut.shrink,
                        cut.height / cut.shrink, 1 };
    jpeg->row = malloc((size_t)info->output_width * PIXEL_BYTES);
    if (jpeg->row == NULL || !row_sink_init(&decoding->sink, &decoding->pixels, &cut))
        return IMAGE_NO_MEMORY;
    while (!row_sink_full(&decoding->sink)) {
        (void)jpeg_read_scanlines(info, &jpeg->row, 1);
        row_sink_add(&decoding->sink, jpeg->row);
    }
    return IMAGE_FINE;
}

enum image_fault decode_jpeg(struct decoding *decoding)
{
    struct jpeg *jpeg = calloc(1, sizeof(*jpeg));
    enum image_fault fault;

    if (jpeg == NULL)
        return IMAGE_NO_MEMORY;
    if (setjmp(jpeg->failed) == 0)
        fault = decode(jpeg, decoding);
    else
        fault = jpeg->fault;
    jpeg_destroy_decompress(&jpeg->info);
    free(jpeg->profile);
    free(jpeg->row);
    free(jpeg);
    return fault;
}
