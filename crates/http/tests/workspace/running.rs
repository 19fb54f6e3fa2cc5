//! Runs: a command in an environment, from its submission to its end.

use crate::support::{
    Opened, Tar,
    definitions::{pip, steps},
    request,
    site::Site,
    workspace,
};
use api::{
    BuildState, Environment, EnvironmentList, Limits, Run, RunEvent, RunList, RunState, RunTrouble, UploadedContext,
    Version, path,
};
use axum::{body::Body, http::Method};
use serde_json::{Value, json};
use std::fs;

/// What submits a shell line in the definition of these steps.
fn shell(line: &str) -> Value {
    json!({ "target": { "definition": { "definition": steps(["say built"]) } }, "command": { "shell": line } })
}

/// The same with more in the body.
fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

impl Opened {
    async fn submit(&self, body: &Value) -> Run {
        self.post(path::RUNS, body).await.expect(201)
    }

    async fn run(&self, id: i64) -> Run {
        self.get(&path::run(id)).await.expect(200)
    }

    /// The run when it is over: its stream of events ends with it.
    async fn over(&self, id: i64) -> Run {
        self.get(&path::run_events(id)).await;
        let run = self.run(id).await;
        assert!(run.state.is_over(), "{run:?}");
        run
    }

    /// Waits until a run has come so far, as its page does.
    async fn until(&self, id: i64, reached: impl Fn(&Run) -> bool) -> Run {
        use eventsource_stream::Eventsource;
        use futures::StreamExt;
        use tower::ServiceExt;
        let stream = request(Method::GET, &path::run_events(id)).body(Body::empty()).unwrap();
        let body = self.router.clone().oneshot(stream).await.unwrap().into_body();
        let mut events = body.into_data_stream().eventsource();
        loop {
            let run = self.run(id).await;
            if reached(&run) {
                return run;
            }
            assert!(events.next().await.is_some(), "{run:?}");
        }
    }

    async fn run_log(&self, id: i64) -> String {
        self.get(&path::run_log(id)).await.text
    }

    /// What the audit trail says of a run, the first entry first.
    async fn trail(&self, id: i64) -> Vec<String> {
        let list: api::ActivityList = self.get(&format!("{}?subject=run%20{id}", path::ACTIVITY)).await.expect(200);
        let entry = |entry: &api::Activity| {
            format!("{:?} {}", entry.action, entry.detail.reason.as_deref().unwrap_or_default())
        };
        list.items.iter().rev().map(entry).collect()
    }
}

#[tokio::test]
async fn a_new_definition_is_registered_and_built_and_then_the_command_runs() {
    let site = Site::new().await;
    let workspace = &site.workspace;
    let run = workspace.submit(&shell("echo \"$GREETING\"; pwd -P; ls")).await;
    assert_eq!(run.state, RunState::Building);
    assert!(run.version.environment.starts_with("Autosave_") && run.version.version == "1", "{run:?}");
    site.engine.let_end(1);
    let run = workspace.over(run.id).await;
    assert_eq!((run.state, run.exit_code, run.failure), (RunState::Completed, Some(0), None));
    let build = site.look(run.build).await;
    assert_eq!((build.state, build.reference), (BuildState::Succeeded, run.reference));
    let log = workspace.run_log(run.id).await;
    assert_eq!(log.lines().count(), 2, "no variable, an empty folder: {log}");
    assert_eq!(run.log_lines, 2);

    // Lists leave the environment out; by its name it is there.
    let list: EnvironmentList = workspace.get(&format!("{}?filter=mine", path::ENVIRONMENTS)).await.expect(200);
    assert_eq!((list.items.len(), list.total), (0, 0));
    let environment: Environment = workspace.get(&path::environment(&run.version.environment)).await.expect(200);
    assert!(environment.anonymous && environment.image == api::ImageState::Cached);
    let status: api::Workspace = workspace.get(path::WORKSPACE).await.expect(200);
    let curated: EnvironmentList = workspace.get(path::ENVIRONMENTS).await.expect(200);
    assert_eq!(status.environments, curated.total);

    // The same definition again: the same version, and its image.
    let again = workspace.submit(&shell("exit 3")).await;
    assert_eq!((again.version, again.build), (run.version, run.build));
    let again = workspace.over(again.id).await;
    let failure = again.failure.unwrap();
    assert_eq!((again.state, again.exit_code, failure.kind), (RunState::Failed, Some(3), RunTrouble::Exit));
    assert_eq!(failure.message, "the command ended with exit code 3");
    let trail = workspace.trail(again.id).await;
    assert_eq!(trail.len(), 2);
    assert_eq!((trail[0].split(' ').next(), &*trail[1]), (Some("Submit"), "Finish the command ended with exit code 3"));
    let list: RunList = workspace.get(path::RUNS).await.expect(200);
    assert_eq!(list.items.iter().map(|run| run.id).collect::<Vec<_>>(), [2, 1]);
    let list: RunList = workspace.get(&format!("{}?state=completed&limit=1", path::RUNS)).await.expect(200);
    assert_eq!((list.items[0].id, list.next), (1, None));
}

#[tokio::test]
async fn a_named_environment_gets_a_version_and_its_variables_go_to_the_command() {
    let site = Site::new().await;
    let mut definition = steps(["say built"]);
    definition["environmentVariables"] = json!({ "GREETING": "hello", "NAME": "nobody" });
    let body = json!({
        "target": { "definition": { "definition": definition, "environment": "training" } },
        "command": { "words": ["sh", "-c", "echo $GREETING $NAME $0", "a b; echo c"] },
        "variables": { "NAME": "ada" },
        "name": "first-run", "display_name": "First", "experiment": "letters", "tags": { "team": "vision" },
    });
    let run = site.workspace.submit(&body).await;
    site.engine.let_end(1);
    let run = site.workspace.over(run.id).await;
    assert_eq!(run.version.to_string(), "training:1");
    assert_eq!((run.name.as_deref(), &*run.display_name, &*run.experiment), (Some("first-run"), "First", "letters"));
    assert_eq!(site.workspace.run_log(run.id).await, "hello ada a b; echo c\n");
    let version: Version = site.workspace.get(&path::version("training", "1")).await.expect(200);
    assert_eq!((version.digests, version.anonymous), (run.digests, false));
    let list: RunList = site.workspace.get(&format!("{}?name=first-run", path::RUNS)).await.expect(200);
    assert_eq!(list.items.iter().map(|run| run.id).collect::<Vec<_>>(), [run.id]);
    insta::assert_json_snapshot!("a name that is taken", site.workspace.post(path::RUNS, &body).await.refusal());

    // A version that is there runs as it is.
    let body = json!({ "target": { "version": { "environment": "training", "version": "latest" } },
        "command": { "shell": "echo $NAME" } });
    let run = site.workspace.submit(&body).await;
    assert_eq!((run.version.to_string(), run.state), ("training:1".into(), RunState::Queued));
    site.workspace.over(run.id).await;
    assert_eq!(site.workspace.run_log(run.id).await, "nobody\n");
    let of = |version: &str| format!("{}?environment=training&version={version}", path::RUNS);
    let list: RunList = site.workspace.get(&of("1")).await.expect(200);
    assert_eq!(list.items.len(), 2);
    let list: RunList = site.workspace.get(&of("2")).await.expect(200);
    assert_eq!(list.items.len(), 0);
}

#[tokio::test]
async fn a_log_is_followed_live_and_a_broken_stream_goes_on_where_it_was() {
    let site = Site::new().await;
    site.engine.let_end(1);
    let run =
        site.workspace.submit(&shell("echo one; echo two; until [ -f go ]; do sleep 0.05; done; echo three")).await;
    site.workspace.until(run.id, |run| run.log_lines == 2).await;
    let folder = site.workspace.folder.path().join("builder/builds");
    let work = fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    fs::write(work.join("files/go"), "").unwrap();
    site.workspace.over(run.id).await;
    let stream = request(Method::GET, &path::run_events(run.id)).header("last-event-id", "2");
    let text = site.workspace.send(stream.body(Body::empty()).unwrap()).await.text;
    let events: Vec<RunEvent> = text
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .map(|data| serde_json::from_str(data).unwrap())
        .collect();
    let RunEvent::Lines(lines) = &events[1] else { panic!("{events:?}") };
    assert_eq!((lines.len(), lines[0].number, &*lines[0].text), (1, 3, "three"));
    assert_eq!(site.workspace.get(&format!("{}?from=2&to=2", path::run_log(run.id))).await.text, "two\n");
    assert!(!work.exists(), "its folder is gone");
}

#[tokio::test]
async fn what_goes_wrong_is_told_by_its_kind() {
    let site = Site::new().await;
    let failing = json!({ "target": { "definition": { "definition": steps(["say no", "fail"]) } }, "command": { "shell": "true" } });
    site.engine.let_end(2);
    let run = site.workspace.submit(&failing).await;
    let run = site.workspace.over(run.id).await;
    let failure = run.failure.unwrap();
    assert_eq!((run.state, failure.kind, run.exit_code), (RunState::Failed, RunTrouble::Build, None));
    assert!(failure.message.starts_with(&format!("build {} of its image failed: ", run.build)), "{}", failure.message);

    let body = with(shell(""), "command", json!({ "words": ["no-such-program", "--help"] }));
    let run = site.workspace.submit(&body).await;
    let run = site.workspace.over(run.id).await;
    let failure = run.failure.unwrap();
    assert_eq!((failure.kind, run.exit_code), (RunTrouble::Command, None));
    insta::assert_snapshot!(failure.message, @r#"the command cannot be started: exec: "no-such-program": executable file not found in $PATH"#);
    assert_eq!(site.workspace.run_log(run.id).await, "");
    let run = site.workspace.submit(&shell("no-such-program 2>&1")).await;
    let run = site.workspace.over(run.id).await;
    assert_eq!((run.exit_code, run.failure.unwrap().kind), (Some(127), RunTrouble::Exit));
}

#[tokio::test]
async fn a_run_can_be_stopped_wherever_it_stands() {
    let site = Site::limited(Limits { parallel_runs: 1, ..Limits::default() }).await;
    let workspace = &site.workspace;
    let building = workspace.submit(&shell("echo never")).await.id;
    let stopped: Run = workspace.post(&path::cancel_run(building), &()).await.expect(200);
    assert_eq!((stopped.state, stopped.started_at), (RunState::Cancelled, None));
    site.engine.let_end(1);
    assert_eq!(site.ended(stopped.build).await.state, BuildState::Succeeded, "others may want its image");

    let running = workspace.submit(&shell("echo begun; exec sleep 300")).await.id;
    workspace.until(running, |run| run.log_lines == 1).await;
    let waiting = workspace.submit(&shell("echo never")).await.id;
    assert_eq!(workspace.run(waiting).await.state, RunState::Queued, "one at a time");
    let stopped: Run = workspace.post(&path::cancel_run(waiting), &()).await.expect(200);
    assert_eq!(stopped.state, RunState::Cancelled);
    workspace.post(&path::cancel_run(running), &()).await.expect::<Run>(200);
    let stopped = workspace.over(running).await;
    assert_eq!((stopped.state, stopped.exit_code, stopped.failure.clone()), (RunState::Cancelled, None, None));
    assert_eq!(workspace.run_log(running).await, "begun\n");
    let left = fs::read_dir(workspace.folder.path().join("builder/builds")).unwrap().count();
    assert_eq!(left, 0, "nothing is left behind");
    let again: Run = workspace.post(&path::cancel_run(running), &()).await.expect(200);
    assert_eq!(again, stopped, "what is over stays as it is");
}

#[tokio::test]
async fn what_waited_goes_on_after_a_restart_and_what_ran_is_marked() {
    let site = Site::limited(Limits { parallel_runs: 1, ..Limits::default() }).await;
    let token = "hunter2-is-secret";
    site.built(&steps(["say built"])).await;
    let running = site.workspace.submit(&shell("echo begun; exec sleep 300")).await.id;
    site.workspace.until(running, |run| run.log_lines == 1).await;
    let body = with(
        shell("echo \"the token is $HF_TOKEN\"; echo $EPOCHS"),
        "variables",
        json!({ "HF_TOKEN": token, "EPOCHS": "3" }),
    );
    let waiting = site.workspace.submit(&body).await;
    assert_eq!((waiting.state, &waiting.secrets[..]), (RunState::Queued, &["HF_TOKEN".to_owned()][..]));
    let body = json!({ "target": { "definition": { "definition": steps(["say other"]) } }, "command": { "shell": "echo other" } });
    let building = site.workspace.submit(&body).await.id;
    let site = site.restart().await;
    site.engine.let_end(1);
    let marked = site.workspace.over(running).await;
    let failure = marked.failure.unwrap();
    assert_eq!((marked.state, failure.kind), (RunState::Failed, RunTrouble::Interrupted));
    assert_eq!(site.workspace.run_log(running).await, "begun\n");
    assert_eq!(site.workspace.over(waiting.id).await.state, RunState::Completed);
    assert_eq!(
        site.workspace.run_log(waiting.id).await,
        "the token is \u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\n3\n"
    );
    assert_eq!(site.workspace.over(building).await.state, RunState::Completed);

    // The secret is nowhere any more, and in the database it never was.
    let folder = site.workspace.folder.path();
    assert_eq!(fs::read_dir(folder.join("secrets")).unwrap().count(), 0);
    for file in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
        let holds = fs::read(&file).unwrap().windows(token.len()).any(|window| window == token.as_bytes());
        assert!(!holds, "{}", file.display());
    }
}

/// The process is killed: nothing in it gets to do anything more.
#[test]
fn a_run_that_the_server_died_of_is_marked_and_its_secrets_are_gone() {
    let folder = tempfile::tempdir().unwrap();
    let outer = tokio::runtime::Runtime::new().unwrap();
    let registry = outer.block_on(builder::RegistryProcess::start(&folder.path().join("registry"))).unwrap();
    let open = || async {
        let engine = crate::support::engine::Scripted::new();
        engine.let_end(1);
        let builder = crate::support::site::builder(&folder, &registry, &engine);
        let workspace = ::workspace::Workspace::open(crate::support::settings(folder.path()), builder).await.unwrap();
        let router = crate::support::router(workspace.clone(), axum::Router::new());
        (workspace, Opened { folder: tempfile::tempdir().unwrap(), router })
    };
    let life = tokio::runtime::Runtime::new().unwrap();
    let handles = life.block_on(async {
        let (workspace, opened) = open().await;
        let body = with(shell("echo one; echo two; exec sleep 300"), "variables", json!({ "A_TOKEN": "hunter2" }));
        let id = opened.submit(&body).await.id;
        opened.until(id, |run| run.log_lines == 2).await;
        (workspace, opened)
    });
    // The runtime goes before the handles do, so that nothing in it hears of the end.
    life.shutdown_background();
    drop(handles);
    outer.block_on(async {
        let (_workspace, opened) = open().await;
        let run = opened.over(1).await;
        let failure = run.failure.unwrap();
        assert_eq!((run.state, failure.kind), (RunState::Failed, RunTrouble::Interrupted));
        insta::assert_snapshot!(failure.message, @"the server was stopped while the command ran. It is not run again by itself, because it may have done half of its work: run it again when that does no harm");
        assert_eq!(opened.run_log(1).await, "one\ntwo\n");
        assert!(run.finished_at.is_some());
    });
    assert_eq!(fs::read_dir(folder.path().join("secrets")).unwrap().count(), 0);
}

#[tokio::test]
async fn a_command_that_takes_too_long_is_stopped() {
    let site = Site::limited(Limits { run_time: 500, ..Limits::default() }).await;
    site.engine.let_end(1);
    let run = site.workspace.submit(&shell("echo begun; exec sleep 300")).await;
    let run = site.workspace.over(run.id).await;
    let failure = run.failure.unwrap();
    assert_eq!((run.state, failure.kind), (RunState::Failed, RunTrouble::Time));
    insta::assert_snapshot!(failure.message, @"the command took longer than 0.5 s, the limit of this workspace. Make it faster, or start the server with a longer --run-time-limit");
    assert_eq!(site.workspace.run_log(run.id).await, "begun\n");
}

#[tokio::test]
async fn a_folder_comes_along_and_stays_as_it_was() {
    let site = Site::new().await;
    let archive =
        Tar::of([("data/rows.csv", "1,2\n"), ("Dockerfile", "FROM scratch\n"), ("train.sh", "cat data/rows.csv\n")]);
    let upload = request(Method::POST, &format!("{}?dockerfile=", path::CONTEXTS)).body(Body::from(archive)).unwrap();
    let uploaded: UploadedContext = site.workspace.send(upload).await.expect(201);
    assert_eq!(uploaded.context.files.len(), 3, "a Dockerfile is a file like the others");
    let body = with(shell("sh train.sh; echo more >> data/rows.csv; ls"), "code", json!(uploaded.context.digest));
    site.engine.let_end(1);
    for _ in 0..2 {
        let run = site.workspace.submit(&body).await;
        assert_eq!(site.workspace.over(run.id).await.state, RunState::Completed);
        assert_eq!(site.workspace.run_log(run.id).await, "1,2\nDockerfile\ndata\ntrain.sh\n");
    }
    let kept: api::Context = site.workspace.get(&path::context(uploaded.context.digest)).await.expect(200);
    assert!(kept.needed);
}

#[tokio::test]
async fn an_image_that_went_while_a_run_waited_is_built_again() {
    let site = Site::limited(Limits { parallel_runs: 1, ..Limits::default() }).await;
    let built = site.built(&steps(["say built"])).await;
    let first = site.workspace.submit(&shell("exec sleep 300")).await;
    let waiting = site.workspace.submit(&shell("echo late")).await;
    site.workspace.until(first.id, |run| run.state == RunState::Running).await;
    assert_eq!((waiting.state, waiting.build), (RunState::Queued, built.id));
    site.lose(&built.reference.unwrap()).await;
    site.workspace.post(&path::cancel_run(first.id), &()).await.expect::<Run>(200);
    site.engine.let_end(1);
    let run = site.workspace.over(waiting.id).await;
    assert_eq!(run.state, RunState::Completed, "{run:?}");
    assert!(run.build > built.id);
}

#[tokio::test]
async fn what_cannot_run_is_refused_before_anything_is_written() {
    let site = Site::new().await;
    let refused = async |body: Value| site.workspace.post(path::RUNS, &body).await.refusal();
    insta::assert_json_snapshot!(
        "runs that are refused",
        [
            refused(with(shell(""), "command", json!({ "words": [] }))).await,
            refused(shell("python a.py --token hf_abcdefghijklmnopqrstuvwxyzabcdef")).await,
            refused(shell("HF_TOKEN=hunter2 python a.py")).await,
            refused(with(shell("true"), "variables", json!({ "a b": "c" }))).await,
            refused(with(shell("true"), "code", json!("0".repeat(64)))).await,
            refused(with(shell("true"), "target", json!({ "version": { "environment": "none", "version": "1" } })))
                .await,
            refused(with(shell("true"), "nodes", json!(2))).await,
            refused(
                json!({ "target": { "definition": { "definition": pip(["-e ."]) } }, "command": { "shell": "true" } })
            )
            .await,
        ]
    );
    let list: RunList = site.workspace.get(path::RUNS).await.expect(200);
    assert_eq!(list.items.len(), 0);
    let without = workspace().await;
    let refused = without.post(path::RUNS, &shell("true")).await.refusal();
    assert_eq!((&refused["status"], &refused["body"]["code"]), (&json!(503), &json!("unavailable")));
    let mine: EnvironmentList = without.get(&format!("{}?filter=mine", path::ENVIRONMENTS)).await.expect(200);
    assert_eq!(mine.total, 0);
}
