//! Leftovers of builds.

use harness::Outcome;
use std::{fs, path::Path};

/// Checks that a stopped server left no process, mount, working container or work folder.
pub fn check_none(data: &Path) -> Outcome<()> {
    let name = data.to_string_lossy();
    let mounts = fs::read_to_string("/proc/self/mounts")?;
    assert!(!mounts.contains(&*name), "something is still mounted:\n{mounts}");
    for process in fs::read_dir("/proc")?.flatten() {
        // A process may have exited meanwhile.
        let command = fs::read_to_string(process.path().join("cmdline")).unwrap_or_default().replace('\0', " ");
        assert!(!command.contains(&*name), "{} is still running: {command}", process.file_name().display());
    }
    for folder in ["builder/builds", "engine/work"] {
        // The folder is removed at a start and created by a build.
        let folder = data.join(folder);
        if !folder.exists() {
            continue;
        }
        let files: Vec<_> = fs::read_dir(&folder)?.flatten().map(|entry| entry.file_name()).collect();
        assert!(files.is_empty(), "{} contains {files:?}", folder.display());
    }
    for driver in ["overlay", "vfs"] {
        let list = data.join(format!("engine/storage/{driver}-containers/containers.json"));
        if list.exists() {
            let containers: Vec<serde_json::Value> = serde_json::from_slice(&fs::read(list)?)?;
            assert!(containers.is_empty(), "{containers:?}");
        }
    }
    Ok(())
}
