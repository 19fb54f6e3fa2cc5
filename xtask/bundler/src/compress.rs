//! Every text file of the console once more as brotli, so that the server never compresses, and what the first load may
//! transfer of it.

use crate::{Error, files};
use rayon::prelude::*;
use std::{
    fs,
    path::{Path, PathBuf},
};

const QUALITY: i32 = 11;
/// The largest window that every browser takes, as a power of two.
const WINDOW: i32 = 22;

/// Writes `FILE.br` beside every file under the folder that gets smaller by it, beside `index.html` last: who finds
/// that one knows that the bundle is whole.
///
/// # Errors
/// When a file cannot be read or written.
pub fn compress(folder: &Path) -> Result<(), Error> {
    let mut inputs = files::list(folder)?;
    inputs.retain(|file| file.extension().and_then(|end| end.to_str()).is_some_and(is_compressible));
    let (last, mut others): (Vec<_>, Vec<_>) = inputs.into_iter().partition(|file| file.ends_with("index.html"));
    others.sort_by_key(|file| std::cmp::Reverse(fs::metadata(file).map_or(0, |data| data.len())));
    others.par_iter().with_max_len(1).try_for_each(|file| compress_file(file))?;
    last.iter().try_for_each(|file| compress_file(file))
}

fn compress_file(file: &Path) -> Result<(), Error> {
    let text = fs::read(file).map_err(Error::file(file))?;
    let mut compressed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: QUALITY, lgwin: WINDOW, ..Default::default() };
    brotli::BrotliCompress(&mut text.as_slice(), &mut compressed, &parameters).map_err(Error::file(file))?;
    let beside = with_br(file);
    fs::write(&beside, compressed).map_err(Error::file(&beside))
}

/// The compressed file beside a file.
fn with_br(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    name.into()
}

fn is_compressible(end: &str) -> bool {
    matches!(end, "html" | "js" | "css" | "wasm" | "svg" | "json" | "txt" | "webmanifest")
}

/// The budget, in bytes over the wire: 300 KB.
const BUDGET: u64 = 300_000;

/// Prints what the first load transfers, file by file, with brotli.
///
/// # Errors
/// When it is more than the budget; the bundle then counts as not made.
pub fn check_budget(dist: &Path) -> Result<(), Error> {
    let mut sum = 0;
    let mut later = Vec::new();
    println!("\nFirst load, compressed with brotli:");
    for file in files::list(dist)? {
        let loaded = file.extension().is_some_and(|end| ["html", "js", "wasm", "css"].iter().any(|part| end == *part));
        if loaded {
            let beside = with_br(&file);
            let size = fs::metadata(&beside).map_err(Error::file(&beside))?.len();
            let line = format!("  {size:>9}  {}", file.strip_prefix(dist).unwrap_or(&file).display());
            if is_chunk(&file) {
                later.push(line);
            } else {
                println!("{line}");
                sum += size;
            }
        }
    }
    println!("  {sum:>9}  in all, {}\u{a0}% of the budget of {BUDGET}", sum * 100 / BUDGET);
    println!("Fetched when a page needs it:\n{}", later.join("\n"));
    if sum <= BUDGET {
        return Ok(());
    }
    let last = with_br(&dist.join("index.html"));
    fs::remove_file(&last).map_err(Error::file(&last))?;
    Err(Error::OverBudget { size: sum, budget: BUDGET })
}

/// Whether a page fetches the file when it is opened: wasm-split names these so.
fn is_chunk(file: &Path) -> bool {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    ["split_", "chunk_"].iter().any(|start| name.starts_with(start))
}
