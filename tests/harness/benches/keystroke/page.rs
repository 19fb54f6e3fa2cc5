//! Keystrokes in the editor.

use crate::{KEYSTROKES, median, source};
use harness::{Browser, Outcome, Page, Terrarium, Timeout, Viewport, wait_for};

/// Records when the frame after each keystroke was shown, and long tasks.
const WATCH: &str = "
    [window.shown, window.tasks] = [[], []];
    const painted = event => setTimeout(() => window.shown.push(performance.now() - event.timeStamp));
    addEventListener('input', event => requestAnimationFrame(() => painted(event)), true);
    const note = list => window.tasks.push(...list.getEntries().map(task => task.duration));
    new PerformanceObserver(note).observe({ type: 'longtask' });";

/// In milliseconds.
pub struct Times {
    /// From a keystroke to hit or miss, median.
    pub hit_or_miss: f64,
    /// From a keystroke to the next frame on the screen, median.
    pub shown: f64,
    /// From a keystroke to the answer of the workspace, median.
    pub confirmed: f64,
    /// The longest task of at least 50 milliseconds.
    pub longest: f64,
}

/// Types into the version of a package.
pub async fn keystrokes(browser: &Browser, terrarium: &Terrarium, packages: usize) -> Outcome<Times> {
    let page = browser.open(Viewport::Desktop).await?;
    page.visit(&format!("{}/new", terrarium.url())).await?;
    page.drop_file("heading", "New environment", "environment.yml", &source::conda(packages, 0)).await?;
    page.find("textbox", "Version of package-0000").await?;
    page.fill("Base image", "python:3.12").await?;
    page.find("region", "Reuse an existing image instead").await?;
    page.script(WATCH).await?;
    for count in 1..=KEYSTROKES {
        page.type_into("Version of package-0000", "1").await?;
        wait_for("the verdict", Timeout::Page, || async {
            Ok((durations(&page, "terrarium:keystroke").await?.len() >= count).then_some(()))
        })
        .await?;
    }
    let times = Times {
        hit_or_miss: median(durations(&page, "terrarium:compute").await?),
        shown: median(numbers(&page, "return window.shown").await?),
        confirmed: median(durations(&page, "terrarium:keystroke").await?),
        longest: numbers(&page, "return window.tasks").await?.into_iter().fold(0.0, f64::max),
    };
    page.close().await?;
    Ok(times)
}

async fn durations(page: &Page, name: &str) -> Outcome<Vec<f64>> {
    let script = format!("return performance.getEntriesByName('{name}', 'measure').map(entry => entry.duration)");
    numbers(page, &script).await
}

async fn numbers(page: &Page, script: &str) -> Outcome<Vec<f64>> {
    let values = page.script(script).await?;
    Ok(values.as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect())
}
