//! A build that tells of its steps: `BuildKit`'s.

use super::log::{Progress, without};
use crate::{process::Lines, pull};
use bollard::{
    moby::buildkit::v1::{StatusResponse, Vertex, VertexLog},
    models::{BuildInfo, BuildInfoAux},
};
use definition::mask_addresses;
use std::collections::{BTreeMap, BTreeSet};

/// Its log.
pub(in super::super) struct Steps {
    option: Option<String>,
    announced: BTreeMap<String, bool>,
    lines: BTreeMap<(String, i64), Lines>,
    failed: Option<Vertex>,
    /// What is being done, by its digest.
    running: BTreeMap<String, String>,
    /// What is being unpacked.
    unpacked: BTreeSet<String>,
    /// How far downloads are, in bytes.
    come: BTreeMap<String, i64>,
    count: u64,
}

impl Steps {
    /// A log without the option that every `RUN` was given.
    pub fn new(option: Option<String>) -> Self {
        Self {
            option,
            announced: BTreeMap::new(),
            lines: BTreeMap::new(),
            failed: None,
            running: BTreeMap::new(),
            unpacked: BTreeSet::new(),
            come: BTreeMap::new(),
            count: 0,
        }
    }

    fn status(&mut self, status: StatusResponse) -> Vec<String> {
        self.follow(&status);
        let mut lines = Vec::new();
        // Logs may come along with the end of their step, and before it in the text.
        let (ended, other): (Vec<_>, Vec<_>) =
            status.vertexes.into_iter().partition(|vertex| vertex.completed.is_some());
        for vertex in ended.iter().chain(&other) {
            lines.extend(self.begins(vertex));
        }
        for VertexLog { vertex, stream, msg, .. } in status.logs {
            lines.extend(self.lines.entry((vertex, stream)).or_default().take(&msg));
        }
        for vertex in ended {
            let own = self.lines.iter_mut().filter(|((of, _), _)| *of == vertex.digest);
            lines.extend(own.filter_map(|(_, rest)| rest.finish()));
            if !vertex.error.is_empty() && self.failed.is_none() && !vertex.error.ends_with("context canceled") {
                self.failed = Some(vertex);
            }
        }
        lines
    }

    /// Keeps what is being done.
    fn follow(&mut self, status: &StatusResponse) {
        let far = status.statuses.iter().map(|status| (format!("{} {}", status.vertex, status.id), status.current));
        let moved = far.filter(|(id, far)| self.come.insert(id.clone(), *far) != Some(*far)).count();
        self.count += (moved + status.vertexes.len() + status.logs.len()) as u64;
        for vertex in &status.vertexes {
            if vertex.completed.is_some() {
                self.running.remove(&vertex.digest);
            } else if vertex.started.is_some() {
                self.running.insert(vertex.digest.clone(), vertex.name.clone());
            }
        }
        for status in
            status.statuses.iter().filter(|status| status.id.contains("extract") || status.name.contains("extract"))
        {
            if status.completed.is_some() {
                self.unpacked.remove(&status.id);
            } else {
                self.unpacked.insert(status.id.clone());
            }
        }
    }

    /// The line by which a step begins, once; and that it is not done again, when that is told.
    fn begins(&mut self, vertex: &Vertex) -> Vec<String> {
        let Some((place, instruction)) = instruction(&vertex.name) else { return Vec::new() };
        if vertex.started.is_none() && !vertex.cached {
            return Vec::new();
        }
        let mut lines = Vec::new();
        let cached = self.announced.entry(vertex.digest.clone()).or_insert_with(|| {
            let instruction = without(self.option.as_deref(), instruction);
            lines.push(mask_addresses(&format!("STEP {place}: {instruction}")));
            false
        });
        if vertex.cached && !std::mem::replace(cached, true) {
            lines.push("--> Using cache".to_owned());
        }
        lines
    }
}

impl Progress for Steps {
    fn take(&mut self, answer: BuildInfo) -> Vec<String> {
        match answer.aux {
            Some(BuildInfoAux::BuildKit(status)) => self.status(status),
            _ => Vec::new(),
        }
    }

    fn pulled_image(&self) -> Option<String> {
        let pulled = |name: &String| {
            let image = ["load metadata for ", "docker-image://"].iter().find_map(|words| name.split_once(words));
            let instruction = instruction(name).map_or(name.as_str(), |(_, instruction)| instruction);
            image.map(|(_, image)| image).or_else(|| pull::image(instruction)).map(str::to_owned)
        };
        let images: Option<Vec<String>> = self.running.values().map(pulled).collect();
        images.filter(|_| self.unpacked.is_empty())?.into_iter().next()
    }

    fn count(&self) -> u64 {
        self.count
    }

    fn finish(&mut self) -> Vec<String> {
        std::mem::take(&mut self.lines).into_values().filter_map(|mut lines| lines.finish()).collect()
    }

    fn failure(&mut self, error: &str) -> Vec<String> {
        let mut lines = self.finish();
        let vertex = self.failed.take().unwrap_or_default();
        let line = match (instruction(&vertex.name), vertex.name.split_once("load metadata for ")) {
            (Some((_, instruction)), _) => {
                let instruction = without(self.option.as_deref(), instruction);
                format!("Error: building at STEP \"{instruction}\": {}", end(error))
            }
            (None, Some((_, image))) => {
                format!(
                    "Error: creating build container: initializing source docker://{image}: {}",
                    pulling(image, error)
                )
            }
            (None, None) => format!("Error: {}", error.trim()),
        };
        lines.push(mask_addresses(&line));
        lines
    }
}

/// The place of a step (`2/3`) and its instruction: `[stage 2/3] RUN make`.
fn instruction(name: &str) -> Option<(&str, &str)> {
    let (place, instruction) = name.strip_prefix('[')?.split_once("] ")?;
    let place = place.rsplit(' ').next()?;
    place.split_once('/')?.0.parse::<u32>().ok()?;
    Some((place, instruction))
}

/// How a command ended, or what hindered the daemon from running it.
fn end(error: &str) -> String {
    let status = error.rsplit_once("exit code: ").map(|(_, status)| status.trim());
    if let Some(status) = status.filter(|status| status.parse::<u32>().is_ok()) {
        return format!("exit status {status}");
    }
    let missing = ["failed to compute cache key: ", "failed to calculate checksum of ref "];
    let path = error.split('"').nth(1).filter(|_| missing.iter().any(|words| error.contains(words)));
    match path {
        Some(path) if error.trim_end().ends_with("not found") => {
            format!("copier: stat: \"{path}\": no such file or directory")
        }
        _ => error.trim().to_owned(),
    }
}

/// Why an image does not come.
fn pulling(image: &str, error: &str) -> String {
    let error = error.trim();
    let error = error.rsplit_once("failed to solve with frontend dockerfile.v0: ").map_or(error, |(_, error)| error);
    if error.ends_with(": not found") {
        return "manifest unknown".to_owned();
    }
    let host = image.split('/').next().unwrap_or(image);
    if error.contains("failed to do request") {
        return format!("pinging container registry {host}: {error}");
    }
    error.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bollard::moby::buildkit::v1::{StatusResponse, VertexStatus};

    fn vertex(digest: &str, name: &str, error: &str, done: bool) -> Vertex {
        let time = Some(<_>::default());
        Vertex {
            digest: digest.into(),
            name: name.into(),
            error: error.into(),
            started: time,
            completed: time.filter(|_| done),
            ..Vertex::default()
        }
    }

    fn said(digest: &str, text: &str) -> VertexLog {
        VertexLog { vertex: digest.into(), stream: 1, msg: text.into(), ..VertexLog::default() }
    }

    fn lines(steps: &mut Steps, vertexes: Vec<Vertex>, logs: Vec<VertexLog>) -> Vec<String> {
        let status = StatusResponse { vertexes, logs, ..StatusResponse::default() };
        steps.take(BuildInfo { aux: Some(BuildInfoAux::BuildKit(status)), ..BuildInfo::default() })
    }

    #[test]
    fn a_step_is_told_once_and_without_what_no_user_wrote() {
        let mut steps = Steps::new(Some("--mount=x".into()));
        let run = "[stage-0 2/3] RUN --mount=x make";
        assert_eq!(lines(&mut steps, vec![vertex("i", "[internal] load .dockerignore", "", true)], vec![]), [""; 0]);
        assert_eq!(lines(&mut steps, vec![vertex("a", run, "", false)], vec![]), ["STEP 2/3: RUN make"]);
        assert_eq!(lines(&mut steps, vec![], vec![said("a", "one\ntw")]), ["one"]);
        let ended = lines(&mut steps, vec![vertex("a", run, "", true)], vec![said("a", "o")]);
        assert_eq!(ended, ["two"]);
        let cached = Vertex { cached: true, ..vertex("b", "[stage-0 3/3] COPY a b", "", true) };
        let told = lines(&mut steps, vec![cached.clone(), cached], vec![]);
        assert_eq!(told, ["STEP 3/3: COPY a b", "--> Using cache"]);
    }

    #[test]
    fn an_image_is_waited_for_when_nothing_else_is_done() {
        let mut steps = Steps::new(None);
        let from = "[stage-1 1/2] FROM host.example/a:1@sha256:12";
        let metadata = "[internal] load metadata for host.example/a:1";
        assert_eq!(steps.pulled_image(), None);
        lines(&mut steps, vec![vertex("m", metadata, "", false)], vec![]);
        assert_eq!(steps.pulled_image().as_deref(), Some("host.example/a:1"));
        lines(&mut steps, vec![vertex("m", metadata, "", true), vertex("f", from, "", false)], vec![]);
        assert_eq!(steps.pulled_image().as_deref(), Some("host.example/a:1@sha256:12"));
        lines(&mut steps, vec![vertex("r", "[stage-0 2/2] RUN sleep 3600", "", false)], vec![]);
        assert_eq!(steps.pulled_image(), None);
        lines(&mut steps, vec![vertex("r", "[stage-0 2/2] RUN sleep 3600", "", true)], vec![]);
        let unpacking =
            VertexStatus { id: "extracting sha256:12".into(), vertex: "f".into(), ..VertexStatus::default() };
        steps.follow(&StatusResponse { statuses: vec![unpacking], ..StatusResponse::default() });
        assert_eq!(steps.pulled_image(), None, "it has come");
    }

    #[test]
    fn a_failure_is_told_in_the_words_that_causes_know() {
        let told = |name: &str, error: &str| {
            let mut steps = Steps::new(Some("--mount=x".into()));
            lines(&mut steps, vec![vertex("a", name, error, true)], vec![]);
            steps.failure(error).join("\n")
        };
        assert_eq!(
            told("[2/2] RUN --mount=x false", "executor failed running [/bin/sh -c false]: exit code: 3"),
            "Error: building at STEP \"RUN false\": exit status 3"
        );
        assert_eq!(
            told("[2/2] COPY a b", "failed to compute cache key: \"/a\" not found: not found"),
            "Error: building at STEP \"COPY a b\": copier: stat: \"/a\": no such file or directory"
        );
        assert_eq!(
            told("[internal] load metadata for docker.io/library/no:1", "docker.io/library/no:1: not found"),
            "Error: creating build container: initializing source docker://docker.io/library/no:1: manifest unknown"
        );
        assert_eq!(
            told(
                "[internal] load metadata for host.example/a:1",
                "failed to do request: Head \"https://host.example/v2/a/manifests/1\": dial tcp: lookup host.example: no such host"
            ),
            "Error: creating build container: initializing source docker://host.example/a:1: pinging container registry \
             host.example: failed to do request: Head \"https://host.example/v2/a/manifests/1\": dial tcp: lookup host.example: no such host"
        );
    }
}
