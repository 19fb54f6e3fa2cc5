//! An archive without gzip, within its limits.

use super::{
    limits::{RECEIVED, too_large, with_the_rest},
    read::unreadable,
};
use crate::{Error, contexts::io_error, disk::WatchedWrite};
use flate2::read::MultiGzDecoder;
use std::{
    fs::File,
    io::{BufReader, Read, Seek, Write},
    path::Path,
};

/// The archive as it came, no longer gzipped.
const PLAIN: &str = "plain";
/// How gzip begins.
const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// The archive to read, at its beginning.
pub fn plain(folder: &Path, limit: u64, watched: &mut WatchedWrite) -> Result<File, Error> {
    let mut received = File::open(folder.join(RECEIVED)).map_err(|error| io_error(&error))?;
    let mut beginning = Vec::new();
    (&received).take(MAGIC.len() as u64).read_to_end(&mut beginning).map_err(|error| io_error(&error))?;
    received.rewind().map_err(|error| io_error(&error))?;
    if beginning != MAGIC {
        return Ok(received);
    }
    let path = folder.join(PLAIN);
    let mut plain = File::create_new(&path).map_err(|error| io_error(&error))?;
    let mut unpacking = MultiGzDecoder::new(BufReader::new(received)).take(with_the_rest(limit) + 1);
    let (mut piece, mut total) = (vec![0; 64 << 10], 0);
    loop {
        // What cannot be read is the client's, what cannot be written is ours.
        let length = unpacking.read(&mut piece).map_err(|error| unreadable(&error))?;
        if length == 0 {
            break;
        }
        total += length as u64;
        watched.before_blocking_write(length)?;
        plain.write_all(&piece[..length]).map_err(|error| io_error(&error))?;
    }
    if total > with_the_rest(limit) {
        return Err(too_large(limit));
    }
    File::open(path).map_err(|error| io_error(&error))
}
