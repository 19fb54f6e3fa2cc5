//! The server alone in workspaces of years: what people wait for with 1,000 and with 100,000 versions and images, and with
//! `TERRARIUM_BENCH_IMAGES=1000000` with a million, for 1, 16 and 100 clients at once. Numbers are printed, never asserted.

mod fill;
mod measure;

use fill::Filler;
use harness::{Outcome, Terrarium};
use measure::{CLIENTS, Times, questions};
use std::time::Instant;

const SIZES: [usize; 2] = [1_000, 100_000];

#[tokio::main]
async fn main() -> Outcome<()> {
    let largest = std::env::var("TERRARIUM_BENCH_IMAGES").ok().map(|text| text.parse()).transpose()?;
    let sizes: Vec<usize> = SIZES.into_iter().chain(largest).collect();
    let data = tempfile::tempdir()?;
    let mut filler = Filler::prepare(data.path()).await?;
    let mut before: Vec<Times> = Vec::new();
    for size in sizes {
        filler.fill(size).await?;
        let started = Instant::now();
        let terrarium = Terrarium::start(data.path())?;
        let start = started.elapsed();
        let workspace = terrarium.workspace();
        let indexed = measure::wait_until_indexed(&workspace).await?;
        println!(
            "\n{size} versions and images: starts in {:.1} s, the nearest are indexed after {:.1} s\n{:>22} {:>7} {:>9} {:>9} {:>9} {:>8} {:>7}",
            start.as_secs_f64(),
            indexed.as_secs_f64(),
            "",
            "clients",
            "p50 ms",
            "p99 ms",
            "per s",
            "bytes",
            "ratio"
        );
        let mut all = Vec::new();
        for clients in CLIENTS {
            for question in questions(size)? {
                let times = measure::measure(terrarium.url(), &question, clients).await?;
                let ratio = before.get(all.len()).map(|few| format!("{:.1}", times.p50 / few.p50)).unwrap_or_default();
                let Times { p50, p99, rate, bytes } = times;
                println!("{:>22} {clients:>7} {p50:>9.2} {p99:>9.2} {rate:>9.0} {bytes:>8} {ratio:>7}", question.name);
                all.push(times);
            }
        }
        println!("{:>22} {} MB", "memory", terrarium.memory()? / 1_000_000);
        before = all;
        assert!(terrarium.stop()?, "the server shuts down cleanly");
    }
    Ok(())
}
