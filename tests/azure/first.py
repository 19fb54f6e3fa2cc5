"""azureml-core as its workspace finds it: the configuration of `terrarium azure-config`, and nothing else."""

import os

from azureml.core import Environment, Workspace
from azureml.core.authentication import TokenAuthentication
from azureml.core.conda_dependencies import CondaDependencies

from steps import NAMES


def workspace(token=None):
    token = token or os.environ["TERRARIUM_TOKEN"]
    return Workspace(*NAMES, auth=TokenAuthentication(lambda audience: token))


def training(name, *packages):
    """An environment of pip packages, on the workspace's own base image."""
    environment = Environment(name)
    environment.docker.base_image = None
    environment.python.conda_dependencies = CondaDependencies.create(
        python_version="3.11", pip_packages=list(packages), pin_sdk_version=False
    )
    return environment


def form(environment):
    """An environment as the SDK compares it: without what registering gives it."""
    fields = Environment._serialize_to_dict(environment)
    return {name: value for name, value in fields.items() if name not in ("name", "version", "assetId")}
