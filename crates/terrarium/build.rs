//! Where the console is when there is none yet: other binaries than optimised ones read it from a folder, which must be
//! there when they are compiled. An optimised binary carries the console: a new console makes a new binary.

fn main() -> std::io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=../../dist");
    }
    std::fs::create_dir_all("../../dist")
}
