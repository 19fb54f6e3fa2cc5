"""Submits command jobs with azure-ai-ml, in an environment that comes along without a name, with real packages."""

import contextlib
import io
from pathlib import Path

from azure.ai.ml import command
from azure.ai.ml.entities import Environment

from second import client
from steps import api, raises, run

ml = client()
folder = Path("code")
folder.mkdir()
(folder / "train.py").write_text("import os, six\nprint('six', six.__version__, os.environ['MODE'])\n")
image = api("/api/workspace")["default_base_image"]
packages = {"dependencies": ["python=3.11", {"pip": ["six==1.16.0"]}]}


def job(line):
    return command(
        code=str(folder),
        command=line,
        environment=Environment(image=image, conda_file=packages),
        environment_variables={"MODE": "fast"},
        compute="this-machine",
        experiment_name="letters",
    )


def a_job_runs_and_its_output_is_shown():
    submitted = ml.jobs.create_or_update(job("python train.py"))
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        ml.jobs.stream(submitted.name)
    assert "six 1.16.0 fast" in shown.getvalue(), shown.getvalue()
    assert ml.jobs.get(submitted.name).status == "Completed"


def a_job_that_fails_says_so():
    submitted = ml.jobs.create_or_update(job("exit 3"))
    raises("exit code 3", lambda: ml.jobs.stream(submitted.name))
    assert ml.jobs.get(submitted.name).status == "Failed"


def both_used_one_image_and_no_list_shows_their_environment():
    assert len(api("/api/builds")["items"]) == 1
    assert len(list(ml.jobs.list())) == 2
    assert not [listed for listed in ml.environments.list() if listed.name.startswith("CliV2")]


run([a_job_runs_and_its_output_is_shown, a_job_that_fails_says_so, both_used_one_image_and_no_list_shows_their_environment])
