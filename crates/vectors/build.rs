//! Lists the corpus and the hash vectors next to the repository, when they are there, for embedding.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, error::Error, fs};

/// The version of the hash that this checkout computes. Published digests of another version say nothing about it.
const HASH_VERSION: u32 = 2;

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../..");
    let shared = ["../shared", "../../shared"].map(|path| root.join(path)).into_iter().find(|path| path.exists());
    println!("cargo::rerun-if-changed=build.rs");
    let code = match shared.map(|shared| shared.canonicalize()).transpose()? {
        Some(shared) => embedded(&shared)?,
        None => "/// None.\npub const HASH: Option<&str> = None;\n\
                 /// None.\npub const CORPUS: &[(&str, &[u8])] = &[];\n"
            .to_owned(),
    };
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("embedded.rs"), code)?;
    Ok(())
}

fn embedded(shared: &Path) -> Result<String, Box<dyn Error>> {
    let vectors = shared.join(format!("vectors/hash-v{HASH_VERSION}.json"));
    let corpus = shared.join("corpus");
    let list = corpus.join("files.txt");
    for path in [&vectors, &list] {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    let vectors =
        if vectors.is_file() { format!("Some(include_str!({:?}))", vectors.display()) } else { "None".into() };
    let mut code = format!(
        "/// The digests of the corpus, where they are published for this version of the hash.\npub const HASH: Option<&str> = {vectors};\n"
    );
    code.push_str("/// Name and bytes of each file.\npub const CORPUS: &[(&str, &[u8])] = &[\n");
    for name in fs::read_to_string(list)?.lines() {
        let path = corpus.join(name).display().to_string();
        writeln!(code, "    ({name:?}, include_bytes!({path:?})),")?;
    }
    code.push_str("];\n");
    Ok(code)
}
