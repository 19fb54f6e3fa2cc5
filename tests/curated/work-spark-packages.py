"""Reads a file from the Spark package of the environment, with a session as everybody starts it."""

import os

from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
java = spark.sparkContext._jvm.java
resource = java.lang.Thread.currentThread().getContextClassLoader().getResourceAsStream("greeting.txt")
print("greeting:", java.lang.String(resource.readAllBytes()))
print("settings:", "SPARK_CONF_DIR" in os.environ, spark.conf.get("spark.jars.packages", "none"))
spark.stop()
