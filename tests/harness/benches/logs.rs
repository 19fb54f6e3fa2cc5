//! A log of 100,000 lines in a real browser: how soon its first lines stand there, how long all of them take to come, how
//! even it scrolls, and how long a search takes. Nothing is asserted.

use harness::{Browser, Look, Outcome, Page, Patience, Terrarium, until};
use serde_json::json;

const LINES: usize = 100_000;

/// Scrolls for 240 frames, the whole log from its beginning to its end, and tells the time between each two.
const SCROLL: &str = "
    const done = arguments[arguments.length - 1];
    const log = document.querySelector('[role=log]');
    const [times, frames] = [[], 240];
    const step = now => {
        times.push(now);
        log.scrollTop = log.scrollHeight * times.length / frames;
        times.length > frames ? done(times.slice(1).map((time, at) => time - times[at])) : requestAnimationFrame(step);
    };
    requestAnimationFrame(step);";

#[tokio::main]
async fn main() -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let workspace = terrarium.workspace();
    let run = format!("seq -f '+ package-%.0f==1.0 from the cache' 1 {LINES}");
    let dockerfile = format!("FROM localhost/terrarium/base:debian12-python3.11\nRUN {run}\n");
    let steps = json!({ "docker": { "baseDockerfile": dockerfile }, "python": { "userManagedDependencies": true } });
    let build = workspace.ended(workspace.build(steps).await?.id).await?;
    let address = format!("{}/builds/{}", terrarium.url(), build.id);

    let browser = Browser::start()?;
    let page = browser.open(Look::Desk).await?;
    page.visit(terrarium.url()).await?;
    page.client().goto(&address).await?;
    let first = since_start(&page, "document.querySelector('.log li') !== null").await?;
    let all = since_start(&page, r"/1\d{5} lines/.test(document.querySelector('.log').innerText)").await?;
    let frames = page.client().execute_async(SCROLL, vec![]).await?;
    let mut frames: Vec<f64> = frames.as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect();
    frames.sort_by(f64::total_cmp);
    let frame = |part: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a few"
        )]
        let at = ((frames.len() - 1) as f64 * part) as usize;
        frames.get(at).copied().unwrap_or(f64::NAN)
    };
    let search = search(&page).await?;
    println!("\n{LINES} lines in Chromium, milliseconds");
    println!("{first:>10.0}  first lines, since the page was asked for");
    println!("{all:>10.0}  all lines");
    println!("{:>10.1}  a frame while scrolling through all, median", frame(0.5));
    println!("{:>10.1}  the slowest of 100", frame(0.99));
    println!("{search:>10.1}  a search of all lines");
    page.close().await
}

/// Milliseconds from the beginning of the page to the moment when a condition is seen to hold.
async fn since_start(page: &Page, condition: &str) -> Outcome<f64> {
    until(condition, Patience::Build, || async {
        let script = format!("return {condition} ? performance.now() : null");
        Ok(page.script(&script).await?.as_f64())
    })
    .await
}

/// Milliseconds from a letter in the field to the next frame that shows the count.
async fn search(page: &Page) -> Outcome<f64> {
    let script = "
        const done = arguments[arguments.length - 1];
        const field = document.querySelector('.log-panel .search input');
        const began = performance.now();
        field.value = 'package-99';
        field.dispatchEvent(new Event('input', { bubbles: true }));
        requestAnimationFrame(() => done(performance.now() - began));";
    page.client().execute_async(script, vec![]).await?.as_f64().ok_or_else(|| "no time was told".into())
}
