# Refuses an image that has something at /opt/env, where the next command sees a folder of this machine, and lists the
# Pythons and the C library of the image.
set -eu
here=/run/terrarium/step
lock=/run/terrarium/lock

stop() {
    printf '%s\n' "$1" > "$lock/cause"
    printf '%s\n' "$1" >&2
    exit 1
}

[ ! -e /opt/env ] && [ ! -L /opt/env ] || stop "the Docker steps made /opt/env: leave that folder to the Python packages"
[ ! -L /opt ] || stop "/opt of the image is a link: the Python packages need it to be a folder"
. "$here/pythons.sh"
list_pythons > "$lock/pythons"
libc=gnu
for loader in /lib/ld-musl-*; do
    [ ! -e "$loader" ] || libc=musl
done
printf '%s\n' "$libc" > "$lock/libc"
