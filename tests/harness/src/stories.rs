//! A runner for end-to-end tests that share what is expensive to start.
//!
//! The runner of the standard library ends the process without dropping what its tests share: a server and its data would
//! stay behind. This one starts the stage, runs the stories side by side, each on a thread of its name, reports every one
//! of them, and clears up.

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

/// How many stories run at once unless `--test-threads` says otherwise.
const THREADS: usize = 2;

type Telling<'a> = Pin<Box<dyn Future<Output = Outcome<()>> + 'a>>;

/// An end-to-end test on a stage that it shares with others.
pub struct Story<S> {
    name: &'static str,
    run: for<'a> fn(&'a S) -> Telling<'a>,
}

impl<S> Story<S> {
    /// A story by its name; [`stories!`](crate::stories) makes these.
    pub const fn new(name: &'static str, run: for<'a> fn(&'a S) -> Telling<'a>) -> Self {
        Self { name, run }
    }
}

/// A list of stories from the paths of their functions, which are their names as well.
#[macro_export]
macro_rules! stories {
    ($($module:ident::$function:ident),* $(,)?) => {
        &[$($crate::Story::new(
            concat!(stringify!($module), "::", stringify!($function)),
            |stage| Box::pin($module::$function(stage)),
        )),*]
    };
}

/// What the command line asks for; it knows the same options as other tests do.
#[derive(Debug, Default, PartialEq, Eq)]
struct Arguments {
    /// Parts of names; any of them selects a story, none selects all.
    filters: Vec<String>,
    /// Parts of names of stories that are left out.
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
                        Some(threads.parse().map_err(|_| format!("--test-threads: {threads} is no number"))?);
                }
                // Nothing is captured, and no story is ignored.
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

/// Runs the stories that the command line selects on one stage, and says how each went.
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
        // Otherwise a story that was renamed would no longer run, and nobody would notice.
        eprintln!("no story has {part} in its name; --list shows them all");
        return ExitCode::FAILURE;
    }
    let stage = match start() {
        Ok(stage) => stage,
        Err(error) => {
            eprintln!("the stage could not be started: {error}");
            return ExitCode::FAILURE;
        }
    };
    let count = selected.len();
    let mut failed = run_all(&stage, selected, arguments.threads.unwrap_or(THREADS));
    if let Err(error) = end(stage) {
        failed.push(format!("the end: {error}"));
    }
    for failure in &failed {
        println!("\nFAILED {failure}");
    }
    println!("\n{} stories, {} failed", count, failed.len());
    if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs them, so many at once; the failures, each with the name of its story.
fn run_all<S: Sync>(stage: &S, selected: VecDeque<&Story<S>>, threads: usize) -> Vec<String> {
    let (waiting, failed) = (Mutex::new(selected), Mutex::new(Vec::new()));
    let take = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                while let Some(story) = take() {
                    let began = Instant::now();
                    let outcome = run_one(stage, story);
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

/// Runs one, on a thread that panics name, with a runtime that ends with it.
fn run_one<S: Sync>(stage: &S, story: &Story<S>) -> Result<(), String> {
    let telling = || {
        let runtime = Runtime::new().map_err(|error| error.to_string())?;
        runtime.block_on((story.run)(stage)).map_err(|error| error.to_string())
    };
    thread::scope(|scope| {
        let thread = thread::Builder::new().name(story.name.to_owned()).spawn_scoped(scope, telling);
        thread.map_err(|error| error.to_string())?.join().unwrap_or_else(|cause| Err(words(&*cause)))
    })
}

/// What a panic said.
fn words(cause: &(dyn std::any::Any + Send)) -> String {
    let words = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    words.unwrap_or("it panicked").to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Arguments, Story, run_all};
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn read(line: &str) -> Arguments {
        Arguments::read(line.split_whitespace().map(str::to_owned)).expect("arguments")
    }

    #[test]
    fn filters_select_by_a_part_of_the_name_and_skip_leaves_out() {
        let arguments = read("share build --skip=draft --test-threads 3 --nocapture");
        assert_eq!(arguments.threads, Some(3));
        assert!(arguments.selects("share::version") && arguments.selects("build::watched"));
        assert!(!arguments.selects("share::draft") && !arguments.selects("runs::again"));
        assert!(read("--skip draft").selects("runs::again"));
        assert!(Arguments::read(["--tset-threads".to_owned()].into_iter()).is_err());
    }

    #[test]
    fn one_that_fails_or_panics_hides_no_other() {
        let stories: [Story<AtomicUsize>; 3] = [
            Story::new("fails", |_| Box::pin(async { Err("for a reason".into()) })),
            Story::new("panics", |_| Box::pin(async { panic!("in the middle") })),
            Story::new("passes", |told| {
                Box::pin(async move {
                    told.fetch_add(1, Ordering::Relaxed);
                    Ok(())
                })
            }),
        ];
        let told = AtomicUsize::new(0);
        let mut failed = run_all(&told, stories.iter().collect(), 2);
        failed.sort();
        assert_eq!(failed, ["fails: for a reason", "panics: in the middle"]);
        assert_eq!(told.into_inner(), 1);
    }
}
