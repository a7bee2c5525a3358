# shellcheck shell=sh
# rabbitmq.sh -- a private RabbitMQ without plugins and with one scheduler, so that it is small and starts fast. Sourced by
# services.
#
# epmd finds Erlang nodes by name. This node has its own epmd, so that nodes of the same name in other run folders, or the
# system's own RabbitMQ, never see each other.

RABBITMQ_SCRIPT=/usr/lib/rabbitmq/bin/rabbitmq-server # Debian's wrapper in PATH always uses the system's folders

rabbitmq_setup() {
    choose_port rabbitmq
    choose_port rabbitmq.distribution
    choose_port rabbitmq.epmd
    make_home rabbitmq rabbitmq
    home=$(home_of rabbitmq)
    put rabbitmq "$home/rabbitmq.conf" << CONF
listeners.tcp.1 = 127.0.0.1:$(port_of rabbitmq)
default_user = bakery
default_pass = $(password_of rabbitmq)
log.file = false
log.console = true
log.console.level = warning
CONF
    echo '[].' | put rabbitmq "$home/enabled_plugins"
}

rabbitmq_launch() {
    home=$(home_of rabbitmq)
    export ERL_EPMD_ADDRESS=127.0.0.1
    ERL_EPMD_PORT=$(port_of rabbitmq.epmd)
    export ERL_EPMD_PORT
    if ! live_pid rabbitmq.epmd > /dev/null; then
        launch rabbitmq.epmd rabbitmq epmd
    fi
    # If the script detects systemd, it becomes the server instead of staying its parent.
    launch rabbitmq rabbitmq env \
        RUNNING_UNDER_SYSTEMD=true \
        HOME="$home" \
        RABBITMQ_NODENAME=bakery@localhost \
        RABBITMQ_DIST_PORT="$(port_of rabbitmq.distribution)" \
        RABBITMQ_CONF_ENV_FILE="$home/rabbitmq-env.conf" \
        RABBITMQ_CONFIG_FILE="$home/rabbitmq.conf" \
        RABBITMQ_ADVANCED_CONFIG_FILE="$home/advanced.config" \
        RABBITMQ_ENABLED_PLUGINS_FILE="$home/enabled_plugins" \
        RABBITMQ_MNESIA_BASE="$home/mnesia" \
        RABBITMQ_LOG_BASE="$home/log" \
        RABBITMQ_PID_FILE="$home/rabbitmq.pid" \
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='+S 1:1 -start_epmd false -kernel inet_dist_use_interface {127,0,0,1}' \
        "$RABBITMQ_SCRIPT"
}

# Once the broker is ready, it answers a client's first eight bytes with a frame of type 1 (Connection.Start).
rabbitmq_ready() {
    # shellcheck disable=SC2016 # the inner shell expands $0; only bash opens sockets
    greeting=$(timeout 5 bash -c 'exec 3<> "/dev/tcp/127.0.0.1/$0" && printf "AMQP\0\0\11\1" >&3 && head -c 1 <&3 | od -An -tx1' \
        "$(port_of rabbitmq)" 2> /dev/null)
    [ "$greeting" = ' 01' ]
}

rabbitmq_stop() {
    end_politely rabbitmq TERM
    end_politely rabbitmq.epmd TERM
}

rabbitmq_kill() {
    end_at_once rabbitmq
    end_at_once rabbitmq.epmd
}

rabbitmq_url() {
    echo "AMQP_URL=amqp://bakery:$(password_of rabbitmq)@127.0.0.1:$(port_of rabbitmq)/"
}
