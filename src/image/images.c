/* images.c -- see image/images.h.
 *
 *     images_make -> run (a thread: start the helper, read its answer, end it) -> on_made -> callback */
#include "image/images.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "image/decode.h"
#include "image/helper.h"
#include "loop/offload.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* One at a time: a second one would make both slower on a small machine. A photo takes about half a second.
 */
#define WAITING_MAX 8
#define WAIT_MAX_MS 60000
#define HELPER_PATH "/proc/self/exe"

const int image_widths[IMAGE_SIZES] = { 480, 960, 1600 };

struct images {
    struct offload *offload;
    int stop_fd; /* readable: the photo in work is given up */
    char *program;
    int time_limit_ms;
};

struct job {
    const struct images *images; /* which wait for the job */
    void *upload;
    size_t upload_bytes;
    struct image_focus focus;
    images_fn *fn;
    void *arg;

    /* The result. */
    uint8_t *answer; /* what the helper wrote */
    size_t answer_bytes;
    bool late;  /* it was ended because of the time */
    int error;  /* errno, if it could not be started */
    int status; /* of waitpid() */
};

/* ---- on the thread ---- */

/* A file in memory, to be read from its start. */
static int upload_file(const struct job *job)
{
    int fd = memfd_create("upload", MFD_CLOEXEC);
    size_t written = 0;

    while (fd >= 0 && written < job->upload_bytes) {
        ssize_t some = write(fd, (const char *)job->upload + written, job->upload_bytes - written);
        if (some < 0 && errno != EINTR) {
            (void)close(fd);
            return -1;
        }
        written += some > 0 ? (size_t)some : 0;
    }
    if (fd >= 0)
        (void)lseek(fd, 0, SEEK_SET);
    return fd;
}

/* Starts the helper with these as its standard input and output, without any other descriptor, without the
 * environment, which has passwords, and with signals as usual. Returns 0, or errno. */
static int spawn(const struct job *job, int in, int out, pid_t *pid)
{
    char x[12], y[12];
    char *const argv[] = { (char *)job->images->program, (char *)IMAGE_HELPER, x, y, NULL };
    char *const environment[] = { NULL };
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;

    (void)snprintf(x, sizeof(x), "%d", job->focus.x);
    (void)snprintf(y, sizeof(y), "%d", job->focus.y);
    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    (void)posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    (void)posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    (void)posix_spawnattr_init(&attributes);
    (void)posix_spawnattr_setflags(&attributes,
                                   POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    (void)posix_spawnattr_setsigmask(&attributes, &none);
    (void)posix_spawnattr_setsigdefault(&attributes, &all);
    int error = posix_spawn(pid, job->images->program, &actions, &attributes, argv, environment);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)posix_spawnattr_destroy(&attributes);
    return error;
}

/* Reads until the helper has ended, its time is over, or the program stops. */
static void read_answer(struct job *job, int fd)
{
    int64_t end_ms = clock_ms() + job->images->time_limit_ms, left_ms;
    struct pollfd readable[] = { { .fd = fd, .events = POLLIN },
                                 { .fd = job->images->stop_fd, .events = POLLIN } };

    job->answer = mem_alloc(IMAGE_ANSWER_BYTES_MAX);
    while ((left_ms = end_ms - clock_ms()) > 0) {
        if (poll(readable, ARRAY_LEN(readable), (int)left_ms) <= 0)
            continue; /* interrupted, or late */
        if (readable[1].revents != 0)
            return;
        ssize_t came = read(fd, job->answer + job->answer_bytes, IMAGE_ANSWER_BYTES_MAX - job->answer_bytes);
        if (came == 0 || (came < 0 && errno != EINTR))
            return;
        job->answer_bytes += came > 0 ? (size_t)came : 0;
    }
    job->late = true;
}

static void run(void *arg)
{
    struct job *job = arg;
    int in = upload_file(job), out[2] = { -1, -1 };
    pid_t pid;

    if (in < 0 || pipe2(out, O_CLOEXEC) != 0) {
        job->error = errno;
    } else if ((job->error = spawn(job, in, out[1], &pid)) == 0) {
        (void)close(out[1]);
        out[1] = -1;
        read_answer(job, out[0]);
        (void)kill(pid, SIGKILL);
        while (waitpid(pid, &job->status, 0) < 0 && errno == EINTR)
            ;
    }
    for (int i = 0; i < 2; i++)
        if (out[i] >= 0)
            (void)close(out[i]);
    if (in >= 0)
        (void)close(in);
}

/* ---- on the loop's thread ---- */

static const struct {
    enum err_kind kind;
    const char *detail;
} faults[IMAGE_FAULTS] = {
    [IMAGE_UNKNOWN] = { ERR_UNSUPPORTED, "send a photo as JPEG, PNG or WebP" },
    [IMAGE_DAMAGED] = { ERR_INVALID, "the photo is damaged or incomplete: choose it again" },
    [IMAGE_ANIMATED] = { ERR_INVALID, "the picture is animated: choose a still one" },
    [IMAGE_CMYK] = { ERR_INVALID, "the photo has the colours of print (CMYK): save it with RGB colours" },
    [IMAGE_TOO_LARGE] = { ERR_INVALID, "the photo has more than 50 megapixels: make it smaller" },
    [IMAGE_TOO_SMALL] = { ERR_INVALID, "the photo is too small: it must have at least 480 x 360 pixels" },
    [IMAGE_NO_MEMORY] = { ERR_INVALID,
                          "decoding the photo takes more than 256 MB of memory: make it smaller" },
    [IMAGE_TOO_SLOW] = { ERR_INVALID, "decoding the photo takes more than 10 seconds: make it smaller" },
};

/* Whether the answer is whole and keeps the rules. The helper may have been taken over by a malicious photo.
 */
static bool parse(const struct job *job, struct image_answer *answer, struct image_set *set)
{
    size_t at = sizeof(*answer);

    if (job->answer_bytes < at)
        return false;
    memcpy(answer, job->answer, at);
    if (answer->fault >= IMAGE_FAULTS || answer->count > IMAGE_SIZES ||
        (answer->count > 0) != (answer->fault == IMAGE_FINE))
        return false;
    set->count = (int)answer->count;
    for (int i = 0; i < set->count; i++) {
        size_t len = answer->bytes[i];
        if (len == 0 || len > IMAGE_BYTES_MAX)
            return false;
        set->images[i] = (struct image){ image_widths[i], job->answer + at, len };
        at += len;
    }
    return at == job->answer_bytes; /* the pictures are all there, and nothing else */
}

/* The helper gave no answer: for the log, and for the client if the photo may be the cause. */
static void explain(const struct job *job, struct err *err)
{
    if (job->error != 0) {
        (void)err_set(err, ERR_UNAVAILABLE, "no process for photos can be started: %s", strerror(job->error));
    } else if (job->late || (WIFSIGNALED(job->status) && WTERMSIG(job->status) == SIGXCPU)) {
        (void)err_set(err, ERR_INVALID, "%s", faults[IMAGE_TOO_SLOW].detail);
    } else if (WIFSIGNALED(job->status)) {
        log_warn("image: a photo ended its process with signal %d", WTERMSIG(job->status));
        (void)err_set(err, ERR_INVALID, "%s", faults[IMAGE_DAMAGED].detail);
    } else {
        (void)err_set(err, ERR_INTERNAL, "the process for photos ended with status %d",
                      WEXITSTATUS(job->status));
    }
}

static void on_made(void *arg, void *data, const struct err *err)
{
    struct job *job = data;
    struct image_answer answer = { 0 };
    struct image_set set = { 0 };
    struct err why = ERR_INIT;

    (void)arg;
    if (err != NULL)
        why = *err;
    else if (!parse(job, &answer, &set))
        explain(job, &why);
    else if (answer.fault != IMAGE_FINE)
        (void)err_set(&why, faults[answer.fault].kind, "%s", faults[answer.fault].detail);
    job->fn(job->arg, err_is_set(&why) ? NULL : &set, err_is_set(&why) ? &why : NULL);
}

static void free_job(void *data)
{
    struct job *job = data;

    free(job->upload);
    free(job->answer);
    free(job);
}

struct images *images_new(struct loop *loop, const struct images_options *options)
{
    const struct offload_options offload = {
        .name = "photo", .threads = 1, .waiting = WAITING_MAX, .time_limit_ms = WAIT_MAX_MS
    };
    struct images *images = mem_alloc(sizeof(*images));

    images->offload = offload_new(loop, &offload);
    images->stop_fd = eventfd(0, EFD_CLOEXEC);
    if (images->stop_fd < 0)
        log_fatal("image: cannot create an event: %s", strerror(errno));
    images->program = mem_strdup(options->program != NULL ? options->program : HELPER_PATH);
    images->time_limit_ms = options->time_limit_ms > 0 ? options->time_limit_ms : IMAGE_SECONDS * 1000;
    return images;
}

void images_free(struct images *images)
{
    if (images == NULL)
        return;
    (void)eventfd_write(images->stop_fd, 1);
    offload_free(images->offload);
    (void)close(images->stop_fd);
    free(images->program);
    free(images);
}

void images_make(struct images *images, struct op_list *owner, void *upload, size_t len,
                 struct image_focus focus, images_fn *fn, void *arg)
{
    struct job *job = mem_alloc(sizeof(*job));

    job->images = images;
    job->upload = upload;
    job->upload_bytes = len;
    job->focus = focus;
    job->fn = fn;
    job->arg = arg;
    offload_run(images->offload, owner, run, job, free_job, on_made, NULL);
}
