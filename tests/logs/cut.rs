//! A network that is cut and mended while a build writes its log.

use crate::stage::Stage;
use api::Build;
use harness::{Outcome, Patience, Wire, until};
use serde_json::json;

/// The build writes until it is cancelled, so the network is cut in the middle however slow the page is.
const COMMAND: &str = "tick=0; while :; do tick=$((tick + 1)); echo tick $tick of many; sleep 0.05; done";
/// How many lines the page misses.
const MISSED: usize = 40;

/// What was written meanwhile comes afterwards, each line once.
pub async fn no_line_is_lost_or_doubled_when_the_network_is_cut(stage: &Stage) -> Outcome<()> {
    let workspace = stage.workspace();
    let build = stage.run(COMMAND).await?.id;
    let wire = Wire::to(stage.terrarium.url()).await?;
    let log = stage.open_at(&wire.url(), build, "").await?;
    let page = &log.0;
    page.reads("of many", Patience::Build).await?;
    wire.cut();
    page.reads("The workspace does not answer", Patience::Server).await?;
    let before = ticks(&log.copied().await?);
    let written = until("lines that the page does not hear", Patience::Server, || async {
        let known: Build = workspace.get(&api::path::build(build)).await?;
        let lines = usize::try_from(known.log_lines)?;
        Ok((lines > before.len() + MISSED).then_some(lines))
    })
    .await?;
    assert_eq!(ticks(&log.copied().await?), before, "nothing comes while the network is cut");
    wire.mend();
    let all = until("the lines that were missed, and more", Patience::Server, || async {
        let all = ticks(&log.copied().await?);
        Ok((all.len() > written).then_some(all))
    })
    .await?;
    assert!(all.iter().copied().eq(1..=all.len()), "every line, once, in order: {all:?}");
    let _: Build = workspace.post(&api::path::cancel(build), &json!({})).await?;
    workspace.ended(build).await.map(drop)
}

/// The ticks that a log tells.
fn ticks(log: &str) -> Vec<usize> {
    let tick = |line: &str| line.strip_prefix("tick ")?.strip_suffix(" of many")?.parse().ok();
    log.lines().filter_map(tick).collect()
}
