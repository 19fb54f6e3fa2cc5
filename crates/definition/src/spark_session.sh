# Hands Spark packages to the sessions that a command starts. Spark reads its settings from a copy of its own folder, to
# which the packages are added. $1: packages, $2: repositories, both separated by commas; then the command.
packages=$1 repositories=$2
shift 2

# What cannot be started ends as engines end it, in their words.
not_started() { printf 'process failed to start with error: exec: "%s": %s\n' "$1" "$2" >&2; exit 127; }
case $1 in
*/*)
    [ -e "$1" ] || not_started "$1" 'no such file or directory'
    [ -x "$1" ] || not_started "$1" 'permission denied' ;;
*) command -v -- "$1" >/dev/null || not_started "$1" 'executable file not found in $PATH' ;;
esac

failed() {
    echo "Could not hand the Spark packages to the command: $1. Set TMPDIR to a folder that can be written" >&2
    exit 125
}
# Where Spark itself would look.
home=${SPARK_HOME:-$(find_spark_home.py 2>/dev/null)}
own=${SPARK_CONF_DIR:-${home:+$home/conf}}
SPARK_CONF_DIR=$(mktemp -d) || failed 'no temporary folder can be made'
export SPARK_CONF_DIR
if [ -n "$own" ] && [ -d "$own" ]; then
    cp -R "$own/." "$SPARK_CONF_DIR" && chmod -R u+w "$SPARK_CONF_DIR" || failed "$own cannot be copied"
fi
defaults=$SPARK_CONF_DIR/spark-defaults.conf
# The last line of a property counts, so it repeats what is set already.
add() {
    [ -n "$2" ] || return 0
    set -- "$1" "$2" "$(sed -n "s/^[[:blank:]]*$1[[:blank:]=:]\{1,\}//p" "$defaults" | tail -n 1)"
    printf '\n%s %s\n' "$1" "${3:+$3,}$2" >>"$defaults" || failed "$defaults cannot be written"
}
[ -e "$defaults" ] || : >"$defaults" || failed "$defaults cannot be written"
add spark.jars.packages "$packages"
add spark.jars.repositories "$repositories"
exec "$@"
