//! Folders as build contexts: read and hashed here, sent when something is registered. Their files stay in this browser
//! until then, and are forgotten with a reload.

mod note;
mod pack;
mod panel;
mod read;
mod saved;
mod text;

pub use note::{FolderButton, FolderNote};
pub use panel::ContextPanel;
pub use text::{CHOOSE, IMPORT};

use crate::{
    api::{self, Asked, Failure, ask_when},
    browser::folders::{Folder, FolderFile},
    features::author::import::Importer,
    reactive::memo,
    state::{
        draft::Draft,
        session::{Session, use_session},
    },
};
use ::api::Context;
use definition::{Digest, ImportError};
use leptos::{prelude::*, task::spawn_local};
use read::{Contents, Handles, Progress};
use std::sync::Arc;

/// The size of a build context that every workspace takes, in bytes; where it has not said its own.
const USUAL_LIMIT: u64 = 1 << 30;

/// What is going on with a folder.
#[derive(Clone, PartialEq)]
enum Doing {
    /// Nothing.
    Nothing,
    /// Its files are looked for; so many were found.
    Looking(usize),
    /// Its files are read.
    Reading(Progress),
    /// It was taken in.
    Taken(String),
    /// It was not: its name, and why.
    Failed(String, ImportError),
}

/// Where the files of the draft's build context are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The draft has no build context.
    None,
    /// In the workspace.
    There,
    /// In this browser only.
    Here,
    /// Neither here nor there.
    Lost,
    /// The workspace has not answered yet.
    Asking,
    /// The workspace does not answer.
    Untold,
}

/// A folder that was chosen, to be read once more with another Dockerfile.
#[derive(Clone)]
struct Chosen {
    name: String,
    files: Vec<FolderFile>,
}

/// The build context of a draft. Copies are handles of the same.
#[derive(Clone, Copy)]
pub struct Folders {
    draft: Draft,
    session: Session,
    importer: StoredValue<Importer>,
    taken: Callback<()>,
    doing: RwSignal<Doing>,
    /// The folder that was read last.
    contents: RwSignal<Option<Arc<Contents>>>,
    handles: StoredValue<Handles, LocalStorage>,
    chosen: StoredValue<Option<Chosen>, LocalStorage>,
    /// How many bytes were sent, and of how many.
    sent: RwSignal<Option<(u64, u64)>>,
    /// What the workspace has.
    there: Asked<Context>,
    /// The digest of the draft's build context.
    digest: Memo<Option<Digest>>,
    place: Memo<Place>,
    /// The number of the folder that is read: one that another came after is given up.
    turn: StoredValue<u32>,
}

impl Folders {
    /// The build context of this draft; `taken` is told of every folder that was read. The importer takes folders that are
    /// no build context but a saved environment.
    pub fn new(draft: Draft, importer: Importer, taken: Callback<()>) -> Self {
        let digest = memo(move || draft.definition.with(|definition| definition.context.as_ref()?.digest));
        let has_context = memo(move || draft.definition.with(|definition| definition.context.is_some()));
        let there = ask_when(move || digest.get().map(api::context));
        let contents = RwSignal::new(None::<Arc<Contents>>);
        let here = memo(move || {
            let digest = digest.get();
            contents.with(|contents| contents.as_ref().map(|contents| contents.selection.digest)) == digest
        });
        let place = memo(move || match (has_context.get(), digest.get(), there.get()) {
            (false, ..) => Place::None,
            (true, None, _) => Place::Lost,
            (true, Some(_), Some(Ok(_))) => Place::There,
            (true, Some(_), _) if here.get() => Place::Here,
            (true, Some(_), None) => Place::Asking,
            (true, Some(_), Some(Err(failure))) if failure.is_not_found() => Place::Lost,
            (true, Some(_), Some(Err(_))) => Place::Untold,
        });
        Self {
            draft,
            session: use_session(),
            importer: StoredValue::new(importer),
            taken,
            doing: RwSignal::new(Doing::Nothing),
            contents,
            handles: StoredValue::new_local(Handles::new()),
            chosen: StoredValue::new_local(None),
            sent: RwSignal::new(None),
            there,
            digest,
            place,
            turn: StoredValue::new(0),
        }
    }

    /// Takes in a folder.
    pub fn take(self, folder: Folder) {
        let turn = self.next_turn();
        let name = folder.name();
        self.doing.set(Doing::Looking(0));
        spawn_local(async move {
            let told = move |found| self.tell(turn, Doing::Looking(found));
            match folder.files(read::MOST_ENTRIES, told).await {
                Ok(files) if self.is_turn(turn) && saved::is_saved_environment(&files) => {
                    self.tell(turn, Doing::Nothing);
                    match saved::open(&files).await {
                        Ok(files) => self.importer.get_value().take_given(Some(name), files).await,
                        Err(path) => self.tell(turn, Doing::Failed(name, text::unreadable(&path))),
                    }
                }
                Ok(files) if self.is_turn(turn) => {
                    self.chosen.try_set_value(Some(Chosen { name, files }));
                    self.read(turn, None).await;
                }
                Ok(_) => {}
                Err(path) => {
                    let path = if path.is_empty() { name.clone() } else { path };
                    self.tell(turn, Doing::Failed(name, text::unreadable(&path)));
                }
            }
        });
    }

    /// Reads the folder again, with another file as its Dockerfile.
    fn take_dockerfile(self, path: String) {
        let turn = self.next_turn();
        spawn_local(async move { self.read(turn, Some(path)).await });
    }

    async fn read(self, turn: u32, dockerfile: Option<String>) {
        let Some(Chosen { name, files }) = self.chosen.try_get_value().flatten() else { return };
        let limit = self.session.workspace().map_or(0, |workspace| workspace.largest_context);
        let limit = if limit == 0 { USUAL_LIMIT } else { limit };
        let told = move |progress| self.tell(turn, Doing::Reading(progress));
        match read::read(name.clone(), &files, dockerfile, limit, told).await {
            Ok((contents, handles)) if self.is_turn(turn) => {
                self.handles.try_set_value(handles);
                self.keep(contents);
                self.taken.run(());
                self.doing.set(Doing::Taken(name));
            }
            Ok(_) => {}
            Err(error) => self.tell(turn, Doing::Failed(name, error)),
        }
    }

    /// Makes it the build context of the draft.
    fn keep(self, contents: Contents) {
        self.draft.take_folder(contents.context());
        self.contents.set(Some(Arc::new(contents)));
    }

    /// Says whether a file may be executed.
    fn set_mode(self, path: &str, executable: bool) {
        if let Some(contents) = self.contents.get_untracked() {
            let changed = contents.with_mode(path, executable);
            self.draft.definition.update(|definition| {
                if let Some(context) = &mut definition.context {
                    context.digest = Some(changed.selection.digest);
                }
            });
            self.contents.set(Some(Arc::new(changed)));
        }
    }

    /// Why nothing can be registered now.
    pub fn refused(self) -> Option<String> {
        match (self.doing.get(), self.place.get()) {
            (Doing::Looking(_) | Doing::Reading(_), _) => Some(text::WAIT.into()),
            (_, Place::Lost) => Some(text::REFUSED.into()),
            _ => None,
        }
    }

    /// Sends the files of the draft's build context, unless the workspace has them.
    pub async fn send(self) -> Result<(), Failure> {
        let Some(digest) = self.digest.get_untracked() else { return Ok(()) };
        match api::context(digest).await {
            Err(failure) if failure.is_not_found() => {}
            answer => return answer.map(drop),
        }
        let location = self.draft.definition.with_untracked(|it| it.context.as_ref().map(|it| it.location.clone()));
        let not_here = || Failure::not_here(&location.unwrap_or_default());
        let contents = self.contents.get_untracked().filter(|contents| contents.selection.digest == digest);
        let Some(contents) = contents else { return Err(not_here()) };
        let Some(archive) = self.handles.with_value(|handles| pack::pack(&contents, handles)) else {
            return Err(not_here());
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bytes in whole numbers")]
        let whole = |bytes: f64| bytes as u64;
        let size = whole(archive.size());
        self.sent.set(Some((0, size)));
        let told = move |sent| _ = self.sent.try_set(Some((whole(sent), size)));
        let answer = api::upload_context(digest, &contents.dockerfile_path, &archive, told).await;
        self.sent.try_set(None);
        answer?;
        self.there.again();
        Ok(())
    }

    fn next_turn(self) -> u32 {
        self.turn.update_value(|turn| *turn += 1);
        self.turn.get_value()
    }

    fn is_turn(self, turn: u32) -> bool {
        self.turn.try_get_value() == Some(turn)
    }

    fn tell(self, turn: u32, doing: Doing) {
        if self.is_turn(turn) {
            self.doing.try_set(doing);
        }
    }
}
