//! From a keystroke to the verdict in a real browser, against the real server, for small and huge environments, in
//! workspaces with few and with many images.
//!
//! The console adds measures to its timeline: `terrarium:compute` ends when the page shows hash, hit or miss, and differences,
//! `terrarium:keystroke` when the workspace has confirmed them. Also measured: the time of the server alone, the time until the
//! frame with the answer is shown, and the longest time in which the page could not respond. Medians are printed, nothing is
//! asserted.

mod page;
mod server;
mod source;

use harness::{Browser, Outcome, Terrarium, seed};

const PACKAGES: [usize; 3] = [50, 500, 2000];
const IMAGES: [usize; 2] = [100, 10_000];
const KEYSTROKES: usize = 31;

#[tokio::main]
async fn main() -> Outcome<()> {
    let browser = Browser::start()?;
    println!(
        "\nmilliseconds in Chromium, medians of {KEYSTROKES} keystrokes\n{:>8} {:>9} {:>12} {:>8} {:>10} {:>8} {:>13}",
        "images", "packages", "hit or miss", "shown", "confirmed", "server", "longest task"
    );
    let mut answered = Vec::new();
    for images in IMAGES {
        let data = tempfile::tempdir()?;
        let terrarium = Terrarium::start(data.path())?;
        seed::insert_images(&terrarium, (0..images).map(source::image)).await?;
        assert!(terrarium.stop()?, "the server shuts down cleanly");
        let terrarium = Terrarium::start(data.path())?;
        let read = server::wait_until_images_are_read(&terrarium.workspace()).await?;
        for packages in PACKAGES {
            let server = server::answers(&terrarium.workspace(), packages).await?;
            let page::Times { hit_or_miss, shown, confirmed, longest } =
                page::keystrokes(&browser, &terrarium, packages).await?;
            println!(
                "{images:>8} {packages:>9} {hit_or_miss:>12.1} {shown:>8.1} {confirmed:>10.1} {server:>8.1} {longest:>13.0}"
            );
            answered.push((hit_or_miss, confirmed));
        }
        println!("{images:>8} images were read {:.1} s after the start", read.as_secs_f64());
        assert!(terrarium.stop()?, "the server shuts down cleanly");
    }
    let times = PACKAGES[2] / PACKAGES[0];
    println!("{times} times the packages: hit or miss takes {:.1} times as long", answered[2].0 / answered[0].0);
    let (few, many) = answered.split_at(PACKAGES.len());
    for ((packages, few), many) in PACKAGES.iter().zip(few).zip(many) {
        println!(
            "{} times the images, {packages} packages: hit or miss {:.1}, confirmed {:.1} times as long",
            IMAGES[1] / IMAGES[0],
            many.0 / few.0,
            many.1 / few.1
        );
    }
    Ok(())
}

fn median(mut durations: Vec<f64>) -> f64 {
    durations.sort_by(f64::total_cmp);
    durations.get(durations.len() / 2).copied().unwrap_or(f64::NAN)
}
