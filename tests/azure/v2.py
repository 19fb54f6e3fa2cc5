"""What people do with azure-ai-ml, beside what the contract's script does."""

import os
import tempfile

from azure.ai.ml import load_environment
from azure.ai.ml.constants import ListViewType
from azure.ai.ml.entities import BuildContext, Environment

from second import client
from steps import api, foreign, image_hash, raises, run

ml = client().environments
folder = tempfile.mkdtemp()


def written(name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)
    return path


CONDA = written("conda.yml", "dependencies:\n- python=3.11\n- pip:\n  - six==1.16.0\n")


def what_is_registered_is_in_the_console():
    made = ml.create_or_update(Environment(name="training", image="python:3.12", conda_file=CONDA, tags={"team": "vision"}))
    assert made.version == "1", made.version
    seen = api("/api/environments/training/versions/1")
    assert seen["tags"] == {"team": "vision"}, seen
    assert len(image_hash("training", 1)) >= 32


def what_the_console_registers_is_got():
    packages = {"dependencies": ["python=3.11", {"pip": ["idna==3.7"]}]}
    definition = {"docker": {"baseImage": "python:3.12"}, "python": {"condaDependencies": packages}}
    api("/api/environments/console/versions", {"definition": definition, "description": "by hand"})
    got = ml.get("console", version="1")
    assert (got.image, got.description) == ("python:3.12", "by hand"), got
    assert got.conda_file["dependencies"][-1] == {"pip": ["idna==3.7"]}, got.conda_file


def what_was_dumped_is_loaded_and_is_the_same_version():
    path = os.path.join(folder, "dumped.yml")
    ml.get("training", version="1").dump(path)
    assert ml.create_or_update(load_environment(path)).version == "1"


def all_of_250_environments_are_listed():
    for number in range(250):
        ml.create_or_update(Environment(name=f"many-{number:03}", version="1", image="python:3.12"))
    listed = [environment.name for environment in ml.list()]
    assert len(listed) == len(set(listed)), "none twice"
    assert {f"many-{number:03}" for number in range(250)} <= set(listed)


def all_of_60_versions_are_listed():
    for number in range(60):
        ml.create_or_update(Environment(name="versions", version=str(number + 1), image=f"python:3.{number}"))
    listed = [environment.version for environment in ml.list(name="versions")]
    assert sorted(listed, key=int) == [str(number + 1) for number in range(60)], listed
    assert ml.get("versions", label="latest").version == "60"


def what_is_archived_is_hidden_until_it_is_restored():
    ml.archive("versions", version="7")
    shown = [environment.version for environment in ml.list(name="versions")]
    hidden = [environment.version for environment in ml.list(name="versions", list_view_type=ListViewType.ARCHIVED_ONLY)]
    assert "7" not in shown and hidden == ["7"], (shown, hidden)
    ml.restore("versions", version="7")
    assert "7" in [environment.version for environment in ml.list(name="versions")]


def an_anonymous_environment_is_got_and_not_listed():
    made = ml.create_or_update(Environment(image="python:3.12", conda_file=CONDA))
    # The SDK forgets the packages when it computes the version of what it gets; the id has the one it sent.
    got = ml.get(made.name, version=made.id.rsplit("/", 1)[1])
    assert got.image == "python:3.12"
    assert made.name not in [environment.name for environment in ml.list()]


def a_folder_is_sent_once_and_counts_by_its_files():
    written("context/Dockerfile", "FROM python:3.12\nCOPY rows.csv /\n")
    written("context/rows.csv", "a,b\n")

    def registered(name):
        # The SDK writes into the context where it sent it.
        context = BuildContext(path=os.path.join(folder, "context"))
        made = ml.create_or_update(Environment(name=name, version="1", build=context))
        assert made.build.dockerfile_path == "Dockerfile", made
        return made.build.path, image_hash(name, 1)

    first = registered("context-a")
    assert registered("context-b") == first
    written("context/rows.csv", "a,b\n1,2\n")
    changed = registered("context-c")
    assert changed[0] != first[0] and changed[1] != first[1], changed


def what_is_missing_is_said():
    raises("there is no environment nothing", lambda: ml.get("nothing", version="1"))


def a_version_never_changes():
    raises("A version never changes", lambda: ml.create_or_update(Environment(name="training", version="1", image="python:3.11")))
    assert ml.get("training", version="1").image == "python:3.12"


def foreign_tokens_are_refused():
    stranger = client(foreign(os.environ["TERRARIUM_TOKEN"])).environments
    raises("not one of this workspace", lambda: stranger.get("training", version="1"))


run(
    [
        what_is_registered_is_in_the_console,
        what_the_console_registers_is_got,
        what_was_dumped_is_loaded_and_is_the_same_version,
        all_of_250_environments_are_listed,
        all_of_60_versions_are_listed,
        what_is_archived_is_hidden_until_it_is_restored,
        an_anonymous_environment_is_got_and_not_listed,
        a_folder_is_sent_once_and_counts_by_its_files,
        what_is_missing_is_said,
        a_version_never_changes,
        foreign_tokens_are_refused,
    ]
)
