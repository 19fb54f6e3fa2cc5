//! Evictions that meet other requests, a registry that hangs or fails, and the end of the server.

use crate::support::{definitions::steps, interceptor::Fault, site::Site, until};
use api::{Action, ActivityList, BuildState, Eviction, Verdict, path};
use definition::Digest;
use serde_json::{Value, json};

fn evict(hashes: &[Digest]) -> Value {
    json!({ "hashes": hashes, "dry_run": false })
}

#[tokio::test]
async fn a_registry_that_hangs_during_an_eviction_holds_up_nobody() {
    let (site, registry) = Site::intercepted().await;
    let idle = site.built(&steps(["say idle"])).await;
    let running = site.build(&steps(["say running"])).await.id;
    site.engine.until_begun(2).await;

    registry.fail_next(Fault::HoldRequest, &["DELETE "]);
    let evicting = site.workspace.spawn_post(path::EVICT, &evict(&[idle.digests.image]));
    registry.until_held().await;
    site.workspace.register("training", steps(["say new"])).await;
    assert!(!evicting.is_finished(), "the registry has not answered yet");
    site.engine.let_end(1);
    assert_eq!(site.ended(running).await.state, BuildState::Succeeded);

    registry.release();
    let done: Eviction = evicting.await.unwrap().expect(200);
    assert_eq!(done.images[0].digests.image, idle.digests.image);
    let history = site.history(idle.digests.image).await;
    assert!(!history[0].current && history[0].evicted_at.is_some(), "{history:?}");
}

#[tokio::test]
async fn an_eviction_that_the_end_of_the_server_interrupted_is_finished_by_the_next_start() {
    let (site, registry) = Site::intercepted().await;
    let definition = steps(["say going"]);
    let build = site.built(&definition).await;
    let reference = build.reference.unwrap();

    registry.fail_next(Fault::HoldRequest, &["DELETE "]);
    let evicting = site.workspace.spawn_post(path::EVICT, &evict(&[build.digests.image]));
    registry.until_held().await;
    assert_eq!(site.preview(&definition).await.verdict, Verdict::Miss, "it is not offered while it leaves");
    evicting.abort();
    assert!(evicting.await.is_err());
    assert!(site.has(&reference).await);

    let site = site.restart().await;
    until("the image to leave the registry", async || (!site.has(&reference).await).then_some(())).await;
    let history = site.history(build.digests.image).await;
    assert!(!history[0].current && history[0].evicted_at.is_some(), "{history:?}");
    let again = site.built(&definition).await;
    assert_eq!(
        again.reference.map(|made| made.split_once('@').unwrap().1.to_owned()),
        Some(history[0].manifest.clone())
    );
    assert_eq!(site.preview(&definition).await.verdict, Verdict::Hit);
}

#[tokio::test]
async fn an_image_that_the_registry_does_not_remove_stays_and_the_trail_says_so() {
    let (site, registry) = Site::intercepted().await;
    let definition = steps(["say staying"]);
    let build = site.built(&definition).await;
    registry.fail_next(Fault::Refuse, &["DELETE "]);
    let answer = site.workspace.post(path::EVICT, &evict(&[build.digests.image])).await;
    assert_eq!(answer.refusal()["body"]["code"], "unavailable");
    assert_eq!(site.preview(&definition).await.verdict, Verdict::Hit);
    let history = site.history(build.digests.image).await;
    assert!(history[0].current && history[0].evicted_at.is_none(), "{history:?}");

    let trail = format!("{}?subject=image&who=ada", path::ACTIVITY);
    let trail: ActivityList = site.workspace.get(&trail).await.expect(200);
    let told: Vec<_> = trail.items.iter().map(|entry| (entry.action, entry.detail.reason.is_some())).collect();
    assert_eq!(told, [(Action::Reappear, true), (Action::Evict, false)]);
}

#[tokio::test]
async fn an_image_that_is_used_after_it_was_chosen_stays() {
    let (site, registry) = Site::intercepted().await;
    let (bare, used) = (steps(["say bare"]), steps(["say used"]));
    site.workspace.register("training", used.clone()).await;
    let bare = site.built(&bare).await.digests.image;
    let hash = site.built(&used).await.digests.image;

    registry.fail_next(Fault::HoldRequest, &["DELETE "]);
    let evicting = site.workspace.spawn_post(path::EVICT, &evict(&[bare, hash]));
    registry.until_held().await;
    let body = json!({ "target": { "definition": used } });
    site.workspace.post(path::BUILDS, &body).await.expect::<api::Build>(200);
    registry.release();
    let done: Eviction = evicting.await.unwrap().expect(200);
    assert_eq!(done.images.iter().map(|image| image.digests.image).collect::<Vec<_>>(), [bare]);
    assert_eq!(site.preview(&used).await.verdict, Verdict::Hit);
}

#[tokio::test]
async fn an_image_that_is_evicted_while_the_registry_is_asked_for_it_is_not_restored() {
    let (site, registry) = Site::intercepted().await;
    let definition = steps(["drift"]);
    site.workspace.register("training", definition.clone()).await;
    let hash = site.built(&definition).await.digests.image;
    site.rebuilt(&definition).await;
    let older = site.history(hash).await.remove(1).manifest;

    registry.fail_next(Fault::HoldAnswer, &["HEAD ", &older]);
    let restoring = site.workspace.spawn_post(&path::restore_image(hash), &json!({ "manifest": older }));
    registry.until_held().await;
    let request = json!({ "hashes": [hash], "unused": true, "dry_run": false });
    let done: Eviction = site.workspace.post(path::EVICT, &request).await.expect(200);
    assert_eq!(done.images.iter().map(|image| &image.manifest).collect::<Vec<_>>(), [&older]);
    registry.release();
    // On a busy machine the answer of the registry may come too late to be one.
    let status = restoring.await.unwrap().status.as_u16();
    assert!([409, 503].contains(&status), "{status}");
    let history = site.history(hash).await;
    assert!(history[0].current && history[1].evicted_at.is_some(), "{history:?}");
}

#[tokio::test]
async fn an_image_that_is_evicted_while_the_registry_is_asked_for_it_is_built_again() {
    let (site, registry) = Site::intercepted().await;
    let definition = steps(["say hello"]);
    let build = site.built(&definition).await;
    let manifest = site.history(build.digests.image).await.remove(0).manifest;

    registry.fail_next(Fault::HoldAnswer, &["HEAD ", &manifest]);
    let body = json!({ "definition": definition, "build": true });
    let registering = site.workspace.spawn_post(&path::versions("training"), &body);
    registry.until_held().await;
    let done: Eviction = site.workspace.post(path::EVICT, &evict(&[build.digests.image])).await.expect(200);
    assert_eq!(done.images.len(), 1);
    registry.release();
    let registered: api::Registered = registering.await.unwrap().expect(201);
    assert_ne!(registered.build.expect("a build").id, build.id);
}
