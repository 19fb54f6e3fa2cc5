//! How the database spells states, kinds and types. These words are in the rows of every workspace: they stay the same
//! whatever the API calls the same things.

use crate::{Error, unreadable};
use api::{Action, BuildState, EnvironmentType, RunState, RunTrouble, StepKind, StepState, TrialOutcome};
use definition::PackageSource;

/// A type whose values the database holds as words.
pub trait Spelled: Sized {
    /// The word of a value.
    fn word(self) -> &'static str;

    /// The value of a word.
    fn of_word(word: &str) -> Result<Self, Error>;
}

macro_rules! spelled {
    ($($type:ident { $($variant:ident = $word:literal),+ $(,)? })+) => {
        $(impl Spelled for $type {
            fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            fn of_word(word: &str) -> Result<Self, Error> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(unreadable(format!("{word:?} is no {}", stringify!($type)))),
                }
            }
        })+

        #[cfg(test)]
        mod tests {
            use super::*;

            #[test]
            fn every_word_is_read_as_it_is_written() {
                $($(assert_eq!($type::of_word($word).unwrap().word(), $word);)+)+
                assert!(BuildState::of_word("lost").is_err());
            }
        }
    };
}

spelled! {
    BuildState {
        Queued = "queued",
        Running = "running",
        Succeeded = "succeeded",
        Failed = "failed",
        Cancelled = "cancelled",
    }
    StepKind { Stage = "stage", Python = "python", Push = "push", Trial = "trial", Command = "command" }
    StepState {
        Waiting = "waiting",
        Running = "running",
        Reused = "reused",
        Done = "done",
        Failed = "failed",
        Skipped = "skipped",
    }
    RunState {
        Queued = "queued",
        Building = "building",
        Running = "running",
        Completed = "completed",
        Failed = "failed",
        Cancelled = "cancelled",
    }
    RunTrouble {
        Build = "build",
        Exit = "exit",
        Command = "command",
        Interrupted = "interrupted",
        Time = "time",
        Machine = "machine",
    }
    EnvironmentType { Curated = "curated", System = "system", User = "user" }
    PackageSource { Conda = "conda", Pip = "pip", Spark = "spark" }
    TrialOutcome { Works = "Works", WorksBut = "WorksBut", Fails = "Fails" }
    Action {
        Register = "register",
        Update = "update",
        Label = "label",
        Archive = "archive",
        Restore = "restore",
        Submit = "submit",
        Build = "build",
        Rebuild = "rebuild",
        Join = "join",
        Cancel = "cancel",
        Finish = "finish",
        Requeue = "requeue",
        Reuse = "reuse",
        Revert = "revert",
        Tie = "tie",
        Untie = "untie",
        Evict = "evict",
        Vanish = "vanish",
        Reappear = "reappear",
        Upload = "upload",
        Annotate = "annotate",
        Delete = "delete",
    }
}
