//! How long steps of builds took, those first that are most like the one to come.

use crate::{Connection, StepKind, spelling::Spelled as _, timestamp::milliseconds_between};
use definition::Digests;
use sqlx::{QueryBuilder, Sqlite};

/// How many steps a prediction looks at.
const SAMPLE_SIZE: i64 = 9;
/// Among how many builds, the last ones, those with about as many packages are looked for.
const LAST_BUILDS: i64 = 2_000;

/// What a build is compared by.
#[derive(Clone, Debug)]
pub struct BuildProfile {
    /// The digest of step 1.
    pub stage: String,
    /// The digest of the Python component.
    pub python: String,
    /// How many Python packages it asks for; none when that is not known.
    pub packages: Option<u32>,
}

impl BuildProfile {
    /// A build of these digests.
    pub fn of(digests: &Digests, packages: Option<u32>) -> Self {
        Self { stage: digests.stage.to_string(), python: digests.python.to_string(), packages }
    }
}

/// How long a step should take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpectedStep {
    /// Which step.
    pub kind: StepKind,
    /// The time in milliseconds; none while no such step was ever done.
    pub milliseconds: Option<u64>,
}

/// Which builds a step is compared with.
#[derive(Clone, Copy)]
enum SampleScope<'a> {
    /// Those on the same step 1.
    Stage(&'a str),
    /// Those with the same Python component.
    Python(&'a str),
    /// Those with about as many packages: between half and double.
    Packages(u32),
    /// All.
    Any,
}

/// The expected time of each of these steps: the median of builds with the same thing to do, else of those with about
/// as many packages, else of all.
pub async fn steps(
    connection: &mut Connection,
    profile: &BuildProfile,
    kinds: &[StepKind],
) -> Result<Vec<ExpectedStep>, sqlx::Error> {
    let mut steps = Vec::with_capacity(kinds.len());
    for &kind in kinds {
        let same = match kind {
            StepKind::Stage => Some(SampleScope::Stage(&profile.stage)),
            StepKind::Python | StepKind::Trial => Some(SampleScope::Python(&profile.python)),
            StepKind::Push | StepKind::Command => None,
        };
        let about = profile.packages.filter(|_| kind != StepKind::Stage).map(SampleScope::Packages);
        let mut milliseconds = None;
        for of in same.into_iter().chain(about).chain([SampleScope::Any]) {
            milliseconds = median(connection, kind, of).await?;
            if milliseconds.is_some() {
                break;
            }
        }
        steps.push(ExpectedStep { kind, milliseconds });
    }
    Ok(steps)
}

/// The median time of this step in the last of these builds; none when none of them did it.
async fn median(connection: &mut Connection, kind: StepKind, of: SampleScope<'_>) -> Result<Option<u64>, sqlx::Error> {
    let mut query = QueryBuilder::<Sqlite>::new("SELECT s.started_at, s.finished_at FROM ");
    // The order of the tables is that of the loops: whoever asks for all wants the last steps, the others few builds.
    query.push(match of {
        SampleScope::Any => "build_steps s CROSS JOIN builds b ON b.id = s.build",
        SampleScope::Stage(_) | SampleScope::Python(_) | SampleScope::Packages(_) => {
            "builds b CROSS JOIN build_steps s ON s.build = b.id"
        }
    });
    query.push(" WHERE s.state = 'done' AND b.state = 'succeeded' AND s.kind = ").push_bind(kind.word());
    match of {
        SampleScope::Stage(digest) => query.push(" AND b.stage = ").push_bind(digest.to_owned()),
        SampleScope::Python(digest) => query.push(" AND b.python = ").push_bind(digest.to_owned()),
        SampleScope::Packages(count) => query
            .push(" AND b.packages * 2 >= ")
            .push_bind(i64::from(count))
            .push(" AND b.packages <= ")
            .push_bind(i64::from(count) * 2)
            .push(" AND b.id > (SELECT MAX(id) FROM builds) - ")
            .push_bind(LAST_BUILDS),
        SampleScope::Any => &mut query,
    };
    query.push(" ORDER BY s.build DESC LIMIT ").push_bind(SAMPLE_SIZE);
    let rows: Vec<(String, String)> = query.build_query_as().fetch_all(connection).await?;
    let mut times: Vec<u64> = rows.iter().map(|(from, to)| milliseconds_between(from, to)).collect();
    times.sort_unstable();
    Ok(times.get(times.len() / 2).copied())
}
