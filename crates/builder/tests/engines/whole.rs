//! An environment whose packages are installed for it, from beginning to end.

use crate::machine::{Subject, each, machine, platform, with_lines};
use builder::{Built, DEFAULT_BASE_IMAGE, Order, Presence};
use definition::{Definition, Dependency, canonical};
use flate2::read::MultiGzDecoder;
use tokio_util::sync::CancellationToken;

/// A package in C that has no wheel for a Python that is still maintained.
const SOURCE_ONLY: &str = "netifaces==0.11.0";

/// The paths of all files in an image.
async fn files(built: &Built) -> Vec<String> {
    let mut paths = Vec::new();
    for layer in &built.layers {
        let address = format!("http://{}/v2/{}/blobs/{}", machine().registry.address(), built.repository, layer.digest);
        let bytes = reqwest::get(address).await.unwrap().error_for_status().unwrap().bytes().await.unwrap();
        let mut archive = tar::Archive::new(MultiGzDecoder::new(&*bytes));
        paths.extend(archive.entries().unwrap().map(|entry| entry.unwrap().path().unwrap().display().to_string()));
    }
    paths
}

async fn built(subject: &Subject, definition: &Definition) -> Built {
    let plan = definition::plan(&canonical(definition).unwrap());
    let order = Order { plan: &plan, rebuild: false, lock: None, trial: None };
    let (built, lines) =
        with_lines(async |events| subject.builder.build(&order, &events, &CancellationToken::new()).await).await;
    built.unwrap_or_else(|error| panic!("{}: {error}\n{lines:#?}", subject.name))
}

#[test]
fn a_package_without_a_wheel_is_compiled_and_no_layer_has_a_compiler() {
    each(&async |subject| {
        let definition = Definition {
            dockerfile: Some(format!("FROM {DEFAULT_BASE_IMAGE}\nRUN echo kept > /marker\n")),
            dependencies: vec![Dependency::Pip(vec![SOURCE_ONLY.into()])],
            ..Definition::default()
        };
        let built = built(subject, &definition).await;
        let image = format!("{}/{}@{}", machine().registry.address(), built.repository, built.manifest);
        let script = "cat /marker; python -c 'import netifaces; print(netifaces.version)'; ! command -v cc gcc";
        let (ran, lines) = subject.run(&image, script, Vec::new()).await;
        ran.unwrap_or_else(|error| panic!("{}: {error}\n{lines:#?}", subject.name));
        assert_eq!(lines, ["kept", "0.11.0"], "{}", subject.name);
        let files = files(&built).await;
        assert!(files.iter().any(|path| path.contains("/netifaces")), "{}", subject.name);
        let compilers: Vec<&String> =
            files.iter().filter(|path| path.ends_with("/cc1") || path.contains("bin/gcc")).collect();
        assert_eq!(compilers, Vec::<&String>::new(), "{}", subject.name);
    });
}

#[test]
fn packages_of_the_distribution_can_be_installed_in_docker_steps() {
    each(&async |subject| {
        let steps = "RUN apt-get update && apt-get install --yes --no-install-recommends libxext6 \
                     && test -e /usr/lib/*/libXext.so.6 && test -z \"$(dpkg --audit)\"";
        let (built, lines) = subject.plan("apt", steps).await;
        built.unwrap_or_else(|error| panic!("{}: {error}\n{lines:#?}", subject.name));
    });
}

#[test]
fn a_system_managed_environment_is_built_and_runs() {
    each(&async |subject| {
        let definition = Definition {
            base_image: Some(DEFAULT_BASE_IMAGE.into()),
            dependencies: vec![Dependency::Conda("python=3.11".into()), Dependency::Pip(vec!["six==1.16.0".into()])],
            ..Definition::default()
        };
        let plan = definition::plan(&canonical(&definition).unwrap());
        assert_eq!(plan.platform, platform());
        let built = built(subject, &definition).await;
        let parts: Vec<_> = built.layers.iter().map(|layer| layer.part.as_str()).collect();
        assert_eq!(parts[0], "base image", "{}", subject.name);
        assert!(parts.len() > 1 && parts[1..].iter().all(|part| *part == "Python"), "{}: {parts:?}", subject.name);
        assert!(
            built.lock.iter().any(|package| (package.name.as_str(), package.version.as_str()) == ("six", "1.16.0"))
        );
        assert_eq!(subject.builder.image(&built.manifest).await, Presence::Present(built.manifest.clone()));

        let image = format!("{}/{}@{}", machine().registry.address(), built.repository, built.manifest);
        let script = "python -c 'import six; print(six.__version__, six.__file__)'";
        let (ran, lines) = subject.run(&image, script, Vec::new()).await;
        ran.unwrap_or_else(|error| panic!("{}: {error}\n{lines:#?}", subject.name));
        assert!(lines[0].starts_with("1.16.0 /opt/env/"), "{}: {lines:#?}", subject.name);
    });
}
