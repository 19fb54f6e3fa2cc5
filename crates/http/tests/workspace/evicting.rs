//! Making room: told first, done then; what is recorded stays.

use crate::support::{definitions::steps, site::Site};
use api::{Eviction, ImageState, Room, Verdict, path};
use serde_json::{Value, json};

async fn evict(site: &Site, request: Value) -> Eviction {
    site.workspace.post(path::EVICT, &request).await.expect(200)
}

#[tokio::test]
async fn what_would_go_is_told_before_it_goes() {
    let site = Site::new().await;
    let (kept, going) = (steps(["say kept"]), steps(["say going"]));
    site.workspace.register("training", going.clone()).await;
    let build = site.built(&going).await;
    site.built(&kept).await;
    let hash = build.digests.image;

    let told = evict(&site, json!({ "hashes": [hash] })).await;
    assert!(told.dry_run && told.frees > 0 && told.room == Room::Now, "{told:?}");
    assert_eq!(
        (told.images.len(), told.images[0].losers, told.images[0].loses[0].to_string()),
        (1, 1, "training:1".into())
    );
    assert_eq!(site.preview(&going).await.verdict, Verdict::Hit, "nothing was done");

    let blobs = || {
        let blobs = site.workspace.folder.path().join("registry/data/docker/registry/v2/blobs/sha256");
        walk(&blobs)
    };
    let before = blobs();
    let done = evict(&site, json!({ "hashes": [hash], "dry_run": false })).await;
    assert_eq!((done.dry_run, &done.images[0].manifest, done.frees), (false, &told.images[0].manifest, told.frees));
    assert!(blobs() < before, "the room is free");
    assert_eq!(site.preview(&going).await.verdict, Verdict::Miss);
    assert_eq!(site.preview(&kept).await.verdict, Verdict::Hit);
    let environment: api::Environment = site.workspace.get(&path::environment("training")).await.expect(200);
    assert_eq!(environment.image, ImageState::Lost);
    let site = site.restart().await;
    let history = site.history(hash).await;
    assert!(history.len() == 1 && !history[0].current && history[0].evicted_at.is_some(), "{history:?}");
    let past = format!("{}?manifest={}", path::image(hash), history[0].manifest);
    let image: api::Image = site.workspace.get(&past).await.expect(200);
    assert!(image.definition.is_some() && !image.layers.is_empty(), "what was recorded stays");

    let again = site.built(&going).await;
    assert_ne!(again.id, build.id);
    assert_eq!(site.preview(&going).await.verdict, Verdict::Hit);
}

#[tokio::test]
async fn older_and_unnamed_images_are_unused_and_tied_ones_stay() {
    let site = Site::new().await;
    let (shared, bare) = (steps(["drift", "say shared"]), steps(["say bare"]));
    site.workspace.register("training", shared.clone()).await;
    let first = site.built(&shared).await;
    let hash = first.digests.image;
    let oldest = site.history(hash).await.remove(0).manifest;
    site.rebuilt(&shared).await;
    let newest = site.rebuilt(&shared).await;
    let unnamed = site.built(&bare).await;
    let tied = json!({ "manifest": oldest });
    site.workspace.put(&path::tie("training", "1"), &tied).await.expect::<api::Version>(200);

    let done = evict(&site, json!({ "unused": true, "dry_run": false })).await;
    assert_eq!((done.images.len(), done.tied), (2, 1), "the one between, and the one without a name");
    assert!(done.images.iter().any(|image| image.digests.image == unnamed.digests.image && image.current));
    let history = site.history(hash).await;
    let kept: Vec<_> = history.iter().map(|image| (image.build, image.evicted_at.is_none())).collect();
    assert_eq!((kept[0], kept[2], kept[1].1), ((newest.id, true), (first.id, true), false));
    assert_eq!(site.preview(&shared).await.verdict, Verdict::Hit);
}

#[tokio::test]
async fn age_counts_from_the_last_use() {
    let site = Site::new().await;
    site.built(&steps(["say hello"])).await;
    assert!(evict(&site, json!({ "older_than": 1 })).await.images.is_empty());
    assert_eq!(evict(&site, json!({ "older_than": 0 })).await.images.len(), 1);
}

#[tokio::test]
async fn the_least_valuable_go_until_there_is_room_enough() {
    let site = Site::new().await;
    let (used, bare, small) =
        (steps(["say used"]), steps(["say bare and of many words, so that it is larger"]), steps(["say"]));
    site.workspace.register("training", used.clone()).await;
    let hashes = [site.built(&used).await, site.built(&bare).await, site.built(&small).await];
    let [used, bare, small] = hashes.map(|build| build.digests.image);
    let order = |eviction: &Eviction| eviction.images.iter().map(|image| image.digests.image).collect::<Vec<_>>();

    let all = evict(&site, json!({ "free": u64::MAX })).await;
    assert_eq!(order(&all).last(), Some(&used), "what a version has goes last");
    assert_eq!(all.images.iter().map(|image| image.unused).collect::<Vec<_>>(), [true, true, false]);
    let first = evict(&site, json!({ "free": 1 })).await;
    assert_eq!(order(&first), order(&all)[..1]);
    assert!(first.frees >= 1 && first.frees < all.frees);
    let unused = evict(&site, json!({ "free": u64::MAX, "unused": true })).await;
    assert_eq!(order(&unused).len(), 2);
    assert!(order(&unused).contains(&bare) && order(&unused).contains(&small));
    let done = evict(&site, json!({ "free": first.frees, "dry_run": false })).await;
    assert_eq!(order(&done), order(&first));
}

#[tokio::test]
async fn nobody_evicts_everything_by_leaving_something_out() {
    let site = Site::new().await;
    insta::assert_json_snapshot!("no condition", site.workspace.post(path::EVICT, &json!({})).await.refusal());
}

/// How many bytes the files of a folder have.
fn walk(folder: &std::path::Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|entry| if entry.path().is_dir() { walk(&entry.path()) } else { entry.metadata().unwrap().len() }).sum()
}
