# Lists the Pythons that an image has, and that an environment has that is being made: a line each with version and path.
list_pythons() {
    old=$IFS
    IFS=:
    for folder in $PATH; do
        for python in "$folder/python3" "$folder"/python3.[0-9] "$folder"/python3.[0-9][0-9]; do
            tell_python "$python"
        done
    done
    IFS=$old
    for python in /opt/env/python/*/bin/python3; do
        tell_python "$python"
    done
}

tell_python() {
    [ -x "$1" ] || return 0
    version=$("$1" -I -c 'import platform; print(platform.python_version())' 2>/dev/null) || return 0
    printf '%s %s\n' "$version" "$1"
}
