"""azureml-core as its workspace finds it: the configuration of `terrarium azure-config`, and nothing else."""

import os
import tempfile

from azureml.core import Environment, Workspace
from azureml.core.authentication import TokenAuthentication

from steps import NAMES


def workspace(token=None):
    token = token or os.environ["TERRARIUM_TOKEN"]
    return Workspace(*NAMES, auth=TokenAuthentication(lambda audience: token))


def training(name, *packages):
    """An environment of pip packages, on the workspace's own base image."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "conda.yml")
        with open(path, "w") as file:
            file.write("dependencies:\n- python=3.11\n- pip:\n" + "".join(f"  - {package}\n" for package in packages))
        environment = Environment.from_conda_specification(name, path)
    environment.docker.base_image = None
    return environment


def form(environment):
    """An environment as the SDK compares it: without what registering gives it."""
    fields = Environment._serialize_to_dict(environment)
    return {name: value for name, value in fields.items() if name not in ("name", "version", "assetId")}
