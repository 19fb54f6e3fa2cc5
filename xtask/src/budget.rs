//! What the first load may transfer.

use crate::{Error, compress};
use std::{fs, path::Path};

/// The budget, in bytes over the wire: 300 KB.
const BUDGET: u64 = 300_000;

/// Prints what the first load transfers, file by file, with brotli.
///
/// # Errors
/// When it is more than the budget.
pub fn check(dist: &Path) -> Result<(), Error> {
    let mut sum = 0;
    println!("\nFirst load, compressed with brotli:");
    for file in compress::files(dist)? {
        let first = file.extension().is_some_and(|end| ["html", "js", "wasm", "css"].iter().any(|first| end == *first));
        if first {
            let beside = compress::with_br(&file);
            let size = fs::metadata(&beside).map_err(Error::file(&beside))?.len();
            let name = file.strip_prefix(dist).unwrap_or(&file);
            println!("  {size:>9}  {}", name.display());
            sum += size;
        }
    }
    println!("  {sum:>9}  in all, {}\u{a0}% of the budget of {BUDGET}", sum * 100 / BUDGET);
    if sum > BUDGET { Err(Error::OverBudget { size: sum, budget: BUDGET }) } else { Ok(()) }
}
