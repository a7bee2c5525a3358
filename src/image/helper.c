/* helper.c -- the helper process: reads a photo from standard input, writes pictures to standard output.
 *
 *     enter the sandbox -> read -> decode -> encode each size -> write -> exit
 *
 * It frees nothing, because it ends. */
#include "image/helper.h"

#include "base/text.h"
#include "image/decode.h"
#include "image/encode.h"
#include "image/sandbox.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Exit status, if the process could not do its work at all. */
#define EXIT_NO_SANDBOX 3

static void write_all(const void *bytes, size_t len)
{
    while (len > 0) {
        ssize_t written = write(STDOUT_FILENO, bytes, len);

        if (written < 0 && errno != EINTR)
            _exit(1);
        len -= written > 0 ? (size_t)written : 0;
        bytes = (const char *)bytes + (written > 0 ? written : 0);
    }
}

static _Noreturn void answer_fault(enum image_fault fault)
{
    const struct image_answer answer = { .fault = fault };

    write_all(&answer, sizeof(answer));
    _exit(0);
}

static size_t read_all(uint8_t *out, size_t size)
{
    size_t len = 0;
    ssize_t came;

    while (len < size && (came = read(STDIN_FILENO, out + len, size - len)) != 0) {
        if (came < 0 && errno != EINTR)
            _exit(1);
        len += came > 0 ? (size_t)came : 0;
    }
    return len;
}

static _Noreturn void run(struct image_focus focus)
{
    struct image_answer answer = { 0 };
    uint8_t *pictures[IMAGE_SIZES];
    struct pixels pixels;
    uint8_t *photo = malloc(IMAGE_UPLOAD_BYTES_MAX);

    if (photo == NULL)
        answer_fault(IMAGE_NO_MEMORY);
    size_t len = read_all(photo, IMAGE_UPLOAD_BYTES_MAX);
    enum image_fault fault = image_decode(photo, len, focus, &image_limits, &pixels);
    free(photo);
    if (fault != IMAGE_FINE)
        answer_fault(fault);
    for (int i = 0; i < IMAGE_SIZES && (i == 0 || image_widths[i] <= pixels.width); i++) {
        size_t bytes;
        if (!image_encode(&pixels, image_widths[i], IMAGE_HEIGHT(image_widths[i]), &pictures[i], &bytes) ||
            bytes > IMAGE_BYTES_MAX)
            answer_fault(IMAGE_NO_MEMORY);
        answer.bytes[i] = (uint32_t)bytes;
        answer.count++;
    }
    write_all(&answer, sizeof(answer));
    for (uint32_t i = 0; i < answer.count; i++)
        write_all(pictures[i], answer.bytes[i]);
    _exit(0);
}

/* Our own parent gives it. */
static int per_cent(const char *text)
{
    uint64_t number;

    return text_to_u64(text, 100, &number) ? (int)number : 50;
}

void images_helper(int argc, char *argv[])
{
    const struct sandbox_limits limits = {
        .memory_bytes = IMAGE_MEMORY_BYTES,
        .cpu_s = IMAGE_SECONDS,
    };

    if (argc != 4 || strcmp(argv[1], IMAGE_HELPER) != 0)
        return;
    if (!sandbox_enter(&limits))
        _exit(EXIT_NO_SANDBOX);
    run((struct image_focus){ per_cent(argv[2]), per_cent(argv[3]) });
}
