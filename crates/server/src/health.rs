//! How the workspace and what it stands on are. Indexes and channels are named, never asked.

use crate::{Workspace, disk::Disk, status, store::builds};
use api::{DatabaseHealth, EngineHealth, Health, Problem, QueueHealth, RegistryHealth};
use builder::Candidate;

/// What works, what does not, and what to do.
pub async fn health(workspace: &Workspace) -> Health {
    let (settings, builder) = (&workspace.settings, &workspace.builder);
    let (registry, (database, queue)) = tokio::join!(registry(workspace), database(workspace));
    let engine = builder.engine().err().map(|reason| Problem {
        message: "Nothing can be built: no build engine was found".to_owned(),
        help: format!("{}. Everything else works meanwhile", sentence(&reason)),
    });
    Health {
        version: env!("CARGO_PKG_VERSION").into(),
        hash_version: definition::HASH_VERSION,
        since: workspace.since.clone(),
        engines: builder.candidates().iter().map(engine_health).collect(),
        engine,
        registry,
        database,
        disk: Disk::health(&settings.folder, settings.limits.keep_free),
        indexes: builder.index_addresses(),
        channels: settings.defaults.channels.iter().map(|channel| builder::packages::shown(channel)).collect(),
        queue,
        caches: workspace.caches.size(),
        limits: settings.limits,
    }
}

async fn registry(workspace: &Workspace) -> RegistryHealth {
    let registry = workspace.builder.registry();
    let own = registry.is_own();
    let help = if own {
        "It is started again by itself. If it stays away, registry/registry.log in the data folder says why"
    } else {
        "See that it runs and that this machine reaches it. Until then no image is called reused, and no build can end"
    };
    let problem = status::ask_registry(workspace).await.err().map(|reason| Problem {
        message: format!("The registry does not answer as it should: {reason}"),
        help: help.to_owned(),
    });
    RegistryHealth { address: registry.address().to_owned(), own, problem }
}

async fn database(workspace: &Workspace) -> (DatabaseHealth, QueueHealth) {
    match ask_database(workspace).await {
        Ok((size, (running, waiting))) => {
            (DatabaseHealth { size: Some(size), problem: None }, QueueHealth { running, waiting })
        }
        Err(error) => {
            let message = format!("The database does not answer: {error}");
            let help = "See that the data folder is there, can be written and has room, then start the server again";
            let problem = Some(Problem { message, help: help.to_owned() });
            (DatabaseHealth { size: None, problem }, QueueHealth { running: 0, waiting: 0 })
        }
    }
}

async fn ask_database(workspace: &Workspace) -> Result<(u64, (u32, u32)), sqlx::Error> {
    let size = workspace.store.size().await?;
    Ok((size, builds::count(&mut *workspace.store.read().await?).await?))
}

fn engine_health(candidate: &Candidate) -> EngineHealth {
    let Candidate { kind, found, chosen } = candidate;
    let (name, reason) = (found.as_ref().ok().cloned(), found.as_ref().err().cloned());
    EngineHealth { kind: (*kind).to_owned(), name, reason, chosen: *chosen }
}

/// A text with a capital at its beginning.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
