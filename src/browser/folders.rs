//! Folders that are chosen or dropped, and their files.

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DragEvent, Event, File, FileSystemDirectoryEntry, FileSystemDirectoryReader, FileSystemEntry, FileSystemFileEntry,
    HtmlInputElement,
};

/// A folder that was dropped and is not listed yet.
#[derive(Clone)]
pub struct DroppedFolder(FileSystemDirectoryEntry);

/// A folder that was chosen or dropped.
#[derive(Clone)]
pub enum Folder {
    /// A chosen folder: all its files with their paths.
    Chosen { name: String, files: Vec<(String, File)> },
    /// A dropped folder, listed on demand.
    Dropped(DroppedFolder),
}

#[derive(Clone)]
pub struct FolderFile {
    /// In the folder, with `/`.
    pub path: String,
    handle: Handle,
}

#[derive(Clone)]
enum Handle {
    File(File),
    Entry(FileSystemFileEntry),
}

/// The folder that is dropped, if any. Valid only during the event.
pub fn dropped(event: &DragEvent) -> Option<DroppedFolder> {
    let items = event.data_transfer()?.items();
    (0..items.length()).find_map(|at| {
        let entry = items.get(at)?.webkit_get_as_entry().ok()??;
        entry.is_directory().then(|| DroppedFolder(entry.unchecked_into()))
    })
}

/// The folder chosen in a field for folders, which is cleared so that the same folder can be chosen again.
pub fn chosen(event: &Event) -> Option<Folder> {
    let field: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let list = field.files()?;
    let files = (0..list.length()).filter_map(|at| {
        let file = list.get(at)?;
        let path = Reflect::get(&file, &"webkitRelativePath".into()).ok()?.as_string()?;
        Some((path, file))
    });
    let files: Vec<(String, File)> = files.collect();
    field.set_value("");
    let name = files.first()?.0.split('/').next()?.to_owned();
    // The path begins with the name of the folder.
    let inside = |(path, file): (String, File)| Some((path.split_once('/')?.1.to_owned(), file));
    Some(Folder::Chosen { name, files: files.into_iter().filter_map(inside).collect() })
}

impl Folder {
    pub fn name(&self) -> String {
        match self {
            Self::Chosen { name, .. } => name.clone(),
            Self::Dropped(DroppedFolder(entry)) => entry.name(),
        }
    }

    /// All files in it and below, at most one more than `limit`. Reports how many were found so far.
    ///
    /// # Errors
    /// The path of a subfolder that the browser cannot read.
    pub async fn files(&self, limit: usize, report: impl Fn(usize)) -> Result<Vec<FolderFile>, String> {
        let DroppedFolder(root) = match self {
            Self::Chosen { files, .. } => {
                let file = |(path, file): &(String, File)| FolderFile {
                    path: path.clone(),
                    handle: Handle::File(file.clone()),
                };
                return Ok(files.iter().take(limit + 1).map(file).collect());
            }
            Self::Dropped(dropped) => dropped,
        };
        let mut found = Vec::new();
        let mut folders = vec![(String::new(), root.clone())];
        while let Some((path, folder)) = folders.pop() {
            let reader = folder.create_reader();
            loop {
                let entries = some_entries(&reader).await.map_err(|_| path.clone())?;
                if entries.is_empty() {
                    break;
                }
                for entry in entries {
                    let name = entry.name();
                    let path = if path.is_empty() { name } else { format!("{path}/{name}") };
                    if entry.is_directory() {
                        folders.push((path, entry.unchecked_into()));
                    } else {
                        found.push(FolderFile { path, handle: Handle::Entry(entry.unchecked_into()) });
                    }
                }
                report(found.len());
                if found.len() > limit {
                    return Ok(found);
                }
            }
        }
        Ok(found)
    }
}

impl FolderFile {
    /// The handle of the browser.
    ///
    /// # Errors
    /// When the browser no longer finds it.
    pub async fn open(&self) -> Result<File, JsValue> {
        match &self.handle {
            Handle::File(file) => Ok(file.clone()),
            Handle::Entry(entry) => promised(|done, failed| entry.file_with_callback_and_callback(done, failed)).await,
        }
    }
}

/// The next entries of a folder; empty at the end.
async fn some_entries(reader: &FileSystemDirectoryReader) -> Result<Vec<FileSystemEntry>, JsValue> {
    let entries: Array = promised(|done, failed| {
        if let Err(error) = reader.read_entries_with_callback_and_callback(done, failed) {
            // A settled promise ignores this.
            let _ = failed.call1(&JsValue::NULL, &error);
        }
    })
    .await?;
    Ok(entries.iter().map(JsCast::unchecked_into).collect())
}

/// The result of an interface with callbacks.
async fn promised<T: JsCast>(ask: impl Fn(&Function, &Function)) -> Result<T, JsValue> {
    let promise = Promise::new(&mut |done, failed| ask(&done, &failed));
    Ok(JsFuture::from(promise).await?.unchecked_into())
}

/// A range of bytes of a file.
///
/// # Errors
/// When the browser cannot read it: it was deleted or changed, or access is denied.
pub async fn part(file: &File, from: f64, to: f64) -> Result<Vec<u8>, JsValue> {
    let bytes = JsFuture::from(file.slice_with_f64_and_f64(from, to)?.array_buffer()).await?;
    Ok(Uint8Array::new(&bytes).to_vec())
}
