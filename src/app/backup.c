/* backup.c -- `bakery backup FILE`: a consistent copy of the database file, even while a server uses it. */
#include "app/commands.h"
#include "base/config.h"
#include "base/log.h"
#include "db/db.h"

int command_backup(const struct config *config, char *const operands[])
{
    struct err err = ERR_INIT;

    if (db_backup(config->database_url, operands[0], &err)) {
        log_info("backup: wrote a complete copy to %s", operands[0]);
        return 0;
    }
    log_error("backup: %s", err.msg);
    return err.kind == ERR_INVALID ? 2 : 1;
}
