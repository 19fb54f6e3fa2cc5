//! Pip packages from the configured Python index, in a virtual environment on this machine's Python.

use crate::find;
use crate::private::texts;
use crate::step::{Step, carry_out, container, pip};
use builder::PackageManager;

fn is_hash(text: Option<&String>) -> bool {
    text.is_some_and(|text| text.len() == 64 && text.chars().all(|digit| digit.is_ascii_hexdigit()))
}

#[tokio::test]
async fn packages_are_installed_and_locked_with_their_files() {
    let plan = pip("", "idna>=3,<4\nsix==1.16.0\n");
    let (step, recipe) = Step::prepare(&plan).await;
    let output =
        carry_out(&recipe.unwrap(), "/opt/env/bin/python -c 'import six, idna; print(\"six is\", six.__version__)'");
    let words = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && words.contains("six is 1.16.0"), "{words}");
    assert!(words.contains("Resolved 2 packages") && words.contains("Making a virtual environment"), "{words}");

    let lock = step.lock();
    let six = find(&lock, "six");
    assert_eq!((six.version.as_str(), six.source, six.build.as_ref()), ("1.16.0", PackageManager::Pip, None));
    assert_eq!(six.sha256.as_deref(), Some("8abb2f1d86890a2dfb989f9a77cfcfd3e47c2a354b01111771326f8aa26e0254"));
    assert!(six.url.as_ref().is_some_and(|url| url.ends_with("/six-1.16.0-py2.py3-none-any.whl")), "{six:?}");
    assert!(find(&lock, "idna").version.starts_with("3.") && is_hash(find(&lock, "idna").sha256.as_ref()));
    assert!(!find(&lock, "pip").version.is_empty(), "the virtual environment brings pip");
    assert!(lock.is_sorted());
}

#[tokio::test]
async fn a_source_distribution_is_locked_as_such() {
    let (step, ended, words) = Step::run(&pip("", "--no-binary six\nsix==1.16.0\n")).await;
    assert!(ended, "{words}");
    let lock = step.lock();
    let six = find(&lock, "six");
    assert!(six.url.as_ref().is_some_and(|url| url.ends_with("/six-1.16.0.tar.gz")), "{six:?}");
    assert_eq!(six.sha256.as_deref(), Some("1e61c37477a1626458e36f7b1d82aa5c9b094fa4802892072e49de9c60c4c926"));
}

#[tokio::test]
async fn what_cannot_be_had_is_named() {
    let plan = pip("", "no-such-package-of-terrarium\n");
    let (step, ended, _) = Step::run(&plan).await;
    assert!(
        !ended && step.cause(&plan).await.contains("no-such-package-of-terrarium was not found"),
        "{}",
        step.cause(&plan).await
    );
    let plan = pip("", "six==99\n");
    let (step, ended, _) = Step::run(&plan).await;
    assert!(
        !ended && step.cause(&plan).await.contains("there is no version of six==99"),
        "{}",
        step.cause(&plan).await
    );
}

#[tokio::test]
async fn another_python_than_the_base_has_is_named() {
    let plan = pip("3.2", "six==1.16.0\n");
    let (step, ended, _) = Step::run(&plan).await;
    let cause = step.cause(&plan).await;
    assert!(!ended && cause.starts_with("the definition asks for Python 3.2, the base image has 3."), "{cause}");
}

#[tokio::test]
async fn an_image_that_has_the_environment_already_is_refused() {
    let plan = pip("", "six\n");
    let (step, recipe) = Step::prepare(&plan).await;
    let recipe = recipe.unwrap();
    let taken = [
        recipe.inspect_folders.clone(),
        recipe.install_folders.iter().filter(|folder| folder.target == "/opt/env").cloned().collect(),
    ];
    assert!(!container(&taken.concat(), &recipe.inspect, "").status.success());
    assert_eq!(step.cause(&plan).await, "the Docker steps made /opt/env: leave that folder to the Python packages");
}

#[tokio::test]
async fn nothing_that_people_type_reaches_a_shell() {
    let evil = "six; touch /opt/broken\n$(touch /opt/broken)\n`touch /opt/broken`\n";
    let plan = pip("", evil);
    let (step, recipe) = Step::prepare(&plan).await;
    let recipe = recipe.unwrap();
    assert!(recipe.install.iter().all(|word| !word.contains("touch")), "{recipe:?}");
    let output = carry_out(&recipe, "true");
    let again = carry_out(&recipe, "");
    assert!(!output.status.success() && !again.status.success());
    assert!(step.cause(&plan).await.contains("six; touch /opt/broken"), "{}", step.cause(&plan).await);
}

#[tokio::test]
async fn credentials_are_neither_in_the_recipe_nor_in_the_cause() {
    let private = "--index-url http://anna:secret@127.0.0.1:9/simple\nsix==1.16.0\n";
    let plan = pip("", private);
    let (step, recipe) = Step::prepare(&plan).await;
    let recipe = recipe.unwrap();
    assert!(!format!("{recipe:?}").contains("secret"));
    let words = carry_out(&recipe, "");
    assert!(!texts(&step.environment()).contains("anna:secret"), "nothing comes into the image");
    assert!(!words.status.success());
    assert!(
        step.cause(&plan).await.contains("127.0.0.1:9") && !step.cause(&plan).await.contains("secret"),
        "{}",
        step.cause(&plan).await
    );
}
