//! The list of environments in a real browser, against the real server, with 10,000 of them: until it is there, until a
//! search is answered, and how long frames take while somebody scrolls. Printed, never asserted.

use futures::{StreamExt as _, stream};
use harness::{Browser, Look, Outcome, Page, Patience, Terrarium, until};

const ENVIRONMENTS: usize = 10_000;
const SEARCHES: usize = 15;
/// How many registrations are under way at once while the workspace is filled.
const AT_ONCE: usize = 8;

#[tokio::main]
async fn main() -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let workspace = &terrarium.workspace();
    let registered = stream::iter(0..ENVIRONMENTS).map(async |number| {
        let conda = format!("dependencies:\n  - python=3.11\n  - package-{:03}={number}\n", number % 500);
        workspace.register(&format!("environment-{number:05}"), &conda, false).await.map(drop)
    });
    let outcomes: Vec<Outcome<()>> = registered.buffer_unordered(AT_ONCE).collect().await;
    outcomes.into_iter().collect::<Outcome<()>>()?;

    let browser = Browser::start()?;
    let page = browser.open(Look::Desk).await?;
    page.visit(&format!("{}/?filter=mine", terrarium.url())).await?;
    page.reads(&format!("of {ENVIRONMENTS} shown"), Patience::Page).await?;
    let shown = number(&page, "return performance.now()").await?;
    println!("\nmilliseconds in Chromium with {ENVIRONMENTS} environments");
    println!("{:>30} {shown:>8.0}", "opened, polled by the bench");

    let mut answers = Vec::new();
    for search in 0..SEARCHES {
        let wanted = format!("environment-{:05}", search * 613);
        let script = format!(
            "window.answered = 0;
             const field = document.querySelector('.search .input');
             const began = performance.now();
             new MutationObserver((_, observer) => {{
                 const names = [...document.querySelectorAll('tbody a.name')].map(link => link.textContent);
                 if (names.length === 1 && names[0] === '{wanted}') {{
                     observer.disconnect();
                     window.answered = performance.now() - began;
                 }}
             }}).observe(document.body, {{ childList: true, subtree: true, characterData: true }});
             field.value = '{wanted}';
             field.dispatchEvent(new InputEvent('input', {{ bubbles: true }}));"
        );
        page.script(&script).await?;
        answers.push(settled(&page, "return window.answered").await?);
    }
    println!("{:>30} {:>8.0}", "typed to answered, median", median(answers));

    page.visit(&format!("{}/?filter=mine", terrarium.url())).await?;
    page.reads(&format!("of {ENVIRONMENTS} shown"), Patience::Page).await?;
    page.script(
        "window.frames = []; window.done = 0;
         let last = performance.now(), steps = 240;
         const step = now => {
             window.frames.push(now - last);
             last = now;
             window.scrollBy(0, 120);
             if (--steps > 0) requestAnimationFrame(step); else window.done = 1;
         };
         requestAnimationFrame(step);",
    )
    .await?;
    settled(&page, "return window.done").await?;
    let frames = page.script("return window.frames").await?;
    let frames: Vec<f64> = frames.as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect();
    let long = frames.iter().filter(|frame| **frame > 50.0).count();
    let worst = frames.iter().copied().fold(0.0, f64::max);
    println!("{:>30} {:>8.1}", "frame while scrolling, median", median(frames.clone()));
    println!("{:>30} {worst:>8.1}", "longest");
    println!("{long} of {} frames took more than 50 ms", frames.len());
    page.close().await
}

async fn number(page: &Page, script: &str) -> Outcome<f64> {
    page.script(script).await?.as_f64().ok_or_else(|| "no number".into())
}

/// The number of the script, as soon as it is none but zero.
async fn settled(page: &Page, script: &str) -> Outcome<f64> {
    until("the measured", Patience::Build, || async {
        let number = number(page, script).await?;
        Ok((number > 0.0).then_some(number))
    })
    .await
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
