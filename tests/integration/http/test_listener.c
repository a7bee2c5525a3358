/* test_listener.c -- the forms of a listen address, and the file of a unix socket: http/listener.h. */
#include "base/attr.h"
#include "http/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#define PATH_BYTES sizeof(((struct sockaddr_un *)NULL)->sun_path)

/* Each test is in a folder of its own. */
static int setup(void **state)
{
    char folder[] = "/tmp/bakery-listener-XXXXXX";

    if (mkdtemp(folder) == NULL || chdir(folder) != 0)
        return -1;
    *state = strdup(folder);
    return 0;
}

static int teardown(void **state)
{
    int result = chdir("/") + rmdir(*state); /* fails for what a test has left behind */

    free(*state);
    return result;
}

static struct listener open_at(const char *address)
{
    struct listener listener;
    struct err err = ERR_INIT;

    if (!listener_open(&listener, address, &err))
        fail_msg("%s: %s", address, err.msg);
    return listener;
}

static void assert_refused(const char *address, enum err_kind kind, const char *words)
{
    struct listener listener;
    struct err err = ERR_INIT;

    if (listener_open(&listener, address, &err))
        fail_msg("listens on %s", address);
    assert_int_equal(listener.fd, -1);
    assert_int_equal(err.kind, kind);
    if (strstr(err.msg, words) == NULL)
        fail_msg("%s: %s", address, err.msg);
    assert_true(strlen(err.msg) <= 120); /* app/shop.c adds which setting it is */
}

static void test_tcp_addresses_have_these_forms(void **state UNUSED)
{
    static const struct {
        const char *address, *at;
    } cases[] = {
        { "127.0.0.1:0", "127.0.0.1:" }, { "0.0.0.0:0", "0.0.0.0:" },     { "0", "127.0.0.1:" },
        { "localhost:0", "127.0.0.1:" }, { "LocalHost:0", "127.0.0.1:" },
    };
    char address[HTTP_ADDRESS_BYTES], expected[HTTP_ADDRESS_BYTES];

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct listener listener = open_at(cases[i].address);

        listener_address(&listener, address);
        (void)snprintf(expected, sizeof(expected), "%s%d", cases[i].at, listener_port(&listener));
        assert_string_equal(address, expected);
        assert_in_range(listener_port(&listener), 1, 65535);
        listener_close(&listener);
        listener_close(&listener);
    }
}

static void test_a_port_alone_is_that_port(void **state UNUSED)
{
    struct listener first = open_at("0");
    char port[8];
    int number = listener_port(&first);

    (void)snprintf(port, sizeof(port), "%d", number);
    assert_refused(port, ERR_UNAVAILABLE, "Address already in use");
    listener_close(&first);
    first = open_at(port);
    assert_int_equal(listener_port(&first), number);
    listener_close(&first);
}

static bool connects(int family, int port)
{
    struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) };
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);

    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    v6.sin6_addr = in6addr_loopback;
    bool connected = family == AF_INET ? connect(fd, (struct sockaddr *)&v4, sizeof(v4)) == 0
                                       : connect(fd, (struct sockaddr *)&v6, sizeof(v6)) == 0;
    if (fd >= 0)
        (void)close(fd);
    return connected;
}

static void test_without_a_host_it_is_all_addresses(void **state UNUSED)
{
    static const char *const addresses[] = { ":0", "*:0" };
    char address[HTTP_ADDRESS_BYTES];

    for (size_t i = 0; i < ARRAY_LEN(addresses); i++) {
        struct listener listener = open_at(addresses[i]);

        listener_address(&listener, address);
        assert_true(connects(AF_INET, listener_port(&listener)));
        if (strncmp(address, "[::]:", 5) == 0) /* this machine has IPv6, though perhaps no address */
            assert_true(connects(AF_INET6, listener_port(&listener)) || errno == EADDRNOTAVAIL);
        else
            assert_memory_equal(address, "0.0.0.0:", 8);
        listener_close(&listener);
    }
}

static void test_rejects_invalid_addresses(void **state UNUSED)
{
    static const struct {
        const char *address, *words;
    } cases[] = {
        { "", "not an address with a port" },
        { ":", "not an address with a port" },
        { "nowhere", "not an address with a port" },
        { "127.0.0.1", "not an address with a port" },
        { "127.0.0.1:", "not an address with a port" },
        { "127.0.0.1:65536", "not an address with a port" },
        { ":65536", "not an address with a port" },
        { "65536", "not an address with a port" },
        { "-1", "not an address with a port" },
        { " 8080", "not an address with a port" },
        { "08080", "not an address with a port" },
        { "127.0.0.1:http", "not an address with a port" },
        { "[::1]", "not an address with a port" },
        { "[]:80", "not an address with a port" },
        { "1.2.3.4.5:1", "not an IP address" },
        { "[::g]:80", "not an IP address" },
        { "**:80", "not an IP address" },
        { "example.com:80", "no name but localhost" },
        { "localhost.:80", "no name but localhost" },
        { "unix:", "needs a path" },
        { "a-name-so-long-that-it-fits-no-buffer-of-any-address.example.com.example.com.example.com:80",
          "not an address with a port" },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_refused(cases[i].address, ERR_INVALID, cases[i].words);
}

static bool exists(const char *path)
{
    struct stat file;

    return lstat(path, &file) == 0;
}

static void test_a_unix_socket_has_mode_0660_and_is_removed_at_the_end(void **state)
{
    static const mode_t umasks[] = { 0, 077, 0777 };
    char address[HTTP_ADDRESS_BYTES], absolute[HTTP_ADDRESS_BYTES];
    struct stat file;

    for (size_t i = 0; i < ARRAY_LEN(umasks); i++) {
        mode_t before = umask(umasks[i]);
        struct listener listener = open_at("unix:shop.sock");

        assert_int_equal(umask(before), umasks[i]);
        assert_int_equal(lstat("shop.sock", &file), 0);
        assert_true(S_ISSOCK(file.st_mode));
        assert_int_equal(file.st_mode & 07777, 0660);
        assert_int_equal(listener_port(&listener), 0);
        listener_address(&listener, address);
        assert_string_equal(address, "unix:shop.sock");
        listener_close(&listener);
        assert_false(exists("shop.sock"));
    }
    (void)snprintf(absolute, sizeof(absolute), "unix:%s/shop.sock", (char *)*state);
    struct listener listener = open_at(absolute);
    assert_true(exists("shop.sock"));
    listener_close(&listener);
    assert_false(exists("shop.sock"));
}

static void test_the_path_of_a_unix_socket_has_a_longest_length(void **state UNUSED)
{
    char address[sizeof("unix:") + PATH_BYTES + 1] = "unix:./";

    while (strlen(address) < strlen("unix:") + PATH_BYTES - 1)
        strcat(address, "x");
    struct listener listener = open_at(address);
    assert_true(exists(address + strlen("unix:")));
    listener_close(&listener);
    strcat(address, "x");
    assert_refused(address, ERR_INVALID, "longer than 107 bytes");
}

static void test_a_stale_socket_is_replaced(void **state UNUSED)
{
    struct listener dead = open_at("unix:shop.sock");

    (void)close(dead.fd); /* as if its process were killed */
    assert_true(exists("shop.sock"));
    struct listener listener = open_at("unix:shop.sock");
    dead.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (dead.inode != listener.inode) { /* the number may be used again at once */
        listener_close(&dead);
        assert_true(exists("shop.sock"));
    } else {
        (void)close(dead.fd);
    }
    listener_close(&listener);
    assert_false(exists("shop.sock"));
}

static void test_a_socket_that_is_served_is_left_alone(void **state UNUSED)
{
    struct listener listener = open_at("unix:shop.sock");

    assert_refused("unix:shop.sock", ERR_UNAVAILABLE, "Address already in use");
    assert_refused("unix:./shop.sock", ERR_UNAVAILABLE, "Address already in use");
    assert_true(exists("shop.sock"));
    assert_true(accept4(listener.fd, NULL, NULL, SOCK_CLOEXEC) >= 0); /* who asked whether it is */
    listener_close(&listener);

    /* A socket of another kind, which takes no connections, is served too. */
    struct sockaddr_un at = { .sun_family = AF_UNIX, .sun_path = "log.sock" };
    int other = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(other, (struct sockaddr *)&at, sizeof(at)), 0);
    assert_refused("unix:log.sock", ERR_UNAVAILABLE, "Address already in use");
    assert_true(exists("log.sock"));
    (void)close(other);
    (void)unlink("log.sock");
}

static void test_a_file_that_is_not_a_socket_stays(void **state UNUSED)
{
    int file = open("file", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

    assert_true(file >= 0 && close(file) == 0);
    assert_int_equal(mkdir("folder", 0700), 0);
    assert_int_equal(symlink("nowhere", "link"), 0);
    assert_refused("unix:file", ERR_UNAVAILABLE, "not a socket");
    assert_refused("unix:folder", ERR_UNAVAILABLE, "not a socket");
    assert_refused("unix:link", ERR_UNAVAILABLE, "not a socket");
    assert_refused("unix:folder/", ERR_UNAVAILABLE, "not a socket");
    assert_refused("unix:nowhere/shop.sock", ERR_UNAVAILABLE, "No such file or directory");
    assert_int_equal(unlink("file") + unlink("link") + rmdir("folder"), 0);
}

static void test_a_file_that_took_its_place_is_left_alone(void **state UNUSED)
{
    struct listener listener = open_at("unix:shop.sock");

    assert_int_equal(rename("shop.sock", "old.sock"), 0);
    struct listener other = open_at("unix:shop.sock");
    listener_close(&listener);
    assert_true(exists("shop.sock"));
    listener_close(&other);
    assert_false(exists("shop.sock"));
    assert_int_equal(unlink("old.sock"), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_tcp_addresses_have_these_forms),
        TEST(test_a_port_alone_is_that_port),
        TEST(test_without_a_host_it_is_all_addresses),
        TEST(test_rejects_invalid_addresses),
        TEST(test_a_unix_socket_has_mode_0660_and_is_removed_at_the_end),
        TEST(test_the_path_of_a_unix_socket_has_a_longest_length),
        TEST(test_a_stale_socket_is_replaced),
        TEST(test_a_socket_that_is_served_is_left_alone),
        TEST(test_a_file_that_is_not_a_socket_stays),
        TEST(test_a_file_that_took_its_place_is_left_alone),
    };
    return cmocka_run_group_tests_name("http listener", tests, NULL, NULL);
}
