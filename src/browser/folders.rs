//! Folders that people choose or drop, and their files.

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DragEvent, Event, File, FileSystemDirectoryEntry, FileSystemDirectoryReader, FileSystemEntry, FileSystemFileEntry,
    HtmlInputElement,
};

/// A folder that was dropped, and not looked into yet.
#[derive(Clone)]
pub struct DroppedFolder(FileSystemDirectoryEntry);

/// A folder that was chosen or dropped.
#[derive(Clone)]
pub enum Folder {
    /// The browser gave all its files at once, each with its path in the folder.
    Chosen { name: String, files: Vec<(String, File)> },
    /// It is looked into when that is asked for.
    Dropped(DroppedFolder),
}

/// A file of a folder, by its path in it.
#[derive(Clone)]
pub struct FolderFile {
    /// Its path in the folder, with `/`.
    pub path: String,
    handle: Handle,
}

#[derive(Clone)]
enum Handle {
    File(File),
    Entry(FileSystemFileEntry),
}

/// The folder that is dropped, if one is. To be asked while the event lasts.
pub fn dropped(event: &DragEvent) -> Option<DroppedFolder> {
    let items = event.data_transfer()?.items();
    (0..items.length()).find_map(|at| {
        let entry = items.get(at)?.webkit_get_as_entry().ok()??;
        entry.is_directory().then(|| DroppedFolder(entry.unchecked_into()))
    })
}

/// The folder chosen in a field for folders; the field is emptied, so that the same folder can be chosen again.
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
    // The path begins with the folder itself.
    let inside = |(path, file): (String, File)| Some((path.split_once('/')?.1.to_owned(), file));
    Some(Folder::Chosen { name, files: files.into_iter().filter_map(inside).collect() })
}

impl Folder {
    /// Its name.
    pub fn name(&self) -> String {
        match self {
            Self::Chosen { name, .. } => name.clone(),
            Self::Dropped(DroppedFolder(entry)) => entry.name(),
        }
    }

    /// Every file in it and below, at most one more than `most`; `told` how many were found so far.
    ///
    /// # Errors
    /// The path of a folder that the browser cannot read.
    pub async fn files(&self, most: usize, told: impl Fn(usize)) -> Result<Vec<FolderFile>, String> {
        let DroppedFolder(root) = match self {
            Self::Chosen { files, .. } => {
                let file = |(path, file): &(String, File)| FolderFile {
                    path: path.clone(),
                    handle: Handle::File(file.clone()),
                };
                return Ok(files.iter().take(most + 1).map(file).collect());
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
                told(found.len());
                if found.len() > most {
                    return Ok(found);
                }
            }
        }
        Ok(found)
    }
}

impl FolderFile {
    /// The browser's handle of the file.
    ///
    /// # Errors
    /// When the browser cannot find it any more.
    pub async fn open(&self) -> Result<File, JsValue> {
        match &self.handle {
            Handle::File(file) => Ok(file.clone()),
            Handle::Entry(entry) => promised(|done, failed| entry.file_with_callback_and_callback(done, failed)).await,
        }
    }
}

/// Some entries of a folder, none when all were given.
async fn some_entries(reader: &FileSystemDirectoryReader) -> Result<Vec<FileSystemEntry>, JsValue> {
    let entries: Array = promised(|done, failed| {
        if let Err(error) = reader.read_entries_with_callback_and_callback(done, failed) {
            // A promise that was told takes no second word.
            let _ = failed.call1(&JsValue::NULL, &error);
        }
    })
    .await?;
    Ok(entries.iter().map(JsCast::unchecked_into).collect())
}

/// What an older interface of the browser tells its callbacks.
async fn promised<T: JsCast>(ask: impl Fn(&Function, &Function)) -> Result<T, JsValue> {
    let promise = Promise::new(&mut |done, failed| ask(&done, &failed));
    Ok(JsFuture::from(promise).await?.unchecked_into())
}

/// A part of a file, from one byte to another.
///
/// # Errors
/// When the browser cannot read it: it is gone, changed, or may not be read.
pub async fn part(file: &File, from: f64, to: f64) -> Result<Vec<u8>, JsValue> {
    let bytes = JsFuture::from(file.slice_with_f64_and_f64(from, to)?.array_buffer()).await?;
    Ok(Uint8Array::new(&bytes).to_vec())
}
