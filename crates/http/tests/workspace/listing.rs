//! Lists: searched, filtered, paged.

use crate::support::{
    Opened,
    definitions::{conda, pip},
    workspace,
};
use api::{
    EnvironmentFilter::{Archived, Mine},
    EnvironmentList, path,
};
use serde_json::json;

async fn names(workspace: &Opened, query: &str) -> Vec<String> {
    let list: api::EnvironmentList = workspace.get(&format!("{}?{query}", path::ENVIRONMENTS)).await.expect(200);
    list.items.into_iter().map(|environment| environment.name).collect()
}

#[tokio::test]
async fn environments_are_found_by_name_package_and_hash() {
    let workspace = workspace().await;
    let vision = workspace.register("vision_training", conda(["torchvision"])).await.version;
    workspace.register("tabular", pip(["Light_GBM"])).await;
    assert_eq!(names(&workspace, "filter=mine&search=TRAIN").await, ["vision_training"]);
    assert_eq!(names(&workspace, "filter=mine&search=torchv").await, ["vision_training"]);
    assert_eq!(names(&workspace, "filter=mine&search=light_g").await, ["tabular"]);
    let prefix = &vision.digests.image.to_string()[..8];
    assert_eq!(names(&workspace, &format!("filter=mine&search={prefix}")).await, ["vision_training"]);
    let python = vision.digests.python;
    assert_eq!(names(&workspace, &format!("filter=mine&search={python}")).await, ["vision_training"]);
    let base = &vision.digests.base.to_string()[..4];
    assert_eq!(names(&workspace, &format!("filter=mine&search={base}")).await, ["tabular", "vision_training"]);
    assert!(names(&workspace, "filter=mine&search=%25").await.is_empty(), "a percent sign is no wildcard");
}

#[tokio::test]
async fn a_list_says_how_many_each_filter_would_show() {
    let workspace = workspace().await;
    for name in ["vision", "vision-old", "tabular"] {
        workspace.register(name, pip(["six"])).await;
    }
    let _: api::Environment = workspace.post(&path::archive("vision-old"), &json!({})).await.expect(200);
    let counts = async |query: &str| -> api::FilterCounts {
        let list: EnvironmentList = workspace.get(&format!("{}?{query}", path::ENVIRONMENTS)).await.expect(200);
        assert_eq!(list.total, list.counts.of(if query.contains("archived") { Archived } else { Mine }));
        list.counts
    };
    let all = counts("filter=mine&limit=1").await;
    assert_eq!((all.mine, all.archived, all.image), (2, 1, 0));
    assert_eq!(all.all, all.mine + all.curated);
    let found = counts("filter=archived&search=vision").await;
    assert_eq!((found.mine, found.archived), (1, 1));
}

#[tokio::test]
async fn pages_hold_every_environment_once_in_every_order() {
    let workspace = workspace().await;
    for number in 0..7 {
        workspace.register(&format!("environment-{number}"), conda(["numpy"])).await;
    }
    let all: api::EnvironmentList = workspace.get(&format!("{}?limit=200", path::ENVIRONMENTS)).await.expect(200);
    for sort in ["name", "changed", "built"] {
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("{}?sort={sort}&limit=3{cursor}", path::ENVIRONMENTS);
            let page: api::EnvironmentList = workspace.get(&path).await.expect(200);
            assert_eq!(page.total, all.total);
            seen.extend(page.items.into_iter().map(|environment| environment.name));
            match page.next {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let mut names = seen.clone();
        names.sort();
        assert_eq!(names, all.items.iter().map(|environment| environment.name.clone()).collect::<Vec<_>>(), "{sort}");
        match sort {
            "changed" => assert_eq!(seen[..2], ["environment-6", "environment-5"]),
            _ => assert_eq!(seen, names, "{sort}"),
        }
    }
}

#[tokio::test]
async fn archived_environments_are_out_of_sight_and_still_there() {
    let workspace = workspace().await;
    workspace.register("training", conda(["numpy"])).await;
    let hidden: api::Environment = workspace.post(&path::archive("training"), &()).await.expect(200);
    assert!(hidden.archived);
    assert!(names(&workspace, "filter=mine").await.is_empty());
    assert_eq!(names(&workspace, "filter=archived").await, ["training"]);
    workspace.get(&path::version("training", "1")).await.expect::<api::Version>(200);
    workspace.post(&path::restore("training"), &()).await.expect::<api::Environment>(200);
    assert_eq!(names(&workspace, "filter=mine").await, ["training"]);
}

#[tokio::test]
async fn each_version_says_what_changed() {
    let workspace = workspace().await;
    workspace.register("training", conda(["numpy=1.26", "scipy"])).await;
    workspace.register("training", conda(["numpy=2.0", "scipy"])).await;
    workspace.register("training", conda(["numpy=2.0", "scipy", "torch"])).await;
    let first: api::VersionList = workspace.get(&format!("{}?limit=2", path::versions("training"))).await.expect(200);
    let change = |index: usize| {
        let changes = first.items[index].changes.as_ref().unwrap();
        let package = &changes.packages[0];
        (package.name.clone(), package.before.clone(), package.after.clone())
    };
    assert_eq!(change(0), ("torch".into(), None, Some(String::new())));
    assert_eq!((change(1).0.as_str(), change(1).1.is_some(), change(1).2.is_some()), ("numpy", true, true));
    let next = first.next.unwrap();
    let last: api::VersionList =
        workspace.get(&format!("{}?cursor={next}", path::versions("training"))).await.expect(200);
    assert_eq!(last.items.len(), 1);
    assert!(last.items[0].changes.is_none() && last.next.is_none());
    let newest: api::Version = workspace.get(&path::version("training", "latest")).await.expect(200);
    let since = newest.since.unwrap();
    assert_eq!((since.version.as_str(), since.changes.packages[0].name.as_str()), ("2", "torch"));
    let oldest: api::Version = workspace.get(&path::version("training", "1")).await.expect(200);
    assert!(oldest.since.is_none());
}

#[tokio::test]
async fn what_does_not_change_is_not_sent_twice() {
    let workspace = workspace().await;
    workspace.register("training", conda(["numpy"])).await;
    let path = path::version("training", "1");
    let first = workspace.get(&path).await;
    let request = crate::support::request(axum::http::Method::GET, &path)
        .header(axum::http::header::IF_NONE_MATCH, &first.headers[axum::http::header::ETAG])
        .body(axum::body::Body::empty());
    let second = workspace.send(request.unwrap()).await;
    assert_eq!((second.status.as_u16(), second.text.as_str()), (304, ""));
}
