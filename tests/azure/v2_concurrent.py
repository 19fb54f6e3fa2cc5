"""One of several processes that register versions of one environment at once. Prints the versions that it got."""

import sys

from azure.ai.ml.entities import Environment

from second import client

ml = client().environments
for number in range(5):
    print(ml.create_or_update(Environment(name="contended-v2", image=f"python:3.{sys.argv[1]}.{number}")).version)
