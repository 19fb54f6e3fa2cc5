//! What builds must not leave behind.

use harness::Outcome;
use std::{fs, path::Path};

/// Checks that no process, mount, working container or folder of work is left of a server that has stopped.
pub fn nothing(data: &Path) -> Outcome<()> {
    let name = data.to_string_lossy();
    let mounts = fs::read_to_string("/proc/self/mounts")?;
    assert!(!mounts.contains(&*name), "nothing is mounted:\n{mounts}");
    for process in fs::read_dir("/proc")?.flatten() {
        // A process may be gone by now.
        let command = fs::read_to_string(process.path().join("cmdline")).unwrap_or_default().replace('\0', " ");
        assert!(!command.contains(&*name), "{} still runs: {command}", process.file_name().display());
    }
    for folder in ["builder/builds", "engine/work"] {
        // A start removes the folder, a build makes it.
        let folder = data.join(folder);
        if !folder.exists() {
            continue;
        }
        let left: Vec<_> = fs::read_dir(&folder)?.flatten().map(|entry| entry.file_name()).collect();
        assert!(left.is_empty(), "{} has {left:?}", folder.display());
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
