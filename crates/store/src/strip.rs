//! The hash strip in columns: the digests of a definition and which components have something in them.

use crate::corrupt;
use definition::{Digest, Digests};
use sqlx::{FromRow, Row, sqlite::SqliteRow};

/// The digests of a definition and which components have something in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strip {
    /// The digests.
    pub digests: Digests,
    /// Base, steps, Python, Spark.
    pub filled: [bool; 4],
}

/// The columns of a [`Strip`] in a table, for `SELECT`.
macro_rules! strip_columns {
    ($table:literal) => {
        concat!(
            $table,
            ".base, ",
            $table,
            ".steps, ",
            $table,
            ".python, ",
            $table,
            ".spark, ",
            $table,
            ".extras, ",
            $table,
            ".stage, ",
            $table,
            ".image, ",
            $table,
            ".filled"
        )
    };
}
pub(crate) use strip_columns;

/// The query with the values of a [`Strip`] bound, in the order of [`strip_columns`].
macro_rules! bind_strip {
    ($query:expr, $strip:expr) => {
        $query
            .bind($strip.digests.base.to_string())
            .bind($strip.digests.steps.to_string())
            .bind($strip.digests.python.to_string())
            .bind($strip.digests.spark.to_string())
            .bind($strip.digests.extras.map(|digest| digest.to_string()))
            .bind($strip.digests.stage.to_string())
            .bind($strip.digests.image.to_string())
            .bind($strip.filled_bits())
    };
}
pub(crate) use bind_strip;

impl Strip {
    /// The filled components as bits, the base image lowest.
    pub fn filled_bits(&self) -> i64 {
        self.filled.iter().rev().fold(0, |bits, filled| bits << 1 | i64::from(*filled))
    }
}

impl FromRow<'_, SqliteRow> for Strip {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        let digest = |column: &str| row.try_get::<String, _>(column)?.parse::<Digest>().map_err(corrupt);
        let extras: Option<String> = row.try_get("extras")?;
        let bits: i64 = row.try_get("filled")?;
        Ok(Self {
            digests: Digests {
                base: digest("base")?,
                steps: digest("steps")?,
                python: digest("python")?,
                spark: digest("spark")?,
                stage: digest("stage")?,
                image: digest("image")?,
                extras: extras.map(|text| text.parse().map_err(corrupt)).transpose()?,
            },
            filled: std::array::from_fn(|index| bits >> index & 1 == 1),
        })
    }
}
