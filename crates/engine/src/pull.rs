//! The image that a build pulls at the moment, read from its log, so that a stalled pull can be named.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// The image of the step that runs, and since when.
#[derive(Debug, Default)]
pub(crate) struct Pulling(Mutex<Option<(String, Instant)>>);

impl Pulling {
    /// Takes a line in the words of buildah.
    pub fn read_line(&self, line: &str) {
        let Some(step) = step(line) else { return };
        let now = image(step).map(|image| (image.to_owned(), Instant::now()));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// The image, when its step has run for so long.
    pub fn longer_than(&self, time: Duration) -> Option<String> {
        let now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        now.as_ref().filter(|(_, since)| since.elapsed() >= time).map(|(image, _)| image.clone())
    }
}

/// The log line for a stalled pull.
pub(crate) fn stalled_pull(image: &str, timeout: Duration) -> String {
    let seconds = timeout.as_secs();
    format!(
        "Error: creating build container: initializing source docker://{image}: the registry sent nothing for {seconds} \
         seconds"
    )
}

/// The instruction of a step that begins, or nothing of one when what was before it has ended.
fn step(line: &str) -> Option<&str> {
    let line = match line.strip_prefix('[').and_then(|rest| rest.split_once("] ")) {
        Some((_stage, line)) => line,
        None => line,
    };
    if line.starts_with("COMMIT") || line.starts_with("--> ") {
        return Some("");
    }
    Some(line.strip_prefix("STEP ")?.split_once(": ")?.1)
}

/// The image that an instruction stands on.
pub(crate) fn image(instruction: &str) -> Option<&str> {
    let mut words = instruction.split_whitespace();
    match words.next()? {
        "FROM" => words.find(|word| !word.starts_with("--")),
        "COPY" | "ADD" => words.find_map(|word| word.strip_prefix("--from=")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_image_of_the_step_that_runs_is_pulled() {
        let after = |lines: &[&str]| {
            let pulling = Pulling::default();
            for line in lines {
                pulling.read_line(line);
            }
            pulling.longer_than(Duration::ZERO)
        };
        let image = Some("host.example/a:1".to_owned());
        assert_eq!(after(&["STEP 1/2: FROM host.example/a:1"]), image);
        assert_eq!(
            after(&["[2/2] STEP 1/3: FROM --platform=linux/amd64 host.example/a:1 AS b", "Copying blob x"]),
            image
        );
        assert_eq!(after(&["STEP 2/2: COPY --from=host.example/a:1 /a /a"]), image);
        assert_eq!(after(&["STEP 1/2: FROM host.example/a:1", "STEP 2/2: RUN sleep 3600"]), None);
        assert_eq!(after(&["STEP 1/1: FROM host.example/a:1", "COMMIT host.example/b:1"]), None);
        assert_eq!(after(&["FROM host.example/a:1 said a command"]), None);
    }

    #[test]
    fn a_step_that_has_just_begun_has_not_stalled() {
        let pulling = Pulling::default();
        pulling.read_line("STEP 1/2: FROM host.example/a:1");
        assert_eq!(pulling.longer_than(Duration::from_hours(1)), None);
    }
}
