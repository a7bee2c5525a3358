/* test_csv.c -- tables as text: base/csv.h. */
#include "base/csv.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void on_cell(void *arg, size_t row, size_t column, const char *text)
{
    buf_addf(arg, "%zu.%zu[%s]", row, column, text);
}

/* "ROW.COLUMN[TEXT]" for each cell, or the error. */
static void check_reads(const char *text, size_t len, const char *expected)
{
    struct err err = ERR_INIT;
    struct buf cells;
    char *copy = mem_dup(text, len); /* a read beyond the end is seen */

    buf_init(&cells, 100000);
    if (!csv_read(copy, len, on_cell, &cells, &err)) {
        assert_int_equal(err.kind, ERR_INVALID);
        buf_clear(&cells);
        buf_adds(&cells, err.msg);
    }
    assert_string_equal(cells.data, expected);
    buf_done(&cells);
    free(copy);
}

static void test_reads_what_spreadsheets_write(void **state UNUSED)
{
    static const struct {
        const char *text, *cells;
    } cases[] = {
        { "", "" },
        { "id,name\r\n1,Rye\r\n", "0.0[id]0.1[name]1.0[1]1.1[Rye]" },
        { "id,name\n1,Rye", "0.0[id]0.1[name]1.0[1]1.1[Rye]" },
        { "id;name;price\r1;Rye, dark;3,60\r", "0.0[id]0.1[name]0.2[price]1.0[1]1.1[Rye, dark]1.2[3,60]" },
        { "id\tname\n1\tRye\n", "0.0[id]0.1[name]1.0[1]1.1[Rye]" },
        { "\xef\xbb\xbfid,name\n", "0.0[id]0.1[name]" },
        { "a,b\n\"one, \"\"two\"\"\",\"three\nfour\"\n", "0.0[a]0.1[b]1.0[one, \"two\"]1.1[three\nfour]" },
        { "a,b\r\n\r\n,\r\n", "0.0[a]0.1[b]2.0[]2.1[]" }, /* an empty row counts */
        { "Brötchen,🥐\n", "0.0[Brötchen]0.1[🥐]" },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_reads(cases[i].text, strlen(cases[i].text), cases[i].cells);
}

static void test_rejects_what_is_no_table(void **state UNUSED)
{
    check_reads("a,b\n\"open,2\n", 11, "a quotation mark in row 2 has no partner");
    check_reads("a,b\n1,2\"3\n", 10, "a quotation mark in row 2 has no partner");
    check_reads("a\xff", 2, "the file must be UTF-8: save it as \"CSV UTF-8\"");
    check_reads("\xff\xfe"
                "a\0",
                4, "the file must be UTF-8: save it as \"CSV UTF-8\"");
    check_reads("a\0b", 3, "the file must not contain control characters");
    check_reads("a\x07", 2, "the file must not contain control characters");
}

static void test_no_spreadsheet_runs_a_cell_and_each_is_read_as_it_was(void **state UNUSED)
{
    static const struct {
        const char *cell, *written;
    } cases[] = {
        { "Rye", "\"Rye\"" },
        { "", "\"\"" },
        { "say \"hi\"", "\"say \"\"hi\"\"\"" },
        { "=1+1", "\"'=1+1\"" },
        { "+1", "\"'+1\"" },
        { "-1", "\"'-1\"" },
        { "@SUM(A1)", "\"'@SUM(A1)\"" },
        { "\t=1", "\"'\t=1\"" },
        { "'=1", "\"''=1\"" },
        { "'n Brötchen", "\"'n Brötchen\"" },
        { "a=b", "\"a=b\"" },
    };
    struct buf out;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char *expected = mem_printf("0.0[x]0.1[%s]", cases[i].cell);
        buf_init(&out, 1000);
        csv_add(&out, true, "x");
        csv_add(&out, false, cases[i].cell);
        csv_end_row(&out);
        char *line = mem_printf("\"x\",%s\r\n", cases[i].written);
        assert_string_equal(out.data, line);
        check_reads(out.data, out.len, expected);
        buf_done(&out);
        free(line);
        free(expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_what_spreadsheets_write),
        cmocka_unit_test(test_rejects_what_is_no_table),
        cmocka_unit_test(test_no_spreadsheet_runs_a_cell_and_each_is_read_as_it_was),
    };

    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
