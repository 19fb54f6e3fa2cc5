//! A short log and one of 100,000 lines in a real browser: the time until the first lines are shown and until
//! all are loaded, the times of frames while scrolling, and the time of a search. Numbers are printed, never asserted.

use harness::{Browser, Outcome, Page, Terrarium, Timeout, Viewport, wait_for};
use serde_json::json;

const LINES: [usize; 2] = [1000, 100_000];

/// Scrolls through the whole log in 240 frames, and returns the times between them.
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

/// Types into the search field, and returns when the next frame shows the count.
const SEARCH: &str = "
    const done = arguments[arguments.length - 1];
    const field = document.querySelector('.log-panel .search input');
    const began = performance.now();
    field.value = 'package-99';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    requestAnimationFrame(() => done(performance.now() - began));";

/// The names of the measurements, in milliseconds.
const WORDS: [&str; 5] = [
    "first lines, since the page was asked for",
    "all lines",
    "a frame while scrolling through all, median",
    "the slowest of 100 frames",
    "a search of all lines",
];

#[tokio::main]
async fn main() -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let browser = Browser::start()?;
    let [short, long] = LINES;
    let (few, many) = (log(&browser, &terrarium, short).await?, log(&browser, &terrarium, long).await?);
    println!("\nmilliseconds in Chromium\n{short:>12} lines {long:>8} lines {:>8}", "ratio");
    for ((words, few), many) in WORDS.iter().zip(few).zip(many) {
        println!("{few:>18.1} {many:>14.1} {:>8.1}  {words}", many / few);
    }
    Ok(())
}

/// Runs a build that writes this many lines, and opens its log.
async fn log(browser: &Browser, terrarium: &Terrarium, lines: usize) -> Outcome<[f64; WORDS.len()]> {
    let workspace = terrarium.workspace();
    let run = format!("seq -f '+ package-%.0f==1.0 from the cache' 1 {lines}");
    let dockerfile = format!("FROM localhost/terrarium/base:debian12-python3.11\nRUN {run}\n");
    let steps = json!({ "docker": { "baseDockerfile": dockerfile }, "python": { "userManagedDependencies": true } });
    let build = workspace.wait_for_build(workspace.build(steps).await?.id).await?;

    let page = browser.open(Viewport::Desktop).await?;
    page.visit(terrarium.url()).await?;
    page.client().goto(&format!("{}/builds/{}", terrarium.url(), build.id)).await?;
    let first = since_start(&page, "document.querySelector('.log li') !== null").await?;
    let all = format!("parseInt(document.querySelector('.log').innerText.match(/(\\d+) lines/)?.[1]) > {lines}");
    let all = since_start(&page, &all).await?;
    let frames = page.client().execute_async(SCROLL, vec![]).await?;
    let mut frames: Vec<f64> = frames.as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect();
    frames.sort_by(f64::total_cmp);
    let frame = |hundredths: usize| frames.get(frames.len() * hundredths / 100).copied().unwrap_or(f64::NAN);
    let search = page.client().execute_async(SEARCH, vec![]).await?.as_f64().ok_or("no time was told")?;
    page.close().await?;
    Ok([first, all, frame(50), frame(99), search])
}

/// Milliseconds from the start of the page until a condition is true.
async fn since_start(page: &Page, condition: &str) -> Outcome<f64> {
    wait_for(condition, Timeout::Build, || async {
        let script = format!("return {condition} ? performance.now() : null");
        Ok(page.script(&script).await?.as_f64())
    })
    .await
}
