//! `terrarium azure-config`: what Microsoft's SDKs have to know to come here.

mod lines;

use super::print_json;
use crate::{
    arguments::{AzureConfig, ConfigForm},
    failure::Failure,
};
use api::code::UNAVAILABLE;
use http::tls;
use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
};
use time::{Duration, OffsetDateTime};
use workspace::access::Key;

/// The cloud that the workspace is, in the SDKs' own words.
const CLOUD: &str = "SelfHosted";

/// Prints the variables; how the SDKs are called is said aside.
///
/// # Errors
/// When no workspace with HTTPS was served from the folder, or its files cannot be read.
pub fn azure_config(arguments: &AzureConfig) -> Result<ExitCode, Failure> {
    let data = arguments.data.canonicalize().map_err(|error| not_served(&arguments.data, &error.to_string()))?;
    let key = Key::read(&data).map_err(|error| not_served(&data, &error.to_string()))?;
    let address = fs::read_to_string(data.join(tls::FOLDER).join(tls::ADDRESS))
        .map_err(|_| not_served(&data, "its server offers no HTTPS"))?;
    let token = key.token(OffsetDateTime::now_utc(), Duration::hours(arguments.hours.into()), &person());
    let variables = variables(&data, address.trim(), token)?;
    match arguments.form {
        ConfigForm::Json => print_json(&variables)?,
        ConfigForm::Shell => {
            print!("{}", lines::shell(&variables));
            eprintln!("{}", lines::advice(address.trim(), arguments.hours));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn variables(data: &Path, address: &str, token: String) -> Result<BTreeMap<&'static str, String>, Failure> {
    let bundle = text(data.join(tls::FOLDER).join(tls::BUNDLE))?;
    Ok(BTreeMap::from([
        ("ARM_CLOUD_METADATA_URL", format!("{address}/metadata/endpoints?api-version=2019-05-01")),
        ("AZUREML_CURRENT_CLOUD", CLOUD.into()),
        ("AZURE_CONFIG_DIR", text(remembered(data, address)?)?),
        ("REQUESTS_CA_BUNDLE", bundle.clone()),
        ("SSL_CERT_FILE", bundle),
        ("TERRARIUM_TOKEN", token),
    ]))
}

/// A folder for what azureml-core remembers of clouds: it never asks again, even when the address is another.
fn remembered(data: &Path, address: &str) -> Result<PathBuf, Failure> {
    let name = address.trim_start_matches("https://").replace([':', '[', ']'], "-");
    let folder = data.join("azure").join(name);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Who the token says that its bearer is.
fn person() -> String {
    env::var("USER").or_else(|_| env::var("LOGNAME")).unwrap_or_else(|_| "local".into())
}

fn text(path: PathBuf) -> Result<String, Failure> {
    path.into_os_string().into_string().map_err(|path| {
        let message = format!("{} is no Unicode, and environment variables of the SDKs must be", path.display());
        Failure::new(UNAVAILABLE, message, "Serve the workspace from another folder")
    })
}

fn not_served(data: &Path, reason: &str) -> Failure {
    Failure::new(
        UNAVAILABLE,
        format!("no workspace with HTTPS was served from {}: {reason}", data.display()),
        "Start it with `terrarium serve`, or name the folder of one that runs with --data",
    )
}
