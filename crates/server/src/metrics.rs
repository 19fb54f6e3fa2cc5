//! Numbers for those who watch over many servers, in the text form of Prometheus.

use crate::{
    Error, Workspace,
    disk::Disk,
    status,
    store::{builds, runs},
};
use api::Verdict;
use std::{
    fmt::{Display, Write as _},
    sync::atomic::{AtomicU64, Ordering},
};

/// How often each verdict was given since the server started.
#[derive(Debug, Default)]
pub struct Verdicts([AtomicU64; 3]);

const VERDICTS: [(Verdict, &str); 3] = [(Verdict::Hit, "hit"), (Verdict::Miss, "miss"), (Verdict::Unknown, "unknown")];

impl Verdicts {
    /// Counts a verdict.
    pub fn count(&self, given: Verdict) {
        if let Some(at) = VERDICTS.iter().position(|(verdict, _)| *verdict == given) {
            self.0[at].fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// One measurement: its labels as they stand in braces, and its value.
type Sample = (String, f64);

/// All numbers.
pub async fn metrics(workspace: &Workspace) -> Result<String, Error> {
    let reachable = status::ask_registry(workspace).await.is_ok();
    let mut connection = workspace.store.read().await?;
    let states = builds::by_state(&mut connection).await?;
    let durations = builds::durations(&mut connection).await?;
    let runs = runs::by_state(&mut connection).await?;
    drop(connection);
    let disk = Disk::of(&workspace.settings.folder).ok();
    let verdicts = VERDICTS.iter().zip(&workspace.verdicts.0);

    let mut text = String::new();
    let one = |value: f64| vec![(String::new(), value)];
    write(
        &mut text,
        "terrarium_builds",
        "gauge",
        "Builds by state",
        states.iter().map(|(state, count)| (label("state", state), real(*count))),
    );
    let name = "terrarium_build_duration_seconds";
    write(&mut text, name, "summary", "How long builds took that ended", []);
    for (state, count, time) in durations {
        let _ = writeln!(text, "{name}_sum{} {}", label("state", &state), real(time) / 1000.0);
        let _ = writeln!(text, "{name}_count{} {count}", label("state", &state));
    }
    write(
        &mut text,
        "terrarium_parallel_builds",
        "gauge",
        "How many builds may run at once",
        one(f64::from(workspace.settings.limits.parallel_builds)),
    );
    write(
        &mut text,
        "terrarium_runs",
        "gauge",
        "Runs by state",
        runs.iter().map(|(state, count)| (label("state", state), real(*count))),
    );
    write(
        &mut text,
        "terrarium_verdicts_total",
        "counter",
        "Verdicts given to previews",
        verdicts.map(|((_, word), count)| (label("verdict", word), real(count.load(Ordering::Relaxed)))),
    );
    write(
        &mut text,
        "terrarium_registry_reachable",
        "gauge",
        "Whether the registry answers",
        one(f64::from(u8::from(reachable))),
    );
    write(
        &mut text,
        "terrarium_can_build",
        "gauge",
        "Whether there is a build engine",
        one(f64::from(u8::from(workspace.builder.engine().is_ok()))),
    );
    write(
        &mut text,
        "terrarium_disk_free_bytes",
        "gauge",
        "Room on the disk of the data folder",
        disk.map(|disk| (String::new(), real(disk.free))),
    );
    write(
        &mut text,
        "terrarium_disk_size_bytes",
        "gauge",
        "Size of the disk of the data folder",
        disk.map(|disk| (String::new(), real(disk.total))),
    );
    Ok(text)
}

fn write(text: &mut String, name: &str, kind: &str, help: &str, samples: impl IntoIterator<Item = Sample>) {
    // Writing to a text cannot fail.
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    for (labels, value) in samples {
        let _ = writeln!(text, "{name}{labels} {value}");
    }
}

fn label(name: &str, value: impl Display) -> String {
    format!("{{{name}=\"{value}\"}}")
}

#[expect(clippy::cast_precision_loss, reason = "Prometheus knows no other numbers")]
fn real(number: u64) -> f64 {
    number as f64
}
