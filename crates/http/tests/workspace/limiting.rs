//! Builds that take more than the workspace lets them.

use crate::support::{definitions::steps, seed, site::Site};
use api::{ActivityList, BuildState, Limits, StepState, path};

#[tokio::test]
async fn a_build_that_takes_too_long_is_stopped_and_says_what_to_do() {
    let site = Site::limited(Limits { build_time: 6000, ..Limits::default() }).await;
    let id = site.build(&steps(["say before the end"])).await.id;
    let build = site.ended(id).await;
    assert_eq!(build.state, BuildState::Failed);
    insta::assert_snapshot!(build.cause.unwrap(), @"the build took longer than 6.0 s, the limit of this workspace. Finished steps are kept and not done again by a retry. Make the other steps faster, or start the server with a longer --build-time-limit");
    assert_eq!(build.explanation.unwrap().rule, "build-time-limit");
    assert_eq!(site.log(id).await, "before the end\n");
    let next = site.build(&steps(["say next"])).await.id;
    site.engine.let_end(1);
    assert_eq!(site.ended(next).await.state, BuildState::Succeeded, "the queue goes on");
}

#[tokio::test]
async fn an_image_that_is_too_large_is_not_published() {
    let site = Site::limited(Limits { image_size: 20, ..Limits::default() }).await;
    let definition = steps(["say large"]);
    let build = site.built(&definition).await;
    assert_eq!((build.state, build.reference), (BuildState::Failed, None));
    insta::assert_snapshot!(build.cause.unwrap(), @"the image is 279 B large, and this workspace takes images of up to 20 B (the sum of the compressed layers). Nothing was published. Leave out what the environment does not need, remove caches in the step that makes them, or start the server with a larger --image-limit");
    assert_eq!(build.explanation.unwrap().rule, "image-size-limit");
    assert_eq!(build.steps[0].state, StepState::Done, "what was built is kept for a retry");
    assert_eq!(site.preview(&definition).await.verdict, api::Verdict::Miss);
}

#[tokio::test]
async fn a_long_log_does_not_end_the_build() {
    let site = Site::limited(Limits { log_lines: 5, ..Limits::default() }).await;
    let says: Vec<String> = (1..=300).map(|line| format!("say line {line}")).collect();
    let says: Vec<&str> = says.iter().map(String::as_str).collect();
    let build = site.built(&steps::<300>(says.try_into().unwrap())).await;
    assert_eq!(build.state, BuildState::Succeeded);
    let log = site.log(build.id).await;
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!((lines[4], lines[6], *lines.last().unwrap()), ("line 5", "line 101", "line 300"));
    insta::assert_snapshot!(lines[5], @"95 lines are missing here: this workspace keeps 5 lines of a log, 64 MB at most, and its end (terrarium serve --log-lines, --log-size). The build went on");
    assert_eq!(build.log_lines, 206);
}

#[tokio::test]
async fn builds_leave_room_on_the_disk() {
    let site = Site::limited(Limits { keep_free: 1 << 60, ..Limits::default() }).await;
    let build = site.ended(site.build(&steps(["say nothing"])).await.id).await;
    assert_eq!(build.state, BuildState::Failed);
    let cause = build.cause.unwrap();
    assert!(cause.starts_with("the disk ran full: ") && cause.contains("is kept. Free space"), "{cause}");
    assert_eq!(build.explanation.unwrap().rule, "disk-full");
}

#[tokio::test]
async fn an_image_is_recorded_although_the_end_of_its_log_is_not() {
    // The lines beyond the limit are written at the end, when the image is in the registry.
    let site = Site::limited(Limits { log_lines: 1, ..Limits::default() }).await;
    let refuse = "CREATE TRIGGER refuse BEFORE INSERT ON log_lines WHEN NEW.text = 'last words'
        BEGIN SELECT RAISE(ABORT, 'not these'); END";
    seed::execute(site.workspace.folder.path(), refuse).await;
    let definition = steps(["say first words", "say last words"]);
    let build = site.built(&definition).await;
    assert_eq!((build.state, build.cause), (BuildState::Succeeded, None));
    assert!(build.reference.is_some() && build.steps.iter().all(|step| step.state != StepState::Failed));
    assert_eq!(site.preview(&definition).await.verdict, api::Verdict::Hit);
    let log = site.log(build.id).await;
    let (first, note) = log.split_once('\n').unwrap();
    assert_eq!(first, "first words");
    assert!(note.starts_with("The rest of this log could not be written: ") && note.contains("not these"), "{note}");
    let trail: ActivityList = site.workspace.get(path::ACTIVITY).await.expect(200);
    let entry = trail.items.iter().find(|entry| entry.subject == api::Subject::Build(build.id)).unwrap();
    assert_eq!(entry.detail.reason.as_deref(), Some(note.trim_end()));
}

#[tokio::test]
async fn a_build_outlives_a_database_that_is_busy_for_a_while() {
    let site = Site::new().await;
    let id = site.build(&steps(["say hello"])).await.id;
    site.engine.until_begun(1).await;
    site.engine.let_end(1);
    seed::block_writes(site.workspace.folder.path()).await;
    let build = site.ended(id).await;
    assert_eq!((build.state, build.cause), (BuildState::Succeeded, None));
    assert_eq!(site.log(id).await, "hello\n");
}
