//! Streams of events.

use crate::support::{
    Opened,
    definitions::{conda, steps},
    request,
    site::Site,
};
use api::{BuildEvent, BuildState, WorkspaceEvent, path};
use axum::{body::Body, http::Method};
use eventsource_stream::{Event, Eventsource};
use futures::{Stream, StreamExt};
use serde::de::DeserializeOwned;
use tower::ServiceExt;

/// A stream of events, as a browser opens it; with the id of the last event when it comes back.
async fn events(workspace: &Opened, path: &str, last: Option<&str>) -> impl Stream<Item = Event> + Unpin + use<> {
    let mut request = request(Method::GET, path);
    if let Some(last) = last {
        request = request.header("last-event-id", last);
    }
    let response = workspace.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    response.into_body().into_data_stream().eventsource().map(|event| event.unwrap())
}

fn read<T: DeserializeOwned>(event: &Event) -> T {
    serde_json::from_str(&event.data).unwrap()
}

fn lines(events: &[Event]) -> Vec<(u64, String)> {
    let told = |event: &Event| match read(event) {
        BuildEvent::Lines(lines) => {
            assert_eq!(Some(&event.id), lines.last().map(|line| line.number.to_string()).as_ref());
            lines
        }
        BuildEvent::Build(_) => vec![],
    };
    events.iter().flat_map(told).map(|line| (line.number, line.text)).collect()
}

#[tokio::test]
async fn a_log_is_followed_live_and_a_broken_stream_goes_on_where_it_was() {
    let site = Site::new().await;
    let id = site.build(&steps(["say one", "say two", "say three"])).await.id;
    let mut first = events(&site.workspace, &path::build_events(id), None).await;
    let mut seen = Vec::new();
    while lines(&seen).len() < 2 {
        seen.push(first.next().await.unwrap());
    }
    drop(first);
    // As if the stream had broken after two lines, however many came at once.
    let rest = events(&site.workspace, &path::build_events(id), Some("2")).await;
    site.engine.let_end(1);
    let rest: Vec<Event> = rest.collect().await;
    assert_eq!(lines(&rest), [(3, "three".into())]);
    let BuildEvent::Build(end) = read(rest.last().unwrap()) else { panic!("the end is the build") };
    assert_eq!((end.state, end.log_lines), (BuildState::Succeeded, 3));
    assert_eq!(rest.last().unwrap().id, "3");

    let again: Vec<Event> = events(&site.workspace, &path::build_events(id), None).await.collect().await;
    assert_eq!(lines(&again).len(), 3, "a build that has ended is told from the beginning, and the stream ends");
}

#[tokio::test]
async fn a_long_log_arrives_whole_and_in_order() {
    let site = Site::new().await;
    let many = (0..1700).map(|number| format!("RUN say line {number}\n")).collect::<Vec<_>>().concat();
    let definition = crate::support::definitions::dockerfile(&format!("FROM scratch AS a\n{many}FROM a\n"));
    let build = site.built(&definition).await;
    let all: Vec<Event> = events(&site.workspace, &path::build_events(build.id), None).await.collect().await;
    let expected: Vec<(u64, String)> = (0..1700).map(|number| (number + 1, format!("line {number}"))).collect();
    assert_eq!(lines(&all), expected);
    let part = site.workspace.get(&format!("{}?from=1699&to=1700", path::build_log(build.id))).await.text;
    assert_eq!(part, "line 1698\nline 1699\n");
    assert_eq!(site.log(build.id).await.lines().count(), 1700);
}

#[tokio::test]
async fn the_workspace_tells_what_changed() {
    let site = Site::new().await;
    let mut listening = events(&site.workspace, path::EVENTS, None).await;
    site.workspace.register("training", conda(["numpy"])).await;
    let event = listening.next().await.unwrap();
    assert_eq!(read::<WorkspaceEvent>(&event), WorkspaceEvent::Environment("training".into()));

    let mut up_to_date = events(&site.workspace, path::EVENTS, Some(&event.id)).await;
    site.workspace.register("training", conda(["scipy"])).await;
    let next = up_to_date.next().await.unwrap();
    assert_eq!(read::<WorkspaceEvent>(&next), WorkspaceEvent::Environment("training".into()));

    let mut behind = events(&site.workspace, path::EVENTS, Some(&event.id)).await;
    assert_eq!(read::<WorkspaceEvent>(&behind.next().await.unwrap()), WorkspaceEvent::Everything);
}

#[tokio::test]
async fn the_registry_going_and_coming_is_told() {
    let mut site = Site::new().await;
    let mut listening = events(&site.workspace, path::EVENTS, None).await;
    let seen: api::Workspace = site.workspace.get(path::WORKSPACE).await.expect(200);
    assert_eq!(seen.registry, api::RegistryState::Reachable);
    // Which Pythons can be had is found out meanwhile, and told when it is known.
    let mut of_the_registry = async || loop {
        match read(&listening.next().await.unwrap()) {
            WorkspaceEvent::Pythons => {}
            event => return event,
        }
    };
    assert_eq!(of_the_registry().await, WorkspaceEvent::Registry(true));
    // From now on nobody asks but the server itself, because somebody listens.
    site.registry = None;
    assert_eq!(of_the_registry().await, WorkspaceEvent::Registry(false));
}
