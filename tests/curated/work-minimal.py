"""Reads rows of text into a database of the standard library and asks it a question."""

import csv
import io
import sqlite3
import ssl
import sys

rows = csv.DictReader(io.StringIO("city,people\nBern,134\nBasel,178\nBern,2\n"))
database = sqlite3.connect(":memory:")
database.execute("create table people (city text, people integer)")
database.executemany("insert into people values (:city, :people)", rows)
query = "select city, sum(people) from people group by city order by city"
print("people:", dict(database.execute(query)))
print("Python", "{}.{}".format(*sys.version_info), "with", ssl.OPENSSL_VERSION.split()[0])
