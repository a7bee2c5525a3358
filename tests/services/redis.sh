# shellcheck shell=sh
# redis.sh -- a private Redis that is only a cache and writes nothing to disk. Sourced by services.

redis_setup() {
    choose_port redis
    make_home redis redis
    put redis "$(home_of redis)/redis.conf" << CONF
bind 127.0.0.1
port $(port_of redis)
requirepass $(password_of redis)
dir $(home_of redis)
save ""
appendonly no
maxmemory 128mb
maxmemory-policy allkeys-lru
CONF
}

redis_launch() {
    launch redis redis redis-server "$(home_of redis)/redis.conf"
}

redis_ready() {
    [ "$(REDISCLI_AUTH=$(password_of redis) redis-cli -h 127.0.0.1 -p "$(port_of redis)" ping 2> /dev/null)" = PONG ]
}

redis_stop() {
    end_politely redis TERM
}

redis_kill() {
    end_at_once redis
}

redis_url() {
    echo "REDIS_URL=redis://:$(password_of redis)@127.0.0.1:$(port_of redis)/0"
}
