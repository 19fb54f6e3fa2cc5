"""Builds an image with azureml-core and looks at it, with real packages."""

from first import training, workspace
from steps import run

ws = workspace()
registered = training("built", "six==1.16.0").register(ws)


def there_is_no_image_before_the_build():
    details = registered.get_image_details(ws)
    assert details.image_exist is False, details


def the_log_is_shown_while_it_builds():
    build = registered.build(ws)
    assert build.status in ("Queued", "GettingOrProvisioningACR", "Running", "Succeeded"), build.status
    build.wait_for_completion(show_output=True)
    assert build.status == "Succeeded", build.status
    assert "six" in build.get_log(), build.get_log()


def the_image_is_shown_afterwards():
    details = registered.get_image_details(ws)
    assert details.image_exist is True, details
    print(details)


run([there_is_no_image_before_the_build, the_log_is_shown_while_it_builds, the_image_is_shown_afterwards])
