//! A test runner for stories: end-to-end tests that share what is expensive to start.
//!
//! Rust's own test runner exits without dropping what its tests share, so a server and its data would be left behind. This
//! one starts the fixture, runs the stories in parallel, each on a thread with its name, reports each result, and cleans up.

use crate::Outcome;
use std::{
    collections::VecDeque,
    env,
    pin::Pin,
    process::ExitCode,
    sync::{Mutex, PoisonError},
    thread,
    time::Instant,
};
use tokio::runtime::Runtime;

/// The number of stories that run at once without `--test-threads`.
const DEFAULT_THREADS: usize = 2;

type StoryFuture<'a> = Pin<Box<dyn Future<Output = Outcome<()>> + 'a>>;

/// An end-to-end test on a fixture that it shares with others.
pub struct Story<S> {
    name: &'static str,
    run: for<'a> fn(&'a S) -> StoryFuture<'a>,
}

impl<S> Story<S> {
    /// A story with this name; [`stories!`](crate::stories) creates these.
    pub const fn new(name: &'static str, run: for<'a> fn(&'a S) -> StoryFuture<'a>) -> Self {
        Self { name, run }
    }
}

/// A list of stories from the paths of their functions, which are also their names.
#[macro_export]
macro_rules! stories {
    ($($module:ident::$function:ident),* $(,)?) => {
        &[$($crate::Story::new(
            concat!(stringify!($module), "::", stringify!($function)),
            |fixture| Box::pin($module::$function(fixture)),
        )),*]
    };
}

/// The command line, with the options of Rust's own test runner.
#[derive(Debug, Default, PartialEq, Eq)]
struct Arguments {
    /// Substrings of names. A story that contains any is selected; without filters all are.
    filters: Vec<String>,
    /// Substrings of names that exclude a story.
    skipped: Vec<String>,
    threads: Option<usize>,
    list: bool,
}

impl Arguments {
    fn read(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut read = Self::default();
        let mut arguments = arguments.flat_map(|argument| match argument.split_once('=') {
            Some((option, value)) if option.starts_with("--") => vec![option.to_owned(), value.to_owned()],
            _ => vec![argument],
        });
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--list" => read.list = true,
                "--skip" => read.skipped.push(value()?),
                "--test-threads" => {
                    let threads = value()?;
                    read.threads =
                        Some(threads.parse().map_err(|_| format!("--test-threads: invalid number {threads}"))?);
                }
                // Output is never captured, and no story is ignored.
                "--nocapture" | "--include-ignored" | "--quiet" => {}
                option if option.starts_with("--") => return Err(format!("unknown option {option}")),
                _ => read.filters.push(argument),
            }
        }
        Ok(read)
    }

    fn selects(&self, name: &str) -> bool {
        let named = |parts: &[String]| parts.iter().any(|part| name.contains(part.as_str()));
        (self.filters.is_empty() || named(&self.filters)) && !named(&self.skipped)
    }
}

/// Runs the stories that the command line selects on one fixture, and reports each result.
pub fn run_stories<S: Sync>(
    stories: &[Story<S>],
    start: impl FnOnce() -> Outcome<S>,
    end: impl FnOnce(S) -> Outcome<()>,
) -> ExitCode {
    let arguments = match Arguments::read(env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(problem) => {
            eprintln!("{problem}");
            return ExitCode::FAILURE;
        }
    };
    let selected: VecDeque<&Story<S>> = stories.iter().filter(|story| arguments.selects(story.name)).collect();
    if arguments.list {
        for story in &selected {
            println!("{}: test", story.name);
        }
        return ExitCode::SUCCESS;
    }
    let selects_nothing = |part: &&String| stories.iter().all(|story| !story.name.contains(part.as_str()));
    if let Some(part) = arguments.filters.iter().chain(&arguments.skipped).find(selects_nothing) {
        // Otherwise a renamed story would silently no longer run.
        eprintln!("no story matches {part}; --list shows all names");
        return ExitCode::FAILURE;
    }
    let fixture = match start() {
        Ok(fixture) => fixture,
        Err(error) => {
            eprintln!("could not start the fixture: {error}");
            return ExitCode::FAILURE;
        }
    };
    let count = selected.len();
    let mut failed = run_all(&fixture, selected, arguments.threads.unwrap_or(DEFAULT_THREADS));
    if let Err(error) = end(fixture) {
        failed.push(format!("clean-up: {error}"));
    }
    for failure in &failed {
        println!("\nFAILED {failure}");
    }
    println!("\n{} stories, {} failed", count, failed.len());
    if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs the stories on this many threads and returns the failures, each with the name of its story.
fn run_all<S: Sync>(fixture: &S, selected: VecDeque<&Story<S>>, threads: usize) -> Vec<String> {
    let (queue, failed) = (Mutex::new(selected), Mutex::new(Vec::new()));
    let take = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                while let Some(story) = take() {
                    let began = Instant::now();
                    let outcome = run_one(fixture, story);
                    let word = if outcome.is_ok() { "ok" } else { "FAILED" };
                    println!("story {} ... {word} ({:.1} s)", story.name, began.elapsed().as_secs_f64());
                    if let Err(reason) = outcome {
                        let failure = format!("{}: {reason}", story.name);
                        failed.lock().unwrap_or_else(PoisonError::into_inner).push(failure);
                    }
                }
            });
        }
    });
    failed.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Runs one story with its own runtime, on a thread whose name is in the messages of panics.
fn run_one<S: Sync>(fixture: &S, story: &Story<S>) -> Result<(), String> {
    let run = || {
        let runtime = Runtime::new().map_err(|error| error.to_string())?;
        runtime.block_on((story.run)(fixture)).map_err(|error| error.to_string())
    };
    thread::scope(|scope| {
        let thread = thread::Builder::new().name(story.name.to_owned()).spawn_scoped(scope, run);
        thread.map_err(|error| error.to_string())?.join().unwrap_or_else(|cause| Err(panic_message(&*cause)))
    })
}

/// The message of a panic.
fn panic_message(cause: &(dyn std::any::Any + Send)) -> String {
    let message = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    message.unwrap_or("panicked without a message").to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Arguments, Story, run_all};
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn read(line: &str) -> Arguments {
        Arguments::read(line.split_whitespace().map(str::to_owned)).expect("arguments")
    }

    #[test]
    fn filters_select_by_substring_and_skip_excludes() {
        let arguments = read("share build --skip=draft --test-threads 3 --nocapture");
        assert_eq!(arguments.threads, Some(3));
        assert!(arguments.selects("share::version") && arguments.selects("build::watched"));
        assert!(!arguments.selects("share::draft") && !arguments.selects("runs::again"));
        assert!(read("--skip draft").selects("runs::again"));
        assert!(Arguments::read(["--tset-threads".to_owned()].into_iter()).is_err());
    }

    #[test]
    fn a_story_that_fails_or_panics_does_not_hide_others() {
        let stories: [Story<AtomicUsize>; 3] = [
            Story::new("fails", |_| Box::pin(async { Err("for a reason".into()) })),
            Story::new("panics", |_| Box::pin(async { panic!("in the middle") })),
            Story::new("passes", |passed| {
                Box::pin(async move {
                    passed.fetch_add(1, Ordering::Relaxed);
                    Ok(())
                })
            }),
        ];
        let passed = AtomicUsize::new(0);
        let mut failed = run_all(&passed, stories.iter().collect(), 2);
        failed.sort();
        assert_eq!(failed, ["fails: for a reason", "panics: in the middle"]);
        assert_eq!(passed.into_inner(), 1);
    }
}
