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

random | keep redis_password
printf 'redis://:%s@redis:6379/0' "$(cat "$folder/redis_password")" | keep redis_url
# Standard Webhooks: base64 of 24 to 64 bytes behind "whsec_". Give it to whoever receives.
printf 'whsec_%s' "$(head -c 32 /dev/urandom | base64 | tr -d '\n')" | keep webhook_secret
