//! The layers of step 2, made on this machine from the folder that became the environment: the same files give the same
//! layers, and a layer that the registry has is neither compressed nor sent again.

mod archive;
pub(crate) mod blob;
mod cache;
mod groups;
mod owners;

pub(crate) use archive::{LOCK, Tree};
pub(crate) use owners::Owners;

use crate::error::BuildError;
use cache::Cache;
use futures::{StreamExt, TryStreamExt, stream};
use groups::Group;
use outputs::{Entry, OutputFolder};
use packages::ENVIRONMENT;
use registry::{NewLayer, Registry};
use std::{io, path::Path, sync::Arc, thread};

/// A layer that the registry has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Made {
    pub layer: NewLayer,
    /// Whether it had to be sent.
    pub sent: bool,
}

pub(crate) struct LayerMaker<'a> {
    /// Which blob is known for a content.
    pub cache: &'a Path,
    /// The folder of the build, for what is too large for memory.
    pub work: &'a Path,
    /// Where the layers go.
    pub registry: &'a Registry,
    /// The repository there.
    pub repository: &'a str,
}

impl LayerMaker<'_> {
    /// Makes the layers of an environment, at most so many, and has the registry hold them.
    pub(crate) async fn layers(
        &self,
        environment: &Arc<OutputFolder>,
        max_layers: usize,
    ) -> Result<Vec<Made>, BuildError> {
        let place = ENVIRONMENT.trim_start_matches('/').into();
        let tree = Arc::new(Tree { folder: Arc::clone(environment), place });
        let walked = Arc::clone(&tree);
        let groups = blocking(move || groups(&walked.folder, max_layers)).await?;
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let layers = groups.into_iter().enumerate().map(|(place, group)| {
            let tree = Arc::clone(&tree);
            async move { Ok::<_, BuildError>((place, self.layer(tree, group).await?)) }
        });
        // One more than there are cores: while one is sent, the others are compressed.
        let mut made: Vec<_> = stream::iter(layers).buffer_unordered(cores + 1).try_collect().await?;
        made.sort_unstable_by_key(|(place, _)| *place);
        Ok(made.into_iter().map(|(_, layer)| layer).collect())
    }

    /// Makes one layer of a tree, and has the registry hold it.
    pub(crate) async fn whole(&self, tree: Tree, holds: String) -> Result<Made, BuildError> {
        let folder = Arc::clone(&tree.folder);
        let entries = blocking(move || folder.entries()).await?;
        self.layer(Arc::new(tree), Group { holds, entries }).await
    }

    async fn layer(&self, tree: Arc<Tree>, group: Group) -> Result<Made, BuildError> {
        let Group { holds, entries } = group;
        let entries: Arc<[Entry]> = entries.into();
        let (from, archived) = (Arc::clone(&tree), Arc::clone(&entries));
        let content = blocking(move || blob::content(&from, &archived)).await?;
        let cache = Cache::new(self.cache);
        if let Some((digest, size)) = cache.known(&content)
            && self.has(&digest).await?
        {
            return Ok(Made { layer: NewLayer { digest, size, content, holds }, sent: false });
        }
        let work = self.work.to_owned();
        let blob = blocking(move || blob::compressed(&tree, &entries, &work)).await?;
        let pushed = self.registry.push_file(self.repository, &blob.digest, blob.size, blob.file).await;
        let sent = pushed.map_err(|reason| self.refused(&reason))?;
        cache.remember(&content, &blob.digest, blob.size)?;
        Ok(Made { layer: NewLayer { digest: blob.digest, size: blob.size, content, holds }, sent })
    }

    async fn has(&self, digest: &str) -> Result<bool, BuildError> {
        self.registry.has_blob(self.repository, digest).await.map_err(|reason| self.refused(&reason))
    }

    fn refused(&self, reason: &str) -> BuildError {
        BuildError::Registry { address: self.registry.address().to_owned(), reason: reason.to_owned() }
    }
}

fn groups(environment: &OutputFolder, max_layers: usize) -> io::Result<Vec<Group>> {
    let entries = environment.entries()?;
    let owners = owners::Owners::read(environment, &entries)?;
    Ok(groups::groups(entries, &owners, max_layers))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}
