//! Every image of a hash is kept, and going back is one request.

use crate::support::{definitions::steps, site::Site, until};
use api::{ImageState, Version, path};
use serde_json::json;

#[tokio::test]
async fn a_rebuild_keeps_the_older_image_and_going_back_survives_a_restart() {
    let site = Site::new().await;
    let definition = steps(["drift"]);
    let first = site.built(&definition).await;
    let second = site.rebuilt(&definition).await;
    let hash = first.digests.image;
    let history = site.history(hash).await;
    let told: Vec<_> = history.iter().map(|image| (image.build, image.current, &image.reference)).collect();
    assert_eq!(
        told,
        [(second.id, true, second.reference.as_ref().unwrap()), (first.id, false, first.reference.as_ref().unwrap())]
    );

    let chosen = json!({ "manifest": history[1].manifest });
    let image: api::Image = site.workspace.post(&path::restore_image(hash), &chosen).await.expect(200);
    assert_eq!((image.build, &image.manifest), (first.id, &history[1].manifest));
    assert_eq!(site.preview(&definition).await.image.unwrap().build, first.id, "previews offer it at once");

    let site = site.restart().await;
    let history = site.history(hash).await;
    assert_eq!(history.iter().map(|image| image.current).collect::<Vec<_>>(), [false, true]);
    let newer = format!("{}?manifest={}", path::image(hash), history[0].manifest);
    let image: api::Image = site.workspace.get(&newer).await.expect(200);
    assert_eq!(image.build, second.id, "what is not current can be read all the same");
}

#[tokio::test]
async fn a_rebuild_that_gives_the_same_image_is_recorded_as_that_image() {
    let site = Site::new().await;
    let definition = steps(["say the same"]);
    let first = site.built(&definition).await;
    let second = site.rebuilt(&definition).await;
    assert_eq!(second.reference, first.reference);
    let hash = first.digests.image;
    let told = async || {
        let history = site.history(hash).await;
        history.iter().map(|image| (image.build, image.current, image.evicted_at.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(told().await, [(second.id, true, false)]);

    site.lose(first.reference.as_ref().unwrap()).await;
    site.preview(&definition).await;
    assert_eq!(told().await, [(second.id, false, true)]);
    let third = site.rebuilt(&definition).await;
    assert_eq!(third.reference, first.reference);
    assert_eq!(told().await, [(third.id, true, false)], "it is back");
    assert_eq!(site.preview(&definition).await.image.unwrap().build, third.id);
}

#[tokio::test]
async fn the_registry_is_asked_before_anything_is_restored() {
    let mut site = Site::new().await;
    let definition = steps(["drift"]);
    let first = site.built(&definition).await;
    site.rebuilt(&definition).await;
    let hash = first.digests.image;
    let older = site.history(hash).await.remove(1);
    let restore = path::restore_image(hash);
    let chosen = json!({ "manifest": older.manifest });

    let nothing = json!({ "manifest": "sha256:0" });
    assert_eq!(site.workspace.post(&restore, &nothing).await.status.as_u16(), 404);
    site.lose(&older.reference).await;
    insta::assert_json_snapshot!("gone", site.workspace.post(&restore, &chosen).await.refusal());
    let history = site.history(hash).await;
    assert!(history[0].current && history[1].evicted_at.is_some(), "{history:?}");

    site.registry = None;
    let chosen = json!({ "manifest": history[0].manifest });
    let answer = until("a refusal without a registry", async || {
        let answer = site.workspace.post(&restore, &chosen).await;
        (answer.status.as_u16() != 200).then_some(answer)
    })
    .await;
    assert_eq!(answer.refusal()["body"]["code"], "unavailable");
}

#[tokio::test]
async fn a_tied_version_keeps_its_image_whatever_is_built() {
    let site = Site::new().await;
    let definition = steps(["drift"]);
    site.workspace.register("training", definition.clone()).await;
    site.workspace.register("churn", definition.clone()).await;
    let first = site.built(&definition).await;
    let hash = first.digests.image;
    let manifest = site.history(hash).await.remove(0).manifest;
    let tie = path::tie("training", "1");
    let tied: Version = site.workspace.put(&tie, &json!({ "manifest": manifest })).await.expect(200);
    assert_eq!(tied.tied.as_ref(), Some(&manifest));

    let second = site.rebuilt(&definition).await;
    let version: Version = site.workspace.get(&path::version("training", "1")).await.expect(200);
    assert_eq!(version.tied.as_ref(), Some(&manifest));
    let export = async |name: &str| site.workspace.get(&path::export(name, "1", "devcontainer")).await.text;
    assert!(export("training").await.contains(&manifest));
    assert!(!export("churn").await.contains(&manifest));
    let ask = json!({ "target": { "version": { "environment": "training", "version": "1" } } });
    let answer: api::Build = site.workspace.post(path::BUILDS, &ask).await.expect(200);
    assert_eq!(answer.id, first.id, "its own image answers");
    let history = site.history(hash).await;
    assert_eq!(history[1].tied[0].to_string(), "training:1");

    site.lose(second.reference.as_ref().unwrap()).await;
    site.preview(&definition).await;
    let state = async |name: &str| {
        let environment: api::Environment = site.workspace.get(&path::environment(name)).await.expect(200);
        environment.image
    };
    assert_eq!((state("training").await, state("churn").await), (ImageState::Cached, ImageState::Lost));

    let untied: Version = site.workspace.delete(&tie).await.expect(200);
    assert_eq!((untied.tied, untied.image), (None, ImageState::Lost));
    let other = json!({ "manifest": second.reference.unwrap().split_once('@').unwrap().1 });
    assert_eq!(site.workspace.put(&tie, &other).await.status.as_u16(), 409, "it is gone");
}

#[tokio::test]
async fn an_image_that_is_gone_is_no_cached_image_and_may_come_back() {
    let site = Site::new().await;
    let definition = steps(["say hello"]);
    site.workspace.register("own", definition.clone()).await;
    let build = site.built(&definition).await;
    site.lose(build.reference.as_ref().unwrap()).await;
    // Opening compares all that is recorded with what the registry has.
    let site = site.restart().await;
    until("the image to be missed", async || {
        let environment: api::Environment = site.workspace.get(&path::environment("own")).await.expect(200);
        (environment.image != ImageState::Cached).then_some(())
    })
    .await;
    let list: api::ImageList = site.workspace.get(path::IMAGES).await.expect(200);
    assert_eq!((list.items.len(), list.total, list.lost, list.size), (0, 0, 1, Some(0)));
    assert_eq!(site.history(build.digests.image).await.len(), 1, "its history is kept");
    let again = site.built(&definition).await;
    let history = site.history(again.digests.image).await;
    assert_eq!((history.len(), history[0].current, history[0].evicted_at.as_ref()), (1, true, None));
}
