#!/bin/sh
# Makes the secrets that docker-compose.yml mounts, once: those that are there are kept.
set -eu
folder="$(dirname "$0")/secrets"
umask 022
mkdir -p "$folder"
# The containers' user reads the files through their mounts; on this machine the folder is shut.
chmod 700 "$folder"

random() {
    head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'
}

keep() {
    if [ -e "$folder/$1" ]; then
        echo "kept    $folder/$1"
    else
        cat > "$folder/$1"
        chmod 444 "$folder/$1"
        echo "written $folder/$1"
    fi
}

# One user of Redis for each part that needs other things of it (users.acl tells what).
for user in work web health; do
    random | keep "redis_${user}_password"
done
for user in work web; do
    printf 'redis://%s:%s@redis:6379/0' "$user" "$(cat "$folder/redis_${user}_password")" | keep "redis_${user}_url"
done
# Standard Webhooks: base64 of 24 to 64 bytes behind "whsec_". Give it to whoever receives.
printf 'whsec_%s' "$(head -c 32 /dev/urandom | base64 | tr -d '\n')" | keep webhook_secret
