//! Compares builds: the obvious Dockerfile (`FROM`, `COPY requirements.txt`, `RUN pip install`), and the same packages by Terrarium,
//! with the same engine and registry. First cold, then with another version of one package, then with the lines in another
//! order. Both start with the base image and nothing else cached. Numbers are printed, never asserted.

mod obvious;
mod ours;

use harness::Outcome;
use obvious::Obvious;
use ours::Ours;
use std::time::Duration;

/// The number of rounds without `TERRARIUM_BENCH_ROUNDS`.
const ROUNDS: usize = 5;

/// Packages that are often installed together.
const PACKAGES: [&str; 30] = [
    "numpy==2.2.6",
    "pandas==2.2.3",
    "scipy==1.15.3",
    "scikit-learn==1.6.1",
    "matplotlib==3.10.3",
    "pillow==11.2.1",
    "networkx==3.4.2",
    "joblib==1.5.0",
    "polars==1.29.0",
    "sqlalchemy==2.0.41",
    "fastapi==0.115.12",
    "uvicorn==0.34.2",
    "pydantic==2.11.4",
    "httpx==0.28.1",
    "requests==2.32.3",
    "pyyaml==6.0.2",
    "tqdm==4.67.1",
    "click==8.2.0",
    "rich==14.0.0",
    "jinja2==3.1.6",
    "seaborn==0.13.2",
    "sympy==1.14.0",
    "lxml==5.4.0",
    "cryptography==44.0.3",
    "pytest==8.3.5",
    "tabulate==0.9.0",
    "h5py==3.13.0",
    "xgboost-cpu==3.0.0",
    "psutil==7.0.0",
    "beautifulsoup4==4.13.4",
];
/// The change of one package, a large one with compiled code.
const CHANGED: (&str, &str) = ("scikit-learn==1.6.1", "scikit-learn==1.6.0");

/// The builds of a round.
const STATES: [&str; 3] = ["cold", "one package changed", "reordered"];

fn definitions() -> [Vec<String>; 3] {
    let cold = PACKAGES.map(str::to_owned).to_vec();
    let changed: Vec<_> = cold.iter().map(|line| line.replace(CHANGED.0, CHANGED.1)).collect();
    let reordered = changed.iter().rev().cloned().collect();
    [cold, changed, reordered]
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let rounds = std::env::var("TERRARIUM_BENCH_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    let mut times: [[Vec<Duration>; 2]; 3] = Default::default();
    for round in 1..=rounds {
        let folder = tempfile::tempdir()?;
        let ours = Ours::start(folder.path()).await?;
        let obvious = Obvious::start(&folder.path().join("obvious"), ours.address(), &ours.base())?;
        for (state, requirements) in definitions().iter().enumerate() {
            let [by_hand, by_us] = &mut times[state];
            // Alternates, because the second one may profit from a warm index.
            if round % 2 == 1 {
                by_hand.push(obvious.build(requirements)?);
                by_us.push(ours.build(requirements).await?);
            } else {
                by_us.push(ours.build(requirements).await?);
                by_hand.push(obvious.build(requirements)?);
            }
            let seconds = |times: &[Duration]| times.last().map_or(0.0, Duration::as_secs_f64);
            let (by_hand, by_us) = (seconds(by_hand), seconds(by_us));
            eprintln!("round {round}, {}: Dockerfile {by_hand:.1} s, Terrarium {by_us:.2} s", STATES[state]);
        }
    }
    println!("\nseconds, median of {rounds}\n{:>12} {:>12} {:>8}", "Dockerfile", "Terrarium", "ratio");
    for (state, [by_hand, by_us]) in STATES.iter().zip(&mut times) {
        let (by_hand, by_us) = (median(by_hand), median(by_us));
        println!("{by_hand:>12.2} {by_us:>12.3} {:>8.3}  {state}", by_us / by_hand);
    }
    Ok(())
}

fn median(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).map_or(0.0, Duration::as_secs_f64)
}
