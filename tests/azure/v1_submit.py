"""Submits a script with azureml-core, in an environment that is registered with it, with real packages."""

import contextlib
import io
from pathlib import Path

from azureml.core import Environment, Experiment, ScriptRunConfig

from first import training, workspace
from steps import api, run

ws = workspace()
folder = Path("code")
folder.mkdir()
(folder / "train.py").write_text("import os, six, sys\nprint('six', six.__version__, os.environ['MODE'], sys.argv[1:])\n")
environment = training("submitted", "six==1.16.0")
environment.environment_variables = {"MODE": "fast"}


def submit(*arguments):
    config = ScriptRunConfig(
        str(folder), "train.py", arguments=list(arguments), environment=environment, compute_target="this-machine"
    )
    return Experiment(ws, "letters").submit(config)


def the_script_runs_and_its_output_is_shown():
    shown = io.StringIO()
    submitted = submit("--epochs", "1")
    with contextlib.redirect_stdout(shown):
        submitted.wait_for_completion(show_output=True)
    assert submitted.get_status() == "Completed", submitted.get_details()
    assert "six 1.16.0 fast ['--epochs', '1']" in shown.getvalue(), shown.getvalue()


def the_environment_was_registered_and_the_run_says_so():
    assert Environment.get(ws, "submitted").version == "1"
    (listed,) = api("/api/runs")["items"]
    assert (listed["version"], listed["exit_code"]) == ({"environment": "submitted", "version": "1"}, 0), listed


def once_more_uses_the_same_image():
    submitted = submit("again")
    submitted.wait_for_completion()
    first, second = api("/api/runs")["items"]
    assert first["reference"] == second["reference"], (first, second)
    assert len(api("/api/builds")["items"]) == 1


run([the_script_runs_and_its_output_is_shown, the_environment_was_registered_and_the_run_says_so, once_more_uses_the_same_image])
