"""One of several processes that register versions of one environment at once. Prints the versions that it got."""

import sys

from azure.ai.ml.entities import Environment
from azure.core.exceptions import ResourceExistsError

from second import client

ml = client().environments


def registered(image):
    """The SDK asks for the next number itself, tries it once, and leaves it to its caller to try again."""
    while True:
        try:
            return ml.create_or_update(Environment(name="contended", image=image)).version
        except ResourceExistsError:
            pass


for number in range(5):
    print(registered(f"python:3.{sys.argv[1]}.{number}"))
