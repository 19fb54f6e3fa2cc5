//! The list of environments in a real browser, against the real server, with few and with 10,000 of them: the time
//! until it is shown, until a search is answered, and of frames while scrolling. Numbers are printed, never asserted.

use futures::{StreamExt as _, stream};
use harness::{Browser, Outcome, Page, Terrarium, Timeout, Viewport, wait_for};

const ENVIRONMENTS: [usize; 2] = [1000, 10_000];
const SEARCHES: usize = 15;
/// The number of concurrent registrations while the workspace is filled.
const AT_ONCE: usize = 8;

/// Types a name, and records when the list has only that.
const SEARCH: &str = "
    window.answered = 0;
    const field = document.querySelector('.search .input');
    const began = performance.now();
    new MutationObserver((_, observer) => {
        const names = [...document.querySelectorAll('tbody a.name')].map(link => link.textContent);
        if (names.length === 1 && names[0] === wanted) {
            observer.disconnect();
            window.answered = performance.now() - began;
        }
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
    field.value = wanted;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));";

/// Scrolls for 240 frames, and returns the times between them.
const SCROLL: &str = "
    const done = arguments[arguments.length - 1];
    const [times, frames] = [[], 240];
    const step = now => {
        times.push(now);
        window.scrollBy(0, 120);
        times.length > frames ? done(times.slice(1).map((time, at) => time - times[at])) : requestAnimationFrame(step);
    };
    requestAnimationFrame(step);";

/// The names of the measurements, in milliseconds.
const WORDS: [&str; 5] = [
    "opened, polled by the bench",
    "typed to answered, median",
    "a frame while scrolling, median",
    "the slowest of 100 frames",
    "the longest frame",
];

#[tokio::main]
async fn main() -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let browser = Browser::start()?;
    let [few, many] = ENVIRONMENTS;
    register(&terrarium, 0..few).await?;
    let short = list(&browser, &terrarium, few).await?;
    register(&terrarium, few..many).await?;
    let long = list(&browser, &terrarium, many).await?;
    println!("\nmilliseconds in Chromium\n{few:>8} environments {many:>8} environments {:>8}", "ratio");
    for ((words, short), long) in WORDS.iter().zip(short).zip(long) {
        println!("{short:>21.1} {long:>21.1} {:>8.1}  {words}", long / short);
    }
    Ok(())
}

async fn register(terrarium: &Terrarium, numbers: std::ops::Range<usize>) -> Outcome<()> {
    let workspace = &terrarium.workspace();
    let registered = stream::iter(numbers).map(async |number| {
        let conda = format!("dependencies:\n  - python=3.11\n  - package-{:03}={number}\n", number % 500);
        workspace.register(&name(number), &conda, false).await.map(drop)
    });
    let outcomes: Vec<Outcome<()>> = registered.buffer_unordered(AT_ONCE).collect().await;
    outcomes.into_iter().collect()
}

fn name(number: usize) -> String {
    format!("environment-{number:05}")
}

async fn list(browser: &Browser, terrarium: &Terrarium, environments: usize) -> Outcome<[f64; WORDS.len()]> {
    let page = browser.open(Viewport::Desktop).await?;
    let open = async || {
        page.visit(&format!("{}/?filter=mine", terrarium.url())).await?;
        page.wait_for_text(&format!("of {environments} shown"), Timeout::Page).await
    };
    open().await?;
    let opened = number(&page, "return performance.now()").await?;
    let mut answers = Vec::new();
    for search in 0..SEARCHES {
        let wanted = name(search * 613 % environments);
        page.script(&format!("const wanted = '{wanted}'; {SEARCH}")).await?;
        answers.push(settled(&page, "return window.answered").await?);
    }
    open().await?;
    let frames = page.client().execute_async(SCROLL, vec![]).await?;
    let frames = frames.as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect();
    page.close().await?;
    let [answered, frames] = [answers, frames].map(sorted);
    let part = |times: &[f64], hundredths: usize| {
        let last = times.len().saturating_sub(1);
        times.get(last * hundredths / 100).copied().unwrap_or(f64::NAN)
    };
    Ok([opened, part(&answered, 50), part(&frames, 50), part(&frames, 99), part(&frames, 100)])
}

async fn number(page: &Page, script: &str) -> Outcome<f64> {
    page.script(script).await?.as_f64().ok_or_else(|| "no number".into())
}

/// The result of a script, as soon as it is not zero.
async fn settled(page: &Page, script: &str) -> Outcome<f64> {
    wait_for("the measured", Timeout::Build, || async {
        let number = number(page, script).await?;
        Ok((number > 0.0).then_some(number))
    })
    .await
}

fn sorted(mut times: Vec<f64>) -> Vec<f64> {
    times.sort_by(f64::total_cmp);
    times
}
