//! How often the registry is asked.

use crate::support::{
    Opened,
    counting::{Access, CountingRegistry},
    definitions::steps,
    open, seed, until, workspace,
};
use api::{PreviewResponse, Verdict, path};
use builder::{Builder, Presence, Registry};
use futures::future::join_all;
use serde_json::json;

const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn count(requests: &[String], beginning: &str) -> usize {
    requests.iter().filter(|request| request.starts_with(beginning)).count()
}

async fn has_manifest(registry: &Registry) {
    assert_eq!(registry.presence("terrarium/env", DIGEST).await, Presence::Present(DIGEST.to_owned()));
}

#[tokio::test]
async fn an_open_registry_is_asked_once_how_to_log_in() {
    let counting = CountingRegistry::new(Access::Open).await;
    let registry = Registry::new(&counting.address);
    for _ in 0..10 {
        has_manifest(&registry).await;
    }
    let requests = counting.take_requests();
    assert_eq!((count(&requests, "GET /v2/"), count(&requests, "HEAD "), requests.len()), (1, 10, 11), "{requests:?}");
    assert_eq!(registry.presence("terrarium/env", "no-such-tag").await, Presence::Absent);
    assert_eq!(registry.has_blob("terrarium/env", DIGEST).await, Ok(true));
    assert_eq!(counting.take_requests().len(), 2);
}

#[tokio::test]
async fn a_name_and_a_password_are_sent_once_they_are_known_to_be_wanted() {
    let counting = CountingRegistry::new(Access::Basic).await;
    let registry = Registry::new(&counting.address).with_credentials("ada", "secret");
    for _ in 0..5 {
        has_manifest(&registry).await;
    }
    assert_eq!(counting.take_requests().len(), 6);
    let stranger = Registry::new(&counting.address);
    assert_eq!(
        stranger.presence("terrarium/env", DIGEST).await,
        Presence::Unknown("it requires other credentials".to_owned())
    );
}

#[tokio::test]
async fn a_token_is_used_until_it_is_refused() {
    let counting = CountingRegistry::new(Access::Bearer("first")).await;
    let registry = Registry::new(&counting.address);
    for _ in 0..5 {
        has_manifest(&registry).await;
    }
    let requests = counting.take_requests();
    assert_eq!((count(&requests, "GET /token"), requests.len()), (1, 7), "{requests:?}");
    counting.set_access(Access::Bearer("second"));
    has_manifest(&registry).await;
    has_manifest(&registry).await;
    let requests = counting.take_requests();
    assert_eq!((count(&requests, "GET /token"), count(&requests, "HEAD ")), (1, 3), "{requests:?}");
}

#[tokio::test]
async fn a_registry_that_begins_to_ask_for_a_login_is_given_it() {
    let counting = CountingRegistry::new(Access::Open).await;
    let registry = Registry::new(&counting.address);
    has_manifest(&registry).await;
    counting.set_access(Access::Bearer("token"));
    has_manifest(&registry).await;
}

/// A workspace on a registry that counts, with images of these definitions.
async fn counted(definitions: &[serde_json::Value]) -> (Opened, CountingRegistry) {
    let before = workspace().await;
    seed::images(before.folder.path(), definitions).await;
    let folder = before.close();
    let counting = CountingRegistry::new(Access::Open).await;
    let settings = builder::Settings { folder: folder.path().join("builder"), prefix: "terrarium".into() };
    let builder = Builder::new(Err("no engine in this test".into()), Registry::new(&counting.address), settings);
    let workspace = open(folder, builder).await;
    // When it is opened, a workspace asks for everything that is recorded.
    let data = workspace.folder.path();
    until("the index of the nearest", async || seed::is_indexed(data).await.then_some(())).await;
    until("the comparison with the registry", async || (counting.heads() == definitions.len()).then_some(())).await;
    counting.take_requests();
    (workspace, counting)
}

#[tokio::test]
async fn a_preview_asks_for_each_image_once_and_for_neighbours_not_again_at_once() {
    let built: Vec<_> = (0..20).map(|number| steps([format!("say {number}").as_str()])).collect();
    let (workspace, counting) = counted(&built).await;
    let question = json!({ "definitions": [built[7]] });
    let preview = async || {
        let mut answer: PreviewResponse = workspace.post(path::PREVIEWS, &question).await.expect(200);
        let preview = answer.previews.remove(0);
        assert_eq!((preview.verdict, preview.candidates.len()), (Verdict::Hit, 5));
        counting.take_requests()
    };
    let first = preview().await;
    assert_eq!(count(&first, "GET "), 1, "how to log in for stages: {first:?}");
    assert_eq!(count(&first, "HEAD "), 10, "the image, its stage and eight neighbours: {first:?}");
    let second = preview().await;
    assert_eq!(second.len(), 2, "the image and its stage: {second:?}");
    let hit = format!("HEAD /v2/terrarium/env/manifests/sha256:{:064}", 8);
    assert!(second.contains(&hit), "a hit is asked for: {second:?}");
}

#[tokio::test]
async fn many_pages_that_ask_at_once_are_one_question_to_the_registry() {
    let (workspace, counting) = counted(&[]).await;
    let answers = join_all((0..30).map(|_| workspace.get(path::WORKSPACE))).await;
    for answer in answers {
        assert_eq!(answer.expect::<api::Workspace>(200).registry, api::RegistryState::Reachable);
    }
    // A busy machine may take longer for all of them than an answer counts.
    let requests = counting.take_requests();
    assert!(count(&requests, "HEAD ") < 5, "{requests:?}");
}
