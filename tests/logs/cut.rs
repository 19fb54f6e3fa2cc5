//! A network that is interrupted while a build writes its log.

use crate::fixture::Fixture;
use api::Build;
use harness::{Fault, FaultyProxy, Outcome, Timeout, wait_for};
use serde_json::json;

/// The build writes until it is cancelled, so that the network is cut in the middle however slow the page is.
const COMMAND: &str = "tick=0; while :; do tick=$((tick + 1)); echo tick $tick of many; sleep 0.05; done";
/// At least so many lines are written while the page is disconnected.
const MISSED_LINES: usize = 40;

/// Lines that were written meanwhile arrive afterwards, each of them once.
pub async fn no_line_is_lost_or_repeated_when_the_network_is_cut(fixture: &Fixture) -> Outcome<()> {
    let workspace = fixture.workspace();
    let build = fixture.run(COMMAND).await?.id;
    let proxy = FaultyProxy::to(fixture.terrarium.url()).await?;
    let job = workspace.build_job(build);
    let log = fixture.open_at(&proxy.url(), build, "").await?;
    let page = &log.0;
    job.wait_for_text(page, "of many").await?;
    proxy.set(Fault::Disconnects);
    page.wait_for_text("The workspace does not answer", Timeout::Server).await?;
    let before = ticks(&log.copied().await?);
    let written = job
        .wait_for("lines that the page does not get", || async {
            let build: Build = workspace.get(&api::path::build(build)).await?;
            let lines = usize::try_from(build.log_lines)?;
            Ok((lines > before.len() + MISSED_LINES).then_some(lines))
        })
        .await?;
    assert_eq!(ticks(&log.copied().await?), before, "nothing arrives while the network is cut");
    proxy.set(Fault::None);
    let all = wait_for("the lines that were missed, and more", Timeout::Server, || async {
        let all = ticks(&log.copied().await?);
        Ok((all.len() > written).then_some(all))
    })
    .await?;
    assert!(all.iter().copied().eq(1..=all.len()), "every line, once, in order: {all:?}");
    let _: Build = workspace.post(&api::path::cancel(build), &json!({})).await?;
    workspace.wait_for_build(build).await.map(drop)
}

/// The numbers of the ticks in a log.
fn ticks(log: &str) -> Vec<usize> {
    let tick = |line: &str| line.strip_prefix("tick ")?.strip_suffix(" of many")?.parse().ok();
    log.lines().filter_map(tick).collect()
}
