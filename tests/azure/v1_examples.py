"""Registers each example of a file, gets it, and registers what was got under another name."""

import json
import sys

from azureml.core import Environment

from first import form, workspace
from steps import image_hash, run

ws = workspace()
with open(sys.argv[1]) as file:
    examples = json.load(file)


def example(name, fields):
    def comes_back_as_it_was():
        environment = Environment._deserialize_and_add_to_object(fields)
        environment.name, environment.version = f"example-{name}", None
        registered = environment.register(ws)
        got = Environment.get(ws, environment.name, version=registered.version)
        assert form(got) == form(environment), f"{form(got)}\n{form(environment)}"
        again = got.clone(f"again-{name}")
        again.register(ws)
        assert image_hash(again.name, 1) == image_hash(environment.name, registered.version)

    comes_back_as_it_was.__name__ = f"{name}_comes_back_as_it_was"
    return comes_back_as_it_was


run([example(name, fields) for name, fields in examples.items()])
