//! The index of image hashes, and the nearest of all images.

use crate::support::{
    Opened,
    definitions::{conda, steps},
    seed,
    site::Site,
    until, workspace,
};
use api::{ImageIndex, MAX_INDEXED, Preview, PreviewResponse, path};
use definition::{Canonical, Definition, Digests, canonical, nearest};
use serde_json::{Value, json};

async fn index(site: &Site, since: &str) -> ImageIndex {
    site.workspace.get(&format!("{}?since={since}", path::IMAGE_INDEX)).await.expect(200)
}

fn read(definition: &Value) -> Canonical {
    canonical(&Definition::from_json(definition).unwrap()).unwrap()
}

fn digests(definition: &Value) -> Digests {
    read(definition).digests()
}

fn key(definition: &Value) -> String {
    digests(definition).image.to_string()[..12].to_owned()
}

/// Waits until every image is in the index of the nearest.
async fn indexed(workspace: &Opened) {
    let question = json!({ "definitions": [conda(["numpy"])] });
    until("the images to be in the index", async || {
        let answer: PreviewResponse = workspace.post(path::PREVIEWS, &question).await.expect(200);
        (!answer.previews[0].reading).then_some(())
    })
    .await;
}

#[tokio::test]
async fn the_index_tells_what_changed_since_it_was_read() {
    let site = Site::new().await;
    let empty = index(&site, "").await;
    assert_eq!((empty.whole, empty.images.len()), (true, 0));

    let (hello, bye) = (steps(["say hello"]), steps(["say bye"]));
    site.built(&hello).await;
    let first: ImageIndex = site.workspace.get(path::IMAGE_INDEX).await.expect(200);
    let stage = digests(&hello).stage.to_string()[..12].to_owned();
    assert_eq!(first.images, [(key(&hello), stage.clone(), String::new())]);
    assert!(first.whole);

    let nothing = index(&site, &first.cursor).await;
    assert_eq!(nothing, ImageIndex { cursor: first.cursor.clone(), ..ImageIndex::default() });

    site.built(&bye).await;
    site.workspace.register("greeting", hello.clone()).await;
    site.workspace.register("greeting", conda(["numpy"])).await;
    let more = index(&site, &first.cursor).await;
    let mut keys: Vec<(String, String)> = more.images.into_iter().map(|(image, _, name)| (image, name)).collect();
    let mut expected = [(key(&hello), "greeting:1".to_owned()), (key(&bye), String::new())];
    keys.sort();
    expected.sort();
    assert_eq!(keys, expected, "a new image and a new name; what has no image is not told");
    assert!(!more.whole && more.removed.is_empty());
}

#[tokio::test]
async fn a_cursor_of_another_workspace_gets_everything() {
    let (here, there) = (Site::new().await, Site::new().await);
    for site in [&here, &there] {
        site.built(&steps(["say hello"])).await;
    }
    there.built(&steps(["say bye"])).await;
    let foreign = index(&there, "").await.cursor;
    for cursor in [foreign.as_str(), "1-000000000000", "-1-", "99999999999999999999-a", "x", "%22"] {
        let index = index(&here, cursor).await;
        assert!(index.whole && index.images.len() == 1, "{cursor}: {index:?}");
    }
}

#[tokio::test]
async fn the_first_index_holds_no_more_than_the_images_built_last() {
    let workspace = workspace().await;
    let images: Vec<Value> = (0..MAX_INDEXED + 2).map(|number| steps([&format!("say {number}")])).collect();
    seed::images(workspace.folder.path(), &images).await;
    let answer = workspace.get(path::IMAGE_INDEX).await;
    assert!(answer.text.len() <= 300_000, "{} bytes", answer.text.len());
    let index: ImageIndex = answer.expect(200);
    assert!(index.whole && index.partial);
    let holds = |definition: &Value| index.images.iter().any(|(hash, _, _)| *hash == key(definition));
    assert_eq!(index.images.len(), MAX_INDEXED);
    assert!(!holds(&images[0]) && !holds(&images[1]) && holds(&images[2]), "the oldest are left out");
}

#[tokio::test]
async fn a_restart_keeps_the_cursor_and_an_image_that_goes_is_told() {
    let site = Site::new().await;
    let (hello, bye) = (steps(["say hello"]), steps(["say bye"]));
    site.built(&hello).await;
    let cursor = index(&site, "").await.cursor;
    site.built(&bye).await;
    let site = site.restart().await;
    let more = index(&site, &cursor).await;
    assert_eq!((more.whole, more.images.len(), more.images[0].0.clone()), (false, 1, key(&bye)));
    assert_eq!(site.preview(&steps(["say hi"])).await.candidates.len(), 2, "the nearest are known after a restart");

    seed::remove(site.workspace.folder.path(), &digests(&bye)).await;
    indexed(&site.workspace).await;
    let less = index(&site, &more.cursor).await;
    assert_eq!((less.images.len(), less.removed), (0, vec![key(&bye)]));
    let left = site.preview(&steps(["say hi"])).await.candidates;
    assert_eq!(left.iter().map(|candidate| candidate.hash).collect::<Vec<_>>(), [digests(&hello).image]);
}

#[tokio::test]
async fn the_nearest_of_all_images_is_offered_first() {
    let workspace = workspace().await;
    let package = |number: usize, version: usize| format!("package-{number}={version}");
    // Each image has another version of a few packages; the newest ones are the farthest.
    let image = |seed: usize| {
        let mut packages: Vec<String> =
            (0..12).map(|number| package(number, if number < seed % 13 { 1 + seed % 7 } else { 0 })).collect();
        packages.push(format!("own={seed}"));
        json!({ "docker": { "baseImage": "python:3.12" },
            "python": { "condaDependencies": { "channels": ["main"], "dependencies": packages } } })
    };
    let images: Vec<Value> = (0..60).map(|number| image(number * 5 + 1)).collect();
    seed::images(workspace.folder.path(), &images).await;
    indexed(&workspace).await;
    let forms: Vec<Canonical> = images.iter().map(read).collect();
    for asked in [image(0), image(3 * 13 + 2), image(40), conda(["numpy"])] {
        let mut asked = asked;
        asked["docker"] = json!({ "baseImage": "python:3.12" });
        let target = read(&asked);
        let others: Vec<Canonical> = forms.iter().filter(|form| **form != target).cloned().collect();
        let least = definition::distance(&others[nearest(&target, &others).unwrap()], &target);
        let question = json!({ "digests": [target.digests()], "fingerprints": [target.fingerprint()] });
        let by_fingerprint: PreviewResponse = workspace.post(path::PREVIEWS, &question).await.expect(200);
        let whole: PreviewResponse =
            workspace.post(path::PREVIEWS, &json!({ "definitions": [asked] })).await.expect(200);
        let offered = |preview: &Preview| -> Vec<usize> {
            let form = |hash| forms.iter().find(|form| form.digests().image == hash).unwrap();
            preview.candidates.iter().map(|each| definition::distance(form(each.hash), &target)).collect()
        };
        let distances = offered(&by_fingerprint.previews[0]);
        assert_eq!((distances[0], distances.len()), (least, 5));
        assert!(distances.is_sorted());
        assert_eq!(by_fingerprint.previews[0].candidates, whole.previews[0].candidates);
    }
}

#[tokio::test]
async fn fingerprints_that_belong_to_nothing_are_refused() {
    let workspace = workspace().await;
    let form = read(&steps(["say hello"]));
    let (digests, fingerprint) = (form.digests(), form.fingerprint());
    let question = json!({ "digests": [digests, digests], "fingerprints": [fingerprint] });
    let refusal = workspace.post(path::PREVIEWS, &question).await.refusal();
    assert_eq!((&refusal["status"], &refusal["body"]["field"]), (&json!(400), &json!("fingerprints")));
    let question = json!({ "digests": [digests], "fingerprints": [{ "fields": "12" }] });
    assert_eq!(workspace.post(path::PREVIEWS, &question).await.status, 400);
}

#[tokio::test]
async fn an_image_that_is_gone_from_the_registry_is_soon_not_offered() {
    let site = Site::new().await;
    let build = site.built(&steps(["say hello"])).await;
    site.built(&steps(["say bye"])).await;
    assert_eq!(site.preview(&steps(["say hi"])).await.candidates.len(), 2);
    site.lose(&build.reference.unwrap()).await;
    // It was there a moment ago, so the registry is not asked for it at once.
    let left = until("an offer without the image", async || {
        let candidates = site.preview(&steps(["say hi"])).await.candidates;
        (candidates.len() == 1).then_some(candidates)
    });
    assert_eq!(left.await[0].hash, digests(&steps(["say bye"])).image);
}
