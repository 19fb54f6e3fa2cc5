//! From a keystroke to the verdict in a real browser, against the real server, for small and huge environments, in
//! workspaces with few and with many images.
//!
//! The console marks its own timeline: `terrarium:compute` ends when hash, hit or miss, and differences stand in the
//! page, `terrarium:keystroke` when the workspace has confirmed them. Printed are medians; nothing is asserted.

use definition::{Definition, Kind, import};
use harness::{Browser, Look, Outcome, Page, Patience, Terrarium, seed, until};

const PACKAGES: [usize; 3] = [50, 500, 2000];
const IMAGES: [usize; 2] = [100, 10_000];
const KEYSTROKES: usize = 31;

#[tokio::main]
async fn main() -> Outcome<()> {
    let browser = Browser::start()?;
    println!(
        "\nmilliseconds in Chromium, medians of {KEYSTROKES} keystrokes\n{:>10} {:>10} {:>12} {:>10}",
        "images", "packages", "hit or miss", "confirmed"
    );
    let mut answered = Vec::new();
    for images in IMAGES {
        let data = tempfile::tempdir()?;
        let terrarium = Terrarium::start(data.path())?;
        seed::images(&terrarium, (0..images).map(image)).await?;
        assert!(terrarium.stop()?, "the server ends in order");
        let terrarium = Terrarium::start(data.path())?;
        for packages in PACKAGES {
            let (hit_or_miss, confirmed) = keystrokes(&browser, &terrarium, packages).await?;
            println!("{images:>10} {packages:>10} {hit_or_miss:>12.1} {confirmed:>10.1}");
            answered.push(hit_or_miss);
        }
        assert!(terrarium.stop()?, "the server ends in order");
    }
    let [few, many] = [answered[0], answered[PACKAGES.len()]];
    println!("{} times the packages take {:.1} times as long", PACKAGES[2] / PACKAGES[0], answered[2] / few);
    println!("{} times the images take {:.1} times as long", IMAGES[1] / IMAGES[0], many / few);
    Ok(())
}

/// The medians from a keystroke to hit or miss, and to the word of the workspace.
async fn keystrokes(browser: &Browser, terrarium: &Terrarium, packages: usize) -> Outcome<(f64, f64)> {
    let page = browser.open(Look::Desk).await?;
    page.visit(&format!("{}/new", terrarium.url())).await?;
    page.drop_file("heading", "New environment", "environment.yml", &conda(packages, 0)).await?;
    page.find("textbox", "Version of package-0000").await?;
    page.fill("Base image", "python:3.12").await?;
    page.find("region", "Cheapest way to a hit").await?;
    for count in 1..=KEYSTROKES {
        page.type_into("Version of package-0000", "1").await?;
        until("the verdict", Patience::Page, || async {
            Ok((durations(&page, "terrarium:keystroke").await?.len() >= count).then_some(()))
        })
        .await?;
    }
    let medians =
        [median(durations(&page, "terrarium:compute").await?), median(durations(&page, "terrarium:keystroke").await?)];
    page.close().await?;
    Ok(medians.into())
}

/// What an image was built from: few have as many packages as the largest drafts, and each has some in a version of its own.
fn image(seed: usize) -> Definition {
    let packages = if seed < 4 * PACKAGES.len() { PACKAGES[seed % PACKAGES.len()] } else { PACKAGES[0] };
    let imported = import(conda(packages, seed + 1).as_bytes(), Some(Kind::Conda));
    let definition = imported.map(|imported| imported.definition).unwrap_or_default();
    Definition { base_image: Some("python:3.12".into()), ..definition }
}

/// An environment of pinned packages, half conda, half pip; the seed chooses versions.
fn conda(packages: usize, seed: usize) -> String {
    let version = |number: usize| if number < 50 && number.is_multiple_of(5) { seed * (number + 1) } else { 0 };
    let (conda, pip): (Vec<_>, Vec<_>) = (0..packages).partition(|number| number % 2 == 0);
    let conda = conda.iter().map(|number| format!("  - package-{number:04}=1.{number}.{}\n", version(*number)));
    let pip = pip.iter().map(|number| format!("      - package-{number:04}==1.{number}.{}\n", version(*number)));
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
