//! The scripts that describe what the SDKs need, in the folder beside this repository, where that is there. They bring
//! tokens of their own.

use crate::sdk::{Sdk, said};
use harness::{Outcome, Terrarium};
use std::{
    fs,
    path::{Path, PathBuf},
};

#[tokio::test(flavor = "multi_thread")]
async fn no_step_of_the_scripts_fails() -> Outcome<()> {
    let Some(folder) = folder() else { return Ok(()) };
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start_as(data.path(), &["--azure-tokens", "any"])?;
    for (sdk, script) in [(Sdk::v1()?, "client_v1.py"), (Sdk::v2()?, "client_v2.py")] {
        let Some(sdk) = sdk else { continue };
        // Where the scripts look for the certificate.
        fs::copy(data.path().join("tls/bundle.pem"), sdk.home().join("cert.pem"))?;
        let told = said(sdk.python(&folder.join(script)).arg(terrarium.secure_url()?))?;
        println!("{told}");
        assert!(told.contains("FAILED STEPS: none"), "{script}: {told}");
    }
    assert!(terrarium.stop()?, "the server ends in order");
    Ok(())
}

/// The folder of the scripts and examples.
pub fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/contracts/azure");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: there is no ../shared/contracts/azure");
    None
}
