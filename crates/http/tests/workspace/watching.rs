//! How the workspace is, for people and for those who watch over servers.

use crate::support::{definitions::steps, site::Site, until, workspace};
use api::{Health, Limits, QueueHealth, path};

#[tokio::test]
async fn health_says_what_works() {
    let site = Site::new().await;
    let health: Health = site.workspace.get(path::HEALTH).await.expect(200);
    assert_eq!(health.problems().map(|problem| &problem.message).collect::<Vec<_>>(), [""; 0]);
    assert!(health.registry.own && health.database.size.is_some_and(|size| size > 0));
    assert!(health.disk.total >= health.disk.free && health.disk.free > 0);
    assert_eq!(health.queue, QueueHealth { running: 0, waiting: 0 });
    site.build(&steps(["say 1"])).await;
    site.build(&steps(["say 2"])).await;
    site.engine.until_begun(1).await;
    let health: Health = site.workspace.get(path::HEALTH).await.expect(200);
    assert_eq!(health.queue, QueueHealth { running: 1, waiting: 1 });
}

#[tokio::test]
async fn the_caches_of_packages_are_kept_within_their_limit_when_a_build_has_ended() {
    let site = Site::limited(Limits { caches: 200_000, ..Limits::default() }).await;
    let caches = site.workspace.folder.path().join("builder/packages/bytecode");
    std::fs::create_dir_all(&caches).unwrap();
    for (age, name) in ["last", "before", "first"].into_iter().enumerate() {
        std::fs::write(caches.join(name), [0; 8000]).unwrap();
        let file = std::fs::File::options().append(true).open(caches.join(name)).unwrap();
        file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_hours(1 + age as u64)).unwrap();
    }
    let taken = async || {
        let health: Health = site.workspace.get(path::HEALTH).await.expect(200);
        health.caches
    };
    assert_eq!(taken().await, None);
    site.built(&steps(["say once"])).await;
    // A tenth of the limit is for byte code.
    assert_eq!(until("the size of the caches", taken).await, 16_000);
    assert!(caches.join("last").exists() && caches.join("before").exists() && !caches.join("first").exists());
}

#[tokio::test]
async fn health_says_what_does_not_work_and_what_to_do() {
    let health: Health = workspace().await.get(path::HEALTH).await.expect(200);
    insta::assert_json_snapshot!([health.engine, health.registry.problem]);
}

#[tokio::test]
async fn numbers_for_those_who_watch_many_servers() {
    let site = Site::new().await;
    let built = site.built(&steps(["say once"])).await;
    site.built(&steps(["fail"])).await;
    site.preview(&steps(["say once"])).await;
    site.preview(&steps(["say never"])).await;
    let answer = site.workspace.get("/metrics").await;
    assert_eq!(answer.headers["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    let machines_own = |line: &&str| !line.starts_with("terrarium_disk_") && !line.contains("duration_seconds_sum");
    let text: Vec<&str> = answer.text.lines().filter(machines_own).collect();
    insta::assert_snapshot!(text.join("\n"));
    assert!(built.finished_at.is_some());
}
