/* commands.h -- the functions behind `bakery COMMAND`. Each returns the exit status: 0 for success, 1 for a
 * failure, 2 for a bad setting. */
#ifndef APP_COMMANDS_H
#define APP_COMMANDS_H

struct config;

int command_serve(const struct config *config);
int command_migrate(const struct config *config); /* brings the database's schema up to date */
int command_check(const struct config *config);   /* connects to each dependency and prints which are up */
int command_backup(const struct config *config, char *const operands[]); /* FILE: copies the database there */
int command_import(const struct config *config, char *const operands[]); /* FROM TO: moves a shop */
int command_forget(const struct config *config, char *const operands[]); /* EMAIL: erases a customer's data */
int command_probe(const char *url); /* sends a GET to a running server: 0 if it answers 200 within 3 s */

#endif
