//! What a keystroke costs, and what the nearest of many images costs.

use criterion::{Criterion, criterion_group, criterion_main};
use definition::checks::{check, check_source};
use definition::{Canonical, Definition, Kind, canonical, compare, import, nearest};
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

fn read(text: &str) -> Canonical {
    let imported = import(text.as_bytes(), Some(Kind::Conda)).expect("a conda file");
    let definition = Definition { base_image: Some("python:3.12".into()), ..imported.definition };
    canonical(&definition).expect("has a base image")
}

fn keystroke(criterion: &mut Criterion) {
    for packages in [50, 2_000] {
        let (text, nearest) = (source(packages, 1), read(&source(packages, 2)));
        criterion.bench_function(&format!("keystroke with {packages} packages"), |bencher| {
            bencher.iter(|| {
                let canonical = read(black_box(&text));
                (canonical.digests(), compare(&nearest, &canonical))
            });
        });
    }
}

fn checks(criterion: &mut Criterion) {
    for packages in [50, 2_000] {
        let text = source(packages, 1);
        let definition = import(text.as_bytes(), Some(Kind::Conda)).expect("a conda file").definition;
        criterion.bench_function(&format!("checks of {packages} packages"), |bencher| {
            bencher.iter(|| check(black_box(&definition)));
        });
        criterion.bench_function(&format!("checks of a file with {packages} packages"), |bencher| {
            bencher.iter(|| check_source(black_box(text.as_bytes()), Some(Kind::Conda)));
        });
    }
}

fn nearest_of_many(criterion: &mut Criterion) {
    let target = read(&source(50, 0));
    let candidates: Vec<Canonical> = (1..=10_000).map(|seed| read(&source(50, seed))).collect();
    criterion.bench_function("nearest of 10,000 with 50 packages", |bencher| {
        bencher.iter(|| nearest(black_box(&target), black_box(&candidates)));
    });
}

criterion_group!(benches, keystroke, checks, nearest_of_many);
criterion_main!(benches);
