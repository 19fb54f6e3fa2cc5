//! What reuse saves is counted where it happens, and how long builds take is learned from those before.

use crate::support::{definitions::steps, site::Site, until};
use api::{Image, Savings, StepKind, path};
use serde_json::json;

#[tokio::test]
async fn each_request_that_an_image_answers_saves_its_build() {
    let site = Site::new().await;
    let definition = steps(["say hello"]);
    let build = site.built(&definition).await;
    let image: Image = site.workspace.get(&path::image(build.digests.image)).await.expect(200);
    assert_eq!(image.savings, Savings::default(), "the first one saved nothing");

    let body = json!({ "definition": definition, "build": true });
    site.workspace.post(&path::versions("training"), &body).await.expect::<api::Registered>(201);
    site.workspace.post(&path::versions("training"), &body).await.expect::<api::Registered>(200);
    site.build(&definition).await;
    let site = site.restart().await;
    let image: Image = site.workspace.get(&path::image(build.digests.image)).await.expect(200);
    let Savings { builds, time, bytes, since } = image.savings.clone();
    assert_eq!((builds, time, bytes), (3, 3 * image.duration, 3 * image.size));
    assert!(since.is_some_and(|since| since > image.built_at));
    let workspace: api::Workspace = site.workspace.get(path::WORKSPACE).await.expect(200);
    assert_eq!((workspace.images, workspace.savings), (1, image.savings.clone()));
    assert_eq!(site.preview(&definition).await.image.unwrap().savings, image.savings);
}

#[tokio::test]
async fn who_joins_a_build_saves_one_when_it_succeeds() {
    let site = Site::new().await;
    let definition = steps(["say slow"]);
    let body = json!({ "definition": definition, "build": true });
    for name in ["one", "two", "three"] {
        site.workspace.post(&path::versions(name), &body).await.expect::<api::Registered>(201);
    }
    let id = site.build(&definition).await.id;
    site.engine.let_end(1);
    let build = site.ended(id).await;
    let image: Image = site.workspace.get(&path::image(build.digests.image)).await.expect(200);
    assert_eq!((image.savings.builds, image.savings.time), (2, 2 * image.duration));
}

#[tokio::test]
async fn a_reuse_that_the_registry_does_not_confirm_is_not_counted() {
    let mut site = Site::new().await;
    let definition = steps(["say hello"]);
    let build = site.built(&definition).await;
    site.registry = None;
    until("a verdict without a registry", async || {
        (site.preview(&definition).await.verdict != api::Verdict::Hit).then_some(())
    })
    .await;
    assert_eq!(site.build(&definition).await.id, build.id);
    let image: Image = site.workspace.get(&path::image(build.digests.image)).await.expect(200);
    assert_eq!(image.savings.builds, 0);
}

#[tokio::test]
async fn steps_are_predicted_from_the_ones_most_like_them() {
    let site = Site::new().await;
    let definition = steps(["say hello"]);
    let nothing = site.preview(&definition).await.expected;
    assert!(nothing.iter().all(|step| step.milliseconds.is_none()), "{nothing:?}");
    let build = site.built(&definition).await;
    let expected = site.preview(&steps(["say other"])).await.expected;
    let of = |kind| expected.iter().find(|step| step.kind == kind).unwrap().milliseconds;
    assert!(of(StepKind::Stage).is_some() && of(StepKind::Push).is_some(), "{expected:?}");
    assert_eq!(of(StepKind::Python), None, "no build had packages");
    let image: Image = site.workspace.get(&path::image(build.digests.image)).await.expect(200);
    assert!(of(StepKind::Stage).unwrap() + of(StepKind::Push).unwrap() <= image.duration);
}

#[tokio::test]
async fn images_are_found_and_sorted_by_what_they_saved() {
    let site = Site::new().await;
    for (name, word) in [("training", "say one"), ("vision", "say two"), ("tabular", "say three")] {
        site.workspace.register(name, steps([word])).await;
        site.built(&steps([word])).await;
    }
    site.build(&steps(["say two"])).await;
    let names = async |query: &str| -> Vec<String> {
        let list: api::ImageList = site.workspace.get(&format!("{}?{query}", path::IMAGES)).await.expect(200);
        list.items.into_iter().map(|image| image.used_by[0].environment.clone()).collect()
    };
    assert_eq!(names("").await, ["tabular", "vision", "training"]);
    for sort in ["reused", "saved"] {
        assert_eq!(names(&format!("sort={sort}")).await, ["vision", "tabular", "training"]);
    }
    assert_eq!(names("search=TRAIN").await, ["training"]);
    assert!(names("search=%25").await.is_empty(), "a percent sign is no wildcard");
    let vision: api::ImageList = site.workspace.get(&format!("{}?search=vision", path::IMAGES)).await.expect(200);
    let (hash, manifest) = (vision.items[0].hash().to_string(), &vision.items[0].manifest);
    for digest in [&hash[..6], &hash, &hash.to_uppercase(), &format!("sha256:{}", &hash[..8]), manifest] {
        assert_eq!(names(&format!("search={digest}")).await, ["vision"], "{digest}");
    }

    for sort in ["built", "size", "reused", "saved"] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("{}?sort={sort}&limit=1{cursor}", path::IMAGES);
            let page: api::ImageList = site.workspace.get(&path).await.expect(200);
            assert_eq!((page.total, page.size.is_some()), (3, cursor.is_empty()));
            seen.extend(page.items.into_iter().map(|image| image.used_by[0].environment.clone()));
            match page.next {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen, names(&format!("sort={sort}")).await, "{sort}");
    }
}
