//! The console's code: split into what loads first and what its pages fetch later, bound to JavaScript, made small.

use crate::{Error, files};
use rayon::prelude::*;
use std::{
    fs,
    hash::{DefaultHasher, Hasher},
    path::Path,
    process::Command,
};
use wasm_bindgen_cli_support::Bindgen;

const NAME: &str = "terrarium-console";

/// WebAssembly features that the compiler uses; a chunk does not declare them itself.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Writes `code/HASH/` and `start.html`, which loads it, into the work folder. The hash is of everything in the folder,
/// so that what belongs together is fetched together and browsers may keep it.
///
/// # Errors
/// When the code cannot be split, bound or optimized, or a file cannot be written.
pub fn build(module: &Path, wasm_opt: &Path, work: &Path) -> Result<(), Error> {
    files::empty(work)?;
    let made = work.join("made");
    split(module, &made)?;
    bind(&made)?;
    optimize(wasm_opt, &made)?;
    let hash = hash(&made)?;
    let code = work.join("code");
    fs::create_dir(&code).map_err(Error::file(&code))?;
    fs::rename(&made, code.join(&hash)).map_err(Error::file(&made))?;
    let start = work.join("start.html");
    fs::write(&start, start_page(&hash)).map_err(Error::file(&start))
}

/// Cuts the code at its split points.
fn split(module: &Path, folder: &Path) -> Result<(), Error> {
    let input = fs::read(module).map_err(Error::file(module))?;
    let first = folder.join(format!("{NAME}.wasm"));
    let script = format!("./{NAME}.js");
    let mut options = wasm_split_cli_support::Options::new(&input);
    options.output_dir = folder;
    options.main_out_path = &first;
    options.main_module = &script;
    options.target.web();
    wasm_split_cli_support::transform(options).map_err(|error| Error::Split(format!("{error:#}")))?;
    Ok(())
}

/// Binds what loads first to the browser. The chunks find in it what they share by the names that the linker gave.
fn bind(folder: &Path) -> Result<(), Error> {
    let first = folder.join(format!("{NAME}.wasm"));
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&first).keep_lld_exports(true).demangle(false).typescript(false);
    // The page starts the code without telling where the module is.
    bindgen.omit_default_module_path(false);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(folder))
        .map_err(|error| Error::Bind(format!("{error:#}")))?;
    fs::remove_file(&first).map_err(Error::file(&first))
}

/// Optimizes every module for size, the largest first so that the processors finish together.
fn optimize(wasm_opt: &Path, folder: &Path) -> Result<(), Error> {
    let mut modules = files::list(folder)?;
    modules.retain(|file| file.extension().is_some_and(|end| end == "wasm"));
    modules.sort_by_key(|file| std::cmp::Reverse(fs::metadata(file).map_or(0, |data| data.len())));
    modules.par_iter().with_max_len(1).try_for_each(|module| {
        let mut command = Command::new(wasm_opt);
        command.arg("-Oz").args(FEATURES).arg(module).arg("--output").arg(module);
        // Its warnings are about names that it drops anyway.
        let reason = match command.output() {
            Ok(output) if output.status.success() => return Ok(()),
            Ok(output) => format!("{}\n{}", output.status, String::from_utf8_lossy(&output.stderr)),
            Err(error) => error.to_string(),
        };
        Err(Error::Optimize { program: wasm_opt.into(), module: module.clone(), reason })
    })
}

fn hash(folder: &Path) -> Result<String, Error> {
    let mut hasher = DefaultHasher::new();
    for file in files::list(folder)? {
        hasher.write(&fs::read(&file).map_err(Error::file(&file))?);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn start_page(hash: &str) -> String {
    let code = format!("/code/{hash}");
    format!(
        r#"<link rel="modulepreload" href="{code}/{NAME}.js" />
    <link rel="modulepreload" href="{code}/__wasm_split.js" />
    <link rel="preload" href="{code}/{NAME}_bg.wasm" as="fetch" type="application/wasm" crossorigin="anonymous" />
    <script type="module">
      import start from "{code}/{NAME}.js";
      await start();
    </script>"#
    )
}
