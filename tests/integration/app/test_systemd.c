/* test_systemd.c -- the messages of the binary (BAKERY_BIN) to systemd: the test takes systemd's place at
 * the socket. */
#include "base/attr.h"
#include "base/clock.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define DEADLINE_MS   20000
#define WATCHDOG_USEC "600000"

struct service {
    char folder[32];
    int fd; /* systemd's end */
    pid_t pid;
};

static int setup(void **state)
{
    struct service *service = mem_alloc(sizeof(*service));

    if (getenv("BAKERY_BIN") == NULL) {
        print_error("BAKERY_BIN is not set: these tests run the binary, by ./dev test\n");
        return -1;
    }
    (void)strcpy(service->folder, "/tmp/bakery-test.XXXXXX");
    assert_non_null(mkdtemp(service->folder));
    service->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_true(service->fd >= 0);
    *state = service;
    return 0;
}

static void remove_file(const struct service *service, const char *name)
{
    char path[64];

    (void)snprintf(path, sizeof(path), "%s/%s", service->folder, name);
    (void)unlink(path);
}

static int teardown(void **state)
{
    static const char *const names[] = { "shop.db", "shop.db-wal", "shop.db-shm", "notify" };
    struct service *service = *state;

    if (service->pid > 0) {
        (void)kill(service->pid, SIGKILL);
        (void)waitpid(service->pid, NULL, 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        remove_file(service, names[i]);
    (void)rmdir(service->folder);
    (void)close(service->fd);
    free(service);
    return 0;
}

/* A name that begins with @ is in the kernel's own space. */
static void listen_at(const struct service *service, const char *name)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    size_t len = strlen(name);

    memcpy(address.sun_path, name, len);
    if (name[0] == '@')
        address.sun_path[0] = '\0';
    assert_int_equal(bind(service->fd, (struct sockaddr *)&address,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)),
                     0);
}

static void start(struct service *service, const char *notify_socket, bool watched)
{
    char database[64], pid[16];

    (void)snprintf(database, sizeof(database), "sqlite:%s/shop.db", service->folder);
    service->pid = fork();
    assert_true(service->pid >= 0);
    if (service->pid > 0)
        return;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)snprintf(pid, sizeof(pid), "%d", (int)getpid());
    (void)setenv("NOTIFY_SOCKET", notify_socket, 1);
    (void)setenv("WATCHDOG_USEC", WATCHDOG_USEC, 1);
    (void)setenv("WATCHDOG_PID", watched ? pid : "1", 1);
    (void)setenv("DATABASE_URL", database, 1);
    (void)setenv("BAKERY_LISTEN", "127.0.0.1:0", 1);
    (void)dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    (void)execl(getenv("BAKERY_BIN"), "bakery", "serve", NULL);
    _exit(127);
}

/* The next message; "" when none comes within `ms`. */
static const char *hear(const struct service *service, int ms)
{
    static char message[64];
    struct pollfd poll_fd = { .fd = service->fd, .events = POLLIN };
    ssize_t len = 0;

    if (poll(&poll_fd, 1, ms) > 0)
        len = recv(service->fd, message, sizeof(message) - 1, 0);
    assert_true(len >= 0);
    message[len] = '\0';
    return message;
}

static void assert_heard(const struct service *service, const char *expected)
{
    assert_string_equal(hear(service, DEADLINE_MS), expected);
}

static void it_says_when_it_serves_and_when_it_drains(void **state)
{
    struct service *service = *state;
    char name[64];
    int status;

    (void)snprintf(name, sizeof(name), "%s/notify", service->folder);
    listen_at(service, name);
    start(service, name, false);
    assert_heard(service, "READY=1");
    assert_string_equal(hear(service, 1000), ""); /* the watchdog is meant for another process */
    assert_int_equal(kill(service->pid, SIGTERM), 0);
    assert_heard(service, "STOPPING=1");
    assert_int_equal(waitpid(service->pid, &status, 0), service->pid);
    service->pid = 0;
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void its_watchdog_is_fed_while_the_loop_turns_and_not_when_it_is_stuck(void **state)
{
    struct service *service = *state;
    char name[64];

    (void)snprintf(name, sizeof(name), "@%s", service->folder);
    listen_at(service, name);
    start(service, name, true);
    assert_heard(service, "READY=1");
    int64_t began_ms = clock_ms();
    for (int i = 0; i < 4; i++)
        assert_heard(service, "WATCHDOG=1");
    assert_in_range(clock_ms() - began_ms, 800, DEADLINE_MS); /* each half of what is asked */
    assert_int_equal(kill(service->pid, SIGSTOP), 0);
    while (hear(service, 50)[0] != '\0') {
        /* what was sent before it stopped */
    }
    assert_string_equal(hear(service, 1500), "");
    assert_int_equal(kill(service->pid, SIGCONT), 0);
    assert_heard(service, "WATCHDOG=1");
}

static void a_socket_that_is_not_there_does_no_harm(void **state)
{
    struct service *service = *state;
    int status;

    start(service, "/nowhere/notify", true);
    assert_string_equal(hear(service, 1500), "");
    assert_int_equal(waitpid(service->pid, &status, WNOHANG), 0);
    assert_int_equal(kill(service->pid, SIGTERM), 0);
    assert_int_equal(waitpid(service->pid, &status, 0), service->pid);
    service->pid = 0;
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_says_when_it_serves_and_when_it_drains),
        TEST(its_watchdog_is_fed_while_the_loop_turns_and_not_when_it_is_stuck),
        TEST(a_socket_that_is_not_there_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
