/* Which characters stay of what people enter: base/text_clean.h. */
#include "base/attr.h"
#include "base/text.h"
#include "base/text_clean.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void assert_clean(const char *text, const char *expected)
{
    char clean[256];

    (void)snprintf(clean, sizeof(clean), "%s", text);
    text_clean(clean);
    if (strcmp(clean, expected) != 0)
        fail_msg("'%s' became '%s', not '%s'", text, clean, expected);
}

static void assert_unchanged(const char *text)
{
    assert_clean(text, text);
}

static void text_without_a_visible_character_becomes_empty(void **state UNUSED)
{
    static const char *const blank[] = {
        "",
        "   ",
        "\u00a0\u2003\u3000",   /* spaces */
        "\u200b",               /* zero width space */
        "\u202e",               /* right-to-left override */
        "\ufeff",               /* byte order mark */
        "\u00ad",               /* soft hyphen */
        "\u2060\u2064",         /* word joiner, invisible plus */
        "\u3164\u115f\u1160",   /* Hangul fillers */
        "\uffa0",               /* the half-width one */
        "\u2800",               /* braille blank */
        "\u2028\u2029",         /* line and paragraph separator */
        "\u200d\u200c",         /* joiners of nothing */
        "\ufe0f\U000e0100",     /* variation selectors of nothing */
        "\U000e0067\U000e007f", /* tags without a flag */
        "\u034f",               /* combining grapheme joiner */
        "\u0301",               /* a combining mark of nothing */
        "\ue000\uf8ff",         /* private use */
        "\U0010fffd",           /* the last of it */
        "\u0378\ufffe",         /* unassigned, no character */
        "\ufff9\ufffb\ufffc",   /* annotations, an object */
        "\u2065\U000e0fff",     /* unassigned, and reserved to be ignorable */
    };

    for (size_t i = 0; i < ARRAY_LEN(blank); i++)
        assert_clean(blank[i], "");
}

static void invisible_and_bidirectional_characters_are_removed(void **state UNUSED)
{
    assert_clean("\ufeffAda", "Ada");
    assert_clean("A\u200bd\u00ada\u2060", "Ada");
    assert_clean("\u202eadA\u202c", "adA");
    assert_clean("\u2066A\u2067d\u2068a\u2069\u200e\u200f\u061c", "Ada");
    assert_clean("A\u202ad\u202ba\u202d", "Ada");
    assert_clean("A\ue000d\u0378a", "Ada");
    assert_clean("A\u180ed\u3164a", "Ada");
}

static void spaces_are_trimmed_at_both_ends_only(void **state UNUSED)
{
    assert_clean("  Ada  Lovelace ", "Ada  Lovelace");
    assert_clean("\u3000\u200b \u00a0Ada\u00a0Lovelace\u2800\u2003", "Ada\u00a0Lovelace");
    assert_clean("Ada\u2028Lovelace\u2029", "Ada Lovelace");
    assert_clean("\u2029Ada", "Ada");
}

static void text_of_every_script_is_unchanged(void **state UNUSED)
{
    static const char *const texts[] = {
        /* Versions of clang-format differ in the width of these characters. */
        /* clang-format off */
        "Ada",         "Zoë",         "Zoe\u0308",  "O’Neill-Nuñez",
        "Łukasz Żółć", "Ελένη",       "Иван",       "שָׁלוֹם",
        "محمد",        "प्रिया",       "สมชาย",      "山田 太郎",
        "김민준",      "1. FC & Co.", "?",          "\u0600\u0661",
        "£5",          "🥐",        "\U00020000", "\ufffd",
        "Mc\u02bcKay", "A\u0301lfr",  "አበበ",        "\U0001f1e9\U0001f1ea", /* a flag of two letters */
        /* clang-format on */
    };

    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        assert_unchanged(texts[i]);
}

static void control_characters_are_left_to_the_reader(void **state UNUSED)
{
    assert_unchanged("a\nb\x7f");
    assert_unchanged("a\xc2\x85");
}

static void emoji_keep_their_parts(void **state UNUSED)
{
    static const char *const emoji[] = {
        "\U0001f469\u200d\U0001f373",                 /* a cook */
        "\U0001f469\U0001f3fd\u200d\U0001f373",       /* with a skin tone */
        "\u2764\ufe0f\u200d\U0001f525",               /* a heart on fire */
        "\U0001f3f3\ufe0f\u200d\u26a7\ufe0f",         /* variation selectors on both sides */
        "\U0001f468\u200d\U0001f469\u200d\U0001f467", /* a family */
        "1\ufe0f\u20e3",                              /* a keycap */
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", /* Scotland */
        "\U0001f3f4\U000e0075\U000e0073\U000e0063\U000e007f",                     /* the shortest code: 3 */
        "\U0001faff",                 /* reserved for emoji: the last */
        "\U0001fae9\u200d\U0001f525", /* of Unicode 16, joined */
        "\U0001fc00\U0001fffd",
    };

    for (size_t i = 0; i < ARRAY_LEN(emoji); i++)
        assert_unchanged(emoji[i]);
}

static void removes_joiners_and_tags_outside_of_emoji(void **state UNUSED)
{
    assert_clean("\U0001f469\u200d", "\U0001f469");
    assert_clean("\U0001f469\u200dA", "\U0001f469A");
    assert_clean("A\u200d\U0001f373", "A\U0001f373");
    assert_clean("\U0001f469\u200c\U0001f373", "\U0001f469\U0001f373");
    assert_clean("\U0001f469\u200d\u200d\U0001f373", "\U0001f469\u200d\U0001f373");
    assert_clean("A\ufe0f\ufe0f", "A\ufe0f");
    assert_clean("A \ufe0fB", "A B");
    /* Tags: no end, too short a code, too long a one, no flag. */
    assert_clean("\U0001f3f4\U000e0067\U000e0062\U000e0073", "\U0001f3f4");
    assert_clean("\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0001f3f4");
    assert_clean("\U0001f3f4\U000e0061\U000e0061\U000e0061\U000e0061\U000e0061\U000e0061\U000e0061\U000e007f",
                 "\U0001f3f4");
    assert_clean("\U0001f3f4\U000e0041\U000e0042\U000e0043\U000e007f", "\U0001f3f4");
    assert_clean("\U0001f950\U000e0067\U000e0062\U000e0073\U000e007f", "\U0001f950");
}

static void letters_keep_their_joiners(void **state UNUSED)
{
    assert_unchanged("می\u200cخواهم");      /* Persian */
    assert_unchanged("क्\u200dष");           /* Devanagari: a half letter */
    assert_unchanged("ക്\u200c");            /* a virama decides what ends a word */
    assert_unchanged("അവന്\u200d");          /* a Malayalam chillu in its old form */
    assert_unchanged("葛\U000e0100城");     /* the form of an ideograph in a name */
    assert_unchanged("\u1820\u180b\u1821"); /* Mongolian */
    assert_clean("می\u200c", "می");         /* joins nothing */
    assert_clean("\u200cمی", "می");
    assert_clean("می\u200c خ", "می خ");
    assert_clean("A\u200cd\u200da", "Ada"); /* nothing joins in Latin */
}

static void ideographs_that_are_not_known_yet_stay(void **state UNUSED)
{
    assert_unchanged("\U0002fffd");
    assert_unchanged("\U000323b0"); /* Unicode 17 */
    assert_unchanged("\U0003fffd");
    assert_clean("a\U0002fffeb", "ab");
    assert_clean("a\U00040000b", "ab");
    assert_clean("a\U0001fb00\U0001fbff\U0001fffeb", "a\U0001fb00b"); /* beside those of emoji */
}

static void put(uint32_t c, char out[5])
{
    size_t len = 0;

    if (c < 0x80) {
        out[len++] = (char)c;
    } else if (c < 0x800) {
        out[len++] = (char)(0xc0 | c >> 6);
    } else if (c < 0x10000) {
        out[len++] = (char)(0xe0 | c >> 12);
        out[len++] = (char)(0x80 | (c >> 6 & 0x3f));
    } else {
        out[len++] = (char)(0xf0 | c >> 18);
        out[len++] = (char)(0x80 | (c >> 12 & 0x3f));
        out[len++] = (char)(0x80 | (c >> 6 & 0x3f));
    }
    if (c >= 0x80)
        out[len++] = (char)(0x80 | (c & 0x3f));
    out[len] = '\0';
}

/* Stable: text that is read, stored and entered again stays what it is. */
static void cleaning_is_idempotent_and_gives_valid_utf8(void **state UNUSED)
{
    static const char *const around[][2] = { { "", "" },
                                             { "a", "b" },
                                             { "\u0915\u094d", "\u0937" },
                                             { "\U0001f469", "\u200d\U0001f373" },
                                             { "\u200d", "\ufe0f" },
                                             { "\U0001f3f4", "\U000e007f" } };
    char text[64], clean[64], character[5];

    for (uint32_t c = 1; c < 0xe1000; c++) {
        if (c == 0x20000) /* ideographs, and then nothing up to the tags */
            c = 0xe0000;
        if (c >= 0xd800 && c <= 0xdfff)
            continue;
        put(c, character);
        for (size_t i = 0; i < ARRAY_LEN(around); i++) {
            (void)snprintf(text, sizeof(text), "%s%s%s", around[i][0], character, around[i][1]);
            (void)snprintf(clean, sizeof(clean), "%s", text);
            text_clean(clean);
            assert_true(strlen(clean) <= strlen(text));
            assert_true(text_is_utf8(clean, strlen(clean)));
            assert_clean(clean, clean);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_without_a_visible_character_becomes_empty),
        cmocka_unit_test(invisible_and_bidirectional_characters_are_removed),
        cmocka_unit_test(spaces_are_trimmed_at_both_ends_only),
        cmocka_unit_test(text_of_every_script_is_unchanged),
        cmocka_unit_test(control_characters_are_left_to_the_reader),
        cmocka_unit_test(emoji_keep_their_parts),
        cmocka_unit_test(removes_joiners_and_tags_outside_of_emoji),
        cmocka_unit_test(letters_keep_their_joiners),
        cmocka_unit_test(ideographs_that_are_not_known_yet_stay),
        cmocka_unit_test(cleaning_is_idempotent_and_gives_valid_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
