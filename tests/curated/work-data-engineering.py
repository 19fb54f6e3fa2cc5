"""Writes Parquet files, asks them in SQL, and carries the answer on through the other libraries into a database."""

import duckdb
import fsspec
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa

table = pa.table({"city": ["Bern", "Basel", "Bern"], "people": [134, 178, 2]})
pq.write_to_dataset(table, "people", partition_cols=["city"])
query = "select city, sum(people)::bigint as people from read_parquet('people/*/*.parquet') group by city order by city"
answer = duckdb.sql(query).arrow()
answer = answer.read_all() if hasattr(answer, "read_all") else answer
largest = pl.from_arrow(answer).lazy().filter(pl.col("people") == pl.col("people").max()).collect()
with fsspec.open("memory://answer.parquet", "wb") as file:
    pq.write_table(answer, file)
engine = sa.create_engine("sqlite://")
with fsspec.open("memory://answer.parquet", "rb") as file, engine.begin() as connection:
    pd.read_parquet(file).to_sql("people", connection, index=False)
    total = connection.execute(sa.text("select sum(people) from people")).scalar_one()
print("SQL over Parquet:", [(row["city"], int(row["people"])) for row in answer.to_pylist()])
print("largest:", largest["city"].to_list(), "total:", int(total))
