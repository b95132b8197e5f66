#!/bin/sh
# Starts Redis with its users: their passwords are read from the secrets and go, as digests, into a file in
# memory; never onto a command line, where `ps` shows them.
#   start-redis.sh CONFIGURATION USERS SECRETS FOLDER [OPTION ...]
set -eu
configuration="$1" users="$2" secrets="$3" folder="$4"
shift 4
umask 077

digest() {
    printf '%s' "$(cat "$secrets/redis_$1_password")" | sha256sum | cut -d' ' -f1
}

# Redis 6 knows no keys that may be read alone: there the page shows no queues.
case "$(redis-server --version)" in
    *v=6.*) narrow='s/ %R~[^ ]*//g' ;;
    *) narrow='' ;;
esac

sed -e "$narrow" -e "s/#WORK/#$(digest work)/" -e "s/#WEB/#$(digest web)/" -e "s/#HEALTH/#$(digest health)/" \
    "$users" > "$folder/users.acl"
exec redis-server "$configuration" --aclfile "$folder/users.acl" "$@"
