//! The console's code: compiled, split into what loads first and what its pages fetch later, made small.

use crate::{Error, compress, run, tools};
use std::{
    fs,
    hash::{DefaultHasher, Hasher},
    path::{Path, PathBuf},
};

const NAME: &str = "terrarium-console";

/// Features of WebAssembly that the compiler uses; a chunk does not say so itself.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Writes `code/HASH/` and `start.html`, which loads it, into `target/console/` for Trunk. The hash is of everything
/// in the folder, so that what belongs together is fetched together and browsers may keep it.
///
/// # Errors
/// When a tool is missing or the console does not compile.
pub fn build() -> Result<(), Error> {
    let console = run::repository().join("target/console");
    if console.exists() {
        fs::remove_dir_all(&console).map_err(Error::file(&console))?;
    }
    let made = console.join("made");
    split(&compile()?, &made)?;
    shrink(&made)?;
    let hash = hash(&made)?;
    let code = console.join("code");
    fs::create_dir(&code).map_err(Error::file(&code))?;
    fs::rename(&made, code.join(&hash)).map_err(Error::file(&made))?;
    let start = console.join("start.html");
    fs::write(&start, start_page(&hash)).map_err(Error::file(&start))
}

/// Compiles, with what splitting needs to know about every reference.
fn compile() -> Result<PathBuf, Error> {
    let package = "--package terrarium-console --bin terrarium-console";
    let kind = "--target wasm32-unknown-unknown --profile wasm-release";
    run::run(&mut run::cargo(&format!("rustc {package} {kind} -- -Clink-arg=--emit-relocs")))?;
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let compiled = run::repository().join(target).join("wasm32-unknown-unknown/wasm-release");
    Ok(compiled.join(format!("{NAME}.wasm")))
}

/// Cuts the code at its split points, and binds what loads first to the browser. The chunks find in it what they share
/// by the names that the linker gave.
fn split(code: &Path, folder: &Path) -> Result<(), Error> {
    run::run(run::program(tools::wasm_split()?).args(["--target", "web", "--out-name", NAME]).args([code, folder]))?;
    let first = folder.join(format!("{NAME}.wasm"));
    run::run(
        run::program(tools::wasm_bindgen()?)
            .args(["--target", "web", "--keep-lld-exports", "--no-demangle", "--no-typescript", "--out-dir"])
            .args([folder, &first]),
    )?;
    fs::remove_file(&first).map_err(Error::file(&first))
}

fn shrink(folder: &Path) -> Result<(), Error> {
    for file in compress::files(folder)? {
        if file.extension().is_some_and(|end| end == "wasm") {
            run::run(run::program(tools::wasm_opt()?).arg("-Oz").args(FEATURES).arg(&file).arg("--output").arg(&file))?;
        }
    }
    Ok(())
}

fn hash(folder: &Path) -> Result<String, Error> {
    let mut hasher = DefaultHasher::new();
    for file in compress::files(folder)? {
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
