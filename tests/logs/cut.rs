//! A network that is cut and mended while a build talks.

use crate::Stage;
use harness::{Outcome, Patience, Wire, until};

const TICKS: usize = 150;

/// What was said meanwhile comes afterwards, each line once.
pub async fn no_line_is_lost_or_doubled_when_the_network_is_cut(stage: &Stage) -> Outcome<()> {
    let command = format!("for tick in $(seq {TICKS}); do echo tick $tick of many; sleep 0.1; done");
    let build = stage.run(&command).await?.id;
    let wire = Wire::to(stage.terrarium.url()).await?;
    stage.open_at(&wire.url(), build, "").await?;
    let page = &stage.page;
    page.reads("tick 5 of many", Patience::Build).await?;
    wire.cut();
    page.reads("The workspace does not answer", Patience::Server).await?;
    let before = ticks(&stage.copied().await?);
    until("lines that the page does not hear", Patience::Server, || async {
        let known: api::Build = stage.workspace.get(&api::path::build(build)).await?;
        Ok((usize::try_from(known.log_lines)? > before.len() + 40).then_some(()))
    })
    .await?;
    assert_eq!(ticks(&stage.copied().await?), before, "nothing comes while the network is cut");
    wire.mend();
    page.reads(&format!("tick {TICKS} of many"), Patience::Server).await?;
    let all = ticks(&stage.copied().await?);
    assert!(all.iter().copied().eq(1..=TICKS), "every line, once, in order: {all:?}");
    Ok(())
}

/// The ticks that a log tells.
fn ticks(log: &str) -> Vec<usize> {
    let tick = |line: &str| line.strip_prefix("tick ")?.strip_suffix(" of many")?.parse().ok();
    log.lines().filter_map(tick).collect()
}
