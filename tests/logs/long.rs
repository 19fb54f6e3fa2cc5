//! A log of 100,000 lines.

use crate::fixture::{Fixture, LINES};
use harness::{Outcome, Timeout, wait_for};

/// The first lines are shown at once; the note above them has the explanation and a link to the line.
pub async fn the_failed_step_is_open_and_the_cause_leads_to_its_line(fixture: &Fixture) -> Outcome<()> {
    let log = fixture.open_long("").await?;
    let page = &log.0;
    page.wait_for_text("A command is not in the image", Timeout::Page).await?;
    let window_is_full = "
        const log = document.querySelector('[role=log]');
        const last = [...log.querySelectorAll('li')].at(-1);
        return last !== undefined && last.getBoundingClientRect().bottom > log.getBoundingClientRect().bottom;";
    log.holds("no gap below the lines", window_is_full).await?;
    let line = wait_for("the line of the cause", Timeout::Page, || async {
        let found = page.script("return document.querySelector('.note a[href*=\"#L\"]')?.getAttribute('href') ?? null");
        Ok(found.await?.as_str().map(str::to_owned))
    })
    .await?;
    page.click("link", &line.replace("#L", "Show line ")).await?;
    log.holds("the line of the cause", &is_visible(&line, "make: not found")).await
}

/// A search finds lines that are not in the page, counts them, and steps through them.
pub async fn every_line_is_searched(fixture: &Fixture) -> Outcome<()> {
    let log = fixture.open_long("").await?;
    let page = &log.0;
    page.find("searchbox", "Search the log").await?;
    page.press_keys(&["/"]).await?;
    page.press_keys(&["LINE 7777"]).await?;
    // 7777, and 77770 to 77779.
    page.wait_for_text("11 found", Timeout::Page).await?;
    page.press_keys(&["Enter", "Enter"]).await?;
    page.wait_for_text("2 of 11", Timeout::Page).await?;
    page.wait_for_text("line 77770 of a long log", Timeout::Page).await?;
    page.press_keys(&["shift+Enter", "shift+Enter"]).await?;
    page.wait_for_text("11 of 11", Timeout::Page).await?;
    page.wait_for_text("line 77779 of a long log", Timeout::Page).await?;
    let marked = page.script("return document.querySelector('li.marked mark').textContent").await?;
    assert_eq!(marked, "line 7777");
    Ok(())
}

/// `#L50000` is scrolled into view and marked; Shift and a click mark a range.
pub async fn an_address_selects_a_line_or_a_range(fixture: &Fixture) -> Outcome<()> {
    let log = fixture.open_long("#L50000").await?;
    let page = &log.0;
    log.holds("line 50000", &is_visible("#L50000", "of a long log")).await?;
    let shift = "const link = document.querySelector('#L50003 a');
        link?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: true }));
        return link !== null;";
    // It may appear a moment after the line before it.
    log.holds("a click on line 50003", shift).await?;
    wait_for("the address of the range", Timeout::Page, || async {
        Ok(page.address().await?.ends_with("#L50000-L50003").then_some(()))
    })
    .await?;
    log.holds("the range", "return document.querySelectorAll('li.marked').length === 4").await
}

/// However long the log is, the page contains a screenful of lines; its height is that of all lines.
pub async fn only_visible_lines_are_in_the_page(fixture: &Fixture) -> Outcome<()> {
    let log = fixture.open_long("#L99000").await?;
    log.holds("line 99000", &is_visible("#L99000", "of a long log")).await?;
    log.holds(
        "the height of all lines with few of them in the page",
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

/// The copy has all lines in order.
pub async fn the_whole_log_is_copied(fixture: &Fixture) -> Outcome<()> {
    let log = fixture.open_long("").await?;
    log.0.wait_for_text("line 1 of a long log", Timeout::Page).await?;
    let all = wait_for("all lines", Timeout::Server, || async {
        let log = log.copied().await?;
        Ok(log.contains("line 100000 of a long log").then_some(log))
    })
    .await?;
    let said = all.lines().filter(|line| line.ends_with(" of a long log"));
    assert!(said.eq((1..=LINES).map(|number| format!("line {number} of a long log"))), "every line, once, in order");
    Ok(())
}

/// A script that returns whether a line is visible and marked and contains this text.
fn is_visible(line: &str, text: &str) -> String {
    format!(
        "const line = document.querySelector('{line}');
         const [at, log] = [line, document.querySelector('[role=log]')].map(it => it?.getBoundingClientRect());
         return !!line && line.classList.contains('marked') && line.innerText.includes('{text}')
             && at.top >= log.top && at.bottom <= log.bottom;"
    )
}
