/* pg_prepared.c -- see pg_prepared.h. */
#include "db/pg_prepared.h"

#include "base/mem.h"
#include "db/pg_error.h"

#include <stdlib.h>
#include <string.h>

/* invalid_sql_statement_name: the statement could not be prepared before. */
#define SQLSTATE_NOT_PREPARED "26000"

/* A linear search through a few dozen pointers is cheaper than a hash. */
static struct pg_prepared *find(const struct pg_prepared_list *list, const struct db_stmt *stmt)
{
    for (int i = 0; i < list->count; i++)
        if (list->at[i]->stmt == stmt)
            return list->at[i];
    return NULL;
}

struct pg_prepared *pg_prepared_begin(struct pg_prepared_list *list, const struct db_stmt *stmt)
{
    struct pg_prepared *prepared = find(list, stmt);

    if (prepared != NULL && prepared->failure == NULL)
        return NULL;
    if (prepared == NULL) {
        list->at = mem_realloc(list->at, ((size_t)list->count + 1) * sizeof(*list->at));
        prepared = mem_alloc(sizeof(*prepared));
        prepared->stmt = stmt;
        list->at[list->count++] = prepared;
    }
    PQclear(prepared->failure);
    prepared->failure = NULL;
    return prepared;
}

const PGresult *pg_prepared_failure(const struct pg_prepared_list *list, const struct db_stmt *stmt,
                                    const PGresult *result)
{
    const struct pg_prepared *prepared = find(list, stmt);
    bool not_prepared = strcmp(pg_error_sqlstate(result), SQLSTATE_NOT_PREPARED) == 0;

    return not_prepared && prepared != NULL && prepared->failure != NULL ? prepared->failure : result;
}

void pg_prepared_done(struct pg_prepared_list *list)
{
    for (int i = 0; i < list->count; i++) {
        PQclear(list->at[i]->failure);
        free(list->at[i]);
    }
    free(list->at);
    *list = (struct pg_prepared_list){ 0 };
}
