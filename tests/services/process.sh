# shellcheck shell=sh
# process.sh -- users, ports and processes of the private servers. Sourced by services.
#
# In the run folder, NAME/ belongs to the server and NAME.port, NAME.password, NAME.log and NAME.pid to us. NAME.pid
# holds a process id and the start time that the kernel gives it: a number used again is never taken for our process.

say() {
    printf '%s\n' "services: $*" >&2
}

die() {
    say "$*"
    exit 1
}

uptime_s() { # seconds since the machine started: a clock that nobody sets
    cut -d. -f1 /proc/uptime
}

# ---- users and files --------------------------------------------------------------------------
am_root() {
    [ "$(id -u)" = 0 ]
}

# Turns this shell into the command: as the server's user if we are root (PostgreSQL refuses root), else as ourselves.
become() { # USER COMMAND...
    become_user=$1
    shift
    am_root || exec "$@"
    exec setpriv --reuid="$become_user" --regid="$become_user" --init-groups "$@"
}

as() { # USER COMMAND...
    (become "$@")
}

put() { # USER FILE: writes what is on standard input, for that user's eyes only
    # shellcheck disable=SC2016 # $0 is for the inner shell
    as "$1" sh -c 'umask 077; cat > "$0"' "$2"
}

# The server's folder. Root's own folders are closed to the server's user: then it lies in /var/tmp, with a link to it.
make_home() { # NAME USER
    made=$RUN/$1
    [ ! -e "$made" ] || return 0
    rm -f "$made" # a link whose target was swept away
    mkdir "$made"
    am_root || return 0
    chown "$2:" "$made"
    if ! as "$2" test -w "$made"; then
        rmdir "$made"
        ln -s "$(mktemp -d "/var/tmp/bakery-$1.XXXXXX")" "$made"
        chown "$2:" "$made/."
    fi
}

home_of() { # NAME: the path by which the server itself can reach its folder
    readlink -f "$RUN/$1"
}

password_of() { # NAME: made at the first call; hexadecimal, so that it needs no escapes in a URL
    [ -s "$RUN/$1.password" ] || (umask 077 && od -An -v -N16 -tx1 /dev/urandom | tr -d ' \n' > "$RUN/$1.password")
    cat "$RUN/$1.password"
}

# ---- ports ------------------------------------------------------------------------------------
listening() { # PORT: does anyone listen on it, on whatever address?
    cat /proc/net/tcp /proc/net/tcp6 2> /dev/null |
        awk -v port="$(printf ':%04X$' "$1")" '$4 == "0A" && $2 ~ port { found = 1 } END { exit !found }'
}

# Below 32768, where the kernel takes the ports of outgoing connections from; and not what a server of ours, or of a run
# folder beside ours, has chosen and may not listen on yet.
free_port() {
    while :; do
        port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
        listening "$port" || grep -qsx "$port" "$RUN"/*.port "$RUN"/../*/*.port || break
    done
    echo "$port"
}

# The same port for as long as the run folder lives, unless someone took it while our server was down.
choose_port() { # NAME
    if [ ! -s "$RUN/$1.port" ] || listening "$(cat "$RUN/$1.port")"; then
        free_port > "$RUN/$1.port"
    fi
}

port_of() { # NAME
    cat "$RUN/$1.port"
}

# ---- processes --------------------------------------------------------------------------------
start_time() { # PID: in clock ticks since the machine started; nothing if it is dead or a zombie
    sed 's/.*) //' "/proc/$1/stat" 2> /dev/null | awk '$1 != "Z" && $1 != "X" { print $20 }'
}

live_pid() { # NAME: prints the process id if that very process lives, else fails
    [ -s "$RUN/$1.pid" ] || return 1
    read -r recorded_pid recorded_start < "$RUN/$1.pid"
    [ "$(start_time "$recorded_pid")" = "$recorded_start" ] || return 1
    echo "$recorded_pid"
}

# Starts a server in a session of its own, for a Ctrl-C at the terminal is not for it. 9 is the run folder's lock.
launch() { # NAME USER COMMAND...
    launched=$1
    shift
    launched_user=$1
    shift
    (become "$launched_user" setsid "$@") < /dev/null >> "$RUN/$launched.log" 2>&1 9>&- &
    echo "$! $(start_time $!)" > "$RUN/$launched.pid"
}

tree() { # PID: itself and its descendants; groups would not do, as each of PostgreSQL's backends is one of its own
    cat /proc/[0-9]*/stat 2> /dev/null | sed 's/ (.*) / /' | awk -v root="$1" '
        { parent[$1] = $3 }
        END {
            for (pid in parent) {
                for (up = pid; up != root && up in parent; up = parent[up]) { }
                if (up == root)
                    print pid
            }
        }'
}

signal_tree() { # SIGNAL PID
    # A process may end between the look and the signal.
    tree "$2" | while read -r pid; do kill -s "$1" "$pid" 2> /dev/null || true; done
}

await_end() { # NAME SECONDS: fails if it still lives then
    end_by=$(($(uptime_s) + $2))
    while live_pid "$1" > /dev/null; do
        [ "$(uptime_s)" -lt "$end_by" ] || return 1
        sleep 0.05
    done
    rm -f "$RUN/$1.pid"
}

# As if the power failed: nothing of the server runs on. The stop goes first, so that it cannot fork meanwhile.
end_at_once() { # NAME
    if victim=$(live_pid "$1"); then
        signal_tree STOP "$victim"
        signal_tree KILL "$victim"
    fi
    await_end "$1" 10 || die "$1: process $victim does not die"
}

end_politely() { # NAME SIGNAL
    if leaver=$(live_pid "$1"); then
        signal_tree CONT "$leaver"
        kill -s "$2" "$leaver" 2> /dev/null || true
    fi
    await_end "$1" 20 || {
        say "$1: has not stopped in 20 s, killed"
        end_at_once "$1"
    }
}
