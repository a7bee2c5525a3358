/* main.c -- the command line: finds the command, reads the settings and runs it. */
#include "app/commands.h"
#include "app/staff.h"
#include "base/config.h"
#include "base/log.h"
#include "base/secret.h"
#include "image/images.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct command {
    const char *name;
    int (*run)(const struct config *config);
    int (*run_with)(const struct config *config, char *const operands[]); /* when it takes some */
    const char *operands;                                                 /* their names, or "" */
    int operand_count;
    const char *help;
} commands[] = {
    { "serve", command_serve, NULL, "", 0, "run the server (default)" },
    { "migrate", command_migrate, NULL, "", 0, "update the database schema and exit" },
    { "backup", NULL, command_backup, " FILE", 1,
      "copy the SQLite file of DATABASE_URL to FILE, even while it is in use" },
    { "import", NULL, command_import, " FROM TO", 2,
      "copy a shop from one database URL to another, which must be empty" },
    { "forget", NULL, command_forget, " EMAIL", 1,
      "erase name, e-mail, telephone and notes of a customer from all orders that have ended" },
    { "check", command_check, NULL, "", 0,
      "report whether database, cache and queue are reachable and exit;\n"
      "                 --url http://HOST:PORT/PATH or http://unix:SOCKET:/PATH: whether a server answers "
      "200 there" },
};

static int print_version(void)
{
    (void)puts("bakery " BAKERY_VERSION);
    return 0;
}

static int print_help(void)
{
    (void)puts("usage: bakery [COMMAND] [--setting VALUE]...\n\ncommands:");
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        (void)printf("  %s%-*s %s\n", commands[i].name, 14 - (int)strlen(commands[i].name),
                     commands[i].operands, commands[i].help);
    (void)puts("  staff          add EMAIL --name NAME --role counter|manager|owner; reset EMAIL; list: the "
               "people who can\n"
               "                 sign in; passwords are asked, or read from standard input\n"
               "  version        print the version\n\n"
               "settings, from the environment or as flags; NAME_FILE reads the value of NAME from a file:");
    config_help(stdout);
    return 0;
}

/* The operands come first, then the settings. */
static bool has_operands(const struct command *command, int argc, char *argv[])
{
    for (int i = 0; i < command->operand_count; i++)
        if (i >= argc || argv[i][0] == '-')
            return false;
    return true;
}

/* Reads the settings and prepares the process. config_done() must follow. */
static bool begin(struct config *config, int argc, char *argv[], struct err *err)
{
    if (!config_read(config, argc, argv, err)) {
        (void)fprintf(stderr, "bakery: %s\n", err->msg);
        return false;
    }
    log_setup(config->log_level, config->log_format);
    config_warn_unknown();
    secret_setup();
    (void)signal(SIGPIPE, SIG_IGN); /* a peer that left is an error of the write */
    return true;
}

static int run(const struct command *command, int argc, char *argv[])
{
    struct config config;
    struct err err = ERR_INIT;
    int status = 2;
    int operands = command->operand_count;

    if (!has_operands(command, argc, argv)) {
        (void)fprintf(stderr, "bakery: usage: bakery %s%s\n", command->name, command->operands);
        return 2;
    }
    if (begin(&config, argc - operands, argv + operands, &err))
        status = command->run ? command->run(&config) : command->run_with(&config, argv);
    config_done(&config);
    return status;
}

static int run_staff(int argc, char *argv[])
{
    struct staff_command command;
    struct config config;
    struct err err = ERR_INIT;
    int status = 2;

    if (!staff_command_read(&command, &argc, argv, &err)) {
        (void)fprintf(stderr, "bakery: %s\n", err.msg);
        return 2;
    }
    if (begin(&config, argc, argv, &err))
        status = command_staff(&config, &command);
    config_done(&config);
    return status;
}

/* The URL of `check --url URL`, which needs no settings; or NULL. */
static const char *probe_url(int argc, char *argv[])
{
    if (argc == 2 && strcmp(argv[0], "--url") == 0)
        return argv[1];
    return argc == 1 && strncmp(argv[0], "--url=", 6) == 0 ? argv[0] + 6 : NULL;
}

int main(int argc, char *argv[])
{
    images_helper(argc, argv);
    const char *name = argc > 1 && argv[1][0] != '-' ? argv[1] : "serve";
    int rest = argc > 1 && argv[1][0] != '-' ? 2 : 1;

    if (strcmp(name, "version") == 0 || (argc > 1 && strcmp(argv[1], "--version") == 0))
        return print_version();
    if (strcmp(name, "help") == 0 || (argc > 1 && strcmp(argv[1], "--help") == 0))
        return print_help();
    const char *url = strcmp(name, "check") == 0 ? probe_url(argc - rest, argv + rest) : NULL;
    if (url != NULL)
        return command_probe(url);
    if (strcmp(name, "staff") == 0)
        return run_staff(argc - rest, argv + rest);
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        if (strcmp(name, commands[i].name) == 0)
            return run(&commands[i], argc - rest, argv + rest);
    (void)fprintf(stderr, "bakery: there is no command %.40s: see bakery --help\n", name);
    return 2;
}
