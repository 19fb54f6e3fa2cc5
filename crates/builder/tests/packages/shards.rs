//! A channel whose index is in small parts, one for each package name.

use crate::channel::hash;
use rattler_conda_types::{RepoData, Shard, ShardedRepodata};
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Turns the index of a channel into shards, and tells where that of each package is.
pub fn shard(folder: &Path) -> BTreeMap<String, String> {
    let noarch = folder.join("noarch");
    let index = fs::read(noarch.join("repodata.json")).unwrap();
    let index: RepoData = serde_json::from_slice(&index).unwrap();
    fs::remove_file(noarch.join("repodata.json")).unwrap();
    let mut shards = BTreeMap::<String, Shard>::new();
    for (file, record) in index.packages {
        shards.entry(record.name.as_normalized().to_owned()).or_default().packages.insert(file, record);
    }
    let (mut places, mut listed) = (BTreeMap::new(), serde_json::Map::new());
    for (name, shard) in shards {
        let bytes = compressed(&rmp_serde::to_vec_named(&shard).unwrap());
        let place = format!("{}.msgpack.zst", hash(&bytes));
        fs::write(noarch.join(&place), &bytes).unwrap();
        listed.insert(name.clone(), hash(&bytes).into());
        places.insert(name, format!("/noarch/{place}"));
    }
    let info = json!({"subdir": "noarch", "base_url": "./", "shards_base_url": "./"});
    // Digests are text here and bytes there.
    let index: ShardedRepodata = serde_json::from_value(json!({"info": info, "shards": listed})).unwrap();
    let bytes = compressed(&rmp_serde::to_vec_named(&index).unwrap());
    fs::write(noarch.join("repodata_shards.msgpack.zst"), bytes).unwrap();
    places
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 0).unwrap()
}
