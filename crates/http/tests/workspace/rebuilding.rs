//! A rebuild tells beforehand what it would touch.

use crate::support::{definitions::steps, site::Site};
use api::{RebuildOutlook, StagePresence, StepKind, path};
use serde_json::json;

#[tokio::test]
async fn everybody_who_shares_the_image_is_named() {
    let site = Site::new().await;
    let definition = steps(["say hello"]);
    for name in ["training", "churn"] {
        site.workspace.register(name, definition.clone()).await;
    }
    let build = site.built(&definition).await;
    let hash = build.digests.image;
    let manifest = site.history(hash).await.remove(0).manifest;
    site.workspace.put(&path::tie("churn", "1"), &json!({ "manifest": manifest })).await.expect::<api::Version>(200);

    let outlook: RebuildOutlook = site.workspace.get(&path::rebuild(hash)).await.expect(200);
    let touched: Vec<_> = outlook
        .touches
        .iter()
        .map(|version| (&*version.environment, &*version.registered_by, version.tied.as_ref() == Some(&manifest)))
        .collect();
    assert_eq!(touched, [("churn", "ada", true), ("training", "ada", false)]);
    assert_eq!((outlook.users, outlook.manifest, outlook.building), (2, Some(manifest), None));
    // The user manages the packages: a rebuild is about the Docker steps.
    assert_eq!(outlook.stage, StagePresence::Missing);
    let known: Vec<_> = outlook.expected.iter().map(|step| (step.kind, step.milliseconds.is_some())).collect();
    assert_eq!(known, [(StepKind::Stage, true), (StepKind::Push, true), (StepKind::Trial, true)]);

    let body = json!({ "target": { "image": hash }, "rebuild": true });
    let running: api::Build = site.workspace.post(path::BUILDS, &body).await.expect(201);
    let outlook: RebuildOutlook = site.workspace.get(&path::rebuild(hash)).await.expect(200);
    assert_eq!(outlook.building, Some(running.id));
    site.engine.let_end(1);
    site.ended(running.id).await;
}

#[tokio::test]
async fn what_was_never_built_has_nothing_to_rebuild() {
    let site = Site::new().await;
    let hash = site.workspace.register("own", steps(["say hello"])).await.version.digests.image;
    assert_eq!(site.workspace.get(&path::rebuild(hash)).await.status.as_u16(), 404);
    assert_eq!(site.workspace.get(&path::image_history(hash)).await.status.as_u16(), 404);
}
