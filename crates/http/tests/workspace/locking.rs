//! An image is built again from its lock, with the packages that it had.

use crate::support::{
    definitions::{from, steps},
    index::Index,
    site::Site,
};
use api::{ActivityList, Build, BuildState, Image, ImageState, Verdict, Version, path};
use serde_json::{Value, json};

/// Takes the image of a build out of the registry, as whoever makes room does.
async fn evict(site: &Site, build: &Build) {
    let request = json!({ "hashes": [build.digests.image], "dry_run": false });
    site.workspace.post(path::EVICT, &request).await.expect::<api::Eviction>(200);
}

fn manifest(build: &Build) -> String {
    build.reference.as_ref().unwrap().split_once('@').unwrap().1.to_owned()
}

async fn version(site: &Site, name: &str) -> Version {
    site.workspace.get(&path::version(name, "1")).await.expect(200)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_evicted_image_comes_back_from_its_lock_when_the_index_has_moved_on() {
    let index = Index::new().await;
    index.offer("alpha", "1.0", "beta");
    index.offer("beta", "1.0", "");
    let site = Site::new().await;
    let definition = from(&index, &["alpha"]);
    site.workspace.register("training", definition.clone()).await;
    let first = site.built_with_packages(&definition).await;
    assert_eq!(first.state, BuildState::Succeeded, "{}", site.log(first.id).await);
    let before: Image = site.workspace.get(&path::image(first.digests.image)).await.expect(200);
    evict(&site, &first).await;
    let lost = version(&site, "training").await.lost.unwrap();
    assert_eq!((&lost.manifest, lost.build), (&before.manifest, first.id));
    index.offer("alpha", "2.0", "");

    let ask = json!({
        "target": { "version": { "environment": "training", "version": "1" } },
        "lock": lost.manifest,
    });
    let build: Build = site.workspace.post(path::BUILDS, &ask).await.expect(201);
    assert_eq!(build.lock.as_ref(), Some(&before.manifest));
    let site = site.restart().await;
    site.engine.let_end(2);
    let build = site.ended(build.id).await;
    assert_eq!(build.state, BuildState::Succeeded, "{}", site.log(build.id).await);
    let image: Image = site.workspace.get(&path::image(first.digests.image)).await.expect(200);
    assert_eq!(image.lock, before.lock);
    let log = site.log(build.id).await;
    assert!(log.contains("The image is the same as before") || log.contains("another digest than before"), "{log}");
    let served = version(&site, "training").await;
    assert_eq!((served.lost, served.image), (None, api::ImageState::Cached));
    let trail: ActivityList = site.workspace.get(path::ACTIVITY).await.expect(200);
    let reason = format!("with the packages of image {}", before.manifest);
    assert!(trail.items.iter().any(|entry| entry.detail.reason.as_ref() == Some(&reason)), "{trail:?}");

    // Today's packages are another build, and what moved is in the audit trail.
    let body = json!({ "target": { "image": first.digests.image }, "rebuild": true });
    let today: Build = site.workspace.post(path::BUILDS, &body).await.expect(201);
    site.engine.let_end(2);
    let today = site.ended(today.id).await;
    let trail: ActivityList = site.workspace.get(path::ACTIVITY).await.expect(200);
    let ended = trail.items.iter().find(|entry| entry.subject == api::Subject::Build(today.id)).unwrap();
    let told: Vec<_> = ended.detail.changes.iter().map(|change| (&*change.what, change.after.as_deref())).collect();
    assert_eq!(told, [("alpha", Some("2.0")), ("beta", None)]);
}

#[tokio::test]
async fn an_image_that_is_gone_is_told_wherever_it_is_missed() {
    let site = Site::new().await;
    let definition = steps(["say hello"]);
    site.workspace.register("training", definition.clone()).await;
    assert_eq!(site.preview(&definition).await.lost, None, "nothing was built yet");
    let build = site.built(&definition).await;
    site.built(&steps(["say goodbye"])).await;
    site.lose(build.reference.as_ref().unwrap()).await;

    let preview = site.preview(&definition).await;
    let lost = preview.lost.unwrap();
    assert_eq!((preview.verdict, preview.image), (Verdict::Miss, None), "it is no hit");
    assert_eq!((&lost.manifest, lost.build, &*lost.used_by[0].environment), (&manifest(&build), build.id, "training"));
    let images = |filter: &str| format!("{}?filter={filter}&search=training", path::IMAGES);
    let gone: api::ImageList = site.workspace.get(&images("lost")).await.expect(200);
    assert_eq!((gone.total, gone.lost, gone.items[0].hash()), (1, 1, build.digests.image));
    assert!(gone.items[0].left_at.is_some());
    let there: api::ImageList = site.workspace.get(&images("cached")).await.expect(200);
    assert_eq!((there.items.len(), there.lost), (0, 1));
    let versions: api::VersionList = site.workspace.get(&path::versions("training")).await.expect(200);
    assert_eq!(versions.items[0].image, ImageState::Lost);

    // Whoever asks for it again gets it, and nothing speaks of the loss any more.
    site.built(&definition).await;
    assert_eq!(site.preview(&definition).await.lost, None);
    let gone: api::ImageList = site.workspace.get(&images("lost")).await.expect(200);
    assert_eq!((gone.total, version(&site, "training").await.image), (0, ImageState::Cached));
}

#[tokio::test]
async fn a_tied_version_whose_image_is_gone_is_served_again_and_that_it_is_another_is_said() {
    let site = Site::new().await;
    let definition = steps(["drift"]);
    site.workspace.register("training", definition.clone()).await;
    let first = site.built(&definition).await;
    let tie = json!({ "manifest": manifest(&first) });
    site.workspace.put(&path::tie("training", "1"), &tie).await.expect::<Version>(200);
    let second = site.rebuilt(&definition).await;
    site.lose(first.reference.as_ref().unwrap()).await;
    let ask = json!({ "target": { "version": { "environment": "training", "version": "1" } } });
    let answer: Build = site.workspace.post(path::BUILDS, &ask).await.expect(201);
    assert_eq!(answer.lock, Some(manifest(&first)), "a tied version means its image");
    site.engine.let_end(1);
    let third = site.ended(answer.id).await;
    assert_ne!(manifest(&third), manifest(&first), "what drifts is another image in every build");

    let served = version(&site, "training").await;
    assert_eq!((served.tied, served.lost), (Some(manifest(&third)), None));
    let log = site.log(third.id).await;
    assert!(log.contains("another digest than before"), "{log}");
    let history = site.history(first.digests.image).await;
    let told: Vec<_> = history.iter().map(|image| (image.build, image.current, image.lock.is_some())).collect();
    // The Docker steps were reused as the second build left them, so this is its image.
    assert_eq!(manifest(&third), manifest(&second));
    assert_eq!(told, [(third.id, true, true), (first.id, false, false)]);
}

#[tokio::test]
async fn a_lock_is_that_of_a_recorded_image_and_no_build_of_other_packages_is_joined() {
    let site = Site::new().await;
    let definition = steps(["drift"]);
    let build = site.built(&definition).await;
    let ask =
        |lock: &str, rebuild: bool| json!({ "target": { "definition": definition }, "lock": lock, "rebuild": rebuild });
    insta::assert_json_snapshot!("no such lock", refusal(&site, &ask("sha256:0", false)).await);
    let there: Build = site.workspace.post(path::BUILDS, &ask(&manifest(&build), false)).await.expect(200);
    assert_eq!(there.id, build.id, "the image itself is there");

    let plain = json!({ "target": { "definition": definition }, "rebuild": true });
    let running: Build = site.workspace.post(path::BUILDS, &plain).await.expect(201);
    assert_eq!(refusal(&site, &ask(&manifest(&build), true)).await["status"], 409);
    site.engine.let_end(1);
    site.ended(running.id).await;
    let locked: Build = site.workspace.post(path::BUILDS, &ask(&manifest(&build), true)).await.expect(201);
    site.engine.let_end(1);
    let locked = site.ended(locked.id).await;
    let again: Build = site.workspace.post(&path::retry(locked.id), &()).await.expect(201);
    assert_eq!((again.lock, again.rebuild), (Some(manifest(&build)), true));
    site.engine.let_end(1);
    site.ended(again.id).await;
}

async fn refusal(site: &Site, body: &Value) -> Value {
    site.workspace.post(path::BUILDS, body).await.refusal()
}
