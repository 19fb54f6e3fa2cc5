//! What a file of native code says about itself, read without running it.

use object::{
    Endianness, FileKind, ReadCache, ReadCacheOps, StringTable, elf,
    read::elf::{Dyn, FileHeader, ProgramHeader},
};
use std::{
    fs::File,
    io::{self, Seek},
};

/// A file of native code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object {
    /// What it is called by those that ask for it.
    pub soname: Option<String>,
    /// The libraries that it asks for, in order.
    pub needed: Vec<String>,
    /// Where it and what it leads to are looked for, unless there is a `runpath`.
    pub rpath: Vec<String>,
    /// Where what it asks for is looked for.
    pub runpath: Vec<String>,
    /// The newest version of the GNU C library that it asks for.
    pub glibc: Option<(u32, u32)>,
}

/// The processors that native code is for, as ELF files name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Machine(u16);

impl Machine {
    /// That of a platform (`linux/amd64`).
    pub fn of_platform(platform: &str) -> Option<Self> {
        match platform.split('/').nth(1)? {
            "amd64" => Some(Self(elf::EM_X86_64)),
            "arm64" => Some(Self(elf::EM_AARCH64)),
            _ => None,
        }
    }
}

/// Reads a file; none when it is no dynamic native code for this machine, or is damaged: the loader would not take it.
///
/// # Errors
/// When the disk fails.
pub fn read(mut file: File, machine: Option<Machine>) -> io::Result<Option<Object>> {
    let mut beginning = [0; 16];
    let length = io::Read::read(&mut file, &mut beginning)?;
    if length < beginning.len() || beginning[..4] != elf::ELFMAG {
        return Ok(None);
    }
    file.rewind()?;
    let cache = ReadCache::new(file);
    Ok(match FileKind::parse(&cache) {
        Ok(FileKind::Elf64) => object::<elf::FileHeader64<Endianness>, _>(&cache, machine),
        Ok(FileKind::Elf32) => object::<elf::FileHeader32<Endianness>, _>(&cache, machine),
        _ => Ok(None),
    }
    .unwrap_or_default())
}

fn object<H: FileHeader<Endian = Endianness>, R: ReadCacheOps>(
    data: &ReadCache<R>,
    machine: Option<Machine>,
) -> object::Result<Option<Object>> {
    let header = H::parse(data)?;
    let endian = header.endian()?;
    if machine.is_some_and(|machine| machine.0 != header.e_machine(endian)) {
        return Ok(None);
    }
    let segments = header.program_headers(endian, data)?;
    let mut entries = None;
    for segment in segments {
        entries = entries.or(segment.dynamic(endian, data)?);
    }
    let Some(entries) = entries else { return Ok(None) };
    let value = |tag| entries.iter().find(|entry| entry.tag(endian) == tag).map(|entry| entry.val(endian));
    let (Some(address), Some(size)) = (value(elf::DT_STRTAB), value(elf::DT_STRSZ)) else { return Ok(None) };
    let offset = segments.iter().find_map(|segment| {
        let from = segment.p_vaddr(endian).into();
        let within =
            segment.p_type(endian) == elf::PT_LOAD && (from..from + segment.p_filesz(endian).into()).contains(&address);
        within.then(|| address - from + segment.p_offset(endian).into())
    });
    let Some(offset) = offset else { return Ok(None) };
    let strings = StringTable::new(data, offset, offset.saturating_add(size));
    let mut found = Object::default();
    for entry in entries {
        let tag = entry.tag(endian);
        if ![elf::DT_SONAME, elf::DT_NEEDED, elf::DT_RPATH, elf::DT_RUNPATH].contains(&tag) {
            continue;
        }
        let place = entry.val32(endian).unwrap_or(u32::MAX);
        let Ok(text) = strings.get(place) else { return Ok(None) };
        let text = String::from_utf8_lossy(text).into_owned();
        let folders = || text.split(':').filter(|folder| !folder.is_empty()).map(str::to_owned);
        match tag {
            elf::DT_SONAME => found.soname = Some(text),
            elf::DT_NEEDED => found.needed.push(text),
            elf::DT_RPATH => found.rpath.extend(folders()),
            _ => found.runpath.extend(folders()),
        }
    }
    found.glibc = glibc(header, endian, data)?;
    Ok(Some(found))
}

/// The newest version of the GNU C library among those that are asked for.
fn glibc<H: FileHeader<Endian = Endianness>, R: ReadCacheOps>(
    header: &H,
    endian: Endianness,
    data: &ReadCache<R>,
) -> object::Result<Option<(u32, u32)>> {
    let sections = header.sections(endian, data)?;
    let Some((needs, strings)) = sections.gnu_verneed(endian, data)? else { return Ok(None) };
    let strings = sections.strings(endian, data, strings)?;
    let mut newest = None;
    let mut needs = needs;
    while let Some((_, mut versions)) = needs.next()? {
        while let Some(version) = versions.next()? {
            let name = version.name(endian, strings)?;
            newest = newest.max(std::str::from_utf8(name).ok().and_then(numbers));
        }
    }
    Ok(newest)
}

/// `GLIBC_2.34` as numbers.
fn numbers(name: &str) -> Option<(u32, u32)> {
    let (major, minor) = name.strip_prefix("GLIBC_")?.split_once('.')?;
    Some((major.parse().ok()?, minor.split('.').next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, path::Path, process::Command};

    /// A library that this machine's compiler makes with these options.
    fn compiled(folder: &Path, options: &[&str]) -> Vec<u8> {
        let (source, made) = (folder.join("x.c"), folder.join("x.so"));
        fs::write(&source, "#include <stdio.h>\nint say(void) { return puts(\"\"); }").unwrap();
        let done = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&made).arg(&source).args(options).status();
        assert!(done.expect("a C compiler").success());
        fs::read(made).unwrap()
    }

    fn read_bytes(bytes: &[u8], machine: Option<Machine>) -> Option<Object> {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), bytes).unwrap();
        read(File::open(file.path()).unwrap(), machine).unwrap()
    }

    #[test]
    fn names_and_search_paths_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let options = ["-Wl,-soname,libx.so.1", "-Wl,-rpath,$ORIGIN/../x.libs:/opt/lib", "-Wl,--enable-new-dtags"];
        let object = read_bytes(&compiled(folder.path(), &options), None).unwrap();
        assert_eq!(object.soname.as_deref(), Some("libx.so.1"));
        assert_eq!(object.needed, ["libc.so.6"]);
        assert_eq!((object.runpath, object.rpath), (vec!["$ORIGIN/../x.libs".into(), "/opt/lib".into()], Vec::new()));
        assert!(object.glibc.is_some_and(|version| version >= (2, 2)), "{:?}", object.glibc);
        let old = read_bytes(&compiled(folder.path(), &["-Wl,-rpath,/old", "-Wl,--disable-new-dtags"]), None).unwrap();
        assert_eq!((old.runpath, old.rpath), (Vec::new(), vec!["/old".to_owned()]));
    }

    #[test]
    fn code_for_other_machines_is_skipped() {
        let folder = tempfile::tempdir().unwrap();
        let bytes = compiled(folder.path(), &[]);
        let (own, other) = if cfg!(target_arch = "x86_64") { ("amd64", "arm64") } else { ("arm64", "amd64") };
        let machine = |name| Machine::of_platform(&format!("linux/{name}"));
        assert!(read_bytes(&bytes, machine(own)).is_some());
        assert!(machine(other).is_some() && read_bytes(&bytes, machine(other)).is_none());
    }

    #[test]
    fn damaged_and_other_files_are_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let bytes = compiled(folder.path(), &[]);
        for length in (0..bytes.len()).step_by(bytes.len() / 200) {
            // Whatever is left of it, nothing panics.
            let _ = read_bytes(&bytes[..length], None);
        }
        for place in (0..bytes.len().min(4096)).step_by(7) {
            let mut damaged = bytes.clone();
            damaged[place] ^= 0xff;
            let _ = read_bytes(&damaged, None);
        }
        assert_eq!(read_bytes(b"#!/bin/sh\necho this is a script, and long enough\n", None), None);
        assert_eq!(read_bytes(&[&elf::ELFMAG[..], &[0xff; 100]].concat(), None), None);
    }
}
