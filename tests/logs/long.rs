//! A log of 100,000 lines.

use crate::stage::{LINES, Stage};
use harness::{Outcome, Patience, until};

/// The first lines are there at once; the note above them names the rule and the line.
pub async fn its_failing_step_is_open_and_its_cause_leads_to_the_line(stage: &Stage) -> Outcome<()> {
    let log = stage.open_long("").await?;
    let page = &log.0;
    page.reads("A command is not in the image", Patience::Page).await?;
    let window_is_full = "
        const log = document.querySelector('[role=log]');
        const last = [...log.querySelectorAll('li')].at(-1);
        return last !== undefined && last.getBoundingClientRect().bottom > log.getBoundingClientRect().bottom;";
    log.holds("no gap below the lines", window_is_full).await?;
    let line = until("the line that told the cause", Patience::Page, || async {
        let found = page.script("return document.querySelector('.note a[href*=\"#L\"]')?.getAttribute('href') ?? null");
        Ok(found.await?.as_str().map(str::to_owned))
    })
    .await?;
    page.click("link", &line.replace("#L", "Show line ")).await?;
    log.holds("the line of the cause", &in_sight(&line, "make: not found")).await
}

/// A search finds lines that are not in the page, counts them, and goes from one to the next.
pub async fn every_line_is_searched(stage: &Stage) -> Outcome<()> {
    let log = stage.open_long("").await?;
    let page = &log.0;
    page.find("searchbox", "Search the log").await?;
    page.keys(&["/"]).await?;
    page.keys(&["LINE 7777"]).await?;
    // 7777, and 77770 to 77779.
    page.reads("11 found", Patience::Page).await?;
    page.keys(&["Enter", "Enter"]).await?;
    page.reads("2 of 11", Patience::Page).await?;
    page.reads("line 77770 of a long log", Patience::Page).await?;
    page.keys(&["shift+Enter", "shift+Enter"]).await?;
    page.reads("11 of 11", Patience::Page).await?;
    page.reads("line 77779 of a long log", Patience::Page).await?;
    let marked = page.script("return document.querySelector('li.marked mark').textContent").await?;
    assert_eq!(marked, "line 7777");
    Ok(())
}

/// `#L50000` is brought into sight and marked, and so are all lines of a range, made with shift and a click.
pub async fn an_address_names_a_line_and_a_range(stage: &Stage) -> Outcome<()> {
    let log = stage.open_long("#L50000").await?;
    let page = &log.0;
    log.holds("line 50000", &in_sight("#L50000", "of a long log")).await?;
    let shift = "const link = document.querySelector('#L50003 a');
        link?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: true }));
        return link !== null;";
    // It may come a moment after the line before it.
    log.holds("a click on line 50003", shift).await?;
    until("the address of the range", Patience::Page, || async {
        Ok(page.address().await?.ends_with("#L50000-L50003").then_some(()))
    })
    .await?;
    log.holds("the range", "return document.querySelectorAll('li.marked').length === 4").await
}

/// However long the log is, the page holds a screenful; and what it leaves out takes as much room as the lines would.
pub async fn only_what_is_in_sight_is_in_the_page(stage: &Stage) -> Outcome<()> {
    let log = stage.open_long("#L99000").await?;
    log.holds("line 99000", &in_sight("#L99000", "of a long log")).await?;
    log.holds(
        "as much room as the lines need, and few of them",
        &format!(
            "const log = document.querySelector('[role=log]');
             const [line, head] = ['li', 'h3'].map(part => log.querySelector(part).getBoundingClientRect().height);
             const open = [...log.querySelectorAll('button')].filter(it => it.ariaExpanded === 'true');
             const lines = open.map(it => parseInt(it.innerText.match(/(\\d+) line/)[1])).reduce((a, b) => a + b);
             const heads = log.querySelectorAll('h3').length;
             return lines > {LINES} && log.querySelectorAll('li').length < 200
                 && Math.abs(log.scrollHeight - lines * line - heads * head) < line;"
        ),
    )
    .await
}

/// The copy has all lines in their order.
pub async fn the_whole_log_is_copied(stage: &Stage) -> Outcome<()> {
    let log = stage.open_long("").await?;
    log.0.reads("line 1 of a long log", Patience::Page).await?;
    let all = until("all lines", Patience::Server, || async {
        let log = log.copied().await?;
        Ok(log.contains("line 100000 of a long log").then_some(log))
    })
    .await?;
    let said = all.lines().filter(|line| line.ends_with(" of a long log"));
    assert!(said.eq((1..=LINES).map(|number| format!("line {number} of a long log"))), "every line, once, in order");
    Ok(())
}

/// Whether a line is in sight, marked, and has these words.
fn in_sight(line: &str, words: &str) -> String {
    format!(
        "const line = document.querySelector('{line}');
         const [at, log] = [line, document.querySelector('[role=log]')].map(it => it?.getBoundingClientRect());
         return !!line && line.classList.contains('marked') && line.innerText.includes('{words}')
             && at.top >= log.top && at.bottom <= log.bottom;"
    )
}
