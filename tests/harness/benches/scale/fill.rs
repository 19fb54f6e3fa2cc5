//! A database as years of work leave it: ten versions in each environment, an image, a build and reuses for each version.

use definition::{Definition, Dependency, Digests, HASH_VERSION, canonical};
use harness::{Outcome, Terrarium, seed};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use std::path::{Path, PathBuf};

/// How many versions an environment has.
const VERSIONS: usize = 10;
/// How many packages a definition has; a few of them in a version of its own.
const PACKAGES: usize = 20;

const VERSION: &str =
    "INSERT INTO versions (environment, version, sequence, number, type, base, steps, python, spark, stage,
        image, filled, registered_at, registered_by, description, tags, definition, hash_version)
    VALUES ($14, $15, $15, $15, 'system', $4, $5, $6, $7, $8, $9, 0, $2, 'ada', '', '{}', $3, $13)";
const ENVIRONMENT: &str =
    "INSERT INTO environments (name, type, archived, owner, latest, latest_image, changed_at, versions,
        search_text)
    VALUES ($14, 'system', FALSE, 'ada', $15, $9, $2, $15, '')
    ON CONFLICT (name) DO UPDATE SET latest = $15, latest_image = $9, changed_at = $2, versions = $15";
const NAMES: &str = "INSERT INTO packages (environment, package)
    SELECT $14, substr(value, 1, instr(value, '=') - 1) FROM json_each($3, '$.python.condaDependencies.dependencies')
    WHERE TRUE ON CONFLICT DO NOTHING";
const IMAGE: [&str; 7] = [
    "INSERT INTO builds (id, state, rebuild, cancelling, interruptions, queued_at, started_at, finished_at, duration, log_lines,
        definition, base, steps, python, spark, stage, image, filled, packages, hash_version)
     VALUES ($1, 'succeeded', FALSE, FALSE, 0, $2, $2, $12, 60000, 0, $3, $4, $5, $6, $7, $8, $9, 0, $11, $13)",
    "INSERT INTO build_steps (build, position, kind, state, started_at, finished_at, detail)
     VALUES ($1, 0, 'stage', 'reused', $2, $12, ''), ($1, 1, 'python', 'done', $2, $12, ''),
        ($1, 2, 'push', 'done', $2, $12, ''), ($1, 3, 'trial', 'done', $2, $12, '')",
    "INSERT INTO images (manifest, current, built_at, build, duration, repository, size, layers, dockerfile, lock,
        definition, base, steps, python, spark, stage, image, filled, hash_version)
     VALUES ($10, TRUE, $2, $1, 60000, 'terrarium/env', 1000 + $1 % 977,
        json_array(json_object('digest', 'sha256:' || $8, 'size', 90000000), json_object('digest', 'sha256:' || $9, 'size', 5000000)),
        '', '[]', $3, $4, $5, $6, $7, $8, $9, 0, $13)",
    "INSERT INTO image_changes (change, image) VALUES ($1, $9)",
    "INSERT INTO reuses (id, image, manifest, at, saved, bytes) VALUES ($1, $9, $10, $12, 60000, 5000000)",
    "INSERT INTO activity (id, at, who, action, subject) SELECT COALESCE(MAX(id), 0) + 1, $2, 'ada', 'register',
        'version ' || $14 || ':' || $15 FROM activity",
    "INSERT INTO fingerprints_missing (image) VALUES ($9)",
];

/// Fills a workspace that no server has open.
pub struct Filler {
    database: PathBuf,
    manifest: String,
    filled: usize,
}

impl Filler {
    /// Makes the workspace, with one image in its registry, which all are.
    pub async fn prepare(data: &Path) -> Outcome<Self> {
        let terrarium = Terrarium::start(data)?;
        let manifest = seed::empty_image(&terrarium).await?;
        assert!(terrarium.stop()?, "the server shuts down cleanly");
        Ok(Self { database: data.join("workspace.db"), manifest, filled: 0 })
    }

    /// Adds what is missing to so many versions.
    pub async fn fill(&mut self, versions: usize) -> Outcome<()> {
        let mut connection = SqliteConnectOptions::new().filename(&self.database).connect().await?;
        for start in (self.filled..versions).step_by(10_000) {
            let mut write = connection.begin_with("BEGIN IMMEDIATE").await?;
            for number in start..versions.min(start + 10_000) {
                self.insert(&mut write, number).await?;
            }
            write.commit().await?;
        }
        connection.close().await?;
        self.filled = versions;
        Ok(())
    }

    async fn insert(&self, write: &mut SqliteConnection, number: usize) -> Outcome<()> {
        let definition = definition(number);
        let digests = canonical(&definition)?.digests();
        for statement in [ENVIRONMENT, NAMES, VERSION].into_iter().chain(IMAGE) {
            self.execute(write, statement, number, &definition, &digests).await?;
        }
        Ok(())
    }

    async fn execute(
        &self,
        write: &mut SqliteConnection,
        statement: &'static str,
        number: usize,
        definition: &Definition,
        digests: &Digests,
    ) -> Outcome<()> {
        let id = i64::try_from(number)? + 1;
        let at = |minute| {
            format!(
                "2026-{:02}-{:02}T{:02}:{minute:02}:00.{:03}Z",
                id / 2_000_000 + 1,
                id / 40_000 % 28 + 1,
                id / 2_000 % 20,
                id % 1000
            )
        };
        sqlx::query(statement)
            .bind(id)
            .bind(at(0))
            .bind(definition.to_json().to_string())
            .bind(digests.base.to_string())
            .bind(digests.steps.to_string())
            .bind(digests.python.to_string())
            .bind(digests.spark.to_string())
            .bind(digests.stage.to_string())
            .bind(digests.image.to_string())
            .bind(&self.manifest)
            .bind(i64::try_from(PACKAGES)?)
            .bind(at(1))
            .bind(HASH_VERSION)
            .bind(format!("team-{:05}", number / VERSIONS))
            .bind(i64::try_from(number % VERSIONS)? + 1)
            .execute(&mut *write)
            .await?;
        Ok(())
    }
}

/// The definition of a version: those of one environment differ in a few packages.
pub fn definition(number: usize) -> Definition {
    let (environment, version) = (number / VERSIONS, number % VERSIONS);
    let package = |place: usize| match place {
        0 | 1 => format!("package-{:03}={environment}.{version}", environment % 500),
        place => format!("package-{:03}=1.{}", (environment * 7 + place * 13) % 500, environment % (place + 2)),
    };
    let dependencies = (1..=PACKAGES).map(package).map(Dependency::Conda).collect();
    Definition { base_image: Some(format!("python:3.{}", 9 + environment % 5)), dependencies, ..Definition::default() }
}
