//! Folders as build contexts: read and hashed in the browser, uploaded when a version is registered. Until then their files
//! are in this page only, and a reload forgets them.

mod note;
mod pack;
mod panel;
mod read;
mod text;

pub use note::{FolderButton, FolderNote};
pub use panel::ContextPanel;
pub use text::{CHOOSE, IMPORT};

use super::import::Importer;
use crate::{
    api::{self, Failure, Query, use_query_if},
    browser::folders::{Folder, FolderFile},
    reactive::memo,
    state::{
        draft::{Draft, Edit, FormEdit},
        session::{Session, use_session},
    },
};
use ::api::Context;
use definition::{Digest, ImportError};
use leptos::{prelude::*, task::spawn_local};
use read::{Contents, Handles, Progress};
use std::sync::Arc;

/// The maximum size of a build context in bytes, until the workspace has said its own.
const DEFAULT_LIMIT: u64 = 1 << 30;

/// The import of a folder.
#[derive(Clone, PartialEq)]
enum Status {
    Idle,
    /// Listing the files, with the number so far.
    Listing(usize),
    Reading(Progress),
    /// With the name of the folder.
    Imported(String),
    Failed(String, ImportError),
}

/// Where the files of the draft's build context are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Location {
    /// The draft has no build context.
    None,
    Workspace,
    /// In this browser only.
    Browser,
    /// Neither in the workspace nor in this browser.
    Missing,
    /// The workspace has not answered yet.
    Checking,
    /// The workspace does not answer.
    Unknown,
}

/// A folder that was chosen; it is read again with another Dockerfile.
#[derive(Clone)]
struct ChosenFolder {
    name: String,
    files: Vec<FolderFile>,
}

/// The build context of a draft. Copies are handles of the same.
#[derive(Clone, Copy)]
pub struct Folders {
    draft: Draft,
    session: Session,
    importer: StoredValue<Importer>,
    on_import: Callback<()>,
    status: RwSignal<Status>,
    /// The folder that was read last.
    contents: RwSignal<Option<Arc<Contents>>>,
    handles: StoredValue<Handles, LocalStorage>,
    chosen: StoredValue<Option<ChosenFolder>, LocalStorage>,
    /// The bytes that were sent and their total.
    upload: RwSignal<Option<(u64, u64)>>,
    /// The build context in the workspace.
    stored: Query<Context>,
    /// The digest of the draft's build context.
    digest: Memo<Option<Digest>>,
    location: Memo<Location>,
    /// The number of the current import: older ones are abandoned.
    generation: StoredValue<u32>,
}

impl Folders {
    /// `on_import` runs after every folder that was read. The importer imports folders with a saved environment.
    pub fn new(draft: Draft, importer: Importer, on_import: Callback<()>) -> Self {
        let digest = memo(move || draft.definition().with(|definition| definition.context.as_ref()?.digest));
        let has_context = memo(move || draft.definition().with(|definition| definition.context.is_some()));
        let stored = use_query_if(move || digest.get().map(api::context));
        let contents = RwSignal::new(None::<Arc<Contents>>);
        let is_here = memo(move || {
            let digest = digest.get();
            contents.with(|contents| contents.as_ref().map(|contents| contents.selection.digest)) == digest
        });
        let location = memo(move || match (has_context.get(), digest.get(), stored.get()) {
            (false, ..) => Location::None,
            (true, None, _) => Location::Missing,
            (true, Some(_), Some(Ok(_))) => Location::Workspace,
            (true, Some(_), _) if is_here.get() => Location::Browser,
            (true, Some(_), None) => Location::Checking,
            (true, Some(_), Some(Err(failure))) if failure.is_not_found() => Location::Missing,
            (true, Some(_), Some(Err(_))) => Location::Unknown,
        });
        Self {
            draft,
            session: use_session(),
            importer: StoredValue::new(importer),
            on_import,
            status: RwSignal::new(Status::Idle),
            contents,
            handles: StoredValue::new_local(Handles::new()),
            chosen: StoredValue::new_local(None),
            upload: RwSignal::new(None),
            stored,
            digest,
            location,
            generation: StoredValue::new(0),
        }
    }

    pub fn import(self, folder: Folder) {
        let generation = self.next_generation();
        let name = folder.name();
        self.status.set(Status::Listing(0));
        spawn_local(async move {
            let progress = move |count| self.set_status(generation, Status::Listing(count));
            match folder.files(read::MAX_ENTRIES, progress).await {
                Ok(files) if self.is_current(generation) && read::is_saved_environment(&files) => {
                    self.set_status(generation, Status::Idle);
                    match read::open_saved_environment(&files).await {
                        Ok(files) => self.importer.get_value().import_named(Some(name), files).await,
                        Err(path) => self.set_status(generation, Status::Failed(name, text::unreadable(&path))),
                    }
                }
                Ok(files) if self.is_current(generation) => {
                    self.chosen.try_set_value(Some(ChosenFolder { name, files }));
                    self.read(generation, None).await;
                }
                Ok(_) => {}
                Err(path) => {
                    let path = if path.is_empty() { name.clone() } else { path };
                    self.set_status(generation, Status::Failed(name, text::unreadable(&path)));
                }
            }
        });
    }

    /// Reads the folder again, with another file as its Dockerfile.
    fn choose_dockerfile(self, path: String) {
        let generation = self.next_generation();
        spawn_local(async move { self.read(generation, Some(path)).await });
    }

    async fn read(self, generation: u32, dockerfile: Option<String>) {
        let Some(ChosenFolder { name, files }) = self.chosen.try_get_value().flatten() else { return };
        let limit = self.session.workspace().map_or(0, |workspace| workspace.largest_context);
        let limit = if limit == 0 { DEFAULT_LIMIT } else { limit };
        let progress = move |progress| self.set_status(generation, Status::Reading(progress));
        match read::read(name.clone(), &files, dockerfile, limit, progress).await {
            Ok((contents, handles)) if self.is_current(generation) => {
                self.handles.try_set_value(handles);
                self.draft.apply(Edit::Folder(contents.context()));
                self.contents.set(Some(Arc::new(contents)));
                self.on_import.run(());
                self.status.set(Status::Imported(name));
            }
            Ok(_) => {}
            Err(error) => self.set_status(generation, Status::Failed(name, error)),
        }
    }

    fn set_executable(self, path: &str, executable: bool) {
        if let Some(contents) = self.contents.get_untracked() {
            let changed = contents.with_mode(path, executable);
            self.draft.apply(Edit::Form(FormEdit::ContextDigest(changed.selection.digest)));
            self.contents.set(Some(Arc::new(changed)));
        }
    }

    /// Why nothing can be registered now.
    pub fn disabled_reason(self) -> Option<String> {
        match (self.status.get(), self.location.get()) {
            (Status::Listing(_) | Status::Reading(_), _) => Some(text::IN_PROGRESS.into()),
            (_, Location::Missing) => Some(text::FILES_MISSING.into()),
            _ => None,
        }
    }

    /// Uploads the build context of the draft, unless the workspace has it.
    pub async fn upload(self) -> Result<(), Failure> {
        let Some(digest) = self.digest.get_untracked() else { return Ok(()) };
        match api::context(digest).await {
            Err(failure) if failure.is_not_found() => {}
            answer => return answer.map(drop),
        }
        let location = self.draft.definition().with_untracked(|it| it.context.as_ref().map(|it| it.location.clone()));
        let not_here = || Failure::files_missing(&location.unwrap_or_default());
        let contents = self.contents.get_untracked().filter(|contents| contents.selection.digest == digest);
        let Some(contents) = contents else { return Err(not_here()) };
        let Some(archive) = self.handles.with_value(|handles| pack::pack(&contents, handles)) else {
            return Err(not_here());
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bytes in whole numbers")]
        let whole = |bytes: f64| bytes as u64;
        let size = whole(archive.size());
        self.upload.set(Some((0, size)));
        let progress = move |sent| _ = self.upload.try_set(Some((whole(sent), size)));
        let answer = api::upload_context(digest, &contents.dockerfile_path, &archive, progress).await;
        self.upload.try_set(None);
        answer?;
        self.stored.refetch();
        Ok(())
    }

    fn next_generation(self) -> u32 {
        self.generation.update_value(|generation| *generation += 1);
        self.generation.get_value()
    }

    fn is_current(self, generation: u32) -> bool {
        self.generation.try_get_value() == Some(generation)
    }

    fn set_status(self, generation: u32, status: Status) {
        if self.is_current(generation) {
            self.status.try_set(status);
        }
    }
}
