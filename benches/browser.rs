//! From a keystroke to the verdict in a real browser, against the real server, for a small and a huge environment.
//!
//! The console marks its own timeline: `terrarium:compute` ends when hash and differences stand in the page,
//! `terrarium:keystroke` when the verdict does. Printed are medians; nothing is asserted.

use harness::{Browser, Look, Outcome, Page, Patience, Terrarium, until};

const PACKAGES: [usize; 2] = [50, 2000];
const KEYSTROKES: usize = 31;

#[tokio::main]
async fn main() -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let browser = Browser::start()?;
    println!(
        "\nmilliseconds in Chromium, medians of {KEYSTROKES} keystrokes\n{:>10} {:>10} {:>10}",
        "packages", "hash", "verdict"
    );
    let mut verdicts = Vec::new();
    for packages in PACKAGES {
        let page = browser.open(Look::Desk).await?;
        page.visit(&format!("{}/new", terrarium.url())).await?;
        page.drop_file("heading", "New environment", "environment.yml", &conda(packages)).await?;
        page.find("textbox", "Version of package-0000").await?;
        for count in 1..=KEYSTROKES {
            page.type_into("Version of package-0000", "1").await?;
            until("the verdict", Patience::Page, || async {
                Ok((durations(&page, "terrarium:keystroke").await?.len() >= count).then_some(()))
            })
            .await?;
        }
        let hash = median(durations(&page, "terrarium:compute").await?);
        let verdict = median(durations(&page, "terrarium:keystroke").await?);
        println!("{packages:>10} {hash:>10.1} {verdict:>10.1}");
        verdicts.push(verdict);
        page.close().await?;
    }
    println!("{} times the packages take {:.1} times as long", PACKAGES[1] / PACKAGES[0], verdicts[1] / verdicts[0]);
    Ok(())
}

/// An environment of pinned packages, half conda, half pip.
fn conda(packages: usize) -> String {
    let (conda, pip): (Vec<_>, Vec<_>) = (0..packages).partition(|number| number % 2 == 0);
    let conda = conda.iter().map(|number| format!("  - package-{number:04}=1.{number}.0\n"));
    let pip = pip.iter().map(|number| format!("      - package-{number:04}==1.{number}.0\n"));
    format!(
        "channels: [conda-forge]\ndependencies:\n{}  - pip:\n{}",
        conda.collect::<String>(),
        pip.collect::<String>()
    )
}

async fn durations(page: &Page, name: &str) -> Outcome<Vec<f64>> {
    let script = format!("return performance.getEntriesByName('{name}', 'measure').map(entry => entry.duration)");
    let values = page.script(&script).await?;
    Ok(values.as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect())
}

fn median(mut durations: Vec<f64>) -> f64 {
    durations.sort_by(f64::total_cmp);
    durations.get(durations.len() / 2).copied().unwrap_or(f64::NAN)
}
