//! What the indexes offer, and what they would give an image today.

use crate::support::{
    definitions::{self, from},
    index::Index,
    request,
    site::Site,
    until, workspace,
};
use api::{BuildState, PackageNames, PackageVersions, Today, path};
use axum::{body::Body, http::Method};
use builder::packages::Indexes;
use serde_json::json;

fn told(today: &Today) -> Vec<String> {
    let version = |version: &Option<String>| version.clone().unwrap_or_else(|| "none".into());
    let moving = today.packages.iter().filter(|package| package.moves());
    moving
        .map(|package| {
            let through = package.through.join(" ");
            format!("{} {} to {} ({through})", package.name, version(&package.built), version(&package.today))
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_move_today_is_told_after_the_index_has_moved() {
    let index = Index::new().await;
    index.offer("model", "1.0", "tensor");
    index.offer("tensor", "1.0", "");
    let site = Site::new().await;
    let build = site.built_with_packages(&from(&index, &["model<2"])).await;
    assert_eq!(build.state, BuildState::Succeeded, "{build:?}");
    index.offer("model", "1.1", "tensor extra");
    index.offer("model", "2.0", "");
    index.offer("tensor", "1.5", "");
    index.offer("extra", "0.1", "");

    let path = path::today(build.digests.image);
    let today: Today = site.workspace.get(&path).await.expect(200);
    assert_eq!(
        told(&today),
        ["extra none to 0.1 (model)", "model 1.0 to 1.1 ()", "tensor 1.0 to 1.5 (model)"],
        "{today:?}"
    );
    let pip = today.packages.iter().find(|package| package.name == "pip").unwrap();
    assert!(!pip.moves() && pip.built.is_some(), "the same Python brings the same pip");

    index.offer("tensor", "1.6", "");
    let again: Today = site.workspace.get(&path).await.expect(200);
    assert_eq!(again, today, "the answer is kept for a while");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_is_gone_is_an_error_that_says_so() {
    let index = Index::new().await;
    index.offer("model", "1.0", "");
    let site = Site::new().await;
    let build = site.built_with_packages(&from(&index, &["model"])).await;
    index.withdraw("model", "1.0");
    let refusal = site.workspace.get(&path::today(build.digests.image)).await;
    assert_eq!(refusal.status.as_u16(), 422);
    let error: api::Error = refusal.expect(422);
    assert_eq!(error.code, api::code::UNRESOLVABLE);
    assert!(error.help.is_some_and(|help| help.contains("model")));

    let nothing = site.workspace.get(&path::today(definition::Digest::of("nothing"))).await;
    assert_eq!(nothing.status.as_u16(), 404);
}

#[tokio::test]
async fn names_and_versions_come_from_the_configured_index() {
    let index = Index::new().await;
    for (name, version) in [("model", "1.0"), ("model", "1.10"), ("model", "2.0rc1"), ("modest", "1.0"), ("six", "1.0")]
    {
        index.offer(name, version, "");
    }
    let site = Site::asking(Indexes::at(&index.address)).await;
    let versions: PackageVersions = site.workspace.get(&path::package("pip", "Model")).await.expect(200);
    let listed: Vec<&str> = versions.versions.iter().map(|version| version.version.as_str()).collect();
    assert_eq!((listed.as_slice(), versions.newest.as_str()), (["2.0rc1", "1.10", "1.0"].as_slice(), "1.10"));
    assert!(versions.versions[0].prerelease && versions.versions[1].requires_python.as_deref() == Some(">=3.8"));
    let asked = index.asked();
    let _: PackageVersions = site.workspace.get(&path::package("pip", "model")).await.expect(200);
    assert_eq!(index.asked(), asked, "the answer is kept for a while");

    let search = format!("{}?search=MOD&limit=5", path::packages("pip"));
    let first: PackageNames = site.workspace.get(&search).await.expect(200);
    assert!(first.reason.is_some() && first.names.is_empty(), "{first:?}");
    let found = until("the names of the index", async || {
        let found: PackageNames = site.workspace.get(&search).await.expect(200);
        found.reason.is_none().then_some(found)
    })
    .await;
    assert_eq!(found.names, ["model", "modest"]);
}

#[tokio::test]
async fn names_that_the_workspace_has_seen_are_known_without_an_index() {
    let site = Site::asking(Indexes::at("http://127.0.0.1:1/simple")).await;
    let workspace = &site.workspace;
    workspace.register("own", definitions::pip(["torch", "torchvision", "six"])).await;
    let names: PackageNames = workspace.get(&format!("{}?search=tor", path::packages("pip"))).await.expect(200);
    assert_eq!(names.names, ["torch", "torchvision"]);
    let nothing: PackageNames = workspace.get(&format!("{}?search=tor", path::packages("conda"))).await.expect(200);
    assert_eq!(nothing.reason.as_deref(), Some("no channel is configured"));
}

#[tokio::test]
async fn names_of_channels_and_their_versions_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let noarch = folder.path().join("noarch");
    std::fs::create_dir(&noarch).unwrap();
    let package = |name: &str, version: &str| json!({ "name": name, "version": version, "build": "0", "build_number": 0, "subdir": "noarch", "depends": [] });
    let packages = json!({ "ourtool-1.26-0.tar.bz2": package("ourtool", "1.26"), "ourtool-2.0-0.tar.bz2": package("ourtool", "2.0"),
        "ourlib-0.60-0.tar.bz2": package("ourlib", "0.60") });
    let repodata = json!({ "info": { "subdir": "noarch" }, "packages": packages, "packages.conda": {} });
    std::fs::write(noarch.join("repodata.json"), repodata.to_string()).unwrap();
    let workspace = workspace().await;
    let channels = format!("channels=file://{}", folder.path().display());
    let names: PackageNames =
        workspace.get(&format!("{}?search=our&{channels}", path::packages("conda"))).await.expect(200);
    assert_eq!((names.names, names.reason), (vec!["ourlib".into(), "ourtool".into()], None));
    let versions: PackageVersions =
        workspace.get(&format!("{}?{channels}", path::package("conda", "ourtool"))).await.expect(200);
    assert_eq!(versions.versions.iter().map(|version| version.version.as_str()).collect::<Vec<_>>(), ["2.0", "1.26"]);
    let missing = workspace.get(&format!("{}?{channels}", path::package("conda", "scipy"))).await;
    assert_eq!(missing.status.as_u16(), 404, "{}", missing.text);
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused() {
    let site = Site::asking(Indexes::at("http://anna:s3cret@127.0.0.1:1/simple")).await;
    let workspace = &site.workspace;
    for (path, status) in [
        ("/api/packages/cargo", 400),
        ("/api/packages/pip?limit=0", 400),
        ("/api/packages/pip/..%2F..%2Fetc", 400),
        ("/api/packages/pip/a%20b", 400),
        ("/api/packages/conda/numpy?channels=https://anna:s3cret@x.example/main", 422),
    ] {
        let answer = workspace.get(path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text);
    }
    let away = workspace.get(&path::package("pip", "six")).await;
    assert_eq!(away.status.as_u16(), 503);
    assert!(
        away.text.contains("Make sure that the server reaches it") && !away.text.contains("s3cret"),
        "{}",
        away.text
    );

    let foreign = request(Method::GET, &path::package("pip", "six")).header("sec-fetch-site", "cross-site");
    assert_eq!(workspace.send(foreign.body(Body::empty()).unwrap()).await.status.as_u16(), 403);
}
