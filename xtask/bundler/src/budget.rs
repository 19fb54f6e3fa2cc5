//! What the first load may transfer.

use crate::{Error, compress, files};
use std::{fs, path::Path};

/// The budget, in bytes over the wire: 300 KB.
const BUDGET: u64 = 300_000;

/// Prints what the first load transfers, file by file, with brotli.
///
/// # Errors
/// When it is more than the budget; the bundle then counts as not made.
pub fn check(dist: &Path) -> Result<(), Error> {
    let mut sum = 0;
    let mut later = Vec::new();
    println!("\nFirst load, compressed with brotli:");
    for file in files::list(dist)? {
        let loaded = file.extension().is_some_and(|end| ["html", "js", "wasm", "css"].iter().any(|part| end == *part));
        if loaded {
            let beside = compress::with_br(&file);
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
    let last = compress::with_br(&dist.join("index.html"));
    fs::remove_file(&last).map_err(Error::file(&last))?;
    Err(Error::OverBudget { size: sum, budget: BUDGET })
}

/// Whether a page fetches the file when it is opened: wasm-split names these so.
fn is_chunk(file: &Path) -> bool {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    ["split_", "chunk_"].iter().any(|start| name.starts_with(start))
}
