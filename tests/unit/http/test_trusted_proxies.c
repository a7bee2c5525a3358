/* test_trusted_proxies.c -- whose X-Forwarded-For is believed, and the addresses in it:
 * http/trusted_proxies.h, and http/peers.h, which counts by address too. */
#include "base/attr.h"
#include "base/secret.h"
#include "http/address.h"
#include "http/peers.h"
#include "http/trusted_proxies.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_the_client_is_the_last_untrusted_address(void **state UNUSED)
{
    static const struct {
        const char *proxies, *peer, *forwarded, *client;
    } cases[] = {
        { "", "10.0.0.1", "192.0.2.7", "10.0.0.1" },
        { "10.0.0.0/8", "10.0.0.1", NULL, "10.0.0.1" },
        { "10.0.0.0/8", "10.0.0.1", "", "10.0.0.1" },
        { "10.0.0.0/8", "10.0.0.1", "192.0.2.7", "192.0.2.7" },
        { "10.0.0.0/8", "11.0.0.1", "192.0.2.7", "11.0.0.1" },
        { "10.0.0.0/8", "10.0.0.1", "1.1.1.1, 192.0.2.7", "192.0.2.7" },
        { "10.0.0.0/8", "10.0.0.1", "1.1.1.1,192.0.2.7 ,\t10.9.9.9", "192.0.2.7" },
        { "10.0.0.0/8", "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3" },
        { "10.0.0.0/8", "10.0.0.1", "192.0.2.7, rubbish", "10.0.0.1" },
        { "10.0.0.0/8", "10.0.0.1", "192.0.2.7, rubbish, 10.0.0.2", "10.0.0.2" },
        { "10.0.0.0/8", "10.0.0.1", "192.0.2.7,", "10.0.0.1" },
        { "10.0.0.0/8", "10.0.0.1", ",192.0.2.7", "192.0.2.7" },
        { "10.0.0.0/8", "10.0.0.1", "192.0.2.7:80", "10.0.0.1" },
        { "10.0.0.0/8", "10.0.0.1", "1234567890123456789012345678901234567890123456789012345678901234567890",
          "10.0.0.1" },
        { "10.0.0.0/8", "::ffff:10.0.0.1", "192.0.2.7", "192.0.2.7" },
        { "10.0.0.0/8", "10.0.0.1", "::ffff:192.0.2.7", "192.0.2.7" },
        { "::1, fd00::/8", "::1", "2001:DB8::7, fd12::1", "2001:db8::7" },
        { "127.0.0.1 , ::1", "127.0.0.1", "192.0.2.7", "192.0.2.7" },
        { "127.0.0.1", "127.0.0.2", "192.0.2.7", "127.0.0.2" },
        { "10.1.128.0/17", "10.1.127.1", "192.0.2.7", "10.1.127.1" },
        { "10.1.128.0/17", "10.1.129.1", "192.0.2.7", "192.0.2.7" },
        { "0.0.0.0/0", "10.0.0.1", "192.0.2.7", "192.0.2.7" },
        { "0.0.0.0/0", "2001:db8::1", "192.0.2.7", "2001:db8::1" },
        { "::/0", "10.0.0.1", "192.0.2.7", "192.0.2.7" },
        { "", "not an address", NULL, "" },
        { "", "not an address", "192.0.2.7", "" },
        { "", "unix", NULL, "" },
        { "", "unix", "", "" },
        { "", "unix", "rubbish", "" },
        { "", "unix", "192.0.2.7, rubbish", "" },
        { "", "unix", "192.0.2.7", "192.0.2.7" },
        { "", "unix", "1.1.1.1, 192.0.2.7", "192.0.2.7" },
        { "10.0.0.0/8", "unix", "1.1.1.1, 192.0.2.7, 10.0.0.1", "192.0.2.7" },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct err err = ERR_INIT;
        struct trusted_proxies *proxies = trusted_proxies_new(cases[i].proxies, &err);
        char client[CLIENT_ADDRESS_BYTES];

        assert_non_null(proxies);
        trusted_proxies_client(proxies, cases[i].peer, cases[i].forwarded, client);
        assert_string_equal(client, cases[i].client);
        trusted_proxies_free(proxies);
    }
}

static void test_without_a_list_nobody_is_trusted(void **state UNUSED)
{
    char client[CLIENT_ADDRESS_BYTES];

    trusted_proxies_client(NULL, "10.0.0.1", "192.0.2.7", client);
    assert_string_equal(client, "10.0.0.1");
    trusted_proxies_free(NULL);
}

static void test_rejects_a_list_with_an_invalid_network(void **state UNUSED)
{
    static const char *const lists[] = { "localhost",
                                         "10.0.0.0/33",
                                         "10.0.0.0/",
                                         "10.0.0.0/-1",
                                         "10.0.0.0/08",
                                         "::/129",
                                         "10.0.0",
                                         "10.0.0.1:80",
                                         "10.0.0.1, x",
                                         "/8",
                                         "10.0.0.1 ::1",
                                         "[::1]",
                                         "1234567890123456789012345678901234567890123456789012345678901234" };

    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        struct err err = ERR_INIT;

        assert_null(trusted_proxies_new(lists[i], &err));
        assert_int_equal(err.kind, ERR_INVALID);
    }
}

static void test_the_list_has_a_cap(void **state UNUSED)
{
    char list[65 * 10 + 1] = "";
    struct err err = ERR_INIT;

    for (int i = 0; i < 64; i++)
        strcat(list, "10.0.0.1, ");
    struct trusted_proxies *proxies = trusted_proxies_new(list, &err);
    assert_non_null(proxies);
    trusted_proxies_free(proxies);
    strcat(list, "10.0.0.1");
    assert_null(trusted_proxies_new(list, &err));
}

static struct address address(const char *text)
{
    struct address parsed;

    assert_true(address_parse(text, &parsed));
    return parsed;
}

static void test_connections_are_counted_by_client_up_to_the_cap(void **state UNUSED)
{
    struct peers *peers = peers_new(8);
    struct address one = address("192.0.2.1"), other = address("192.0.2.2");

    struct peer *first = peers_join(peers, &one, 2), *second = peers_join(peers, &one, 2);
    assert_non_null(first);
    assert_ptr_equal(first, second);
    assert_null(peers_join(peers, &one, 2));
    struct peer *another = peers_join(peers, &other, 2);
    assert_non_null(another);
    peers_leave(peers, first);
    assert_non_null(peers_join(peers, &one, 2));
    peers_leave(peers, second);
    peers_leave(peers, second);
    peers_leave(peers, another);
    peers_leave(peers, NULL);
    peers_free(peers);
}

static void test_an_ipv6_client_is_a_64_bit_network(void **state UNUSED)
{
    struct peers *peers = peers_new(8);
    struct address one = address("2001:db8:0:1::1"), same = address("2001:db8:0:1:2:3:4:5"),
                   other = address("2001:db8:0:2::1");

    struct peer *first = peers_join(peers, &one, 1);
    assert_null(peers_join(peers, &same, 1));
    struct peer *second = peers_join(peers, &other, 1);
    assert_non_null(second);
    peers_leave(peers, first);
    peers_leave(peers, second);
    peers_free(peers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_client_is_the_last_untrusted_address),
        cmocka_unit_test(test_without_a_list_nobody_is_trusted),
        cmocka_unit_test(test_rejects_a_list_with_an_invalid_network),
        cmocka_unit_test(test_the_list_has_a_cap),
        cmocka_unit_test(test_connections_are_counted_by_client_up_to_the_cap),
        cmocka_unit_test(test_an_ipv6_client_is_a_64_bit_network),
    };
    secret_setup();
    return cmocka_run_group_tests_name("http trusted proxies", tests, NULL, NULL);
}
