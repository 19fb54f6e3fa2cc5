//! How the database spells states, kinds and types. These words are in the rows of every workspace: they stay the same
//! whatever the API or the builder calls the same things.

use crate::{Error, unreadable};
use definition::PackageSource;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A type whose values the database holds as words.
pub trait Spelled: Copy + 'static {
    /// Every value.
    const ALL: &'static [Self];

    /// The word of a value.
    fn word(self) -> &'static str;

    /// The value of a word.
    fn of_word(word: &str) -> Result<Self, Error>;
}

macro_rules! spelled {
    ($type:ident { $($variant:ident = $word:literal),+ }) => {
        impl Spelled for $type {
            const ALL: &'static [Self] = &[$(Self::$variant),+];

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
        }
    };
}

/// Types of the store, which JSON columns hold by their words too.
macro_rules! words {
    ($(
        $(#[$about:meta])*
        $type:ident { $($(#[$about_variant:meta])* $variant:ident = $word:literal),+ $(,)? }
    )+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $type {
            $($(#[$about_variant])* $variant),+
        }

        spelled!($type { $($variant = $word),+ });

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::of_word(&String::deserialize(deserializer)?).map_err(de::Error::custom)
            }
        }
    )+};
}

spelled!(PackageSource { Conda = "conda", Pip = "pip", Spark = "spark" });

words! {
    /// The state of a build.
    BuildState {
        /// Waits for a worker.
        Queued = "queued",
        /// Is executed.
        Running = "running",
        /// Made an image.
        Succeeded = "succeeded",
        /// Made none.
        Failed = "failed",
        /// Was cancelled.
        Cancelled = "cancelled",
    }

    /// A step of a build, or what wrote a line of a log.
    StepKind {
        /// Base image and Docker steps.
        Stage = "stage",
        /// Python and Spark packages.
        Python = "python",
        /// Pushing the image.
        Push = "push",
        /// Trying the image.
        Trial = "trial",
        /// The command of a run.
        Command = "command",
    }

    /// The state of a step.
    StepState {
        /// Not begun.
        Waiting = "waiting",
        /// Is executed.
        Running = "running",
        /// Not needed: its result was there.
        Reused = "reused",
        /// Done.
        Done = "done",
        /// Failed.
        Failed = "failed",
        /// Never begun.
        Skipped = "skipped",
    }

    /// The state of a run.
    RunState {
        /// Has its image and waits for its turn.
        Queued = "queued",
        /// Waits for the build of its image.
        Building = "building",
        /// The command runs.
        Running = "running",
        /// The command ended with exit code 0.
        Completed = "completed",
        /// It did not.
        Failed = "failed",
        /// Was cancelled.
        Cancelled = "cancelled",
    }

    /// What went wrong with a run.
    RunTrouble {
        /// The build of its image failed.
        Build = "build",
        /// The command ended with another exit code than 0.
        Exit = "exit",
        /// The command could not be started.
        Command = "command",
        /// The server ended while the command ran.
        Interrupted = "interrupted",
        /// It took too long.
        Time = "time",
        /// The machine could not do it.
        Machine = "machine",
    }

    /// Where an environment comes from and who manages its packages.
    EnvironmentType {
        /// Came with the workspace.
        Curated = "curated",
        /// Terrarium installs its packages.
        System = "system",
        /// Its Docker steps install them.
        User = "user",
    }

    /// Whether an image works.
    TrialOutcome {
        /// Everything that was tried works.
        Works = "Works",
        /// Something does not.
        WorksBut = "WorksBut",
        /// What it is for does not.
        Fails = "Fails",
    }

    /// What kind of thing does not work in an image.
    FindingKind {
        /// The interpreter cannot start.
        Interpreter = "Interpreter",
        /// A native library or a program is missing.
        MissingLibrary = "MissingLibrary",
        /// A native library needs a newer C library.
        Glibc = "Glibc",
        /// A module cannot be imported.
        Import = "Import",
        /// A module takes too long to import.
        Timeout = "Timeout",
        /// Something needs a GPU.
        Gpu = "Gpu",
        /// Installed packages contradict one another.
        Conflict = "Conflict",
        /// A command cannot start.
        Command = "Command",
    }

    /// How bad a finding is.
    FindingLevel {
        /// A requested package or the interpreter cannot be used.
        Error = "Error",
        /// A part of the environment cannot be used.
        Warning = "Warning",
        /// Nothing is wrong.
        Note = "Note",
    }

    /// What somebody did, or the server.
    Action {
        /// Registered a version.
        Register = "register",
        /// Changed description or tags of a version.
        Update = "update",
        /// Changed the labels of an environment.
        Label = "label",
        /// Hid an environment or a version from lists.
        Archive = "archive",
        /// Brought it back into lists.
        Restore = "restore",
        /// Started a run.
        Submit = "submit",
        /// Started a build.
        Build = "build",
        /// Started a build of an image that is there.
        Rebuild = "rebuild",
        /// Joined a build.
        Join = "join",
        /// Cancelled a build or a run.
        Cancel = "cancel",
        /// A build or a run ended.
        Finish = "finish",
        /// A build went back into the queue.
        Requeue = "requeue",
        /// Reused an image.
        Reuse = "reuse",
        /// Made an older image the current one of its hash.
        Revert = "revert",
        /// Tied a version to an image.
        Tie = "tie",
        /// Untied a version.
        Untie = "untie",
        /// Removed an image from the registry.
        Evict = "evict",
        /// An image was gone from the registry.
        Vanish = "vanish",
        /// An image was in the registry again.
        Reappear = "reappear",
        /// Uploaded a build context or a file.
        Upload = "upload",
        /// Changed the metadata of a file.
        Annotate = "annotate",
        /// Deleted a file.
        Delete = "delete",
    }
}

/// Words as the column `builds.trial` has them: in kebab case (`works-but`, where `images.trial` has `WorksBut`).
pub mod kebab_case {
    use super::{Deserialize, Deserializer, Serializer, Spelled, de};

    fn kebab_case(word: &str) -> String {
        let mut text = String::with_capacity(word.len() + 2);
        for (at, letter) in word.char_indices() {
            if at > 0 && letter.is_ascii_uppercase() {
                text.push('-');
            }
            text.push(letter.to_ascii_lowercase());
        }
        text
    }

    pub fn serialize<T: Spelled, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&kebab_case(value.word()))
    }

    pub fn deserialize<'de, T: Spelled, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        let text = String::deserialize(deserializer)?;
        let found = T::ALL.iter().copied().find(|value| kebab_case(value.word()) == text);
        found.ok_or_else(|| de::Error::custom(format!("{text:?} is no word of this column")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of every value, each of which is read as the value that it is written for.
    fn words<T: Spelled + PartialEq + std::fmt::Debug>() -> String {
        let word = |value: &T| {
            assert_eq!(T::of_word(value.word()).unwrap(), *value);
            value.word()
        };
        T::ALL.iter().map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_words_in_the_database_never_change() {
        assert_eq!(words::<PackageSource>(), "conda pip spark");
        assert_eq!(words::<BuildState>(), "queued running succeeded failed cancelled");
        assert_eq!(words::<StepKind>(), "stage python push trial command");
        assert_eq!(words::<StepState>(), "waiting running reused done failed skipped");
        assert_eq!(words::<RunState>(), "queued building running completed failed cancelled");
        assert_eq!(words::<RunTrouble>(), "build exit command interrupted time machine");
        assert_eq!(words::<EnvironmentType>(), "curated system user");
        assert_eq!(words::<TrialOutcome>(), "Works WorksBut Fails");
        assert_eq!(words::<FindingKind>(), "Interpreter MissingLibrary Glibc Import Timeout Gpu Conflict Command");
        assert_eq!(words::<FindingLevel>(), "Error Warning Note");
        assert_eq!(
            words::<Action>(),
            "register update label archive restore submit build rebuild join cancel finish requeue reuse revert tie \
             untie evict vanish reappear upload annotate delete"
        );
    }

    #[test]
    fn another_word_is_an_error() {
        assert!(BuildState::of_word("lost").is_err());
        assert!(serde_json::from_str::<BuildState>("\"lost\"").is_err());
    }
}
