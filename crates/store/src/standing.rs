//! Where the image of a hash stands: there, on its way, failed, lost, or never built.

use crate::{BuildState, TrialOutcome, spelling::Spelled as _};
use sqlx::{FromRow, Row, sqlite::SqliteRow};

/// The state of the image of a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageState {
    /// There is one.
    Cached,
    /// Its build waits.
    Queued,
    /// It is being built.
    Building,
    /// The last build failed and there is none.
    Failed,
    /// There was one, which left the registry.
    Lost,
    /// Never built.
    None,
}

/// Where the image of a hash stands.
#[derive(Clone, Debug)]
pub struct ImageStanding {
    /// In one word.
    pub state: ImageState,
    /// When the current image was built.
    pub built_at: Option<String>,
    /// The build that is on its way or failed.
    pub build: Option<i64>,
    /// Whether the current image works, where that was tried with the interpreter that the version names.
    pub trial: Option<TrialOutcome>,
}

/// The columns of a [`ImageStanding`], for a query with [`standing_joins`]. A trial of another interpreter tells nothing. An image of an older version of the hash is none. An image is lost when the last one that the version
/// could have left the registry; nobody asks where there is one.
macro_rules! standing_columns {
    () => {
        concat!(
            "i.built_at,
         CASE WHEN json_extract(i.trial, '$.interpreter') IS NULL OR json_extract(i.trial, '$.interpreter') =
            COALESCE(NULLIF(TRIM(json_extract(v.definition, '$.python.interpreterPath')), ''), 'python')
            THEN json_extract(i.trial, '$.found.outcome') END AS trial_outcome,
         b.id AS build, b.state AS build_state,
         CASE WHEN i.image IS NULL THEN (SELECT g.evicted_at IS NOT NULL FROM images g WHERE g.image = v.image
            AND g.hash_version = ",
            crate::hash_version::hash_version!(),
            " AND (t.manifest IS NULL OR g.manifest = t.manifest) ORDER BY g.build DESC, g.manifest LIMIT 1) END AS lost"
        )
    };
}
pub(crate) use standing_columns;

/// The join of the image `i` that the version `v` has: the one that it is tied to, else the current one of its hash.
macro_rules! image_join {
    () => {
        concat!(
            " LEFT JOIN ties t ON t.environment = v.environment AND t.version = v.version
          LEFT JOIN images i ON i.image = v.image AND i.evicted_at IS NULL AND i.hash_version = ",
            crate::hash_version::hash_version!(),
            " AND CASE WHEN t.manifest IS NULL THEN i.current ELSE i.manifest = t.manifest END "
        )
    };
}
pub(crate) use image_join;

/// The join of the image `i` that the newest version of the environment `e` has, without a look at the version.
macro_rules! latest_image_join {
    () => {
        concat!(
            " LEFT JOIN ties t ON t.environment = e.name AND t.version = e.latest
          LEFT JOIN images i ON i.image = e.latest_image AND i.evicted_at IS NULL AND i.hash_version = ",
            crate::hash_version::hash_version!(),
            " AND CASE WHEN t.manifest IS NULL THEN i.current ELSE i.manifest = t.manifest END "
        )
    };
}
pub(crate) use latest_image_join;

/// The joins that [`standing_columns`] needs, for the version `v` and its hash in this column.
macro_rules! standing_joins {
    ($hash:literal) => {
        concat!(
            crate::standing::image_join!(),
            " LEFT JOIN builds b ON b.id = (SELECT MAX(last.id) FROM builds last WHERE last.image = ",
            $hash,
            ") "
        )
    };
}
pub(crate) use standing_joins;

impl FromRow<'_, SqliteRow> for ImageStanding {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        let built_at: Option<String> = row.try_get("built_at")?;
        let build: Option<i64> = row.try_get("build")?;
        let gone: Option<bool> = row.try_get("lost")?;
        let last: Option<BuildState> =
            row.try_get::<Option<String>, _>("build_state")?.map(|word| BuildState::of_word(&word)).transpose()?;
        let state = match (&built_at, last) {
            (Some(_), _) => ImageState::Cached,
            (None, Some(BuildState::Queued)) => ImageState::Queued,
            (None, Some(BuildState::Running)) => ImageState::Building,
            (None, Some(BuildState::Failed)) => ImageState::Failed,
            (None, Some(BuildState::Succeeded | BuildState::Cancelled) | None) if gone == Some(true) => {
                ImageState::Lost
            }
            (None, Some(BuildState::Succeeded | BuildState::Cancelled) | None) => ImageState::None,
        };
        let telling = matches!(state, ImageState::Queued | ImageState::Building | ImageState::Failed);
        let trial: Option<String> = row.try_get("trial_outcome")?;
        let trial = trial.map(|word| TrialOutcome::of_word(&word)).transpose()?;
        Ok(Self { state, built_at, build: build.filter(|_| telling), trial })
    }
}
