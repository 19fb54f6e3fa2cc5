//! What people wait for.

use crate::fill;
use api::{PreviewRequest, PreviewResponse, path};
use definition::canonical;
use futures::{StreamExt as _, stream};
use harness::{Outcome, Timeout, Workspace, wait_for};
use std::time::{Duration, Instant};

/// How many clients ask at once.
pub const CLIENTS: [usize; 3] = [1, 16, 100];
/// How many requests each measurement makes.
const REQUESTS: usize = 400;

/// Something to ask for.
pub struct Question {
    /// What it is called in the table.
    pub name: &'static str,
    /// Its path and query.
    path: String,
    /// What is posted; different ones take turns.
    bodies: Vec<String>,
}

/// How long the answers took.
#[derive(Clone, Copy)]
pub struct Times {
    /// The median in milliseconds.
    pub p50: f64,
    /// What 99 of 100 did not exceed, in milliseconds.
    pub p99: f64,
    /// Answers in a second.
    pub rate: f64,
    /// The length of the last answer.
    pub bytes: usize,
}

/// What is asked for in a workspace of this size.
pub fn questions(size: usize) -> Outcome<Vec<Question>> {
    let get = |name, path: &str| Question { name, path: path.to_owned(), bodies: Vec::new() };
    let new: Vec<String> = (0..50).map(|number| preview(size + 1 + number)).collect::<Outcome<_>>()?;
    let known: Vec<String> = (0..50).map(|number| preview(1 + number * (size / 50))).collect::<Outcome<_>>()?;
    Ok(vec![
        Question { name: "verdict, new image", path: path::PREVIEWS.into(), bodies: new },
        Question { name: "verdict, reused", path: path::PREVIEWS.into(), bodies: known },
        get("environments", &format!("{}?limit=50", path::ENVIRONMENTS)),
        get("by change", &format!("{}?limit=50&sort=changed", path::ENVIRONMENTS)),
        get("search by name", &format!("{}?limit=50&search=team-0001", path::ENVIRONMENTS)),
        get("search by package", &format!("{}?limit=50&search=package-00", path::ENVIRONMENTS)),
        get("one environment", &format!("{}/team-00001", path::ENVIRONMENTS)),
        get("images", path::IMAGES),
        get("images by size", &format!("{}?sort=size", path::IMAGES)),
        get("index of images", path::IMAGE_INDEX),
        get("workspace", path::WORKSPACE),
        get("activity", path::ACTIVITY),
        get("metrics", "/metrics"),
    ])
}

fn preview(number: usize) -> Outcome<String> {
    let form = canonical(&fill::definition(number))?;
    Ok(serde_json::to_string(&PreviewRequest {
        digests: vec![form.digests()],
        fingerprints: vec![form.fingerprint()],
        packages: vec![20],
        ..PreviewRequest::default()
    })?)
}

/// Waits until every image is in the index of the nearest, and returns how long that took.
pub async fn wait_until_indexed(workspace: &Workspace) -> Outcome<Duration> {
    let began = Instant::now();
    let body: serde_json::Value = serde_json::from_str(&preview(0)?)?;
    // A million takes minutes.
    while began.elapsed() < Duration::from_hours(1) {
        let indexed = wait_for("all images to be indexed", Timeout::Build, || async {
            let answer: PreviewResponse = workspace.post(path::PREVIEWS, &body).await?;
            Ok((!answer.previews.iter().any(|preview| preview.reading)).then_some(()))
        });
        if indexed.await.is_ok() {
            break;
        }
    }
    Ok(began.elapsed())
}

/// Asks many times, so many clients at once.
pub async fn measure(url: &str, question: &Question, clients: usize) -> Outcome<Times> {
    let http = reqwest::Client::new();
    let ask = async |number: usize| -> Outcome<(f64, usize)> {
        let address = format!("{url}{}", question.path);
        let request = match question.bodies.as_slice() {
            [] => http.get(address),
            bodies => http
                .post(address)
                .header("content-type", "application/json")
                .body(bodies[number % bodies.len()].clone()),
        };
        let began = Instant::now();
        let answer = request.send().await?.error_for_status()?;
        let bytes = answer.bytes().await?.len();
        Ok((began.elapsed().as_secs_f64() * 1000.0, bytes))
    };
    // Connections are made and caches are warm before anything counts.
    let warm: Vec<_> = stream::iter(0..clients * 2).map(&ask).buffer_unordered(clients).collect().await;
    warm.into_iter().collect::<Outcome<Vec<_>>>()?;
    let began = Instant::now();
    let answers: Vec<_> = stream::iter(0..REQUESTS).map(&ask).buffer_unordered(clients).collect().await;
    let rate = f64::from(u32::try_from(REQUESTS)?) / began.elapsed().as_secs_f64();
    let answers = answers.into_iter().collect::<Outcome<Vec<_>>>()?;
    let bytes = answers.last().map_or(0, |(_, bytes)| *bytes);
    let mut times: Vec<f64> = answers.into_iter().map(|(time, _)| time).collect();
    times.sort_by(f64::total_cmp);
    Ok(Times { p50: times[REQUESTS / 2], p99: times[REQUESTS * 99 / 100], rate, bytes })
}
