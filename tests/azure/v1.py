"""What people do with azureml-core, beside what the contract's script does."""

import os
import tempfile

from azureml.core import Environment

from first import form, training, workspace
from steps import api, foreign, image_hash, raises, run

ws = workspace()


def what_is_registered_is_in_the_console():
    environment = training("training", "six==1.16.0")
    environment.environment_variables = {"GREETING": "hello, wörld"}
    registered = environment.register(ws)
    assert registered.version == "1", registered.version
    seen = api("/api/environments/training/versions/1")
    assert seen["definition"]["environmentVariables"]["GREETING"] == "hello, wörld", seen
    assert len(image_hash("training", 1)) >= 32


def what_the_console_registers_is_got():
    packages = {"dependencies": ["python=3.11", {"pip": ["idna==3.7"]}]}
    api("/api/environments/console/versions", {"definition": {"python": {"condaDependencies": packages}}})
    got = Environment.get(ws, "console")
    assert got.version == "1"
    assert list(got.python.conda_dependencies.pip_packages) == ["idna==3.7"], got.python.conda_dependencies


def a_clone_is_an_environment_of_its_own():
    original = Environment.get(ws, "training")
    clone = original.clone("cloned")
    assert clone.version is None
    clone.register(ws)
    assert form(Environment.get(ws, "cloned")) == form(original)
    assert image_hash("cloned", 1) == image_hash("training", 1)


def what_was_saved_is_loaded_and_is_the_same_version():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "saved")
        Environment.get(ws, "training", version="1").save_to_directory(path)
        loaded = Environment.load_from_directory(path)
    loaded.version = None
    assert loaded.register(ws).version == "1"


def another_definition_is_the_next_version():
    assert training("training", "six==1.15.0").register(ws).version == "2"
    assert Environment.get(ws, "training").version == "2"
    assert Environment.get(ws, "training", version="1").version == "1"


def a_label_moves_with_whoever_sets_it():
    for version in ["1", "2"]:
        Environment.label(ws, "training", version, ["prod"])
        assert Environment.get(ws, "training", label="prod").version == version
    assert Environment.get(ws, "training", label="latest").version == "2"
    raises("404", lambda: Environment.get(ws, "training", label="nobody"))


def what_is_missing_is_said():
    raises("404", lambda: Environment.get(ws, "nothing"))
    raises("404", lambda: Environment.get(ws, "training", version="9"))


def a_version_never_changes():
    changed = Environment.get(ws, "training", version="1")
    changed.docker.base_image = "python:3.12"
    raises("409", lambda: changed.register(ws))
    assert Environment.get(ws, "training", version="1").docker.base_image != "python:3.12"


def all_of_250_environments_are_listed():
    for number in range(250):
        training(f"many-{number:03}", "six==1.16.0").register(ws)
    listed = Environment.list(ws)
    assert {f"many-{number:03}" for number in range(250)} <= set(listed)
    assert {"training", "cloned", "console"} <= set(listed)
    assert listed["training"].version == "2", listed["training"].version


def foreign_tokens_are_refused():
    raises("not one of this workspace", lambda: workspace(foreign(os.environ["TERRARIUM_TOKEN"])).environments)


run(
    [
        what_is_registered_is_in_the_console,
        what_the_console_registers_is_got,
        a_clone_is_an_environment_of_its_own,
        what_was_saved_is_loaded_and_is_the_same_version,
        another_definition_is_the_next_version,
        a_label_moves_with_whoever_sets_it,
        what_is_missing_is_said,
        a_version_never_changes,
        all_of_250_environments_are_listed,
        foreign_tokens_are_refused,
    ]
)
