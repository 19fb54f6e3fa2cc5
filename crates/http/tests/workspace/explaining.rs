//! What the workspace says about a failure that it knows.

use crate::support::{
    definitions::{from, steps},
    index::Index,
    site::Site,
};
use api::{BuildState, ExplainedPackage};
use definition::PackageSource;

#[tokio::test]
async fn a_failure_whose_words_are_known_is_explained_by_its_line() {
    let site = Site::new().await;
    site.engine.let_end(1);
    let known = "say make: *** No targets specified and no makefile found.  Stop.";
    let failed = site.build(&steps(["say making", known, "fail"])).await.id;
    let failed = site.ended(failed).await;
    assert_eq!(failed.state, BuildState::Failed);
    let explanation = failed.explanation.unwrap();
    assert_eq!((explanation.rule.as_str(), explanation.line), ("make-no-targets", Some(2)));
    assert!(explanation.help.contains("makefile"), "{}", explanation.help);
}

#[tokio::test]
async fn a_failure_that_nobody_knows_is_not_explained() {
    let site = Site::new().await;
    site.engine.let_end(1);
    let failed = site.build(&steps(["say the dog ate it", "fail"])).await.id;
    let failed = site.ended(failed).await;
    assert!(failed.cause.is_some());
    assert_eq!(failed.explanation, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_of_the_definition_that_cannot_be_installed_is_named_as_it_is_written() {
    let index = Index::new().await;
    index.offer("model", "1.2", "");
    index.offer("other", "1.0", "model==9");
    let site = Site::new().await;
    let explained = async |package: &str| {
        let failed = site.built_with_packages(&from(&index, &[package])).await;
        assert_eq!(failed.state, BuildState::Failed);
        failed.explanation.unwrap()
    };
    let explanation = explained("Model==7").await;
    assert_eq!(explanation.rule, "pip-no-matching-dist");
    assert_eq!(explanation.package, Some(ExplainedPackage { source: PackageSource::Pip, name: "Model".into() }));
    assert_eq!(explained("other").await.package, None, "the definition does not list what another package asks for");
}

#[tokio::test]
async fn a_package_that_a_docker_step_asks_for_is_none_of_the_definition() {
    let site = Site::new().await;
    site.engine.let_end(1);
    let mut definition = steps(["say ERROR: No matching distribution found for six==99", "fail"]);
    definition["python"] =
        serde_json::json!({ "condaDependencies": { "dependencies": ["python=3.11", { "pip": ["six"] }] } });
    let failed = site.ended(site.build(&definition).await.id).await;
    let explanation = failed.explanation.unwrap();
    assert_eq!((explanation.rule.as_str(), explanation.package), ("pip-no-matching-dist", None));
}
