//! Words and small values that the store and the API both have, each turned into the other. Bodies are made of rows in the
//! `rows.rs` of each noun.

/// A value of the store that the API has too.
pub trait IntoApi {
    /// Its type in the API.
    type Api;

    /// The value in the API.
    fn into_api(self) -> Self::Api;
}

/// A value of the store that the builder has too.
pub trait IntoBuilder {
    /// Its type in the builder.
    type Builder;

    /// The value in the builder.
    fn into_builder(self) -> Self::Builder;
}

/// A value of the API or the builder that the store has too.
pub trait IntoStored {
    /// Its type in the store.
    type Stored;

    /// The value in the store.
    fn into_stored(self) -> Self::Stored;
}

/// Enums of the store and of another crate whose variants have the same names.
macro_rules! counterparts {
    ($trait:ident, $other:ident, $function:ident: $($stored:ty, $counterpart:ty { $($variant:ident),+ })+) => {$(
        impl $trait for $stored {
            type $other = $counterpart;

            fn $function(self) -> $counterpart {
                match self {
                    $(Self::$variant => <$counterpart>::$variant),+
                }
            }
        }

        impl IntoStored for $counterpart {
            type Stored = $stored;

            fn into_stored(self) -> $stored {
                match self {
                    $(Self::$variant => <$stored>::$variant),+
                }
            }
        }
    )+};
}

counterparts! { IntoApi, Api, into_api:
    store::BuildState, api::BuildState { Queued, Running, Succeeded, Failed, Cancelled }
    store::StepKind, api::StepKind { Stage, Python, Push, Trial, Command }
    store::StepState, api::StepState { Waiting, Running, Reused, Done, Failed, Skipped }
    store::RunState, api::RunState { Queued, Building, Running, Completed, Failed, Cancelled }
    store::RunTrouble, api::RunTrouble { Build, Exit, Command, Interrupted, Time, Machine }
    store::EnvironmentType, api::EnvironmentType { Curated, System, User }
    store::TrialOutcome, api::TrialOutcome { Works, WorksBut, Fails }
    store::FindingKind, api::FindingKind {
        MissingLibrary, Glibc, Import, Timeout, Gpu, Conflict, Command, Interpreter
    }
    store::FindingLevel, api::FindingLevel { Error, Warning, Note }
    store::standing::ImageState, api::ImageState { Cached, Queued, Building, Failed, Lost, None }
    store::Action, api::Action {
        Register, Update, Label, Archive, Restore, Submit, Build, Rebuild, Join, Cancel, Finish, Requeue, Reuse, Revert,
        Tie, Untie, Evict, Vanish, Reappear, Upload, Annotate, Delete
    }
    store::environments::search::EnvironmentFilter, api::EnvironmentFilter { All, Curated, Mine, Image, Archived }
    store::environments::search::EnvironmentSort, api::EnvironmentSort { Name, Changed, Built }
    store::images::list::ImageFilter, api::ImageFilter { Cached, Lost }
    store::images::list::ImageSort, api::ImageSort { Built, Size, Reused, Saved }
}

counterparts! { IntoBuilder, Builder, into_builder:
    store::TrialOutcome, builder::Outcome { Works, WorksBut, Fails }
    store::FindingKind, builder::FindingKind {
        Interpreter, MissingLibrary, Glibc, Import, Timeout, Gpu, Conflict, Command
    }
    store::FindingLevel, builder::Level { Error, Warning, Note }
}

impl<T: IntoApi> IntoApi for Vec<T> {
    type Api = Vec<T::Api>;

    fn into_api(self) -> Self::Api {
        self.into_iter().map(T::into_api).collect()
    }
}

impl IntoApi for store::versions::VersionKey {
    type Api = api::VersionReference;

    fn into_api(self) -> api::VersionReference {
        let Self { environment, version } = self;
        api::VersionReference { environment, version }
    }
}

impl IntoApi for store::builds::estimates::ExpectedStep {
    type Api = api::ExpectedStep;

    fn into_api(self) -> api::ExpectedStep {
        api::ExpectedStep { kind: self.kind.into_api(), milliseconds: self.milliseconds }
    }
}

impl IntoApi for store::logs::LogLine {
    type Api = api::LogLine;

    fn into_api(self) -> api::LogLine {
        let Self { number, step, at, text } = self;
        api::LogLine { number, step: step.into_api(), at, text }
    }
}

impl IntoApi for store::images::reuses::Savings {
    type Api = api::Savings;

    fn into_api(self) -> api::Savings {
        let Self { builds, time, bytes, since } = self;
        api::Savings { builds, time, bytes, since }
    }
}
