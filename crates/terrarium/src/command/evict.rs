//! `terrarium evict`: which images are worth least, and letting them go.

use super::print_json;
use crate::{arguments::Evict, client::Client, failure::Failure};
use api::{EvictRequest, Evicted, Eviction, Room, amount::bytes, path};
use std::process::ExitCode;

/// Says what would go, or lets it go.
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
        print!("{}", in_words(&eviction, free));
    }
    Ok(ExitCode::SUCCESS)
}

fn in_words(eviction: &Eviction, wanted: Option<u64>) -> String {
    let Eviction { dry_run, images, tied, frees, room } = eviction;
    let mut lines: Vec<String> = images.iter().map(line).collect();
    let count = images.len();
    lines.push(match (count, dry_run) {
        (0, _) => "no image fits that, so nothing goes".to_owned(),
        (_, true) => format!("{count} would go and free {}; add --yes to let them go", bytes(*frees)),
        (_, false) => format!("{count} went and freed {}; lock, log and history of each stay", bytes(*frees)),
    });
    if let Some(wanted) = wanted.filter(|wanted| frees < wanted) {
        lines.push(format!("that is less than {}: tied images and base images stay", bytes(wanted)));
    }
    if *tied > 0 {
        lines.push(format!("{tied} stay because versions are tied to them"));
    }
    let later = match room {
        Room::Now => None,
        Room::Restart => Some("a build uses the registry: the room is free after the next start"),
        Room::Elsewhere => Some("the room is free when your registry collects its garbage"),
    };
    lines.extend(later.filter(|_| count > 0).map(str::to_owned));
    lines.into_iter().map(|line| line + "\n").collect()
}

fn line(image: &Evicted) -> String {
    let loses: Vec<String> = image.loses.iter().map(ToString::to_string).collect();
    let loses = if loses.is_empty() { String::new() } else { format!("; no image then: {}", loses.join(", ")) };
    format!("{}  {:>8}  {}{loses}", image.digests.image.short(), bytes(image.size), image.reason())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_go_is_told_with_its_reasons() {
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
        let told = Eviction { dry_run: true, images, tied: 1, frees: 1_980_000_000, room: Room::Now };
        insta::assert_snapshot!(in_words(&told, Some(10_000_000_000)), @r"
        e3b0c44298fc    1.0 MB  built under an older version of the hash, not used for 1 h, built again in 2 min 4 s
        e3b0c44298fc    1.9 GB  no version has it, not used for 40 days, built again in 2 min 4 s
        e3b0c44298fc     80 MB  used by versions, not used for 5 h, built again in 2 min 4 s; no image then: training:7
        3 would go and free 2.0 GB; add --yes to let them go
        that is less than 10 GB: tied images and base images stay
        1 stay because versions are tied to them
        ");
    }
}
