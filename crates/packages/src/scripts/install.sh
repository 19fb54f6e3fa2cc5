# Installs what the files beside it ask for into /opt/env, and leaves what the lock is made from.
# This text is the same in every build: what people typed is only read from files, as an argument or as input.
set -eu
export LC_ALL=C.UTF-8 NO_COLOR=1
# What programs write then says this time; it is that of all files of the image.
export SOURCE_DATE_EPOCH=315532800
here=/run/terrarium/step
lock=/run/terrarium/lock
environment=/opt/env

stop() {
    printf '%s\n' "$1" > "$lock/cause"
    printf '%s\n' "$1" >&2
    exit 1
}

. "$here/pythons.sh"

find_python() {
    list_pythons > "$lock/pythons"
    seen=
    while read -r version python; do
        ! grep -qxF "$version" "$here/accepted" || return 0
        case " $seen " in *" $version "*) ;; *) seen="${seen:+$seen }$version" ;; esac
    done < "$lock/pythons"
    [ -n "$seen" ] || stop "the base image has no Python 3: take a base image with Python, or install one in the Docker steps"
    requested=$(cat "$here/requested")
    stop "the definition asks for Python $requested, the base image has $seen: change the version, or take a base image with that Python"
}

check_base() {
    find_python
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        stop "Python $version of the base image has no venv: install it in the Docker steps (on Debian and Ubuntu: apt-get install python3-venv)"
}

# Takes seconds, and so does finding out which packages are needed.
make_virtual_environment() {
    echo "Making a virtual environment on Python $version"
    "$python" -m venv "$environment" &
    making=$!
}

check_glibc() {
    command -v getconf >/dev/null || return 0
    version=$(getconf GNU_LIBC_VERSION 2>/dev/null) || stop "the base image has no glibc, which the conda packages need: take a base image with glibc"
    grep -qxF "${version#glibc }" "$here/glibc" ||
        stop "the conda packages need glibc $(head -n 1 "$here/glibc") or newer, the base image has ${version#glibc }: take a newer base image"
}

# What conda runs after it has linked a package; conda itself is not here to do it.
finish_conda_packages() {
    while read -r name version number; do
        echo "Finishing $name"
        PREFIX=$environment PKG_NAME=$name PKG_VERSION=$version PKG_BUILDNUM=$number PATH=$environment/bin:$PATH \
            sh -e "$environment/bin/.$name-post-link.sh" || stop "the conda package $name cannot be finished: its own script failed, see the log"
    done < "$here/post-link"
}

# Runs uv, shows its output and keeps it, so that a failure can be explained.
uv() {
    rm -f "$lock/ended"
    {
        /run/terrarium/uv/uv --no-progress --cache-dir /run/terrarium/cache "$@" 2>&1 >/dev/null && : > "$lock/ended"
    } | tee "$lock/output"
    [ -e "$lock/ended" ] || exit 1
}

prepare_uv() {
    [ ! -f /etc/ssl/certs/ca-certificates.crt ] || export SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
    read -r timeout < "$here/timeout" || :
    export UV_HTTP_TIMEOUT="$timeout" UV_LINK_MODE=copy NETRC="$here/netrc" UV_CONFIG_FILE="$here/uv.toml"
}

resolve_requirements() {
    prepare_uv
    uv pip compile --python "$python" --no-python-downloads --index-strategy unsafe-best-match \
        --format pylock.toml --output-file "$lock/pylock.toml" "$here/requirements.txt"
}

# The packages are known: nothing is resolved.
take_lock() {
    prepare_uv
    cp "$here/pylock.toml" "$lock/pylock.toml"
}

install_requirements() {
    uv pip install --python "$environment/bin/python" --preview-features pylock --requirements "$lock/pylock.toml"
    rm -f "$environment/.lock"
}

write_byte_code() {
    [ -x "$environment/bin/python" ] || return 0
    echo "Writing the byte code"
    PYTHONHASHSEED=0 "$environment/bin/python" -s -S "$here/compile.py" "$environment" /run/terrarium/bytecode ||
        stop "the byte code of the packages cannot be written, see the log"
}

# The name of the folder, who installed it, which wheel it was: all that the lock needs of a package.
record_installed() {
    for folder in "$environment"/lib/python3*/site-packages/*.dist-info; do
        [ -d "$folder" ] || continue
        mkdir -p "$lock/installed/${folder##*/}"
        for file in INSTALLER WHEEL uv_build.json; do
            [ ! -f "$folder/$file" ] || head -c 65536 "$folder/$file" > "$lock/installed/${folder##*/}/$file"
        done
    done
}

python=$environment/bin/python
[ ! -s "$here/glibc" ] || check_glibc
[ ! -s "$here/post-link" ] || finish_conda_packages
[ ! -f "$here/accepted" ] || check_base
[ ! -f "$here/accepted" ] || make_virtual_environment
[ ! -f "$here/requirements.txt" ] || resolve_requirements
[ ! -f "$here/pylock.toml" ] || take_lock
[ ! -f "$here/accepted" ] || wait "$making" || stop "the virtual environment cannot be made, see the log"
[ ! -f "$here/requirements.txt" ] && [ ! -f "$here/pylock.toml" ] || install_requirements
record_installed
write_byte_code
: > "$lock/complete"
