//! Every image that a hash had: listed with what moved between them, and an older one made current again.

use crate::{
    Error, Workspace, activity,
    checked::Checked,
    clock::stamp,
    images, reconcile,
    store::{Connection, builds, images as stored, past, ties},
    workspace::Rooms,
};
use api::{
    Action, ActivityDetail, ChooseImage, Image, ImageHistory, LockedPackage, PackageMove, PastImage, Subject,
    WorkspaceEvent, code,
};
use builder::Presence;
use definition::{Digest, HASH_VERSION, SHORT_DIGITS};
use std::collections::BTreeMap;

/// Every image of a hash, built last first.
pub async fn history(workspace: &Workspace, hash: Digest) -> Result<ImageHistory, Error> {
    let mut connection = workspace.store.read().await?;
    let text = hash.to_string();
    let all = past::of(&mut connection, &text).await?;
    let newest = all.first().ok_or_else(|| unknown(hash))?;
    let (digests, filled, hash_version) = (newest.strip.digests, newest.strip.filled, newest.hash_version);
    let mut items = Vec::with_capacity(all.len());
    let mut before: Option<Vec<LockedPackage>> = None;
    for image in all.into_iter().rev() {
        let lock = past::lock(&mut connection, &text, &image.manifest).await?;
        let moved = before.as_ref().map(|before| moved(before, &lock)).unwrap_or_default();
        before = Some(lock);
        items.push(PastImage {
            reference: workspace.reference(&image.repository, &image.manifest),
            tied: ties::to(&mut connection, &text, &image.manifest).await?,
            manifest: image.manifest,
            current: image.current,
            evicted_at: image.evicted_at,
            built_at: image.built_at,
            build: image.build,
            duration: image.duration,
            size: image.size,
            lock: builds::way(&mut connection, image.build).await?.lock,
            moved,
        });
    }
    items.reverse();
    Ok(ImageHistory { digests, hash_version, filled, items })
}

/// Refuses to do more with an image of an older version of the hash than to show it.
pub fn reusable(image: &stored::Stored) -> Result<(), Error> {
    if image.is_reusable() {
        return Ok(());
    }
    let (hash, version) = (image.strip.digests.image.short(), image.hash_version);
    let message = format!(
        "the image of hash {hash} was built under hash version {version}: it is kept, and never offered for reuse"
    );
    Err(Error::refuse(code::CONFLICT, message)
        .help(format!("Build a version that used it; that makes an image under hash version {HASH_VERSION}")))
}

/// The definition that the images of a hash were built from, to build it again.
pub async fn definition(workspace: &Workspace, hash: Digest) -> Result<Checked, Error> {
    let mut connection = workspace.store.read().await?;
    let text = hash.to_string();
    let newest = past::of(&mut connection, &text).await?.into_iter().next().ok_or_else(|| unknown(hash))?;
    reusable(&newest)?;
    let contents = stored::contents(&mut connection, &text, &newest.manifest).await?;
    Checked::stored(&contents.definition)
}

/// Makes an image that is in the registry the one that its hash stands for.
pub async fn restore(workspace: &Workspace, hash: Digest, chosen: &ChooseImage) -> Result<Image, Error> {
    let there = present(workspace, hash, &chosen.manifest).await?;
    let text = hash.to_string();
    if !there.current {
        let mut write = workspace.store.write().await?;
        let before = stored::current(&mut write, &text).await?.map(|image| image.manifest);
        past::make_current(&mut write, &text, &chosen.manifest).await?;
        let at = stamp(workspace.settings.clock.now());
        let detail = activity::image(&mut write, hash, before.as_deref(), Some(&chosen.manifest)).await?;
        activity::record(&mut write, workspace, &at, Action::Revert, &Subject::Image(hash), detail).await?;
        write.commit().await?;
        workspace.events.tell(WorkspaceEvent::Image(text));
    }
    images::get(workspace, hash, None).await
}

/// A recorded image that the registry has now and that may be reused; an error that says why not.
pub async fn present(rooms: &Rooms, hash: Digest, manifest: &str) -> Result<stored::Stored, Error> {
    let text = hash.to_string();
    let mut connection = rooms.store.read().await?;
    let image = past::get(&mut connection, &text, manifest).await?;
    drop(connection);
    let image = image.ok_or_else(|| {
        Error::not_found(format!("image {manifest} of hash {}", hash.short()))
            .field("manifest")
            .help("The images of a hash are in its history")
    })?;
    reusable(&image)?;
    match rooms.builder.image(manifest).await {
        Presence::Present(_) => Ok(image),
        Presence::Absent => {
            reconcile::vanished(rooms, hash, manifest).await?;
            Err(Error::refuse(code::CONFLICT, "the registry does not have this image any more; nothing was changed")
                .field("manifest")
                .help("Choose another image of the history, or build again"))
        }
        Presence::Unknown(reason) => Err(Error::refuse(
            code::UNAVAILABLE,
            format!("the registry cannot say whether it has this image, so nothing was changed: {reason}"),
        )
        .help("Try again when the registry is reachable")),
    }
}

fn unknown(hash: Digest) -> Error {
    Error::not_found(format!("image of hash {}", hash.short()))
}

/// What moved from the image of a hash that was built last to one that was built just now, for the audit trail.
pub async fn changes(
    connection: &mut Connection,
    hash: &str,
    lock: &[LockedPackage],
) -> Result<ActivityDetail, sqlx::Error> {
    let Some(last) = past::of(connection, hash).await?.into_iter().next() else {
        return Ok(ActivityDetail::default());
    };
    let before = past::lock(connection, hash, &last.manifest).await?;
    let changes = moved(&before, lock).into_iter();
    Ok(activity::kept(changes.map(|package| activity::field(package.name, package.before, package.after)).collect()))
}

/// The packages that differ between two locks, by name: in their version, or else in their build or their file.
pub fn moved(before: &[LockedPackage], after: &[LockedPackage]) -> Vec<PackageMove> {
    type Sides<'a> = [Option<&'a LockedPackage>; 2];
    let mut sides = BTreeMap::<(&str, &str), Sides<'_>>::new();
    for (side, lock) in [before, after].into_iter().enumerate() {
        for package in lock {
            sides.entry((&package.name, &package.source)).or_default()[side] = Some(package);
        }
    }
    let moved = |((name, source), [before, after]): (_, Sides<'_>)| {
        let told = |package: &LockedPackage, other: Option<&LockedPackage>| {
            other.map_or_else(|| package.version.clone(), |other| telling(package, other))
        };
        let (told_before, told_after) =
            (before.map(|package| told(package, after)), after.map(|package| told(package, before)));
        (told_before != told_after).then(|| PackageMove {
            name: str::to_owned(name),
            source: str::to_owned(source),
            before: told_before,
            after: told_after,
        })
    };
    sides.into_iter().filter_map(moved).collect()
}

/// The version of a package, with what else tells it from another of the same version.
fn telling(package: &LockedPackage, other: &LockedPackage) -> String {
    let LockedPackage { version, build, sha256, .. } = package;
    match (build, sha256, &other.sha256) {
        _ if *version != other.version => version.clone(),
        (Some(build), ..) if package.build != other.build => format!("{version} {build}"),
        (_, Some(sha256), Some(others)) if sha256 != others => {
            format!("{version} file {}", sha256.get(..SHORT_DIGITS).unwrap_or(sha256))
        }
        _ => version.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(packages: &[(&str, &str)]) -> Vec<LockedPackage> {
        let package = |(name, version): &(&str, &str)| LockedPackage {
            name: (*name).into(),
            version: (*version).into(),
            source: "pip".into(),
            build: None,
            sha256: None,
            url: None,
        };
        packages.iter().map(package).collect()
    }

    #[test]
    fn what_moved_came_and_went_is_told_and_nothing_else() {
        let before = lock(&[("alembic", "1.13.2"), ("numpy", "1.26.4"), ("six", "1.16.0")]);
        let after = lock(&[("alembic", "1.13.3"), ("mako", "1.3.5"), ("numpy", "1.26.4")]);
        let told: Vec<_> = moved(&before, &after)
            .into_iter()
            .map(|package| (package.name, package.before.unwrap_or_default(), package.after.unwrap_or_default()))
            .collect();
        let expected = [("alembic", "1.13.2", "1.13.3"), ("mako", "", "1.3.5"), ("six", "1.16.0", "")];
        assert_eq!(told, expected.map(|(name, before, after)| (name.into(), before.into(), after.into())));
    }

    #[test]
    fn another_build_or_file_of_a_version_is_told_where_both_are_known() {
        let package = |name: &str, build: Option<&str>, sha256: Option<&str>| LockedPackage {
            build: build.map(Into::into),
            sha256: sha256.map(Into::into),
            ..lock(&[(name, "1.0")]).remove(0)
        };
        let before =
            [package("a", Some("0"), None), package("b", None, Some("ab12cd34ef5678")), package("c", None, None)];
        let after =
            [package("a", Some("1"), None), package("b", None, Some("00112233ff4455")), package("c", None, Some("9"))];
        let told: Vec<_> = moved(&before, &after).into_iter().map(|package| (package.before, package.after)).collect();
        let expected = [("1.0 0", "1.0 1"), ("1.0 file ab12cd34ef56", "1.0 file 00112233ff44")];
        assert_eq!(told, expected.map(|(before, after)| (Some(before.into()), Some(after.into()))));
    }
}
