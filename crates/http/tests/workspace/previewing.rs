//! Previews: whether an image will be reused, with the registry and without it.

use crate::support::{
    definitions::{conda, pip, steps},
    site::Site,
    until, workspace,
};
use api::{StagePresence, Verdict, path};
use serde_json::json;

#[tokio::test]
async fn what_was_never_built_is_a_miss_whatever_the_registry_says() {
    let workspace = workspace().await;
    let digests = workspace.register("training", conda(["numpy"])).await.version.digests;
    let question = json!({ "digests": [digests], "definitions": [conda(["numpy"]), conda(["scipy"])] });
    let answer: api::PreviewResponse = workspace.post(path::PREVIEWS, &question).await.expect(200);
    let verdicts: Vec<Verdict> = answer.previews.iter().map(|preview| preview.verdict).collect();
    assert_eq!(verdicts, [Verdict::Miss; 3]);
    assert_eq!(answer.previews[0].digests, answer.previews[1].digests);
    assert_eq!(answer.previews[0].stage, StagePresence::Unknown);
}

#[tokio::test]
async fn what_stands_outside_is_named() {
    let workspace = workspace().await;
    let question = json!({ "definitions": [pip(["-r more.txt"])] });
    let answer: api::PreviewResponse = workspace.post(path::PREVIEWS, &question).await.expect(200);
    assert_eq!(answer.previews[0].verdict, Verdict::Miss);
    assert_eq!(answer.previews[0].outside[0].reference, "--requirement more.txt");
}

#[tokio::test]
async fn an_image_is_a_hit_while_the_registry_has_it_and_unknown_while_it_is_silent() {
    let mut site = Site::new().await;
    let definition = steps(["say hello"]);
    assert_eq!(site.preview(&definition).await.verdict, Verdict::Miss);
    let id = site.build(&definition).await.id;
    assert_eq!(site.preview(&definition).await.building, Some(id));
    site.engine.let_end(1);
    site.ended(id).await;

    let hit = site.preview(&definition).await;
    assert_eq!((hit.verdict, hit.stage), (Verdict::Hit, StagePresence::Cached));
    let image = hit.image.unwrap();
    assert_eq!((image.build, image.lock.len()), (id, 0));
    assert!(hit.candidates.is_empty(), "an image is no candidate for itself");

    let other = site.preview(&steps(["say goodbye"])).await;
    assert_eq!(other.verdict, Verdict::Miss);
    assert_eq!(other.candidates[0].hash, image.digests.image);

    site.registry = None;
    let silent = until("a verdict without a registry", async || {
        let preview = site.preview(&definition).await;
        (preview.verdict != Verdict::Hit).then_some(preview)
    })
    .await;
    assert_eq!((silent.verdict, silent.stage), (Verdict::Unknown, StagePresence::Unknown));
    assert!(silent.reason.is_some() && silent.image.is_some());
}

#[tokio::test]
async fn an_image_that_is_gone_from_the_registry_is_a_miss() {
    let site = Site::new().await;
    let definition = steps(["say hello"]);
    let build = site.built(&definition).await;
    site.lose(&build.reference.unwrap()).await;
    let preview = site.preview(&definition).await;
    assert_eq!((preview.verdict, preview.image), (Verdict::Miss, None));
    let again = site.build(&definition).await;
    assert_ne!(again.id, build.id, "it is built again without being asked to rebuild");
    site.engine.let_end(1);
    site.ended(again.id).await;
    assert_eq!(site.preview(&definition).await.verdict, Verdict::Hit);
}
