"""azure-ai-ml as its client finds the workspace: the configuration of `terrarium azure-config`, and nothing else."""

import os
import time

from azure.ai.ml import MLClient
from azure.core.credentials import AccessToken

from steps import NAMES


class Token:
    """The token of the environment, which its owner renews."""

    def __init__(self, token=None):
        self.token = token or os.environ["TERRARIUM_TOKEN"]

    def get_token(self, *scopes, **options):
        return AccessToken(self.token, int(time.time()) + 300)


def client(token=None):
    return MLClient(Token(token), *NAMES, enable_telemetry=False)
