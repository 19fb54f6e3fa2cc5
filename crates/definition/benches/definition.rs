//! What a keystroke costs, and what the nearest of many images costs.

use criterion::{Criterion, criterion_group, criterion_main};
use definition::checks::check;
use definition::file_checks::check_source;
use definition::{
    Canonical, Definition, Fingerprint, Kind, Target, canonical, cheapest, compare, edit, import, nearest,
};
use std::hint::black_box;

/// A conda file; the seed chooses which versions it asks for.
fn source(packages: usize, seed: usize) -> String {
    let entry = |indent: &str, index: usize, operator: &str| {
        let version = (index * 7 + seed * (index % 5)) % 13;
        format!("{indent}- package-{index}{operator}1.{version}\n")
    };
    let conda: String = (0..packages / 2).map(|index| entry("  ", index, "=")).collect::<Vec<_>>().concat();
    let pip: String = (packages / 2..packages).map(|index| entry("    ", index, "==")).collect::<Vec<_>>().concat();
    format!("name: bench\nchannels: [conda-forge]\ndependencies:\n{conda}  - pip:\n{pip}")
}

fn definition(text: &str) -> Definition {
    let imported = import(text.as_bytes(), Some(Kind::Conda)).expect("a conda file");
    Definition { base_image: Some("python:3.12".into()), ..imported.definition }
}

fn read(text: &str) -> Canonical {
    canonical(&definition(text)).expect("has a base image")
}

/// What a keystroke computes: the hash, the differences from the nearest of five images, and the cheapest way to a hit.
fn keystroke(criterion: &mut Criterion) {
    for packages in [50, 500, 2_000] {
        let draft = definition(&source(packages, 1));
        let images: Vec<Definition> = (2..7).map(|seed| definition(&source(packages, seed))).collect();
        // The usual case: all but one package as in the image.
        let mut near = draft.clone();
        let place = edit::rows(&near)[packages / 3].place;
        edit::replace(&mut near, place, "package-other=1");
        let targets = images.into_iter().chain([near]).map(|image| Target::new(image).expect("has a base image"));
        let targets: Vec<Target> = targets.collect();
        let targets: Vec<&Target> = targets.iter().collect();
        let forms: Vec<Canonical> = targets.iter().map(|target| target.canonical().clone()).collect();
        let mut group = criterion.benchmark_group(format!("{packages} packages"));
        group.bench_function("hash", |bencher| {
            bencher.iter(|| canonical(black_box(&draft)).map(|canonical| canonical.digests()));
        });
        let form = canonical(&draft).expect("has a base image");
        group.bench_function("differences", |bencher| {
            bencher.iter(|| nearest(black_box(&form), &forms).map(|index| compare(&forms[index], &form)));
        });
        group.bench_function("cheapest", |bencher| {
            bencher.iter(|| cheapest(black_box(&draft), &form, &targets, |_| ()));
        });
        group.bench_function("fingerprint", |bencher| bencher.iter(|| black_box(&form).fingerprint()));
        group.finish();
    }
}

fn checks(criterion: &mut Criterion) {
    for packages in [50, 2_000] {
        let text = source(packages, 1);
        let definition = definition(&text);
        criterion.bench_function(&format!("checks of {packages} packages"), |bencher| {
            bencher.iter(|| check(black_box(&definition)));
        });
        criterion.bench_function(&format!("checks of a file with {packages} packages"), |bencher| {
            bencher.iter(|| check_source(black_box(text.as_bytes()), Some(Kind::Conda)));
        });
    }
}

/// The nearest image as the browser finds it among a few, and as the server finds it among all.
fn nearest_of_many(criterion: &mut Criterion) {
    let target = read(&source(50, 0));
    let candidates: Vec<Canonical> = (1..=10_000).map(|seed| read(&source(50, seed))).collect();
    criterion.bench_function("nearest of 10,000 with 50 packages", |bencher| {
        bencher.iter(|| nearest(black_box(&target), black_box(&candidates)));
    });
    let target = target.fingerprint();
    let fingerprints: Vec<Fingerprint> = candidates.iter().map(Canonical::fingerprint).collect();
    criterion.bench_function("nearest of 10,000 with 50 packages, by fingerprint", |bencher| {
        let distance = |other: &Fingerprint| other.distance(black_box(&target), usize::MAX);
        bencher.iter(|| black_box(&fingerprints).iter().map(distance).min());
    });
}

criterion_group!(benches, keystroke, checks, nearest_of_many);
criterion_main!(benches);
