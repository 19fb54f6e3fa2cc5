//! `terrarium evict`: removing images that are needed least.

use crate::{
    client::Client,
    failure::Failure,
    options::Server,
    output::{print_json, print_text},
};
use api::{
    EvictRequest, Evicted, Eviction, Room,
    amount::{bytes, read_bytes},
    path,
};
use clap::Args;
use std::process::ExitCode;

/// `terrarium evict`.
#[derive(Args)]
#[group(id = "which", required = true, multiple = true, args = ["free", "unused", "older_than"])]
#[command(after_help = "\
Shows which images would be removed, and why; removes them with --yes. Images that versions are tied to
are kept. Lock, log and history of the others are kept, so that they can be built again.

Examples:
  terrarium evict --free 10GB                                      what would be removed for 10 GB
  terrarium evict --free 10GB --yes
  terrarium evict --unused --older-than 30 --yes                   unused images, after 30 days")]
pub struct Evict {
    /// How much disk space to free; no more images are removed than needed
    #[arg(long, value_name = "SIZE", value_parser = read_bytes)]
    pub free: Option<u64>,
    /// Only unused images: of hashes that no version has, and those that a newer image replaced
    #[arg(long)]
    pub unused: bool,
    /// Only images that were neither built nor reused within this many days
    #[arg(long, value_name = "DAYS")]
    pub older_than: Option<u32>,
    /// Remove them; without it, they are only listed
    #[arg(long)]
    pub yes: bool,
    /// Which workspace is asked.
    #[command(flatten)]
    pub server: Server,
}

/// Lists what would be removed, or removes it.
///
/// # Errors
/// What the workspace says, or that it does not answer.
pub async fn evict(arguments: &Evict) -> Result<ExitCode, Failure> {
    let &Evict { free, unused, older_than, yes, ref server } = arguments;
    let request = EvictRequest { hashes: Vec::new(), unused, older_than, free, dry_run: !yes };
    let eviction: Eviction = Client::new(server)?.post(path::EVICT, &request).await?;
    if server.json {
        print_json(&eviction)?;
    } else {
        print_text(summary(&eviction, free))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn summary(eviction: &Eviction, requested: Option<u64>) -> String {
    let Eviction { dry_run, images, tied, frees, room } = eviction;
    let mut lines: Vec<String> = images.iter().map(line).collect();
    let count = images.len();
    lines.push(match (count, dry_run) {
        (0, _) => "no image matches, so nothing is removed".to_owned(),
        (_, true) => format!("{count} would be removed, freeing {}; add --yes to remove them", bytes(*frees)),
        (_, false) => format!("{count} removed, freeing {}; lock, log and history are kept", bytes(*frees)),
    });
    if let Some(requested) = requested.filter(|requested| frees < requested) {
        lines.push(format!("that is less than {}: tied images and base images are kept", bytes(requested)));
    }
    if *tied > 0 {
        lines.push(format!("{tied} kept because versions are tied to them"));
    }
    let later = match room {
        Room::Now => None,
        Room::Restart => Some("a build uses the registry: the space is freed after the next start"),
        Room::Elsewhere => Some("the space is freed when your registry collects its garbage"),
    };
    lines.extend(later.filter(|_| count > 0).map(str::to_owned));
    lines.into_iter().map(|line| line + "\n").collect()
}

fn line(image: &Evicted) -> String {
    let versions: Vec<String> = image.loses.iter().map(ToString::to_string).collect();
    let versions =
        if versions.is_empty() { String::new() } else { format!("; leaves without an image: {}", versions.join(", ")) };
    format!("{}  {:>8}  {}{versions}", image.digests.image.short(), bytes(image.size), image.reason())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_lists_images_with_reasons() {
        let digest = definition::Digest::of("");
        let digests = definition::Digests {
            base: digest,
            steps: digest,
            python: digest,
            spark: digest,
            stage: digest,
            image: digest,
            extras: None,
        };
        let image = |unused, idle, size| Evicted {
            digests,
            hash_version: definition::HASH_VERSION,
            filled: [true; 4],
            manifest: "sha256:0".into(),
            size,
            built_at: "2026-01-01T00:00:00.000Z".into(),
            current: true,
            unused,
            idle,
            duration: 124_000,
            loses: if unused { vec![] } else { vec!["training:7".parse().unwrap()] },
            losers: u32::from(!unused),
        };
        let former = Evicted { hash_version: 1, ..image(true, 3_600_000, 1_000_000) };
        let images =
            vec![former, image(true, 40 * 24 * 3_600_000, 1_900_000_000), image(false, 5 * 3_600_000, 80_000_000)];
        let eviction = Eviction { dry_run: true, images, tied: 1, frees: 1_980_000_000, room: Room::Now };
        insta::assert_snapshot!(summary(&eviction, Some(10_000_000_000)), @r"
        e3b0c44298fc    1.0 MB  built under an older version of the hash, not used for 1 h, built again in 2 min 4 s
        e3b0c44298fc    1.9 GB  no version has it, not used for 40 days, built again in 2 min 4 s
        e3b0c44298fc     80 MB  used by versions, not used for 5 h, built again in 2 min 4 s; leaves without an image: training:7
        3 would be removed, freeing 2.0 GB; add --yes to remove them
        that is less than 10 GB: tied images and base images are kept
        1 kept because versions are tied to them
        ");
    }
}
