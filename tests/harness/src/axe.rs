//! axe-core, run on a page: the WCAG rules that a program can check.

use crate::Outcome;
use fantoccini::Client;
use serde::Deserialize;
use std::{env, fs};

/// The path of axe's script, set by `cargo xtask test`.
const SCRIPT: &str = "TERRARIUM_AXE";

/// The rules of WCAG 2.2 up to AA, and the best practices of axe.
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    const options = {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        resultTypes: ['violations'],
    };
    axe.run(document, options).then(
        found => done({ violations: found.violations }),
        error => done({ violations: [], error: String(error) }));";

/// How many places of a violation are reported.
const MAX_PLACES: usize = 3;

#[derive(Deserialize)]
struct AxeResult {
    violations: Vec<Violation>,
    error: Option<String>,
}

#[derive(Deserialize)]
struct Violation {
    id: String,
    help: String,
    nodes: Vec<ViolatingNode>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ViolatingNode {
    html: String,
    failure_summary: String,
}

/// The violations that axe finds on the page, a paragraph each.
pub async fn violations(client: &Client) -> Outcome<Vec<String>> {
    if client.execute("return typeof axe", vec![]).await? == "undefined" {
        let path = env::var(SCRIPT)
            .map_err(|_| format!("set {SCRIPT} to the axe.min.js of axe-core, or run `cargo xtask test`"))?;
        let script = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        client.execute(&format!("{script}; window.axe = axe"), vec![]).await?;
    }
    let result: AxeResult = serde_json::from_value(client.execute_async(RUN, vec![]).await?)?;
    match result.error {
        Some(error) => Err(format!("axe could not run: {error}").into()),
        None => Ok(result.violations.iter().map(describe).collect()),
    }
}

fn describe(violation: &Violation) -> String {
    let places = violation.nodes.iter().take(MAX_PLACES).map(|place| {
        let html: String = place.html.chars().take(300).collect();
        format!("\n    {html}\n      {}", place.failure_summary.replace('\n', "\n      "))
    });
    let places: String = places.collect();
    format!("{}: {}, {} times{places}", violation.id, violation.help, violation.nodes.len())
}
