"""A Spark job: rows in files, grouped by Spark, with a function in Python, into pandas."""

from pyspark.sql import SparkSession, functions as f
from pyspark.sql.types import LongType

spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
spark.range(100).withColumn("group", f.col("id") % 3).write.parquet("rows.parquet")
square = f.udf(lambda number: number * number, LongType())
rows = spark.read.parquet("rows.parquet").groupBy("group").agg(f.sum(square("id")).alias("squares"))
table = rows.orderBy("group").toPandas()
assert int(table["squares"].sum()) == sum(number * number for number in range(100)), table
java = spark.sparkContext._jvm.java.lang.System.getProperty("java.version")
print(f"Spark {spark.version} on Java {java.split('.')[0]}")
print("groups:", table["group"].tolist(), "squares:", int(table["squares"].sum()))
spark.stop()
