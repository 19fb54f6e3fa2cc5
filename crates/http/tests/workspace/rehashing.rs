//! A workspace of hash version 1 is opened by a server that computes a later one.

use crate::support::{
    Opened,
    definitions::{conda, dockerfile, steps},
    engine::{Scripted, push},
    no_builder, open,
    site::{self, Site},
    until,
};
use api::{
    ActivityList, Build, BuildState, Environment, EnvironmentList, Eviction, Image, ImageHistory, ImageIndex,
    ImageList, ImageState, Preview, PreviewResponse, Run, RunState, StagePresence, Verdict, Version, VersionList, path,
};
use builder::RegistryProcess;
use definition::{Definition, Digest, HASH_VERSION, canonical};
use serde_json::{Value, json};
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _, SqliteConnection, sqlite::SqliteConnectOptions,
};
use std::path::Path;
use tempfile::TempDir;

/// The hash of both versions of `team-left` and `team-right` under version 1, and others of the fixture.
const TEAM: &str = "41e78cd589aed5661c608b1146b36a4e03461cab2330a86d268a23e67b4566da";
const NUMBERS_1: &str = "a1f35202887e115f30a290d3a22619c5bfc68c2a52b7ef1395e207f07271e833";
const NUMBERS_2: &str = "76743d01fe81eedf394765473f004de755ea01cce797c3a763fec858ec9bd600";
const HEREDOC: &str = "340dd7be12c576c8b0c2675599736d4142ee5f31b96d87ad1c1b9dccff846745";
const GREETING: &str = "e10edbb234dd141e948fee3dcec0f9a21131d823dbd262fc692b3b7eb00f8334";
const HELLO: &str = "48cb266837fde737d00bf7e73be7278d1f46847da6f307a57e319f6f68f72d3e";
const GONE: &str = "b6e757b40108c2bbaf8fb6e61dda8f73772bed828538502685f24f050d73c562";
/// The image that `greeting:1` was tied to.
const TIED: &str = "sha256:0513c4a33aea41ccd57f9d344c6c5f8a041866a9fbc5c5a49c5a5832d8ddb0bc";

fn hash(text: &str) -> Digest {
    text.parse().unwrap()
}

async fn connect(folder: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(folder.join("workspace.db")).create_if_missing(true);
    options.foreign_keys(false).connect().await.unwrap()
}

/// A folder with the workspace of version 1.
async fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = connect(folder.path()).await;
    sqlx::raw_sql(include_str!("fixtures/hash-version-1.sql")).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    folder
}

/// The workspace of version 1, opened where the registry does not answer: what is recorded counts as there.
async fn opened() -> Opened {
    let folder = folder().await;
    let builder = no_builder(folder.path());
    open(folder, builder).await
}

/// The workspace of version 1, opened with a registry that has an image for each that version 1 built.
async fn site_with_images() -> Site {
    let folder = folder().await;
    let registry = RegistryProcess::start(&folder.path().join("registry")).await.unwrap();
    let mut connection = connect(folder.path()).await;
    for build in 5..=7 {
        let query = "SELECT manifest, repository FROM images WHERE build = $1";
        let (recorded, repository): (String, String) =
            sqlx::query_as(query).bind(build).fetch_one(&mut connection).await.unwrap();
        let target = format!("{}/{repository}:former-{build}", registry.registry().address());
        let pushed = push(&target, &recorded).await;
        for table in ["images", "ties", "reuses", "builds", "runs"] {
            let update = format!("UPDATE {table} SET manifest = $2 WHERE manifest = $1");
            sqlx::query(AssertSqlSafe(update)).bind(&recorded).bind(&pushed).execute(&mut connection).await.unwrap();
        }
    }
    connection.close().await.unwrap();
    let engine = Scripted::new();
    let builder = site::builder(&folder, &registry, &engine);
    Site { workspace: open(folder, builder).await, engine, registry: Some(registry) }
}

async fn version(workspace: &Opened, name: &str, number: &str) -> Version {
    workspace.get(&path::version(name, number)).await.expect(200)
}

async fn preview(workspace: &Opened, question: Value) -> Preview {
    workspace.post(path::PREVIEWS, &question).await.expect::<PreviewResponse>(200).previews.remove(0)
}

/// Every row of every table, as text. Times of the audit trail are those of the test.
async fn rows(folder: &Path, tables: &[&str]) -> Vec<String> {
    let mut connection = connect(folder).await;
    let mut all = Vec::new();
    for table in tables {
        let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info($1)")
            .bind(table)
            .fetch_all(&mut connection)
            .await
            .unwrap();
        assert!(!columns.is_empty(), "{table}");
        let query = format!("SELECT json_array({}) FROM {table} ORDER BY 1", columns.join(", "));
        let rows = sqlx::query(AssertSqlSafe(query)).fetch_all(&mut connection).await.unwrap();
        all.extend(rows.iter().map(|row| format!("{table} {}", row.get::<String, _>(0))));
    }
    connection.close().await.unwrap();
    all
}

const TABLES: [&str; 15] = [
    "environments",
    "packages",
    "versions",
    "builds",
    "build_steps",
    "build_versions",
    "log_lines",
    "images",
    "image_changes",
    "activity",
    "ties",
    "reuses",
    "runs",
    "version_labels",
    "former_digests",
];

/// Waits until the run that waited for a build of version 1 has ended with it.
async fn run_has_ended(workspace: &Opened) -> Run {
    until("the end of the run that waited", async || {
        let run: Run = workspace.get(&path::run(2)).await.expect(200);
        run.state.is_over().then_some(run)
    })
    .await
}

#[tokio::test]
async fn images_and_history_of_version_1_are_kept_and_marked() {
    let workspace = opened().await;
    let list: ImageList = workspace.get(path::IMAGES).await.expect(200);
    assert_eq!((list.total, list.lost), (6, 1));
    assert!(list.items.iter().all(|image| image.hash_version == 1 && !image.is_reusable()));
    let found: ImageList = workspace.get(&format!("{}?search=numbers", path::IMAGES)).await.expect(200);
    let names = |image: &Image| image.used_by.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let mut used: Vec<_> = found.items.iter().map(|image| (names(image), image.users)).collect();
    used.sort();
    assert_eq!(used, [("arrays:1 numbers:2".into(), 2), ("numbers:1".into(), 1)]);
    let gone: ImageList = workspace.get(&format!("{}?filter=lost&search=gone", path::IMAGES)).await.expect(200);
    assert_eq!((gone.items[0].hash(), gone.items[0].hash_version), (hash(GONE), 1));

    for (text, count) in [("scipy", 0), ("numpy", 1), (&NUMBERS_2[..8], 1), ("hello", 1)] {
        let found: ImageList = workspace.get(&format!("{}?search={text}", path::IMAGES)).await.expect(200);
        assert_eq!(found.total, count, "{text}: the newest versions tell of packages");
    }
    let found: EnvironmentList =
        workspace.get(&format!("{}?search={}", path::ENVIRONMENTS, &HELLO[..12])).await.expect(200);
    assert_eq!(found.items.iter().map(|found| &*found.name).collect::<Vec<_>>(), ["hello"]);

    for text in [TEAM, NUMBERS_1, NUMBERS_2, HEREDOC, GREETING, HELLO] {
        let image: Image = workspace.get(&path::image(hash(text))).await.expect(200);
        assert_eq!((image.hash(), image.hash_version), (hash(text), 1));
        assert!(image.definition.is_some() && image.python.is_some());
        for form in ["lock", "spdx", "cyclonedx"] {
            assert_eq!(workspace.get(&path::image_export(hash(text), form)).await.status, 200, "{form} of {text}");
        }
    }
    let history: ImageHistory = workspace.get(&path::image_history(hash(GREETING))).await.expect(200);
    let told: Vec<_> = history.items.iter().map(|image| (image.build, image.current)).collect();
    assert_eq!((history.hash_version, told), (1, vec![(6, true), (5, false)]));

    let build: Build = workspace.get(&path::build(7)).await.expect(200);
    assert_eq!((build.hash_version, build.digests.image, build.state), (1, hash(HELLO), BuildState::Succeeded));
    let run: Run = workspace.get(&path::run(1)).await.expect(200);
    assert_eq!((run.state, run.digests.image), (RunState::Completed, hash(HELLO)), "it ran in that image");
    let trail: ActivityList = workspace.get(&format!("{}?subject=image%20{GONE}", path::ACTIVITY)).await.expect(200);
    assert_eq!(trail.items.len(), 1, "the audit trail is what it was");
}

#[tokio::test]
async fn versions_move_to_the_new_hash_and_remember_the_former_one() {
    let workspace = opened().await;
    let all: EnvironmentList = workspace.get(path::ENVIRONMENTS).await.expect(200);
    assert!(all.items.iter().all(|environment| environment.image != ImageState::Cached), "{all:?}");
    let (one, two) = (version(&workspace, "numbers", "1").await, version(&workspace, "numbers", "2").await);
    let arrays = version(&workspace, "arrays", "1").await;
    assert_eq!((one.digests, two.digests), (arrays.digests, arrays.digests), "one hash for both spellings");
    for (version, before) in [(&one, NUMBERS_1), (&two, NUMBERS_2), (&arrays, NUMBERS_2)] {
        let former = &version.former[0];
        assert_eq!(
            (version.hash_version, version.image, version.no_hash.as_ref()),
            (HASH_VERSION, ImageState::None, None)
        );
        assert_eq!((former.hash_version, former.digests.image, former.has_image), (1, hash(before), true));
    }
    let definition = Definition::from_json(&one.definition).unwrap();
    assert_eq!(one.digests, canonical(&definition).unwrap().digests());
    let (left, right) = (version(&workspace, "team-left", "1").await, version(&workspace, "team-right", "1").await);
    assert_ne!(left.digests.image, right.digests.image, "two images, so two hashes");
    assert_eq!((left.former[0].digests.image, right.former[0].digests.image), (hash(TEAM), hash(TEAM)));
    let never = version(&workspace, "numbers", "3").await;
    assert!(!never.former[0].has_image);
    let environment: Environment = workspace.get(&path::environment("numbers")).await.expect(200);
    assert_eq!(environment.latest.digests, never.digests);
    let curated = version(&workspace, "minimal", "latest").await;
    assert_eq!((curated.hash_version, curated.former.len()), (HASH_VERSION, 1));

    // The same definition again is the version that is there, in every spelling.
    for (name, package, number) in [("numbers", "numpy==2.1.0", "3"), ("arrays", "numpy 1.26.4", "1")] {
        let again = workspace.register(name, conda([package])).await;
        assert_eq!((again.created, &*again.version.version), (false, number), "{package}");
    }
    assert!(workspace.register("numbers", conda(["numpy 1.26.4"])).await.created);
}

#[tokio::test]
async fn no_image_of_version_1_is_offered() {
    let workspace = opened().await;
    let index: ImageIndex = workspace.get(path::IMAGE_INDEX).await.expect(200);
    assert_eq!((index.images.len(), index.whole), (0, true));
    let former = format!("{}?since=9-{}", path::IMAGE_INDEX, &GONE[..12]);
    let index: ImageIndex = workspace.get(&former).await.expect(200);
    assert!(index.whole && index.images.is_empty(), "what a browser knows of version 1 is replaced");

    let mut asked = 0;
    for environment in workspace.get(path::ENVIRONMENTS).await.expect::<EnvironmentList>(200).items {
        let list: VersionList = workspace.get(&path::versions(&environment.name)).await.expect(200);
        for summary in list.items {
            let version = version(&workspace, &environment.name, &summary.version).await;
            if version.no_hash.is_some() {
                continue;
            }
            asked += 1;
            let own = preview(&workspace, json!({ "definitions": [version.definition] })).await;
            assert_eq!((own.verdict, own.image, own.lost), (Verdict::Miss, None, None), "{environment:?}");
            assert_eq!(own.candidates, [], "{environment:?}");
            // A client of version 1 asks with the digests that it computed.
            let Some(former) = version.former.first() else { continue };
            let form = canonical(&Definition::from_json(&version.definition).unwrap()).unwrap();
            for question in [
                json!({ "digests": [former.digests] }),
                json!({ "digests": [former.digests], "fingerprints": [form.fingerprint()] }),
            ] {
                let by_digests = preview(&workspace, question).await;
                assert_eq!((by_digests.verdict, by_digests.image), (Verdict::Miss, None), "{environment:?}");
                assert_eq!((by_digests.candidates, by_digests.lost), (vec![], None), "{environment:?}");
            }
        }
    }
    assert!(asked > 12, "{asked}");

    for text in [GREETING, HEREDOC, TEAM] {
        let rebuild = json!({ "target": { "image": text }, "rebuild": true });
        assert_eq!(workspace.post(path::BUILDS, &rebuild).await.refusal()["status"], 409);
        assert_eq!(workspace.get(&path::rebuild(hash(text))).await.status, 409);
    }
    let chosen = json!({ "manifest": TIED });
    let refusal = workspace.post(&path::restore_image(hash(GREETING)), &chosen).await.refusal();
    insta::assert_json_snapshot!("an image of version 1 is not restored", refusal);
    assert_eq!(workspace.put(&path::tie("greeting", "1"), &chosen).await.status, 404);
}

#[tokio::test]
async fn what_waited_for_version_1_has_failed_and_says_why() {
    let workspace = opened().await;
    for id in [10, 11] {
        let build: Build = workspace.get(&path::build(id)).await.expect(200);
        let cause = "The hash of environments moved to version 2 before this build ended. Build it again.";
        assert_eq!((build.state, build.cause.as_deref()), (BuildState::Failed, Some(cause)));
        let open = |step: &api::BuildStep| matches!(step.state, api::StepState::Waiting | api::StepState::Running);
        assert!(!build.steps.iter().any(open), "{:?}", build.steps);
        let trail: ActivityList = workspace.get(&format!("{}?subject=build%20{id}", path::ACTIVITY)).await.expect(200);
        assert_eq!(trail.items[0].detail.reason.as_deref(), Some(cause));
    }
    let run = run_has_ended(&workspace).await;
    let reason = run.failure.unwrap().message;
    assert!(run.state == RunState::Failed && reason.contains("moved to version 2"), "{reason}");
}

#[tokio::test]
async fn a_tie_ends_and_is_remembered() {
    let workspace = opened().await;
    let tied = version(&workspace, "greeting", "1").await;
    assert_eq!((tied.tied, tied.image, tied.lost), (None, ImageState::None, None));
    assert_eq!(tied.former[0].tied.as_deref(), Some(TIED));
    let trail: ActivityList = workspace.get(&format!("{}?subject=greeting:1", path::ACTIVITY)).await.expect(200);
    let entry = &trail.items[0];
    assert_eq!((entry.action, entry.detail.changes[0].before.as_deref()), (api::Action::Untie, Some(TIED)));
    let reason = "The hash of environments moved to version 2; the image was built under version 1";
    assert_eq!(entry.detail.reason.as_deref(), Some(reason));

    // Whatever makes room by itself leaves the image alone that somebody wanted exactly so.
    let unused: Eviction = workspace.post(path::EVICT, &json!({ "unused": true })).await.expect(200);
    let going = |eviction: &Eviction| eviction.images.iter().any(|image| image.manifest == TIED);
    assert!(!going(&unused) && unused.tied == 1 && unused.images.len() == 6, "{unused:?}");
    assert!(unused.images.iter().all(|image| image.unused && image.losers == 0));
    let named: Eviction = workspace.post(path::EVICT, &json!({ "hashes": [GREETING] })).await.expect(200);
    assert!(going(&named), "{named:?}");
}

#[tokio::test]
async fn a_definition_without_a_hash_stays_readable() {
    let workspace = opened().await;
    for (name, number) in [("heredoc", "1"), ("heredoc-later", "2")] {
        let version = version(&workspace, name, number).await;
        assert_eq!((version.hash_version, version.image, version.lost), (1, ImageState::None, None));
        assert!(version.no_hash.unwrap().contains("Dockerfile"));
        assert_eq!(version.former.len(), 1);
        for form in ["dockerfile", "v1"] {
            assert_eq!(workspace.get(&path::export(name, number, form)).await.status, 200, "{form}");
        }
        let build = json!({ "target": { "version": { "environment": name, "version": number } } });
        assert_eq!(workspace.post(path::BUILDS, &build).await.status, 422);
    }
    let list: VersionList = workspace.get(&path::versions("heredoc-later")).await.expect(200);
    let told: Vec<_> = list.items.iter().map(|item| (&*item.version, item.changes.is_some())).collect();
    assert_eq!(told, [("3", false), ("2", false), ("1", false)], "nothing to compare with");
    assert_eq!(version(&workspace, "heredoc-later", "3").await.since, None);
    let compare = format!("{}?left=heredoc-later:1&right=heredoc-later:2", path::COMPARE);
    insta::assert_json_snapshot!("no comparison without a hash", workspace.get(&compare).await.refusal());

    let mended = dockerfile("FROM python:3.12-slim\nRUN <<EOF\necho ended now\nEOF\n");
    let registered = workspace.register("heredoc", mended.clone()).await;
    assert_eq!((registered.created, &*registered.version.version), (true, "2"));
    assert_eq!(workspace.register_as("heredoc", "1", mended).await.status, 409);
}

#[tokio::test]
async fn a_build_makes_an_image_of_the_new_version_beside_the_former_one() {
    let site = site_with_images().await;
    let workspace = &site.workspace;
    let greeting = version(workspace, "greeting", "1").await;
    let there: ImageHistory = workspace.get(&path::image_history(hash(GREETING))).await.expect(200);
    assert!(there.items.iter().all(|image| image.evicted_at.is_none()), "the registry has both: {there:?}");
    let before = site.preview(&greeting.definition).await;
    assert_eq!((before.verdict, before.stage, before.candidates.len()), (Verdict::Miss, StagePresence::Missing, 0));

    let ask = json!({ "target": { "version": { "environment": "greeting", "version": "1" } } });
    let build: Build = workspace.post(path::BUILDS, &ask).await.expect(201);
    assert_eq!((build.hash_version, build.lock), (HASH_VERSION, None));
    site.engine.let_end(1);
    let build = site.ended(build.id).await;
    assert_eq!((build.state, build.digests), (BuildState::Succeeded, greeting.digests));
    let made: Image = workspace.get(&path::image(build.digests.image)).await.expect(200);
    assert_eq!((made.hash_version, made.users), (HASH_VERSION, 1));
    let preview = site.preview(&greeting.definition).await;
    assert_eq!((preview.verdict, preview.image.unwrap().build), (Verdict::Hit, build.id));
    let now = version(workspace, "greeting", "1").await;
    assert_eq!((now.image, now.former), (ImageState::Cached, greeting.former));
    let there: ImageHistory = workspace.get(&path::image_history(hash(GREETING))).await.expect(200);
    assert_eq!((there.hash_version, there.items.len(), there.items[0].current), (1, 2, true), "the former ones stay");
    let index: ImageIndex = workspace.get(path::IMAGE_INDEX).await.expect(200);
    assert_eq!(index.images.len(), 1);
    let near = site.preview(&steps(["drift", "say more"])).await.candidates;
    assert_eq!(near.iter().map(|each| each.hash).collect::<Vec<_>>(), [build.digests.image]);

    // Trying a build of version 1 again builds its definition under version 2, once.
    let again: Build = workspace.post(&path::retry(11), &()).await.expect(201);
    assert_eq!((again.hash_version, again.rebuild, &*again.asked_by[0].environment), (HASH_VERSION, false, "waiting"));
    site.engine.let_end(1);
    assert_eq!(site.ended(again.id).await.state, BuildState::Succeeded);
    let reused: Build = workspace.post(&path::retry(11), &()).await.expect(200);
    assert_eq!(reused.id, again.id);
    let tie = json!({ "manifest": made.manifest });
    let tied: Version = workspace.put(&path::tie("greeting", "1"), &tie).await.expect(200);
    assert_eq!(tied.tied, Some(made.manifest));
}

#[tokio::test]
async fn opening_again_changes_nothing_and_goes_on_where_it_was_ended() {
    let workspace = opened().await;
    run_has_ended(&workspace).await;
    let folder = workspace.close();
    let after = rows(folder.path(), &TABLES).await;
    let builder = no_builder(folder.path());
    let folder = open(folder, builder).await.close();
    assert_eq!(rows(folder.path(), &TABLES).await, after, "the second time there is nothing to do");

    // As if the process had been killed between two batches: some versions are as they were.
    let mut connection = connect(folder.path()).await;
    let undo = "UPDATE versions SET (hash_version, base, steps, python, spark, extras, stage, image, filled) =
            (SELECT f.hash_version, f.base, f.steps, f.python, f.spark, f.extras, f.stage, f.image, f.filled
             FROM former_digests f WHERE f.environment = versions.environment AND f.version = versions.version)
         WHERE environment > 'm' AND (environment, version) IN (SELECT environment, version FROM former_digests);
         UPDATE environments SET latest_image =
            (SELECT image FROM versions v WHERE v.environment = name AND v.version = latest);
         DELETE FROM former_digests WHERE environment > 'm'";
    sqlx::raw_sql(undo).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    assert_ne!(rows(folder.path(), &TABLES).await, after);
    let builder = no_builder(folder.path());
    let folder = open(folder, builder).await.close();
    assert_eq!(rows(folder.path(), &TABLES).await, after);
}

#[tokio::test]
async fn more_versions_than_a_batch_are_brought_up_to_date() {
    let folder = folder().await;
    let mut connection = connect(folder.path()).await;
    let more = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1200)
         INSERT INTO versions SELECT 'numbers', 'v' || n, 1000 + n, NULL, type, base, steps, python, spark, extras, stage,
            image, filled, registered_at, registered_by, description, tags, REPLACE(definition, 'numpy', 'package-' || n),
            archived FROM numbers, versions WHERE environment = 'numbers' AND version = '1'";
    sqlx::raw_sql(more).execute(&mut connection).await.unwrap();
    let builder = no_builder(folder.path());
    let workspace = open(folder, builder).await;
    let query = "SELECT hash_version, COUNT(*), COUNT(DISTINCT image) FROM versions WHERE version LIKE 'v%' GROUP BY 1";
    let counts: Vec<(u32, i64, i64)> = sqlx::query_as(query).fetch_all(&mut connection).await.unwrap();
    assert_eq!(counts, [(HASH_VERSION, 1200, 1200)]);
    assert_eq!(version(&workspace, "numbers", "v1200").await.former[0].digests.image, hash(NUMBERS_1));
}
